//! What others have published of the same attacks, beside a matrix.

use super::data_table::{DataTable, Row};
use super::kind::TableKind;
use crate::view;
use nearmiss::matrix::MatrixReport;

/// In the registry.
pub(super) const KIND: TableKind = TableKind {
    name: "published_for_location",
    title: "Published for Location",
    variants: view::once,
    make: |input, _| {
        let columns = ["attack", "published", "here", "published behind MemGuard", "here behind MemGuard"];
        let mut table = DataTable::new(&columns);
        for of in published(input.matrix?) {
            let row = Row::of(&[&of.attack]).number(of.published.open).maybe(of.here.open);
            table.push(row.number(of.published.guarded).maybe(of.here.guarded));
        }
        Some(table)
    },
};

/// An attack's balanced accuracy without a defence and behind MemGuard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracies<T> {
    /// Without a defence.
    pub open: T,
    /// Behind MemGuard.
    pub guarded: T,
}

/// One attack, as published and here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// Registered name of the attack here.
    pub attack: &'static str,
    /// Its name there.
    pub title: &'static str,
    /// On Location with 1,600 members, by Choquette-Choo et al. 2021 (table 2): another network and other thresholds
    /// than here.
    pub published: Accuracies<f64>,
    /// At the best threshold; none where it wasn't tried.
    pub here: Accuracies<Option<f64>>,
}

/// What is published, beside what a matrix says.
pub fn published(matrix: &MatrixReport) -> Vec<Published> {
    let here = |defence: &str, attack: &str| {
        let row = matrix.rows.iter().find(|row| row.defence.name() == defence)?;
        Some(0.5 + 0.5 * row.attack(attack)?.membership.advantage)
    };
    let all = [
        ("gap", "Gap", 0.721, 0.721),
        ("loss", "Confidence vector (here: loss)", 0.926, 0.500),
        ("noise", "Noise robustness", 0.892, 0.892),
    ];
    let beside = |(attack, title, open, guarded)| Published {
        attack,
        title,
        published: Accuracies { open, guarded },
        here: Accuracies { open: here("none", attack), guarded: here("mem_guard", attack) },
    };
    all.map(beside).to_vec()
}
