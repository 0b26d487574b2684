//! `run`: the library's report, whatever the number of threads, and the files beside it.

mod nearmiss;

use ::nearmiss::defence::Defence;
use ::nearmiss::experiment::PortionChoice;
use ::nearmiss::optimizer::OptimizerKind;
use ::nearmiss::reading::{self, Decisions, Options};
use ::nearmiss::source::DataSource;
use ::nearmiss::{Experiment, Report, SplitSizes, mlp_format, work};
use nearmiss::{files, names, nearmiss, refused, shipped, small, start, succeeded, text, write_experiment};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

#[test]
fn digits_have_the_fingerprint_of_the_library_with_1_and_3_jobs() {
    let expected = work::run(Experiment::digits(), Some(&shipped("digits").1)).expect("the preset can be run");
    let readme = include_str!("../../../README.md");
    assert!(
        readme.contains(&expected.fingerprint()),
        "README shows another fingerprint than {}",
        expected.fingerprint()
    );
    for jobs in ["1", "3"] {
        let folder = TempDir::new().expect("a folder");
        let out = text(&folder.path().join("made/anew"));
        let printed = succeeded(&["run", "digits", "--out", &out, "--jobs", jobs]);
        assert_eq!(printed.trim_end(), expected.fingerprint(), "{jobs} jobs");
        let report = fs::read_to_string(Path::new(&out).join("report.json")).expect("the report is there");
        assert_eq!(report.trim_end(), expected.to_json(), "{jobs} jobs");
    }
}

#[test]
fn figures_tables_and_model_lie_beside_the_report() {
    let folder = TempDir::new().expect("a folder");
    let mut experiment = small(Experiment::check_ins());
    experiment.data = DataSource::check_ins(300);
    experiment.split = SplitSizes { n_members: 150, n_non_members: 150 };
    let file = write_experiment(folder.path(), &experiment);
    let output = nearmiss(&[
        "run",
        &file,
        "--out",
        &text(folder.path()),
        "--jobs",
        "2",
        "--out-model",
        "--out-records",
        "--json",
    ]);
    assert_eq!(output.status.code(), Some(0));
    let report: Report =
        serde_json::from_slice(&fs::read(folder.path().join("report.json")).expect("it is there")).expect("a report");
    assert_eq!(report, work::run(experiment, None).expect("it can be run"));

    let stems = |kind: &str, ending: &str| -> BTreeSet<String> {
        let stem = |name: String| name.strip_suffix(ending).unwrap_or_else(|| panic!("{name}: {ending}")).to_string();
        names(&folder.path().join(kind)).into_iter().map(stem).collect()
    };
    let (figures, tables) = (stems("figures", ".svg"), stems("tables", ".csv"));
    assert!(figures.is_subset(&tables), "every figure has its numbers in a table");
    let by_attack = ["max_confidence", "log_odds", "loss", "modified_entropy", "entropy"];
    for name in by_attack.map(|attack| format!("roc_{attack}")) {
        assert!(figures.contains(&name), "{name}");
    }
    for name in [
        "learning_curve",
        "figure_1_auc_by_distance",
        "figure_2_distances",
        "figure_3_strong_membership_swap_max_confidence",
        "figure_4_confidence_change_flip",
        "figure_5_guesses_max_confidence",
        "advantage_by_alpha_log_odds",
    ] {
        assert!(figures.contains(name), "{name}");
    }
    let bytes = fs::read(folder.path().join("model.json")).expect("the model is there");
    let mlp = mlp_format::read_mlp(&bytes).expect("it reads back");
    assert_eq!(Some(work::mlp_digest(&mlp)), report.trials[0].model_digest);

    assert!(folder.path().join("model.safetensors").exists());
    let records = fs::read_to_string(folder.path().join("records.csv")).expect("the records are there");
    let members = records.lines().filter(|line| line.split(',').nth(1) == Some("member")).count();
    assert_eq!(members, report.experiment.split.n_members);
    assert!(!folder.path().join("unfinished").exists());

    let progress = String::from_utf8(output.stderr).expect("text");
    let lines: Vec<Value> = progress.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let shares: Vec<f64> = lines.iter().map(|line| line["share"].as_f64().expect("a number")).collect();
    assert!(shares.is_sorted() && shares.last() == Some(&1.0), "{shares:?}");
    let last = &lines[lines.len() - 1];
    assert_eq!(last["done"], last["of"], "{last}");
}

#[test]
fn an_own_file_takes_the_place_of_the_data() {
    let folder = TempDir::new().expect("a folder");
    let experiment = small(Experiment::voters());
    let file = write_experiment(folder.path(), &experiment);
    let (path, bytes) = shipped("voters");
    let printed = succeeded(&["run", &file, "--out", &text(folder.path()), "--data", &path, "--label", "vote"]);
    let options = Options { label: Some(9), sample: Some(0), ..Options::default() };
    let csv = Decisions::Version2(reading::read(&bytes, &options, usize::MAX).expect("it is shipped").options);
    let own = Experiment { data: DataSource::Own { sha256: work::sha256_of(&bytes), csv }, ..experiment };
    assert_eq!(printed.trim_end(), work::run(own, Some(&bytes)).expect("it can be run").fingerprint());
}

#[test]
fn a_diverged_training_is_reported_and_said() {
    let folder = TempDir::new().expect("a folder");
    let mut experiment = small(Experiment::voters());
    experiment.training.optimizer = OptimizerKind::Sgd { learning_rate: 10.0, momentum: 0.0 };
    experiment.defence = Defence::named("l2", &[10.0]).expect("it is registered");
    experiment.training.epochs = 200;
    let file = write_experiment(folder.path(), &experiment);
    let output = nearmiss(&["run", &file, "--out", &text(folder.path())]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("diverged"));
    assert!(folder.path().join("report.json").exists());
}

#[test]
fn what_cannot_be_run_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let out = text(&folder.path().join("out"));
    let run = |experiment: &str| refused(&["run", experiment, "--out", &out]);
    assert!(run("nonsense").contains("“nonsense” is neither a preset (checkins, "));
    let bad = text(&folder.path().join("bad.json"));
    fs::write(&bad, "{\n  \"version\": x}").expect("it can be written");
    let sentence = run(&bad);
    assert!(sentence.contains("bad.json: ") && sentence.contains("line 2 column 14"), "{sentence}");
    let mut experiment = Experiment::digits();
    experiment.training.epochs = 0;
    let sentence = run(&write_experiment(folder.path(), &experiment));
    assert!(sentence.contains("experiment.json: The number of epochs is 0"), "{sentence}");
    experiment.data = DataSource::Own { sha256: "0".repeat(64), csv: Default::default() };
    assert!(run(&write_experiment(folder.path(), &experiment)).contains("--data"));
    let data = text(&folder.path().join("data.csv"));
    fs::write(&data, "label,a\n1,\n").expect("it can be written");
    let sentence = refused(&["run", "digits", "--out", &out, "--data", &data]);
    assert!(sentence.contains("data.csv: The file has 1 record(s)"), "{sentence}");
    assert!(!Path::new(&out).exists(), "nothing is written");
    fs::write(&out, "a file").expect("it can be written");
    assert!(refused(&["run", "digits", "--out", &out]).contains("can't be written"));
    assert_eq!(nearmiss(&["run", "digits"]).status.code(), Some(2));
    assert_eq!(nearmiss(&["run", "digits", "--out", &out, "--jobs", "0"]).status.code(), Some(2));
}

#[test]
fn merged_parts_are_one_run_byte_for_byte() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| text(&folder.path().join(name));
    let file = write_experiment(folder.path(), &Experiment { repeats: 5, ..small(Experiment::digits()) });
    let whole = succeeded(&["run", &file, "--out", &path("whole"), "--jobs", "2"]);
    for (trials, part) in [("3..5", "c"), ("0", "a"), ("1..3", "b")] {
        succeeded(&["run", &file, "--out", &path(part), "--trials", trials]);
    }
    let merged = succeeded(&["merge", &path("c"), &path("a"), &path("b"), "--out", &path("merged")]);
    assert_eq!(merged, whole);
    let [merged, whole] = ["merged", "whole"].map(|name| files(&folder.path().join(name)));
    assert_eq!(merged.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    assert!(merged == whole, "a file differs");

    let sentence = refused(&["merge", &path("a"), &path("c"), "--out", &path("gap")]);
    assert!(sentence.contains("no part has repeat 1, 2"), "{sentence}");
    let other = write_experiment(folder.path(), &Experiment { repeats: 5, ..small(Experiment::voters()) });
    succeeded(&["run", &other, "--out", &path("other"), "--trials", "1..3"]);
    let sentence = refused(&["merge", &path("a"), &path("other"), &path("c"), "--out", &path("mixed")]);
    assert!(sentence.contains("different experiments"), "{sentence}");
    assert!(!folder.path().join("gap").exists() && !folder.path().join("mixed").exists(), "nothing is written");
}

#[test]
fn more_trials_than_the_experiment_has_repeats_extend_it() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| text(&folder.path().join(name));
    let file = write_experiment(folder.path(), &small(Experiment::digits()));
    for (trials, part) in [("0..2", "a"), ("2..4", "b")] {
        succeeded(&["run", &file, "--out", &path(part), "--trials", trials]);
    }
    let merged = succeeded(&["merge", &path("a"), &path("b"), "--out", &path("merged")]);
    let longer = write_experiment(folder.path(), &Experiment { repeats: 4, ..small(Experiment::digits()) });
    assert_eq!(merged, succeeded(&["run", &longer, "--out", &path("whole")]));
}

/// Killed again and again, wherever it happens to be, it still ends with the report of an undisturbed run.
#[test]
fn a_killed_run_goes_on_where_it_was() {
    let folder = TempDir::new().expect("a folder");
    let mut experiment = small(Experiment::digits());
    experiment.repeats = 3;
    experiment.attribute_inference.portion = PortionChoice::Mrmr(12);
    experiment.attribute_inference.n_targets = 20;
    let file = write_experiment(folder.path(), &experiment);
    let out = folder.path().join("out");
    let units = out.join("unfinished/units.jsonl");
    let n_done = || fs::read_to_string(&units).map_or(0, |lines| lines.lines().count());
    let mut before = 0;
    for _ in 0..3 {
        let arguments = ["run", &file, "--out", &text(&out), "--jobs", "1"];
        let mut running = start(&arguments);
        // Until it has done something new; a run that is through already has nothing left to be killed at.
        while n_done() <= before + 3 && running.try_wait().expect("it can be asked").is_none() {
            std::thread::yield_now();
        }
        running.kill().expect("it can be killed");
        running.wait().expect("it ends");
        before = n_done();
    }
    assert!(before >= 9, "{before} units were done before the last kill");
    // A line that was cut off counts for nothing.
    let mut lines = fs::read(&units).expect("the journal is there");
    lines.extend(b"[{\"Target\":{\"taken");
    fs::write(&units, lines).expect("it can be written");
    let output = nearmiss(&["run", &file, "--out", &text(&out)]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("going on with an interrupted run"), "{words}");
    let (_, bytes) = shipped("digits");
    let expected = work::run(experiment.clone(), Some(&bytes)).expect("it can be run");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), expected.fingerprint());
    assert!(!out.join("unfinished").exists());
    assert_eq!(fs::read_to_string(out.join("report.json")).expect("it is there").trim_end(), expected.to_json());
}

#[test]
fn an_unfinished_run_of_something_else_is_left_alone() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("out");
    fs::create_dir_all(out.join("unfinished")).expect("it can be made");
    let file = write_experiment(folder.path(), &small(Experiment::digits()));
    for other in ["{}", "no JSON"] {
        fs::write(out.join("unfinished/experiment.json"), other).expect("it can be written");
        let sentence = refused(&["run", &file, "--out", &text(&out)]);
        assert!(sentence.contains("unfinished run of another experiment"), "{sentence}");
    }
}

/// As after a kill between the two writes.
#[test]
fn a_model_without_its_training_is_trained_anew() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("out");
    let file = write_experiment(folder.path(), &Experiment { repeats: 30, ..small(Experiment::digits()) });
    let mut running = start(&["run", &file, "--out", &text(&out), "--jobs", "1"]);
    while !out.join("unfinished/model.json").exists() {
        std::thread::yield_now();
    }
    running.kill().expect("it can be killed");
    running.wait().expect("it ends");
    fs::write(out.join("unfinished/units.jsonl"), "").expect("it can be written");
    let expected = succeeded(&["run", &file, "--out", &text(&folder.path().join("other"))]);
    assert_eq!(succeeded(&["run", &file, "--out", &text(&out)]), expected);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = TempDir::new().expect("a folder");
    let file = write_experiment(folder.path(), &small(Experiment::digits()));
    let out = folder.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_nearmiss"));
    command.args(["run", &file, "--out", &text(&out), "--json"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("it starts");
    drop(running.stderr.take());
    assert_eq!(running.wait().expect("it ends").code(), Some(0));
    assert!(out.join("report.json").exists());
}

#[test]
fn the_default_metric_may_be_said() {
    let folder = TempDir::new().expect("a folder");
    let experiment = small(Experiment::voters());
    let mut json = serde_json::to_value(&experiment).expect("plain data");
    json["metric"] = "hamming".into();
    let (unsaid, said) = (write_experiment(folder.path(), &experiment), text(&folder.path().join("said.json")));
    fs::write(&said, json.to_string()).expect("it can be written");
    let run = |file: &str, out: &str| succeeded(&["run", file, "--out", &text(&folder.path().join(out))]);
    assert_eq!(run(&unsaid, "unsaid"), run(&said, "said"));
}

#[test]
fn a_misspelt_setting_is_named() {
    let folder = TempDir::new().expect("a folder");
    let mut json = serde_json::to_value(Experiment::digits()).expect("plain data");
    json["strong_membership"]["n_variant"] = 5.into();
    let path = folder.path().join("misspelt.json");
    fs::write(&path, json.to_string()).expect("it can be written");
    let sentence = refused(&["run", &text(&path), "--out", &text(&folder.path().join("out"))]);
    for part in ["strong_membership.n_variant: ", "unknown field `n_variant`", "`n_variants`", "line 1 column"] {
        assert!(sentence.contains(part), "{sentence}");
    }
    assert_eq!(nearmiss(&["run", "digits", "--out", "x", "--trials", "3..3"]).status.code(), Some(2));
}
