//! Scores of which several are of one record or person.

/// One side's scores that come in clusters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clustered {
    pub(super) scores: Vec<f64>,
    pub(super) clusters: Vec<usize>,
}
