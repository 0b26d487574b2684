//! What an attribute attack is, and what it is told about one record.

use crate::answer::finite;
use crate::loss;
use crate::membership::Needs;
use crate::mlp::argmax;
use ndarray::ArrayView2;

/// All that an attack may be told about one record whose completions it scores.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// completions x classes: the confidences that the service shows for each completion, after any defence.
    pub released: ArrayView2<'a, f32>,
    /// completions x classes: the logits behind them, only where the service shows exact confidences.
    pub logits: Option<ArrayView2<'a, f32>>,
    /// The record's true class, for attacks that are given it.
    pub label: usize,
    /// The probability of each completion by other people's marginals, a product over features.
    pub prior: &'a [f64],
    /// The probability of each completion by a logistic regression a feature on the known part, without the model.
    pub imputed: &'a [f64],
    /// The same by regressions on the known part and the class, for attacks that are told it.
    pub imputed_with_class: &'a [f64],
    /// By completion: the share of its noisy copies that are given the true class, where copies were asked about.
    pub agreement: Option<&'a [f64]>,
    /// Mean cross-entropy of the members, in nats: what the owner of the model may have published.
    pub mean_train_loss: f64,
}

impl Case<'_> {
    /// How many completions there are.
    pub fn n_completions(&self) -> usize {
        self.released.nrows()
    }

    /// An attack's scores, always finite: one that is no number counts as the lowest, and an infinite one as the nearest
    /// number.
    pub fn scores(&self, attack: &dyn AttributeAttack) -> Vec<f64> {
        attack.scores(self).into_iter().map(finite).collect()
    }

    /// The greatest confidence released for completion `idx`.
    pub(super) fn confidence(&self, idx: usize) -> f64 {
        let released = self.released(idx);
        f64::from(released[argmax(released)])
    }

    /// Whether completion `idx` is given the true class: the class of the greatest confidence released, the first of several.
    pub(super) fn is_right(&self, idx: usize) -> bool {
        argmax(self.released(idx)) == self.label
    }

    /// Cross-entropy of completion `idx` and the true class.
    pub(super) fn loss(&self, idx: usize) -> f64 {
        released_loss(self.released(idx), self.logits(idx), self.label)
    }

    pub(super) fn released(&self, idx: usize) -> &[f32] {
        self.released.row(idx).to_slice().expect("rows are contiguous")
    }

    pub(super) fn logits(&self, idx: usize) -> Option<&[f32]> {
        self.logits.as_ref().map(|logits| logits.row(idx).to_slice().expect("rows are contiguous"))
    }
}

/// The least float32 above 0: a confidence released as 0 counts as this one where its logarithm is taken.
pub(super) const LEAST: f64 = 1.401298464324817e-45;

/// Cross-entropy in nats, as far as it can be told from what is released: exactly by the logits, else -ln of the confidence
/// in `label`, at most 103.28.
pub(super) fn released_loss(released: &[f32], logits: Option<&[f32]>, label: usize) -> f64 {
    match logits {
        Some(logits) => loss::cross_entropy(logits, label),
        None => -libm::log(f64::from(released[label]).max(LEAST)),
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
    /// How sure it is of its guess, to be compared with that of other records: the best score, unless scores of several
    /// records have no common measure.
    fn certainty(&self, scores: &[f64]) -> f64 {
        scores.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}
