//! Each non-member's distance from the training set.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::distance::DistanceRun;
use crate::trial::Side;

/// Measure the distances.
pub(super) struct Distances;

impl UnitKind for Distances {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        let sides = [Side::Members, Side::NonMembers].map(|side| worker.trial().side(side).len());
        (sides[0] * sides[1] * worker.trial().dataset().schema().features.len()) as f64 / 8.0
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        Box::new(DistanceRun::new(worker.experiment().metric))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Distances(distances) = outcome else { mixed_up() };
        results.distances = Some(distances);
    }
}

impl UnitWork for DistanceRun {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        DistanceRun::step(self, worker.trial()).map(Outcome::Distances)
    }

    fn share(&self, worker: &TrialWorker) -> f64 {
        self.progress(worker.trial())
    }
}
