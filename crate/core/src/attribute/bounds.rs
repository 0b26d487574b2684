//! What approximate logits say of the scores that the network itself would give.

use super::cube;
use super::tally::Bounds;
use crate::mlp::argmax;
use nearmiss_kernel::elementwise;

/// Between which numbers the two scores of the network are, if its logits are within [`cube::TOLERANCE`] of these;
/// `terms` is memory.
pub(super) fn bounds(logits: &[f32], terms: &mut Vec<f32>) -> [Bounds; 2] {
    let top = argmax(logits);
    let others = || logits.iter().enumerate().filter(|(k, _)| *k != top).map(|(_, z)| *z);
    let second = others().fold(f32::NEG_INFINITY, f32::max);
    let scale = elementwise::short_exponential(second - logits[top]);
    // The probabilities relative to the second's, but for the top one's.
    terms.resize(logits.len(), 0.0);
    elementwise::short_exponentials(logits, second, terms);
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
