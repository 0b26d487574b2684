//! Who is at risk: single members, members without company, classes.

use super::data_table::DataTable;
use super::defence::{DEFENCE, row_of};
use super::kind::TableKind;
use crate::view;
use nearmiss::matrix::{Exposed, MatrixRow};
use nearmiss::membership::ATTACKS;

/// In the registry. A number under an attack's name is the share of the non-members that look less like a member to it.
pub(super) const MEMBERS: TableKind = TableKind {
    name: "exposed_members",
    title: "Most exposed members",
    variants: view::once,
    make: |input, _| {
        let rows = &input.matrix?.rows;
        let attacks = ATTACKS.iter().map(|attack| attack.name());
        let attacks: Vec<&str> = attacks.filter(|name| rows.iter().any(|row| row.attack(name).is_some())).collect();
        let columns = ["rank", "record", "class", "mean", "mean of the non-member in this place", "strongest attack"];
        let mut table = DataTable::new(&DEFENCE).with(&columns).with(&attacks);
        for (row, place, member) in
            rows.iter().flat_map(|row| row.exposed.iter().enumerate().map(move |(n, member)| (row, n, member)))
        {
            let cells = row_of(&row.defence).and(&[&(place + 1), &member.record, &member.label]).number(member.mean);
            let cells = cells.maybe(row.exposed_others.get(place).copied()).and(&[&strongest(row, member)]);
            table.push(attacks.iter().fold(cells, |cells, attack| cells.maybe(above(row, member, attack))));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// The share of the non-members that look less like a member to an attack.
fn above(row: &MatrixRow, member: &Exposed, attack: &str) -> Option<f64> {
    let place = row.attacks.iter().position(|cell| cell.attack == attack)?;
    member.above.get(place).copied()
}

/// The name of the attack to which most non-members look less like a member; empty where none was carried out.
pub fn strongest<'a>(row: &'a MatrixRow, member: &Exposed) -> &'a str {
    let all = row.attacks.iter().zip(&member.above);
    let best = all.reduce(|best, next| if next.1 >= best.1 { next } else { best });
    best.map_or("", |(cell, _)| &cell.attack)
}

/// In the registry.
pub(super) const OUTLIERS: TableKind = TableKind {
    name: "outliers",
    title: "Members that lie farthest from any other, and the others",
    variants: view::once,
    make: |input, _| {
        let columns = ["attack", "outliers", "outlying non-members"];
        let mut table =
            DataTable::new(&DEFENCE).with(&columns).with_intervals_of(&["AUC of outliers", "AUC of the others"]);
        for (row, cell) in input.matrix?.rows.iter().flat_map(|row| row.attacks.iter().map(move |cell| (row, cell))) {
            let Some(of) = &cell.outliers else { continue };
            let cells = row_of(&row.defence).and(&[
                &cell.attack,
                &of.n_outliers,
                &of.n_non_members.map_or(String::new(), |n| n.to_string()),
            ]);
            let cells = cells.measured(of.interval.map(|interval| (of.auc, interval)));
            table.push(cells.measured(of.interval_of_others.map(|interval| (of.auc_of_others, interval))));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// In the registry.
pub(super) const CLASSES: TableKind = TableKind {
    name: "classes",
    title: "Attacks by class",
    variants: view::once,
    make: |input, _| {
        let mut table = DataTable::new(&DEFENCE).with(&["attack", "class", "members", "non-members", "AUC"]);
        for (row, cell) in input.matrix?.rows.iter().flat_map(|row| row.attacks.iter().map(move |cell| (row, cell))) {
            for of in &cell.by_class {
                let cells = row_of(&row.defence).and(&[&cell.attack, &of.label, &of.n_members, &of.n_non_members]);
                table.push(cells.number(of.auc));
            }
        }
        Some(table).filter(DataTable::has_rows)
    },
};
