//! The model's confidence weighted by what imputation says ("BB x IP" of Jayaraman and Evans 2022).

use super::case::{AttributeAttack, Case};
use crate::membership::{Access, Needs, OtherData};

/// max_k p_k times the imputed posterior of the completion. Jayaraman and Evans weight the confidence in the true class;
/// here it is the main paper's, which needs no label.
pub struct ImputedConfidence;

impl AttributeAttack for ImputedConfidence {
    fn name(&self) -> &'static str {
        "imputed_confidence"
    }

    fn title(&self) -> &'static str {
        "Confidence × imputation"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: false, other_data: OtherData::CompleteRecords, n_queries: 1 }
    }

    fn scores(&self, case: &Case<'_>) -> Vec<f64> {
        case.imputed.iter().enumerate().map(|(idx, imputed)| case.confidence(idx) * imputed).collect()
    }
}
