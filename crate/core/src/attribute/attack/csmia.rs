//! Confidence where the predicted class is right, doubt where it is wrong: CSMIA (Mehnaz et al. 2022).

use super::case::{AttributeAttack, Case};
use crate::membership::{Access, Needs, OtherData};

/// Three cases, by how many completions are given the true class. One: that completion. Several: among them the one of
/// the greatest confidence. None: the one of the least confidence.
///
/// Mehnaz et al. define the cases for the values of one sensitive attribute; here a value is a completion of the whole
/// portion, so that with many completions the second case is the usual one. All three are one score: 1 + max_k p_k where
/// the class is right, -max_k p_k where it is wrong. Ties, which they break at random, are averaged.
pub struct Csmia;

impl AttributeAttack for Csmia {
    fn name(&self) -> &'static str {
        "csmia"
    }

    fn title(&self) -> &'static str {
        "Confidence by case (CSMIA)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: OtherData::None, n_queries: 1 }
    }

    fn scores(&self, case: &Case<'_>) -> Vec<f64> {
        let of = |idx| {
            let confidence = case.confidence(idx);
            if case.is_right(idx) { 1.0 + confidence } else { -confidence }
        };
        (0..case.n_completions()).map(of).collect()
    }
}
