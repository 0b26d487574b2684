//! `NEARMISS_REGISTERS`: the width of the registers changes no bit of what the command gives.

mod nearmiss;

use ::nearmiss::source::DataSource;
use ::nearmiss::{Experiment, SplitSizes, work};
use nearmiss::{shipped, small, text, write_experiment};
use nearmiss_kernel::Registers;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Runs the program on registers of at most so many bits.
fn nearmiss_on(bits: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nearmiss"));
    command.args(arguments).env("NEARMISS_REGISTERS", bits).output().expect("the program starts")
}

/// Numeric features, and binary ones that are mostly 0; layers that fill no registers, whatever their width.
fn experiments() -> [Experiment; 2] {
    let mut check_ins = small(Experiment::check_ins());
    check_ins.data = DataSource::check_ins(300);
    check_ins.split = SplitSizes { n_members: 150, n_non_members: 150 };
    [small(Experiment::digits()), check_ins].map(|mut experiment| {
        experiment.training.hidden = vec![37, 21];
        experiment
    })
}

#[test]
fn every_width_of_registers_gives_the_fingerprint_of_the_library() {
    for experiment in experiments() {
        let folder = TempDir::new().expect("a folder");
        let file = write_experiment(folder.path(), &experiment);
        let expected = work::run(experiment, Some(&shipped("digits").1)).expect("it can be run").fingerprint();
        for bits in Registers::all().into_iter().map(|registers| registers.bits().to_string()) {
            let output = nearmiss_on(&bits, &["run", &file, "--out", &text(&folder.path().join(&bits))]);
            let (printed, words) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert_eq!(printed.trim_end(), expected, "{bits} bits: {words}");
        }
    }
}

#[test]
fn a_width_that_is_no_number_is_refused() {
    for width in ["wide", "", "-1", "12.5"] {
        let output = nearmiss_on(width, &["attacks"]);
        let words = String::from_utf8(output.stderr).expect("it prints text");
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(output.stdout.is_empty() && words.lines().count() == 1, "{words}");
        assert!(words.contains(&format!("NEARMISS_REGISTERS holds “{width}”")), "{words}");
    }
}
