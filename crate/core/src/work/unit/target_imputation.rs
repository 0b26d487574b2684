//! The baselines for those of the many records that are of one fold.

use super::super::outcome::Outcome;
use super::super::results::{Results, put_at};
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::attribute::imputation::PeopleRun;
use crate::experiment::Target;

/// Fit the baselines for the records of this fold.
pub(super) struct TargetImputation(pub(super) usize);

impl UnitKind for TargetImputation {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        // Who knows fewer people takes one and a half times as long again.
        2.5 * worker.imputation_cost()
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let mut targets = worker.targets();
        targets.retain(|target| worker.trial().fold_of(worker.record_of(target)) == self.0);
        let records = targets.iter().map(|target| worker.record_of(target)).collect();
        let run = PeopleRun::new(worker.trial(), worker.portion(), records, self.0);
        Box::new(TargetImputationWork { targets, run })
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::TargetImputation(all) = outcome else { mixed_up() };
        for (target, imputed) in all {
            put_at(&mut results.targets_imputed[target.taken_from.place()], target.number, imputed);
        }
    }
}

#[derive(Debug)]
struct TargetImputationWork {
    targets: Vec<Target>,
    run: PeopleRun,
}

impl UnitWork for TargetImputationWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let all = self.run.step(worker.trial(), worker.portion())?;
        Some(Outcome::TargetImputation(self.targets.iter().copied().zip(all).collect()))
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        self.run.progress()
    }
}
