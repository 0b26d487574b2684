//! The learning curve: how well a network does on members and on others, between two epochs.

use crate::answer::{self, Answer};
use crate::loss;
use crate::mlp::argmax;
use crate::roc::RocCurve;
use crate::trial::Side;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// One point of the learning curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Finished passes; 0 before training.
    pub epoch: usize,
    /// Mean cross-entropy in nats over the members evaluated.
    pub loss: f64,
    /// Share of the members evaluated that get their label.
    pub train_accuracy: f64,
    /// The same of the non-members evaluated.
    pub test_accuracy: f64,
    /// Max-confidence AUC of these members against these non-members.
    pub auc: f64,
}

/// Records of each side that the learning curve is measured on.
pub const N_EVALUATED: usize = 500;

/// Running sums of an evaluation, members first.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    loss: f64,
    n_right: [usize; 2],
    scores: [Vec<f64>; 2],
}

impl Evaluation {
    /// Takes in the logits of some records of a side, a row each, whose labels these are.
    pub fn add(&mut self, side: Side, logits: ArrayView2<'_, f32>, labels: &[usize]) {
        for (logits, &label) in logits.outer_iter().zip(labels) {
            let logits = logits.to_slice().expect("rows are contiguous");
            self.n_right[side as usize] += usize::from(argmax(logits) == label);
            self.scores[side as usize].push(Answer::of(logits, label).score(answer::max_confidence));
            if side == Side::Members {
                self.loss += loss::cross_entropy(logits, label);
            }
        }
    }

    /// What has been found after so many epochs; none if the loss is no longer a number.
    pub fn record(self, epoch: usize) -> Option<EpochRecord> {
        let [n_members, n_non_members] = [0, 1].map(|side| self.scores[side].len() as f64);
        let loss = self.loss / n_members;
        loss.is_finite().then(|| EpochRecord {
            epoch,
            loss,
            train_accuracy: self.n_right[0] as f64 / n_members,
            test_accuracy: self.n_right[1] as f64 / n_non_members,
            auc: RocCurve::new(&self.scores[0], &self.scores[1]).auc,
        })
    }
}
