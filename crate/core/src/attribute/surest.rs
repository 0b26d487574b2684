//! How often an attacker is right who guesses only where he is surest: the precision of the k most certain guesses
//! (Jayaraman and Evans 2022, positive predictive value). A mean over all records can hide that a few of them are found.

use crate::cluster;
use crate::interval::{self, Interval, RATE, over_repeats};
use crate::order;
use serde::{Deserialize, Serialize};

/// The k most certain guesses of members.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Surest {
    /// How many.
    pub k: usize,
    /// Share of them that are exactly the truth.
    pub precision: f64,
    /// 95 %: Wilson's of k guesses.
    pub interval: Interval,
    /// Their mean Hamming distance from the truth.
    pub mean_distance: f64,
}

/// The numbers of guesses that are told of, where there are as many members.
const NUMBERS: [usize; 4] = [10, 25, 50, 100];

/// What is known of one record's guess.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Certain {
    /// How sure the guesser is of it.
    pub(super) certainty: f64,
    /// The share of tied guesses that are exactly the truth.
    pub(super) exact: f64,
    /// Mean distance of the tied guesses from the truth.
    pub(super) distance: f64,
}

impl Surest {
    /// By k. Records of equal certainty at the border count by the share of them that has place.
    pub(super) fn all(guesses: &[Certain], clusters: Option<&[usize]>) -> Vec<Surest> {
        let order = order::places(guesses.len(), &mut |a, b| guesses[b].certainty.total_cmp(&guesses[a].certainty));
        let numbers = NUMBERS.into_iter().filter(|k| *k <= guesses.len());
        numbers.map(|k| Surest::of(guesses, &order, clusters, k)).collect()
    }

    fn of(guesses: &[Certain], order: &[usize], clusters: Option<&[usize]>, k: usize) -> Surest {
        let border = guesses[order[k - 1]].certainty;
        let n_above = order.iter().filter(|place| guesses[**place].certainty > border).count();
        let tied: Vec<usize> = order.iter().copied().filter(|place| guesses[*place].certainty == border).collect();
        let mean = |of: fn(&Certain) -> f64| {
            let above: f64 = order[..n_above].iter().map(|place| of(&guesses[*place])).sum();
            let of_tied = interval::mean(tied.iter().map(|place| of(&guesses[*place])));
            (above + (k - n_above) as f64 * of_tied) / k as f64
        };
        let precision = mean(|guess| guess.exact);
        let n = clusters.map_or(k, |clusters| {
            let own: Vec<usize> = order[..k].iter().map(|place| clusters[*place]).collect();
            let exact: Vec<f64> = order[..k].iter().map(|place| guesses[*place].exact).collect();
            cluster::effective_n(&exact, &own)
        });
        Surest { k, precision, interval: Interval::of_rate(precision, n), mean_distance: mean(|guess| guess.distance) }
    }

    /// The mean over repeats of those numbers that all have.
    pub(super) fn pool(all: &[&[Surest]]) -> Vec<Surest> {
        let n = all.iter().map(|each| each.len()).min().unwrap_or_default();
        let at = |place: usize| {
            let each: Vec<(f64, Interval)> = all.iter().map(|s| (s[place].precision, s[place].interval)).collect();
            let (precision, interval) = over_repeats(&each, RATE);
            let mean_distance = interval::mean(all.iter().map(|s| s[place].mean_distance));
            Surest { k: all[0][place].k, precision, interval, mean_distance }
        };
        (0..n).map(at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(certainty: f64, distance: f64) -> Certain {
        Certain { certainty, exact: f64::from(u8::from(distance == 0.0)), distance }
    }

    /// Seven sure guesses, five of them right; then six that are as sure as each other, two of them right, three places.
    #[test]
    fn ties_at_the_border_count_by_their_share() {
        let sure = [0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0].map(|distance| certain(0.9, distance));
        let tied = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0].map(|distance| certain(0.5, distance));
        let unsure = [certain(0.1, 0.0); 4];
        let all: Vec<Certain> = unsure.into_iter().chain(tied).chain(sure).collect();
        let surest = Surest::all(&all, None);
        assert_eq!(surest.iter().map(|own| own.k).collect::<Vec<_>>(), [10], "seventeen members have no 25");
        assert!((surest[0].precision - (5.0 + 3.0 * 2.0 / 6.0) / 10.0).abs() < 1e-12, "{surest:?}");
        assert!((surest[0].mean_distance - (3.0 + 3.0 * 4.0 / 6.0) / 10.0).abs() < 1e-12, "{surest:?}");
        let expected = Interval::of_rate(surest[0].precision, 10);
        assert_eq!(surest[0].interval, expected);
        // All of one person count as one.
        let of_one = Surest::all(&all, Some(&[0; 17]));
        assert!(of_one[0].interval.high - of_one[0].interval.low > 0.7, "{of_one:?}");
    }
}
