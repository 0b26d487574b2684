//! How well the network does, what each membership attack makes of it, and its ROC curve point by point.

use super::data_table::{DataTable, Row};
use super::kind::TableKind;
use crate::view;
use nearmiss::RocCurve;
use nearmiss::membership::FPRS;

/// In the registry.
pub(super) const ACCURACY: TableKind = TableKind {
    name: "train_and_test_accuracy",
    title: "Accuracy on members and non-members",
    variants: view::once,
    make: |input, _| {
        let (members, non_members) = (input.findings.train_accuracy?, input.findings.test_accuracy?);
        let mut table = DataTable::new(&["side", "accuracy"]);
        table.push(Row::of(&[&"members"]).number(members));
        table.push(Row::of(&[&"non-members"]).number(non_members));
        Some(table)
    },
};

/// In the registry.
pub(super) const RESULTS: TableKind = TableKind {
    name: "membership",
    title: "Membership attack results",
    variants: view::once,
    make: |input, _| {
        let mut table = DataTable::new(&["attack"]).with_intervals_of(&["AUC"]).with(&["advantage"]);
        table = FPRS.iter().fold(table, |table, (_, fpr)| table.with_intervals_of(&[&format!("TPR at FPR {fpr}")]));
        table = table.with_intervals_of(&["advantage in Definition 1"]);
        for (attack, result) in &input.findings.membership {
            let row = Row::of(&[attack]).measured(Some((result.auc, result.auc_interval))).number(result.advantage);
            let row = FPRS.iter().fold(row, |row, (_, fpr)| row.maybe_measured(result.tpr(fpr)));
            table.push(row.measured(Some((result.game_advantage, result.game_advantage_interval))));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// In the registry.
pub(super) const ROC_POINTS: TableKind = TableKind {
    name: "roc_points",
    title: "ROC curve, a row a threshold",
    variants: view::by_attack,
    make: |input, view| {
        let [members, non_members] = input.scores?.of(view.attack)?;
        let mut table = DataTable::new(&["threshold", "false-positive rate", "true-positive rate"]);
        for point in &RocCurve::new(members, non_members).points {
            table.push(Row::default().numbers(&[point.threshold, point.fpr, point.tpr]));
        }
        Some(table)
    },
};
