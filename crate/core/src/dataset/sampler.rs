//! Draws from the distributions that the synthetic data need, from additions, multiplications, square roots and
//! `libm` only, so that every platform draws the same bits.

use crate::Rng;
use rand::RngExt;

/// Normal with mean 0 and variance 1, by Marsaglia's polar method (1964). One of the pair that the method makes is
/// thrown away: a sampler without memory is worth more here than half the draws.
pub fn standard_normal(rng: &mut Rng) -> f64 {
    loop {
        let x = 2.0 * rng.random::<f64>() - 1.0;
        let y = 2.0 * rng.random::<f64>() - 1.0;
        let s = x * x + y * y;
        if s > 0.0 && s < 1.0 {
            return x * (-2.0 * libm::log(s) / s).sqrt();
        }
    }
}

/// Exponential with the given mean, by inversion.
pub fn exponential(mean: f64, rng: &mut Rng) -> f64 {
    // A uniform draw lies in [0, 1), so its complement has a logarithm.
    -mean * libm::log(1.0 - rng.random::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, Stream};

    /// Mean and variance of 100,000 draws lie within 4.9 standard errors of what theory says: a right sampler fails
    /// either with probability 1e-6 a seed. The standard error of a variance follows from the kurtosis.
    fn check_moments(name: &str, mean: f64, variance: f64, kurtosis: f64, draw: impl Fn(&mut Rng) -> f64) {
        const N: usize = 100_000;
        let mut rng = Seed(7).rng(Stream::Synthetic, 0);
        let draws: Vec<f64> = (0..N).map(|_| draw(&mut rng)).collect();
        let n = N as f64;
        let drawn_mean = draws.iter().sum::<f64>() / n;
        let drawn_variance = draws.iter().map(|x| (x - drawn_mean) * (x - drawn_mean)).sum::<f64>() / n;
        let mean_error = (drawn_mean - mean).abs() / (variance / n).sqrt();
        let variance_error = (drawn_variance - variance).abs() / (variance * ((kurtosis - 1.0) / n).sqrt());
        assert!(mean_error < 4.9, "{name}: mean {drawn_mean}, not {mean} (false alarm 1e-6)");
        assert!(variance_error < 4.9, "{name}: variance {drawn_variance}, not {variance} (false alarm 1e-6)");
    }

    #[test]
    fn draws_have_the_mean_and_variance_of_their_distribution() {
        check_moments("normal", 0.0, 1.0, 3.0, standard_normal);
        check_moments("exponential", 1.3, 1.69, 9.0, |rng| exponential(1.3, rng));
    }

    /// Share of draws below a point whose probability is known, within 4.9 standard errors: moments alone would let a
    /// wrong shape pass.
    #[test]
    fn draws_fall_below_the_median_half_the_time() {
        const N: usize = 100_000;
        let check = |name: &str, median: f64, draw: &dyn Fn(&mut Rng) -> f64| {
            let mut rng = Seed(8).rng(Stream::Synthetic, 0);
            let n_below = (0..N).filter(|_| draw(&mut rng) < median).count();
            let error = (n_below as f64 - 0.5 * N as f64).abs() / (0.25 * N as f64).sqrt();
            assert!(error < 4.9, "{name}: {n_below} of {N} below the median (false alarm 1e-6)");
        };
        check("normal", 0.0, &standard_normal);
        check("exponential", std::f64::consts::LN_2, &|rng| exponential(1.0, rng));
    }
}
