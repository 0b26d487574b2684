//! The baselines for the record looked at.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::attribute::imputation::{ImputationRun, Told};

/// Fit the baselines for one record.
pub(super) struct Imputation;

impl UnitKind for Imputation {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.imputation_cost()
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let fold = worker.trial().fold_of(worker.target());
        let (trial, target) = (worker.trial(), vec![worker.target()]);
        // The paper's attack isn't told the class.
        Box::new(ImputationWork(ImputationRun::new(trial, worker.portion(), target, fold, Told::KnownPart)))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Imputation(imputed) = outcome else { mixed_up() };
        results.imputed = Some(imputed);
    }
}

#[derive(Debug)]
struct ImputationWork(ImputationRun);

impl UnitWork for ImputationWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let mut imputed = self.0.step(worker.trial())?.swap_remove(0);
        // How sure a regression is of one record is compared with nothing.
        imputed.iter_mut().for_each(|own| own.certainty = None);
        Some(Outcome::Imputation(imputed))
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        self.0.progress()
    }
}
