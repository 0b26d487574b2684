//! The standard normal distribution.

/// The probability that a standard normal variable falls below a number.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The number that a standard normal variable falls below with this probability, which is from .001 to .999999.
pub fn normal_quantile(probability: f64) -> f64 {
    let (mut low, mut high) = (-5.0, 5.0);
    // Half of what is left each time: to the last bit.
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        match 0.5 * libm::erfc(-middle / std::f64::consts::SQRT_2) < probability {
            true => low = middle,
            false => high = middle,
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_match_printed_ones() {
        for (probability, expected) in [
            (0.5, 0.0),
            (0.975, 1.959963984540054),
            (0.99, 2.326347874),
            (0.999, 3.090232306),
            (0.9999, 3.719016485),
            (0.01, -2.326347874),
        ] {
            assert!((normal_quantile(probability) - expected).abs() < 1e-9, "{probability}");
        }
    }
}
