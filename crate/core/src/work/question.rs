//! What attribute inference is asked.

use serde::{Deserialize, Serialize};

/// What attribute inference is asked, as it comes to in one trial.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The record looked at in the first repeat, by its index in the data.
    pub record: usize,
    /// The unknown features.
    pub unknown: Vec<usize>,
    /// Ways to complete a record.
    pub n_completions: usize,
    /// Records to be guessed, of members and of non-members.
    pub n_targets: [usize; 2],
    /// Of members and of non-members to be guessed: the cluster of each, where several records of own data are of one.
    pub clusters: Option<[Vec<usize>; 2]>,
}
