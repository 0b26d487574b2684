//! A file as a table of texts, and what its columns look like.

use super::error::CsvError;
use super::limit::{self, MAX_CELLS, MAX_COLUMNS};
use super::options::{ColumnKind, ColumnSummary};
use super::unpack::unpacked;
use std::collections::HashMap;

/// A CSV file as text, each column's different cells listed once.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) names: Vec<String>,
    has_header: bool,
    /// By column: its different cells in order of appearance.
    pub(super) distinct: Vec<Vec<String>>,
    /// By column, then row: which of them.
    pub(super) cells: Vec<Vec<u32>>,
    /// By row: its line in the file.
    pub(super) lines: Vec<u64>,
}

impl Table {
    /// Unpacked size that is accepted.
    pub const MAX_BYTES: usize = limit::MAX_BYTES;

    /// Reads a file, compressed by gzip or not; the separator is whichever of comma, semicolon and tab the first
    /// line has most of.
    ///
    /// # Errors
    /// What can't be unpacked or is too large, is empty, isn't CSV, has lines of unequal length or empty cells.
    pub fn read(bytes: &[u8]) -> Result<Table, CsvError> {
        let text = unpacked(bytes)?;
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        if text.iter().all(u8::is_ascii_whitespace) {
            return Err(CsvError::Empty);
        }
        let first_line = text.split(|b| *b == b'\n').next().unwrap_or(text);
        let count = |separator: u8| first_line.iter().filter(|b| **b == separator).count();
        let separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(|s| count(*s)).unwrap_or(b',');
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .trim(csv::Trim::All)
            .from_reader(text);
        Table::collect(reader)
    }

    fn collect(reader: csv::Reader<&[u8]>) -> Result<Table, CsvError> {
        let mut table =
            Table { names: Vec::new(), has_header: false, distinct: Vec::new(), cells: Vec::new(), lines: Vec::new() };
        let mut known: Vec<HashMap<Vec<u8>, u32>> = Vec::new();
        for (n, record) in reader.into_byte_records().enumerate() {
            let record = record.map_err(|error| CsvError::Malformed {
                line: error.position().map_or(n as u64 + 1, csv::Position::line),
                reason: error.to_string(),
            })?;
            let line = record.position().map_or(n as u64 + 1, csv::Position::line);
            if n == 0 {
                let n_columns = record.len();
                if n_columns > MAX_COLUMNS {
                    return Err(CsvError::TooManyColumns(n_columns));
                }
                let texts: Vec<String> = record.iter().map(text).collect();
                table.has_header = texts.iter().all(|cell| cell.parse::<f64>().is_err());
                table.names = (1..=n_columns).map(|c| format!("column {c}")).collect();
                table.distinct = vec![Vec::new(); n_columns];
                table.cells = vec![Vec::new(); n_columns];
                known = vec![HashMap::new(); n_columns];
                if table.has_header {
                    for (name, cell) in table.names.iter_mut().zip(texts) {
                        if !cell.is_empty() {
                            *name = cell;
                        }
                    }
                    continue;
                }
            }
            if (table.lines.len() + 1) * table.names.len() > MAX_CELLS {
                return Err(CsvError::TooManyCells);
            }
            if record.len() != table.names.len() {
                return Err(CsvError::Ragged { line, found: record.len(), expected: table.names.len() });
            }
            for (column, cell) in record.iter().enumerate() {
                if cell.is_empty() {
                    return Err(CsvError::EmptyCell { line, column: table.names[column].clone() });
                }
                let distinct = &mut table.distinct[column];
                let id = match known[column].get(cell) {
                    Some(id) => *id,
                    None => {
                        let id = distinct.len() as u32;
                        known[column].insert(cell.to_vec(), id);
                        distinct.push(text(cell));
                        id
                    }
                };
                table.cells[column].push(id);
            }
            table.lines.push(line);
        }
        Ok(table)
    }

    /// The label's column if nobody chose one: one of a usual name, else the first of a table without header, else
    /// the last.
    pub fn detect_label(&self) -> usize {
        let usual = ["label", "class", "target", "y", "vote"];
        match self.names.iter().position(|name| usual.contains(&name.to_lowercase().as_str())) {
            Some(column) => column,
            None if self.has_header => self.names.len() - 1,
            None => 0,
        }
    }

    /// Every column as detected.
    pub fn columns(&self) -> Vec<ColumnSummary> {
        (0..self.names.len())
            .map(|column| ColumnSummary {
                name: self.names[column].clone(),
                kind: self.detect_kind(column),
                n_distinct: self.distinct[column].len(),
                examples: self.distinct[column].iter().take(4).cloned().collect(),
            })
            .collect()
    }

    /// Rows below the header.
    pub fn n_rows(&self) -> usize {
        self.lines.len()
    }

    /// Zeros and ones are binary; a column in which nine of ten different cells are numbers is numeric; anything else
    /// is categorical.
    pub(super) fn detect_kind(&self, column: usize) -> ColumnKind {
        let distinct = &self.distinct[column];
        let n_numbers = distinct.iter().filter(|cell| cell.parse::<f32>().is_ok()).count();
        if distinct.iter().all(|cell| matches!(cell.parse::<f32>(), Ok(0.0 | 1.0))) {
            ColumnKind::Binary
        } else if 10 * n_numbers >= 9 * distinct.len() {
            ColumnKind::Numeric
        } else {
            ColumnKind::Categorical
        }
    }
}

fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}
