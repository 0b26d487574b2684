//! A whole experiment, one unit after the other.

use super::agenda::Agenda;
use super::bench::{Bench, BenchError};
use super::outcome::Outcome;
use super::results::Results;
use super::unit::Unit;
use crate::experiment::Experiment;
use crate::report::Report;

/// Runs a whole experiment.
///
/// # Errors
/// Where the experiment or its data can't be used.
pub fn run(experiment: Experiment, file: Option<&[u8]>) -> Result<Report, BenchError> {
    let mut bench = Bench::new(experiment, file)?;
    Ok(run_on(&mut bench))
}

/// Runs a whole experiment on a bench.
pub fn run_on(bench: &mut Bench) -> Report {
    let results = work_off(bench);
    let repeats = Unit::further_repeats(bench.experiment());
    let mut trials = vec![results.trial_report(bench)];
    for unit in repeats {
        let Outcome::Repeat(trial) = bench.finish(&unit) else { unreachable!("a repeat gives a trial") };
        trials.push(*trial);
    }
    Report::new(bench.experiment().clone(), bench.trial().dataset().digest(), trials)
}

/// Trains the bench's own model and does every unit of its trial.
pub fn work_off(bench: &mut Bench) -> Results {
    let (mut results, mut agenda) = (Results::default(), Agenda::of(bench));
    while let Some(unit) = agenda.next() {
        let outcome = bench.finish(&unit);
        agenda.done(&unit, &outcome);
        results.put(&unit, outcome);
    }
    results
}
