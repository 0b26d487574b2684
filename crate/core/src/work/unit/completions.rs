//! One block of completions of the record looked at.

use super::super::outcome::Outcome;
use super::super::outcome::Progress;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::attribute::ExhaustiveRun;

/// Try the completions of the block of this number.
pub(super) struct Completions(pub(super) usize);

impl UnitKind for Completions {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(worker.portion().n_completions().min(TrialWorker::BLOCK)) / worker.spared()
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let range = self.0 * TrialWorker::BLOCK..(self.0 + 1) * TrialWorker::BLOCK;
        Box::new(CompletionsWork(ExhaustiveRun::new(worker.trial(), worker.portion(), worker.target(), range)))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Completions(tally) = outcome else { mixed_up() };
        match &mut results.tally {
            None => results.tally = Some(tally),
            Some(all) => all.merge(&tally),
        }
    }
}

#[derive(Debug)]
struct CompletionsWork(ExhaustiveRun);

impl UnitWork for CompletionsWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let at = worker.attacked();
        self.0.step(at.model, at.exhaustive).map(Outcome::Completions)
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        self.0.progress()
    }

    fn progress(&self, _bench: &TrialWorker) -> Progress {
        Progress::Completions(self.0.tally().clone())
    }
}
