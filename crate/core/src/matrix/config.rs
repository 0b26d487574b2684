//! What is tried.

use crate::attribute::{self, attack::AttributeAttack};
use crate::defence::{ActsOn, Defence, Tuned};
use crate::membership::{self, Attack};
use crate::train::TrainingConfig;
use serde::{Deserialize, Serialize};

/// What is tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixConfig {
    /// Models that the attacker trains on members and non-members, each of which is in half of them; and as many on records
    /// of his own. Even.
    pub n_shadows: usize,
    /// Members that are attacked, and as many non-members, at most.
    pub n_subjects: usize,
    /// Noisy copies of a record that a label-only attack asks about.
    pub n_copies: usize,
    /// Models that are attacked: the experiment's, then as many as are missing of those on members and non-members, at most
    /// one more than there are of these. Which attack is strongest is found on other ones than it is judged on.
    #[serde(default = "one")]
    pub n_trainings: usize,
    /// Mislabelled records, in or out by coin, of 8 models more behind each defence: the most vulnerable.
    #[serde(default)]
    pub n_canaries: usize,
    /// Features that are guessed of a record: the first by mRMR.
    pub n_unknown: usize,
    /// Members whose features are guessed, and as many non-members, at most; 0 leaves guessing out.
    pub n_targets: usize,
    /// The defences, in the order of the report.
    pub defences: Vec<Defence>,
    /// The membership attacks, by name, in the order of the report.
    #[serde(default = "first_attacks")]
    pub attacks: Vec<String>,
    /// The attribute attacks, by name, in the order of the report.
    #[serde(default = "first_attribute_attacks")]
    pub attribute_attacks: Vec<String>,
}

/// The attacks that there were when they began to be written down: what a configuration has that names none. Neither list
/// ever grows, so that such a configuration stays what it was.
const FIRST_ATTACKS: [&str; 14] = [
    "max_confidence",
    "log_odds",
    "loss",
    "modified_entropy",
    "entropy",
    "shadow",
    "lira_online",
    "lira_offline",
    "rmia",
    "gradient_norm",
    "white_box",
    "gap",
    "noise",
    "boundary",
];
const FIRST_ATTRIBUTE_ATTACKS: [&str; 7] =
    ["confidence", "log_odds", "yeom_loss", "csmia", "lomia", "robustness", "imputed_confidence"];

fn one() -> usize {
    1
}

fn first_attacks() -> Vec<String> {
    FIRST_ATTACKS.map(String::from).to_vec()
}

fn first_attribute_attacks() -> Vec<String> {
    FIRST_ATTRIBUTE_ATTACKS.map(String::from).to_vec()
}

impl Default for MatrixConfig {
    /// Every defence at strengths at which it shows what it does.
    fn default() -> MatrixConfig {
        let named = |name: &str, values: &[f64]| Defence::named(name, values).expect("it is registered");
        MatrixConfig {
            n_shadows: 8,
            n_subjects: 800,
            n_copies: 100,
            n_trainings: 3,
            n_canaries: 200,
            n_unknown: 5,
            n_targets: 50,
            defences: vec![
                Defence::default(),
                named("l2", &[0.01]),
                named("dropout", &[0.5]),
                named("early_stopping", &[4.0]),
                named("label_smoothing", &[0.2]),
                private(),
                named("adversarial", &[1.0]),
                named("rounding", &[1.0]),
                named("top_k", &[3.0]),
                named("temperature", &[20.0, 2.0]),
                named("label_only", &[]),
                named("mem_guard", &[]),
            ],
            attacks: first_attacks(),
            attribute_attacks: first_attribute_attacks(),
        }
    }
}

/// DP-SGD by the rule for ε = 10 and 1,600 members of the check-ins: the private training that is tried where none is
/// named.
fn private() -> Defence {
    Defence::named("dp_sgd", &[3.63, 1.0, 800.0, 0.01, 100.0]).expect("it is registered")
}

impl MatrixConfig {
    /// Models that mislabelled records are in or out of.
    pub const N_CANARY_MODELS: usize = 8;

    /// With private training as it is tuned for the same ε on so many members of a data set of this registered name, or of
    /// another one, where it is the default's.
    pub fn fitted(mut self, data: &str, training: &TrainingConfig, n_members: usize) -> MatrixConfig {
        for defence in self.defences.iter_mut().filter(|defence| **defence == private()) {
            *defence = Tuned::of(data, 10.0).defence(training, n_members);
        }
        self
    }

    /// The membership attacks; names that are none are left out.
    pub(crate) fn membership_attacks(&self) -> Vec<&'static dyn Attack> {
        self.attacks.iter().filter_map(|name| membership::attack(name)).collect()
    }

    /// The attribute attacks; names that are none are left out.
    pub(crate) fn attribute_attacks(&self) -> Vec<&'static dyn AttributeAttack> {
        self.attribute_attacks.iter().filter_map(|name| attribute::attack::attack(name)).collect()
    }

    /// Defences that share their networks, each group a unit: first those that act on answers, with none, then each other
    /// one.
    pub fn groups(&self) -> Vec<Vec<Defence>> {
        let shares = |defence: &&Defence| defence.acts_on() == ActsOn::Answers || defence.name() == "none";
        let (shared, others): (Vec<&Defence>, Vec<&Defence>) = self.defences.iter().partition(shares);
        let first = (!shared.is_empty()).then(|| shared.into_iter().copied().collect());
        first.into_iter().chain(others.into_iter().map(|defence| vec![*defence])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_training_is_as_it_is_tuned_for_the_data() {
        let (training, n_members) = (&TrainingConfig::small(), 1600);
        let default = MatrixConfig::default();
        assert_eq!(Some(&default), Some(&default.clone().fitted("check_ins", training, n_members)));
        let guarantee = training.regularized(private().regularization()).guarantee(n_members).expect("it is private");
        assert!((9.9..=10.0).contains(&guarantee.epsilon), "{}", guarantee.epsilon);
        let of_digits = default.fitted("digits", training, 300);
        let private = of_digits.defences.iter().find(|defence| defence.name() == "dp_sgd").expect("it is tried");
        assert_eq!(private.values()[2], 150.0, "half of the members");
        // What a person has asked for stays.
        let own = Defence::named("dp_sgd", &[2.0, 1.0]).expect("it is registered");
        let asked = MatrixConfig { defences: vec![own], ..MatrixConfig::default() };
        assert_eq!(asked.clone().fitted("digits", training, 300), asked);
    }
}
