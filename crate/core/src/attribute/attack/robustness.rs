//! Predicted classes of noisy copies: the random-noise attack of Choquette-Choo et al. (2021), asked about completions.

use super::case::{AttributeAttack, Case};
use crate::dataset::Schema;
use crate::membership::{Access, Needs, OtherData};
use crate::portion::Portion;
use crate::seed::Rng;
use ndarray::{Array1, ArrayView1};
use rand::RngExt;

/// The share of noisy copies of a completion that are given the true class; 0 where the completion itself isn't, as in
/// the paper's attack on membership. Without copies, 1 or 0 for the completion itself.
///
/// Noise falls on the known part alone, and a record's completions have the same noise: what differs between two scores
/// is what the unknown part does. Of few copies many completions keep their class in all, and tie.
pub struct Robustness;

/// Noisy copies of each completion that is given the true class.
pub const N_NOISY: usize = 300;
/// Known features changed in a copy, in the mean: one of the rates that the paper tunes among, 5 / d.
pub const N_FLIPPED: f64 = 5.0;
/// The greatest probability that a known feature is changed, where few are known.
pub const MAX_NOISE: f64 = 0.1;

impl AttributeAttack for Robustness {
    fn name(&self) -> &'static str {
        "robustness"
    }

    fn title(&self) -> &'static str {
        "Noise robustness"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Label, label: true, other_data: OtherData::None, n_queries: 1 + N_NOISY }
    }

    fn scores(&self, case: &Case<'_>) -> Vec<f64> {
        let of = |idx| match case.agreement {
            _ if !case.is_right(idx) => 0.0,
            Some(agreement) => agreement[idx],
            None => 1.0,
        };
        (0..case.n_completions()).map(of).collect()
    }
}

/// The record with noise on its known part: each known feature is changed to another of its values with probability
/// [`N_FLIPPED`] by the number of known features, or [`MAX_NOISE`] if that is less.
pub(super) fn noisy(schema: &Schema, portion: &Portion, values: ArrayView1<'_, f32>, rng: &mut Rng) -> Array1<f32> {
    let n_known = schema.features.len() - portion.unknown().len();
    let rate = (N_FLIPPED / n_known.max(1) as f64).min(MAX_NOISE);
    let mut noisy = values.to_owned();
    for (j, feature) in schema.features.iter().enumerate() {
        let n_values = feature.n_values();
        if portion.knows(j) && n_values > 1 && rng.random::<f64>() < rate {
            let shift = 1 + rng.random_range(0..n_values as u32 - 1) as usize;
            noisy[j] = feature.value((feature.value_idx(values[j]) + shift) % n_values);
        }
    }
    noisy
}
