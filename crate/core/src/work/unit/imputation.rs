//! The baselines for the record looked at.

use super::super::bench::Bench;
use super::super::outcome::Outcome;
use super::super::results::Results;
use super::kind::{DependsOn, UnitGroup, UnitKind, UnitWork, mixed_up};
use crate::attribute::imputation::ImputationRun;

/// Fit the baselines for one record.
pub(super) struct Imputation;

impl UnitKind for Imputation {
    fn title(&self) -> &'static str {
        "fitting the baselines"
    }

    fn group(&self) -> UnitGroup {
        UnitGroup::Guess
    }

    fn depends_on(&self) -> DependsOn {
        DependsOn::Question
    }

    fn cost(&self, bench: &Bench) -> f64 {
        bench.imputation_cost()
    }

    fn start(&self, bench: &Bench) -> Box<dyn UnitWork> {
        let fold = bench.trial().fold_of(bench.target());
        Box::new(ImputationWork(ImputationRun::new(bench.trial(), bench.portion(), vec![bench.target()], fold)))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Imputation(imputed) = outcome else { mixed_up() };
        results.imputed = Some(imputed);
    }
}

#[derive(Debug)]
struct ImputationWork(ImputationRun);

impl UnitWork for ImputationWork {
    fn step(&mut self, bench: &mut Bench) -> Option<Outcome> {
        self.0.step(bench.trial()).map(|mut all| Outcome::Imputation(all.swap_remove(0)))
    }

    fn share(&self, _bench: &Bench) -> f64 {
        self.0.progress()
    }
}
