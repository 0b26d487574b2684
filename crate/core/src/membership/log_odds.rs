//! Max-confidence without its saturation: the log-odds of the top class.

use super::{Answer, MembershipAttack, Needs};
use crate::{loss, mlp};

/// z_top - log sum_{k != top} exp(z_k), in float64 from float32 logits: the logit of max-confidence.
pub struct LogOdds;

impl MembershipAttack for LogOdds {
    fn name(&self) -> &'static str {
        "log_odds"
    }

    fn title(&self) -> &'static str {
        "Log-odds"
    }

    fn needs(&self) -> Needs {
        Needs { access: "logits, or confidences at full precision", label: false, other_data: "none", n_queries: 1 }
    }

    fn score(&self, answer: Answer<'_>) -> f64 {
        log_odds(answer.logits)
    }
}

/// See [`LogOdds`].
pub(crate) fn log_odds(logits: &[f32]) -> f64 {
    let top = mlp::argmax(logits);
    f64::from(logits[top]) - loss::log_sum_exp(logits, Some(top))
}
