//! A table with what was found out about it.

use super::column::{ColumnKind, ColumnReading};
use super::error::ReadError;
use super::label::{self, Suggestion};
use super::options::Options;
use super::table::Table;

/// Records that take part if nobody says how many.
pub const SAMPLE: usize = 4800;

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
        let columns = table.columns.iter().map(|column| ColumnReading::of(column, table.separator)).collect();
        Reading::with(table, columns)
    }

    /// Of a table whose columns have been looked at.
    ///
    /// # Errors
    /// Too few records.
    pub(super) fn with(table: Table, columns: Vec<ColumnReading>) -> Result<Reading, ReadError> {
        let n_records = table.n_records();
        if n_records < crate::Dataset::MIN_RECORDS {
            return Err(ReadError::NoRecords { n_records });
        }
        let suggestion = label::suggest(&table, &columns);
        Ok(Reading { table, columns, suggestion })
    }

    /// Every column as it is taken by decisions.
    pub(super) fn decided(&self, options: &Options) -> Vec<ColumnReading> {
        let columns = self.table.columns.iter().zip(&self.columns).enumerate();
        let taken = columns.map(|(place, (column, reading))| match options.kinds.get(&(place + 1)) {
            Some(kind) => reading.taken_for(column, *kind),
            // The label.
            None => ColumnReading { left_out: None, ..reading.clone() },
        });
        taken.collect()
    }

    /// Fills in what `given` leaves open. The label has to be there, suggested or given.
    ///
    /// # Errors
    /// A column that isn't there, or none that could be the label.
    pub fn decide(&self, given: &Options) -> Result<Options, ReadError> {
        let n_columns = self.columns.len();
        let suggested = self.suggestion.as_ref().map(|suggestion| suggestion.column + 1);
        let label = given.label.or(suggested).ok_or(ReadError::NoLabel)?;
        let mentioned = given.kinds.keys().copied().chain(given.drop_holes.iter().copied()).chain(given.group);
        if let Some(column) = mentioned.chain([label]).find(|column| !(1..=n_columns).contains(column)) {
            return Err(ReadError::NoSuchColumn { column, n_columns });
        }
        let kinds = self.columns.iter().enumerate().map(|(place, reading)| {
            let kind = given.kinds.get(&(place + 1)).copied().unwrap_or(reading.kind);
            // What holes leave with two values has three with "missing".
            let has_level = reading.n_missing > 0 && !given.drop_holes.contains(&(place + 1));
            (place + 1, if kind == ColumnKind::Binary && has_level { ColumnKind::Categorical } else { kind })
        });
        let is_amount = label::is_amount(&self.table.columns[label - 1], &self.columns[label - 1]);
        Ok(Options {
            encoding: Some(self.table.encoding),
            separator: Some(self.table.separator),
            header: Some(self.table.has_names()),
            label: Some(label),
            kinds: kinds.filter(|(column, _)| *column != label).collect(),
            cut: given.cut.or(is_amount.then_some(2)),
            sample: Some(given.sample.unwrap_or(SAMPLE)),
            ..given.clone()
        })
    }

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
