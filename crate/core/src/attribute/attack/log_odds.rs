//! The main paper's attack without its saturation: the log-odds of the top class.

use super::case::{AttributeAttack, Case, LEAST};
use crate::answer::Answer;
use crate::membership::{Access, Needs, OtherData};
use crate::mlp::argmax;

/// The logit of max-confidence: z_top - log sum_{k != top} exp(z_k) by the logits; where none are released, ln p_top -
/// ln sum_{k != top} p_k by the confidences, neither of the two taken as less than the least float32.
pub struct LogOdds;

impl AttributeAttack for LogOdds {
    fn name(&self) -> &'static str {
        "log_odds"
    }

    fn title(&self) -> &'static str {
        "Log-odds"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Logits, label: false, other_data: OtherData::None, n_queries: 1 }
    }

    fn scores(&self, case: &Case<'_>) -> Vec<f64> {
        let of = |idx| {
            case.logits(idx).map_or_else(
                || of_shown(case.released(idx)),
                |logits| Answer::of(logits, 0).log_odds_of(argmax(logits)),
            )
        };
        (0..case.n_completions()).map(of).collect()
    }
}

fn of_shown(released: &[f32]) -> f64 {
    let top = argmax(released);
    let others = released.iter().enumerate().filter(|(k, _)| *k != top);
    let rest = others.fold(0.0, |sum, (_, p)| sum + f64::from(*p));
    libm::log(f64::from(released[top]).max(LEAST)) - libm::log(rest.max(LEAST))
}
