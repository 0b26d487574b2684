//! Records out of CSV: the public Location file as it is (no header, the class first, in quotes), and ordinary tables
//! with a header.
//!
//! A table is first [read as text](Table::read), then each column is given a kind: its detected one, or the one that
//! a person chose. A cell that doesn't fit is refused with its line and column; nothing is guessed or dropped.

use super::{Dataset, DatasetError, Feature, FeatureKind, Schema};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;

/// How a table is to be read, where detection isn't right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvOptions {
    /// The label's column, from 0; detected if none.
    pub label: Option<usize>,
    /// Columns, from 0, whose kind a person chose.
    pub kinds: BTreeMap<usize, ColumnKind>,
}

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// 0 or 1.
    Binary,
    /// Each different cell is a level.
    Categorical,
    /// A number.
    Numeric,
    /// Not a feature.
    LeftOut,
}

/// One column, for a person to look over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSummary {
    /// From the header, or "column n" from 1.
    pub name: String,
    /// As detected.
    pub kind: ColumnKind,
    /// Different cells.
    pub n_distinct: usize,
    /// The first few of them.
    pub examples: Vec<String>,
}

/// Why a file is no table of records.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CsvError {
    /// Nothing in it.
    #[error("The file is empty. Choose a CSV file with one record a line.")]
    Empty,
    /// Too much to hold in a tab several times.
    #[error("The file is larger than {} MB when unpacked, more than a browser tab can train on. Keep fewer rows or columns.", Table::MAX_BYTES >> 20)]
    TooLarge,
    /// Broken compression.
    #[error(
        "The file begins like a gzip file but can't be unpacked ({0}). Unpack it first, or choose the CSV file itself."
    )]
    Gzip(String),
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
    #[error("The file has {0} columns; at most {max} are taken. Keep the columns that matter.", max = Table::MAX_COLUMNS)]
    TooManyColumns(usize),
    /// Too much to hold in a tab several times.
    #[error("The file has more than {max} cells; no more are taken. Keep fewer rows or columns.", max = Table::MAX_CELLS)]
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
    #[error("Column “{column}” has {n_levels} different texts, more than {max}: it looks like free text or an identifier. Leave the column out.", max = Table::MAX_LEVELS)]
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

/// A CSV file as text, each column's different cells listed once.
#[derive(Debug, Clone)]
pub struct Table {
    names: Vec<String>,
    has_header: bool,
    /// By column: its different cells in order of appearance.
    distinct: Vec<Vec<String>>,
    /// By column, then row: which of them.
    cells: Vec<Vec<u32>>,
    /// By row: its line in the file.
    lines: Vec<u64>,
}

/// The text of a file, compressed by gzip or not.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, CsvError> {
    let mut text = Cow::Borrowed(bytes);
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut buffer = Vec::new();
        let mut decoder = flate2::read::MultiGzDecoder::new(bytes).take(Table::MAX_BYTES as u64 + 1);
        decoder.read_to_end(&mut buffer).map_err(|error| CsvError::Gzip(error.to_string()))?;
        text = Cow::Owned(buffer);
    }
    if text.len() > Table::MAX_BYTES { Err(CsvError::TooLarge) } else { Ok(text) }
}

impl Table {
    /// Unpacked size that is accepted.
    pub const MAX_BYTES: usize = 64 << 20;
    /// Columns that are accepted.
    pub const MAX_COLUMNS: usize = 5000;
    /// Cells that are accepted.
    pub const MAX_CELLS: usize = 8_000_000;
    /// Levels of a categorical feature that are accepted.
    pub const MAX_LEVELS: usize = 64;
    /// A numeric column with more values than this is searched over so many quantiles.
    const MAX_GRID: usize = 16;

    /// Reads a file, compressed by gzip or not; the separator is whichever of comma, semicolon and tab the first
    /// line has most of.
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
                if n_columns > Table::MAX_COLUMNS {
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
            if (table.lines.len() + 1) * table.names.len() > Table::MAX_CELLS {
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
    fn detect_kind(&self, column: usize) -> ColumnKind {
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

    /// Makes records of the rows.
    pub fn dataset(&self, options: &CsvOptions) -> Result<Dataset, CsvError> {
        let n_columns = self.names.len();
        let label = options.label.unwrap_or_else(|| self.detect_label());
        if let Some(column) = options.kinds.keys().copied().chain([label]).find(|column| *column >= n_columns) {
            return Err(CsvError::NoSuchColumn { column: column.saturating_add(1), n_columns });
        }
        let (classes, class_of) = self.levels(label);
        let labels = self.cells[label].iter().map(|id| class_of[*id as usize]).collect();
        let mut features = Vec::new();
        let mut columns: Vec<Vec<f32>> = Vec::new();
        for column in (0..n_columns).filter(|c| *c != label) {
            let kind = options.kinds.get(&column).copied().unwrap_or_else(|| self.detect_kind(column));
            let (kind, value_of) = match kind {
                ColumnKind::LeftOut => continue,
                ColumnKind::Binary => (FeatureKind::Binary, self.binary(column)?),
                ColumnKind::Numeric => self.numeric(column)?,
                ColumnKind::Categorical => {
                    let (levels, level_of) = self.levels(column);
                    if levels.len() > Table::MAX_LEVELS {
                        let column = self.names[column].clone();
                        return Err(CsvError::TooManyLevels { column, n_levels: levels.len() });
                    }
                    (FeatureKind::Categorical { levels }, level_of.into_iter().map(|l| l as f32).collect())
                }
            };
            features.push(Feature { name: self.names[column].clone(), kind });
            columns.push(self.cells[column].iter().map(|id| value_of[*id as usize]).collect());
        }
        let values = Array2::from_shape_fn((self.n_rows(), columns.len()), |(row, column)| columns[column][row]);
        Ok(Dataset::new(Schema { features, classes, picture: None }, values, labels)?)
    }

    /// The different cells of a column in order (numbers by size, otherwise by text), and the place of each id.
    fn levels(&self, column: usize) -> (Vec<String>, Vec<usize>) {
        let distinct = &self.distinct[column];
        let numbers: Option<Vec<f64>> = distinct.iter().map(|cell| cell.parse().ok()).collect();
        let mut ids: Vec<usize> = (0..distinct.len()).collect();
        match numbers {
            Some(numbers) => ids.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b])),
            None => ids.sort_by(|a, b| distinct[*a].cmp(&distinct[*b])),
        }
        let mut place = vec![0; ids.len()];
        for (at, id) in ids.iter().enumerate() {
            place[*id] = at;
        }
        (ids.iter().map(|id| distinct[*id].clone()).collect(), place)
    }

    fn binary(&self, column: usize) -> Result<Vec<f32>, CsvError> {
        self.parse_cells(
            column,
            |value| value == 0.0 || value == 1.0,
            |line, column, cell| CsvError::NotBinary { line, column, cell },
        )
    }

    /// A numeric column's grid and the value of each id.
    fn numeric(&self, column: usize) -> Result<(FeatureKind, Vec<f32>), CsvError> {
        let value_of =
            self.parse_cells(column, f32::is_finite, |line, column, cell| CsvError::NotANumber { line, column, cell })?;
        let mut sorted: Vec<f32> = self.cells[column].iter().map(|id| value_of[*id as usize]).collect();
        sorted.sort_by(f32::total_cmp);
        let mut grid = sorted.clone();
        grid.dedup();
        if grid.len() > Table::MAX_GRID {
            let last = sorted.len() - 1;
            grid = (0..Table::MAX_GRID).map(|q| sorted[q * last / (Table::MAX_GRID - 1)]).collect();
            grid.dedup();
        }
        if grid.is_empty() {
            grid.push(0.0);
        }
        Ok((FeatureKind::Numeric { grid }, value_of))
    }

    /// The number that each different cell of a column is; the first row with one that doesn't fit is an error.
    fn parse_cells(
        &self,
        column: usize,
        fits: impl Fn(f32) -> bool,
        error: impl Fn(u64, String, String) -> CsvError,
    ) -> Result<Vec<f32>, CsvError> {
        let parsed: Vec<Option<f32>> =
            self.distinct[column].iter().map(|cell| cell.parse().ok().filter(|v| fits(*v)).map(|v| v + ZERO)).collect();
        if let Some(bad) = parsed.iter().position(Option::is_none) {
            let row = self.cells[column].iter().position(|id| *id as usize == bad).expect("each cell stands in a row");
            return Err(error(self.lines[row], self.names[column].clone(), self.distinct[column][bad].clone()));
        }
        Ok(parsed.into_iter().flatten().collect())
    }
}

/// Added to a number, it makes -0 to 0: two records with either are equal.
const ZERO: f32 = 0.0;

fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}

/// Reads records from a CSV file, compressed by gzip or not.
pub fn read_csv(bytes: &[u8], options: &CsvOptions) -> Result<Dataset, CsvError> {
    Table::read(bytes)?.dataset(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small good table, with one line replaced.
    fn table(header: &str, line_7: &str) -> String {
        let mut lines = vec![header.to_string()];
        lines.extend((2..=30).map(|n| match n {
            7 => line_7.to_string(),
            n => format!("{},{},{},{}", n % 2, ["red", "green", "blue"][n % 3], n as f32 / 2.0, ["a", "b"][n / 2 % 2]),
        }));
        lines.join("\n")
    }

    fn check_error(text: &str, expected: &str) {
        let error = read_csv(text.as_bytes(), &CsvOptions::default()).expect_err("the file is bad");
        assert!(error.to_string().contains(expected), "“{error}” should contain “{expected}”");
    }

    #[test]
    fn a_table_with_header_is_read_and_kinds_are_detected() {
        let dataset = read_csv(table("on,colour,size,class", "1,red,2,a").as_bytes(), &CsvOptions::default())
            .expect("a good file");
        let kinds: Vec<&FeatureKind> = dataset.schema().features.iter().map(|f| &f.kind).collect();
        let levels = ["blue", "green", "red"].map(String::from).to_vec();
        assert_eq!(kinds[0], &FeatureKind::Binary);
        assert_eq!(kinds[1], &FeatureKind::Categorical { levels });
        assert!(matches!(kinds[2], FeatureKind::Numeric { .. }));
        assert_eq!(dataset.schema().classes, ["a", "b"]);
        assert_eq!(dataset.record(5).to_vec(), [1.0, 2.0, 2.0]);
    }

    #[test]
    fn a_table_without_header_has_its_class_first() {
        let text: String = (0..40).map(|n| format!("\"{}\",{},0\n", 9 + n % 3, n % 2)).collect();
        let dataset = read_csv(text.as_bytes(), &CsvOptions::default()).expect("a good file");
        assert_eq!(dataset.schema().classes, ["9", "10", "11"]);
        assert_eq!((dataset.n_records(), dataset.schema().features.len()), (40, 2));
    }

    #[test]
    fn cells_that_do_not_fit_are_refused_with_line_and_column() {
        let header = "on,colour,size,class";
        check_error(&table(header, "1,red,a lot,a"), "Line 7, column “size” holds “a lot”");
        check_error(&table(header, "1,red,NaN,a"), "Line 7, column “size” holds “NaN”");
        check_error(&table(header, "1,red,inf,a"), "Line 7, column “size” holds “inf”");
        check_error(&table(header, "1,,2,a"), "Line 7, column “colour” is empty");
        check_error(&table(header, "1,red,2"), "Line 7 has 3 cells, but the first line has 4");
    }

    #[test]
    fn files_that_are_no_data_are_refused() {
        check_error("", "empty");
        check_error(" \n\n", "empty");
        check_error("a,b\n1,2\n", "1 record(s)");
        check_error("on,class", "0 record(s)");
        check_error(&"x,".repeat(99_999), "columns; at most 5000 are taken");
        check_error(&"1,a\n".repeat(30), "the same label");
        let unique: String = (0..50).map(|n| format!("{n},1\n")).collect();
        check_error(&unique, "identifier");
        let error = read_csv(b"\x1f\x8bnot gzip", &CsvOptions::default()).expect_err("the file is bad");
        assert!(error.to_string().contains("gzip"));
    }

    #[test]
    fn minus_zero_is_zero_and_great_numbers_scale_to_numbers() {
        let rows: String =
            (0..40).map(|n| format!("{},{},{}\n", ["0", "-0", "1"][n % 3], ["3e38", "-3e38"][n % 2], n % 2)).collect();
        let dataset =
            read_csv(rows.as_bytes(), &CsvOptions { label: Some(2), ..CsvOptions::default() }).expect("a good file");
        assert!(dataset.values().iter().all(|v| v.to_bits() != (-0.0_f32).to_bits()));
        let inputs = crate::dataset::Inputs::of(&dataset);
        assert!((0..40).all(|row| inputs.row(row).values.iter().all(|v| (0.0..=1.0).contains(v))));
    }

    #[test]
    fn a_chosen_label_and_kind_override_detection() {
        let kinds = [(2, ColumnKind::Categorical), (3, ColumnKind::LeftOut)].into();
        let options = CsvOptions { label: Some(1), kinds };
        let dataset = read_csv(table("on,colour,size,class", "1,red,2,a").as_bytes(), &options).expect("a good file");
        assert_eq!(dataset.schema().classes.len(), 3);
        let names: Vec<&str> = dataset.schema().features.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["on", "size"]);
    }
}
