//! Confidences made flat (Shokri et al. 2017).

use super::kind::{ActsOn, DefenceKind};
use super::rounding::round;
use crate::loss::softmax;
use crate::parameter::Parameter;

/// The softmax of z / T, rounded to d decimals; 7 decimals are about all that float32 has.
pub struct Temperature;

impl DefenceKind for Temperature {
    fn name(&self) -> &'static str {
        "temperature"
    }

    fn title(&self) -> &'static str {
        "Temperature and rounding"
    }

    fn summary(&self) -> &'static str {
        "Logits are divided by a temperature, which brings confidences close together; with few decimals they become \
         equal."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Answers
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[
            Parameter { name: "temperature", title: "T", default: 20.0, range: (0.01, 1000.0), whole: false },
            Parameter { name: "decimals", title: "decimals", default: 2.0, range: (0.0, 7.0), whole: true },
        ]
    }

    fn release(&self, values: &[f64], logits: &mut [f32]) {
        let temperature = values[0] as f32;
        logits.iter_mut().for_each(|z| *z /= temperature);
        softmax(logits);
        if values[1] < 7.0 {
            round(logits, values[1] as u32);
        }
    }
}
