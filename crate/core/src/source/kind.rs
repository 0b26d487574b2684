//! What a data set is.

use crate::dataset::Dataset;
use crate::parameter::Parameter;
use crate::reading::ReadError;
use crate::seed::Seed;

/// A data set that everybody can have: drawn from a seed, or read from a file that ships with the page.
pub trait SourceKind: Sync {
    /// Registered name, in snake case.
    fn name(&self) -> &'static str;

    /// Its name in the page.
    fn title(&self) -> &'static str;

    /// What it is, in a sentence or two.
    fn summary(&self) -> &'static str;

    /// What it takes, at most [`crate::parameter::MAX_PARAMETERS`].
    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    /// Whether values that are in their ranges also fit each other: if not, what is wrong, in a sentence.
    fn problem(&self, _values: &[f64]) -> Option<String> {
        None
    }

    /// Where these records are known to behave otherwise than the real ones that they stand for, in sentences to be put beside
    /// figures 1 and 3 of the main paper.
    fn differs(&self) -> Option<&'static str> {
        None
    }

    /// The file that ships with the page, by its path there; none if the records are drawn.
    fn file(&self) -> Option<&'static str> {
        None
    }

    /// Draws or reads the records, given a value a parameter and what is in the file.
    ///
    /// # Errors
    /// Where the file is no table of records.
    fn records(&self, values: &[f64], seed: Seed, file: &[u8]) -> Result<Dataset, ReadError>;

    /// Settings, by name and as in a link, in which the page's experiment on these data differs from the one on
    /// check-ins.
    fn settings(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
}
