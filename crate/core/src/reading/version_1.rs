//! Files as experiments of version 1 read them, so that those give the results that they gave.
//!
//! Version 1 counted columns from 0, took every text as it stood and refused what was missing.

use super::column::ColumnKind;
use super::error::ReadError;
use super::grid::grid_and_median;
use super::layout::FirstRow;
use super::row::Separator;
use super::table::{Column, Given, Table};
use super::text;
use crate::dataset::{Dataset, Feature, FeatureKind, Schema};
use crate::sorted_map::SortedMap;
use crate::{number, order};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// What version 1 let a person say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The label's column, from 0; detected if none.
    pub label: Option<usize>,
    /// Columns, from 0, whose kind a person chose.
    pub kinds: SortedMap<usize, ColumnKind>,
}

const MAX_LEVELS: usize = 64;
const ZERO: f32 = 0.0;

/// The records of a file.
///
/// # Errors
/// What version 1 refused.
pub fn read(bytes: &[u8], options: &Options, limit: usize) -> Result<Dataset, ReadError> {
    let (text, _) = text::decode(bytes.into(), None, limit)?;
    let first_line = text.lines().next().unwrap_or(&text);
    let candidates = [(Separator::Tab, '\t'), (Separator::Semicolon, ';'), (Separator::Comma, ',')];
    let count = |separator: char| first_line.matches(separator).count();
    let (separator, character) = candidates.into_iter().max_by_key(|(_, c)| count(*c)).expect("there are three");
    let mut cells = first_line.split(character).map(|cell| cell.trim().trim_matches('"').trim());
    let has_names = cells.all(|cell| number::parse::<f64>(cell).is_none());
    let given = Given { separator: Some(separator), has_names: Some(has_names), ..Given::default() };
    let table = Table::read(bytes, given, limit)?;
    let odd = &table.odd;
    let lines = odd
        .left_out
        .iter()
        .map(|(line, _)| *line)
        .chain(odd.shortened.iter().copied())
        .chain(odd.quotes.iter().copied());
    if let Some(line) = lines.min() {
        return Err(ReadError::Version1 { line });
    }
    if let Some(record) = hole(&table) {
        return Err(ReadError::Version1 { line: table.lines[record] });
    }
    records(&table, options)
}

/// The first record with an empty cell.
fn hole(table: &Table) -> Option<usize> {
    let of = |column: &Column| {
        let empty = column.texts.iter().position(String::is_empty)? as u32;
        column.cells.iter().position(|id| *id == empty)
    };
    table.columns.iter().filter_map(of).min()
}

fn label(table: &Table) -> usize {
    let usual = ["label", "class", "target", "y", "vote"];
    match table.columns.iter().position(|column| usual.contains(&column.name.to_lowercase().as_str())) {
        Some(column) => column,
        None if table.first_row != FirstRow::Record => table.columns.len() - 1,
        None => 0,
    }
}

fn kind(column: &Column) -> ColumnKind {
    let n_numbers = column.texts.iter().filter(|cell| number::parse::<f32>(cell).is_some()).count();
    if column.texts.iter().all(|cell| matches!(number::parse(cell), Some(0.0_f32 | 1.0))) {
        ColumnKind::Binary
    } else if 10 * n_numbers >= 9 * column.texts.len() {
        ColumnKind::Numeric
    } else {
        ColumnKind::Categorical
    }
}

fn records(table: &Table, options: &Options) -> Result<Dataset, ReadError> {
    let n_columns = table.columns.len();
    let label = options.label.unwrap_or_else(|| label(table));
    if let Some(column) = options.kinds.keys().copied().chain([label]).find(|column| *column >= n_columns) {
        return Err(ReadError::NoSuchColumn { column: column.saturating_add(1), n_columns });
    }
    let (classes, class_of) = levels(&table.columns[label]);
    let labels = table.columns[label].cells.iter().map(|id| class_of[*id as usize]).collect();
    let mut features = Vec::new();
    let mut values: Vec<Vec<f32>> = Vec::new();
    for (place, column) in table.columns.iter().enumerate().filter(|(place, _)| *place != label) {
        let kind = options.kinds.get(&place).copied().unwrap_or_else(|| kind(column));
        let (kind, value_of) = match kind {
            ColumnKind::LeftOut => continue,
            ColumnKind::Binary => (FeatureKind::Binary, numbers(table, place, |value| value == 0.0 || value == 1.0)?),
            ColumnKind::Numeric => numeric(table, place)?,
            ColumnKind::Categorical => {
                let (levels, level_of) = levels(column);
                if levels.len() > MAX_LEVELS {
                    return Err(ReadError::Version1 { line: table.lines[0] });
                }
                (FeatureKind::Categorical { levels }, level_of.into_iter().map(|l| l as f32).collect())
            }
        };
        features.push(Feature::new(&column.name, kind));
        values.push(column.cells.iter().map(|id| value_of[*id as usize]).collect());
    }
    let values = Array2::from_shape_fn((table.n_records(), values.len()), |(row, column)| values[column][row]);
    Ok(Dataset::new(Schema { features, classes, picture: None }, values, labels)?)
}

/// The different cells of a column in order (numbers by size, otherwise by text), and the place of each.
fn levels(column: &Column) -> (Vec<String>, Vec<usize>) {
    let numbers: Option<Vec<f64>> = column.texts.iter().map(|cell| number::parse(cell)).collect();
    let ids = order::places(column.texts.len(), &mut |a, b| match &numbers {
        Some(numbers) => numbers[a].total_cmp(&numbers[b]),
        None => column.texts[a].cmp(&column.texts[b]),
    });
    let mut place = vec![0; ids.len()];
    for (at, id) in ids.iter().enumerate() {
        place[*id] = at;
    }
    (ids.iter().map(|id| column.texts[*id].clone()).collect(), place)
}

/// A numeric column's grid and the value of each text.
fn numeric(table: &Table, place: usize) -> Result<(FeatureKind, Vec<f32>), ReadError> {
    let value_of = numbers(table, place, f32::is_finite)?;
    let (grid, _) = grid_and_median(table.columns[place].cells.iter().map(|id| value_of[*id as usize]));
    Ok((FeatureKind::Numeric { grid }, value_of))
}

/// The number that each text of a column is.
fn numbers(table: &Table, place: usize, fits: impl Fn(f32) -> bool) -> Result<Vec<f32>, ReadError> {
    let column = &table.columns[place];
    let parsed = |cell: &String| number::parse(cell).filter(|value| fits(*value)).map(|value: f32| value + ZERO);
    let parsed: Vec<Option<f32>> = column.texts.iter().map(parsed).collect();
    if let Some(bad) = parsed.iter().position(Option::is_none) {
        let record = column.cells.iter().position(|id| *id as usize == bad).unwrap_or(0);
        return Err(ReadError::Version1 { line: table.lines[record] });
    }
    Ok(parsed.into_iter().flatten().collect())
}
