//! The distribution of the privacy loss of a whole training, never to the training's advantage.
//!
//! The privacy loss of an outcome is the logarithm of how much more probable one of two neighbours makes it; its
//! distribution under that neighbour says all that an attacker can do (Sommer, Meiser and Mohammadi 2019). Steps are
//! independent, so losses add up. To be added up they have to lie on a grid, and they are put there by "connecting the
//! dots" (Doroshenko, Ghazi, Kamath, Kumar and Manurangsi 2022): each bin's mass goes to the bin's two ends in such shares
//! that it stays what it is with the record and without. That makes the record easier to tell and never harder: by how
//! little, the grid decides.

use super::fourier;
use super::step::{Binned, Mass, Step};

/// Which of two neighbours is the one whose outcomes are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// The record is there, and the other is without it.
    Present,
    /// The record is absent, and the other has it.
    Absent,
}

/// Losses on a grid: the loss k times the spacing has the k-th mass from the first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LossDistribution {
    /// Between two neighbouring losses.
    pub spacing: f64,
    /// The least loss is this number times the spacing.
    pub first: i64,
    /// Of each loss.
    pub masses: Vec<f64>,
    /// Of outcomes that count as impossible for the other neighbour.
    pub infinite: f64,
}

/// Probability that is left out of the grid at either end; it counts as an infinite loss.
const TAIL: f64 = 1e-11;

/// What rounding in the transforms may have taken away, with room; it counts as an infinite loss, too.
const ROUNDING: f64 = 1e-10;

/// Losses on a grid, at most. With more, the grid is made coarser.
const MAX_LOSSES: usize = 1 << 18;

/// The grid's spacing is such that connecting the dots adds at most about this share of the standard deviation of the
/// training's loss.
const ADDED: f64 = 0.004;

impl LossDistribution {
    /// Of `n_steps` steps, 1 or more; `deviation` is about the standard deviation of their loss.
    pub(super) fn of(step: Step, n_steps: usize, deviation: f64, direction: Direction) -> LossDistribution {
        let mut spacing = (ADDED * deviation / n_steps as f64).sqrt().min(deviation / 200.0);
        loop {
            let one = LossDistribution::of_one(&step.binned(spacing), direction);
            let (low, high) = one.bounds(n_steps, deviation);
            let n_losses = ((high - low) / spacing).ceil() + 2.0;
            if n_losses <= MAX_LOSSES as f64 {
                return one.times(n_steps, low, n_losses as usize);
            }
            spacing *= 1.1 * n_losses / MAX_LOSSES as f64;
        }
    }

    /// Connects the dots.
    fn of_one(binned: &Binned, direction: Direction) -> LossDistribution {
        let Binned { spacing, first, bins, below, above } = binned;
        let n = bins.len() as i64;
        // The other way round a loss has the other sign, so that bins come in the other order.
        let (first, below, above) = match direction {
            Direction::Present => (*first, below, above),
            Direction::Absent => (-first - n, above, below),
        };
        let own = |mass: &Mass| match direction {
            Direction::Present => (mass.with, mass.without),
            Direction::Absent => (mass.without, mass.with),
        };
        let mut masses = vec![0.0; bins.len() + 1];
        masses[0] = own(below).0;
        for k in 0..bins.len() {
            let (own, other) = own(match direction {
                Direction::Present => &bins[k],
                Direction::Absent => &bins[bins.len() - 1 - k],
            });
            let upper = share_of_upper_end(own, other, (first + k as i64) as f64 * spacing, *spacing);
            masses[k] += own - upper;
            masses[k + 1] += upper;
        }
        LossDistribution { spacing: *spacing, first, masses, infinite: own(above).0 }
    }

    /// Two losses that the sum of `n_steps` is below and above with a probability of at most [`TAIL`], by Chernoff's
    /// bound: e^(n log E[e^(λ loss)] - λ bound) for some λ of either sign. The lower one is 0 at most, so that ε = 0 is on
    /// the grid.
    fn bounds(&self, n_steps: usize, deviation: f64) -> (f64, f64) {
        let log_tail = -libm::log(TAIL);
        let log_moment = |lambda: f64| {
            let exponent = |k: usize| lambda * (self.first + k as i64) as f64 * self.spacing;
            let greatest = exponent(0).max(exponent(self.masses.len() - 1));
            let moment = self.masses.iter().enumerate().map(|(k, mass)| mass * libm::exp(exponent(k) - greatest));
            greatest + libm::log(moment.sum::<f64>())
        };
        let bound = |lambda: f64| (n_steps as f64 * log_moment(lambda) + log_tail) / lambda.abs();
        // For a normal distribution the best λ is 7.1 / deviation.
        let lambdas = (0..8).map(|k| 28.0 / deviation / f64::from(1 << k));
        lambdas.fold((f64::NEG_INFINITY, f64::INFINITY), |(low, high), lambda| {
            (low.max(-bound(-lambda)).min(0.0), high.min(bound(lambda)))
        })
    }

    /// The sum of `n_steps` such losses, from `low` on. What lies beyond the grid comes in again at its other end: from
    /// below that does the training no favour, from above it is at most [`TAIL`].
    fn times(&self, n_steps: usize, low: f64, n_losses: usize) -> LossDistribution {
        let n = n_losses.next_power_of_two();
        let place = |k: i64| k.rem_euclid(n as i64) as usize;
        let mut one = vec![0.0; n];
        for (mass, k) in self.masses.iter().zip(self.first..) {
            one[place(k)] += mass;
        }
        let sum = fourier::sum_of(&one, n_steps);
        let first = (low / self.spacing).floor() as i64;
        LossDistribution {
            spacing: self.spacing,
            first,
            masses: (first..first + n as i64).map(|k| sum[place(k)]).collect(),
            infinite: n_steps as f64 * self.infinite + TAIL + ROUNDING,
        }
    }

    /// The hockey-stick divergence at each loss ε of the grid: the least δ with which the training is (ε, δ)-private in
    /// this direction, E[1 - e^(ε - loss)] over greater losses.
    pub(super) fn deltas(&self) -> Vec<f64> {
        let (keep, add) = (libm::exp(-self.spacing), -libm::expm1(-self.spacing));
        let mut deltas = vec![self.infinite; self.masses.len()];
        let (mut delta, mut above) = (0.0, 0.0);
        for (k, mass) in self.masses.iter().enumerate().rev() {
            delta = delta * keep + add * above;
            above += mass;
            deltas[k] = (delta + self.infinite).min(1.0);
        }
        deltas
    }
}

/// How much of a bin's mass goes to its upper end, where the lower one is at `low`: so much that both ends together are as
/// probable for the other neighbour as the bin was, e^-loss times as probable as for this one.
fn share_of_upper_end(own: f64, other: f64, low: f64, spacing: f64) -> f64 {
    // Where the other mass is hardly a number any more, all of it goes up.
    if other < 1e-290 {
        return own;
    }
    ((own - other * libm::exp(low)) / -libm::expm1(-spacing)).clamp(0.0, own)
}
