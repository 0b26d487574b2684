//! Nothing but the label (Choquette-Choo et al. 2021).

use super::{ActsOn, DefenceKind};
use crate::mlp::argmax;

/// The predicted class is shown with confidence 1.
pub struct LabelOnly;

impl DefenceKind for LabelOnly {
    fn name(&self) -> &'static str {
        "label_only"
    }

    fn title(&self) -> &'static str {
        "Label only"
    }

    fn summary(&self) -> &'static str {
        "Only the predicted class is shown."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Answers
    }

    fn show(&self, _values: &[f64], logits: &mut [f32]) {
        let label = argmax(logits);
        logits.fill(0.0);
        logits[label] = 1.0;
    }
}
