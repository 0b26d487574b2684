//! Adversarial regularization (Nasr, Shokri and Houmansadr 2018).

use super::kind::{ActsOn, DefenceKind};
use crate::parameter::Parameter;
use crate::train::Regularization;

/// min over f, max over h, of the loss of f plus λ log h(f(x), y): h, a network of its own, learns to tell members from
/// records that stand on neither side of the split, and f to fool it.
pub struct Adversarial;

impl DefenceKind for Adversarial {
    fn name(&self) -> &'static str {
        "adversarial"
    }

    fn title(&self) -> &'static str {
        "Adversarial regularization"
    }

    fn summary(&self) -> &'static str {
        "The network learns to fool an attacker who learns beside it, on records that stand on neither side; without \
         such records nothing changes."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Training
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[Parameter { name: "lambda", title: "λ", default: 1.0, range: (0.0, 1000.0), whole: false }]
    }

    fn regularize(&self, values: &[f64], regularization: &mut Regularization) {
        regularization.adversary = values[0] as f32;
    }
}
