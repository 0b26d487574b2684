//! Every attribute attack and every imputation behind every defence.

use super::data_table::DataTable;
use super::defence::{DEFENCE, row_of};
use super::kind::TableKind;
use crate::figure_input::FigureInput;
use crate::view;
use nearmiss::attribute::attack::{AttributeMatrix, AttributeRow, AttributeSide};
use nearmiss::defence::Defence;
use nearmiss::interval::Interval;

/// In the registry.
pub(super) const KIND: TableKind = TableKind {
    name: "attribute_attacks",
    title: "Attribute attacks by defence",
    variants: view::once,
    make: |input, _| {
        let table = DataTable::new(&DEFENCE).with(&["guess by", "kind", "features", "members", "non-members"]);
        let table = table.with_intervals_of(&["mean distance of members", "mean distance of non-members"]);
        let table = table.with_intervals_of(&["exact rate of members", "exact rate of non-members"]);
        let mut table = table.with_intervals_of(&["adds on members", "adds on non-members"]);
        for (defence, of, row) in rows(input) {
            let (members, others) = (&row.members, &row.non_members);
            let cells = row_of(defence).and(&[&row.name, &kind(of, row), &of.n_unknown]);
            let cells = cells.and(&[&members.n_records, &others.n_records]);
            let distance = |side: &AttributeSide| Some((side.mean_distance, side.mean_distance_interval));
            let exact = |side: &AttributeSide| Some((side.exact_rate, side.exact_rate_interval));
            let cells = cells.measured(distance(members)).measured(distance(others));
            let cells = cells.measured(exact(members)).measured(exact(others));
            let adds = [&row.adds_on_members, &row.adds_on_non_members];
            let [on_members, on_others] = adds.map(|adds| adds.as_ref().map(|adds| (adds.mean, adds.interval)));
            table.push(cells.measured(on_members).measured(on_others));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// In the registry.
pub(super) const BY_ALPHA: TableKind = TableKind {
    name: "attribute_attacks_by_alpha",
    title: "Attribute attacks by defence and features allowed wrong",
    variants: view::once,
    make: |input, _| {
        let columns = ["guess by", "kind", "alpha", "members", "non-members"];
        let mut table = DataTable::new(&DEFENCE).with(&columns).with_intervals_of(&["advantage"]);
        for (defence, of, row) in rows(input) {
            let sides = row.members.within.iter().zip(&row.non_members.within);
            let advantages = row.advantage.iter().copied().zip(row.advantage_intervals.iter().copied());
            for (alpha, ((members, others), advantage)) in sides.zip(advantages).enumerate() {
                let advantage: (f64, Interval) = advantage;
                let cells = row_of(defence).and(&[&row.name, &kind(of, row), &alpha]);
                table.push(cells.numbers(&[*members, *others]).measured(Some(advantage)));
            }
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// By defence, the attacks and the imputations.
fn rows<'a>(input: &FigureInput<'a>) -> Vec<(&'a Defence, &'a AttributeMatrix, &'a AttributeRow)> {
    let mut all = Vec::new();
    for row in input.matrix.iter().flat_map(|matrix| &matrix.rows) {
        let Some(of) = &row.attributes else { continue };
        all.extend(of.attacks.iter().chain(&of.imputations).map(|own| (&row.defence, of, own)));
    }
    all
}

/// Whether a way to guess asks the model, and if not, whether attacks are held against it.
fn kind(of: &AttributeMatrix, row: &AttributeRow) -> &'static str {
    match row.adds_on_members {
        Some(_) => "attack",
        None if of.best_imputation.name() == row.name => "best imputation",
        None => "imputation",
    }
}
