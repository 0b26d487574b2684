//! Every membership attack's score of one side's records.

use super::super::bench::Bench;
use super::super::outcome::Outcome;
use super::super::results::Results;
use super::kind::{UnitGroup, UnitKind, UnitWork, mixed_up};
use crate::membership::ScoringRun;
use crate::trial::Side;

/// Score the records of a side.
pub(super) struct Scores(pub(super) Side);

impl UnitKind for Scores {
    fn title(&self) -> &'static str {
        "scoring records"
    }

    fn group(&self) -> UnitGroup {
        UnitGroup::Attacks
    }

    fn cost(&self, bench: &Bench) -> f64 {
        bench.passes(bench.experiment().n_scored)
    }

    fn start(&self, bench: &Bench) -> Box<dyn UnitWork> {
        let experiment = bench.experiment();
        Box::new(ScoringRun::new(self.0, experiment.n_scored, experiment.scored_attacks()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Scores(scores) = outcome else { mixed_up() };
        results.scores[self.0.place()] = Some(scores);
    }
}

impl UnitWork for ScoringRun {
    fn step(&mut self, bench: &mut Bench) -> Option<Outcome> {
        let at = bench.attacked();
        ScoringRun::step(self, at.trial, at.model, at.workspace).map(Outcome::Scores)
    }
}
