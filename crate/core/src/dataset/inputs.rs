//! What the network sees of records: the non-zero inputs of each, since real binary records are mostly zeros.
//!
//! Leaving zeros out of a sum changes no bit of it: adding a zero to a finite sum that began at zero gives the same
//! sum.

use super::{Dataset, FeatureKind, Schema};
use ndarray::ArrayView1;
use nearmiss_kernel::sparse::SparseRows;
use std::ops::Range;

/// Inputs of several records, compressed by rows: only the non-zero ones are kept, in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    n_inputs: usize,
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

/// The non-zero inputs of one record.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Ascending input indices.
    pub columns: &'a [u32],
    /// Their values.
    pub values: &'a [f32],
}

impl Inputs {
    /// No records yet, of `n_inputs` inputs each.
    pub fn empty(n_inputs: usize) -> Inputs {
        Inputs { n_inputs, starts: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    /// The inputs of all records of a data set.
    pub fn of(dataset: &Dataset) -> Inputs {
        let mut inputs = Inputs::empty(dataset.schema().n_inputs());
        for record in dataset.values().outer_iter() {
            inputs.push(dataset.schema(), record);
        }
        inputs
    }

    /// Appends one record, given by its feature values.
    pub fn push(&mut self, schema: &Schema, record: ArrayView1<'_, f32>) {
        self.push_known(schema, record, |_| true);
    }

    /// Appends what is known of one record: the inputs of the other features stay zero.
    pub fn push_known(&mut self, schema: &Schema, record: ArrayView1<'_, f32>, known: impl Fn(usize) -> bool) {
        let mut column = 0;
        for (feature_idx, (feature, &value)) in schema.features.iter().zip(record).enumerate() {
            if known(feature_idx) {
                match &feature.kind {
                    FeatureKind::Categorical { .. } => self.push_input(column + value as usize, 1.0),
                    FeatureKind::Binary | FeatureKind::Numeric { .. } => self.push_input(column, feature.scaled(value)),
                }
            }
            column += feature.n_inputs();
        }
        self.starts.push(self.columns.len());
    }

    fn push_input(&mut self, column: usize, value: f32) {
        if value != 0.0 {
            self.columns.push(column as u32);
            self.values.push(value);
        }
    }

    /// Appends one record, given by all its inputs.
    pub fn push_values(&mut self, values: ArrayView1<'_, f32>) {
        for (column, &value) in values.iter().enumerate() {
            self.push_input(column, value);
        }
        self.starts.push(self.columns.len());
    }

    /// Appends one record, given by two lists of non-zero inputs, both ascending, with no input in both.
    pub fn push_merged(&mut self, a: &[(u32, f32)], b: &[(u32, f32)]) {
        let mut b = b.iter().peekable();
        for (column, value) in a {
            while let Some((other, value)) = b.next_if(|(other, _)| other < column) {
                self.push_input(*other as usize, *value);
            }
            self.push_input(*column as usize, *value);
        }
        for (column, value) in b {
            self.push_input(*column as usize, *value);
        }
        self.starts.push(self.columns.len());
    }

    /// Appends a record that is another one but for some features, ascending, each with its value; with every feature's first
    /// input ([`Schema::first_inputs`]).
    pub fn push_changed(&mut self, schema: &Schema, first_inputs: &[usize], own: Row<'_>, changes: &[(usize, f32)]) {
        let mut kept = 0;
        for (feature_idx, value) in changes {
            let (feature, first) = (&schema.features[*feature_idx], first_inputs[*feature_idx]);
            let until = kept + own.columns[kept..].partition_point(|column| (*column as usize) < first);
            self.columns.extend_from_slice(&own.columns[kept..until]);
            self.values.extend_from_slice(&own.values[kept..until]);
            match &feature.kind {
                FeatureKind::Categorical { .. } => self.push_input(first + *value as usize, 1.0),
                FeatureKind::Binary | FeatureKind::Numeric { .. } => self.push_input(first, feature.scaled(*value)),
            }
            let end = first + feature.n_inputs();
            kept = until + own.columns[until..].partition_point(|column| (*column as usize) < end);
        }
        self.columns.extend_from_slice(&own.columns[kept..]);
        self.values.extend_from_slice(&own.values[kept..]);
        self.starts.push(self.columns.len());
    }

    /// Appends a row of another set of inputs.
    pub fn push_row(&mut self, row: Row<'_>) {
        self.columns.extend_from_slice(row.columns);
        self.values.extend_from_slice(row.values);
        self.starts.push(self.columns.len());
    }

    /// Forgets all rows, keeping the memory.
    pub fn clear(&mut self) {
        self.starts.truncate(1);
        self.columns.clear();
        self.values.clear();
    }

    /// The rows listed, in that order.
    pub fn select(&self, rows: &[usize]) -> Inputs {
        let mut selected = Inputs::empty(self.n_inputs);
        for &row in rows {
            selected.push_row(self.row(row));
        }
        selected
    }

    /// One record's non-zero inputs.
    pub fn row(&self, row: usize) -> Row<'_> {
        let range = self.starts[row]..self.starts[row + 1];
        Row { columns: &self.columns[range.clone()], values: &self.values[range] }
    }

    /// Several records' non-zero inputs.
    pub fn rows(&self, rows: Range<usize>) -> SparseRows<'_> {
        SparseRows { starts: &self.starts[rows.start..=rows.end], columns: &self.columns, values: &self.values }
    }

    /// How many records.
    pub fn n_rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many inputs a record has, zeros included.
    pub fn n_inputs(&self) -> usize {
        self.n_inputs
    }
}
