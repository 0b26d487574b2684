//! The same records drawn again for every attack, defence and worker, so that differences are of the same people.

use crate::cluster;
use crate::interval::{DIFFERENCE, Interval, IntervalMethod, RATE, mean_and_error, student_t};
use crate::roc::{Ranked, Rates};
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
        self.counts.chunks(self.n.max(1)).map(|counts| ranked.rates(LOW_FPR, |place| f64::from(counts[place % self.n])))
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
        let rates = ranked.rates_of_all(LOW_FPR);
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
                        of_models.push(
                            std::iter::once(ranked.rates_of_all(LOW_FPR)).chain(resampling.rates(&ranked)).collect(),
                        );
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
