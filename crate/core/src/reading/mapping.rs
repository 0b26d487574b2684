//! How records of a file become what a network is asked: names, levels, scales. It goes with the network, so that other
//! records of the same file can be asked about as they stand.

use super::cell::{self, Notation};
use super::column::{ColumnKind, MAX_LEVELS};
use super::error::ReadError;
use super::grid::grid_and_median;
use super::records::Records;
use super::table::{Column, Table};
use super::understanding::Reading;
use super::warning;
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
        /// What stands for holes.
        median: f32,
        /// How numbers are written.
        notation: Notation,
    },
}

impl TextMapping {
    /// The value that a text is, if it is one.
    fn value(&self, text: &str) -> Option<f32> {
        let place = |names: &[String]| names.iter().position(|name| name == text);
        match self {
            TextMapping::Binary { names } => place(names).map(|place| place as f32),
            TextMapping::Categorical { missing: Some(level), .. } if cell::is_hole(text) => Some(*level as f32),
            TextMapping::Categorical { levels, other, .. } => place(levels).or(*other).map(|level| level as f32),
            TextMapping::Numeric { median, .. } if cell::is_hole(text) => Some(*median),
            TextMapping::Numeric { notation, .. } => notation.number(text).map(|number| number as f32 + 0.0),
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
    fn class(&self, text: &str) -> Option<usize> {
        match &self.bounds {
            Some(bounds) => {
                let number = self.notation.number(text)?;
                Some(bounds.partition_point(|bound| *bound < number))
            }
            None if self.joined => {
                let joined = warning::joined(text);
                self.names.iter().position(|name| warning::joined(name) == joined)
            }
            None => self.names.iter().position(|name| name == text),
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

    /// A network's inputs, a row a record, and each record's class.
    ///
    /// # Errors
    /// A column that is missing, or a cell that the network knows nothing of.
    pub fn inputs(&self, table: &Table) -> Result<(Inputs, Vec<usize>), ReadError> {
        let names = || table.columns.iter().take(20).map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
        let find = |name: &str| {
            let place = table.columns.iter().position(|column| column.name == name);
            place.ok_or_else(|| ReadError::NoSuchName { name: name.to_string(), names: names() })
        };
        let unknown = |place: usize, text: &str, wanted: String| {
            let column = &table.columns[place];
            let id = column.texts.iter().position(|own| own == text).unwrap_or(0) as u32;
            let line = column.cells.iter().position(|own| *own == id).map_or(0, |record| table.lines[record]);
            let (name, cell) = (column.name.clone(), text.to_string());
            ReadError::Unmapped { line, column: place + 1, name, cell, wanted }
        };
        let mut values: Vec<(&Column, Vec<f32>)> = Vec::new();
        for feature in &self.features {
            let place = find(&feature.name)?;
            let column = &table.columns[place];
            let value =
                |text: &String| feature.kind.value(text).ok_or_else(|| unknown(place, text, feature.kind.wanted()));
            values.push((column, column.texts.iter().map(value).collect::<Result<_, _>>()?));
        }
        let place = find(&self.label)?;
        let label = &table.columns[place];
        let wanted = || format!("a class: {}", self.classes.names.join(", "));
        let class = |text: &String| self.classes.class(text).ok_or_else(|| unknown(place, text, wanted()));
        let classes: Vec<usize> = label.texts.iter().map(class).collect::<Result<_, _>>()?;
        let schema = self.schema();
        let mut inputs = Inputs::empty(schema.n_inputs());
        for record in 0..table.n_records() {
            let row = values.iter().map(|(column, values)| values[column.cells[record] as usize]);
            inputs.push(&schema, Array1::from_iter(row).view());
        }
        Ok((inputs, label.cells.iter().map(|id| classes[*id as usize]).collect()))
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
