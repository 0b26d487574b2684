//! Synthetic purchases, after the Purchase data of the literature.

use super::kind::SourceKind;
use crate::dataset::{Dataset, synthetic};
use crate::parameter::Parameter;
use crate::reading::ReadError;
use crate::seed::Seed;

/// 600 binary features; the classes are found by k-means.
pub struct Purchases;

/// Numbers of classes, as in the paper.
pub const PURCHASE_CLASSES: [usize; 5] = [2, 10, 20, 50, 100];

impl SourceKind for Purchases {
    fn name(&self) -> &'static str {
        "purchases"
    }

    fn title(&self) -> &'static str {
        "Purchases (synthetic)"
    }

    fn summary(&self) -> &'static str {
        "Made-up customers: who bought from which of 600 kinds of goods. The class is a style of shopping, found by \
         k-means, as in the paper; its purchase data isn't public, so how alike the two are is unknown."
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[
            Parameter {
                name: "n_records",
                title: "Records made",
                default: 4800.0,
                range: (100.0, 20_000.0),
                whole: true,
            },
            Parameter { name: "n_classes", title: "Classes", default: 10.0, range: (2.0, 100.0), whole: true },
        ]
    }

    fn problem(&self, values: &[f64]) -> Option<String> {
        let [n_records, n_classes] = [values[0], values[1]];
        (10.0 * n_classes > n_records).then(|| {
            format!("Purchases: Classes is {n_classes}; it has to be at most a tenth of the {n_records} records.")
        })
    }

    fn records(&self, values: &[f64], seed: Seed, _file: &[u8]) -> Result<Dataset, ReadError> {
        Ok(synthetic::purchases(values[0] as usize, values[1] as usize, seed))
    }

    fn settings(&self) -> &'static [(&'static str, &'static str)] {
        // Lower edges that spread the non-members of 10,000 purchases over groups of like size, and show the tail.
        &[("distance_groups", "39.43.47.51.55.60.66.76.91.110.150")]
    }
}
