//! What the browser keeps across a reload.

use super::event::Lack;
use super::offer::Offer;

/// What the browser keeps across a reload, and what it doesn't.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// Whether the browser is being asked for finished units.
    pub is_recovering: bool,
    /// Whether a person has said that the browser should keep nothing of the present experiment.
    pub keeps_nothing: bool,
    /// Whether work has begun in this tab: then what was kept is of this sitting, and nobody needs to be asked.
    pub has_begun: bool,
    /// What it had.
    pub offer: Option<Offer>,
    /// What it doesn't do, as far as it has shown.
    pub lacks: Vec<Lack>,
}
