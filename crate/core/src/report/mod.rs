//! What came out of an experiment.
//!
//! The types have parts, the JSON is flatter: a fingerprint covers every key of it, so that what it looks like stays.

mod findings;
mod pooled;
mod recorded;
mod strong_membership;
mod trial;
mod whole;

pub use findings::Findings;
pub use pooled::Pooled;
pub use recorded::Recorded;
pub use strong_membership::StrongMembershipReport;
pub use trial::{GuessReport, TrialReport};
pub use whole::{MergeError, ReadError, Report};
