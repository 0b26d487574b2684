//! A file as it was understood, for a person and for other programs.

use super::class::labelled;
use super::column::{ColumnKind, ColumnReading};
use super::error::ReadError;
use super::options::Options;
use super::row::Separator;
use super::table::Column;
use super::text::Encoding;
use super::understanding::Reading;
use super::warning;
use serde::{Deserialize, Serialize};

/// What speaks for a label that isn't the one suggested.
pub const SAID: &str = "You said so.";

/// What `nearmiss inspect` prints. Columns are counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// Records.
    pub rows: usize,
    /// Of the file; none if it couldn't be read.
    pub encoding: Option<Encoding>,
    /// Between cells.
    pub separator: Option<Separator>,
    /// Whether the first line holds names.
    pub header: bool,
    /// All columns, the label's among them.
    pub columns: Vec<ColumnSummary>,
    /// The label, as far as there is one.
    pub label: Option<LabelSummary>,
    /// Sentences to read before anything is computed.
    pub warnings: Vec<String>,
    /// Why the file is refused.
    pub error: Option<String>,
}

/// A column, for a person to look over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnSummary {
    /// No two columns share it.
    pub name: String,
    /// What it is taken for.
    pub kind: ColumnKind,
    /// Different values, holes not among them.
    pub distinct: usize,
    /// Holes.
    pub missing: usize,
    /// Why it is left out.
    pub left_out: Option<String>,
    /// The first few values.
    pub examples: Vec<String>,
}

/// The label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelSummary {
    /// From 1.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// Each class with the records that it has.
    pub classes: Vec<(String, usize)>,
    /// Whether it is plain that this is the label.
    pub certain: bool,
    /// What speaks for it.
    pub why: String,
}

impl Inspection {
    /// Of a file that can't be read.
    pub fn refused(error: &ReadError) -> Inspection {
        Inspection { error: Some(error.to_string()), ..Inspection::default() }
    }

    /// Of a file that was read, as it is taken by what a person said: an error where no label comes of that.
    pub fn of(reading: &Reading, given: &Options) -> Inspection {
        let labelled = reading.decide(given).and_then(|options| Ok((labelled(reading, &options)?, options)));
        let table = &reading.table;
        let (columns, label, warnings, error) = match labelled {
            Ok((labelled, options)) => {
                let columns = reading.decided(&options);
                let warnings = warning::warnings(table, &columns, &options, &labelled);
                (columns, label_summary(reading, &options, labelled.1), warnings, None)
            }
            Err(error) => (reading.columns.clone(), None, Vec::new(), Some(error.to_string())),
        };
        let summary = |(column, reading): (&Column, &ColumnReading)| ColumnSummary {
            name: column.name.clone(),
            kind: reading.kind,
            distinct: reading.n_distinct,
            missing: reading.n_missing,
            left_out: reading.left_out.map(|left_out| left_out.reason().to_string()),
            examples: reading.examples(column),
        };
        Inspection {
            rows: table.n_records(),
            encoding: Some(table.encoding),
            separator: Some(table.separator),
            header: table.has_names(),
            columns: table.columns.iter().zip(&columns).map(summary).collect(),
            label,
            warnings,
            error,
        }
    }
}

fn label_summary(reading: &Reading, options: &Options, classes: Vec<(String, usize)>) -> Option<LabelSummary> {
    let column = options.label?;
    let suggested = reading.suggestion.as_ref().filter(|suggestion| suggestion.column + 1 == column);
    Some(LabelSummary {
        column,
        name: reading.table.columns[column - 1].name.clone(),
        classes,
        certain: suggested.is_some_and(|suggestion| suggestion.is_certain),
        why: suggested.map_or_else(|| SAID.to_string(), |suggestion| suggestion.why.clone()),
    })
}
