//! All completions of one of many records.

use super::super::outcome::Outcome;
use super::super::results::{Results, put_at};
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::attribute::{ExhaustiveRun, TargetGuess};
use crate::experiment;

/// Try all completions of a record.
pub(super) struct Target(pub(super) experiment::Target);

impl UnitKind for Target {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(worker.portion().n_completions()) / worker.spared()
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let all = 0..worker.portion().n_completions();
        Box::new(TargetWork(ExhaustiveRun::new(worker.trial(), worker.portion(), worker.record_of(&self.0), all)))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Target(guess) = outcome else { mixed_up() };
        put_at(&mut results.targets[self.0.taken_from.place()], self.0.number, guess);
    }
}

#[derive(Debug)]
struct TargetWork(ExhaustiveRun);

impl UnitWork for TargetWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let at = worker.attacked();
        self.0.step(at.model, at.exhaustive).map(|tally| Outcome::Target(TargetGuess::of(&tally)))
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        self.0.progress()
    }
}
