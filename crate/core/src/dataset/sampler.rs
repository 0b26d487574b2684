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

/// Gamma with the given shape, at least 1, and scale 1: mean and variance are both `shape`. Marsaglia and Tsang, "A
/// simple method for generating gamma variables" (2000).
pub fn gamma(shape: f64, rng: &mut Rng) -> f64 {
    assert!(shape >= 1.0, "the method needs a shape of at least 1");
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = standard_normal(rng);
        let root = 1.0 + c * x;
        if root > 0.0 {
            let v = root * root * root;
            let u = 1.0 - rng.random::<f64>();
            if libm::log(u) < 0.5 * x * x + d * (1.0 - v + libm::log(v)) {
                return d * v;
            }
        }
    }
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
        for shape in [1.0, 9.47, 12.0] {
            check_moments(&format!("gamma {shape}"), shape, shape, 3.0 + 6.0 / shape, |rng| gamma(shape, rng));
        }
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
        // The median of a gamma of shape 12, from the inverse of the incomplete gamma function.
        check("gamma 12", MEDIAN_OF_GAMMA_12, &|rng| gamma(12.0, rng));
    }

    const MEDIAN_OF_GAMMA_12: f64 = 11.668363;
}
