//! No defence.

use super::kind::{ActsOn, DefenceKind};

/// The network as it is.
pub struct None;

impl DefenceKind for None {
    fn name(&self) -> &'static str {
        "none"
    }

    fn title(&self) -> &'static str {
        "None"
    }

    fn summary(&self) -> &'static str {
        "The network is trained to its end and shows its confidences as they are."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Training
    }
}
