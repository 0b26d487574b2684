//! One private step as two distributions, with a record and without it, cut into bins of the privacy loss.
//!
//! A step sees the record's clipped gradient with probability q, under noise of standard deviation σ: with the record an
//! outcome x is from (1 - q) N(0, σ²) + q N(1, σ²), without it from N(0, σ²) (Abadi et al. 2016; Zhu, Dong and Wang 2022
//! show that nothing is worse). Its privacy loss is the logarithm of the ratio of the two densities,
//! log(1 - q + q e^((2x - 1) / 2σ²)), which rises with x: so a bin of losses is an interval of x.

use std::f64::consts::SQRT_2;
use std::ops::Range;

/// How probable an interval of outcomes is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mass {
    /// With the record.
    pub with: f64,
    /// Without it.
    pub without: f64,
}

/// A step that takes each record with the probability `sampling_rate` and adds noise of standard deviation `noise` times
/// the clipping norm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// q, above 0 and at most 1.
    pub sampling_rate: f64,
    /// σ, above 0.
    pub noise: f64,
}

/// A step's outcomes by their privacy loss.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Binned {
    /// Between two neighbouring edges of bins.
    pub spacing: f64,
    /// The lowest edge is this number times [`Binned::spacing`].
    pub first: i64,
    /// In ascending order.
    pub bins: Vec<Mass>,
    /// What has a smaller loss than all bins.
    pub below: Mass,
    /// What has a greater one.
    pub above: Mass,
}

/// Standard deviations of noise that bins reach to on either side; the rest is kept as two masses of 1e-19.
const REACH: f64 = 9.0;

impl Step {
    /// The loss of an outcome.
    fn loss(self, x: f64) -> f64 {
        let (q, sigma) = (self.sampling_rate, self.noise);
        let exponent = (2.0 * x - 1.0) / (2.0 * sigma * sigma);
        match exponent > 0.0 {
            true => exponent + libm::log(q + (1.0 - q) * libm::exp(-exponent)),
            false => libm::log1p(q * libm::expm1(exponent)),
        }
    }

    /// The outcome of a loss; minus infinity where every outcome has a greater one.
    fn outcome(self, loss: f64) -> f64 {
        let (q, sigma) = (self.sampling_rate, self.noise);
        let exponent = match loss > 1.0 {
            true => loss + libm::log((1.0 - (1.0 - q) * libm::exp(-loss)) / q),
            false => libm::log1p((libm::expm1(loss) / q).max(-1.0)),
        };
        sigma * sigma * exponent + 0.5
    }

    fn mass(self, x: Range<f64>) -> Mass {
        let between = |mean: f64| normal_mass((x.start - mean) / self.noise, (x.end - mean) / self.noise);
        let without = between(0.0);
        Mass { with: (1.0 - self.sampling_rate) * without + self.sampling_rate * between(1.0), without }
    }

    /// Into bins of this width, whose edges are multiples of it.
    pub(super) fn binned(self, spacing: f64) -> Binned {
        let lowest = self.loss(-REACH * self.noise);
        let first = (lowest / spacing).floor() as i64;
        let last = (self.loss(1.0 + REACH * self.noise) / spacing).ceil() as i64;
        let edges: Vec<f64> = (first..=last.max(first + 1)).map(|k| self.outcome(k as f64 * spacing)).collect();
        Binned {
            spacing,
            first,
            bins: edges.windows(2).map(|pair| self.mass(pair[0]..pair[1])).collect(),
            below: self.mass(f64::NEG_INFINITY..edges[0]),
            above: self.mass(edges[edges.len() - 1]..f64::INFINITY),
        }
    }
}

/// The probability that a standard normal variable lies between two numbers, to its own precision in either tail.
fn normal_mass(low: f64, high: f64) -> f64 {
    let above = |x: f64| 0.5 * libm::erfc(x / SQRT_2);
    let mass = match low > 0.0 {
        true => above(low) - above(high),
        false => above(-high) - above(-low),
    };
    mass.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 5] = [
        Step { sampling_rate: 0.04, noise: 1.0 },
        Step { sampling_rate: 0.001, noise: 10.0 },
        Step { sampling_rate: 0.5, noise: 0.3 },
        Step { sampling_rate: 1.0, noise: 2.0 },
        Step { sampling_rate: 0.02, noise: 0.05 },
    ];

    #[test]
    fn outcome_and_loss_are_each_others_inverse() {
        for step in STEPS {
            for x in [-2.0, -0.5, 0.0, 0.4, 0.5, 0.6, 1.0, 3.0, 8.0] {
                let loss = step.loss(x);
                // Where the loss is all but its least, it tells little of the outcome.
                if loss > 0.9 * libm::log1p(-step.sampling_rate) {
                    assert!((step.outcome(loss) - x).abs() < 1e-9, "{step:?}, {x}: {}", step.outcome(loss));
                }
            }
        }
        assert_eq!(STEPS[0].outcome(-0.05), f64::NEG_INFINITY, "no loss is below log(1 - q)");
    }

    #[test]
    fn bins_hold_everything_at_the_losses_that_they_say() {
        for step in STEPS {
            let Binned { spacing, first, bins, below, above } = step.binned(0.01);
            let all = bins.iter().chain([&below, &above]);
            let (with, without) = all.fold((0.0, 0.0), |sum, mass| (sum.0 + mass.with, sum.1 + mass.without));
            assert!((with - 1.0).abs() < 1e-12 && (without - 1.0).abs() < 1e-12, "{step:?}: {with}, {without}");
            for (k, mass) in bins.iter().enumerate().filter(|(_, mass)| mass.with > 1e-9 && mass.without > 1e-200) {
                let low = (first + k as i64) as f64 * spacing;
                let loss = libm::log(mass.with / mass.without);
                assert!(low - 1e-6 < loss && loss < low + spacing + 1e-6, "{step:?}, bin {k} from {low}: {loss}");
            }
        }
    }
}
