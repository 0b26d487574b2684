//! What approximate logits say of the scores that the network itself would give.

use super::cube;
use super::tally::Bounds;
use crate::mlp::argmax;

/// Between which numbers the two scores of the network are, if its logits are within [`cube::TOLERANCE`] of these;
/// `terms` is memory.
pub(super) fn bounds(logits: &[f32], terms: &mut Vec<f32>) -> [Bounds; 2] {
    let top = argmax(logits);
    let others = || logits.iter().enumerate().filter(|(k, _)| *k != top).map(|(_, z)| *z);
    let second = others().fold(f32::NEG_INFINITY, f32::max);
    let scale = exp(second - logits[top]);
    // The probabilities relative to the second's, but for the top one's.
    terms.clear();
    terms.extend(logits.iter().map(|z| exp((z - second).min(0.0))));
    terms[top] = 0.0;
    let sum: f32 = terms.iter().sum();
    // Max-confidence is one over a float32 sum in the order of the classes. With terms that are no less than the
    // network's, each rounded sum is no less than the network's either.
    let confidence = |factor: f32| {
        let (before, after) = (&terms[..top], &terms[top..]);
        let before = before.iter().fold(0.0, |sum, term| sum + term * factor);
        1.0 / after.iter().fold(before + 1.0, |sum, term| sum + term * factor)
    };
    let spread = 2.2 * cube::TOLERANCE;
    let (low, high) = (confidence(scale * (1.0 + spread)), confidence(scale * (1.0 - spread)));
    let log_odds = f64::from(logits[top] - second) - libm::log(f64::from(sum));
    let slack = f64::from(2.0 * cube::TOLERANCE) + 1e-4;
    // Where another class may be the top one, the order of the terms is another.
    let reordered = if logits[top] - second < 1.0 { 1e-5 } else { 0.0 };
    [
        Bounds { low: f64::from(low) - reordered, high: f64::from(high) + reordered },
        Bounds { low: log_odds - slack, high: log_odds + slack },
    ]
}

/// e^x for x <= 0, within 1e-5 of it; what is below e^-87 is that. Bounds need no more, and loops over it are
/// vectorised.
fn exp(x: f32) -> f32 {
    // 2^y = 2^n 2^f with f from -1/2 to 1/2, the latter by its series.
    let y = x.max(-87.0) * std::f32::consts::LOG2_E;
    let n = (y - 0.5) as i32;
    let f = (y - n as f32) * std::f32::consts::LN_2;
    let series = 1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0)))));
    f32::from_bits(((n + 127) << 23) as u32) * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_exponential_is_near_the_long_one() {
        for i in 0..87_000 {
            let x = -(i as f32) / 1000.0;
            let (own, real) = (f64::from(exp(x)), libm::exp(f64::from(x)));
            assert!((own / real - 1.0).abs() < 1e-5, "e^{x} is {real}, not {own}");
        }
    }
}
