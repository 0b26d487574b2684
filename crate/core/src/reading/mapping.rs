//! How records of a file become what a network is asked: names, levels, scales. It goes with the network, so that other
//! records of the same file can be asked about as they stand.

use super::cell::{self, Notation};
use super::class::joined;
use super::column::{ColumnKind, MAX_LEVELS};
use super::error::ReadError;
use super::grid::grid_and_median;
use super::records::Records;
use super::table::{Column, Table};
use super::understanding::Reading;
use crate::dataset::{Feature, FeatureKind, Inputs, Schema};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

/// What a network learnt of a file's columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// The label's column, by name.
    pub label: String,
    /// What its texts are.
    pub classes: ClassMapping,
    /// By feature, in the network's order.
    pub features: Vec<FeatureMapping>,
}

/// The classes, in the network's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassMapping {
    /// Their names.
    pub names: Vec<String>,
    /// Whether texts that differ only in case, blanks or a last dot are one class.
    pub joined: bool,
    /// Of an amount: the greatest of each class but the last.
    pub bounds: Option<Vec<f64>>,
    /// How an amount is written.
    pub notation: Notation,
}

/// A column as a feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureMapping {
    /// The column's name.
    pub name: String,
    /// What its texts are.
    #[serde(flatten)]
    pub kind: TextMapping,
}

/// What the texts of a column are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TextMapping {
    /// One input: 0 and 1.
    Binary {
        /// What 0 and 1 are called.
        names: [String; 2],
    },
    /// An input a level.
    Categorical {
        /// Their names.
        levels: Vec<String>,
        /// The level of texts that are none of their own.
        other: Option<usize>,
        /// The level of holes.
        missing: Option<usize>,
    },
    /// One input: from 0 at the least to 1 at the greatest.
    Numeric {
        /// The least of the file.
        least: f32,
        /// The greatest of the file.
        greatest: f32,
        /// What stands for holes; none where they left their records out.
        median: Option<f32>,
        /// How numbers are written.
        notation: Notation,
    },
}

/// What a text is to a network.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mapped<T> {
    To(T),
    /// A hole for which the network has nothing: training left such records out.
    Hole,
    Unknown,
}

impl TextMapping {
    fn map(&self, text: &str) -> Mapped<f32> {
        let place = |names: &[String]| names.iter().position(|name| name == text);
        let found = match self {
            TextMapping::Binary { names } => place(names).map(|place| place as f32),
            TextMapping::Categorical { levels, other, missing } => {
                let rest = if cell::is_hole(text) { *missing } else { *other };
                place(levels).or(rest).map(|level| level as f32)
            }
            TextMapping::Numeric { median, notation, .. } if !cell::is_hole(text) => {
                // A text among numbers counted as missing.
                notation.number(text).map(|number| number as f32 + 0.0).or(*median)
            }
            TextMapping::Numeric { median, .. } => *median,
        };
        match found {
            Some(value) => Mapped::To(value),
            None if cell::is_hole(text) => Mapped::Hole,
            None => Mapped::Unknown,
        }
    }

    /// Whether a text is a number, of a column of numbers.
    fn is_number(&self, text: &str) -> Option<bool> {
        match self {
            TextMapping::Numeric { notation, .. } => Some(notation.number(text).is_some()),
            TextMapping::Binary { .. } | TextMapping::Categorical { .. } => None,
        }
    }

    fn wanted(&self) -> String {
        match self {
            TextMapping::Binary { names: [first, second] } => format!("“{first}” or “{second}”"),
            TextMapping::Categorical { levels, .. } => {
                let shown = levels.iter().take(8).map(|level| format!("“{level}”")).collect::<Vec<_>>().join(", ");
                format!("one of {shown}{}", if levels.len() > 8 { ", …" } else { "" })
            }
            TextMapping::Numeric { .. } => "a number".to_string(),
        }
    }

    fn kind(&self) -> FeatureKind {
        match self {
            TextMapping::Binary { .. } => FeatureKind::Binary,
            TextMapping::Categorical { levels, .. } => FeatureKind::Categorical { levels: levels.clone() },
            TextMapping::Numeric { least, greatest, .. } => FeatureKind::Numeric { grid: vec![*least, *greatest] },
        }
    }
}

impl ClassMapping {
    fn map(&self, text: &str) -> Mapped<usize> {
        let found = match &self.bounds {
            Some(bounds) => {
                let number = self.notation.number(text);
                number.map(|number| bounds.partition_point(|bound| *bound < number))
            }
            None if self.joined => {
                let own = joined(text);
                self.names.iter().position(|name| joined(name) == own)
            }
            None => self.names.iter().position(|name| name == text),
        };
        match found {
            Some(class) => Mapped::To(class),
            // Such as training left out.
            None if cell::is_hole(text) || self.bounds.is_some() => Mapped::Hole,
            None => Mapped::Unknown,
        }
    }
}

impl Mapping {
    /// Of the records that were made of a file.
    pub fn of(reading: &Reading, records: &Records) -> Mapping {
        let (options, schema) = (&records.options, records.dataset.schema());
        let used = options.kinds.iter().filter(|(_, kind)| **kind != ColumnKind::LeftOut).map(|(column, _)| *column);
        let feature = |(column, feature): (usize, &Feature)| {
            let (own, look) = (&reading.table.columns[column - 1], &reading.columns[column - 1]);
            let kind = match &feature.kind {
                FeatureKind::Binary => TextMapping::Binary { names: feature.names.clone().unwrap_or_default() },
                FeatureKind::Categorical { levels } => {
                    let has_holes = look.n_missing > 0 && !options.drop_holes.contains(&column);
                    let other = (look.n_distinct > MAX_LEVELS).then_some(MAX_LEVELS - 1);
                    let missing = has_holes.then(|| levels.len() - 1);
                    TextMapping::Categorical { levels: levels.clone(), other, missing }
                }
                FeatureKind::Numeric { grid } => {
                    let number = |(text, is_hole): (&String, &bool)| {
                        look.notation.number(text).filter(|_| !is_hole).map(|number| number as f32)
                    };
                    let numbers: Vec<Option<f32>> = own.texts.iter().zip(&look.is_hole).map(number).collect();
                    let (_, median) = grid_and_median(own.cells.iter().filter_map(|id| numbers[*id as usize]));
                    let (least, greatest) = (grid[0], grid[grid.len() - 1]);
                    let median = (!options.drop_holes.contains(&column)).then_some(median);
                    TextMapping::Numeric { least, greatest, median, notation: look.notation }
                }
            };
            FeatureMapping { name: feature.name.clone(), kind }
        };
        let label = options.label.expect("it was decided") - 1;
        Mapping {
            label: reading.table.columns[label].name.clone(),
            classes: ClassMapping {
                names: schema.classes.clone(),
                joined: options.join_labels == Some(true),
                bounds: records.bounds.clone(),
                notation: reading.columns[label].notation,
            },
            features: used.zip(&schema.features).map(feature).collect(),
        }
    }

    /// What a network can be asked about a table's records.
    ///
    /// # Errors
    /// A column that is missing, or a cell that the network knows nothing of.
    pub fn records(&self, table: &Table) -> Result<MappedRecords, ReadError> {
        let mut columns: Vec<(&Column, Vec<Option<f32>>)> = Vec::new();
        for feature in &self.features {
            let place = find(table, &feature.name)?;
            let column = &table.columns[place];
            let kind = &feature.kind;
            // A few texts among numbers counted as missing; a column of texts is another column.
            let known = || column.texts.iter().filter(|text| !cell::is_hole(text));
            let is_text = |text: &str| !cell::is_hole(text) && kind.is_number(text) == Some(false);
            let are_texts = 2 * known().filter(|text| is_text(text)).count() > known().count();
            let map = |text: &str| if are_texts && is_text(text) { Mapped::Unknown } else { kind.map(text) };
            columns.push((column, map_all(table, place, map, || kind.wanted())?));
        }
        let place = find(table, &self.label)?;
        let wanted = || format!("a class: {}", self.classes.names.join(", "));
        let classes = map_all(table, place, |text| self.classes.map(text), wanted)?;
        let schema = self.schema();
        let mut mapped =
            MappedRecords { numbers: Vec::new(), inputs: Inputs::empty(schema.n_inputs()), labels: Vec::new() };
        for record in 0..table.n_records() {
            let values: Option<Vec<f32>> =
                columns.iter().map(|(column, values)| values[column.cells[record] as usize]).collect();
            if let Some((values, class)) = values.zip(classes[table.columns[place].cells[record] as usize]) {
                mapped.inputs.push(&schema, Array1::from_vec(values).view());
                mapped.labels.push(class);
                mapped.numbers.push(record);
            }
        }
        Ok(mapped)
    }

    /// What the network's inputs mean.
    pub fn schema(&self) -> Schema {
        let feature = |own: &FeatureMapping| Feature::new(&own.name, own.kind.kind());
        Schema {
            features: self.features.iter().map(feature).collect(),
            classes: self.classes.names.clone(),
            picture: None,
        }
    }
}

/// Records of a file as a network is asked about them, without those that its training would have left out.
#[derive(Debug, Clone)]
pub struct MappedRecords {
    /// The number of each in the file, from 0.
    pub numbers: Vec<usize>,
    /// The network's inputs, a row a record.
    pub inputs: Inputs,
    /// The class of each.
    pub labels: Vec<usize>,
}

/// The place of the column of this name.
fn find(table: &Table, name: &str) -> Result<usize, ReadError> {
    let place = table.columns.iter().position(|column| column.name == name);
    place.ok_or_else(|| {
        let names: Vec<&str> = table.columns.iter().take(20).map(|column| column.name.as_str()).collect();
        ReadError::NoSuchName { name: name.to_string(), names: names.join(", ") }
    })
}

/// By text of a column what it is; none of a hole that leaves its record out.
fn map_all<T>(
    table: &Table,
    place: usize,
    map: impl Fn(&str) -> Mapped<T>,
    wanted: impl Fn() -> String,
) -> Result<Vec<Option<T>>, ReadError> {
    let column = &table.columns[place];
    let map_one = |(id, text): (usize, &String)| match map(text) {
        Mapped::To(value) => Ok(Some(value)),
        Mapped::Hole => Ok(None),
        Mapped::Unknown => {
            let line = column.cells.iter().position(|own| *own as usize == id).map_or(0, |record| table.lines[record]);
            let (name, cell) = (column.name.clone(), text.clone());
            Err(ReadError::Unmapped { line, column: place + 1, name, cell, wanted: wanted() })
        }
    };
    column.texts.iter().enumerate().map(map_one).collect()
}
