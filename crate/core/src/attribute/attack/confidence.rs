//! The main paper's attack: the completion that the model is most confident about, whatever the class (Zhao et al. 2021).

use super::case::{AttributeAttack, Case};
use crate::membership::{Access, Needs, OtherData};

/// max_k p_k as released, in float32: an exact softmax saturates at 1 and ties, as the paper's does.
pub struct Confidence;

impl AttributeAttack for Confidence {
    fn name(&self) -> &'static str {
        "confidence"
    }

    fn title(&self) -> &'static str {
        "Max-confidence"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: false, other_data: OtherData::None, n_queries: 1 }
    }

    fn scores(&self, case: &Case<'_>) -> Vec<f64> {
        (0..case.n_completions()).map(|idx| case.confidence(idx)).collect()
    }
}
