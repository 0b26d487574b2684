//! Max-confidence without its saturation: the log-odds of the top class.

use super::attack::Attack;
use super::needs::{Access, Needs, OtherData};
use crate::answer::{self, AnswerScore};

/// z_top - log sum_{k != top} exp(z_k), in float64 from float32 logits: the logit of max-confidence.
pub struct LogOdds;

impl Attack for LogOdds {
    fn name(&self) -> &'static str {
        "log_odds"
    }

    fn title(&self) -> &'static str {
        "Log-odds"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Logits, label: false, other_data: OtherData::None, n_queries: 1 }
    }

    fn per_answer(&self) -> Option<AnswerScore> {
        Some(answer::log_odds)
    }
}
