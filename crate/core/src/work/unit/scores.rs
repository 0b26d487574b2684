//! Every membership attack's score of one side's records.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::membership::ScoringRun;
use crate::trial::Side;

/// Score the records of a side.
pub(super) struct Scores(pub(super) Side);

impl UnitKind for Scores {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(worker.experiment().n_scored)
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let experiment = worker.experiment();
        Box::new(ScoringRun::new(self.0, experiment.n_scored, experiment.scored_attacks()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Scores(scores) = outcome else { mixed_up() };
        results.scores[self.0.place()] = Some(scores);
    }
}

impl UnitWork for ScoringRun {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let at = worker.attacked();
        ScoringRun::step(self, at.trial, at.model, at.workspace).map(Outcome::Scores)
    }
}
