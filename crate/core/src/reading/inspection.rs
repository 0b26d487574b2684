//! A file as it was understood, for a person and for other programs.

use super::column::{ColumnKind, ColumnReading};
use super::error::ReadError;
use super::label::{self, Suggestion};
use super::layout::FirstRow;
use super::row::Separator;
use super::table::Table;
use super::text::Encoding;
use super::warning;
use serde::{Deserialize, Serialize};

/// A table with what was found out about it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// As texts.
    pub table: Table,
    /// By column.
    pub columns: Vec<ColumnReading>,
    /// The likeliest label; none where no column can be one.
    pub suggestion: Option<Suggestion>,
}

impl Reading {
    /// Looks at a table.
    ///
    /// # Errors
    /// Too few records.
    pub fn of(table: Table) -> Result<Reading, ReadError> {
        let n_records = table.n_records();
        if n_records < crate::Dataset::MIN_RECORDS {
            return Err(ReadError::NoRecords { n_records });
        }
        let columns: Vec<ColumnReading> =
            table.columns.iter().map(|column| ColumnReading::of(column, table.separator)).collect();
        let suggestion = label::suggest(&table, &columns);
        Ok(Reading { table, columns, suggestion })
    }
}

impl Reading {
    /// The number, from 1, of the column that goes by this name or number.
    ///
    /// # Errors
    /// There is none.
    pub fn column(&self, asked: &str) -> Result<usize, ReadError> {
        let n_columns = self.columns.len();
        if let Some(place) = self.table.columns.iter().position(|column| column.name == asked) {
            return Ok(place + 1);
        }
        match asked.parse() {
            Ok(column) if (1..=n_columns).contains(&column) => Ok(column),
            Ok(column) => Err(ReadError::NoSuchColumn { column, n_columns }),
            Err(_) => {
                let names = self.table.columns.iter().take(20).map(|column| column.name.as_str());
                Err(ReadError::NoSuchName { name: asked.to_string(), names: names.collect::<Vec<_>>().join(", ") })
            }
        }
    }

    /// The label's number, from 1, if it is plain.
    ///
    /// # Errors
    /// It isn't: the candidates are named.
    pub fn certain_label(&self) -> Result<usize, ReadError> {
        let suggestion = self.suggestion.as_ref().ok_or(ReadError::NoLabel)?;
        if suggestion.is_certain {
            return Ok(suggestion.column + 1);
        }
        let told = suggestion.candidates.iter().map(|column| {
            let (name, n) = (&self.table.columns[*column].name, self.columns[*column].n_distinct);
            format!("column {} (“{name}”, {n} different values)", column + 1)
        });
        Err(ReadError::LabelOpen { candidates: told.collect::<Vec<_>>().join(", ") })
    }
}

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

    /// Of a file that was read.
    pub fn of(reading: &Reading) -> Inspection {
        let Reading { table, columns, suggestion } = reading;
        let summary = |(column, reading): (&super::table::Column, &ColumnReading)| ColumnSummary {
            name: column.name.clone(),
            kind: reading.kind,
            distinct: reading.n_distinct,
            missing: reading.n_missing,
            left_out: reading.left_out.map(|left_out| left_out.reason().to_string()),
            examples: reading.examples(column),
        };
        let mut all: Vec<ColumnSummary> = table.columns.iter().zip(columns).map(summary).collect();
        let label = suggestion.as_ref().map(|suggestion| {
            // The label is a column like any other as far as its own kind goes, but never left out.
            all[suggestion.column].left_out = None;
            LabelSummary {
                column: suggestion.column + 1,
                name: table.columns[suggestion.column].name.clone(),
                classes: super::records::classes(reading, suggestion.column, None, false),
                certain: suggestion.is_certain,
                why: suggestion.why.clone(),
            }
        });
        Inspection {
            rows: table.n_records(),
            encoding: Some(table.encoding),
            separator: Some(table.separator),
            header: table.first_row != FirstRow::Record,
            columns: all,
            warnings: suggestion.as_ref().map_or(Vec::new(), |s| warning::warnings(table, columns, s.column)),
            error: suggestion.is_none().then(|| ReadError::NoLabel.to_string()),
            label,
        }
    }
}
