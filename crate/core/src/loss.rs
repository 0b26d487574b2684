//! Softmax and cross-entropy.

use ndarray::ArrayViewMut1;

/// float32 softmax of float32 logits, in place: p_k = exp(z_k - max z) / sum of the same. It saturates at exactly 1,
/// as the paper's confidences do.
pub fn softmax(logits: &mut [f32]) {
    let top = logits.iter().fold(f32::NEG_INFINITY, |top, z| if *z > top { *z } else { top });
    let mut sum = 0.0;
    for z in logits.iter_mut() {
        *z = libm::expf(*z - top);
        sum += *z;
    }
    for z in logits.iter_mut() {
        *z /= sum;
    }
}

/// The greatest float32 softmax probability, without the others.
pub fn max_confidence(logits: &[f32]) -> f32 {
    let top = logits.iter().fold(f32::NEG_INFINITY, |top, z| if *z > top { *z } else { top });
    1.0 / logits.iter().fold(0.0, |sum, z| sum + libm::expf(*z - top))
}

/// log of the sum of exp(z_k) over all k but `without`, in float64.
pub fn log_sum_exp(logits: &[f32], without: Option<usize>) -> f64 {
    let kept = || logits.iter().enumerate().filter(|(k, _)| Some(*k) != without).map(|(_, z)| f64::from(*z));
    let top = kept().fold(f64::NEG_INFINITY, f64::max);
    top + libm::log(kept().fold(0.0, |sum, z| sum + libm::exp(z - top)))
}

/// Cross-entropy -log p_y in nats, in float64 from float32 logits.
pub fn cross_entropy(logits: &[f32], label: usize) -> f64 {
    log_sum_exp(logits, None) - f64::from(logits[label])
}

/// Turns one record's logits into the derivative of `scale` times its cross-entropy with the labels
/// (1 - `smoothing`) onehot(y) + `smoothing` / K, of K classes.
pub fn smoothed_cross_entropy_gradient(mut logits: ArrayViewMut1<'_, f32>, label: usize, smoothing: f32, scale: f32) {
    let p = logits.as_slice_mut().expect("a record's logits are contiguous");
    softmax(p);
    let share = smoothing / p.len() as f32;
    p[label] -= 1.0 - smoothing;
    for value in p {
        *value = (*value - share) * scale;
    }
}

/// Turns one record's logits into the derivative of `scale` times its cross-entropy: `scale` (p - onehot(y)).
pub fn cross_entropy_gradient(mut logits: ArrayViewMut1<'_, f32>, label: usize, scale: f32) {
    let p = logits.as_slice_mut().expect("a record's logits are contiguous");
    softmax(p);
    p[label] -= 1.0;
    for value in p {
        *value *= scale;
    }
}
