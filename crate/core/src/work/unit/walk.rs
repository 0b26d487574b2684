//! One walk away from a record, to be looked at.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::hill::{Walks, Ways};
use crate::trial::Side;

/// Flip these features of a record, one after the other.
#[derive(Debug, Clone)]
pub(super) struct WalkKind {
    pub(super) side: Side,
    pub(super) number: usize,
    pub(super) features: Vec<usize>,
}

impl UnitKind for WalkKind {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(self.features.len() + 1)
    }

    fn start(&self, _worker: &TrialWorker) -> Box<dyn UnitWork> {
        Box::new(WalkWork(self.clone()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let (Outcome::Walks(_), _) = (outcome, results) else { mixed_up() };
    }
}

#[derive(Debug)]
struct WalkWork(WalkKind);

impl UnitWork for WalkWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let WalkKind { side, number, features } = &self.0;
        let at = worker.attacked();
        let mut walks = Walks::default();
        if let Some(record) = at.trial.side(*side).get(*number) {
            let walk = Ways::from(at.trial, *record).walk(at.trial, features.clone(), at.model, at.workspace);
            walks.sides[side.place()].extend(walk);
        }
        Some(Outcome::Walks(walks))
    }
}
