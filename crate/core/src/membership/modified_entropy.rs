//! Entropy that knows the label (Song and Mittal 2021).

use super::attack::Attack;
use super::needs::{Access, Needs, OtherData};
use crate::answer::{Answer, AnswerScore};
use crate::loss::log_sum_exp;
use crate::order;

/// Minus Mentr(p, y) = -(1 - p_y) log p_y - sum_{k != y} p_k log(1 - p_k), in float64; a logarithm's argument is
/// never below 1e-30.
pub struct ModifiedEntropy;

impl Attack for ModifiedEntropy {
    fn name(&self) -> &'static str {
        "modified_entropy"
    }

    fn title(&self) -> &'static str {
        "Modified entropy"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: OtherData::None, n_queries: 1 }
    }

    fn per_answer(&self) -> Option<AnswerScore> {
        Some(score)
    }
}

fn score(answer: Answer<'_>) -> f64 {
    let log = |x: f64| libm::log(x.max(1e-30));
    let add = |sum: f64, class: usize, p: f64| {
        sum + if class == answer.label { (1.0 - p) * log(p) } else { p * log(1.0 - p) }
    };
    match answer.released {
        None => {
            let all = log_sum_exp(answer.logits, None);
            let logits = answer.logits.iter().enumerate();
            logits.fold(0.0, |sum, (class, z)| add(sum, class, libm::exp(f64::from(*z) - all)))
        }
        Some(released) => {
            let term = |(class, p): (usize, &f32)| add(0.0, class, f64::from(*p));
            let mut terms: Vec<f64> = released.iter().enumerate().map(term).collect();
            // What is released has equals, and answers that are the same but for their classes have to tie.
            order::ascending(&mut terms);
            terms.iter().sum()
        }
    }
}
