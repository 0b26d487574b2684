//! Strong membership by distance: every attack that plays, against every kind of near miss.

use super::data_table::DataTable;
use super::kind::TableKind;
use crate::figure::kind::Figure;
use crate::figure::strong_membership::StrongMembershipChart;
use crate::view;

/// In the registry.
pub(super) const KIND: TableKind = TableKind {
    name: "strong_membership",
    title: "Strong membership by distance",
    variants: view::once,
    make: |input, _| {
        let mut all: Option<DataTable> = None;
        for of in view::by_neighbour_and_player(input) {
            let (neighbour, player) = (of.view.neighbour, of.view.player);
            let Some(chart) = StrongMembershipChart::of(input.findings, neighbour, player) else { continue };
            let mut table = chart.table();
            table.columns.splice(0..0, ["neighbour", "attack"].map(str::to_string));
            for row in &mut table.rows {
                row.splice(0..0, [view::neighbour_name(neighbour), player].map(str::to_string));
            }
            match &mut all {
                None => all = Some(table),
                Some(all) => all.rows.append(&mut table.rows),
            }
        }
        all
    },
};
