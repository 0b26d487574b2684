//! Records as a network takes them: inputs and labels.

use super::inputs::Inputs;

/// Inputs and labels of some records, in the order in which they are used.
#[derive(Debug, Clone)]
pub struct Sample {
    /// One row a record.
    pub inputs: Inputs,
    /// One class a record.
    pub labels: Vec<usize>,
}
