//! Pictures of handwritten digits.

use super::kind::SourceKind;
use crate::dataset::Dataset;
use crate::reading::{ReadError, version_1};
use crate::seed::Seed;

/// scikit-learn's 8x8 digits, thresholded: 64 binary features, 10 classes.
pub struct Digits;

impl SourceKind for Digits {
    fn name(&self) -> &'static str {
        "digits"
    }

    fn title(&self) -> &'static str {
        "Digits"
    }

    fn summary(&self) -> &'static str {
        "Handwritten digits, 8 by 8 pixels, black or white (from the UCI repository, as scikit-learn ships them). The \
         class is the digit."
    }

    fn file(&self) -> Option<&'static str> {
        Some("data/digits.csv.gz")
    }

    fn records(&self, _values: &[f64], _seed: Seed, file: &[u8]) -> Result<Dataset, ReadError> {
        let mut dataset = version_1::read(file, &Default::default(), usize::MAX)?;
        dataset.set_picture(8, 8);
        Ok(dataset)
    }

    fn settings(&self) -> &'static [(&'static str, &'static str)] {
        // Few members, since a network that has seen many digits has little to learn by heart.
        &[
            ("n_members", "300"),
            ("n_non_members", "1197"),
            ("hidden", "64.64"),
            ("epochs", "60"),
            ("distance_groups", "3.4.5.6.7.8.9.10.12"),
            ("strong_membership.distances", "1.2.3.4.5.6.8.10.14.20.30"),
            ("attribute_inference.portion", "mrmr12"),
            ("attribute_inference.n_targets", "20"),
        ]
    }
}
