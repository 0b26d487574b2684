//! The loss on the true label (Yeom et al. 2018).

use super::{Access, Answer, MembershipAttack, Needs};
use crate::loss::cross_entropy;

/// Minus the cross-entropy -log p_y, in float64.
pub struct Loss;

impl MembershipAttack for Loss {
    fn name(&self) -> &'static str {
        "loss"
    }

    fn title(&self) -> &'static str {
        "Loss"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: "none", n_queries: 1 }
    }

    fn score(&self, answer: Answer<'_>) -> f64 {
        match answer.shown {
            None => -cross_entropy(answer.logits, answer.label),
            Some(_) => answer.log_confidence(answer.label),
        }
    }
}
