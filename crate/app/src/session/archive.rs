//! What is known of recorded results that ship with the page.

use super::part::Part;
use nearmiss::report::Recorded;
use nearmiss::sorted_map::SortedMap;

/// A preset's recorded result.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// It is being fetched.
    Fetching,
    /// The first worker is unpacking these bytes, or will be as soon as it can.
    Unpacking(Part<Vec<u8>>),
    /// There is none, or it can't be read.
    Absent,
    /// It is here.
    Here(Part<Recorded>),
}

/// Recorded results.
#[derive(Debug, Default)]
pub struct Archive {
    /// By preset, once looked at.
    pub records: SortedMap<&'static str, Record>,
}
