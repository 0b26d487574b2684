//! Labels that aren't quite certain (Szegedy et al. 2016).

use super::kind::{ActsOn, DefenceKind};
use crate::parameter::Parameter;
use crate::train::Regularization;

/// The network learns (1 - ε) onehot(y) + ε / K instead of onehot(y), of K classes.
pub struct LabelSmoothing;

impl DefenceKind for LabelSmoothing {
    fn name(&self) -> &'static str {
        "label_smoothing"
    }

    fn title(&self) -> &'static str {
        "Label smoothing"
    }

    fn summary(&self) -> &'static str {
        "The network learns labels that give every other class a small share, so that it is never taught certainty."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Training
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[Parameter { name: "epsilon", title: "ε", default: 0.2, range: (0.0, 0.99), whole: false }]
    }

    fn regularize(&self, values: &[f64], regularization: &mut Regularization) {
        regularization.smoothing = values[0] as f32;
    }
}
