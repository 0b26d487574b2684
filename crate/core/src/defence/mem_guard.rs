//! MemGuard (Jia et al. 2019) at its strongest, as Choquette-Choo et al. 2021 (section 5.2) try it: any vector of
//! confidences may be released that keeps the label.

use super::kind::{ActsOn, DefenceKind};
use crate::mlp::argmax;

/// Of K classes the predicted one is released with 1/K + 0.001, all others share the rest equally: the answer says nothing
/// but the label.
pub struct MemGuard;

impl DefenceKind for MemGuard {
    fn name(&self) -> &'static str {
        "mem_guard"
    }

    fn title(&self) -> &'static str {
        "MemGuard"
    }

    fn summary(&self) -> &'static str {
        "Confidences are replaced by ones that fool an attacker but keep the label; here at its strongest, where they \
         are the same for every record of a label."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Answers
    }

    fn release(&self, _values: &[f64], logits: &mut [f32]) {
        const MORE: f64 = 1e-3;
        let (label, n_classes) = (argmax(logits), logits.len() as f64);
        logits.fill((1.0 / n_classes - MORE / (n_classes - 1.0)) as f32);
        logits[label] = (1.0 / n_classes + MORE) as f32;
    }
}
