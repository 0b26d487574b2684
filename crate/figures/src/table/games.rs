//! The four games of the main paper in one table.

use super::data_table::{DataTable, Row};
use super::kind::TableKind;
use crate::view;
use nearmiss::game;
use nearmiss::report::Findings;

/// In the registry.
pub(super) const KIND: TableKind = TableKind {
    name: "games",
    title: "Advantage in the four games",
    variants: view::once,
    make: |input, _| Some(advantages(input.findings)),
};

/// What max-confidence, the paper's attack, achieves in each game. The parameter is r in Definition 2 and α in
/// Definition 4; members and non-members are the originals or targets.
fn advantages(findings: &Findings) -> DataTable {
    let mut table = DataTable::with_interval(&["definition", "parameter", "members", "non-members", "advantage"]);
    for of in game::advantages(findings) {
        let parameter = of.parameter.map_or(String::new(), |parameter| parameter.to_string());
        let row = Row::of(&[&of.definition, &parameter]).maybe(of.members).maybe(of.non_members);
        table.push(row.with_interval_if(of.advantage, of.interval));
    }
    table
}
