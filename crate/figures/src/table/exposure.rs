//! Who is at risk: single records, members without company, classes.

use super::data_table::DataTable;
use super::defence::{DEFENCE, row_of};
use super::kind::TableKind;
use crate::view;
use nearmiss::matrix::RecordRisk;

/// In the registry. The rates are true-positive ones at a false-positive rate of 1 %, over models; single records stand
/// behind the others where there are models enough.
pub(super) const RISK: TableKind = TableKind {
    name: "risk_of_records",
    title: "Risk of records, over many models",
    variants: view::once,
    make: |input, _| {
        let mut table =
            DataTable::new(&DEFENCE).with(&["models", "differ", "of", "at most", "record", "class", "rate"]);
        for (row, of) in input.matrix?.rows.iter().filter_map(|row| Some((row, row.risk.as_ref()?))) {
            let begin = || row_of(&row.defence).and(&[&of.n_models, &of.differ]);
            let kinds = [("attacked", Some(of.quantiles)), ("no model was trained on", of.untrained)];
            for (kind, quantiles) in kinds.into_iter().filter_map(|(kind, of)| Some((kind, of?))) {
                for (level, rate) in RecordRisk::LEVELS.into_iter().zip(quantiles) {
                    table.push(begin().and(&[&kind, &level, &"", &""]).number(rate));
                }
            }
            for own in &of.listed {
                table.push(begin().and(&[&"most at risk", &"", &own.record, &own.label]).number(own.rate));
            }
        }
        Some(table).filter(DataTable::has_rows)
    },
};

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
