//! Why an experiment can't be run.

use crate::dataset::SplitError;
use crate::portion::PortionError;

/// Why an experiment can't be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExperimentError {
    /// A format that this program doesn't know.
    #[error(
        "This experiment has version {version}; only versions up to {known} are known here. Reload the page, or update the program, to have its newest version."
    )]
    Version {
        /// As asked.
        version: u32,
        /// The newest that there is.
        known: u32,
    },
    /// A setting outside its range.
    #[error("{what} is {value}; it has to be {range}.")]
    Range {
        /// The setting, in words.
        what: &'static str,
        /// As asked.
        value: String,
        /// In words.
        range: String,
    },
    /// A number of a defence or of a data set outside its range.
    #[error("{title}: {what} is {value}; it has to be {range}.")]
    Parameter {
        /// What it is of.
        title: &'static str,
        /// The number, in words.
        what: &'static str,
        /// As asked.
        value: f64,
        /// In words.
        range: String,
    },
    /// Numbers of a data set that don't fit each other.
    #[error("{0}")]
    Source(String),
    /// The data can't be split so.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// The unknown part is none.
    #[error(transparent)]
    Portion(#[from] PortionError),
    /// No such record.
    #[error("There is no record number {number} among the {n} {side}.")]
    Target {
        /// As asked, from 1.
        number: usize,
        /// On that side.
        n: usize,
        /// In words.
        side: &'static str,
    },
}
