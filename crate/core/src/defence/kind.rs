//! What a kind of defence is.

use crate::loss;
use crate::parameter::Parameter;
use crate::train::Regularization;

/// What a defence changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActsOn {
    /// The network: it has to be trained anew.
    Training,
    /// What is released of the network's answer: at once.
    Answers,
}

/// A kind of defence.
pub trait DefenceKind: Sync {
    /// Registered name, in snake case.
    fn name(&self) -> &'static str;
    /// Its name in the page.
    fn title(&self) -> &'static str;
    /// What it does, in a sentence.
    fn summary(&self) -> &'static str;
    /// What it changes.
    fn acts_on(&self) -> ActsOn;
    /// What sets its strength, at most [`crate::parameter::MAX_PARAMETERS`].
    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }
    /// How many of the last of these may be left out of files and links, and are where they have their defaults.
    fn n_optional(&self) -> usize {
        0
    }
    /// Changes the training, given a value a parameter.
    fn regularize(&self, _values: &[f64], _regularization: &mut Regularization) {}
    /// Turns logits into the confidences that are released, in place, given a value a parameter. Only of a defence that acts
    /// on answers.
    fn release(&self, _values: &[f64], logits: &mut [f32]) {
        loss::softmax(logits);
    }
}
