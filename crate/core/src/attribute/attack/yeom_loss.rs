//! A loss as small as a member's, weighed against how frequent the values are (Yeom et al. 2018).

use super::case::{AttributeAttack, Case};
use crate::membership::{Access, Needs, OtherData};

/// ln of Pr\[v\] N(0, s).pdf(loss(x_v, y)), less what is the same for all v: ln Pr\[v\] - loss² / (2 s²). The standard
/// deviation s is the mean loss of the members, the attack's guess of how a member's loss spreads; here v is a
/// completion and Pr its prior.
pub struct YeomLoss;

/// The least s: a training loss of 0 would leave nothing to divide by.
const LEAST_SPREAD: f64 = 1e-12;

impl AttributeAttack for YeomLoss {
    fn name(&self) -> &'static str {
        "yeom_loss"
    }

    fn title(&self) -> &'static str {
        "Loss and prior (Yeom)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: OtherData::Frequencies, n_queries: 1 }
    }

    fn scores(&self, case: &Case<'_>) -> Vec<f64> {
        let spread = case.mean_train_loss.max(LEAST_SPREAD);
        let of = |(idx, prior): (usize, &f64)| {
            let off = case.loss(idx) / spread;
            libm::log(*prior) - off * off / 2.0
        };
        case.prior.iter().enumerate().map(of).collect()
    }

    /// The probability that the scores, logarithms each with a constant of its record, give to the best completion.
    fn certainty(&self, scores: &[f64]) -> f64 {
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        1.0 / scores.iter().fold(0.0, |sum, score| sum + libm::exp(score - best))
    }
}
