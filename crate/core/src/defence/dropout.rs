//! Units left out at random in training (Srivastava et al. 2014).

use super::kind::{ActsOn, DefenceKind};
use crate::parameter::Parameter;
use crate::train::Regularization;

/// In each step each hidden unit of each record is zero with probability p, else its output is divided by 1 - p;
/// answers come from the whole network.
pub struct Dropout;

impl DefenceKind for Dropout {
    fn name(&self) -> &'static str {
        "dropout"
    }

    fn title(&self) -> &'static str {
        "Dropout"
    }

    fn summary(&self) -> &'static str {
        "In each training step a random part of the hidden units is left out."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Training
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[Parameter { name: "rate", title: "rate", default: 0.5, range: (0.0, 0.95), whole: false }]
    }

    fn regularize(&self, values: &[f64], regularization: &mut Regularization) {
        regularization.dropout = values[0] as f32;
    }
}
