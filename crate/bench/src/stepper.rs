//! The training of the paper's network, batch by batch.

use ndarray::Array2;
use nearmiss::dataset::Sample;
use nearmiss::seed::Stream;
use nearmiss::train::{Training, TrainingConfig};
use nearmiss::trial::Side;
use nearmiss::work::TrialWorker;
use std::ops::Range;

/// Trains on the members of the `location` preset's first repeat, epoch by epoch without end.
#[derive(Debug)]
pub struct Stepper {
    training: Training,
    members: Sample,
    batch_size: usize,
    n_steps: usize,
}

impl Stepper {
    /// At the first batch of this trial's training.
    pub fn of(worker: &TrialWorker) -> Stepper {
        let (trial, experiment) = (worker.trial(), worker.experiment());
        let schema = trial.dataset().schema();
        let mut init = trial.seed().rng(Stream::Init, 0);
        let rng = trial.seed().rng(Stream::Batches, 0);
        // A training that is over would seem quick.
        let config = TrainingConfig { epochs: usize::MAX, ..experiment.training_config() };
        Stepper {
            training: Training::new(config, schema.n_inputs(), schema.classes.len(), &mut init, rng),
            members: trial.sample(Side::Members),
            batch_size: experiment.training.batch_size,
            n_steps: 0,
        }
    }

    /// Records of a batch, unless it is an epoch's last one.
    pub fn batch_size(&self) -> usize {
        self.batch_size
    }

    /// Records that the network is trained on.
    pub fn n_members(&self) -> usize {
        self.members.labels.len()
    }

    /// Steps of an epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.n_members().div_ceil(self.batch_size)
    }

    /// Records of the batch that the next step trains on.
    pub fn n_rows(&self) -> usize {
        let batch = self.n_steps % self.steps_per_epoch();
        self.batch_size.min(self.n_members() - batch * self.batch_size)
    }

    /// Trains on one batch; how many operations that takes if no zero is left out.
    pub fn step(&mut self) -> f64 {
        let n_rows = self.n_rows();
        if self.n_steps.is_multiple_of(self.steps_per_epoch()) {
            // Shuffles the records.
            self.training.step(&self.members, None);
        }
        self.n_steps += 1;
        self.training.step(&self.members, None);
        let mlp = self.training.mlp();
        // Forward and gradient by the weights at each layer, gradient by the inputs at all but the first.
        2.0 * (n_rows * (3 * mlp.n_parameters() - mlp.layers[0].weights.len())) as f64
    }

    /// The training.
    pub fn training(&self) -> &Training {
        &self.training
    }

    /// Weights and biases as they are now: by layer its weights, inputs x outputs, then its biases.
    pub fn parameters(&self) -> Vec<f32> {
        self.training.mlp().parameters().flatten().copied().collect()
    }

    /// Some of the records that the network is trained on: all inputs, a row a record, and the classes.
    pub fn members(&self, rows: Range<usize>) -> (Vec<f32>, Vec<f32>) {
        let labels = self.members.labels[rows.clone()].iter().map(|label| *label as f32).collect();
        let mut inputs = Array2::zeros((rows.len(), self.members.inputs.n_inputs()));
        for (mut values, row) in inputs.outer_iter_mut().zip(rows) {
            let row = self.members.inputs.row(row);
            row.columns.iter().zip(row.values).for_each(|(column, value)| values[*column as usize] = *value);
        }
        (inputs.into_raw_vec_and_offset().0, labels)
    }
}
