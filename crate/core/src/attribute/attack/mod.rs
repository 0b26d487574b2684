//! Attribute inference beyond the main paper's attack: the literature's scores for the completions of a portion, each told
//! the same answers of the model, so that what differs is what an attack makes of them.
//!
//! One attack, one file, one line in [`ATTRIBUTE_ATTACKS`]. An [`AttributeAttackRun`] plays all of them against the same
//! records, together with the guesses that need no model; an [`AttributeMatrix`] sums up.

mod confidence;
mod csmia;
mod guess;
mod imputed_confidence;
mod log_odds;
mod lomia;
mod matrix;
mod robustness;
mod run;
#[cfg(test)]
mod tests;
mod yeom_loss;

pub use crate::membership::Needs;
pub use guess::{Guess, Guessed};
pub use matrix::{AttributeMatrix, AttributeRow, AttributeSide, ModelAdds};
pub use robustness::{MAX_NOISE, N_FLIPPED, N_NOISY};
pub use run::AttributeAttackRun;

use crate::loss;
use crate::mlp::argmax;
use ndarray::ArrayView2;

/// All that an attack may be told about one record whose completions it scores.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// completions x classes: the confidences that the service shows for each completion, after any defence.
    pub shown: ArrayView2<'a, f32>,
    /// completions x classes: the logits behind them, only where the service shows exact confidences.
    pub logits: Option<ArrayView2<'a, f32>>,
    /// The record's true class, for attacks that are given it.
    pub label: usize,
    /// The probability of each completion by other people's marginals, a product over features.
    pub prior: &'a [f64],
    /// The probability of each completion by a logistic regression a feature on the known part, without the model.
    pub imputed: &'a [f64],
    /// By completion: the share of its noisy copies that are given the true class, where copies were asked about.
    pub agreement: Option<&'a [f64]>,
    /// Mean cross-entropy of the members, in nats: what the owner of the model may have published.
    pub mean_train_loss: f64,
}

impl Case<'_> {
    /// How many completions there are.
    pub fn n_completions(&self) -> usize {
        self.shown.nrows()
    }

    /// An attack's scores, always finite: one that is no number counts as the lowest, and an infinite one as the nearest
    /// number.
    pub fn scores(&self, attack: &dyn AttributeAttack) -> Vec<f64> {
        let finite = |score: f64| if score.is_nan() { f64::MIN } else { score.clamp(f64::MIN, f64::MAX) };
        attack.scores(self).into_iter().map(finite).collect()
    }

    /// The greatest confidence shown for completion `idx`.
    fn confidence(&self, idx: usize) -> f64 {
        let shown = self.shown(idx);
        f64::from(shown[argmax(shown)])
    }

    /// Whether completion `idx` is given the true class: the class of the greatest confidence shown, the first of several.
    fn is_right(&self, idx: usize) -> bool {
        argmax(self.shown(idx)) == self.label
    }

    /// Cross-entropy of completion `idx` and the true class.
    fn loss(&self, idx: usize) -> f64 {
        shown_loss(self.shown(idx), self.logits(idx), self.label)
    }

    fn shown(&self, idx: usize) -> &[f32] {
        self.shown.row(idx).to_slice().expect("rows are contiguous")
    }

    fn logits(&self, idx: usize) -> Option<&[f32]> {
        self.logits.as_ref().map(|logits| logits.row(idx).to_slice().expect("rows are contiguous"))
    }
}

/// The least float32 above 0: a confidence shown as 0 counts as this one where its logarithm is taken.
const LEAST: f64 = 1.401298464324817e-45;

/// Cross-entropy in nats, as far as it can be told from what is shown: exactly by the logits, else -ln of the confidence
/// in `label`, at most 103.28.
fn shown_loss(shown: &[f32], logits: Option<&[f32]>, label: usize) -> f64 {
    match logits {
        Some(logits) => loss::cross_entropy(logits, label),
        None => -libm::log(f64::from(shown[label]).max(LEAST)),
    }
}

/// A score for each completion of a record, higher for what is guessed first.
///
/// The literature's attacks guess one sensitive attribute; here a *value* of it is a completion of the whole portion.
pub trait AttributeAttack: Sync {
    /// Registered name, in snake case.
    fn name(&self) -> &'static str;
    /// Its name in the page.
    fn title(&self) -> &'static str;
    /// What it has to be given; questions are counted for each completion.
    fn needs(&self) -> Needs;
    /// One score a completion. Completions that share the best one are all guessed, with the same weight.
    fn scores(&self, case: &Case<'_>) -> Vec<f64>;
}

/// Every attack that scores completions.
pub const ATTRIBUTE_ATTACKS: [&dyn AttributeAttack; 7] = [
    &confidence::Confidence,
    &log_odds::LogOdds,
    &yeom_loss::YeomLoss,
    &csmia::Csmia,
    &lomia::Lomia,
    &robustness::Robustness,
    &imputed_confidence::ImputedConfidence,
];

/// The attack registered under `name`.
pub fn attack(name: &str) -> Option<&'static dyn AttributeAttack> {
    ATTRIBUTE_ATTACKS.into_iter().find(|a| a.name() == name)
}
