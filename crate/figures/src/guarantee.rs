//! What a differentially private training leaves to any attack, as a line on a ROC curve.

use crate::frame::Frame;
use crate::number::number;
use crate::pen::Point;
use crate::roc_axes::RocAxes;
use nearmiss::privacy::Guarantee;

/// The greatest true-positive rate of any attack, where a place is drawn every two-hundredth of the axis.
pub(crate) fn points(guarantee: &Guarantee, axes: RocAxes, frame: &Frame, floor: f64) -> Vec<Point> {
    const N: u32 = 200;
    let step = (frame.x.high - frame.x.low) / f64::from(N);
    let rates = (0..=N).map(|i| axes.rate(frame.x.low + step * f64::from(i)).min(1.0));
    rates.map(|fpr| frame.at(axes.place(fpr, floor), axes.place(guarantee.tpr(fpr), floor))).collect()
}

/// Its two numbers.
pub(crate) fn words(guarantee: &Guarantee) -> String {
    let epsilon = match guarantee.epsilon {
        0.0..100.0 => number(guarantee.epsilon, 2),
        100.0..10_000.0 => number(guarantee.epsilon, 0),
        _ => scientific(guarantee.epsilon),
    };
    format!("ε = {epsilon}, δ = {}", scientific(guarantee.delta))
}

/// To two digits, as in 1e-5.
fn scientific(value: f64) -> String {
    format!("{value:.1e}").replace(".0e", "e")
}
