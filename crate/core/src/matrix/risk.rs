//! The risk of each record, from many models: of how many non-members' ranks would a model that was trained on it stand out?
//!
//! One model says of no record that it is at risk: the first of many are high by luck. Models that were trained on a record,
//! and others that weren't, say it (Carlini et al. 2022). Beside the records attacked stand others that no model was trained
//! on, each taken to be in half of the models by coin: what they show is luck.

use crate::cluster;
use crate::membership::{AttackContext, Whose};
use crate::normal::{normal_cdf, normal_quantile};
use crate::order;
use crate::seed::{ShadowDraw, Stream};
use rand::RngExt;
use serde::{Deserialize, Serialize};

/// How well records would be told if they were members: for each the true-positive rate at a false-positive rate of 1 %, over
/// models, of an attacker who knows how the record's confidence is distributed with and without it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordRisk {
    /// Models asked, of which each record is in half.
    pub n_models: usize,
    /// Records asked about.
    pub n_records: usize,
    /// At [`RecordRisk::LEVELS`].
    pub quantiles: [f64; 4],
    /// The same of records that no model was trained on: luck; none where there are few.
    pub untrained: Option<[f64; 4]>,
    /// Whether records differ by more than those that no model was trained on: a one-sided test at 5 %.
    pub differ: bool,
    /// The records most at risk; empty where they don't differ, or of fewer than [`RecordRisk::ENOUGH_MODELS`] models.
    pub listed: Vec<AtRisk>,
}

/// A record and its risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AtRisk {
    /// Its index in the data.
    pub record: usize,
    /// Its class.
    pub label: usize,
    /// As in [`RecordRisk`].
    pub rate: f64,
}

impl RecordRisk {
    /// Half, nine tenths, 99 of 100, and the greatest.
    pub const LEVELS: [f64; 4] = [0.5, 0.9, 0.99, 1.0];
    /// Models from which on single records are named.
    pub const ENOUGH_MODELS: usize = 32;
}

/// Records in [`RecordRisk::listed`].
const N_LISTED: usize = 10;
/// Models without which nothing can be said.
const FEWEST_MODELS: usize = 4;
/// Records that no model was trained on, at least, to be held against.
const FEWEST_UNTRAINED: usize = 30;

/// Of the records under attack, by what is released of the models on members and non-members; none of too few models.
pub(super) fn of_records(context: &AttackContext, clusters: Option<&[usize]>) -> Option<RecordRisk> {
    let models = &context.in_out;
    if models.len() < FEWEST_MODELS {
        return None;
    }
    let phi = |whose: Whose, labels: &[usize]| -> Vec<Vec<f64>> {
        let of_model = |model: &crate::membership::QueriedModel| {
            labels.iter().enumerate().map(|(row, label)| model.answer(whose, row, *label).log_odds_of(*label)).collect()
        };
        models.iter().map(of_model).collect()
    };
    let (records, labels) = (&context.subjects.records[..context.n_real], &context.subjects.labels[..context.n_real]);
    let own = Effects::of(&phi(Whose::Subjects, labels), |model, row| models[model].trained_on[records[row]]);
    let n_untrained = context.own.len();
    let untrained = (n_untrained >= FEWEST_UNTRAINED).then(|| {
        let coins: Vec<Vec<bool>> = (0..models.len() / 2)
            .map(|pair| {
                let mut rng = context.seed.rng(Stream::Shadow, ShadowDraw::Untrained(pair).index());
                (0..n_untrained).map(|_| rng.random_range(0..2_u32) == 0).collect()
            })
            .collect();
        let is_in = |model: usize, row: usize| coins[model / 2][row] == model.is_multiple_of(2);
        Effects::of(&phi(Whose::Own, &context.own.labels), is_in)
    });
    let clusters = clusters.map(|clusters| &clusters[..context.n_real]);
    let differ = own.spreads_more_than(untrained.as_ref(), clusters);
    let rates = own.rates();
    let mut listed = Vec::new();
    if differ && models.len() >= RecordRisk::ENOUGH_MODELS {
        let mut order: Vec<usize> = (0..rates.len()).collect();
        order::sort_by(&mut order, |a, b| rates[*b].total_cmp(&rates[*a]).then(a.cmp(b)));
        let of = |row: &usize| AtRisk { record: records[*row], label: labels[*row], rate: rates[*row] };
        listed = order.iter().take(N_LISTED).map(of).collect();
    }
    Some(RecordRisk {
        n_models: models.len(),
        n_records: rates.len(),
        quantiles: quantiles(rates),
        untrained: untrained.map(|untrained| quantiles(untrained.rates())),
        differ,
        listed,
    })
}

/// By record, how far its confidence is higher where a model was trained on it, in standard deviations within either kind.
struct Effects {
    each: Vec<f64>,
    n_models: usize,
}

impl Effects {
    /// `phi` by model and record; each model's mean is taken away, for some are surer throughout.
    fn of(phi: &[Vec<f64>], is_in: impl Fn(usize, usize) -> bool) -> Effects {
        let (n_models, n) = (phi.len(), phi[0].len());
        let means: Vec<f64> = phi.iter().map(|of_model| of_model.iter().sum::<f64>() / n as f64).collect();
        let (mut differences, mut squares) = (Vec::with_capacity(n), 0.0);
        for row in 0..n {
            let mut sides = [Vec::new(), Vec::new()];
            for (model, of_model) in phi.iter().enumerate() {
                sides[usize::from(!is_in(model, row))].push(of_model[row] - means[model]);
            }
            let [of_in, of_out] = sides.each_ref().map(|side| side.iter().sum::<f64>() / side.len().max(1) as f64);
            let off = |values: &[f64], mean: f64| values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
            squares += off(&sides[0], of_in) + off(&sides[1], of_out);
            differences.push(of_in - of_out);
        }
        let deviation = (squares / (n * (n_models - 2)).max(1) as f64).sqrt() + 1e-30;
        Effects { each: differences.into_iter().map(|difference| difference / deviation).collect(), n_models }
    }

    fn mean(&self) -> f64 {
        self.each.iter().sum::<f64>() / self.each.len() as f64
    }

    /// Squares of each record's distance from the mean.
    fn squares(&self) -> Vec<f64> {
        let mean = self.mean();
        self.each.iter().map(|effect| (effect - mean) * (effect - mean)).collect()
    }

    /// The variance that half of the models in, half out, give each effect where there is nothing to find.
    fn noise(&self) -> f64 {
        4.0 / self.n_models as f64
    }

    /// Whether records differ by more than `untrained` ones, or than noise where there are none.
    fn spreads_more_than(&self, untrained: Option<&Effects>, clusters: Option<&[usize]>) -> bool {
        let (own, single): (Vec<f64>, Vec<usize>) = (self.squares(), (0..self.each.len()).collect());
        let error = cluster::error_of_mean(&own, clusters.unwrap_or(&single));
        let mean = |squares: &[f64]| squares.iter().sum::<f64>() / squares.len() as f64;
        let (other, other_error) = untrained.map_or((self.noise(), 0.0), |untrained| {
            let squares = untrained.squares();
            let single: Vec<usize> = (0..squares.len()).collect();
            (mean(&squares), cluster::error_of_mean(&squares, &single))
        });
        mean(&own) - other > normal_quantile(0.95) * (error * error + other_error * other_error).sqrt()
    }

    /// Phi(effect - 2.33), each effect drawn towards the mean by as much as its variance is noise (James and Stein 1961).
    fn rates(&self) -> Vec<f64> {
        let (mean, squares) = (self.mean(), self.squares());
        let variance = squares.iter().sum::<f64>() / (squares.len() as f64 - 1.0).max(1.0);
        let kept = if variance > 0.0 { (1.0 - self.noise() / variance).max(0.0) } else { 0.0 };
        let threshold = normal_quantile(0.99);
        self.each.iter().map(|effect| normal_cdf(mean + kept * (effect - mean) - threshold)).collect()
    }
}

fn quantiles(mut rates: Vec<f64>) -> [f64; 4] {
    order::ascending(&mut rates);
    RecordRisk::LEVELS.map(|level| rates[(level * (rates.len() - 1) as f64) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{count, is_rare, is_usual};
    use crate::{Rng, Seed};

    fn noise(rng: &mut Rng) -> f64 {
        (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
    }

    /// Models that say of each record what it is worth, and `leak` more of one record in ten where they were trained on it;
    /// some records vary more than others.
    fn effects(leak: f64, draw: u64, n_models: usize) -> (Effects, Effects) {
        let mut rng = Seed(13).rng(Stream::Neighbours, draw);
        let mut of = |leak: f64| {
            let coins: Vec<Vec<bool>> =
                (0..n_models / 2).map(|_| (0..300).map(|_| rng.random_range(0..2_u32) == 0).collect()).collect();
            let is_in = |model: usize, row: usize| coins[model / 2][row] == model.is_multiple_of(2);
            let kinds: Vec<(f64, f64)> = (0..300).map(|_| (3.0 * noise(&mut rng), 0.5 + rng.random::<f64>())).collect();
            let phi: Vec<Vec<f64>> = (0..n_models)
                .map(|model| {
                    let shift = noise(&mut rng);
                    let row = |(row, (level, spread)): (usize, &(f64, f64))| {
                        let told = if is_in(model, row) && row % 10 == 0 { leak } else { 0.0 };
                        level + shift + told + spread * noise(&mut rng)
                    };
                    kinds.iter().enumerate().map(row).collect()
                })
                .collect();
            Effects::of(&phi, is_in)
        };
        (of(leak), of(0.0))
    }

    #[test]
    fn records_that_nobody_gives_away_are_rarely_said_to_differ() {
        for n_models in [8, 32] {
            let claims = |leak: f64| {
                let is_claimed = |draw: &u64| {
                    let (own, untrained) = effects(leak, *draw, n_models);
                    own.spreads_more_than(Some(&untrained), None)
                };
                count(is_claimed)
            };
            is_rare(&format!("records differ in risk, {n_models} models"), claims(0.0));
            is_usual(&format!("records differ in risk, {n_models} models"), claims(3.0));
        }
    }

    #[test]
    fn without_a_leak_every_record_is_found_as_often_as_others_are_accused() {
        let mut greatest: Vec<f64> = (0..50).map(|draw| quantiles(effects(0.0, draw, 32).0.rates())[3]).collect();
        order::ascending(&mut greatest);
        assert!(greatest[25] < 0.02, "{greatest:?}");
        let told = quantiles(effects(4.0, 0, 32).0.rates());
        assert!(told[0] < 0.02 && told[3] > 0.5, "{told:?}");
    }
}
