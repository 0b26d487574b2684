//! People of whom many yes-or-no things are known: the generator behind every synthetic data set.
//!
//! What a [`Recipe`] makes, step by step, with the names of its fields:
//!
//! 1. *Shares.* Feature `j` of `d` has the odds `lowest_odds (1 - u)^-exponent`, `u = (j + U) / d` with `U` uniform on
//!    `[0, 1)`. They are given to the features in a weighted shuffle: the largest first, to a feature of twice the
//!    `weight` twice as readily.
//! 2. *Interests.* Each moves the log-odds of a feature with a probability, by an amount from an exponential
//!    distribution ([`Effect`]).
//! 3. *People.* How far somebody has an interest is exponential with mean 1, less that mean: most people have a little less
//!    than the mean, few have much. How many ones somebody is to have is drawn apart ([`Ones`]): interests say which ones,
//!    never how many.
//! 4. *Ones.* The log-odds of a one are `Σ extent x effect + (1 + tilt log(v / median v)) x logit(share)`, of somebody with
//!    `v` ones to expect, and an intercept a person and one a feature, by which each person's expected ones are `v` and each
//!    feature's mean is its share: alternating steps of Newton's method.
//! 5. *Links.* `n_links` features of one range are tied to a feature of another range each: who has the rarer of the two
//!    also has the other with probability at least `link`.

use crate::dataset::sampler::{exponential, standard_normal};
use crate::order;
use crate::{Rng, Seed, Stream};
use ndarray::Array2;
use nearmiss_kernel::product::{Before, product};
use nearmiss_kernel::{elementwise, expected_ones};
use rand::RngExt;
use std::ops::Range;

/// The numbers of the module's steps.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// `d` of step 1.
    pub n_features: usize,
    /// Odds of the rarest feature.
    pub lowest_odds: f64,
    /// Exponent of the Pareto distribution of the odds: the higher, the more frequent features.
    pub exponent: f64,
    /// How readily a feature gets a large share.
    pub weight: fn(usize) -> f64,
    /// Interests that people have.
    pub n_interests: usize,
    /// What an interest does to a feature.
    pub effect: Effect,
    /// How many ones people have.
    pub ones: Ones,
    /// How much more those with many ones follow the shares.
    pub tilt: f64,
    /// Pairs of features tied to each other.
    pub n_links: usize,
    /// With what probability the rarer brings the other.
    pub link: f64,
    /// Where the features of a pair come from.
    pub linked: [Range<usize>; 2],
}

/// What an interest does to the log-odds of a feature.
#[derive(Debug, Clone)]
pub struct Effect {
    /// Share of the features that it moves.
    pub probability: f64,
    /// By how much on average, before what follows.
    pub mean: f64,
    /// A factor on it, by feature.
    pub weight: fn(usize) -> f64,
    /// And `(share / 0.1)` to this power.
    pub by_share: f64,
    /// At most so much.
    pub limit: f64,
    /// Share of the effects that are turned round.
    pub negative: f64,
}

/// How many ones somebody is to have: `floor + median exp(sd normal)`, at most `most`, all scaled so that their mean is the
/// sum of the shares.
#[derive(Debug, Clone)]
pub struct Ones {
    /// Nobody has fewer, before scaling.
    pub floor: f64,
    /// Above the floor.
    pub median: f64,
    /// Of the logarithm above the floor.
    pub sd: f64,
    /// Nobody has more, before scaling.
    pub most: f64,
}

/// The repetitions of the stream `Synthetic`: what is drawn in one can't shift what is drawn in another.
const POPULATION: u64 = 0;
const PEOPLE: u64 = 1;
const ONES: u64 = 2;

/// Rounds of Newton's method, each a step for every person and one for every feature.
const N_ROUNDS: usize = 7;
/// No step is longer, in log-odds.
const LONGEST_STEP: f32 = 1.5;
/// Log-odds are cut off so far from 0.
const GREATEST_LOG_ODDS: f32 = 12.0;

/// What is known of people.
pub struct Drawn {
    /// people x features, zeros and ones
    pub values: Array2<f32>,
    /// The share of people that each feature was to be one for.
    pub shares: Vec<f64>,
}

impl Recipe {
    /// `n` people. What they have in common depends on the seed alone; the people also on their number, over all of
    /// whom the features' shares are met.
    pub fn draw(&self, n: usize, seed: Seed) -> Drawn {
        let population = self.population(seed);
        let people = self.draw_people(n, population.shares.iter().sum(), &mut seed.rng(Stream::Synthetic, PEOPLE));
        let values = self.draw_values(&population, &people, &mut seed.rng(Stream::Synthetic, ONES));
        Drawn { values, shares: population.shares }
    }

    /// Steps 1, 2 and 5: what all people of a seed have in common.
    pub fn population(&self, seed: Seed) -> Population {
        let rng = &mut seed.rng(Stream::Synthetic, POPULATION);
        let shares = self.draw_shares(rng);
        let effects = Array2::from_shape_fn((self.n_interests, self.n_features), |(_, feature)| {
            self.effect.draw(feature, shares[feature], rng) as f32
        });
        let [first, second] = self.linked.clone().map(|range| shuffled(range, |_| 1.0, rng));
        let links = first.into_iter().zip(second).take(self.n_links).map(|(a, b)| {
            let (rarer, other) = if shares[a] < shares[b] { (a, b) } else { (b, a) };
            Link { rarer, other }
        });
        let links = links.collect();
        Population { shares, effects, links }
    }

    /// Step 1: shares from the smallest to the largest, given to the features in a weighted shuffle.
    fn draw_shares(&self, rng: &mut Rng) -> Vec<f64> {
        let order = shuffled(0..self.n_features, self.weight, rng);
        let mut shares = vec![0.0; self.n_features];
        for (rank, feature) in order.into_iter().rev().enumerate() {
            let u = (rank as f64 + rng.random::<f64>()) / self.n_features as f64;
            let odds = self.lowest_odds * libm::pow(1.0 - u, -self.exponent);
            shares[feature] = odds / (1.0 + odds);
        }
        shares
    }

    /// Step 3.
    fn draw_people(&self, n: usize, mean_ones: f64, rng: &mut Rng) -> People {
        let extents = Array2::from_shape_simple_fn((n, self.n_interests), || (exponential(1.0, rng) - 1.0) as f32);
        let own = &self.ones;
        let mut ones: Vec<f64> =
            (0..n).map(|_| (own.floor + own.median * libm::exp(own.sd * standard_normal(rng))).min(own.most)).collect();
        let scale = mean_ones * n as f64 / ones.iter().sum::<f64>();
        ones.iter_mut().for_each(|ones| *ones *= scale);
        People { extents, ones }
    }

    /// Steps 4 and 5: people x features.
    fn draw_values(&self, population: &Population, people: &People, rng: &mut Rng) -> Array2<f32> {
        let n = people.ones.len();
        let mut odds = self.odds(population, people);
        let Intercepts { by_person, by_feature } = Intercepts::fitted(&odds, &people.ones, &population.shares);
        let mut probabilities = vec![0.0; self.n_features];
        for (mut row, scale) in odds.outer_iter_mut().zip(&by_person) {
            let row = row.as_slice_mut().expect("odds are in row order");
            expected_ones::probabilities(*scale, row, &by_feature, &mut probabilities);
            for (one, probability) in row.iter_mut().zip(&probabilities) {
                *one = f32::from(rng.random::<f32>() < *probability);
            }
        }
        let mut values = odds;
        for Link { rarer, other } in &population.links {
            for person in 0..n {
                if rng.random::<f64>() < self.link && values[[person, *rarer]] == 1.0 {
                    values[[person, *other]] = 1.0;
                }
            }
        }
        values
    }

    /// Odds before the intercepts, all divided by those of the greatest log-odds: people x features.
    fn odds(&self, population: &Population, people: &People) -> Array2<f32> {
        let n = people.ones.len();
        let logits: Vec<f64> = population.shares.iter().map(|share| libm::log(share / (1.0 - share))).collect();
        let mean = logits.iter().sum::<f64>() / logits.len() as f64;
        let mut sorted = people.ones.clone();
        order::ascending(&mut sorted);
        let median = sorted[n / 2];
        // The shares are one more interest.
        let mut extents = people.extents.clone();
        let follows: Vec<f32> =
            people.ones.iter().map(|ones| (1.0 + self.tilt * libm::log(ones / median)) as f32).collect();
        extents.push_column(ndarray::aview1(&follows)).expect("one a person");
        let mut effects = population.effects.clone();
        let centred: Vec<f32> = logits.iter().map(|logit| (logit - mean) as f32).collect();
        effects.push_row(ndarray::aview1(&centred)).expect("one a feature");
        let mut log_odds = Array2::zeros((n, self.n_features));
        let (extents, effects) = (extents.as_standard_layout(), effects.as_standard_layout());
        product(extents.view(), effects.view(), &mut log_odds, Before::Nothing, &mut Default::default());
        let mut short = vec![0.0; self.n_features];
        for mut row in log_odds.outer_iter_mut() {
            let row = row.as_slice_mut().expect("log-odds are in row order");
            row.iter_mut().for_each(|t| *t = t.clamp(-GREATEST_LOG_ODDS, GREATEST_LOG_ODDS));
            elementwise::short_exponentials(row, GREATEST_LOG_ODDS, &mut short);
            row.copy_from_slice(&short);
        }
        log_odds
    }
}

impl Effect {
    fn draw(&self, feature: usize, share: f64, rng: &mut Rng) -> f64 {
        if rng.random::<f64>() >= self.probability {
            return 0.0;
        }
        let size = exponential(self.mean, rng) * (self.weight)(feature) * libm::pow(share / 0.1, self.by_share);
        let sign = if rng.random::<f64>() < self.negative { -1.0 } else { 1.0 };
        sign * size.min(self.limit)
    }
}

/// What all people have in common.
pub struct Population {
    /// The share of people that each feature is to be one for.
    pub shares: Vec<f64>,
    /// How much each interest moves the log-odds of each feature: interests x features.
    effects: Array2<f32>,
    /// Step 5.
    pub links: Vec<Link>,
}

/// Two features of which a one in the rarer suggests one in the other.
pub struct Link {
    /// The one with the lower share.
    pub rarer: usize,
    /// The one with the higher share.
    pub other: usize,
}

/// The people before their ones are drawn.
struct People {
    /// people x interests
    extents: Array2<f32>,
    /// How many are to be expected of each.
    ones: Vec<f64>,
}

/// The items in a random order in which each next one is drawn with probability proportional to its weight: the order
/// of exponential arrival times with the weights as rates (Efraimidis and Spirakis 2006).
fn shuffled(items: Range<usize>, weight: impl Fn(usize) -> f64, rng: &mut Rng) -> Vec<usize> {
    let first = items.start;
    let arrivals: Vec<f64> = items.map(|item| exponential(1.0 / weight(item), rng)).collect();
    let places = order::places(arrivals.len(), &mut |a, b| arrivals[a].total_cmp(&arrivals[b]));
    places.into_iter().map(|place| first + place).collect()
}

/// The intercepts of step 4, as factors on odds.
struct Intercepts {
    by_person: Vec<f32>,
    by_feature: Vec<f32>,
}

impl Intercepts {
    fn fitted(odds: &Array2<f32>, ones: &[f64], shares: &[f64]) -> Intercepts {
        // Rare enough that Newton's steps don't jump over: the odds above are divided by e^12.
        let start = libm::exp(f64::from(GREATEST_LOG_ODDS) - 2.5) as f32;
        let mut own = Intercepts { by_person: vec![1.0; ones.len()], by_feature: vec![start; shares.len()] };
        for _ in 0..N_ROUNDS {
            own.step(odds, ones, shares);
        }
        own
    }

    fn step(&mut self, odds: &Array2<f32>, ones: &[f64], shares: &[f64]) {
        let n = ones.len() as f32;
        let (mut sums, mut slopes) = (vec![0.0; shares.len()], vec![0.0; shares.len()]);
        for ((scale, row), ones) in self.by_person.iter_mut().zip(odds.outer_iter()).zip(ones) {
            let row = row.to_slice().expect("odds are in row order");
            let expected = expected_ones::of_row(*scale, row, &self.by_feature);
            *scale *= factor(expected.ones - *ones as f32, expected.slope);
            expected_ones::add_row(*scale, row, &self.by_feature, &mut sums, &mut slopes);
        }
        for (((factor_of, share), sum), slope) in self.by_feature.iter_mut().zip(shares).zip(&sums).zip(&slopes) {
            *factor_of *= factor(sum - *share as f32 * n, *slope);
        }
    }
}

/// A step of Newton's method against an excess, as a factor on odds.
fn factor(excess: f32, slope: f32) -> f32 {
    libm::expf(-(excess / slope).clamp(-LONGEST_STEP, LONGEST_STEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is drawn is met in expectation: sums over probabilities after Newton's rounds, not over ones.
    #[test]
    fn intercepts_meet_the_ones_of_each_person_and_the_share_of_each_feature() {
        let mut rng = Seed(3).rng(Stream::Synthetic, 0);
        let (n, d) = (300, 60);
        let shares: Vec<f64> = (0..d).map(|j| 0.03 + 0.6 * f64::from(j * j) / f64::from(d * d)).collect();
        let mut ones: Vec<f64> = (0..n).map(|_| 5.0 + exponential(8.0, &mut rng).min(20.0)).collect();
        let scale = shares.iter().sum::<f64>() * f64::from(n) / ones.iter().sum::<f64>();
        ones.iter_mut().for_each(|ones| *ones *= scale);
        let odds = Array2::from_shape_simple_fn((n as usize, d as usize), || {
            libm::exp(1.2 * standard_normal(&mut rng) - f64::from(GREATEST_LOG_ODDS)) as f32
        });
        let Intercepts { by_person, by_feature } = Intercepts::fitted(&odds, &ones, &shares);
        let mut of_features = vec![0.0_f32; d as usize];
        let mut p = vec![0.0; d as usize];
        for ((scale, row), ones) in by_person.iter().zip(odds.outer_iter()).zip(&ones) {
            expected_ones::probabilities(*scale, row.to_slice().expect("in row order"), &by_feature, &mut p);
            let own = f64::from(p.iter().sum::<f32>());
            assert!((own - ones).abs() < 0.05, "{own}, not {ones}");
            elementwise::add(&mut of_features, &p);
        }
        for (sum, share) in of_features.iter().zip(&shares) {
            assert!((f64::from(*sum) / f64::from(n) - share).abs() < 1e-3, "{sum} of {n}, not {share}");
        }
    }
}
