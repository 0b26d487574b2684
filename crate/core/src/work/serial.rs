//! A whole experiment, one unit after the other.

use super::agenda::Agenda;
use super::outcome::Outcome;
use super::results::Results;
use super::trial_worker::{TrialWorker, TrialWorkerError};
use super::unit::listing::Unit;
use crate::experiment::Experiment;
use crate::report::Report;

/// Runs a whole experiment.
///
/// # Errors
/// Where the experiment or its data can't be used.
pub fn run(experiment: Experiment, file: Option<&[u8]>) -> Result<Report, TrialWorkerError> {
    let mut worker = TrialWorker::new(experiment, file)?;
    Ok(run_on(&mut worker))
}

/// Runs a whole experiment on a worker.
pub fn run_on(worker: &mut TrialWorker) -> Report {
    let results = work_off(worker);
    let repeats = Unit::further_repeats(worker.experiment());
    let mut trials = vec![results.trial_report(worker)];
    for unit in repeats {
        let Outcome::Repeat(trial) = worker.finish(&unit) else { unreachable!("a repeat gives a trial") };
        trials.push(*trial);
    }
    Report::new(worker.experiment().clone(), worker.trial().dataset().digest(), trials)
}

/// Trains the worker's own model and does every unit of its trial.
pub fn work_off(worker: &mut TrialWorker) -> Results {
    let (mut results, mut agenda) = (Results::default(), Agenda::of(worker));
    while let Some(unit) = agenda.next() {
        let outcome = worker.finish(&unit);
        agenda.done(&unit, &outcome);
        results.put(&unit, outcome);
    }
    results
}
