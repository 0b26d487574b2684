//! Resampling: how far a number would be off with other records, from records drawn again among those at hand (Efron 1979).

use crate::order;
use crate::seed::Rng;
use rand::RngExt;

/// Resamples of a bootstrap.
pub(crate) const N_RESAMPLES: usize = 999;

/// The 2.5 % and the 97.5 % point of the values of resamples, which it sorts: of 999 the 25th and the 975th.
pub(crate) fn percentiles(values: &mut [f64]) -> (f64, f64) {
    order::ascending(values);
    let beyond = (values.len() + 1) / 40;
    (values[beyond.max(1) - 1], values[values.len() - beyond.max(1)])
}

/// Successes in `n` trials of a probability, by inversion of the distribution function, 500 trials at a time.
pub(crate) fn binomial(n: usize, probability: f64, rng: &mut Rng) -> usize {
    if probability > 0.5 {
        return n - binomial(n, 1.0 - probability, rng);
    }
    if probability <= 0.0 {
        return 0;
    }
    let odds = probability / (1.0 - probability);
    let mut n_successes = 0;
    for start in (0..n).step_by(500) {
        let n = (n - start).min(500);
        let mut left: f64 = rng.random();
        let mut term = libm::exp(n as f64 * libm::log1p(-probability));
        let mut k = 0;
        while left > term && k < n {
            left -= term;
            term *= odds * (n - k) as f64 / (k + 1) as f64;
            k += 1;
        }
        n_successes += k;
    }
    n_successes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beta::incomplete_beta;
    use crate::seed::{Seed, Stream};

    #[test]
    fn successes_are_as_frequent_as_they_should_be() {
        const N_DRAWS: usize = 20_000;
        for (n, probability) in [(3, 0.2), (40, 0.9), (800, 0.00125), (1700, 0.4), (0, 0.3)] {
            let mut rng = Seed(1).rng(Stream::Bootstrap, n as u64);
            let drawn: Vec<usize> = (0..N_DRAWS).map(|_| binomial(n, probability, &mut rng)).collect();
            assert!(drawn.iter().all(|k| *k <= n));
            for at_least in 1..=n {
                let share = drawn.iter().filter(|k| **k >= at_least).count() as f64 / N_DRAWS as f64;
                let expected = incomplete_beta(at_least as f64, (n + 1 - at_least) as f64, probability);
                // Five standard errors, of some 100 values.
                let most = 5.0 * (expected * (1.0 - expected) / N_DRAWS as f64).sqrt() + 1.0 / N_DRAWS as f64;
                assert!((share - expected).abs() <= most, "{n}, {probability}, {at_least}: {share}, {expected}");
            }
        }
        assert_eq!(binomial(7, 1.0, &mut Seed(1).rng(Stream::Bootstrap, 0)), 7);
    }
}
