//! Anybody's file: a table of texts, what its columns are, and the records that come of it.
//!
//! Nothing that a person could use is refused, and nothing is guessed in silence: every decision is told with what it
//! touches, can be changed, and stands in the experiment ([`Options`]), so that the same file gives the same records again.
//!
//! [`Opening`] reads a file a little at a time: [`Table::read`] finds out encoding, separator and names and keeps each column's texts; [`Reading::of`] says what each
//! column is taken for and which is likely the label; [`Reading::records`] makes a data set of it.

mod cell;
mod class;
mod column;
mod error;
mod grid;
mod inspection;
mod label;
mod layout;
mod mapping;
mod opening;
mod options;
mod records;
mod row;
mod table;
mod text;
mod twin;
mod understanding;
pub mod version_1;
mod warning;

pub use cell::Notation;
pub use column::{ColumnKind, ColumnReading, LeftOut};
pub use error::ReadError;
pub use inspection::{ColumnSummary, Inspection, LabelSummary, SAID};
pub use label::Suggestion;
pub use layout::FirstRow;
pub use mapping::{ClassMapping, FeatureMapping, MappedRecords, Mapping, TextMapping};
pub use opening::{Opened, Opening};
pub use options::{Decisions, Options, runs};
pub use records::Records;
pub use row::Separator;
pub use table::{Column, Given, OddLines, Reader, Table};
pub use text::{Encoding, unpack};
pub use understanding::{Reading, SAMPLE};

/// The largest file, in bytes when unpacked, that a browser's tab takes.
pub const MAX_BYTES: usize = 64 << 20;

/// The records of a file of at most `limit` bytes unpacked.
///
/// # Errors
/// As [`Table::read`], [`Reading::of`] and [`Reading::records`].
pub fn read(bytes: &[u8], options: &Options, limit: usize) -> Result<Records, ReadError> {
    Reading::of(Table::read(bytes, options.given(), limit)?)?.records(options)
}

#[cfg(test)]
mod tests;
