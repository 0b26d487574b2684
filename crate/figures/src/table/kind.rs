//! What the registry of tables knows of each.

use super::data_table::DataTable;
use crate::material::Material;
use crate::view::{Variants, View};

/// A kind of table: what is in it, for any material and view.
#[derive(Debug, Clone, Copy)]
pub struct TableKind {
    /// How its files' names begin, in snake case.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The views of which a command line makes a file each.
    pub variants: Variants,
    /// None where the material says nothing of it.
    pub make: fn(&Material<'_>, &View) -> Option<DataTable>,
}

impl TableKind {
    /// Every variant that the material says something of, with the name of its file without ending.
    pub fn all(&self, material: &Material<'_>) -> Vec<(String, DataTable)> {
        let variants = (self.variants)(material).into_iter();
        variants.filter_map(|of| Some((of.file_stem(self.name), (self.make)(material, &of.view)?))).collect()
    }
}
