//! Members told from non-members without a model.

use super::super::bench::Bench;
use super::super::outcome::Outcome;
use super::super::results::Results;
use super::kind::{UnitGroup, UnitKind, UnitWork, mixed_up};
use crate::matrix::BlindRun;

/// Check the split.
pub(super) struct Blind;

impl UnitKind for Blind {
    fn title(&self) -> &'static str {
        "trying defences"
    }

    fn group(&self) -> UnitGroup {
        UnitGroup::Matrix
    }

    fn cost(&self, bench: &Bench) -> f64 {
        bench.passes(2000)
    }

    fn start(&self, bench: &Bench) -> Box<dyn UnitWork> {
        Box::new(BlindRun::new(bench.trial()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Blind(check) = outcome else { mixed_up() };
        results.blind = Some(check);
    }
}

impl UnitWork for BlindRun {
    fn step(&mut self, bench: &mut Bench) -> Option<Outcome> {
        BlindRun::step(self, bench.trial()).map(Outcome::Blind)
    }
}
