//! What a private training leaves to any attack.

use super::loss_distribution::{Direction, LossDistribution};
use super::rdp;
use super::step::Step;
use serde::{Deserialize, Serialize};

/// What a private training promises of each of its records, whatever an attacker knows, asks and computes.
///
/// Rates are probabilities over trainings, with the record and without; the curve of one model may go beyond by chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guarantee {
    /// The least epsilon that was found to hold at [`Guarantee::delta`], 0 or more.
    pub epsilon: f64,
    /// From 0 to below 1.
    pub delta: f64,
    /// The greatest true-positive rate less false-positive rate of any attack.
    pub advantage: f64,
    /// Of lines that no attack's true-positive rate is above, as a function of its false-positive rate: tangents of the
    /// trade-off curve.
    slopes: Vec<f32>,
    /// Of the same lines.
    intercepts: Vec<f32>,
}

/// The δ at which the ε of a training on so many records is told: the greatest power of ten below one over their number,
/// and at most 1e-5. With a δ of one over their number, giving away one record at random would count as private.
pub fn delta_for(n_records: usize) -> f64 {
    let mut delta = 1e-5;
    while delta * n_records as f64 >= 1.0 {
        delta /= 10.0;
    }
    delta
}

impl Guarantee {
    /// Of `n_steps` steps that take each record with probability `sampling_rate` and add noise of standard deviation
    /// `noise` times the clipping norm; none where there is no noise or no finite bound.
    ///
    /// # Panics
    ///
    /// If `sampling_rate` is not from 0 to 1 or `delta` is not from 0 to below 1.
    pub fn of(sampling_rate: f64, noise: f64, n_steps: usize, delta: f64) -> Option<Guarantee> {
        // Also says whether there is a finite bound.
        rdp::epsilon(sampling_rate, noise, n_steps, delta)?;
        if sampling_rate == 0.0 || n_steps == 0 {
            return Some(Guarantee { epsilon: 0.0, delta, advantage: 0.0, slopes: Vec::new(), intercepts: Vec::new() });
        }
        let step = Step { sampling_rate, noise };
        // Twice the divergence is the variance of a normal loss.
        let deviation = (2.0 * n_steps as f64 * rdp::renyi_divergence(sampling_rate, noise, 1.1)).sqrt();
        let of = |direction| Promise::of(&LossDistribution::of(step, n_steps, deviation, direction));
        let (present, absent) = (of(Direction::Present), of(Direction::Absent));
        // TPR <= e^ε FPR + δ.
        let by_present = present.tangents().into_iter().map(|(epsilon, delta)| (libm::exp(epsilon), delta));
        // 1 - FPR <= e^ε (1 - TPR) + δ.
        let by_absent = absent.tangents().into_iter().map(|(epsilon, delta)| {
            let slope = libm::exp(-epsilon);
            (slope, 1.0 - slope * (1.0 - delta))
        });
        let lines = by_present.chain(by_absent).filter(|line| line.0 < f64::from(f32::MAX));
        let (slopes, intercepts) = lines.map(|(slope, intercept)| (rounded_up(slope), rounded_up(intercept))).unzip();
        Some(Guarantee {
            epsilon: present.epsilon(delta)?.max(absent.epsilon(delta)?),
            delta,
            advantage: present.deltas[0].min(absent.deltas[0]),
            slopes,
            intercepts,
        })
    }

    /// The greatest true-positive rate of any attack that has a false-positive rate of `fpr`, where the record is absent.
    pub fn tpr(&self, fpr: f64) -> f64 {
        let lines = self.slopes.iter().zip(&self.intercepts);
        let at = lines.map(|(slope, intercept)| f64::from(*slope) * fpr + f64::from(*intercept));
        at.fold(1.0_f64.min(fpr + self.advantage), f64::min)
    }
}

/// As a short number that isn't less: with such slopes and intercepts no line is lower at any rate.
fn rounded_up(value: f64) -> f32 {
    match value as f32 {
        short if f64::from(short) < value => short.next_up(),
        short => short,
    }
}

/// δ for each ε from 0 on, in one direction.
struct Promise {
    spacing: f64,
    deltas: Vec<f64>,
}

impl Promise {
    fn of(losses: &LossDistribution) -> Promise {
        let first = usize::try_from(-losses.first).expect("some loss is below 0");
        Promise { spacing: losses.spacing, deltas: losses.deltas().split_off(first) }
    }

    /// The least ε with this δ: between two losses, δ is a straight line over e^ε.
    fn epsilon(&self, delta: f64) -> Option<f64> {
        let next = self.deltas.iter().position(|own| *own <= delta)?;
        let Some(before) = next.checked_sub(1) else { return Some(0.0) };
        let share = (self.deltas[before] - delta) / (self.deltas[before] - self.deltas[next]);
        Some(before as f64 * self.spacing + libm::log1p(share * libm::expm1(self.spacing)))
    }

    /// Pairs of ε and δ, by ascending ε: those that leave least to a test whose rate of one kind of error is one of about
    /// fifty from .00001 to 1, in even ratios, each pair once.
    fn tangents(&self) -> Vec<(f64, f64)> {
        const RATIO: f64 = 0.8;
        let mut tangents: Vec<(f64, f64)> = Vec::new();
        let mut rate = 1.0;
        let mut place = 0;
        while rate >= 1e-5 {
            let left = |k: usize| libm::exp(k as f64 * self.spacing) * rate + self.deltas[k];
            // The function of ε is convex, and its least moves up as the rate falls.
            while place + 1 < self.deltas.len() && left(place + 1) < left(place) {
                place += 1;
            }
            let pair = (place as f64 * self.spacing, self.deltas[place]);
            if tangents.last() != Some(&pair) {
                tangents.push(pair);
            }
            rate *= RATIO;
        }
        tangents
    }
}
