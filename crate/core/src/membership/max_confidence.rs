//! The paper's attack: the greatest probability (Salem et al. 2019, adversary 3).

use super::{Access, Answer, MembershipAttack, Needs};
use crate::loss;

/// max_k p_k, a float32 softmax of float32 logits: it saturates at 1 and ties, as the paper's does.
pub struct MaxConfidence;

impl MembershipAttack for MaxConfidence {
    fn name(&self) -> &'static str {
        "max_confidence"
    }

    fn title(&self) -> &'static str {
        "Max-confidence"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: false, other_data: "none", n_queries: 1 }
    }

    fn score(&self, answer: Answer<'_>) -> f64 {
        match answer.shown {
            None => f64::from(loss::max_confidence(answer.logits)),
            Some(shown) => shown.iter().fold(0.0, |most, p| f64::from(*p).max(most)),
        }
    }
}
