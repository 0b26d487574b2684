//! How private training is done at an epsilon, chosen for accuracy.
//!
//! Noise is borne best by large batches, a greater learning rate and a number of epochs that fits the noise. For digits and
//! voters the settings were found by `nearmiss tune`, on records that are neither members nor non-members; for other data
//! there is a rule, which these searches suggest. docs/methods.md says how well both do.

use super::Defence;
use crate::train::TrainingConfig;

/// Settings of private training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuned {
    /// What they were chosen for, at δ = 1e-5.
    pub epsilon: f64,
    /// Share of the members that a step takes, on average.
    pub share: f64,
    /// The learning rate, as a multiple of the experiment's.
    pub rate: f64,
    /// C.
    pub clip: f64,
    /// Passes over the members.
    pub epochs: usize,
    /// The noise that spends this epsilon where the share is met exactly.
    pub noise: f64,
}

const fn tuned(epsilon: f64, share: f64, rate: f64, clip: f64, epochs: usize, noise: f64) -> Tuned {
    Tuned { epsilon, share, rate, clip, epochs, noise }
}

/// By the name of a registered data set, where what was found is clearly better than the rule.
const OF_SHIPPED: &[(&str, [Tuned; 3])] = &[
    (
        "digits",
        [
            tuned(1.0, 0.5, 20.0, 1.0, 50, 18.8),
            tuned(3.0, 0.5, 10.0, 3.0, 100, 9.92),
            tuned(10.0, 0.5, 10.0, 3.0, 100, 3.63),
        ],
    ),
    (
        "voters",
        [
            tuned(1.0, 0.5, 20.0, 0.1, 100, 26.5),
            tuned(3.0, 0.5, 20.0, 0.1, 50, 7.06),
            tuned(10.0, 0.5, 20.0, 0.1, 50, 2.62),
        ],
    ),
];

/// For all other data, the check-ins among them: half of the members a step, ten times the learning rate, norms of 1 at most, and the fewer epochs
/// the less may be spent.
const RULE: [Tuned; 3] = [
    tuned(1.0, 0.5, 10.0, 1.0, 50, 18.8),
    tuned(3.0, 0.5, 10.0, 1.0, 50, 7.06),
    tuned(10.0, 0.5, 10.0, 1.0, 100, 3.63),
];

impl Tuned {
    /// The settings for a data set of this registered name, or for another one, that were chosen for the epsilon nearest
    /// to this one.
    pub fn of(data: &str, epsilon: f64) -> Tuned {
        let own = OF_SHIPPED.iter().find(|(name, _)| *name == data);
        Tuned::nearest(own.map_or(&RULE, |(_, rows)| rows), epsilon)
    }

    /// The rule's, whatever the data.
    pub fn by_rule(epsilon: f64) -> Tuned {
        Tuned::nearest(&RULE, epsilon)
    }

    fn nearest(rows: &[Tuned; 3], epsilon: f64) -> Tuned {
        // Between two neighbours, the middle is where both are as many times away.
        let is_below = |greater: &Tuned, less: &Tuned| epsilon * epsilon < greater.epsilon * less.epsilon;
        let [low, middle, high] = *rows;
        match () {
            () if is_below(&middle, &low) => low,
            () if is_below(&high, &middle) => middle,
            () => high,
        }
    }

    /// DP-SGD with these settings on so many members; its noise is the table's.
    pub fn defence(&self, training: &TrainingConfig, n_members: usize) -> Defence {
        let batch_size = (self.share * n_members as f64).ceil();
        // The network's numbers are short ones, but a float's are not.
        let rate = (self.rate * f64::from(training.optimizer.learning_rate()) * 1e6).round() / 1e6;
        let values = [self.noise, self.clip, batch_size, rate, self.epochs as f64];
        Defence::named("dp_sgd", &values).expect("it is registered")
    }
}

/// DP-SGD that spends `epsilon` on so many members of a data set of this name: settings chosen for accuracy, and the noise
/// that they take; none where no noise is enough.
pub fn private(data: &str, training: &TrainingConfig, n_members: usize, epsilon: f64) -> Option<Defence> {
    spending(Tuned::of(data, epsilon).defence(training, n_members), training, n_members, epsilon)
}

/// The same private defence with the noise at which it spends `epsilon` on so many members; none where no noise is enough,
/// or where the defence isn't private.
pub fn spending(defence: Defence, training: &TrainingConfig, n_members: usize, epsilon: f64) -> Option<Defence> {
    let noise = training.regularized(defence.regularization()).noise_for(n_members, epsilon)?;
    let mut own = defence;
    *own.values_mut().first_mut()? = noise;
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_of_the_table_spends_what_it_says() {
        let training = TrainingConfig::small();
        for tuned in OF_SHIPPED.iter().flat_map(|(_, rows)| rows).chain(&RULE) {
            let own = tuned.defence(&training, 1600);
            assert_eq!(spending(own, &training, 1600, tuned.epsilon), Some(own), "{tuned:?}");
        }
    }

    #[test]
    fn settings_are_of_the_nearest_epsilon() {
        let of = |epsilon: f64| Tuned::by_rule(epsilon).epsilon;
        assert_eq!(
            [0.1, 1.0, 1.7, 1.8, 3.0, 5.4, 5.5, 10.0, 900.0].map(of),
            [1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 10.0, 10.0, 10.0]
        );
    }

    #[test]
    fn what_is_private_spends_what_is_asked_for() {
        let training = TrainingConfig::small();
        for epsilon in [0.5, 2.0, 8.0] {
            let own = private("own", &training, 333, epsilon).expect("there is a noise");
            let spent = training.regularized(own.regularization()).guarantee(333).expect("it is private").epsilon;
            assert!(spent <= epsilon && spent > 0.97 * epsilon, "{epsilon}: {spent} by {}", own.title());
        }
        assert_eq!(spending(Defence::default(), &training, 333, 1.0), None);
    }
}
