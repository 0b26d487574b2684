//! Entropy that knows the label (Song and Mittal 2021).

use super::{Answer, MembershipAttack, Needs};
use crate::loss::log_sum_exp;

/// Minus Mentr(p, y) = -(1 - p_y) log p_y - sum_{k != y} p_k log(1 - p_k), in float64; a logarithm's argument is
/// never below 1e-30.
pub struct ModifiedEntropy;

impl MembershipAttack for ModifiedEntropy {
    fn name(&self) -> &'static str {
        "modified_entropy"
    }

    fn title(&self) -> &'static str {
        "Modified entropy"
    }

    fn needs(&self) -> Needs {
        Needs { access: "confidences", label: true, other_data: "none", n_queries: 1 }
    }

    fn score(&self, answer: Answer<'_>) -> f64 {
        let log = |x: f64| libm::log(x.max(1e-30));
        let all = log_sum_exp(answer.logits, None);
        let mut sum = 0.0;
        for (k, z) in answer.logits.iter().enumerate() {
            let p = libm::exp(f64::from(*z) - all);
            sum += if k == answer.label { (1.0 - p) * log(p) } else { p * log(1.0 - p) };
        }
        sum
    }
}
