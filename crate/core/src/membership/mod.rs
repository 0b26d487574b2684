//! Membership inference: a score for one record that is higher if the record was trained on.
//!
//! One attack, one file, one line in [`ATTACKS`].

mod entropy;
mod log_odds;
mod loss;
mod max_confidence;
mod modified_entropy;

use crate::interval::{self, DIFFERENCE, Interval, IntervalMethod, RATE, over_repeats};
use crate::roc::RocCurve;
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
    /// 95 %.
    pub auc_interval: Interval,
    /// Greatest TPR - FPR: of an attacker who knows the best threshold.
    pub advantage: f64,
    /// TPR - FPR in the game of Definition 1: the threshold is learnt on one half of the records and used on the other.
    pub game_advantage: f64,
    /// 95 %.
    pub game_advantage_interval: Interval,
    /// By the false-positive rate as text.
    pub tpr_at_fpr: BTreeMap<String, f64>,
}

impl MembershipResult {
    /// Summarizes the scores of members and of non-members, neither of which may be empty.
    pub fn of(members: &[f64], non_members: &[f64]) -> MembershipResult {
        MembershipResult::of_curve(&RocCurve::new(members, non_members), members, non_members)
    }

    /// The same where the curve of these scores is there already.
    pub fn of_curve(curve: &RocCurve, members: &[f64], non_members: &[f64]) -> MembershipResult {
        let (game_advantage, game_advantage_interval) = play(members, non_members);
        MembershipResult {
            auc: curve.auc,
            auc_interval: curve.auc_interval,
            advantage: curve.advantage(),
            game_advantage,
            game_advantage_interval,
            tpr_at_fpr: FPRS.iter().map(|(fpr, name)| (name.to_string(), curve.tpr_at_fpr(*fpr))).collect(),
        }
    }

    /// The mean over repeats, of which there must be one.
    pub(crate) fn pool(all: &[&MembershipResult]) -> MembershipResult {
        let each = |f: fn(&MembershipResult) -> (f64, Interval)| all.iter().map(|r| f(r)).collect::<Vec<_>>();
        let (auc, auc_interval) = over_repeats(&each(|r| (r.auc, r.auc_interval)), RATE);
        let games = each(|r| (r.game_advantage, r.game_advantage_interval));
        let (game_advantage, game_advantage_interval) = over_repeats(&games, DIFFERENCE);
        let tpr = |name: &str| interval::mean(all.iter().map(|r| r.tpr_at_fpr.get(name).copied().unwrap_or_default()));
        MembershipResult {
            auc,
            auc_interval,
            advantage: interval::mean(all.iter().map(|r| r.advantage)),
            game_advantage,
            game_advantage_interval,
            tpr_at_fpr: FPRS.iter().map(|(_, name)| (name.to_string(), tpr(name))).collect(),
        }
    }
}

/// The threshold of greatest TPR - FPR: records with this score or more are called members.
pub fn best_threshold(curve: &RocCurve) -> f64 {
    let better = |p: &crate::roc::RocPoint, q: &crate::roc::RocPoint| p.tpr - p.fpr > q.tpr - q.fpr;
    curve.points[1..].iter().fold(curve.points[1], |best, p| if better(p, &best) { *p } else { best }).threshold
}

/// Definition 1, as the paper plays it: "compared against a previously learned threshold". Records of even number learn
/// the threshold for those of odd number, and the other way round. TPR - FPR over all records, with its interval.
fn play(members: &[f64], non_members: &[f64]) -> (f64, Interval) {
    let half = |scores: &[f64], parity: usize| scores.iter().copied().skip(parity).step_by(2).collect::<Vec<f64>>();
    if members.len() < 2 || non_members.len() < 2 {
        return (0.0, Interval { low: -1.0, high: 1.0, method: IntervalMethod::Records });
    }
    let mut n_called = [0, 0];
    for parity in [0, 1] {
        let learnt = best_threshold(&RocCurve::new(&half(members, parity), &half(non_members, parity)));
        for (n_called, scores) in n_called.iter_mut().zip([members, non_members]) {
            *n_called += half(scores, 1 - parity).iter().filter(|score| **score >= learnt).count();
        }
    }
    let [tpr, fpr] = [n_called[0] as f64 / members.len() as f64, n_called[1] as f64 / non_members.len() as f64];
    let variance = |rate: f64, n: usize| rate * (1.0 - rate) / n as f64;
    let error = (variance(tpr, members.len()) + variance(fpr, non_members.len())).sqrt();
    let few = members.len().min(non_members.len()) < 100;
    let interval = if few || error == 0.0 {
        Interval::of_difference((tpr, members.len()), (fpr, non_members.len()))
    } else {
        Interval::normal(tpr - fpr, error, DIFFERENCE, IntervalMethod::Records)
    };
    (tpr - fpr, interval)
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
    fn the_game_of_definition_1_learns_its_threshold_elsewhere() {
        // Told apart by any threshold in between: the advantage is 1, whichever half learns.
        let (advantage, interval) = play(&[3.0, 3.0, 5.0, 6.0], &[0.0, 1.0, 2.0, 0.5]);
        assert!((advantage, interval.high) == (1.0, 1.0) && interval.low < 0.5, "{interval:?}");
        // The halves contradict each other: what one learns is wrong on the other, though the best threshold wins.
        let (members, others) = ([5.0, 1.0, 5.0, 1.0], [4.0, 2.0, 4.0, 2.0]);
        assert!(play(&members, &others).0 < RocCurve::new(&members, &others).advantage());
        assert_eq!(best_threshold(&RocCurve::new(&[3.0, 2.0], &[1.0])), 2.0);
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
