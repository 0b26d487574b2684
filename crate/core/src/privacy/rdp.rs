//! The Rényi accountant: a quick upper bound of the epsilon that training with noise spends.
//!
//! It bounds the Rényi divergence between neighbours (Mironov 2017) at some orders alpha, adds it up over steps and turns
//! the sum into an epsilon, about a tenth above the least.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// What a training spends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spent {
    /// Upper bound of epsilon at the delta asked for, 0 or more.
    pub epsilon: f64,
    /// The order of the Rényi divergence that gave the least epsilon; at an end of the orders tried, another one could
    /// give less.
    pub alpha: f64,
}

/// The epsilon of `n_steps` steps that take each record with probability `sampling_rate` and add noise of standard
/// deviation `noise` times the clipping norm; none where there is no noise or no finite bound.
///
/// Least over orders from 1.1 to 1000 of R + log((alpha - 1) / alpha) - (log delta + log alpha) / (alpha - 1), where R is
/// `n_steps` times [`renyi_divergence`] (Canonne, Kamath and Steinke 2020, proposition 12; the same in Balle et al. 2020,
/// theorem 21).
///
/// # Panics
///
/// If `sampling_rate` is not from 0 to 1 or `delta` is not from 0 to below 1.
pub fn epsilon(sampling_rate: f64, noise: f64, n_steps: usize, delta: f64) -> Option<Spent> {
    assert!((0.0..=1.0).contains(&sampling_rate), "a sampling rate is a probability: {sampling_rate}");
    assert!((0.0..1.0).contains(&delta), "delta is a probability below 1: {delta}");
    if noise.is_nan() || noise <= 0.0 {
        return None;
    }
    if sampling_rate == 0.0 || n_steps == 0 {
        return Some(Spent { epsilon: 0.0, alpha: GREATEST_ORDER });
    }
    let log_delta = libm::log(delta);
    let spent = orders().map(|alpha| {
        let divergence = n_steps as f64 * renyi_divergence(sampling_rate, noise, alpha);
        let shift = libm::log((alpha - 1.0) / alpha) - (log_delta + libm::log(alpha)) / (alpha - 1.0);
        Spent { epsilon: divergence + shift, alpha }
    });
    let finite = spent.filter(|s| s.epsilon.is_finite());
    let least = finite.reduce(|least, s| if s.epsilon < least.epsilon { s } else { least })?;
    Some(Spent { epsilon: least.epsilon.max(0.0), ..least })
}

/// Greatest order tried; a binomial coefficient of a greater one is beyond a float.
const GREATEST_ORDER: f64 = 1000.0;

/// The orders tried: 1.1, 1.2, … 10.9, 12, 13, … 63, as Opacus and TensorFlow Privacy have them, and a few greater ones,
/// which much noise asks for.
fn orders() -> impl Iterator<Item = f64> {
    let fine = (1..100).map(|tenths| 1.0 + f64::from(tenths) / 10.0);
    let coarse = [80.0, 100.0, 125.0, 160.0, 200.0, 250.0, 320.0, 400.0, 500.0, 640.0, 800.0, GREATEST_ORDER];
    fine.chain((12..64).map(f64::from)).chain(coarse)
}

/// Rényi divergence of order `alpha` of one step: log A / (alpha - 1) with A = E[((1 - q) + q e^((2x - 1) / 2 sigma²))^alpha]
/// over x from N(0, sigma²), where q is the sampling rate and sigma the noise (Mironov, Talwar and Zhang 2019, "Rényi
/// differential privacy of the sampled Gaussian mechanism", theorem 4 and section 3.3).
///
/// `sampling_rate` is above 0 and at most 1, `noise` above 0, `alpha` above 1. Infinite or NaN where A is out of reach.
pub fn renyi_divergence(sampling_rate: f64, noise: f64, alpha: f64) -> f64 {
    if sampling_rate == 1.0 {
        return alpha / (2.0 * noise * noise);
    }
    let log_moment = if alpha.fract() == 0.0 {
        log_moment_of_whole_order(sampling_rate, noise, alpha)
    } else {
        log_moment_of_any_order(sampling_rate, noise, alpha)
    };
    // A is 1 or more; rounding may say a little less.
    if log_moment.is_nan() { f64::NAN } else { log_moment.max(0.0) / (alpha - 1.0) }
}

/// log A by the binomial theorem: sum over i of C(alpha, i) q^i (1 - q)^(alpha - i) e^((i² - i) / 2 sigma²).
fn log_moment_of_whole_order(q: f64, sigma: f64, alpha: f64) -> f64 {
    let mut terms = Vec::new();
    let mut binomial = 1.0;
    for i in (0..=alpha as usize).map(|i| i as f64) {
        terms.push((1.0, libm::log(binomial) + log_shared(q, sigma, i, alpha - i)));
        binomial *= (alpha - i) / (i + 1.0);
    }
    log_sum(&terms)
}

/// Terms of the alternating tail that are taken: its remainder is below 5.8^-24 of its first term.
const N_ALTERNATING: usize = 24;

/// log A as two binomial series, one on either side of the z where both parts of the mixture are equally dense:
/// e^((i² - i) / 2 sigma²) becomes half of erfc times itself, as each series has its own half of the normal distribution.
///
/// From the first i above alpha on, signs alternate and magnitudes are moments of a positive measure (a beta integral
/// times a power of the density ratio, which is below 1 on either side). So Cohen, Rodriguez Villegas and Zagier's
/// weights (2000, algorithm 1) stand for the whole tail, which falls off too slowly to be summed as it is.
fn log_moment_of_any_order(q: f64, sigma: f64, alpha: f64) -> f64 {
    let z = sigma * sigma * libm::log(1.0 / q - 1.0) + 0.5;
    let n_direct = alpha.ceil() as usize;
    let weights = (0..n_direct).map(|_| 1.0).chain(alternating_weights(N_ALTERNATING));
    let mut terms = Vec::new();
    let mut binomial = 1.0_f64;
    for (i, weight) in weights.enumerate() {
        let (i, j) = (i as f64, alpha - i as f64);
        let log_binomial = libm::log(binomial.abs());
        let below = log_shared(q, sigma, i, j) + log_half_erfc((i - z) / sigma * FRAC_1_SQRT_2);
        let above = log_shared(q, sigma, j, i) + log_half_erfc((z - j) / sigma * FRAC_1_SQRT_2);
        terms.extend([(weight, log_binomial + below), (weight, log_binomial + above)]);
        binomial *= j / (i + 1.0);
    }
    log_sum(&terms)
}

/// log(q^i (1 - q)^j e^((i² - i) / 2 sigma²)).
fn log_shared(q: f64, sigma: f64, i: f64, j: f64) -> f64 {
    i * libm::log(q) + j * libm::log1p(-q) + i * (i - 1.0) / (2.0 * sigma * sigma)
}

/// Weights w for which the sum of w[k] a[k] over `n` terms is that of (-1)^k a[k] over all, for moments a.
fn alternating_weights(n: usize) -> Vec<f64> {
    let root = 3.0 + 8.0_f64.sqrt();
    let power = (0..n).fold(1.0, |power, _| power * root);
    let whole = f64::midpoint(power, 1.0 / power);
    let (mut coefficient, mut rest) = (-1.0, -whole);
    let mut weights = Vec::with_capacity(n);
    for k in 0..n {
        rest = coefficient - rest;
        weights.push(rest / whole);
        let (k, n) = (k as f64, n as f64);
        coefficient *= (k + n) * (k - n) / ((k + 0.5) * (k + 1.0));
    }
    weights
}

/// Log of the sum of factor times e^exponent.
fn log_sum(terms: &[(f64, f64)]) -> f64 {
    let greatest = terms.iter().fold(f64::NEG_INFINITY, |most, (_, exponent)| most.max(*exponent));
    let sum: f64 = terms.iter().map(|(factor, exponent)| factor * libm::exp(exponent - greatest)).sum();
    greatest + libm::log(sum)
}

/// log(erfc(x) / 2), also where erfc itself is too small for a float.
fn log_half_erfc(x: f64) -> f64 {
    if x < 0.0 {
        return libm::log1p(-0.5 * libm::erfc(-x));
    }
    if x < 10.0 {
        return libm::log(0.5 * libm::erfc(x));
    }
    // erfc(x) = e^-x² / (x sqrt(pi)) (1 - 1/(2x²) + 3/(2x²)² - 15/(2x²)³ + …) (DLMF 7.12.1), off by less than the first
    // term left out, which at 10 is 3e-17.
    let step = 1.0 / (2.0 * x * x);
    let (mut sum, mut term) = (0.0, 1.0);
    for odd in [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0] {
        term *= -odd * step;
        sum += term;
    }
    -x * x - libm::log(2.0 * x * PI.sqrt()) + libm::log1p(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spent(q: f64, sigma: f64, n_steps: usize, delta: f64) -> Spent {
        epsilon(q, sigma, n_steps, delta).expect("there is noise")
    }

    #[test]
    fn epsilon_is_that_of_opacus() {
        // The first from Opacus's own test (accountants_test.py); the others computed with its rdp.py, to the digits given.
        let first = spent(0.04, 1.5, 2250, 1e-5);
        assert!((first.epsilon / 7.32911117143 - 1.0).abs() < 1e-11, "{first:?}");
        assert_eq!(first.alpha, 3.9);
        // The integral in 40 digits (mpmath); Opacus cuts the series off at e^-30.
        assert!((first.epsilon / 7.329111171484174 - 1.0).abs() < 1e-13, "{first:?}");
        for (q, sigma, n_steps, delta, expected, alpha) in [
            (0.04, 1.0, 250, 1e-5, 4.72061, 4.4),
            (0.04, 1.0, 1000, 1e-5, 9.29410, 3.2),
            (0.04, 1.0, 1000, 1e-4, 8.19930, 3.0),
            (0.04, 2.0, 1000, 1e-5, 3.13269, 7.0),
            (0.04, 4.0, 1000, 1e-5, 1.35360, 14.0),
            (0.04, 0.5, 1000, 1e-5, 52.05893, 1.5),
            (0.08, 1.0, 500, 1e-5, 13.98397, 2.6),
            (1.0, 10.0, 100, 1e-5, 4.72851, 5.4),
            (0.01, 1.1, 6000, 1e-5, 4.24659, 5.6),
        ] {
            let here = spent(q, sigma, n_steps, delta);
            assert!((here.epsilon - expected).abs() <= 5.1e-6, "{q}, {sigma}, {n_steps}: {here:?}, not {expected}");
            assert_eq!(here.alpha, alpha, "{q}, {sigma}, {n_steps}");
        }
    }

    /// E[ratio^alpha] by the trapezoidal rule over x, which is exact to rounding here: the definition of the divergence.
    fn divergence_by_integral(q: f64, sigma: f64, alpha: f64) -> f64 {
        let n = 4000_u32;
        let (low, high) = (-14.0 * sigma, alpha + 14.0 * sigma);
        let width = (high - low) / f64::from(n);
        let at = |i: u32| {
            let x = low + width * f64::from(i);
            let ratio = 1.0 - q + q * libm::exp((2.0 * x - 1.0) / (2.0 * sigma * sigma));
            libm::exp(alpha * libm::log(ratio) - x * x / (2.0 * sigma * sigma)) / (sigma * (2.0 * PI).sqrt())
        };
        libm::log((0..=n).map(at).sum::<f64>() * width) / (alpha - 1.0)
    }

    #[test]
    fn divergence_is_its_integral() {
        for q in [0.001, 0.04, 0.3, 0.5, 0.9, 0.999] {
            for sigma in [0.4, 0.7, 1.0, 3.0, 10.0] {
                for alpha in [1.1, 1.5, 2.0, 2.0001, 3.9, 5.0, 10.9] {
                    let (here, expected) = (renyi_divergence(q, sigma, alpha), divergence_by_integral(q, sigma, alpha));
                    // Both take the log of a number near 1, whose rounding divides by alpha - 1.
                    let off = (here - expected).abs();
                    assert!(
                        off < 1e-12 * expected + 2e-13,
                        "{q}, {sigma}, {alpha}: {here}, not {expected}, off {off:e}"
                    );
                }
            }
        }
    }

    #[test]
    fn whole_orders_continue_the_others() {
        for (q, sigma, alpha) in [(0.04, 1.0, 3.0), (0.04, 0.5, 8.0), (0.5, 2.0, 10.0), (0.01, 4.0, 2.0)] {
            let (whole, beside) = (renyi_divergence(q, sigma, alpha), renyi_divergence(q, sigma, alpha + 1e-9));
            assert!((whole / beside - 1.0).abs() < 1e-8, "{q}, {sigma}, {alpha}: {whole}, {beside}");
        }
    }

    #[test]
    fn without_sampling_the_divergence_is_of_two_normals() {
        for (sigma, alpha) in [(0.5, 1.1), (1.0, 2.0), (3.0, 63.0)] {
            assert_eq!(renyi_divergence(1.0, sigma, alpha), alpha / (2.0 * sigma * sigma));
            let nearly = renyi_divergence(1.0 - 1e-12, sigma, alpha);
            assert!((nearly * 2.0 * sigma * sigma / alpha - 1.0).abs() < 1e-9, "{sigma}, {alpha}: {nearly}");
        }
    }

    #[test]
    fn steps_and_sampling_spend_and_noise_spares() {
        let rising = |values: &[f64]| values.windows(2).all(|pair| pair[0] < pair[1]);
        let steps: Vec<f64> = (1..40).map(|n| spent(0.04, 1.0, 50 * n, 1e-5).epsilon).collect();
        let noise: Vec<f64> = (1..40).rev().map(|n| spent(0.04, 0.15 * f64::from(n), 500, 1e-5).epsilon).collect();
        let rate: Vec<f64> = (1..=40).map(|n| spent(0.025 * f64::from(n), 1.0, 500, 1e-5).epsilon).collect();
        assert!(rising(&steps) && rising(&noise) && rising(&rate), "{steps:?}\n{noise:?}\n{rate:?}");
    }

    #[test]
    fn no_noise_has_no_bound_and_no_use_no_cost() {
        for noise in [0.0, -1.0, f64::NAN, 1e-200] {
            assert_eq!(epsilon(0.04, noise, 100, 1e-5), None, "{noise}");
        }
        assert_eq!(epsilon(0.04, 1.0, 100, 0.0), None, "no epsilon at delta 0");
        assert_eq!(spent(0.0, 1.0, 100, 1e-5).epsilon, 0.0);
        assert_eq!(spent(0.04, 1.0, 0, 1e-5).epsilon, 0.0);
        for noise in [0.001, 0.05, 1e3, 1e9] {
            let here = spent(0.04, noise, 1000, 1e-5);
            assert!(here.epsilon.is_finite() && here.epsilon >= 0.0, "{noise}: {here:?}");
        }
    }

    #[test]
    fn log_half_erfc_has_the_known_values() {
        assert_eq!(log_half_erfc(0.0), libm::log(0.5));
        // The continued fraction of erfc (DLMF 7.9.2), 400 levels deep.
        let continued = |x: f64| {
            let fraction = (1..400).rev().fold(x, |rest, k| x + f64::from(k) / 2.0 / rest);
            -x * x - libm::log(2.0 * PI.sqrt() * fraction)
        };
        for x in [3.0, 9.999_999, 10.0, 12.0, 26.0, 30.0, 300.0, 1e5] {
            assert!((log_half_erfc(x) / continued(x) - 1.0).abs() < 1e-14, "{x}: {}", log_half_erfc(x));
        }
        assert!((log_half_erfc(-30.0)).abs() < 1e-300);
    }

    #[test]
    fn alternating_weights_sum_moments() {
        let sum: f64 = alternating_weights(N_ALTERNATING).iter().zip(1..).map(|(w, k)| w / f64::from(k)).sum();
        assert!((sum - std::f64::consts::LN_2).abs() < 1e-15, "{sum}");
    }

    #[test]
    fn much_noise_asks_for_great_orders() {
        // The least is .0296 by dp-accounting 0.6.0.
        let here = spent(0.04, 100.0, 750, 1e-5);
        assert!(here.epsilon < 0.04 && here.alpha > 63.0 && here.alpha < GREATEST_ORDER, "{here:?}");
    }
}
