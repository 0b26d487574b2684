//! What a person may choose about a table, and what of each column is shown to choose by.

use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};

/// How a table is to be read, where detection isn't right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvOptions {
    /// The label's column, from 0; detected if none.
    pub label: Option<usize>,
    /// Columns, from 0, whose kind a person chose.
    pub kinds: SortedMap<usize, ColumnKind>,
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
