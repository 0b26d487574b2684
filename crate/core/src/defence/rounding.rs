//! Confidences with few digits (Shokri et al. 2017).

use super::kind::{ActsOn, DefenceKind};
use crate::loss::softmax;
use crate::parameter::Parameter;

/// Confidences are rounded to d decimals.
pub struct Rounding;

impl DefenceKind for Rounding {
    fn name(&self) -> &'static str {
        "rounding"
    }

    fn title(&self) -> &'static str {
        "Rounding"
    }

    fn summary(&self) -> &'static str {
        "Confidences are released with few decimals."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Answers
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[Parameter { name: "decimals", title: "decimals", default: 2.0, range: (0.0, 7.0), whole: true }]
    }

    fn release(&self, values: &[f64], logits: &mut [f32]) {
        softmax(logits);
        round(logits, values[0] as u32);
    }
}

/// Rounds to so many decimals, halves away from zero.
pub(super) fn round(confidences: &mut [f32], decimals: u32) {
    let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
    for p in confidences {
        *p = ((f64::from(*p) * scale + 0.5).floor() / scale) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_decimals_are_two_decimals() {
        let mut p = [0.994_9, 0.005_1, 0.0];
        round(&mut p, 2);
        assert_eq!(p, [0.99, 0.01, 0.0]);
    }
}
