//! All completions of one of many records.

use super::super::bench::Bench;
use super::super::outcome::Outcome;
use super::super::results::{Results, put_at};
use super::kind::{DependsOn, UnitGroup, UnitKind, UnitWork, mixed_up};
use crate::attribute::{ExhaustiveRun, TargetGuess};
use crate::experiment;

/// Try all completions of a record.
pub(super) struct Target(pub(super) experiment::Target);

impl UnitKind for Target {
    fn title(&self) -> &'static str {
        "trying completions"
    }

    fn group(&self) -> UnitGroup {
        UnitGroup::Population
    }

    fn depends_on(&self) -> DependsOn {
        DependsOn::Portion
    }

    fn cost(&self, bench: &Bench) -> f64 {
        bench.passes(bench.portion().n_completions()) / bench.spared()
    }

    fn start(&self, bench: &Bench) -> Box<dyn UnitWork> {
        let all = 0..bench.portion().n_completions();
        Box::new(TargetWork(ExhaustiveRun::new(bench.trial(), bench.portion(), bench.record_of(&self.0), all)))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Target(guess) = outcome else { mixed_up() };
        put_at(&mut results.targets[self.0.taken_from.place()], self.0.number, guess);
    }
}

#[derive(Debug)]
struct TargetWork(ExhaustiveRun);

impl UnitWork for TargetWork {
    fn step(&mut self, bench: &mut Bench) -> Option<Outcome> {
        let at = bench.attacked();
        self.0.step(at.model, at.exhaustive).map(|tally| Outcome::Target(TargetGuess::of(&tally)))
    }

    fn share(&self, _bench: &Bench) -> f64 {
        self.0.progress()
    }
}
