//! People of whom many yes-or-no things are known: the generator behind every synthetic data set.
//!
//! What a [`Recipe`] makes, step by step, with the names of its fields:
//!
//! 1. Feature `j` of `d` is to be one for a share `m = min(lowest_share / (1 - u)^(1 / tail), highest_share)` of all
//!    people, `u = (j + U) / d` with `U` uniform on `[0, 1)`. The shares are given to the features in a weighted
//!    shuffle: the largest first, to a feature of twice the `weight` twice as readily.
//! 2. Each group has `archetypes_per_group` archetypes. An archetype raises the log-odds of a feature by the rule
//!    `archetype`: with a probability, by an amount from an exponential distribution. A group may raise it, too, for all
//!    its archetypes, by the rule `group`.
//! 3. A person has a group (weights from a gamma distribution of shape 12), one of its archetypes, and an activity,
//!    `activity` times a standardised gamma of shape 9.47. A share `ambiguous` of the people mixes a share `w`, uniform
//!    on `[0, 0.6)`, of the own archetype with `1 - w` of one of another group, and counts among the own group.
//! 4. The probability of a one is the logistic function of `logit(m) + w e1 + (1 - w) e2 + activity + b`, where `b`
//!    makes the mean over the people equal to `m`. Newton's method finds it.
//! 5. `n_links` features of one range are tied to a feature of another range each: who has the rarer of the two also
//!    has the other with probability at least 0.8.

use crate::dataset::sampler::{exponential, gamma};
use crate::order;
use crate::{Rng, Seed, Stream};
use ndarray::{Array2, Axis};
use nearmiss_kernel::sigmoid;
use rand::RngExt;
use std::ops::Range;

/// The numbers of the module's steps.
pub struct Recipe {
    /// `d` of step 1.
    pub n_features: usize,
    /// The share of people that the rarest feature is to have.
    pub lowest_share: f64,
    /// The share that the most frequent features are cut to.
    pub highest_share: f64,
    /// The exponent of the Pareto distribution of the shares: the higher, the fewer frequent features.
    pub tail: f64,
    /// How readily a feature gets a large share.
    pub weight: fn(usize) -> f64,
    /// Groups of people.
    pub n_groups: usize,
    /// Kinds of people in a group.
    pub archetypes_per_group: usize,
    /// What makes an archetype.
    pub archetype: Rise,
    /// What the archetypes of a group have in common.
    pub group: Option<Rise>,
    /// Share of people who are a mixture.
    pub ambiguous: f64,
    /// Standard deviation of the people's activity, in log-odds.
    pub activity: f64,
    /// Pairs of features tied to each other.
    pub n_links: usize,
    /// Where the features of a pair come from.
    pub linked: [Range<usize>; 2],
}

/// How the log-odds of features are raised.
pub struct Rise {
    /// Share of the features that are raised.
    pub probability: f64,
    /// By how much on average.
    pub mean: f64,
}

impl Rise {
    fn draw(&self, rng: &mut Rng) -> f64 {
        if rng.random::<f64>() < self.probability { exponential(self.mean, rng) } else { 0.0 }
    }
}

/// The repetitions of the stream `Synthetic`: what is drawn in one can't shift what is drawn in another.
const POPULATION: u64 = 0;
const PEOPLE: u64 = 1;
const ONES: u64 = 2;

/// People and what is known of them.
pub struct Drawn {
    /// people x features, zeros and ones
    pub values: Array2<f32>,
    /// The group of each person.
    pub groups: Vec<usize>,
}

impl Recipe {
    /// `n` people. What they have in common depends on the seed alone; the people also on their number, over all of
    /// whom the features' shares are met.
    pub fn draw(&self, n: usize, seed: Seed) -> Drawn {
        let population = self.population(seed);
        let people = self.draw_people(n, &mut seed.rng(Stream::Synthetic, PEOPLE));
        let values = draw_values(&population, &people, &mut seed.rng(Stream::Synthetic, ONES));
        Drawn { values, groups: people.iter().map(|person| person.own / self.archetypes_per_group).collect() }
    }

    /// What all people of a seed have in common.
    pub fn population(&self, seed: Seed) -> Population {
        let rng = &mut seed.rng(Stream::Synthetic, POPULATION);
        let shares = self.draw_shares(rng);
        let n_archetypes = self.n_groups * self.archetypes_per_group;
        let mut effects = Array2::from_shape_simple_fn((self.n_features, n_archetypes), || self.archetype.draw(rng));
        if let Some(rise) = &self.group {
            for mut effects in effects.axis_chunks_iter_mut(Axis(1), self.archetypes_per_group) {
                for mut effects in effects.outer_iter_mut() {
                    effects += rise.draw(rng);
                }
            }
        }
        let [first, second] = self.linked.clone().map(|range| shuffled(range, |_| 1.0, rng));
        let links = first
            .into_iter()
            .zip(second)
            .take(self.n_links)
            .map(|(a, b)| {
                let (rarer, other) = if shares[a] < shares[b] { (a, b) } else { (b, a) };
                Link { rarer, other }
            })
            .collect();
        Population { shares, effects, links }
    }

    /// Step 1: shares from the largest to the smallest, given to the features in a weighted shuffle.
    fn draw_shares(&self, rng: &mut Rng) -> Vec<f64> {
        let order = shuffled(0..self.n_features, self.weight, rng);
        let mut shares = vec![0.0; self.n_features];
        for (rank, feature) in order.into_iter().rev().enumerate() {
            let u = (rank as f64 + rng.random::<f64>()) / self.n_features as f64;
            shares[feature] = (self.lowest_share / libm::pow(1.0 - u, 1.0 / self.tail)).min(self.highest_share);
        }
        shares
    }

    /// Step 3.
    fn draw_people(&self, n: usize, rng: &mut Rng) -> Vec<Person> {
        const ACTIVITY_SHAPE: f64 = 9.47;
        let mut weight_below = 0.0;
        let weights_up_to: Vec<f64> = (0..self.n_groups)
            .map(|_| {
                weight_below += gamma(12.0, rng);
                weight_below
            })
            .collect();
        let draw_archetype = |group: usize, rng: &mut Rng| {
            group * self.archetypes_per_group + rng.random_range(0..self.archetypes_per_group)
        };
        let mut draw_person = || {
            let point = rng.random::<f64>() * weight_below;
            let group = weights_up_to.partition_point(|weight| *weight <= point).min(self.n_groups - 1);
            let own = draw_archetype(group, rng);
            let mixture = (rng.random::<f64>() < self.ambiguous).then(|| {
                let other_group = (group + rng.random_range(1..self.n_groups)) % self.n_groups;
                Mixture { own_share: 0.6 * rng.random::<f64>(), other: draw_archetype(other_group, rng) }
            });
            let standardised = (gamma(ACTIVITY_SHAPE, rng) - ACTIVITY_SHAPE) / ACTIVITY_SHAPE.sqrt();
            Person { own, mixture, activity: libm::exp(self.activity * standardised) }
        };
        (0..n).map(|_| draw_person()).collect()
    }
}

/// What all people have in common.
pub struct Population {
    /// The share of people that each feature is to be one for.
    pub shares: Vec<f64>,
    /// How much each archetype raises the log-odds of each feature: features x archetypes.
    effects: Array2<f64>,
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

/// The items in a random order in which each next one is drawn with probability proportional to its weight: the order
/// of exponential arrival times with the weights as rates (Efraimidis and Spirakis 2006).
fn shuffled(items: Range<usize>, weight: impl Fn(usize) -> f64, rng: &mut Rng) -> Vec<usize> {
    let first = items.start;
    let arrivals: Vec<f64> = items.map(|item| exponential(1.0 / weight(item), rng)).collect();
    let places = order::places(arrivals.len(), &mut |a, b| arrivals[a].total_cmp(&arrivals[b]));
    places.into_iter().map(|place| first + place).collect()
}

/// One record before its ones are drawn.
struct Person {
    /// Archetype of the person's group.
    own: usize,
    /// Archetype of another group, for an ambiguous person.
    mixture: Option<Mixture>,
    /// The factor on the odds of every one.
    activity: f64,
}

/// `own_share` of the own archetype, the rest of `other`.
struct Mixture {
    own_share: f64,
    other: usize,
}

/// Steps 4 and 5: people x features. Works on one feature after the other and multiplies odds instead of adding
/// log-odds, so that an exponential is needed only once an archetype, not once a person and Newton step.
fn draw_values(population: &Population, people: &[Person], rng: &mut Rng) -> Array2<f32> {
    let mut by_feature = Array2::<f32>::zeros((population.shares.len(), people.len()));
    let mut odds = vec![0.0; people.len()];
    for (feature, mut ones) in by_feature.outer_iter_mut().enumerate() {
        let effects = population.effects.row(feature);
        let factors = effects.mapv(libm::exp);
        for (person, odds) in people.iter().zip(&mut odds) {
            *odds = person.activity
                * match &person.mixture {
                    None => factors[person.own],
                    Some(Mixture { own_share, other }) => {
                        libm::exp(own_share * effects[person.own] + (1.0 - own_share) * effects[*other])
                    }
                };
        }
        let base = base_odds(population.shares[feature], &odds);
        for (one, odds) in ones.iter_mut().zip(&odds) {
            let probability = base * odds / (1.0 + base * odds);
            *one = f32::from(rng.random::<f64>() < probability);
        }
    }
    for Link { rarer, other } in &population.links {
        for person in 0..people.len() {
            if rng.random::<f64>() < 0.8 && by_feature[[*rarer, person]] == 1.0 {
                by_feature[[*other, person]] = 1.0;
            }
        }
    }
    by_feature.reversed_axes().as_standard_layout().into_owned()
}

/// `exp(x)` such that the mean over the people of `exp(x) odds / (1 + exp(x) odds)` is `share`: `x` is `logit(share) + b`
/// of the module's step 4.
fn base_odds(share: f64, odds: &[f64]) -> f64 {
    let mut x = libm::log(share / (1.0 - share));
    for _ in 0..15 {
        let base = libm::exp(x);
        let (mean, slope) = sigmoid::mean_and_slope(base, odds);
        let step = (mean - share) / slope;
        x -= step;
        if step.abs() < 1e-6 {
            break;
        }
    }
    libm::exp(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_odds_meet_the_share() {
        let mut rng = Seed(3).rng(Stream::Synthetic, 0);
        let odds: Vec<f64> = (0..500).map(|_| exponential(4.0, &mut rng)).collect();
        for share in [0.03, 0.2, 0.68] {
            let base = base_odds(share, &odds);
            let mean = odds.iter().map(|o| base * o / (1.0 + base * o)).sum::<f64>() / 500.0;
            assert!((mean - share).abs() < 1e-9, "mean {mean}, not {share}");
        }
    }
}
