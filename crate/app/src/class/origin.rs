//! Which experiment a result is of, whatever the student's number.

use super::number::without_number;
use nearmiss::Experiment;
use nearmiss::experiment::{AttributeConfig, Checked};
use nearmiss::work::sha256_of;

/// Digests, of 28 bits each, of all that the four numbers depend on but the student's number. Another experiment has the
/// same one time in 2.7e8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// With what is asked about attributes, for results that have [`super::Measure::Guessed`].
    asked: u32,
    /// Without it.
    unasked: u32,
}

impl Origin {
    /// Of an experiment. Which record is looked at, by which score it is guessed, and attacks on defences don't count: none
    /// of the four numbers depends on them.
    pub fn of(experiment: &Checked) -> Origin {
        let base = Experiment {
            seed: without_number(experiment.seed),
            paper: None,
            matrix: None,
            attribute_inference: Experiment::default().attribute_inference,
            ..Experiment::clone(experiment)
        };
        let AttributeConfig { portion, n_targets, .. } = experiment.attribute_inference.clone();
        let attribute = AttributeConfig { portion, n_targets, ..base.attribute_inference.clone() };
        let asked = Experiment { attribute_inference: attribute, ..base.clone() };
        Origin { asked: digest(&asked), unasked: digest(&base) }
    }

    /// The digest of a result with, or without, [`super::Measure::Guessed`].
    pub(super) fn digest(self, is_asked: bool) -> u32 {
        if is_asked { self.asked } else { self.unasked }
    }
}

/// The first 28 bits of the SHA-256 of its JSON.
fn digest(experiment: &Experiment) -> u32 {
    let json = nearmiss::json::write(experiment);
    let digits = sha256_of(json.as_bytes());
    digits.chars().take(7).fold(0, |bits, digit| bits << 4 | digit.to_digit(16).unwrap_or_default())
}
