//! Members told from non-members without a model.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::matrix::BlindRun;

/// Check the split.
pub(super) struct Blind;

impl UnitKind for Blind {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(2000)
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        Box::new(BlindRun::new(worker.trial()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Blind(check) = outcome else { mixed_up() };
        results.blind = Some(check);
    }
}

impl UnitWork for BlindRun {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        BlindRun::step(self, worker.trial()).map(Outcome::Blind)
    }
}
