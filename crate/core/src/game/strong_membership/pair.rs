//! A record against its neighbour, over many pairs.

use crate::cluster;
use crate::interval::{self, Interval, IntervalMethod, RATE, over_repeats};
use crate::roc::clustered_auc;
use serde::{Deserialize, Serialize};

/// What one score achieves in one game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairResult {
    /// Records against neighbours, ties one half.
    pub auc: f64,
    /// 95 %.
    pub auc_interval: Interval,
    /// Share of pairs in which the record scores above its neighbour, ties one half.
    pub paired_success: f64,
    /// 95 %.
    pub paired_interval: Interval,
    /// Share of pairs whose two scores are equal.
    pub tied: f64,
}

impl PairResult {
    /// How much more often the record wins than in the same game with records that the network never saw, where nothing is
    /// membership: the difference of paired success, with the interval of one of `n_looks` that are looked at together.
    pub fn gain_over(&self, control: &PairResult, n_looks: usize) -> (f64, Interval) {
        let of = |result: &PairResult| (result.paired_success, result.paired_interval);
        let interval = Interval::difference_of(of(self), of(control), n_looks);
        (self.paired_success - control.paired_success, interval)
    }

    /// The mean over repeats, of which there must be one.
    pub(super) fn pool(all: &[PairResult]) -> PairResult {
        let each = |f: fn(&PairResult) -> (f64, Interval)| all.iter().map(f).collect::<Vec<_>>();
        let (auc, auc_interval) = over_repeats(&each(|r| (r.auc, r.auc_interval)), RATE);
        let (paired_success, paired_interval) = over_repeats(&each(|r| (r.paired_success, r.paired_interval)), RATE);
        let tied = interval::mean(all.iter().map(|r| r.tied));
        PairResult { auc, auc_interval, paired_success, paired_interval, tied }
    }
}

/// One player's result over pairs, given the scores of originals, once a pair, and of their neighbours; pairs of one
/// original, by the number of its cluster, count as one observation.
pub(crate) fn pair_result(own: &[f64], others: &[f64], originals: &[usize]) -> PairResult {
    let n_pairs = own.len() as f64;
    let n_originals = cluster::n_clusters(originals);
    let wins: Vec<f64> = own.iter().zip(others).map(|(a, b)| win(*a, *b)).collect();
    let paired_success = wins.iter().sum::<f64>() / n_pairs;
    let (auc, auc_error) = clustered_auc(own, others, originals);
    let success_error = cluster::error_of_mean(&wins, originals);
    let of_success = Interval::normal(paired_success, success_error, RATE, IntervalMethod::Clusters);
    let of_auc = Interval::of_auc(auc, auc_error, IntervalMethod::Clusters);
    PairResult {
        auc,
        auc_interval: Interval::or_of_few(auc, n_originals, of_auc),
        paired_success,
        paired_interval: Interval::or_of_few(paired_success, n_originals, of_success),
        tied: own.iter().zip(others).filter(|(a, b)| a == b).count() as f64 / n_pairs,
    }
}

/// Points in one pair: 1 if `a` beats `b`, 1/2 if they are equal, else 0.
pub fn win(a: f64, b: f64) -> f64 {
    if a > b {
        1.0
    } else if a == b {
        0.5
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{count, is_rare, is_usual};
    use crate::{Seed, Stream};
    use rand::RngExt;

    /// Thirteen attacks on pairs that a model knows nothing of, each pair of scores won by a record's own level as in the
    /// control: of 200 such models at most 25 may be said to have an attack that gains by membership, and of a model that
    /// gives away a tenth of the pairs nearly all must.
    #[test]
    fn who_gains_nothing_is_rarely_said_to() {
        let play = |rng: &mut crate::Rng, gain: f64| {
            let n_originals = 60;
            let (mut own, mut others, mut originals) = (Vec::new(), Vec::new(), Vec::new());
            for original in 0..n_originals {
                let ease: f64 = rng.random();
                for _ in 0..5 {
                    own.push(f64::from(u8::from(rng.random::<f64>() < 0.3 + 0.5 * ease + gain)));
                    others.push(0.5);
                    originals.push(original);
                }
            }
            pair_result(&own, &others, &originals)
        };
        let claims = |gain: f64| {
            let is_claimed = |draw: &u64| {
                let mut rng = Seed(11).rng(Stream::Neighbours, *draw);
                (0..13).any(|_| {
                    let (own, control) = (play(&mut rng, gain), play(&mut rng, 0.0));
                    own.gain_over(&control, 13).1.low > 0.0
                })
            };
            count(is_claimed)
        };
        is_rare("one of 13 attacks gains by membership on near misses", claims(0.0));
        is_usual("one of 13 attacks gains by membership on near misses", claims(0.2));
    }
}
