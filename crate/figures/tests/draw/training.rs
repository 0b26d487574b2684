//! Station 1's figure.

use crate::svg::{draws, words};
use nearmiss::train::EpochRecord;
use nearmiss_figures::{AucByEpoch, Figure, LearningCurve};

fn curve(n: usize) -> Vec<EpochRecord> {
    let record = |epoch: usize| {
        let t = epoch as f64 / n as f64;
        EpochRecord { epoch, loss: 3.0 - t, train_accuracy: t, test_accuracy: 0.6 * t, auc: 0.5 + 0.3 * t }
    };
    (0..n).map(record).collect()
}

#[test]
fn learning_curve_draws_and_tells_its_last_point() {
    for n in [0, 1, 2, 31] {
        draws(&LearningCurve { curve: curve(n), epochs: 30 });
    }
    draws(&LearningCurve { curve: curve(1), epochs: 0 });
    let mut diverged = curve(5);
    diverged[4] = EpochRecord { loss: f64::NAN, train_accuracy: f64::NAN, auc: f64::NAN, ..diverged[4] };
    draws(&LearningCurve { curve: diverged, epochs: 10_000 });

    let figure = LearningCurve { curve: curve(31), epochs: 30 };
    assert!(words(&figure).contains("0.790"), "{}", words(&figure));
    let table = figure.table();
    assert_eq!(table.rows.len(), 31);
    assert_eq!(table.rows[30][4], figure.curve[30].auc.to_string());
}

#[test]
fn auc_by_epoch_draws_beside_a_prediction_and_tells_how_far_off_it_is() {
    let straight = [(0.0, 0.5), (0.5, 0.7), (1.0, 0.9)];
    for prediction in [&[][..], &straight, &[(0.0, 0.1), (1.0, 1.0)], &[(0.3, 0.6)]] {
        for n in [0, 1, 2, 31] {
            draws(&AucByEpoch::of(&curve(n), 30, [500, 500], prediction));
        }
        draws(&AucByEpoch::of(&curve(1), 0, [1, 0], prediction));
        let mut diverged = curve(5);
        diverged[4].auc = f64::NAN;
        diverged[2].auc = 0.2;
        draws(&AucByEpoch::of(&diverged, 10_000, [10, 500], prediction));
    }
    let figure = AucByEpoch::of(&curve(31), 30, [500, 500], &straight);
    let text = words(&figure);
    for part in [
        "After 30 of 30 epochs",
        "79 times in 100",
        "an AUC of 0.790",
        // 1.96 √(1001 / (12 · 500 · 500)) = .0358
        "Luck alone keeps it from 0.46 to 0.54",
        // On average (.9 − .5 − .2903) / 2.
        "Your prediction is off by 0.05 on average.",
    ] {
        assert!(text.contains(part), "“{part}” in {text}");
    }
    let table = figure.table();
    assert_eq!(table.rows[15], ["15", figure.curve[15].1.to_string().as_str(), &(0.5 + 0.4 * 15.0 / 30.0).to_string()]);
    assert!(!words(&AucByEpoch::of(&curve(31), 30, [500, 500], &[])).contains("prediction"));
}
