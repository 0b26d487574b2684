//! Finished units that a person is asked about.

use crate::message::Model;
use nearmiss::work::Kept;

/// Units that were finished before the page was closed, with their models.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// Each with its model, of a training.
    pub entries: Vec<(Kept, Option<Model>)>,
}
