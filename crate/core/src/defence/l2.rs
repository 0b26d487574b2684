//! A penalty on large weights.

use super::kind::{ActsOn, DefenceKind};
use crate::parameter::Parameter;
use crate::train::Regularization;

/// λ/2 Σ w² over weights (not biases) is added to the mean loss in training: its gradient is λ w.
pub struct L2;

impl DefenceKind for L2 {
    fn name(&self) -> &'static str {
        "l2"
    }

    fn title(&self) -> &'static str {
        "L2 penalty"
    }

    fn summary(&self) -> &'static str {
        "Large weights are punished in training, so that single records leave less of a trace."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Training
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[Parameter { name: "lambda", title: "λ", default: 0.01, range: (0.0, 10.0), whole: false }]
    }

    fn regularize(&self, values: &[f64], regularization: &mut Regularization) {
        regularization.l2 = values[0] as f32;
    }
}
