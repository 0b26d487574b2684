//! What an attack achieves on members against non-members.

use super::threshold::best_threshold;
use crate::interval::{self, DIFFERENCE, Interval, IntervalMethod, RATE, over_repeats};
use crate::roc::RocCurve;
use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};

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
    pub tpr_at_fpr: SortedMap<String, f64>,
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
    fn the_game_of_definition_1_learns_its_threshold_elsewhere() {
        // Told apart by any threshold in between: the advantage is 1, whichever half learns.
        let (advantage, interval) = play(&[3.0, 3.0, 5.0, 6.0], &[0.0, 1.0, 2.0, 0.5]);
        assert!((advantage, interval.high) == (1.0, 1.0) && interval.low < 0.5, "{interval:?}");
        // The halves contradict each other: what one learns is wrong on the other, though the best threshold wins.
        let (members, others) = ([5.0, 1.0, 5.0, 1.0], [4.0, 2.0, 4.0, 2.0]);
        assert!(play(&members, &others).0 < RocCurve::new(&members, &others).advantage());
        assert_eq!(best_threshold(&RocCurve::new(&[3.0, 2.0], &[1.0])), 2.0);
    }
}
