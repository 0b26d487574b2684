//! `nearmiss`: the experiments of the page from a command line, and the attacks on a network of one's own.
//!
//! The only crate that opens files and starts threads. Numbers go to standard output, words to standard error; the exit
//! code is 0, or 2 for a command that can't be understood, or 1 for anything that can't be done, with one sentence.

mod arguments;
mod drawing;
mod failure;
mod file;
mod first_trial;
mod folder;
mod infer;
mod journal;
mod merge;
mod notice;
mod pool;
mod progress;
mod query;
mod records;
mod run;

use arguments::{Arguments, Order};
use clap::Parser;
use failure::Failure;
use nearmiss::defence::DEFENCES;
use nearmiss::experiment::{self, PRESETS};
use nearmiss::membership::ATTACKS;
use nearmiss::source::SOURCES;
use notice::say;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match carry_out(Arguments::parse().order) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::NobodyReads) {
                say!("nearmiss: {failure}");
            }
            failure.exit_code()
        }
    }
}

fn carry_out(order: Order) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match order {
        Order::Attacks => ATTACKS.iter().try_for_each(|attack| writeln!(out, "{}", attack.name()))?,
        Order::Defences => DEFENCES.iter().try_for_each(|kind| writeln!(out, "{}", kind.name()))?,
        Order::Datasets => SOURCES.iter().try_for_each(|kind| writeln!(out, "{}", kind.name()))?,
        Order::Presets => PRESETS.iter().try_for_each(|(name, _)| writeln!(out, "{name}"))?,
        Order::Preset { name } => {
            let experiment = experiment::preset(&name).ok_or(Failure::NoPreset(name))?;
            writeln!(out, "{}", serde_json::to_string_pretty(&experiment).expect("an experiment is plain data"))?;
        }
        Order::Query(asked) => query::query(&asked, &mut out)?,
        Order::Run(order) => run::run(&order, &mut out)?,
        Order::Merge { parts, out: folder, force } => merge::merge(&parts, &folder, force, &mut out)?,
        Order::Infer { asked, unknown, search } => infer::infer(&asked, unknown, search, &mut out)?,
    }
    Ok(out.flush()?)
}
