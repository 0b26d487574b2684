//! Max-confidence without its saturation: the log-odds of the top class.

use super::{Access, Answer, MembershipAttack, Needs};

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
        Needs { access: Access::Logits, label: false, other_data: "none", n_queries: 1 }
    }

    fn score(&self, answer: Answer<'_>) -> f64 {
        answer.log_odds_of(answer.predicted())
    }
}
