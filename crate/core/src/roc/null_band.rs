//! What an attack that knows nothing reaches by chance.

use std::collections::VecDeque;

/// Between which true-positive rates, with a probability of at least 95 %, [`RocCurve::tpr_at_fpr`] of `fpr` lies for an
/// attack that knows nothing: one whose scores are exchangeable, members' and non-members' alike.
///
/// No approximation as long as no two scores are equal. With k the greatest number of false positives allowed, the attack
/// calls those members who score above the non-member of rank k + 1. All orders of the `n_members` + `n_non_members`
/// scores are equally probable, so x of the members are above with probability C(x + k, k) C(n_members - x + r, r) /
/// C(n_members + n_non_members, n_members), where r = `n_non_members` - k - 1 (the negative hypergeometric, also known as
/// a beta-binomial distribution with parameters k + 1 and r + 1). The ends are the least rates that 2.5 % and 97.5 % of
/// the probability do not exceed; beyond either is 2.5 % at most. Equal scores are called together or not at all and
/// only lower the rate.
///
/// Of one rate that was chosen before looking: over all rates, a curve leaves its band somewhere more often than in 5 %.
///
/// # Panics
///
/// If a side is empty.
pub fn null_band(n_members: usize, n_non_members: usize, fpr: f64) -> (f64, f64) {
    const NEGLIGIBLE: f64 = 1e-30;
    assert!(n_members > 0 && n_non_members > 0, "both sides have records");
    // By the same comparison as the curve's, whatever the rounding of the rate.
    let allowed = |k: usize| k as f64 / n_non_members as f64 <= fpr;
    let mut k = ((fpr * n_non_members as f64).max(0.0) as usize).min(n_non_members);
    while k < n_non_members && allowed(k + 1) {
        k += 1;
    }
    while k > 0 && !allowed(k) {
        k -= 1;
    }
    if k == n_non_members {
        return (1.0, 1.0);
    }
    let r = n_non_members - k - 1;
    // How much more probable one hit more is; falls with x.
    let ratio = |x: usize| (x + 1 + k) as f64 / (x + 1) as f64 * (n_members - x) as f64 / (n_members - x + r) as f64;
    // Weights from the most probable count on, in both directions, as far as they matter.
    let (mut mode, mut beyond) = (0, n_members);
    while mode < beyond {
        let middle = usize::midpoint(mode, beyond);
        if ratio(middle) >= 1.0 {
            mode = middle + 1;
        } else {
            beyond = middle;
        }
    }
    let mut weights = VecDeque::from([1.0]);
    let (mut first, mut last) = (mode, mode);
    while first > 0 && weights[0] > NEGLIGIBLE {
        first -= 1;
        weights.push_front(weights[0] / ratio(first));
    }
    while last < n_members && weights[last - first] > NEGLIGIBLE {
        weights.push_back(weights[last - first] * ratio(last));
        last += 1;
    }
    let total: f64 = weights.iter().sum();
    let quantile = |probability: f64| {
        let mut up_to = 0.0;
        let reached = weights.iter().position(|weight| {
            up_to += weight;
            up_to >= probability * total
        });
        reached.map_or(last, |more| first + more) as f64 / n_members as f64
    };
    (quantile(0.025), quantile(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RocCurve;
    use crate::interval::Z_95;

    #[test]
    fn null_bands_are_those_worked_by_hand() {
        // No false positives allowed, x members above the best non-member: of 3 and 1, each x of 0 to 3 has 1/4.
        assert_eq!(null_band(3, 1, 0.0), (0.0, 1.0));
        // With 39 non-members, P(x > 0) = 1/40 is not more than 2.5 %.
        assert_eq!(null_band(1, 39, 0.0), (0.0, 0.0));
        assert_eq!(null_band(1, 38, 0.0), (0.0, 1.0));
        assert_eq!(null_band(5, 7, 1.0), (1.0, 1.0));
        // Rates k / n that rounding puts beside k / n are still k allowed.
        for n in [3, 10, 49, 1000] {
            for k in 0..n {
                let band = null_band(20, n, k as f64 / n as f64);
                assert_eq!(band, null_band(20, n, (k as f64 + 0.5) / n as f64), "{k} of {n}");
            }
        }
        // Many of both: 1.96 standard errors, of either side, around the rate.
        let (low, high) = null_band(20_000, 20_000, 0.3);
        let half = Z_95 * (2.0 * 0.3 * 0.7 / 20_000.0_f64).sqrt();
        assert!((low - 0.3 + half).abs() < 2e-4 && (high - 0.3 - half).abs() < 2e-4, "{low}, {high}");
    }

    #[test]
    fn an_attack_that_knows_nothing_stays_in_its_band() {
        use crate::{Seed, Stream};
        use rand::RngExt;
        const N_DRAWS: u64 = 4000;
        for (n_members, n_non_members, fpr) in [(40, 60, 0.0), (200, 100, 0.1), (30, 300, 0.01), (150, 150, 0.5)] {
            let (low, high) = null_band(n_members, n_non_members, fpr);
            let (mut below, mut at_most, mut at_least, mut above) = (0, 0, 0, 0);
            for index in 0..N_DRAWS {
                let mut rng = Seed(2).rng(Stream::Neighbours, index);
                let mut scores = |n: usize| -> Vec<f64> { (0..n).map(|_| rng.random()).collect() };
                let tpr = RocCurve::new(&scores(n_members), &scores(n_non_members)).tpr_at_fpr(fpr);
                below += u32::from(tpr < low);
                at_most += u32::from(tpr <= low);
                at_least += u32::from(tpr >= high);
                above += u32::from(tpr > high);
            }
            // 2.5 % of 4,000 draws are 100 ± 9.9: each of these is a false alarm with a probability of about 1e-6.
            let case = format!("{n_members}, {n_non_members}, {fpr}: {below}, {at_most}, {at_least}, {above}");
            assert!(below <= 150 && above <= 150, "too narrow: {case}");
            assert!(at_most >= 54 && at_least >= 54, "too wide: {case}");
        }
    }
}
