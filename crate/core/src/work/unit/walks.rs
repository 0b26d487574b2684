//! Walks away from many records, to be looked at.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::hill::{Walks, Ways};
use crate::trial::Side;

/// Walk away from the first records of either side.
#[derive(Debug, Clone, Copy)]
pub(super) struct WalksKind;

impl UnitKind for WalksKind {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(2 * Walks::N * (Walks::N_FLIPS + 1))
    }

    fn start(&self, _worker: &TrialWorker) -> Box<dyn UnitWork> {
        Box::new(WalksWork(Walks::default()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let (Outcome::Walks(_), _) = (outcome, results) else { mixed_up() };
    }
}

/// What is walked so far.
#[derive(Debug)]
struct WalksWork(Walks);

/// Records of a side that are walked away from.
fn first(worker: &TrialWorker, side: Side) -> Vec<usize> {
    worker.trial().side(side).iter().take(Walks::N).copied().collect()
}

impl UnitWork for WalksWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let [members, others] = [Side::Members, Side::NonMembers].map(|side| first(worker, side));
        let at = worker.attacked();
        let per_step = (at.model.mlp().rows_per_step() / (Walks::N_FLIPS + 1)).max(1);
        for _ in 0..per_step {
            let done = &mut self.0.sides;
            let side = if done[0].len() < members.len() { 0 } else { 1 };
            let Some(&record) = [&members, &others][side].get(done[side].len()) else { break };
            done[side].push(Ways::from(at.trial, record).at_random(at.trial, at.model, at.workspace));
        }
        let is_done = self.0.sides[1].len() == others.len();
        is_done.then(|| {
            let mut walks = std::mem::take(&mut self.0);
            walks.clusters =
                at.trial.clusters(&members).zip(at.trial.clusters(&others)).map(|(own, others)| [own, others]);
            Outcome::Walks(walks)
        })
    }

    fn share(&self, _worker: &TrialWorker) -> f64 {
        self.0.sides.iter().map(Vec::len).sum::<usize>() as f64 / (2 * Walks::N) as f64
    }
}
