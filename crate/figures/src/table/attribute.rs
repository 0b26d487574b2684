//! Every attribute attack and every imputation behind every defence.

use super::data_table::DataTable;
use super::defence::{DEFENCE, row_of};
use super::kind::TableKind;
use crate::figure_input::FigureInput;
use crate::view;
use nearmiss::attribute::attack::{AttributeMatrix, AttributeRow, AttributeSide};
use nearmiss::attribute::imputation::Imputation;
use nearmiss::defence::Defence;

/// In the registry.
pub(super) const KIND: TableKind = TableKind {
    name: "attribute_attacks",
    title: "Attribute attacks by defence",
    variants: view::once,
    make: |input, _| {
        let table = DataTable::new(&DEFENCE).with(&["guess by", "kind", "features", "members", "non-members"]);
        let table = table.with_intervals_of(&["mean distance of members", "mean distance of non-members"]);
        let table = table.with_intervals_of(&["exact rate of members", "exact rate of non-members"]);
        let table = table.with_intervals_of(&["adds on members", "adds on non-members"]);
        let mut table = table.with(&["held against"]);
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
            let held_against = row.held_against.map_or("", |by| by.name());
            table.push(cells.measured(on_members).measured(on_others).and(&[&held_against]));
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
        let table = DataTable::new(&DEFENCE).with(&columns).with_intervals_of(&["advantage"]).with(&["held against"]);
        let mut table = table.with_intervals_of(&["adds on members", "adds on non-members"]);
        for (defence, of, row) in rows(input) {
            let sides = row.members.within.iter().zip(&row.non_members.within);
            for (alpha, ((members, others), advantage)) in sides.zip(&row.advantage).enumerate() {
                let cells = row_of(defence).and(&[&row.name, &kind(of, row), &alpha]).numbers(&[*members, *others]);
                let cells = cells.with_interval_if(*advantage, row.advantage_intervals.get(alpha).copied());
                table.push(row.gains.get(alpha).map_or(cells.clone(), |gain| cells.gain(gain)));
            }
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// In the registry.
pub(super) const SUREST: TableKind = TableKind {
    name: "surest_guesses_by_defence",
    title: "Precision of the k most certain guesses, by defence",
    variants: view::once,
    make: |input, _| {
        let columns = ["guess by", "kind", "k"];
        let table = DataTable::new(&DEFENCE).with(&columns).with_intervals_of(&["precision on members"]);
        let mut table = table.with(&["mean distance of members"]);
        for (defence, of, row) in rows(input) {
            for surest in &row.surest {
                let cells = row_of(defence).and(&[&row.name, &kind(of, row), &surest.k]);
                table.push(cells.measured(Some((surest.precision, surest.interval))).number(surest.mean_distance));
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
    let is = |by: Option<Imputation>| by.is_some_and(|by| by.name() == row.name);
    match () {
        () if of.attacks.iter().any(|attack| attack.name == row.name) => "attack",
        () if is(Some(of.best_imputation)) => "best imputation",
        () if is(of.best_with_class) => "best imputation with the class",
        () => "imputation",
    }
}
