//! Nothing but the label (Choquette-Choo et al. 2021).

use super::kind::{ActsOn, DefenceKind};
use crate::mlp::argmax;

/// The predicted class is released with confidence 1.
pub struct LabelOnly;

impl DefenceKind for LabelOnly {
    fn name(&self) -> &'static str {
        "label_only"
    }

    fn title(&self) -> &'static str {
        "Label only"
    }

    fn summary(&self) -> &'static str {
        "Only the predicted class is released."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Answers
    }

    fn release(&self, _values: &[f64], logits: &mut [f32]) {
        let label = argmax(logits);
        logits.fill(0.0);
        logits[label] = 1.0;
    }
}
