//! The loss on the true label (Yeom et al. 2018).

use super::attack::Attack;
use super::needs::{Access, Needs, OtherData};
use crate::answer::{Answer, AnswerScore};
use crate::loss::cross_entropy;

/// Minus the cross-entropy -log p_y, in float64.
pub struct Loss;

impl Attack for Loss {
    fn name(&self) -> &'static str {
        "loss"
    }

    fn title(&self) -> &'static str {
        "Loss"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: OtherData::None, n_queries: 1 }
    }

    fn per_answer(&self) -> Option<AnswerScore> {
        Some(score)
    }
}

fn score(answer: Answer<'_>) -> f64 {
    match answer.released {
        None => -cross_entropy(answer.logits, answer.label),
        Some(_) => answer.log_confidence(answer.label),
    }
}
