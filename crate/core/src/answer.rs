//! What a model answers about one record, and the scores that it gives by itself.

use crate::loss::{self, log_sum_exp};
use crate::mlp::argmax;

/// What the model answers about one record.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// float32, one a class.
    pub logits: &'a [f32],
    /// What is released of them, one confidence a class, where that isn't just their softmax.
    pub released: Option<&'a [f32]>,
    /// The record's true class, for attacks that are given it.
    pub label: usize,
}

/// A score of one answer, higher for members; it may be no number where the logits overflowed.
pub type AnswerScore = fn(Answer<'_>) -> f64;

impl<'a> Answer<'a> {
    /// Of a model that releases all it says.
    pub fn of(logits: &'a [f32], label: usize) -> Answer<'a> {
        Answer { logits, released: None, label }
    }

    /// The logarithm of a class's confidence, in float64. What is released as 0 counts as 1e-30.
    pub(crate) fn log_confidence(&self, class: usize) -> f64 {
        match self.released {
            None => f64::from(self.logits[class]) - log_sum_exp(self.logits, None),
            Some(released) => log_released(f64::from(released[class])),
        }
    }

    /// log p_k - log of the sum of the others' confidences, in float64, from the logits where they are known.
    pub(crate) fn log_odds_of(&self, class: usize) -> f64 {
        match self.released {
            None => f64::from(self.logits[class]) - log_sum_exp(self.logits, Some(class)),
            Some(released) => {
                let others = released.iter().enumerate().filter(|(k, _)| *k != class).map(|(_, p)| f64::from(*p));
                log_released(f64::from(released[class])) - log_released(others.sum())
            }
        }
    }

    /// The class that it says; of equals the first.
    pub fn predicted(&self) -> usize {
        argmax(self.logits)
    }

    /// A score of it, always finite ([`finite`]).
    pub fn score(self, score: AnswerScore) -> f64 {
        finite(score(self))
    }
}

/// max_k p_k, a float32 softmax of float32 logits: it saturates at 1 and ties, as the paper's does.
pub(crate) fn max_confidence(answer: Answer<'_>) -> f64 {
    match answer.released {
        None => f64::from(loss::max_confidence(answer.logits)),
        Some(released) => released.iter().fold(0.0, |most, p| f64::from(*p).max(most)),
    }
}

/// z_top - log sum_{k != top} exp(z_k), in float64 from float32 logits: the logit of max-confidence.
pub(crate) fn log_odds(answer: Answer<'_>) -> f64 {
    answer.log_odds_of(answer.predicted())
}

/// A score as one that can be compared and written: one that is no number counts as the lowest, an infinite one as the
/// nearest number.
pub(crate) fn finite(score: f64) -> f64 {
    if score.is_nan() { f64::MIN } else { score.clamp(f64::MIN, f64::MAX) }
}

fn log_released(confidence: f64) -> f64 {
    libm::log(confidence.max(1e-30))
}
