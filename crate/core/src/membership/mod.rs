//! Membership inference: a score for one record that is higher if the record was trained on.
//!
//! One attack, one file, one line in [`ATTACKS`].

mod boundary;
mod entropy;
mod equipped;
#[cfg(test)]
mod equipped_tests;
mod gap;
mod gradient_norm;
mod learnt;
mod lira;
mod log_odds;
mod loss;
mod max_confidence;
mod modified_entropy;
mod noise;
mod rmia;
mod scene;

pub use equipped::{Attacker, EquippedAttack, Thresholds};
pub use scene::{Asked, Scene, Subjects, Whose};

use equipped::OfOneAnswer;

use crate::interval::{self, DIFFERENCE, Interval, IntervalMethod, RATE, over_repeats};
use crate::loss::log_sum_exp;
use crate::mlp::argmax;
use crate::roc::RocCurve;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the model answers about one record.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// float32, one a class.
    pub logits: &'a [f32],
    /// What is shown of them, one confidence a class, where that isn't just their softmax.
    pub shown: Option<&'a [f32]>,
    /// The record's true class, for attacks that are given it.
    pub label: usize,
}

impl<'a> Answer<'a> {
    /// Of a model that shows all it says.
    pub fn of(logits: &'a [f32], label: usize) -> Answer<'a> {
        Answer { logits, shown: None, label }
    }

    /// The logarithm of a class's confidence, in float64. What is shown as 0 counts as 1e-30.
    pub(crate) fn log_confidence(&self, class: usize) -> f64 {
        match self.shown {
            None => f64::from(self.logits[class]) - log_sum_exp(self.logits, None),
            Some(shown) => log_shown(f64::from(shown[class])),
        }
    }

    /// log p_k - log of the sum of the others' confidences, in float64, from the logits where they are known.
    pub(crate) fn log_odds_of(&self, class: usize) -> f64 {
        match self.shown {
            None => f64::from(self.logits[class]) - log_sum_exp(self.logits, Some(class)),
            Some(shown) => {
                let others = shown.iter().enumerate().filter(|(k, _)| *k != class).map(|(_, p)| f64::from(*p));
                log_shown(f64::from(shown[class])) - log_shown(others.sum())
            }
        }
    }

    /// The class that it says; of equals the first.
    pub fn predicted(&self) -> usize {
        argmax(self.logits)
    }

    /// An attack's score, always finite: where the logits overflowed, one that is no number counts as the lowest, and an
    /// infinite one as the nearest number.
    pub fn score(self, attack: &dyn MembershipAttack) -> f64 {
        let score = attack.score(self);
        if score.is_nan() { f64::MIN } else { score.clamp(f64::MIN, f64::MAX) }
    }
}

fn log_shown(confidence: f64) -> f64 {
    libm::log(confidence.max(1e-30))
}

/// What an attack sees of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// What is shown of its answers.
    Confidences,
    /// Answers at full precision, where they are shown.
    Logits,
    /// The predicted class.
    Label,
    /// All of it.
    Network,
}

impl Access {
    /// In words.
    pub fn title(self) -> &'static str {
        match self {
            Access::Confidences => "confidences",
            Access::Logits => "logits, or confidences at full precision",
            Access::Label => "label only",
            Access::Network => "the network itself",
        }
    }

    /// Whether it makes a difference what a defence shows of the confidences.
    pub fn is_of_answers(self) -> bool {
        matches!(self, Access::Confidences | Access::Logits)
    }
}

/// What an attack has to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// What it sees of the model.
    pub access: Access,
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

/// Every attack, those of one answer first.
pub const EQUIPPED: [&dyn EquippedAttack; 14] = [
    &OfOneAnswer(&max_confidence::MaxConfidence),
    &OfOneAnswer(&log_odds::LogOdds),
    &OfOneAnswer(&loss::Loss),
    &OfOneAnswer(&modified_entropy::ModifiedEntropy),
    &OfOneAnswer(&entropy::Entropy),
    &learnt::Shadow,
    &lira::LiraOnline,
    &lira::LiraOffline,
    &rmia::Rmia,
    &gradient_norm::GradientNorm,
    &learnt::WhiteBox,
    &gap::Gap,
    &noise::Noise,
    &boundary::Boundary,
];

/// Of all attacks, the one registered under `name`.
pub fn equipped(name: &str) -> Option<&'static dyn EquippedAttack> {
    EQUIPPED.into_iter().find(|attack| attack.name() == name)
}

/// The attack of one answer registered under `name`.
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
        let score = Answer::of(&[2.5; 8], 0).score(&entropy::Entropy);
        assert!((score + 3.0 * std::f64::consts::LN_2).abs() < 1e-12, "{score}");
        assert_eq!(Answer::of(&[0.0, 2000.0], 0).score(&entropy::Entropy), 0.0);
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
                let score = Answer::of(&logits, 1).score(attack);
                assert!(score.is_finite(), "{} of {logits:?} is {score}", attack.name());
            }
        }
    }
}
