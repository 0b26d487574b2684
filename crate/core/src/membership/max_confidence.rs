//! The paper's attack: the greatest probability (Salem et al. 2019, adversary 3).

use super::attack::Attack;
use super::needs::{Access, Needs, OtherData};
use crate::answer::{self, AnswerScore};

/// max_k p_k, a float32 softmax of float32 logits: it saturates at 1 and ties, as the paper's does.
pub struct MaxConfidence;

impl Attack for MaxConfidence {
    fn name(&self) -> &'static str {
        "max_confidence"
    }

    fn title(&self) -> &'static str {
        "Max-confidence"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: false, other_data: OtherData::None, n_queries: 1 }
    }

    fn per_answer(&self) -> Option<AnswerScore> {
        Some(answer::max_confidence)
    }
}
