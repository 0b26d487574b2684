//! How far non-members are from the training set, and how much easier the far ones are told apart: figures 1 and 2 of
//! the main paper.
//!
//! The distance of a record from the training set is its least distance from a member (section 2), by the experiment's
//! [`Metric`]: the paper's is Hamming's. Euclidean distances count as the nearest whole number. Where features are
//! binary the distance goes with the record's number of ones, so a group of distant records is also a group of odd
//! ones; [`DistanceReport::ones_correlation`] and [`DistanceGroup::mean_ones`] say so.
//!
//! A trial's report has the groups that the experiment asks for, however small: which are too small to be looked at is
//! known once all trials are together. So the small ones are joined there, and nowhere else
//! ([`DistanceReport::with_small_groups_joined`]).

use crate::dataset::Dataset;
use crate::interval::{self, Interval, RATE, over_repeats_weighted};
use crate::metric::{Metric, Ruler};
use crate::order;
use crate::roc::RocCurve;
use crate::sorted_map::SortedMap;
use crate::trial::{Side, Trial};
use nearmiss_kernel::count;
use serde::{Deserialize, Serialize};

/// The distance of each non-member from the training set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LeastDistances {
    /// By non-member, in the split's order.
    pub distances: Vec<usize>,
    /// Ones of each; binary features only.
    pub n_ones: Option<Vec<usize>>,
}

/// Distances being computed, a block of records beside a block of members a step.
#[derive(Debug, Clone, Default)]
pub struct DistanceRun {
    metric: Metric,
    /// Of the non-members that are through.
    so_far: Vec<usize>,
    /// Of those after them: the least sums from the members so far.
    block: Vec<u64>,
    /// Members that the block has been compared with.
    n_compared: usize,
}

/// Comparisons of codes in one step, by Hamming distance.
const STEP_COST: usize = 20_000_000;
/// The same by other distances, whose sums are wider.
const STEPPED_COST: usize = STEP_COST / 8;
/// Codes of the members of a block, which stay in the cache while all records of a block are compared with them.
const BLOCK_COST: usize = 100_000;

impl DistanceRun {
    /// Nothing computed yet.
    pub fn new(metric: Metric) -> DistanceRun {
        DistanceRun { metric, ..DistanceRun::default() }
    }

    /// Works on for about 10 ms; all distances, once done.
    pub fn step(&mut self, trial: &Trial) -> Option<LeastDistances> {
        let (dataset, non_members, members) =
            (trial.dataset(), trial.side(Side::NonMembers), trial.side(Side::Members));
        let ruler = Ruler::new(self.metric, dataset.schema());
        let step_cost = if self.metric.is_hamming() { STEP_COST } else { STEPPED_COST };
        let n_codes = dataset.schema().features.len().max(1);
        let n_members = (BLOCK_COST / n_codes).clamp(1, members.len());
        let rest = &non_members[self.so_far.len()..];
        self.block.resize(rest.len().min((step_cost / (n_members * n_codes)).max(1)), u64::MAX);
        let others = &members[self.n_compared..members.len().min(self.n_compared + n_members)];
        for (least, record) in self.block.iter_mut().zip(rest) {
            let codes = |record: &usize| dataset.codes().row(*record).to_slice().expect("codes are in row order");
            *least = (*least).min(ruler.least_sum(codes(record), others.iter().map(codes)));
        }
        self.n_compared += others.len();
        if self.n_compared == members.len() {
            self.so_far.extend(self.block.drain(..).map(|sum| ruler.whole_distance(sum)));
            self.n_compared = 0;
        }
        (self.so_far.len() == non_members.len()).then(|| {
            let n_ones = |record: &usize| dataset.record(*record).iter().filter(|v| **v == 1.0).count();
            let is_binary = dataset.schema().is_binary();
            LeastDistances {
                distances: std::mem::take(&mut self.so_far),
                n_ones: is_binary.then(|| non_members.iter().map(n_ones).collect()),
            }
        })
    }

    /// Share of the non-members that are through.
    pub fn progress(&self, trial: &Trial) -> f64 {
        let [n_members, n_non_members] = [Side::Members, Side::NonMembers].map(|side| trial.side(side).len() as f64);
        let n_through = self.so_far.len() as f64 + self.block.len() as f64 * self.n_compared as f64 / n_members;
        n_through / n_non_members
    }
}

/// The least Hamming distance of a record from others, of which there must be one.
pub fn least_distance(dataset: &Dataset, record: usize, others: &[usize]) -> usize {
    let codes = |record: usize| dataset.codes().row(record).to_slice().expect("codes are in row order");
    let others = &mut others.iter().map(|other| codes(*other));
    count::least_hamming_distance(codes(record), others).expect("there are others")
}

/// Non-members of like distance from the training set, against all members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistanceGroup {
    /// The least distance that belongs to it.
    pub from: usize,
    /// The greatest.
    pub to: usize,
    /// Non-members in it that were scored.
    pub n: usize,
    /// Of max-confidence, ties one half.
    pub auc: f64,
    /// 95 %.
    pub auc_interval: Interval,
    /// Mean number of ones; binary features only.
    pub mean_ones: Option<f64>,
}

impl DistanceGroup {
    /// Non-members below which a group is looked at together with a neighbouring one: of fewer, an AUC says next to nothing.
    pub const FEWEST: usize = 20;

    /// Both together, this one the nearer. The AUC against the same members is the mean over records. Both groups share
    /// these members, so their errors may hang together wholly: the interval's ends are the same means of the ends, which is
    /// rather too wide.
    fn joined(&self, farther: &DistanceGroup) -> DistanceGroup {
        let n = self.n + farther.n;
        let mean =
            |of: fn(&DistanceGroup) -> f64| (of(self) * self.n as f64 + of(farther) * farther.n as f64) / n as f64;
        let larger = if self.n > farther.n { self } else { farther };
        DistanceGroup {
            from: self.from,
            to: farther.to,
            n,
            auc: mean(|group| group.auc),
            auc_interval: Interval {
                low: mean(|group| group.auc_interval.low),
                high: mean(|group| group.auc_interval.high),
                method: larger.auc_interval.method,
            },
            mean_ones: self.mean_ones.zip(farther.mean_ones).map(|_| mean(|group| group.mean_ones.unwrap_or_default())),
        }
    }
}

/// Non-members by their distance from the training set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistanceReport {
    /// Figure 2: distance and number of non-members, ascending.
    pub histogram: Vec<(usize, usize)>,
    /// Of the distances.
    pub mean: f64,
    /// Standard deviation of the distances.
    pub sd: f64,
    /// Pearson's correlation of the distance with the number of ones; binary features only, none without a spread.
    pub ones_correlation: Option<f64>,
    /// Spearman's correlation of the distance with max-confidence among non-members; none without a spread.
    pub confidence_correlation: Option<f64>,
    /// Figure 1: groups that have a record, ascending.
    pub groups: Vec<DistanceGroup>,
}

impl DistanceReport {
    /// `members` and `non_members` are max-confidences, the latter of the first records that `least` is about; what is of
    /// one cluster counts once in intervals. A group begins at 0 and at each of `edges`, which ascend.
    pub fn of(
        least: &LeastDistances,
        members: &[f64],
        non_members: &[f64],
        edges: &[usize],
        clusters: Option<[&[usize]; 2]>,
    ) -> DistanceReport {
        let distances: Vec<f64> = least.distances.iter().map(|d| *d as f64).collect();
        let n_ones: Option<Vec<f64>> = least.n_ones.as_ref().map(|all| all.iter().map(|n| *n as f64).collect());
        let mut histogram: SortedMap<usize, usize> = SortedMap::new();
        least.distances.iter().for_each(|d| *histogram.or_default(*d) += 1);
        let histogram: Vec<(usize, usize)> = histogram.into_iter().collect();
        let (mean, sd) = moments(&histogram);
        let greatest = histogram.last().map_or(0, |last| last.0);
        let starts = [0].into_iter().chain(edges.iter().copied());
        let ends = edges.iter().map(|edge| edge - 1).chain([greatest.max(edges.last().copied().unwrap_or(0))]);
        let groups = starts.zip(ends).filter_map(|(from, to)| {
            let of_group = |record: &usize| (from..=to).contains(&least.distances[*record]);
            let records: Vec<usize> = (0..non_members.len()).filter(of_group).collect();
            let scores: Vec<f64> = records.iter().map(|r| non_members[*r]).collect();
            let mean_ones = |ones: &Vec<f64>| interval::mean(records.iter().map(|r| ones[*r]));
            (!scores.is_empty()).then(|| {
                let of_group = clusters.map(|[_, others]| records.iter().map(|r| others[*r]).collect::<Vec<_>>());
                let clusters = clusters.zip(of_group.as_ref()).map(|([own, _], others)| [own, &others[..]]);
                let curve = RocCurve::of(members, &scores, clusters);
                let (auc, auc_interval) = (curve.auc, curve.auc_interval);
                DistanceGroup {
                    from,
                    to,
                    n: scores.len(),
                    auc,
                    auc_interval,
                    mean_ones: n_ones.as_ref().map(mean_ones),
                }
            })
        });
        DistanceReport {
            groups: groups.collect(),
            mean,
            sd,
            ones_correlation: n_ones.as_ref().and_then(|ones| correlation(&distances, ones)),
            confidence_correlation: correlation(&ranks(&distances[..non_members.len()]), &ranks(non_members)),
            histogram,
        }
    }

    /// With every group of fewer than [`DistanceGroup::FEWEST`] joined with the next farther one, the last ones with what is
    /// before them.
    pub(crate) fn with_small_groups_joined(mut self) -> DistanceReport {
        let mut groups: Vec<DistanceGroup> = Vec::with_capacity(self.groups.len());
        for group in self.groups {
            match groups.last_mut().filter(|last| last.n < DistanceGroup::FEWEST) {
                Some(last) => *last = last.joined(&group),
                None => groups.push(group),
            }
        }
        if let [.., before, last] = &groups[..]
            && last.n < DistanceGroup::FEWEST
        {
            let both = before.joined(last);
            groups.truncate(groups.len() - 2);
            groups.push(both);
        }
        self.groups = groups;
        self
    }

    /// All repeats together, of which there must be one: counts added, a group's AUC the mean over its records, each
    /// against the members of its own repeat; correlations are means over repeats. Small groups are joined.
    pub(crate) fn pool(all: &[&DistanceReport]) -> DistanceReport {
        let mut histogram: SortedMap<usize, usize> = SortedMap::new();
        let mut groups: SortedMap<usize, Vec<&DistanceGroup>> = SortedMap::new();
        for report in all {
            report.histogram.iter().for_each(|(distance, n)| *histogram.or_default(*distance) += n);
            report.groups.iter().for_each(|group| groups.or_default(group.from).push(group));
        }
        let histogram: Vec<(usize, usize)> = histogram.into_iter().collect();
        let (mean, sd) = moments(&histogram);
        let mean_of = |f: fn(&DistanceReport) -> Option<f64>| {
            let values: Vec<f64> = all.iter().filter_map(|r| f(r)).collect();
            (!values.is_empty()).then(|| interval::mean(values))
        };
        let groups = groups.into_values().map(|groups| {
            let each: Vec<_> = groups.iter().map(|g| (g.n as f64, g.auc, g.auc_interval)).collect();
            let (auc, auc_interval) = over_repeats_weighted(&each, RATE);
            let n = groups.iter().map(|g| g.n).sum();
            let ones = groups.iter().map(|g| g.mean_ones.map(|mean| mean * g.n as f64)).sum::<Option<f64>>();
            let to = groups.iter().map(|g| g.to).max().expect("a group is of some repeat");
            DistanceGroup { from: groups[0].from, to, n, auc, auc_interval, mean_ones: ones.map(|sum| sum / n as f64) }
        });
        let report = DistanceReport {
            groups: groups.collect(),
            mean,
            sd,
            ones_correlation: mean_of(|r| r.ones_correlation),
            confidence_correlation: mean_of(|r| r.confidence_correlation),
            histogram,
        };
        report.with_small_groups_joined()
    }
}

/// Mean and standard deviation of counted values.
fn moments(histogram: &[(usize, usize)]) -> (f64, f64) {
    let n: usize = histogram.iter().map(|(_, n)| n).sum();
    let sum: usize = histogram.iter().map(|(value, n)| value * n).sum();
    let mean = sum as f64 / n as f64;
    let off = |value: usize| value as f64 - mean;
    let squares: f64 = histogram.iter().map(|(value, n)| off(*value) * off(*value) * *n as f64).sum();
    (mean, (squares / (n as f64 - 1.0).max(1.0)).sqrt())
}

/// Pearson's correlation; none where one of the two never changes.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mean_a, mean_b) = (interval::mean(a.iter().copied()), interval::mean(b.iter().copied()));
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        both += (a - mean_a) * (b - mean_b);
        of_a += (a - mean_a) * (a - mean_a);
        of_b += (b - mean_b) * (b - mean_b);
    }
    (of_a > 0.0 && of_b > 0.0).then(|| both / (of_a * of_b).sqrt())
}

/// The place of each value in their order, from 1; equals share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    order::ascending(&mut sorted);
    let rank = |value: &f64| {
        let (below, up_to) = (sorted.partition_point(|v| v < value), sorted.partition_point(|v| v <= value));
        (below + up_to + 1) as f64 / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However many blocks of members and of others there are.
    #[test]
    fn every_non_member_has_its_least_distance() {
        let dataset = crate::dataset::synthetic::check_ins(700, crate::Seed(1));
        let sizes = crate::SplitSizes { n_members: 500, n_non_members: 150 };
        let trial = Trial::new(dataset, sizes, crate::Seed(1).repeat(0)).expect("there are enough records");
        for metric in [Metric::Hamming, Metric::Euclidean] {
            let mut run = DistanceRun::new(metric);
            let mut shares = vec![0.0];
            let found = loop {
                if let Some(found) = run.step(&trial) {
                    break found;
                }
                shares.push(run.progress(&trial));
            };
            assert!(shares.is_sorted() && shares.iter().all(|share| *share < 1.0), "{shares:?}");
            let whole = |record: &usize| {
                let least = least_distance(trial.dataset(), *record, trial.side(Side::Members));
                if metric == Metric::Hamming { least } else { (least as f64).sqrt().round() as usize }
            };
            let wanted: Vec<usize> = trial.side(Side::NonMembers).iter().map(whole).collect();
            assert_eq!(found.distances, wanted, "{metric:?}");
        }
    }

    #[test]
    fn correlations_match_hand_worked_ones() {
        assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).expect("a spread") - 1.0).abs() < 1e-12);
        let half = correlation(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]).expect("a spread");
        assert!((half - 0.5).abs() < 1e-12);
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn groups_hold_every_scored_record_once() {
        let least = LeastDistances { distances: vec![0, 3, 4, 9, 12, 40], n_ones: Some(vec![1, 2, 3, 4, 5, 6]) };
        let report = DistanceReport::of(&least, &[0.5, 0.9], &[0.4, 0.6, 0.95, 0.7, 0.1], &[3, 5, 10], None);
        let groups: Vec<_> = report.groups.iter().map(|g| (g.from, g.to, g.n, g.auc)).collect();
        assert_eq!(groups, [(0, 2, 1, 1.0), (3, 4, 2, 0.25), (5, 9, 1, 0.5), (10, 40, 1, 1.0)]);
        assert_eq!(report.groups[1].mean_ones, Some(2.5));
        assert_eq!(report.histogram.iter().map(|(_, n)| n).sum::<usize>(), 6);
        let ten_times = DistanceReport::pool(&[&report; 10]);
        let groups: Vec<_> = ten_times.groups.iter().map(|g| (g.from, g.to, g.n)).collect();
        assert_eq!((ten_times.mean, groups), (report.mean, vec![(0, 4, 30), (5, 40, 20)]));
        assert_eq!((ten_times.groups[0].auc, ten_times.groups[1].auc), (0.5, 0.75));
    }

    #[test]
    fn groups_below_20_are_joined_once_repeats_are_together() {
        let group = |n: usize| {
            let (auc, mean_ones) = (0.5 + 0.001 * n as f64, Some(1.0));
            DistanceGroup { from: n, to: n, n, auc, auc_interval: Interval::of_rate(auc, n), mean_ones }
        };
        let joined = |sizes: &[usize]| -> Vec<usize> {
            let groups = sizes.iter().map(|n| group(*n)).collect();
            let report = DistanceReport {
                histogram: vec![],
                mean: 0.0,
                sd: 0.0,
                ones_correlation: None,
                confidence_correlation: None,
                groups,
            };
            let once = report.with_small_groups_joined();
            assert_eq!(once.clone().with_small_groups_joined(), once, "joining again changes nothing");
            once.groups.iter().map(|group| group.n).collect()
        };
        let cases: [(&[usize], &[usize]); 6] = [
            (&[20, 21, 22], &[20, 21, 22]),
            (&[14, 115, 30], &[129, 30]),
            (&[5, 5, 5, 5, 40], &[20, 40]),
            (&[40, 3, 21, 5], &[40, 29]),
            (&[3, 4], &[7]),
            (&[], &[]),
        ];
        for (sizes, wanted) in cases {
            assert_eq!(joined(sizes), wanted, "{sizes:?}");
        }
        let both = group(10).joined(&group(30));
        assert_eq!((both.from, both.to, both.n, both.mean_ones), (10, 30, 40, Some(1.0)));
        assert!((both.auc - 0.525).abs() < 1e-12 && both.auc_interval.low < 0.4 && both.auc_interval.high > 0.6);
    }
}
