//! The true-positive rate at a low false-positive rate: what a confident attack tells, and how sure that is.
//!
//! Few non-members set the threshold, so their chance counts as much as the members'.

use super::RocCurve;
use super::clustered::Clustered;
use super::ranked::Ranked;
use crate::beta::incomplete_beta;
use crate::bootstrap::{N_RESAMPLES, binomial, percentiles};
use crate::cluster;
use crate::interval::{Interval, IntervalMethod};
use crate::seed::{Rng, Seed, Stream};
use rand::RngExt;

/// Non-members that may be called members, from which on resampling says how far the rate may be off.
const ENOUGH: f64 = 8.0;

impl RocCurve {
    /// True-positive rate at a false-positive rate of exactly `fpr`: between two points of the curve the straight line, which
    /// is what calling some of equal scores at random gives.
    pub fn tpr_at_fpr(&self, fpr: f64) -> f64 {
        let n = self.points.partition_point(|point| point.fpr <= fpr);
        let below = self.points[n.max(1) - 1];
        let Some(above) = self.points.get(n) else { return 1.0 };
        below.tpr + (fpr - below.fpr) / (above.fpr - below.fpr) * (above.tpr - below.tpr)
    }

    /// 95 % interval of [`RocCurve::tpr_at_fpr`] over other members and other non-members, which would set another
    /// threshold. With k = `fpr` x non-members (or clusters of them):
    ///
    /// - from 8 on by the bootstrap: 2.5 % and 97.5 % of 999 resamples of both sides (of clusters, where there are any);
    /// - from 1 on exact: the threshold lies between two non-members' scores in 97.5 % of cases (binomial), and members
    ///   above these have Clopper and Pearson's interval of 97.5 %;
    /// - below 1 none: no threshold is known to have so low a rate.
    pub fn tpr_interval_at_fpr(&self, fpr: f64) -> Option<Interval> {
        RocCurve::tpr_intervals_at_fpr(&[self], fpr).pop().flatten()
    }

    /// The same of several attacks on the same records in the same order, so that these are drawn again only once.
    pub(crate) fn tpr_intervals_at_fpr(curves: &[&RocCurve], fpr: f64) -> Vec<Option<Interval>> {
        let Some(first) = curves.first() else { return Vec::new() };
        let n_non_members = match &first.clustered {
            None => first.n_non_members,
            Some([_, others]) => cluster::n_clusters(&others.clusters),
        };
        let n_allowed = fpr * n_non_members as f64;
        if n_allowed < 1.0 {
            return vec![None; curves.len()];
        }
        if n_allowed < ENOUGH {
            return curves.iter().map(|curve| Some(curve.joint_interval(fpr))).collect();
        }
        let rng = || Seed(0).rng(Stream::Bootstrap, 0);
        let resampled: Vec<Vec<f64>> = match &first.clustered {
            None => {
                let of_curve = |curve: &&RocCurve| {
                    let mut rng = rng();
                    (0..N_RESAMPLES).map(|_| curve.resampled(fpr, &mut rng)).collect()
                };
                curves.iter().map(of_curve).collect()
            }
            Some(sides) => resampled_clusters(curves, sides, fpr, &mut rng()),
        };
        let interval = |mut tprs: Vec<f64>| {
            let (low, high) = percentiles(&mut tprs);
            Some(Interval { low, high, method: IntervalMethod::Bootstrap })
        };
        resampled.into_iter().map(interval).collect()
    }

    /// The rate among as many members and non-members, drawn with replacement: how often each score is drawn, from the
    /// highest on, until enough non-members are above.
    fn resampled(&self, fpr: f64, rng: &mut Rng) -> f64 {
        let (mut n_others, mut share_of_others, mut n_above) = (self.n_non_members, 1.0, 0);
        for pair in self.points.windows(2) {
            let share = pair[1].fpr - pair[0].fpr;
            let n_drawn = if share > 0.0 { binomial(n_others, share / share_of_others, rng) } else { 0 };
            if (n_above + n_drawn) as f64 / self.n_non_members as f64 > fpr {
                let allowed = (fpr * self.n_non_members as f64 - n_above as f64) / n_drawn as f64;
                let n_higher = binomial(self.n_members, pair[0].tpr, rng);
                let share = (pair[1].tpr - pair[0].tpr) / (1.0 - pair[0].tpr).max(f64::MIN_POSITIVE);
                let n_equal = binomial(self.n_members - n_higher, share, rng);
                return (n_higher as f64 + allowed * n_equal as f64) / self.n_members as f64;
            }
            (n_others, share_of_others, n_above) = (n_others - n_drawn, share_of_others - share, n_above + n_drawn);
        }
        1.0
    }

    fn joint_interval(&self, fpr: f64) -> Interval {
        const TAIL: f64 = 0.0125;
        let counts = |place: usize, calls: &dyn Fn(f64) -> bool| match &self.clustered {
            None => [self.n_members, self.n_non_members][place],
            Some(sides) => {
                let is_called = |score: &f64| f64::from(u8::from(calls(*score)));
                let called: Vec<f64> = sides[place].scores.iter().map(is_called).collect();
                cluster::effective_n(&called, &sides[place].clusters)
            }
        };
        let last = self.points.partition_point(|point| point.fpr <= fpr).max(1) - 1;
        let threshold = self.points[last].threshold;
        let n = counts(1, &|score| score >= threshold);
        // Probability of k or more of n above the threshold that `fpr` belongs to.
        let at_least = |k: usize| if k == 0 { 1.0 } else { incomplete_beta(k as f64, (n + 1 - k) as f64, fpr) };
        let fewest = (0..n).find(|k| 1.0 - at_least(k + 1) > TAIL).unwrap_or(n);
        let most = (fewest..n).find(|k| at_least(k + 1) <= TAIL).unwrap_or(n);
        let reached = self.points.partition_point(|point| point.fpr < fewest as f64 / n as f64);
        let surely = if fewest == 0 { 0 } else { reached.max(1) - 1 };
        let perhaps = self.points.partition_point(|point| point.fpr <= most as f64 / n as f64);
        let perhaps = perhaps.min(self.points.len() - 1);
        let end = |place: usize| {
            let point = self.points[place];
            let n = counts(0, &|score| score >= point.threshold);
            (point.tpr * n as f64, n)
        };
        let ((n_surely, n_low), (n_perhaps, n_high)) = (end(surely), end(perhaps));
        let low = Interval::exact_with_tails((libm::floor(n_surely + 1e-6) as usize).min(n_low), n_low, TAIL).low;
        let high = Interval::exact_with_tails((libm::ceil(n_perhaps - 1e-6) as usize).min(n_high), n_high, TAIL).high;
        Interval { low, high, method: IntervalMethod::OrderStatistics }
    }
}

/// By curve, its rate in each resample of the clusters, which are those of `sides` for every curve.
fn resampled_clusters(curves: &[&RocCurve], sides: &[Clustered; 2], fpr: f64, rng: &mut Rng) -> Vec<Vec<f64>> {
    let n_members = sides[0].scores.len();
    let of_curve = |[members, others]: &[Clustered; 2]| {
        Ranked::new(&[&members.scores[..], &others.scores[..]].concat(), |place| place < n_members)
    };
    let ranked: Vec<Ranked> = curves.iter().filter_map(|curve| curve.clustered.as_ref()).map(of_curve).collect();
    let places = sides.each_ref().map(|side| cluster::by_cluster(&side.clusters));
    let mut weights = vec![0.0; n_members + sides[1].scores.len()];
    let mut tprs = vec![Vec::with_capacity(N_RESAMPLES); ranked.len()];
    for _ in 0..N_RESAMPLES {
        let (members, others) = weights.split_at_mut(n_members);
        let n_drawn = [draw_clusters(&places[0], members, rng), draw_clusters(&places[1], others, rng)];
        for (ranked, tprs) in ranked.iter().zip(&mut tprs) {
            tprs.push(ranked.tpr(fpr, n_drawn, |place| weights[place]));
        }
    }
    tprs
}

/// How often each score of a side is drawn where its clusters, each with its scores' places, are drawn with replacement;
/// and how many scores that are.
fn draw_clusters(places: &[Vec<usize>], weights: &mut [f64], rng: &mut Rng) -> f64 {
    weights.fill(0.0);
    let mut n_drawn = 0;
    for _ in 0..places.len() {
        let drawn = &places[rng.random_range(0..places.len() as u32) as usize];
        drawn.iter().for_each(|place| weights[*place] += 1.0);
        n_drawn += drawn.len();
    }
    n_drawn as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{covers, is_rare, is_usual, n_draws};

    #[test]
    fn equal_scores_are_called_at_random() {
        // Of ten members and ten non-members with one score, half of either at a false-positive rate of a half.
        let constant = RocCurve::new(&[1.0; 10], &[1.0; 10]);
        assert_eq!([0.0, 0.01, 0.5, 1.0].map(|fpr| constant.tpr_at_fpr(fpr)), [0.0, 0.01, 0.5, 1.0]);
        // Two members above all; then four members and two non-members alike.
        let curve = RocCurve::new(&[9.0, 9.0, 5.0, 5.0, 5.0, 5.0, 1.0, 1.0, 1.0, 1.0], &[5.0, 5.0, 2.0, 2.0]);
        assert_eq!(curve.tpr_at_fpr(0.0), 0.2);
        assert!((curve.tpr_at_fpr(0.25) - 0.4).abs() < 1e-12);
        assert!((curve.tpr_at_fpr(0.5) - 0.6).abs() < 1e-12);
        // Without equal scores, the greatest rate at which no more than that many are called.
        let curve = RocCurve::new(&[9.0, 7.0, 3.0, 1.0], &[8.0, 2.0]);
        assert_eq!([0.0, 0.3, 0.5, 0.9].map(|fpr| curve.tpr_at_fpr(fpr)), [0.25, 0.25, 0.75, 0.75]);
    }

    #[test]
    fn below_one_false_positive_there_is_no_interval() {
        let scores: Vec<f64> = (0..99).map(f64::from).collect();
        let curve = RocCurve::new(&scores, &scores);
        assert_eq!(curve.tpr_interval_at_fpr(0.01), None);
        assert!(curve.tpr_interval_at_fpr(0.02).is_some());
    }

    #[test]
    fn a_few_false_positives_have_an_exact_interval() {
        // 2 of 200 are expected above the threshold, and in 97.5 % of cases 0 to 6 are.
        let members: Vec<f64> = (0..100).map(|n| 200.0 - 1.5 * f64::from(n) - 0.25).collect();
        let others: Vec<f64> = (0..200).map(f64::from).collect();
        let interval = RocCurve::new(&members, &others).tpr_interval_at_fpr(0.01).expect("two are enough");
        assert_eq!((interval.low, interval.method), (0.0, IntervalMethod::OrderStatistics));
        // Members at or above the seventh highest non-member, 193: those up to n = 4.
        assert_eq!(interval.high, Interval::exact_with_tails(5, 100, 0.0125).high);
    }

    /// In how many draws intervals of the rate hold the truth, and their mean width: members are normal with mean `shift`,
    /// rounded to steps of `step` where that isn't 0.
    fn coverage(n: [usize; 2], shift: f64, step: f64, fpr: f64) -> (u64, f64, u64) {
        let mut rng = Seed(21).rng(Stream::Neighbours, 0);
        let mut normal = |n: usize, shift: f64| -> Vec<f64> {
            let one = |_| {
                let (u, v): (f64, f64) = (rng.random(), rng.random());
                let z = (-2.0 * libm::log(1.0 - u)).sqrt() * libm::cos(std::f64::consts::TAU * v) + shift;
                if step > 0.0 { libm::floor(z / step) * step } else { z }
            };
            (0..n).map(one).collect()
        };
        let truth = match step {
            0.0 => 0.5 * libm::erfc((crate::normal::normal_quantile(1.0 - fpr) - shift) / std::f64::consts::SQRT_2),
            _ => RocCurve::new(&normal(400_000, shift), &normal(400_000, 0.0)).tpr_at_fpr(fpr),
        };
        let (mut n_held, mut width, mut n_above) = (0, 0.0, 0);
        for _ in 0..n_draws() {
            let curve = RocCurve::new(&normal(n[0], shift), &normal(n[1], 0.0));
            let interval = curve.tpr_interval_at_fpr(fpr).expect("enough non-members");
            n_held += u64::from(interval.low <= truth && truth <= interval.high);
            width += interval.high - interval.low;
            n_above += u64::from(interval.low > fpr);
        }
        (n_held, width / n_draws() as f64, n_above)
    }

    #[test]
    fn intervals_of_low_rates_cover_the_truth() {
        for (n, shift, step, fpr) in [
            ([800, 800], 0.0, 0.0, 0.01),
            ([800, 800], 1.0, 0.0, 0.01),
            ([800, 800], 1.0, 0.5, 0.01),
            ([800, 800], 2.5, 0.0, 0.01),
            ([400, 400], 1.0, 0.0, 0.01),
            ([1600, 1600], 1.0, 0.0, 0.001),
        ] {
            let (n_held, width, n_above) = coverage(n, shift, step, fpr);
            covers(&format!("TPR at FPR {fpr}, {n:?} records, shift {shift}, steps of {step}"), n_held, width);
            if shift == 0.0 {
                is_rare(&format!("more than chance at FPR {fpr}"), n_above);
            } else if step == 0.0 && fpr == 0.01 && n[0] == 800 {
                is_usual(&format!("more than chance at FPR {fpr}, shift {shift}"), n_above);
            }
        }
    }

    #[test]
    fn several_attacks_together_have_the_bits_of_each_alone() {
        let others: Vec<f64> = (0..900).map(|n| f64::from(n * 37 % 900)).collect();
        let clusters: Vec<usize> = (0..900).map(|n| n / 2 * 2).collect();
        let members = [1, 3, 7].map(|step| (0..300).map(|n| f64::from(n * step % 950)).collect::<Vec<f64>>());
        for clusters in [None, Some([&clusters[..300], &clusters])] {
            let curves = members.each_ref().map(|members| RocCurve::of(members, &others, clusters));
            for fpr in [0.001, 0.01, 0.05] {
                let together = RocCurve::tpr_intervals_at_fpr(&curves.each_ref(), fpr);
                assert_eq!(together, curves.each_ref().map(|curve| curve.tpr_interval_at_fpr(fpr)), "{fpr}");
            }
        }
    }

    #[test]
    fn copies_are_resampled_together() {
        let scores: Vec<f64> = (0..1600).map(|n| f64::from(n * 37 % 1600)).collect();
        let single: Vec<usize> = (0..1600).collect();
        let copies: Vec<f64> = scores.iter().flat_map(|score| [*score; 3]).collect();
        let of_copies: Vec<usize> = (0..4800).map(|n| n / 3).collect();
        let width = |interval: Option<Interval>| interval.map(|interval| interval.high - interval.low);
        let [once, thrice, taken_apart] = [
            RocCurve::clustered(&scores, &scores, [&single, &single]),
            RocCurve::clustered(&copies, &copies, [&of_copies, &of_copies]),
            RocCurve::new(&copies, &copies),
        ]
        .map(|curve| width(curve.tpr_interval_at_fpr(0.01)).expect("enough"));
        assert!((once / thrice - 1.0).abs() < 1e-9 && taken_apart < 0.75 * once, "{once}, {thrice}, {taken_apart}");
    }
}
