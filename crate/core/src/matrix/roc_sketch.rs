//! A ROC curve in few numbers, at false-positive rates that are evenly spaced on a logarithmic axis.

use crate::roc::Ranked;
use serde::{Deserialize, Serialize};

/// True-positive rates at [`RocSketch::fprs`], the mean over trainings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RocSketch {
    /// One a rate.
    pub tprs: Vec<f64>,
}

/// Rates in a factor of ten.
const N_A_DECADE: usize = 8;
/// The last of them is 1.
const N: usize = 3 * N_A_DECADE + 1;

impl RocSketch {
    /// From .001 to 1.
    pub fn fprs() -> impl Iterator<Item = f64> {
        (0..N).map(|n| libm::pow(10.0, n as f64 / N_A_DECADE as f64 - 3.0))
    }

    /// Of one ranking a training.
    pub(super) fn of(ranked: &[Ranked]) -> RocSketch {
        let fprs: Vec<f64> = RocSketch::fprs().collect();
        let mut tprs = vec![0.0; fprs.len()];
        for of_training in ranked {
            let more = of_training.tprs(&fprs);
            tprs.iter_mut().zip(more).for_each(|(sum, tpr)| *sum += tpr / ranked.len() as f64);
        }
        // Five digits are more than are seen.
        tprs.iter_mut().for_each(|tpr| *tpr = libm::round(1e5 * *tpr) / 1e5);
        RocSketch { tprs }
    }
}
