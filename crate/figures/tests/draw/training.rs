//! Station 1's figure.

use crate::svg::{draws, words};
use nearmiss::train::EpochRecord;
use nearmiss_figures::{Figure, LearningCurve};

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
