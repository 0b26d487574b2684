//! Why a file is refused, each reason told with its place and with what to do.

use super::limit::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_LEVELS};
use crate::dataset::DatasetError;
use crate::gzip::GzipError;

/// Why a file is no table of records.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CsvError {
    /// Nothing in it.
    #[error("The file is empty. Choose a CSV file with one record a line.")]
    Empty,
    /// Too much to hold in a tab several times.
    #[error("The file is larger than {} MB when unpacked, more than a browser tab can train on. Keep fewer rows or columns.", MAX_BYTES >> 20)]
    TooLarge,
    /// Broken compression.
    #[error(
        "The file begins like a gzip file but can't be unpacked ({0}). Unpack it first, or choose the CSV file itself."
    )]
    Gzip(GzipError),
    /// Not CSV.
    #[error("Line {line} can't be read as CSV: {reason}.")]
    Malformed {
        /// From 1.
        line: u64,
        /// In the CSV reader's words.
        reason: String,
    },
    /// Rows of unequal length.
    #[error("Line {line} has {found} cells, but the first line has {expected}. Every line needs the same number.")]
    Ragged {
        /// From 1.
        line: u64,
        /// Cells there.
        found: usize,
        /// Cells of the first line.
        expected: usize,
    },
    /// Too wide.
    #[error("The file has {0} columns; at most {max} are taken. Keep the columns that matter.", max = MAX_COLUMNS)]
    TooManyColumns(usize),
    /// Too much to hold in a tab several times.
    #[error("The file has more than {max} cells; no more are taken. Keep fewer rows or columns.", max = MAX_CELLS)]
    TooManyCells,
    /// A hole.
    #[error("Line {line}, column “{column}” is empty. Fill the cell or remove the row.")]
    EmptyCell {
        /// From 1.
        line: u64,
        /// Its name.
        column: String,
    },
    /// Text, NaN or infinity among numbers.
    #[error(
        "Line {line}, column “{column}” holds “{cell}”, which is no finite number, while the column is numeric. Correct the cell, or set the column to categories."
    )]
    NotANumber {
        /// From 1.
        line: u64,
        /// Its name.
        column: String,
        /// What stands there.
        cell: String,
    },
    /// Something else among zeros and ones.
    #[error("Line {line}, column “{column}” holds “{cell}”, but the column is set to 0 or 1.")]
    NotBinary {
        /// From 1.
        line: u64,
        /// Its name.
        column: String,
        /// What stands there.
        cell: String,
    },
    /// Free text or an identifier.
    #[error("Column “{column}” has {n_levels} different texts, more than {max}: it looks like free text or an identifier. Leave the column out.", max = MAX_LEVELS)]
    TooManyLevels {
        /// Its name.
        column: String,
        /// Different cells.
        n_levels: usize,
    },
    /// The label's column isn't there.
    #[error("There is no column number {column}: the file has {n_columns} columns.")]
    NoSuchColumn {
        /// From 1.
        column: usize,
        /// In the file.
        n_columns: usize,
    },
    /// The records make no data set.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
}
