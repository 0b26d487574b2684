//! What work costs: for the time left, and for what is worth keeping.

use super::TrialWorker;
use crate::attribute;
use crate::trial::Side;

impl TrialWorker {
    /// Multiplications of asking the model about so many records.
    pub(in crate::work) fn passes(&self, n_records: usize) -> f64 {
        let schema = self.trial.dataset().schema();
        let n_parameters = self.experiment.training.n_parameters(schema.n_inputs(), schema.classes.len());
        n_records as f64 * n_parameters as f64
    }

    /// How many times sooner completions are tried than by asking about each: 8 by a cube, as measured.
    pub(in crate::work) fn spared(&self) -> f64 {
        let (training, schema) = (&self.experiment.training, self.trial.dataset().schema());
        let sizes: Vec<usize> = training.hidden.iter().copied().chain([schema.classes.len()]).collect();
        let n_unknown = self.portion.unknown().len();
        let is_cube = self.portion.n_completions() == 1 << n_unknown;
        if is_cube && attribute::pays(training.activation, &sizes, n_unknown) { 8.0 } else { 1.0 }
    }

    /// Of logistic regressions on sparse records: many passes over little, so each multiplication takes long.
    pub(in crate::work) fn imputation_cost(&self) -> f64 {
        let n_records: usize = [Side::Members, Side::NonMembers].map(|side| self.trial.side(side).len()).iter().sum();
        let n_inputs = self.trial.dataset().schema().n_inputs();
        2900.0 * (self.portion.unknown().len() * n_records * n_inputs) as f64
    }
}
