//! Why a file, or what is asked of it, is refused: each reason told with its place and with what to do.

use crate::dataset::DatasetError;
use crate::gzip::GzipError;

/// Why a file is no table of records, or can't be used as asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("The file is empty. Choose a CSV file with one record a line.")]
    Empty,
    /// Too much for a browser's tab.
    #[error(
        "The file is larger than {} MB when unpacked, more than a browser tab holds. Keep fewer rows or columns, or use the command.",
        limit >> 20
    )]
    TooLarge {
        /// Bytes that are accepted.
        limit: usize,
    },
    /// Broken compression.
    #[error(
        "The file begins like a gzip file but can't be unpacked ({0}). Unpack it first, or choose the CSV file itself."
    )]
    Gzip(GzipError),
    /// Something else.
    #[error("This is {what}, no CSV file. {remedy}.")]
    NoTable {
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Bytes that no text has.
    #[error("The file isn't text: it holds bytes that stand for no character. Save the table as CSV.")]
    NoText,
    /// No separator found.
    #[error(
        "Line {line} has a single cell, and so have the others: nothing separates columns. Columns are separated by commas, semicolons, tabs, bars or blanks."
    )]
    OneColumn {
        /// The first, from 1.
        line: u64,
    },
    /// Names alone, or not even those.
    #[error("The file has {n_records} record(s) below its header; at least {least} are needed.", least = crate::Dataset::MIN_RECORDS)]
    NoRecords {
        /// Lines below the header.
        n_records: usize,
    },
    /// Rows of unequal length.
    #[error(
        "Line {line} has {found} cell(s), but {n_others} others have {expected}, and {n_odd} lines in all are odd. Correct them, or choose what separates the cells."
    )]
    Ragged {
        /// The first odd one, from 1.
        line: u64,
        /// Cells there.
        found: usize,
        /// Cells of most lines.
        expected: usize,
        /// How many lines have so many.
        n_others: usize,
        /// How many haven't.
        n_odd: usize,
    },
    /// Cells of an odd line that a quote swallowed.
    #[error(
        "A quote opens on line {line} and isn't closed where it should be. Close it, or double a quote within a cell."
    )]
    StrayQuote {
        /// From 1.
        line: u64,
    },
    /// Too wide.
    #[error("The file has {n_columns} columns; at most {most} are taken. Keep the columns that matter.")]
    TooManyColumns {
        /// In the file.
        n_columns: usize,
        /// Accepted.
        most: usize,
    },
    /// A column that isn't there.
    #[error("There is no column number {column}: the file has {n_columns} columns.")]
    NoSuchColumn {
        /// From 1.
        column: usize,
        /// In the file.
        n_columns: usize,
    },
    /// A column by a name that none has.
    #[error("There is no column “{name}”; the columns are {names}.")]
    NoSuchName {
        /// As asked.
        name: String,
        /// The first few there are.
        names: String,
    },
    /// No column can be the label.
    #[error(
        "No column can be the label: each has one value only, or a different one in nearly every line. Add a column with a few classes."
    )]
    NoLabel,
    /// Nobody has said which column is the label, and it isn't plain.
    #[error("Which column is the label isn't certain: name it with --label. The likeliest are {candidates}.")]
    LabelOpen {
        /// The columns that come into question.
        candidates: String,
    },
    /// Text that a column of numbers has.
    #[error(
        "Column {column} (“{name}”) can't be read as numbers: line {line} holds “{cell}”. Take the column for categories."
    )]
    NoNumbers {
        /// From 1.
        column: usize,
        /// Its name.
        name: String,
        /// Of the first cell that is none, from 1.
        line: u64,
        /// What stands there.
        cell: String,
    },
    /// More or fewer than two values.
    #[error(
        "Column {column} (“{name}”) has {n_values} different values, so it can't be read as two. Take it for categories or numbers."
    )]
    NotTwo {
        /// From 1.
        column: usize,
        /// Its name.
        name: String,
        /// Different values, holes not among them.
        n_values: usize,
    },
    /// A cell that a network knows nothing of.
    #[error("Line {line}, column {column} (“{name}”) holds “{cell}”; the network knows {wanted}.")]
    Unmapped {
        /// From 1.
        line: u64,
        /// From 1.
        column: usize,
        /// Its name.
        name: String,
        /// What stands there.
        cell: String,
        /// What could.
        wanted: String,
    },
    /// The label has as many values as there are records.
    #[error(
        "Column {column} (“{name}”) has {n_classes} different values in {n_records} records: as the label it would be an identifier. Choose a column with few values."
    )]
    TooManyClasses {
        /// From 1.
        column: usize,
        /// Its name.
        name: String,
        /// Different values.
        n_classes: usize,
        /// Records that have a label.
        n_records: usize,
    },
    /// Amounts can't be cut into so many.
    #[error("The label can't be cut into {asked} classes; 2 to {most} can be had.")]
    Cut {
        /// As asked.
        asked: usize,
        /// The most there can be.
        most: usize,
    },
    /// A sample too small to hold every class.
    #[error("A sample of {sample} records is too small for {n_classes} classes: take at least {least}.")]
    SmallSample {
        /// As asked.
        sample: usize,
        /// Of the label.
        n_classes: usize,
        /// Records that are needed.
        least: usize,
    },
    /// What version 1 refused.
    #[error(
        "The experiment is of version 1, which can't take line {line} as it is. Open the file without the experiment."
    )]
    Version1 {
        /// From 1.
        line: u64,
    },
    /// The rules are of a later version.
    #[error(
        "The experiment's “csv” follows rules number {0}, which this version doesn't know. Open it with a newer one."
    )]
    Rules(u32),
    /// The records make no data set.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
}

impl ReadError {
    /// Whether another encoding, separator or first line might make a table of the file.
    pub fn is_of_layout(&self) -> bool {
        matches!(
            self,
            ReadError::OneColumn { .. }
                | ReadError::Ragged { .. }
                | ReadError::StrayQuote { .. }
                | ReadError::NoText
                | ReadError::NoRecords { .. }
        )
    }
}
