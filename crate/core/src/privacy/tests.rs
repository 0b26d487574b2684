//! What is promised, against Google's accountant, against the formula where there is one, and against itself.

use super::{Guarantee, delta_for, rdp};
use crate::normal::normal_quantile;
use proptest::prelude::*;
use std::f64::consts::SQRT_2;

/// Sampling rate, noise and steps; then ε at δ = 1e-5, the greatest advantage, and the greatest TPR at an FPR of .1, 1 and
/// 10 %.
type Golden = ((f64, f64, usize), f64, f64, [f64; 3]);

/// By dp-accounting 0.6.0 (Google, from PyPI): `from_gaussian_mechanism(noise, sampling_prob=rate,
/// value_discretization_interval=1e-4, use_connect_dots=True).self_compose(steps)`, 2e-4 where the noise is .5;
/// `get_epsilon_for_delta(1e-5)`; the lesser of both directions' `get_delta_for_epsilon(0)`; and at each FPR the least of
/// e^ε FPR + δ(ε) with the record removed and of 1 - e^-ε (1 - FPR - δ(ε)) with it added, ε from -30 to 12 above 1.5 times
/// the first, in steps of .002. Its grid is many times finer than the one here.
const BY_GOOGLE: &[Golden] = &[
    ((0.04, 1.0, 750), 7.266184, 0.5006932, [0.0493438, 0.1797361, 0.5360131]),
    ((0.04, 1.0, 2250), 13.499110, 0.7583532, [0.2481055, 0.5222621, 0.8562883]),
    ((0.04, 2.0, 750), 2.456934, 0.2276562, [0.0062913, 0.0412828, 0.2428158]),
    ((0.04, 0.5, 750), 40.145803, 0.9515208, [0.8630027, 0.9544817, 0.9939629]),
    ((0.04, 5.0, 2250), 1.494442, 0.1518042, [0.0034143, 0.0260797, 0.1846333]),
    ((0.04, 10.0, 2250), 0.689377, 0.0757510, [0.0018689, 0.0163500, 0.1376021]),
    ((0.5, 4.76, 400), 10.797666, 0.7064682, [0.1639658, 0.4134903, 0.7940386]),
    ((0.5, 10.0, 400), 4.404895, 0.3829246, [0.0184439, 0.0927396, 0.3895169]),
    ((1.0, 0.5, 1), 9.997256, 0.6826895, [0.1378054, 0.3720806, 0.7637596]),
    ((1.0, 10.0, 100), 4.377179, 0.3829250, [0.0182985, 0.0923623, 0.3891438]),
    ((1.0, 2.0, 1), 1.993091, 0.1974127, [0.0047956, 0.0338989, 0.2172391]),
    ((0.01, 1.1, 6000), 3.899771, 0.3352699, [0.0138754, 0.0744242, 0.3417305]),
    ((0.001, 0.8, 20000), 1.100408, 0.1085045, [0.0025250, 0.0204715, 0.1576595]),
    ((0.25, 3.0, 1000), 14.696335, 0.8167591, [0.3408938, 0.6352516, 0.9161442]),
    ((0.08, 0.7, 300), 20.456816, 0.8143994, [0.4148286, 0.6726895, 0.9126491]),
];

const RATES: [f64; 3] = [0.001, 0.01, 0.1];

fn guarantee((rate, noise, n_steps): (f64, f64, usize)) -> Guarantee {
    Guarantee::of(rate, noise, n_steps, 1e-5).expect("there is noise")
}

#[test]
fn never_below_googles_accountant_and_at_most_three_thousandths_above() {
    for (setting, epsilon, advantage, rates) in BY_GOOGLE {
        let here = guarantee(*setting);
        let tprs = RATES.map(|fpr| here.tpr(fpr));
        let off = tprs.iter().zip(rates).map(|(a, b)| a - b);
        let off: Vec<f64> = off.chain([here.advantage - advantage]).collect();
        println!("{setting:?}: epsilon {} ({:+.5}), off {off:.5?}", here.epsilon, here.epsilon - epsilon);
        // The table has seven digits.
        assert!(off.iter().all(|off| (-1e-7..0.003).contains(off)), "{setting:?}: {off:?}");
        assert!((-1e-6..0.01).contains(&(here.epsilon / epsilon - 1.0)), "{setting:?}: {}", here.epsilon);
    }
}

/// Without sampling, losses are normal and the trade-off curve is Φ(Φ^-1(FPR) + sqrt(steps) / noise) (Dong, Roth and Su
/// 2022).
#[test]
fn without_sampling_the_curve_is_that_of_two_normals() {
    let phi = |x: f64| 0.5 * libm::erfc(-x / SQRT_2);
    for (noise, n_steps) in [(0.5, 1_usize), (1.0, 1), (10.0, 100), (10.0, 1), (4.0, 50)] {
        let here = guarantee((1.0, noise, n_steps));
        let mu = (n_steps as f64).sqrt() / noise;
        for fpr in [0.001, 0.003, 0.01, 0.05, 0.1, 0.3, 0.7, 0.95] {
            let (bound, exact) = (here.tpr(fpr), phi(normal_quantile(fpr) + mu));
            assert!((-1e-9..0.001).contains(&(bound - exact)), "{noise}, {n_steps}, {fpr}: {bound}, {exact}");
        }
        let advantage = phi(0.5 * mu) - phi(-0.5 * mu);
        assert!((-1e-9..0.001).contains(&(here.advantage - advantage)), "{noise}: {}", here.advantage);
    }
}

#[test]
fn the_renyi_accountant_is_never_below() {
    for ((rate, noise, n_steps), ..) in BY_GOOGLE {
        let by_renyi = rdp::epsilon(*rate, *noise, *n_steps, 1e-5).expect("there is noise").epsilon;
        let here = guarantee((*rate, *noise, *n_steps)).epsilon;
        assert!(here <= by_renyi && here > 0.6 * by_renyi, "{rate}, {noise}, {n_steps}: {here}, {by_renyi}");
    }
    let little = guarantee((0.04, 100.0, 750));
    assert!((little.epsilon - 0.0296).abs() < 0.002, "{little:?}");
}

#[test]
fn no_noise_promises_nothing_and_no_step_everything() {
    for noise in [0.0, -1.0, f64::NAN, 1e-200] {
        assert_eq!(Guarantee::of(0.04, noise, 100, 1e-5), None, "{noise}");
    }
    assert_eq!(Guarantee::of(0.04, 1.0, 100, 0.0), None, "δ of 0");
    for nothing in [guarantee((0.0, 1.0, 100)), guarantee((0.04, 1.0, 0))] {
        assert_eq!((nothing.epsilon, nothing.advantage, nothing.tpr(0.3)), (0.0, 0.0, 0.3));
    }
    for noise in [0.001, 0.02, 0.2] {
        let here = guarantee((0.04, noise, 1000));
        assert!(here.epsilon.is_finite() && here.epsilon > 100.0, "{noise}: {}", here.epsilon);
        assert!(here.tpr(0.0) <= 1.0 && here.advantage > 0.9, "{noise}: {here:?}");
    }
}

#[test]
fn delta_is_below_one_over_the_number_of_records() {
    assert_eq!([0, 1, 1600, 99_999].map(delta_for), [1e-5; 4]);
    for (n, delta) in [(100_000, 1e-6), (999_999, 1e-6), (1_000_000, 1e-7), (30_000_000, 1e-8)] {
        assert!((delta_for(n) / delta - 1.0).abs() < 1e-12, "{n}: {}", delta_for(n));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_curve_is_concave_above_chance_and_grows_with_steps_and_falls_with_noise(
        rate in 0.002..1.0_f64, noise in 0.5..10.0_f64, n_steps in 1..3000_usize,
    ) {
        let here = guarantee((rate, noise, n_steps));
        let more = guarantee((rate, noise, n_steps + 1 + n_steps / 4));
        let quieter = guarantee((rate, noise * 1.1, n_steps));
        let fprs: Vec<f64> = (0..=400).map(|i| f64::from(i) / 400.0).collect();
        let tprs: Vec<f64> = fprs.iter().map(|fpr| here.tpr(*fpr)).collect();
        for (fpr, tpr) in fprs.iter().zip(&tprs) {
            prop_assert!(*tpr >= *fpr && *tpr <= 1.0 && *tpr <= fpr + here.advantage + 1e-12);
            // Grids differ, by which a bound may be above the truth as much as is tested for here.
            prop_assert!(more.tpr(*fpr) > tpr - 0.003 && quieter.tpr(*fpr) < tpr + 0.003, "{fpr}");
        }
        prop_assert!(tprs.windows(3).all(|three| three[0] + three[2] <= 2.0 * three[1] + 1e-12));
        prop_assert!(more.epsilon > here.epsilon && quieter.epsilon < here.epsilon);
        prop_assert!(more.advantage > here.advantage - 0.001 && quieter.advantage < here.advantage + 0.001);
    }
}
