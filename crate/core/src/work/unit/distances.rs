//! Each non-member's distance from the training set.

use super::super::bench::Bench;
use super::super::outcome::Outcome;
use super::super::results::Results;
use super::kind::{UnitGroup, UnitKind, UnitWork, mixed_up};
use crate::distance::DistanceRun;
use crate::trial::Side;

/// Measure the distances.
pub(super) struct Distances;

impl UnitKind for Distances {
    fn title(&self) -> &'static str {
        "measuring distances"
    }

    fn group(&self) -> UnitGroup {
        UnitGroup::Attacks
    }

    fn cost(&self, bench: &Bench) -> f64 {
        let sides = [Side::Members, Side::NonMembers].map(|side| bench.trial().side(side).len());
        (sides[0] * sides[1] * bench.trial().dataset().schema().features.len()) as f64 / 8.0
    }

    fn start(&self, bench: &Bench) -> Box<dyn UnitWork> {
        Box::new(DistanceRun::new(bench.experiment().metric))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Distances(distances) = outcome else { mixed_up() };
        results.distances = Some(distances);
    }
}

impl UnitWork for DistanceRun {
    fn step(&mut self, bench: &mut Bench) -> Option<Outcome> {
        DistanceRun::step(self, bench.trial()).map(Outcome::Distances)
    }

    fn share(&self, bench: &Bench) -> f64 {
        self.progress(bench.trial())
    }
}
