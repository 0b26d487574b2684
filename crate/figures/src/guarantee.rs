//! What a differentially private training leaves to any attack, as a line on a ROC curve.

use crate::frame::Frame;
use crate::number::number;
use crate::pen::Point;
use crate::roc_axes::RocAxes;
use nearmiss::Experiment;
use nearmiss::matrix::DELTA;
use nearmiss::order;
use nearmiss::privacy::{advantage_bound, tpr_bound};

/// What a training with noise promises: see [`nearmiss::privacy`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guarantee {
    /// 0 or more.
    pub epsilon: f64,
    /// From 0 to below 1.
    pub delta: f64,
}

impl Guarantee {
    /// Of an experiment's training, at [`DELTA`]; none if that is without noise.
    pub fn of(experiment: &Experiment) -> Option<Guarantee> {
        let epsilon = experiment.training_config().epsilon(experiment.split.n_members, DELTA)?;
        Some(Guarantee { epsilon, delta: DELTA })
    }

    /// The greatest true-positive rate that it leaves to any attack at a false-positive rate.
    pub(crate) fn tpr(&self, fpr: f64) -> f64 {
        tpr_bound(self.epsilon, self.delta, fpr)
    }

    /// The curve of [`tpr_bound`] where a place is drawn every hundredth of the axis, and its corner.
    pub(crate) fn points(&self, axes: RocAxes, frame: &Frame, floor: f64) -> Vec<Point> {
        const N: u32 = 100;
        let step = (frame.x.high - frame.x.low) / f64::from(N);
        let mut rates: Vec<f64> = (0..=N).map(|i| axes.rate(frame.x.low + step * f64::from(i)).min(1.0)).collect();
        // Where the bound's two lines meet, they leave the greatest advantage: half of what is below 1 on either side.
        rates.push(0.5 * (1.0 - advantage_bound(self.epsilon, self.delta)).max(0.0));
        order::ascending(&mut rates);
        let at = |fpr: f64| frame.at(axes.place(fpr, floor), axes.place(self.tpr(fpr), floor));
        rates.into_iter().map(at).collect()
    }

    pub(crate) fn words(&self) -> String {
        let epsilon = match self.epsilon {
            0.0..100.0 => number(self.epsilon, 2),
            100.0..10_000.0 => number(self.epsilon, 0),
            _ => scientific(self.epsilon),
        };
        format!("ε = {epsilon}, δ = {}", scientific(self.delta))
    }
}

/// To two digits, as in 1e-5.
fn scientific(value: f64) -> String {
    format!("{value:.1e}").replace(".0e", "e")
}
