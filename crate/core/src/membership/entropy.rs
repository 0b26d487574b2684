//! Entropy of the whole answer (Shokri et al. 2017): members get decided answers.

use super::{Access, Answer, MembershipAttack, Needs};
use crate::loss::log_sum_exp;

/// Minus the entropy -sum_k p_k log p_k in nats, in float64; a class of probability 0 adds 0.
pub struct Entropy;

impl MembershipAttack for Entropy {
    fn name(&self) -> &'static str {
        "entropy"
    }

    fn title(&self) -> &'static str {
        "Entropy"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: false, other_data: "none", n_queries: 1 }
    }

    fn score(&self, answer: Answer<'_>) -> f64 {
        let add = |sum: f64, log_p: f64| {
            let p = libm::exp(log_p);
            // 0 times minus infinity would be no number.
            if p > 0.0 { sum + p * log_p } else { sum }
        };
        match answer.shown {
            None => {
                let all = log_sum_exp(answer.logits, None);
                answer.logits.iter().fold(0.0, |sum, z| add(sum, f64::from(*z) - all))
            }
            Some(shown) => (0..shown.len()).fold(0.0, |sum, class| add(sum, answer.log_confidence(class))),
        }
    }
}
