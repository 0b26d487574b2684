//! Entropy of the whole answer (Shokri et al. 2017): members get decided answers.

use super::attack::Attack;
use super::needs::{Access, Needs, OtherData};
use crate::answer::{Answer, AnswerScore};
use crate::loss::log_sum_exp;

/// Minus the entropy -sum_k p_k log p_k in nats, in float64; a class of probability 0 adds 0.
pub struct Entropy;

impl Attack for Entropy {
    fn name(&self) -> &'static str {
        "entropy"
    }

    fn title(&self) -> &'static str {
        "Entropy"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: false, other_data: OtherData::None, n_queries: 1 }
    }

    fn per_answer(&self) -> Option<AnswerScore> {
        Some(score)
    }
}

fn score(answer: Answer<'_>) -> f64 {
    let add = |sum: f64, log_p: f64| {
        let p = libm::exp(log_p);
        // 0 times minus infinity would be no number.
        if p > 0.0 { sum + p * log_p } else { sum }
    };
    match answer.released {
        None => {
            let all = log_sum_exp(answer.logits, None);
            answer.logits.iter().fold(0.0, |sum, z| add(sum, f64::from(*z) - all))
        }
        Some(released) => (0..released.len()).fold(0.0, |sum, class| add(sum, answer.log_confidence(class))),
    }
}
