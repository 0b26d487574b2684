//! The same records drawn again for every attack, defence and worker, so that differences are of the same people.

use crate::cluster;
use crate::interval::{DIFFERENCE, Interval, IntervalMethod, RATE, mean_and_error, student_t};
use crate::order;
use crate::seed::{RepeatSeed, Stream};
use rand::RngExt;

/// Draws, enough for a standard deviation: it is known to 4 %.
pub(super) const N_DRAWS: usize = 399;

/// The false-positive rate at which a confident attack is judged.
pub(super) const LOW_FPR: f64 = 0.01;

/// How often each record is drawn, draw by draw.
#[derive(Debug)]
pub(super) struct Resampling {
    /// draws x records
    counts: Vec<u8>,
    n: usize,
}

/// What an attack achieves: AUC, and the true-positive rate at a false-positive rate of 1 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rates {
    pub auc: f64,
    pub tpr: f64,
}

/// Scores of some records in order, and whether each is a member.
#[derive(Debug)]
pub(super) struct Ranked {
    /// From the highest score on: record, whether it is a member, whether the next one has the same score.
    places: Vec<(u32, bool, bool)>,
}

impl Resampling {
    /// Of `n` records, or of the clusters that they form.
    pub fn draw(n_draws: usize, n: usize, clusters: Option<&[usize]>, seed: RepeatSeed) -> Resampling {
        let of_clusters = match clusters {
            Some(clusters) => cluster::by_cluster(clusters),
            None => (0..n).map(|record| vec![record]).collect(),
        };
        let mut rng = seed.rng(Stream::Bootstrap, 0);
        let mut counts = vec![0_u8; n_draws * n];
        for counts in counts.chunks_mut(n.max(1)) {
            for _ in 0..of_clusters.len() {
                let drawn = &of_clusters[rng.random_range(0..of_clusters.len() as u32) as usize];
                drawn.iter().for_each(|record| counts[*record] = counts[*record].saturating_add(1));
            }
        }
        Resampling { counts, n }
    }

    /// The rates of each draw. Where more were ranked than there are records, they are the same records again, in order.
    pub fn rates<'a>(&'a self, ranked: &'a Ranked) -> impl Iterator<Item = Rates> + 'a {
        self.counts.chunks(self.n.max(1)).map(|counts| ranked.rates(|place| f64::from(counts[place % self.n])))
    }
}

impl Ranked {
    /// `score` and membership by record.
    pub fn new(scores: &[f64], is_member: impl Fn(usize) -> bool) -> Ranked {
        let mut records: Vec<u32> = (0..scores.len() as u32).collect();
        let score = |record: u32| scores[record as usize];
        order::sort_by(&mut records, |a, b| score(*b).total_cmp(&score(*a)).then(a.cmp(b)));
        let place = |(n, record): (usize, &u32)| {
            let is_tied = records.get(n + 1).is_some_and(|next| score(*next) == score(*record));
            (*record, is_member(*record as usize), is_tied)
        };
        Ranked { places: records.iter().enumerate().map(place).collect() }
    }

    /// Whether there are non-members enough for one of them to be accused at [`LOW_FPR`].
    pub fn has_low_rate(&self) -> bool {
        self.places.iter().filter(|(_, is_member, _)| !is_member).count() as f64 * LOW_FPR >= 1.0
    }

    /// Each record once.
    pub fn rates_of_all(&self) -> Rates {
        self.rates(|_| 1.0)
    }

    /// True-positive rates at ascending false-positive rates, equal scores called at random.
    pub fn tprs(&self, fprs: &[f64]) -> Vec<f64> {
        let n_members = self.places.iter().filter(|(_, is_member, _)| *is_member).count() as f64;
        let n_others = self.places.len() as f64 - n_members;
        let mut tprs = Vec::with_capacity(fprs.len());
        let (mut above, mut here) = ([0.0, 0.0], [0.0, 0.0]);
        for (_, is_member, is_tied) in &self.places {
            here[usize::from(!is_member)] += 1.0;
            if *is_tied {
                continue;
            }
            while let Some(fpr) = fprs.get(tprs.len()).filter(|fpr| (above[1] + here[1]) / n_others > **fpr) {
                let share = (fpr * n_others - above[1]) / here[1];
                tprs.push((above[0] + share * here[0]) / n_members);
            }
            (above, here) = ([above[0] + here[0], above[1] + here[1]], [0.0, 0.0]);
        }
        tprs.resize(fprs.len(), 1.0);
        tprs
    }

    /// Where a record counts as often as its weight says; of a side without any, those of an attack that knows nothing.
    fn rates(&self, weight: impl Fn(usize) -> f64) -> Rates {
        let (mut all, mut members) = (0.0, 0.0);
        for (record, is_member, _) in &self.places {
            let weight = weight(*record as usize);
            all += weight;
            members += if *is_member { weight } else { 0.0 };
        }
        let others = all - members;
        if members == 0.0 || others == 0.0 {
            return Rates { auc: 0.5, tpr: LOW_FPR };
        }
        let (mut won, mut tpr) = (0.0, None);
        let (mut members_above, mut others_above) = (0.0, 0.0);
        let (mut members_here, mut others_here) = (0.0, 0.0);
        for (record, is_member, is_tied) in &self.places {
            *(if *is_member { &mut members_here } else { &mut others_here }) += weight(*record as usize);
            if *is_tied {
                continue;
            }
            won += members_here * (others - others_above - 0.5 * others_here);
            if tpr.is_none() && (others_above + others_here) / others > LOW_FPR {
                let share = (LOW_FPR * others - others_above) / others_here;
                tpr = Some((members_above + share * members_here) / members);
            }
            (members_above, others_above) = (members_above + members_here, others_above + others_here);
            (members_here, others_here) = (0.0, 0.0);
        }
        Rates { auc: won / (members * others), tpr: tpr.unwrap_or(1.0) }
    }
}

/// 95 % interval of a mean over trainings, other records and other trainings considered; one of `n_looks` that are looked
/// at together (Bonferroni).
///
/// The variance is that over records (`draws`, each a mean over trainings) and that over trainings (`by_training`) together:
/// what records do within one training is in both, so that the interval is rather too wide. Student's t with
/// Satterthwaite's (1946) degrees of freedom; of one training, of records alone.
pub(super) fn over_records_and_trainings(
    by_training: &[f64],
    draws: &[f64],
    is_difference: bool,
    n_looks: usize,
) -> Interval {
    let range = if is_difference { DIFFERENCE } else { RATE };
    let (mean, error_of_trainings) = mean_and_error(by_training);
    let (_, error_of_draws) = mean_and_error(draws);
    let of_records = error_of_draws * error_of_draws * draws.len() as f64;
    let of_trainings = error_of_trainings * error_of_trainings;
    let variance = of_records + of_trainings;
    let degrees = match of_trainings {
        0.0 => f64::INFINITY,
        _ => (by_training.len() - 1) as f64 * (variance / of_trainings) * (variance / of_trainings),
    };
    let half = student_t(degrees.min(1e6), 0.025 / n_looks as f64) * variance.sqrt();
    Interval {
        low: (mean - half).max(range.0),
        high: (mean + half).min(range.1),
        method: IntervalMethod::RecordsAndTrainings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RocCurve, Seed};

    fn scores(n: usize, index: u64) -> Vec<f64> {
        let mut rng = Seed(4).rng(Stream::Neighbours, index);
        (0..n).map(|_| f64::from(rng.random_range(0..40_u32))).collect()
    }

    #[test]
    fn rates_are_those_of_the_curve() {
        let scores = scores(500, 0);
        let (members, others): (Vec<usize>, Vec<usize>) = (0..500).partition(|record| record % 3 == 0);
        let of = |records: &[usize]| records.iter().map(|record| scores[*record]).collect::<Vec<f64>>();
        let curve = RocCurve::new(&of(&members), &of(&others));
        let ranked = Ranked::new(&scores, |record| record % 3 == 0);
        let rates = ranked.rates_of_all();
        assert!((rates.auc - curve.auc).abs() < 1e-12 && (rates.tpr - curve.tpr_at_fpr(0.01)).abs() < 1e-12);
        let fprs = [0.001, 0.01, 0.2, 0.9, 1.0];
        for (tpr, fpr) in ranked.tprs(&fprs).into_iter().zip(fprs) {
            assert!((tpr - curve.tpr_at_fpr(fpr)).abs() < 1e-12, "{fpr}: {tpr}");
        }
        // Each draw is a sample: as if records that are drawn twice stood there twice.
        let resampling = Resampling::draw(N_DRAWS, 500, None, Seed(1).repeat(0));
        let drawn: Vec<usize> =
            (0..500).flat_map(|record| std::iter::repeat_n(record, usize::from(resampling.counts[record]))).collect();
        assert_eq!(drawn.len(), 500);
        let (members, others): (Vec<usize>, Vec<usize>) = drawn.into_iter().partition(|record| record % 3 == 0);
        let curve = RocCurve::new(&of(&members), &of(&others));
        let rates = resampling.rates(&ranked).next().expect("there are draws");
        assert!((rates.auc - curve.auc).abs() < 1e-12 && (rates.tpr - curve.tpr_at_fpr(0.01)).abs() < 1e-12);
    }

    #[test]
    fn draws_spread_as_the_error_says() {
        let scores = scores(800, 1);
        let ranked = Ranked::new(&scores, |record| record < 400);
        let curve = RocCurve::new(&scores[..400], &scores[400..]);
        let resampling = Resampling::draw(N_DRAWS, 800, None, Seed(2).repeat(0));
        let aucs: Vec<f64> = resampling.rates(&ranked).map(|rates| rates.auc).collect();
        let spread = mean_and_error(&aucs).1 * (N_DRAWS as f64).sqrt();
        // 399 draws know it to 3.5 %: a false alarm at five of these.
        assert!((spread / curve.auc_error - 1.0).abs() < 0.18, "{spread}, {}", curve.auc_error);
    }

    /// Two defences of models that know their members, some records easier than others in all trainings, some trainings worse
    /// than others: how often intervals of each AUC, of the rate, and of their differences hold the truth.
    #[test]
    fn intervals_over_records_and_trainings_cover_the_truth() {
        use crate::simulation::{covers, n_draws};
        for (n_trainings, spread) in [(3, 0.0), (3, 0.1), (8, 0.1)] {
            let mut found: [Vec<(f64, Interval)>; 4] = Default::default();
            for draw in 0..n_draws() {
                let mut rng = Seed(23).rng(Stream::Neighbours, draw);
                let mut normal = || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
                let ease: Vec<f64> = (0..800).map(|_| normal()).collect();
                let (mut by_training, mut draws) = (vec![Vec::new(); 4], vec![vec![0.0; 99]; 4]);
                let resampling = Resampling::draw(99, 800, None, Seed(draw).repeat(0));
                for _ in 0..n_trainings {
                    let is_member: Vec<bool> = (0..800).map(|_| normal() > 0.0).collect();
                    let shared: Vec<f64> = (0..800).map(|_| normal()).collect();
                    let mut of_models: Vec<Vec<Rates>> = Vec::new();
                    for told in [1.5, 1.0] {
                        let told = told + spread * normal();
                        let score = |row: usize, own: f64| {
                            0.7 * ease[row] + 0.7 * shared[row] + 0.5 * own + if is_member[row] { told } else { 0.0 }
                        };
                        let scores: Vec<f64> = (0..800).map(|row| score(row, normal())).collect();
                        let ranked = Ranked::new(&scores, |row| is_member[row]);
                        of_models
                            .push(std::iter::once(ranked.rates_of_all()).chain(resampling.rates(&ranked)).collect());
                    }
                    for place in 0..=99 {
                        let (plain, own) = (of_models[0][place], of_models[1][place]);
                        let numbers = [own.auc, own.tpr, own.auc - plain.auc, own.tpr - plain.tpr];
                        for (number, value) in numbers.into_iter().enumerate() {
                            match place {
                                0 => by_training[number].push(value),
                                _ => draws[number][place - 1] += value / f64::from(n_trainings),
                            }
                        }
                    }
                }
                for number in 0..4 {
                    let mean = mean_and_error(&by_training[number]).0;
                    let interval = over_records_and_trainings(&by_training[number], &draws[number], number > 1, 1);
                    found[number].push((mean, interval));
                }
            }
            for (of, name) in found.iter().zip(["AUC", "TPR at 1 % FPR", "difference of AUCs", "difference of TPRs"]) {
                let n = of.len() as f64;
                let truth = of.iter().map(|(mean, _)| mean).sum::<f64>() / n;
                let n_held = of.iter().filter(|(_, i)| i.low <= truth && truth <= i.high).count() as u64;
                let width = of.iter().map(|(_, i)| i.high - i.low).sum::<f64>() / n;
                covers(&format!("{name}, {n_trainings} trainings that differ by {spread}"), n_held, width);
            }
        }
    }
}
