//! What is trained and how, and what a defence changes of it.

use crate::mlp::Activation;
use crate::optimizer::OptimizerKind;
use crate::privacy::{Guarantee, delta_for};

/// What is trained and how.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingConfig {
    /// Units of each hidden layer; none gives a linear model.
    pub hidden: Vec<usize>,
    /// Between the layers.
    pub activation: Activation,
    /// How a gradient becomes a step.
    pub optimizer: OptimizerKind,
    /// Records a step; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Passes over the members.
    pub epochs: usize,
    /// What a defence changes. In an experiment it is the defence's.
    pub regularization: Regularization,
}

/// What a defence changes in training; nothing, by default.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Regularization {
    /// λ of the penalty λ/2 Σ w² over weights (not biases), added to the mean loss: its gradient is λ w.
    pub l2: f32,
    /// Probability with which a hidden unit is left out of a step.
    pub dropout: f32,
    /// Share of each label that is spread over all classes.
    pub smoothing: f32,
    /// Epochs after which training ends even if more were asked for.
    pub most_epochs: Option<usize>,
    /// Differentially private steps.
    pub privacy: Option<Privacy>,
    /// λ of adversarial regularization; it takes reference records, and without them does nothing.
    pub adversary: f32,
}

/// Differentially private steps (Abadi et al. 2016, Algorithm 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Privacy {
    /// σ: the noise's standard deviation is σ C.
    pub noise: f32,
    /// C: the greatest L2 norm of one record's gradient, over all parameters.
    pub clip: f32,
}

impl TrainingConfig {
    /// Weights and biases of the network, for so many inputs and classes.
    pub fn n_parameters(&self, n_inputs: usize, n_classes: usize) -> usize {
        let sizes: Vec<usize> = [n_inputs].into_iter().chain(self.hidden.iter().copied()).chain([n_classes]).collect();
        sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    /// Passes over the members that training makes, unless it diverges: a defence may end it sooner.
    pub fn n_epochs(&self) -> usize {
        self.epochs.min(self.regularization.most_epochs.unwrap_or(usize::MAX))
    }

    /// What a private training on so many records promises, at the δ that is told for so many; none if it isn't private.
    pub fn guarantee(&self, n_members: usize) -> Option<Guarantee> {
        let noise = f64::from(self.regularization.privacy?.noise);
        let n_steps = self.epochs * n_members.div_ceil(self.batch_size);
        let rate = (self.batch_size as f64 / n_members as f64).min(1.0);
        Guarantee::of(rate, noise, n_steps, delta_for(n_members))
    }
}
