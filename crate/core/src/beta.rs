//! The beta distribution, whose tails are those of the binomial one.

/// The regularized incomplete beta function: the probability that a beta variable with parameters `a` and `b`, both
/// above 0, is at most `x` (DLMF 8.17).
///
/// Also, for whole numbers k and n, the probability of k or more successes in n trials of probability x, with a = k and
/// b = n - k + 1 (DLMF 8.17.5).
pub(crate) fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast below the mean; above it, the other tail is taken.
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - lower_tail(b, a, 1.0 - x) } else { lower_tail(a, b, x) }
}

/// The same for an x that is not above the mean: x^a (1-x)^b / (a B(a, b)) over a continued fraction (DLMF 8.17.22).
fn lower_tail(a: f64, b: f64, x: f64) -> f64 {
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta) / a;
    front / continued_fraction(a, b, x)
}

/// 1 + d1 / (1 + d2 / (1 + …)), from the left: its value so far is a ratio of numerator and denominator, of which each
/// follows from the two before. Ends where a step changes nothing.
fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    const N_MOST: usize = 100_000;
    // Ratios of the last two numerators and of the last two denominators, which, other than these, stay in range; the
    // denominator before the first is 0.
    let (mut numerators, mut denominators, mut value) = (1.0, f64::INFINITY, 1.0);
    for step in 1..=N_MOST {
        let m = (step / 2) as f64;
        let d = if step % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        numerators = 1.0 + d / away_from_zero(numerators);
        denominators = 1.0 + d / away_from_zero(denominators);
        let change = numerators / away_from_zero(denominators);
        value *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

/// A ratio that is 0 stands for one that is next to it.
fn away_from_zero(ratio: f64) -> f64 {
    if ratio.abs() < 1e-300 { 1e-300 } else { ratio }
}

/// The x at which [`incomplete_beta`] is `probability`, above 0 and below 1, by halving to the last bit.
pub(crate) fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if incomplete_beta(a, b, middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Probability of `n_hits` or more of `n`, a term at a time.
    fn upper_sum(n_hits: usize, n: usize, rate: f64) -> f64 {
        let term = |k: usize| {
            let choose = (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64);
            choose * libm::pow(rate, k as f64) * libm::pow(1.0 - rate, (n - k) as f64)
        };
        (n_hits..=n).map(term).sum()
    }

    proptest! {
        #[test]
        fn incomplete_beta_is_a_binomial_tail(n in 1..150_usize, share in 0.0..1.0_f64, rate in 0.001..0.999_f64) {
            let n_hits = 1 + (share * n as f64) as usize;
            let (sum, beta) = (upper_sum(n_hits, n, rate), incomplete_beta(n_hits as f64, (n + 1 - n_hits) as f64, rate));
            prop_assert!((sum - beta).abs() < 1e-12 + 1e-11 * sum, "{} of {} at {}: {}, {}", n_hits, n, rate, sum, beta);
        }

        #[test]
        fn the_quantile_inverts(a in 0.5..400.0_f64, b in 0.5..400.0_f64, probability in 0.001..0.999_f64) {
            let x = beta_quantile(a, b, probability);
            prop_assert!((incomplete_beta(a, b, x) - probability).abs() < 1e-10, "{}", x);
        }
    }

    #[test]
    fn closed_forms_hold() {
        for x in [0.0, 1e-9, 0.2, 0.5, 0.999, 1.0] {
            assert!((incomplete_beta(1.0, 7.0, x) + libm::expm1(7.0 * libm::log1p(-x))).abs() < 1e-14, "{x}");
            assert!((incomplete_beta(3.0, 1.0, x) - x * x * x).abs() < 1e-14, "{x}");
            assert!((incomplete_beta(2.5, 4.0, x) + incomplete_beta(4.0, 2.5, 1.0 - x) - 1.0).abs() < 1e-14, "{x}");
        }
        // A million trials are as good as a normal distribution around the mean.
        assert!((incomplete_beta(5e5, 5e5 + 1.0, 0.5) - 0.5).abs() < 1e-3);
    }
}
