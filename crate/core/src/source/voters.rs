//! Answers of real people.

use super::kind::SourceKind;
use crate::dataset::Dataset;
use crate::reading::{ReadError, version_1};
use crate::seed::Seed;

/// The 1996 American National Election Study: categorical and ordered attributes of people, the vote as the class.
pub struct Voters;

impl SourceKind for Voters {
    fn name(&self) -> &'static str {
        "voters"
    }

    fn title(&self) -> &'static str {
        "Voters (1996 survey)"
    }

    fn summary(&self) -> &'static str {
        "Answers of real people in the American National Election Study of 1996 (public domain). The class is the vote."
    }

    fn file(&self) -> Option<&'static str> {
        Some("data/voters.csv.gz")
    }

    fn records(&self, _values: &[f64], _seed: Seed, file: &[u8]) -> Result<Dataset, ReadError> {
        version_1::read(file, &Default::default(), usize::MAX)
    }

    fn settings(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("n_members", "320"),
            ("n_non_members", "320"),
            ("hidden", "64.64"),
            ("epochs", "100"),
            ("distance_groups", "2.3.4.5.6.7"),
            ("strong_membership.distances", "1.2.3.4.5.6"),
            ("attribute_inference.portion", "mrmr3"),
            ("attribute_inference.n_targets", "20"),
        ]
    }
}
