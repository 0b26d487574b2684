//! Membership inference: a score for one record that is higher if the record was trained on.
//!
//! One attack, one file, one line in [`ATTACKS`].

mod entropy;
mod log_odds;
mod loss;
mod max_confidence;
mod modified_entropy;

use crate::roc::{Interval, RocCurve};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the model answers about one record.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// float32, one a class.
    pub logits: &'a [f32],
    /// The record's true class, for attacks that are given it.
    pub label: usize,
}

impl Answer<'_> {
    /// An attack's score, always finite: where the logits overflowed, one that is no number counts as the lowest, and an
    /// infinite one as the nearest number.
    pub fn score(self, attack: &dyn MembershipAttack) -> f64 {
        let score = attack.score(self);
        if score.is_nan() { f64::MIN } else { score.clamp(f64::MIN, f64::MAX) }
    }
}

/// What an attack has to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// What it sees of the model.
    pub access: &'static str,
    /// Whether it is told the record's true class.
    pub label: bool,
    /// Data of its own, in words.
    pub other_data: &'static str,
    /// Questions to the model for one record.
    pub n_queries: usize,
}

/// A score for one record, higher for members.
pub trait MembershipAttack: Sync {
    /// Registered name, in snake case.
    fn name(&self) -> &'static str;
    /// Its name in the page.
    fn title(&self) -> &'static str;
    /// What it has to be given.
    fn needs(&self) -> Needs;
    /// Never NaN for finite logits.
    fn score(&self, answer: Answer<'_>) -> f64;
}

/// Every attack that scores one answer.
pub const ATTACKS: [&dyn MembershipAttack; 5] = [
    &max_confidence::MaxConfidence,
    &log_odds::LogOdds,
    &loss::Loss,
    &modified_entropy::ModifiedEntropy,
    &entropy::Entropy,
];

/// The attack registered under `name`.
pub fn attack(name: &str) -> Option<&'static dyn MembershipAttack> {
    ATTACKS.into_iter().find(|a| a.name() == name)
}

/// Rates at which the true-positive rate is reported.
pub const FPRS: [(f64, &str); 2] = [(0.01, "0.01"), (0.001, "0.001")];

/// What one attack achieves on members against non-members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MembershipResult {
    /// Area under the ROC curve, ties one half.
    pub auc: f64,
    /// 95 %, DeLong.
    pub auc_interval: Interval,
    /// Greatest TPR - FPR.
    pub advantage: f64,
    /// By the false-positive rate as text.
    pub tpr_at_fpr: BTreeMap<String, f64>,
}

impl MembershipResult {
    /// Summarizes a curve.
    pub fn of(curve: &RocCurve) -> MembershipResult {
        MembershipResult {
            auc: curve.auc,
            auc_interval: curve.auc_interval,
            advantage: curve.advantage(),
            tpr_at_fpr: FPRS.iter().map(|(fpr, name)| (name.to_string(), curve.tpr_at_fpr(*fpr))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_of_equal_classes_is_log_of_their_number() {
        let score = Answer { logits: &[2.5; 8], label: 0 }.score(&entropy::Entropy);
        assert!((score + 3.0 * std::f64::consts::LN_2).abs() < 1e-12, "{score}");
        assert_eq!(Answer { logits: &[0.0, 2000.0], label: 0 }.score(&entropy::Entropy), 0.0);
    }

    #[test]
    fn scores_are_finite_whatever_the_logits() {
        for logits in
            [[f32::NAN, 0.0, 1.0], [f32::INFINITY, 0.0, 1.0], [f32::NEG_INFINITY; 3], [f32::MAX, f32::MIN, 0.0]]
        {
            for attack in ATTACKS {
                let score = Answer { logits: &logits, label: 1 }.score(attack);
                assert!(score.is_finite(), "{} of {logits:?} is {score}", attack.name());
            }
        }
    }
}
