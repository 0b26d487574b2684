//! `nearmiss`: the experiments of the page from a command line, and the attacks on a network of one's own.
//!
//! The only crate that opens files and starts threads. Numbers go to standard output, words to standard error; the exit
//! code is 0, or 2 for a command or an environment that can't be understood, or 1 for anything that can't be done, with one sentence.

mod arguments;
mod drawing;
mod failure;
mod file;
mod first_trial;
mod folder;
mod infer;
mod inspect;
mod journal;
mod merge;
mod notice;
mod own_data;
mod pool;
mod progress;
mod query;
mod records;
mod run;
mod tune;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use nearmiss::defence::DEFENCES;
use nearmiss::experiment::{self, PRESETS};
use nearmiss::membership::ATTACKS;
use nearmiss::source::SOURCES;
use nearmiss_kernel::Registers;
use notice::say;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match carry_out(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::NobodyReads) {
                say!("nearmiss: {failure}");
            }
            failure.exit_code()
        }
    }
}

fn carry_out(command: Command) -> Result<(), Failure> {
    // Before any work: the loops themselves, where they start, could only panic.
    Registers::widest_allowed()?;
    let mut out = BufWriter::new(io::stdout().lock());
    match command {
        Command::Attacks => ATTACKS.iter().try_for_each(|attack| writeln!(out, "{}", attack.name()))?,
        Command::Defences => DEFENCES.iter().try_for_each(|kind| writeln!(out, "{}", kind.name()))?,
        Command::Datasets => SOURCES.iter().try_for_each(|kind| writeln!(out, "{}", kind.name()))?,
        Command::Presets => PRESETS.iter().try_for_each(|preset| writeln!(out, "{}", preset.name))?,
        Command::Preset { name } => {
            let experiment = experiment::preset(&name).ok_or(Failure::NoPreset(name))?;
            writeln!(out, "{}", serde_json::to_string_pretty(&experiment).expect("an experiment is plain data"))?;
        }
        Command::Inspect { file, json } => inspect::inspect(&file, json, &mut out)?,
        Command::Query(query) => query::query(&query, &mut out)?,
        Command::Run(run) => run::run(&run, &mut out)?,
        Command::Tune(order) => tune::tune(&order, &mut out)?,
        Command::Merge { parts, out: folder, force } => merge::merge(&parts, &folder, force, &mut out)?,
        Command::Infer { asked, unknown, search } => infer::infer(&asked, unknown, search, &mut out)?,
    }
    Ok(out.flush()?)
}
