//! All attacks against the defences of one group.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::attribute::attack::N_NOISY;
use crate::defence::Defence;
use crate::matrix::{MatrixConfig, MatrixRun};
use crate::trial::Side;

/// Try the group of this number ([`crate::matrix::MatrixConfig::groups`]).
pub(super) struct Defences(pub(super) usize);

impl UnitKind for Defences {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        let experiment = worker.experiment();
        let matrix = experiment.matrix.clone().unwrap_or_default();
        let n_members = worker.trial().side(Side::Members).len();
        let regularization =
            matrix.groups().swap_remove(self.0).last().map(Defence::regularization).unwrap_or_default();
        let n_epochs = experiment.training.regularized(regularization).n_epochs();
        let training = 3.0 * n_epochs as f64 * worker.passes(n_members);
        let n_canary_models = if matrix.n_canaries > 0 { MatrixConfig::N_CANARY_MODELS } else { 0 };
        let n_models = 1 + matrix.n_shadows + matrix.n_shadows.min(16) + n_canary_models;
        let n_asked = (2 + 2 * matrix.n_trainings) * matrix.n_subjects * matrix.n_copies;
        // As if all features had two values and half of the completions were given the true class.
        let n_guesses = (2 * matrix.n_targets * N_NOISY) << matrix.n_unknown.min(10) >> 1;
        n_models as f64 * training + worker.passes(n_asked + n_guesses)
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let experiment = worker.experiment();
        let config = experiment.matrix.clone().unwrap_or_default();
        let defences = config.groups().swap_remove(self.0);
        Box::new(MatrixRun::new(worker.trial(), &experiment.training, &config, defences))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Defences(rows) = outcome else { mixed_up() };
        results.matrix.insert(self.0, rows);
    }
}

impl UnitWork for MatrixRun {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        MatrixRun::step(self, worker.trial()).map(Outcome::Defences)
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        MatrixRun::progress(self)
    }
}
