//! Records of features with a class each, and what a feature may be.
//!
//! A [`Dataset`] holds *values*: one column a feature, whatever its kind. The network sees *inputs*: a categorical
//! feature becomes one input a level, a numeric one is scaled to `[0, 1]`. Distances, portions and guesses speak of
//! features, so that a one-hot group always counts as one.

mod cluster;
mod inputs;
mod kmeans;
mod sample;
mod sampler;
mod spherical;
mod split;
pub mod synthetic;

pub use cluster::clusters;
pub use inputs::{Inputs, Row};
pub use sample::Sample;
pub(crate) use sampler::standard_normal;
pub use split::{Split, SplitError, SplitSizes};

use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What values a feature takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FeatureKind {
    /// 0 or 1.
    Binary,
    /// One of several levels; the value is the level's index.
    Categorical {
        /// The levels' names, in the order of their indices.
        levels: Vec<String>,
    },
    /// A number. An unknown one is searched over `grid`; two numbers are equal to a distance if the same grid value
    /// is nearest to both.
    Numeric {
        /// Ascending candidate values; the first and the last are the range that inputs are scaled by.
        grid: Vec<f32>,
    },
}

/// A named column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// As in the file's header, or made readable.
    pub name: String,
    /// What values it takes.
    pub kind: FeatureKind,
    /// What 0 and 1 are called, where a binary feature has words for them.
    pub names: Option<[String; 2]>,
}

impl Feature {
    /// One without words of its own for its values.
    pub fn new(name: impl Into<String>, kind: FeatureKind) -> Feature {
        Feature { name: name.into(), kind, names: None }
    }

    /// A binary one with words for 0 and 1.
    pub fn binary(name: impl Into<String>, names: [String; 2]) -> Feature {
        Feature { name: name.into(), kind: FeatureKind::Binary, names: Some(names) }
    }

    /// How many values an attacker has to consider.
    pub fn n_values(&self) -> usize {
        match &self.kind {
            FeatureKind::Binary => 2,
            FeatureKind::Categorical { levels } => levels.len(),
            FeatureKind::Numeric { grid } => grid.len(),
        }
    }

    /// Candidate value number `idx`, below [`Feature::n_values`].
    pub fn value(&self, idx: usize) -> f32 {
        match &self.kind {
            FeatureKind::Binary | FeatureKind::Categorical { .. } => idx as f32,
            FeatureKind::Numeric { grid } => grid[idx],
        }
    }

    /// The candidate that `value` counts as: itself, or the nearest grid value (the lower of two).
    pub fn value_idx(&self, value: f32) -> usize {
        match &self.kind {
            FeatureKind::Binary | FeatureKind::Categorical { .. } => value as usize,
            FeatureKind::Numeric { grid } => {
                let above = grid.partition_point(|g| *g < value);
                match above {
                    0 => 0,
                    n if n == grid.len() => n - 1,
                    n if grid[n] - value < value - grid[n - 1] => n,
                    n => n - 1,
                }
            }
        }
    }

    /// How many inputs of the network it takes.
    pub fn n_inputs(&self) -> usize {
        match &self.kind {
            FeatureKind::Binary | FeatureKind::Numeric { .. } => 1,
            FeatureKind::Categorical { levels } => levels.len(),
        }
    }

    /// The input that a binary or numeric value becomes: itself, or scaled so that the grid's range is `[0, 1]`.
    pub fn scaled(&self, value: f32) -> f32 {
        match &self.kind {
            FeatureKind::Binary | FeatureKind::Categorical { .. } => value,
            FeatureKind::Numeric { grid } => {
                // In float64, where no difference of two float32 overflows.
                let [low, high, value] = [grid[0], grid[grid.len() - 1], value].map(f64::from);
                if high > low { ((value - low) / (high - low)) as f32 } else { 0.0 }
            }
        }
    }

    /// A value as a person reads it.
    pub fn show(&self, value: f32) -> String {
        match &self.kind {
            FeatureKind::Binary => match &self.names {
                Some([first, second]) => {
                    if value == 0.0 {
                        first.clone()
                    } else {
                        second.clone()
                    }
                }
                None => format!("{value}"),
            },
            FeatureKind::Categorical { levels } => {
                levels.get(value as usize).cloned().unwrap_or_else(|| format!("level {value}"))
            }
            FeatureKind::Numeric { .. } => format!("{value}"),
        }
    }
}

/// What the columns mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// One a column.
    pub features: Vec<Feature>,
    /// The classes' names, in the order of their indices.
    pub classes: Vec<String>,
    /// Width and height, when the features are the pixels of a picture, row by row.
    pub picture: Option<(usize, usize)>,
}

impl Schema {
    /// By feature, the number of its first input.
    pub fn first_inputs(&self) -> Vec<usize> {
        let before = |next: &mut usize, feature: &Feature| Some(std::mem::replace(next, *next + feature.n_inputs()));
        self.features.iter().scan(0, before).collect()
    }

    /// Inputs of a network for these features.
    pub fn n_inputs(&self) -> usize {
        self.features.iter().map(Feature::n_inputs).sum()
    }

    /// Whether some feature is a number: what tells Manhattan and Euclidean distance from Hamming's.
    pub fn has_numbers(&self) -> bool {
        self.features.iter().any(|f| matches!(f.kind, FeatureKind::Numeric { .. }))
    }

    /// Whether every feature is binary: what swapping a one for a zero needs.
    pub fn is_binary(&self) -> bool {
        self.features.iter().all(|f| f.kind == FeatureKind::Binary)
    }
}

/// Records with a class each, checked: every value fits its feature and every label its class.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    schema: Schema,
    /// records x features
    values: Array2<f32>,
    /// records x features: the candidate that each value counts as
    codes: Array2<u16>,
    labels: Vec<usize>,
    own: Option<Arc<Own>>,
}

/// What is known of a person's own data beside their values.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// records x features: whether a value isn't known and only stands in the place of one.
    pub filled: Array2<bool>,
    /// Pairs of features of which the first is nothing but the second in other words.
    pub twins: Vec<(usize, usize)>,
    /// By record: the number of its person, whose records stay on one side of a split.
    pub persons: Option<Vec<usize>>,
    /// By record: its line in the file, from 1.
    pub lines: Vec<usize>,
}

/// Why records are no data set to train on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DatasetError {
    /// Too few records to split.
    #[error(
        "The data has {n_records} record(s); at least {} are needed to have members and non-members.",
        Dataset::MIN_RECORDS
    )]
    TooFewRecords {
        /// How many there are.
        n_records: usize,
    },
    /// Nothing to learn from.
    #[error("The data has no features: every column but the label was left out.")]
    NoFeatures,
    /// Nothing to learn.
    #[error(
        "All records have the same label, “{class}”. A classifier needs at least two classes: choose another label column."
    )]
    OneClass {
        /// The only class.
        class: String,
    },
    /// The label is an identifier.
    #[error(
        "The label column has {n_classes} different values for {n_records} records, so it looks like an identifier. Choose a column with few values as the label."
    )]
    TooManyClasses {
        /// Different labels.
        n_classes: usize,
        /// Records.
        n_records: usize,
    },
    /// A value that its feature can't have.
    #[error("Record {record}, feature “{feature}”: the value {value} doesn't fit the column's kind.")]
    BadValue {
        /// 0-based.
        record: usize,
        /// Its name.
        feature: String,
        /// As it is.
        value: f32,
    },
}

impl Dataset {
    /// Fewer records can't be split into members and others in a way that says anything.
    pub const MIN_RECORDS: usize = 20;

    /// Checks that the records fit the schema. `values` is records x features, `labels` a class index a record.
    ///
    /// # Errors
    /// Too few records, no features, fewer than two classes, nearly as many classes as records, or a value that doesn't fit its
    /// feature.
    pub fn new(schema: Schema, values: Array2<f32>, labels: Vec<usize>) -> Result<Dataset, DatasetError> {
        let n_records = values.nrows();
        let n_classes = schema.classes.len();
        assert_eq!(values.ncols(), schema.features.len(), "a column a feature");
        assert_eq!(labels.len(), n_records, "a label a record");
        assert!(labels.iter().all(|l| *l < n_classes), "labels index classes");
        if n_records < Dataset::MIN_RECORDS {
            return Err(DatasetError::TooFewRecords { n_records });
        }
        if schema.features.is_empty() {
            return Err(DatasetError::NoFeatures);
        }
        if n_classes < 2 {
            let class = schema.classes.first().cloned().unwrap_or_default();
            return Err(DatasetError::OneClass { class });
        }
        if 2 * n_classes > n_records {
            return Err(DatasetError::TooManyClasses { n_classes, n_records });
        }
        for (record, row) in values.outer_iter().enumerate() {
            for (feature, &value) in schema.features.iter().zip(row) {
                let fits = match &feature.kind {
                    FeatureKind::Binary => value == 0.0 || value == 1.0,
                    FeatureKind::Categorical { levels } => {
                        value >= 0.0 && (value as usize) < levels.len() && value == (value as usize) as f32
                    }
                    FeatureKind::Numeric { grid } => value.is_finite() && !grid.is_empty(),
                };
                if !fits {
                    return Err(DatasetError::BadValue { record, feature: feature.name.clone(), value });
                }
            }
        }
        let codes = Array2::from_shape_fn(values.dim(), |(i, j)| schema.features[j].value_idx(values[[i, j]]) as u16);
        Ok(Dataset { schema, values, codes, labels, own: None })
    }

    /// With what is known of a person's own data.
    pub fn with_own(self, own: Own) -> Dataset {
        assert_eq!(own.filled.dim(), self.values.dim(), "a mark a value");
        assert!(own.persons.as_ref().is_none_or(|persons| persons.len() == self.n_records()), "a person a record");
        assert_eq!(own.lines.len(), self.n_records(), "a line a record");
        Dataset { own: Some(Arc::new(own)), ..self }
    }

    /// A record as a person finds it: by its line in their own file, else by its place, from 1.
    pub fn name_of(&self, record: usize) -> String {
        match &self.own {
            Some(own) => format!("line {}", own.lines[record]),
            None => format!("row {}", record + 1),
        }
    }

    /// What is known beside the values, of a person's own data.
    pub fn own(&self) -> Option<&Own> {
        self.own.as_deref()
    }

    /// Whether a value isn't known and only stands in the place of one.
    pub fn is_filled(&self, record: usize, feature_idx: usize) -> bool {
        self.own.as_ref().is_some_and(|own| own.filled[[record, feature_idx]])
    }

    /// What the columns mean.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Features of all records: records x features.
    pub fn values(&self) -> &Array2<f32> {
        &self.values
    }

    /// Says that the features are the pixels of pictures, row by row.
    pub fn set_picture(&mut self, width: usize, height: usize) {
        assert_eq!(width * height, self.schema.features.len(), "a pixel a feature");
        self.schema.picture = Some((width, height));
    }

    /// Which candidate value each value counts as ([`Feature::value_idx`]): records x features. Two records differ in
    /// a feature, to Hamming distance, if their codes do.
    pub fn codes(&self) -> &Array2<u16> {
        &self.codes
    }

    /// Features of one record.
    pub fn record(&self, record: usize) -> ArrayView1<'_, f32> {
        self.values.row(record)
    }

    /// A class index a record.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// How many records.
    pub fn n_records(&self) -> usize {
        self.values.nrows()
    }

    /// SHA-256 over the shape, the values (IEEE 754 bits) and the labels: tells whether two machines have the same
    /// data.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for n in [self.values.nrows(), self.values.ncols(), self.schema.classes.len()] {
            hash.update((n as u64).to_le_bytes());
        }
        for value in &self.values {
            hash.update(value.to_bits().to_le_bytes());
        }
        for label in &self.labels {
            hash.update((*label as u64).to_le_bytes());
        }
        hex(&hash.finalize())
    }
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
