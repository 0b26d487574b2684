//! The attacks' scores, worked out by hand.

use super::best;
use crate::attribute::attack::{ATTRIBUTE_ATTACKS, Case, Guess, attack};
use ndarray::{Array2, array};

/// Completions that are all as probable, of a record of class 0.
fn case(released: &Array2<f32>) -> Case<'_> {
    const EVEN: [f64; 4] = [0.25; 4];
    let even = &EVEN[..released.nrows()];
    Case {
        released: released.view(),
        logits: None,
        label: 0,
        prior: even,
        imputed: even,
        imputed_with_class: even,
        agreement: None,
        mean_train_loss: 1.0,
    }
}

fn scores(name: &str, case: Case<'_>) -> Vec<f64> {
    case.scores(attack(name).expect("the attack is registered"))
}

fn assert_near(a: &[f64], b: &[f64]) {
    assert!(a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6), "{a:?} is not {b:?}");
}

#[test]
fn attacks_have_names_of_their_own() {
    let names: Vec<&str> = ATTRIBUTE_ATTACKS.iter().map(|attack| attack.name()).collect();
    assert_eq!(names, ["confidence", "log_odds", "yeom_loss", "csmia", "lomia", "robustness", "imputed_confidence"]);
    assert!(names.iter().all(|name| attack(name).is_some_and(|attack| attack.name() == *name)));
    assert!(attack("clairvoyance").is_none());
}

#[test]
fn confidence_is_of_any_class_and_ties() {
    let released = array![[0.625, 0.375], [0.125, 0.875], [0.875, 0.125]];
    let scores = scores("confidence", case(&released));
    assert_eq!(scores, [0.625, 0.875, 0.875]);
    // The tied two are at distances 1 and 2.
    let guess = Guess::best_of(&scores, &[0, 1, 2], 2);
    assert_eq!(guess, Guess { mean_distance: 1.5, within: vec![0.0, 0.5, 1.0] });
    assert_eq!(guess.exact(), 0.0);
    // All tied: chance.
    let all = Guess::best_of(&[7.0; 4], &[0, 1, 1, 2], 2);
    assert_eq!(all, Guess { mean_distance: 1.0, within: vec![0.25, 0.75, 1.0] });
}

#[test]
fn log_odds_need_logits_only_where_confidences_saturate() {
    let logits: Array2<f32> = array![[2.0, 0.0], [0.0, 3.0], [200.0, 0.0], [300.0, 0.0]];
    let mut released = logits.clone();
    released
        .outer_iter_mut()
        .for_each(|mut row| crate::loss::softmax(row.as_slice_mut().expect("rows are contiguous")));
    let exact = scores("log_odds", Case { logits: Some(logits.view()), ..case(&released) });
    assert_near(&exact, &[2.0, 3.0, 200.0, 300.0]);
    let blurred = scores("log_odds", case(&released));
    assert_near(&blurred[..2], &exact[..2]);
    // The confidences are 1 and 0: ln of 0 is that of the least float32.
    assert_eq!(blurred[2], blurred[3]);
    assert!((blurred[2] - 149.0 * std::f64::consts::LN_2).abs() < 1e-9, "{}", blurred[2]);
}

#[test]
fn yeoms_attack_weighs_the_loss_against_the_prior() {
    // Of the true class, 0: losses ln 2 and 2 ln 2.
    let released = array![[0.5, 0.5], [0.25, 0.75]];
    let prior = [0.2, 0.8];
    let given = || Case { prior: &prior, ..case(&released) };
    let of = |spread: f64| scores("yeom_loss", Case { mean_train_loss: spread, ..given() });
    let l = std::f64::consts::LN_2;
    assert_near(&of(1.0), &[libm::log(0.2) - l * l / 2.0, libm::log(0.8) - 2.0 * l * l]);
    assert_eq!(best(&of(1.0)), [1]);
    // Losses of 2.3 and 4.6 standard deviations: .2 exp(-2.67) is more than .8 exp(-10.7).
    assert_near(&of(0.3), &[libm::log(0.2) - l * l / 0.18, libm::log(0.8) - 4.0 * l * l / 0.18]);
    assert_eq!(best(&of(0.3)), [0]);
    // The logits, where released, give the same losses; a model without any loss decides by the loss alone.
    let logits = array![[0.0, 0.0], [0.0, libm::logf(3.0)]];
    let exact = scores("yeom_loss", Case { logits: Some(logits.view()), ..given() });
    assert_near(&exact, &of(1.0));
    assert_eq!(best(&of(0.0)), [0]);
}

#[test]
fn csmia_has_three_cases() {
    let of = |released: &Array2<f32>| best(&scores("csmia", case(released)));
    // One completion is given class 0, if with little confidence.
    assert_eq!(of(&array![[0.1, 0.9], [0.6, 0.4], [0.2, 0.8]]), [1]);
    // Several are: the most confident one of them, not the most confident one.
    assert_eq!(of(&array![[0.1, 0.9], [0.6, 0.4], [0.7, 0.3]]), [2]);
    // None is: the least confident one.
    assert_eq!(of(&array![[0.1, 0.9], [0.4, 0.6], [0.2, 0.8]]), [1]);
    // Ties stay ties in each of them.
    assert_eq!(of(&array![[0.7, 0.3], [0.7, 0.3], [0.6, 0.4]]), [0, 1]);
    assert_eq!(of(&array![[0.4, 0.6], [0.4, 0.6], [0.2, 0.8]]), [0, 1]);
    let scores = scores("csmia", case(&array![[0.75, 0.25], [0.25, 0.75]]));
    assert_eq!(scores, [1.75, -0.75]);
}

#[test]
fn lomia_guesses_the_only_completion_of_the_true_class_or_imputes() {
    let imputed = [0.1, 0.2, 0.7];
    let of = |released: &Array2<f32>| best(&scores("lomia", Case { imputed_with_class: &imputed, ..case(released) }));
    assert_eq!(of(&array![[0.1, 0.9], [0.6, 0.4], [0.2, 0.8]]), [1]);
    assert_eq!(of(&array![[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]]), [2], "two of them: imputation decides among all");
    assert_eq!(of(&array![[0.1, 0.9], [0.4, 0.6], [0.2, 0.8]]), [2]);
    // Confidences don't matter.
    let released = array![[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]];
    let harder = array![[1.0, 0.0], [0.51, 0.49], [0.0, 1.0]];
    assert_eq!(scores("lomia", case(&released)), scores("lomia", case(&harder)));
}

#[test]
fn robustness_is_the_share_of_copies_that_keep_the_true_class() {
    let released = array![[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]];
    let agreement = [0.25, 0.75, 1.0];
    // The last isn't given the true class itself.
    assert_eq!(scores("robustness", Case { agreement: Some(&agreement), ..case(&released) }), [0.25, 0.75, 0.0]);
    assert_eq!(scores("robustness", case(&released)), [1.0, 1.0, 0.0]);
}

#[test]
fn imputed_confidence_is_a_product() {
    let imputed = [0.75, 0.25];
    let released = array![[0.5, 0.5], [0.125, 0.875]];
    assert_eq!(scores("imputed_confidence", Case { imputed: &imputed, ..case(&released) }), [0.375, 0.21875]);
}

#[test]
fn scores_of_completions_are_finite_whatever_is_shown() {
    let released = array![[f32::NAN, f32::NAN], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]];
    let logits = array![[f32::NAN, 0.0], [f32::NEG_INFINITY; 2], [f32::INFINITY, 0.0], [f32::MIN, f32::MAX]];
    for attack in ATTRIBUTE_ATTACKS {
        for (logits, mean_train_loss) in [(None, 0.0), (Some(logits.view()), f64::NAN), (None, f64::INFINITY)] {
            let scores = scores(attack.name(), Case { logits, mean_train_loss, ..case(&released) });
            assert!(scores.iter().all(|score| score.is_finite()), "{}: {scores:?}", attack.name());
        }
    }
}
