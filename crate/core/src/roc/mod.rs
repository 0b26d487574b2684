//! How well a score tells members from non-members.
//!
//! Scores are higher for members. Ties count one half, everywhere. NaN never enters: scores are finite or infinite.

mod clustered;
mod low_rate;
mod null_band;
mod ranked;

pub use null_band::null_band;
pub(crate) use ranked::Ranked;
pub use ranked::Rates;

use crate::cluster;
use crate::interval::{Interval, IntervalMethod};
use crate::order;
use clustered::Clustered;

/// The rates at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    /// Records with this score or more are called members; infinite at the origin.
    pub threshold: f64,
    /// Share of non-members called members.
    pub fpr: f64,
    /// Share of members called members.
    pub tpr: f64,
}

/// The receiver operating characteristic of one score on one set of members and non-members.
#[derive(Debug, Clone, PartialEq)]
pub struct RocCurve {
    /// From (0, 0) to (1, 1), a point a distinct score.
    pub points: Vec<RocPoint>,
    /// Probability that a random member scores above a random non-member, ties one half.
    pub auc: f64,
    /// Standard error of `auc` for this one model (DeLong, DeLong and Clarke-Pearson 1988).
    pub auc_error: f64,
    /// 95 % interval of `auc` from `auc_error`; where that says nothing, [`Interval::or_of_few`] of the smaller side.
    pub auc_interval: Interval,
    /// Members scored.
    pub n_members: usize,
    /// Non-members scored.
    pub n_non_members: usize,
    /// Where scores come in clusters: members', then non-members'.
    clustered: Option<[Clustered; 2]>,
}

impl RocCurve {
    /// Neither side may be empty, and no score NaN.
    pub fn new(members: &[f64], non_members: &[f64]) -> RocCurve {
        assert!(!members.is_empty() && !non_members.is_empty(), "both sides have records");
        assert!(members.iter().chain(non_members).all(|s| !s.is_nan()), "scores are numbers");
        let sorted = |scores: &[f64]| {
            let mut scores = scores.to_vec();
            order::ascending(&mut scores);
            scores.reverse();
            scores
        };
        let (members, non_members) = (sorted(members), sorted(non_members));
        let (n_members, n_non_members) = (members.len() as f64, non_members.len() as f64);

        let mut points = vec![RocPoint { threshold: f64::INFINITY, fpr: 0.0, tpr: 0.0 }];
        // Twice the number of pairs won, so that a tie is a whole number.
        let (mut won_twice, mut i, mut j) = (0_u64, 0, 0);
        // Squares of each record's own share of pairs won, for DeLong's variance.
        let (mut member_squares, mut non_member_squares) = (0.0, 0.0);
        while i < members.len() || j < non_members.len() {
            let threshold = match (members.get(i), non_members.get(j)) {
                (Some(a), Some(b)) => a.max(*b),
                (Some(a), None) => *a,
                (None, Some(b)) => *b,
                (None, None) => unreachable!("one side is left"),
            };
            let run = |side: &[f64]| side.iter().take_while(|s| **s == threshold).count();
            let (ties_i, ties_j) = (run(&members[i..]), run(&non_members[j..]));
            let below = non_members.len() - j - ties_j;
            won_twice += ties_i as u64 * (2 * below + ties_j) as u64;
            let member_share = (below as f64 + 0.5 * ties_j as f64) / n_non_members;
            member_squares += ties_i as f64 * member_share * member_share;
            let non_member_share = (i as f64 + 0.5 * ties_i as f64) / n_members;
            non_member_squares += ties_j as f64 * non_member_share * non_member_share;
            (i, j) = (i + ties_i, j + ties_j);
            points.push(RocPoint { threshold, fpr: j as f64 / n_non_members, tpr: i as f64 / n_members });
        }
        let auc = won_twice as f64 / (2.0 * n_members * n_non_members);
        let variance = |squares: f64, n: f64| ((squares - n * auc * auc) / (n - 1.0).max(1.0)).max(0.0) / n;
        let standard_error = (variance(member_squares, n_members) + variance(non_member_squares, n_non_members)).sqrt();
        let n = members.len().min(non_members.len());
        let interval = Interval::of_auc(auc, standard_error, IntervalMethod::Delong);
        let auc_interval = Interval::or_of_few(auc, n, interval);
        let (n_members, n_non_members) = (members.len(), non_members.len());
        RocCurve { points, auc, auc_error: standard_error, auc_interval, n_members, n_non_members, clustered: None }
    }

    /// The same of scores that come in clusters, each of which counts once: numbers of clusters of members and of
    /// non-members, none on both sides. Its error is Obuchowski's (1997) of two samples.
    pub fn clustered(members: &[f64], non_members: &[f64], clusters: [&[usize]; 2]) -> RocCurve {
        let curve = RocCurve::new(members, non_members);
        let of_members = cluster::error_of_mean(&cluster::placements(members, non_members), clusters[0]);
        let of_others = cluster::error_of_mean(&cluster::placements(non_members, members), clusters[1]);
        let auc_error = (of_members * of_members + of_others * of_others).sqrt();
        let n = clusters.map(cluster::n_clusters).into_iter().min().unwrap_or(0);
        let interval = Interval::of_auc(curve.auc, auc_error, IntervalMethod::Clusters);
        let of_side =
            |scores: &[f64], side: usize| Clustered { scores: scores.to_vec(), clusters: clusters[side].to_vec() };
        RocCurve {
            auc_error,
            auc_interval: Interval::or_of_few(curve.auc, n, interval),
            clustered: Some([of_side(members, 0), of_side(non_members, 1)]),
            ..curve
        }
    }

    /// [`RocCurve::clustered`] where there are clusters, else [`RocCurve::new`].
    pub fn of(members: &[f64], non_members: &[f64], clusters: Option<[&[usize]; 2]>) -> RocCurve {
        match clusters {
            Some(clusters) => RocCurve::clustered(members, non_members, clusters),
            None => RocCurve::new(members, non_members),
        }
    }

    /// Greatest TPR - FPR over thresholds (Yeom et al. 2018): the advantage of an attacker who knows the best one.
    pub fn advantage(&self) -> f64 {
        self.points.iter().fold(0.0, |best, p| if p.tpr - p.fpr > best { p.tpr - p.fpr } else { best })
    }

    /// The rates of an attacker who calls records with `threshold` or more members.
    pub fn at(&self, threshold: f64) -> RocPoint {
        let n = self.points.partition_point(|p| p.threshold >= threshold);
        RocPoint { threshold, ..self.points[n.max(1) - 1] }
    }
}

/// AUC of scores that come in clusters, which share a record: `own` against `others`, score `i` of both of cluster
/// `clusters[i]`; ties one half. With its standard error, each cluster one observation
/// (Obuchowski 1997). None may be empty.
pub(crate) fn clustered_auc(own: &[f64], others: &[f64], clusters: &[usize]) -> (f64, f64) {
    let won = cluster::placements(own, others);
    let lost: Vec<f64> = cluster::placements(others, own).into_iter().map(|share| 1.0 - share).collect();
    let auc = won.iter().sum::<f64>() / won.len() as f64;
    // How far each cluster moves the AUC, as an original and as a neighbour.
    let moves = cluster::by_cluster(clusters).into_iter().map(|places| {
        let moves = |shares: &[f64]| places.iter().map(|place| shares[*place] - auc).sum::<f64>() / shares.len() as f64;
        moves(&won) + moves(&lost)
    });
    (auc, cluster::spread(moves))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::Z_95;
    use proptest::prelude::*;

    /// The definition of AUC: count the pairs.
    fn by_pairs(members: &[f64], non_members: &[f64]) -> f64 {
        let mut won = 0.0;
        for a in members {
            for b in non_members {
                won += if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                };
            }
        }
        won / (members.len() * non_members.len()) as f64
    }

    fn scores() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec((0..20_i32).prop_map(f64::from), 1..60)
    }

    proptest! {
        #[test]
        fn auc_counts_pairs_and_ties_as_half(members in scores(), non_members in scores()) {
            let auc = RocCurve::new(&members, &non_members).auc;
            prop_assert!((auc - by_pairs(&members, &non_members)).abs() < 1e-12);
        }

        #[test]
        fn swapping_the_sides_mirrors_auc(members in scores(), non_members in scores()) {
            let (one, other) = (RocCurve::new(&members, &non_members), RocCurve::new(&non_members, &members));
            prop_assert!((one.auc + other.auc - 1.0).abs() < 1e-12);
            let width = |i: Interval| i.high - i.low;
            prop_assert!((width(one.auc_interval) - width(other.auc_interval)).abs() < 1e-9);
        }

        #[test]
        fn rates_at_a_threshold_are_counts(members in scores(), non_members in scores(), threshold in -1..22_i32) {
            let threshold = f64::from(threshold);
            let point = RocCurve::new(&members, &non_members).at(threshold);
            let share = |side: &[f64]| side.iter().filter(|s| **s >= threshold).count() as f64 / side.len() as f64;
            prop_assert_eq!((point.tpr, point.fpr), (share(&members), share(&non_members)));
        }
    }

    #[test]
    fn an_auc_of_one_has_an_interval_with_a_width() {
        let interval = RocCurve::new(&[2.0; 10], &[1.0; 30]).auc_interval;
        // Ten successes of ten: Clopper and Pearson's 95 % interval begins at 0.6915.
        assert!((interval.low - 0.6915).abs() < 1e-4 && interval.high == 1.0);
    }

    #[test]
    fn delong_variance_matches_its_definition() {
        let (members, non_members) = ([0.9, 0.8, 0.8, 0.4, 0.35], [0.7, 0.8, 0.3, 0.2]);
        let share = |x: f64, others: &[f64]| by_pairs(&[x], others);
        let auc = by_pairs(&members, &non_members);
        let variance = |shares: Vec<f64>| {
            shares.iter().map(|s| (s - auc) * (s - auc)).sum::<f64>() / (shares.len() - 1) as f64 / shares.len() as f64
        };
        let expected = (variance(members.iter().map(|m| share(*m, &non_members)).collect())
            + variance(non_members.iter().map(|n| 1.0 - share(*n, &members)).collect()))
        .sqrt();
        assert!((RocCurve::new(&members, &non_members).auc_error - expected).abs() < 1e-12);
    }

    /// Members are normal with a mean that gives the AUC; also near 1, and of few records.
    #[test]
    fn intervals_of_auc_cover_the_truth() {
        use crate::simulation::{covers, n_draws};
        use crate::{Seed, Stream};
        use rand::RngExt;
        for (n, shift) in [([800, 800], 0.0), ([800, 800], 1.2), ([200, 200], 3.29), ([50, 400], 2.3), ([30, 30], 0.5)]
        {
            let truth = crate::normal::normal_cdf(shift / 2.0_f64.sqrt());
            let (mut n_held, mut width, mut n_alarms) = (0, 0.0, 0);
            for draw in 0..n_draws() {
                let mut rng = Seed(14).rng(Stream::Neighbours, draw);
                let mut scores = |n: usize, shift: f64| -> Vec<f64> {
                    let normal = |_| shift + (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
                    (0..n).map(normal).collect()
                };
                let interval = RocCurve::new(&scores(n[0], shift), &scores(n[1], 0.0)).auc_interval;
                n_held += u64::from(interval.low <= truth && truth <= interval.high);
                n_alarms += u64::from(interval.low > 0.5);
                width += interval.high - interval.low;
            }
            covers(&format!("AUC of {truth:.3}, {n:?} records"), n_held, width / n_draws() as f64);
            if shift == 0.0 {
                crate::simulation::is_rare("better than a coin", n_alarms);
            }
        }
    }

    #[test]
    fn clustered_auc_counts_pairs_and_its_error_repeated_draws() {
        use crate::{Seed, Stream};
        use rand::RngExt;
        // 40 records, 3 neighbours each; the record's own level moves all of its scores.
        let draw = |index: u64| {
            let mut rng = Seed(1).rng(Stream::Neighbours, index);
            let (mut own, mut others, mut clusters) = (Vec::new(), Vec::new(), Vec::new());
            for record in 0..40 {
                let (level, score): (f64, f64) = (rng.random(), rng.random());
                for _ in 0..3 {
                    own.push(level + 0.3 * score);
                    others.push(level + 0.5 * rng.random::<f64>() - 0.2);
                    clusters.push(record);
                }
            }
            (own, others, clusters)
        };
        let (own, others, clusters) = draw(0);
        let (auc, _) = clustered_auc(&own, &others, &clusters);
        assert!((auc - by_pairs(&own, &others)).abs() < 1e-12);
        let all: Vec<(f64, f64)> = (0..1000)
            .map(|index| {
                let (own, others, clusters) = draw(index);
                clustered_auc(&own, &others, &clusters)
            })
            .collect();
        let mean = all.iter().map(|a| a.0).sum::<f64>() / 1000.0;
        let spread = (all.iter().map(|a| (a.0 - mean) * (a.0 - mean)).sum::<f64>() / 999.0).sqrt();
        let claimed = all.iter().map(|a| a.1).sum::<f64>() / 1000.0;
        // The spread of 1,000 draws is known to 2.2 % (one standard error); a false alarm has probability 1e-6.
        assert!((claimed / spread - 1.0).abs() < 0.11, "claimed {claimed}, found {spread}");
        let ignoring = RocCurve::new(&own, &others).auc_interval;
        assert!((ignoring.high - ignoring.low) / 2.0 / Z_95 > 2.0 * spread, "pairs hang together: {spread}");
    }
}
