//! Sums over many probabilities.

/// The mean of the probabilities `base odds / (1 + base odds)`, and its derivative by the logarithm of `base`; terms in
/// order.
#[inline(never)]
pub fn mean_and_slope(base: f64, odds: &[f64]) -> (f64, f64) {
    let n = odds.len() as f64;
    let (mut mean, mut slope) = (0.0, 0.0);
    for odds in odds {
        let probability = base * odds / (1.0 + base * odds);
        mean += probability / n;
        slope += probability * (1.0 - probability) / n;
    }
    (mean, slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_the_difference_of_means() {
        let odds: Vec<f64> = (1..50).map(|i| f64::from(i) / 9.0).collect();
        let at = |x: f64| mean_and_slope(libm::exp(x), &odds);
        let ((mean, slope), (before, _), (after, _)) = (at(-0.7), at(-0.7 - 1e-5), at(-0.7 + 1e-5));
        assert!(before < mean && mean < after);
        assert!((slope - (after - before) / 2e-5).abs() < 1e-8);
    }
}
