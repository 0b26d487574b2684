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
    /// Batches, rate and epochs of its own.
    pub schedule: Schedule,
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

/// What a defence puts in the place of the experiment's own; 0 leaves it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Schedule {
    /// Records a step.
    pub batch_size: usize,
    /// The size of a step.
    pub learning_rate: f32,
    /// Passes over the members.
    pub epochs: usize,
}

impl TrainingConfig {
    /// The same training with what a defence changes.
    pub fn regularized(&self, regularization: Regularization) -> TrainingConfig {
        let Schedule { batch_size, learning_rate, epochs } = regularization.schedule;
        let mut own = TrainingConfig { regularization, ..self.clone() };
        let replace = |place: &mut usize, value: usize| *place = if value > 0 { value } else { *place };
        replace(&mut own.batch_size, batch_size);
        replace(&mut own.epochs, epochs);
        if learning_rate > 0.0 {
            *own.optimizer.learning_rate_mut() = learning_rate;
        }
        own
    }

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

    /// The least noise, to three digits, that spends at most ε in a private training on so many records; none from .1 to
    /// 999 does, or it isn't private.
    pub fn noise_for(&self, n_members: usize, epsilon: f64) -> Option<f64> {
        let mut own = self.clone();
        let privacy = own.regularization.privacy?;
        // The numbers of three digits: 900 a decade.
        let noise = |place: usize| (100 + place % 900) as f64 / [1000.0, 100.0, 10.0, 1.0][place / 900];
        let mut spends_at_most = |place: usize| {
            own.regularization.privacy = Some(Privacy { noise: noise(place) as f32, ..privacy });
            own.guarantee(n_members).is_some_and(|guarantee| guarantee.epsilon <= epsilon)
        };
        let (mut low, mut high) = (0, 4 * 900);
        while low < high {
            let middle = usize::midpoint(low, high);
            match spends_at_most(middle) {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        (low < 4 * 900).then(|| noise(low))
    }
}

#[cfg(test)]
impl TrainingConfig {
    /// A small network without a defence, for tests.
    pub(crate) fn small() -> TrainingConfig {
        TrainingConfig {
            hidden: vec![8],
            activation: Activation::Relu,
            optimizer: OptimizerKind::Adam { learning_rate: 0.001 },
            batch_size: 64,
            epochs: 30,
            regularization: Regularization::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(batch_size: usize, epochs: usize) -> TrainingConfig {
        let privacy = Some(Privacy { noise: 1.0, clip: 1.0 });
        let schedule = Schedule { batch_size, learning_rate: 0.0, epochs };
        TrainingConfig::small().regularized(Regularization { privacy, schedule, ..Regularization::default() })
    }

    #[test]
    fn a_schedule_replaces_what_it_has() {
        let own = TrainingConfig::small();
        let kept = private(0, 0);
        assert_eq!((kept.batch_size, kept.epochs, kept.optimizer), (own.batch_size, own.epochs, own.optimizer));
        let schedule = Schedule { batch_size: 800, learning_rate: 0.005, epochs: 200 };
        let other = own.regularized(Regularization { schedule, ..Regularization::default() });
        assert_eq!((other.batch_size, other.epochs, other.optimizer.learning_rate()), (800, 200, 0.005));
    }

    #[test]
    fn noise_is_the_least_of_three_digits_that_spends_no_more() {
        for (batch_size, epochs, epsilon) in [(800, 200, 10.0), (64, 30, 3.0), (1600, 50, 1.0), (64, 1, 200.0)] {
            let config = private(batch_size, epochs);
            let noise = config.noise_for(1600, epsilon).expect("some noise is enough");
            let spent = |noise: f64| {
                let mut config = config.clone();
                config.regularization.privacy = Some(Privacy { noise: noise as f32, clip: 1.0 });
                config.guarantee(1600).expect("there is noise").epsilon
            };
            assert!(spent(noise) <= epsilon, "{noise}: {}", spent(noise));
            if noise > 0.1 {
                assert!(spent(noise * 0.989) > epsilon, "{noise}: {} already below it", spent(noise * 0.989));
            }
        }
        assert_eq!(private(1600, 1000).noise_for(1600, 1e-4), None, "that takes more noise than there is");
    }
}
