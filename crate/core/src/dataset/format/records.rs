//! Records out of a table: each column becomes a feature of its kind, or the label.

use super::error::CsvError;
use super::limit::MAX_LEVELS;
use super::options::{ColumnKind, CsvOptions};
use super::table::Table;
use crate::dataset::{Dataset, Feature, FeatureKind, Schema};
use crate::order;
use ndarray::Array2;

/// A numeric column with more values than this is searched over so many quantiles.
const MAX_GRID: usize = 16;

/// Added to a number, it makes -0 to 0: two records with either are equal.
const ZERO: f32 = 0.0;

impl Table {
    /// Makes records of the rows.
    ///
    /// # Errors
    /// A column that isn't there, a cell that doesn't fit its column, too many levels; and as [`Dataset::new`].
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
                    if levels.len() > MAX_LEVELS {
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
        let ids = order::places(distinct.len(), &mut |a, b| match &numbers {
            Some(numbers) => numbers[a].total_cmp(&numbers[b]),
            None => distinct[a].cmp(&distinct[b]),
        });
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
        let mut sorted: Vec<f64> = self.cells[column].iter().map(|id| f64::from(value_of[*id as usize])).collect();
        order::ascending(&mut sorted);
        let sorted: Vec<f32> = sorted.into_iter().map(|value| value as f32).collect();
        let mut grid = sorted.clone();
        grid.dedup();
        if grid.len() > MAX_GRID {
            let last = sorted.len() - 1;
            grid = (0..MAX_GRID).map(|q| sorted[q * last / (MAX_GRID - 1)]).collect();
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
