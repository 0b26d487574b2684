//! Only the greatest confidences (Shokri et al. 2017).

use super::kind::{ActsOn, DefenceKind};
use crate::loss::softmax;
use crate::order;
use crate::parameter::Parameter;

/// The k greatest confidences are released as they are, the others as 0; of equals the first classes count as greater.
pub struct TopK;

impl DefenceKind for TopK {
    fn name(&self) -> &'static str {
        "top_k"
    }

    fn title(&self) -> &'static str {
        "Top k"
    }

    fn summary(&self) -> &'static str {
        "Only the greatest confidences are released."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Answers
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[Parameter { name: "k", title: "k", default: 3.0, range: (1.0, 1000.0), whole: true }]
    }

    fn release(&self, values: &[f64], logits: &mut [f32]) {
        softmax(logits);
        let best_first = order::places(logits.len(), &mut |a, b| logits[b].total_cmp(&logits[a]));
        for class in best_first.into_iter().skip(values[0] as usize) {
            logits[class] = 0.0;
        }
    }
}
