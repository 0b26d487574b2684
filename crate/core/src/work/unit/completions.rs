//! One block of completions of the record looked at.

use super::super::bench::Bench;
use super::super::outcome::Outcome;
use super::super::outcome::Progress;
use super::super::results::Results;
use super::kind::{DependsOn, UnitGroup, UnitKind, UnitWork, mixed_up};
use crate::attribute::ExhaustiveRun;

/// Try the completions of the block of this number.
pub(super) struct Completions(pub(super) usize);

impl UnitKind for Completions {
    fn title(&self) -> &'static str {
        "trying completions"
    }

    fn group(&self) -> UnitGroup {
        UnitGroup::Guess
    }

    fn depends_on(&self) -> DependsOn {
        DependsOn::Question
    }

    fn cost(&self, bench: &Bench) -> f64 {
        bench.passes(bench.portion().n_completions().min(Bench::BLOCK)) / bench.spared()
    }

    fn start(&self, bench: &Bench) -> Box<dyn UnitWork> {
        let range = self.0 * Bench::BLOCK..(self.0 + 1) * Bench::BLOCK;
        Box::new(CompletionsWork(ExhaustiveRun::new(bench.trial(), bench.portion(), bench.target(), range)))
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
    fn step(&mut self, bench: &mut Bench) -> Option<Outcome> {
        let at = bench.attacked();
        self.0.step(at.model, at.exhaustive).map(Outcome::Completions)
    }

    fn share(&self, _bench: &Bench) -> f64 {
        self.0.progress()
    }

    fn progress(&self, _bench: &Bench) -> Progress {
        Progress::Completions(self.0.tally().clone())
    }
}
