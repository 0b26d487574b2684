//! What the registry of tables knows of each.

use super::data_table::DataTable;
use crate::figure_input::FigureInput;
use crate::view::{Variants, View};

/// A kind of table: what is in it, for any input and view.
#[derive(Debug, Clone, Copy)]
pub struct TableKind {
    /// How its files' names begin, in snake case.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The views of which a command line makes a file each.
    pub variants: Variants,
    /// None where the input says nothing of it.
    pub make: fn(&FigureInput<'_>, &View) -> Option<DataTable>,
}

impl TableKind {
    /// Every variant that the input says something of, with the name of its file without ending.
    pub fn all(&self, input: &FigureInput<'_>) -> Vec<(String, DataTable)> {
        let variants = (self.variants)(input).into_iter();
        variants.filter_map(|of| Some((of.file_stem(self.name), (self.make)(input, &of.view)?))).collect()
    }
}
