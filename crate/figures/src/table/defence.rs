//! What each defence does, and every attack against every defence.

use super::data_table::{DataTable, Row};
use super::kind::TableKind;
use crate::view;
use nearmiss::defence::Defence;
use nearmiss::game::strong_membership::PairResult;
use nearmiss::interval::Interval;
use nearmiss::matrix::DefenceEffect;
use nearmiss::privacy::Guarantee;

/// The columns of a defence.
pub(super) const DEFENCE: [&str; 2] = ["defence", "strength"];

/// A row that begins with a defence's name and its strength, one number a parameter.
pub(super) fn row_of(defence: &Defence) -> Row {
    let strength: Vec<String> = defence.given().map(|(_, value)| value.to_string()).collect();
    Row::of(&[&defence.name(), &strength.join(" ")])
}

/// In the registry.
pub(super) const DEFENCES: TableKind = TableKind {
    name: "defences",
    title: "What each defence does",
    variants: view::once,
    make: |input, _| {
        let matrix = input.matrix?;
        let mut table = DataTable::new(&DEFENCE).with(&[
            "problem",
            "effect",
            "members' accuracy",
            "non-members' accuracy",
            "epsilon",
            "delta",
            "bound of the advantage",
            "bound of the TPR at FPR 0.01",
        ]);
        for row in &matrix.rows {
            let measured = matrix.measured(row);
            let effect = measured.filter(|_| row.defence.name() != "none").map_or("", |m| effect_in_a_word(m.effect));
            let has_model = row.problem.is_none();
            let accuracy = |share: f64| has_model.then_some(share);
            let bound = |of: fn(&Guarantee) -> f64| row.guarantee.as_ref().map(of);
            let cells = row_of(&row.defence).and(&[&row.problem.as_deref().unwrap_or_default(), &effect]);
            let cells = cells.maybe(accuracy(row.train_accuracy)).maybe(accuracy(row.test_accuracy));
            let cells = cells.maybe(row.epsilon).maybe(bound(|guarantee| guarantee.delta));
            let cells = cells.maybe(bound(|guarantee| guarantee.advantage));
            table.push(cells.maybe(bound(|guarantee| guarantee.tpr(0.01))));
        }
        Some(table)
    },
};

/// In the registry. By kind of access, the attack that is strongest in the other trainings, and how it differs from the same
/// without a defence, on the same records.
pub(super) const STRONGEST: TableKind = TableKind {
    name: "strongest_attacks",
    title: "The strongest attack of each kind of access",
    variants: view::once,
    make: |input, _| {
        let table = DataTable::new(&DEFENCE).with(&["access", "number", "attack", "trainings"]);
        let mut table = table.with_intervals_of(&["value", "less no defence"]);
        for (row, of) in input.matrix?.rows.iter().flat_map(|row| row.strongest.iter().map(move |of| (row, of))) {
            let numbers = [("AUC", Some(&of.auc)), ("TPR at FPR 0.01", of.tpr.as_ref())];
            for (number, judged) in numbers.into_iter().filter_map(|(number, judged)| Some((number, judged?))) {
                let cells = row_of(&row.defence).and(&[
                    &of.access.title(),
                    &number,
                    &judged.attack(),
                    &judged.by_training.len(),
                ]);
                let cells = cells.measured(Some((judged.value, judged.interval)));
                table.push(cells.measured(judged.change.map(|change| (change.value, change.interval))));
            }
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// In the registry.
pub(super) const CANARIES: TableKind = TableKind {
    name: "mislabelled_records",
    title: "Mislabelled records, in models of their own",
    variants: view::once,
    make: |input, _| {
        let table = DataTable::new(&DEFENCE).with(&["mislabelled records", "models"]);
        let mut table = table.with_intervals_of(&["AUC", "TPR at FPR 0.01"]);
        for (row, of) in input.matrix?.rows.iter().filter_map(|row| Some((row, row.canaries.as_ref()?))) {
            let cells = row_of(&row.defence).and(&[&of.n_canaries, &of.n_models]);
            table.push(cells.measured(Some((of.auc, of.auc_interval))).measured(Some((of.tpr, of.tpr_interval))));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// What a defence does, in a word.
pub fn effect_in_a_word(effect: DefenceEffect) -> &'static str {
    match effect {
        DefenceEffect::NothingToProtectFrom => "nothing to protect from",
        DefenceEffect::Protects => "protects",
        DefenceEffect::Lowers => "lowers",
        DefenceEffect::OnlyHides => "only hides",
        DefenceEffect::Worse => "worse",
        DefenceEffect::NoneSeen => "no effect seen",
    }
}

/// In the registry.
pub(super) const ATTACKS_BY_DEFENCE: TableKind = TableKind {
    name: "attacks_by_defence",
    title: "Attacks by defence",
    variants: view::once,
    make: |input, _| {
        let table = DataTable::new(&DEFENCE).with(&["attack"]).with_intervals_of(&["AUC"]).with(&["advantage"]);
        let table = table.with_intervals_of(&["TPR at FPR 0.01", "TPR at FPR 0.001"]);
        let table = table.with_intervals_of(&["advantage in Definition 1"]);
        let table = table.with(&["balanced accuracy", "balanced accuracy, thresholds by class"]);
        let table = table.with_intervals_of(&["near misses, paired", "near misses, AUC"]).with(&["near misses, ties"]);
        let table = table.with_intervals_of(&["control, paired", "control, AUC"]);
        let mut table = table.with(&["control, ties"]);
        for (defence, cell) in
            input.matrix?.rows.iter().flat_map(|row| row.attacks.iter().map(|cell| (&row.defence, cell)))
        {
            let result = &cell.membership;
            let row = row_of(defence).and(&[&cell.attack]).measured(Some((result.auc, result.auc_interval)));
            let row = row.number(result.advantage);
            let row = row.maybe_measured(result.tpr("0.01")).maybe_measured(result.tpr("0.001"));
            let row = row.measured(Some((result.game_advantage, result.game_advantage_interval)));
            let row = row.maybe(cell.balanced_accuracy).maybe(cell.balanced_accuracy_by_class);
            table.push(pairs(pairs(row, cell.near_miss.as_ref()), cell.near_miss_control.as_ref()));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

fn pairs(row: Row, result: Option<&PairResult>) -> Row {
    let of = |f: fn(&PairResult) -> (f64, Interval)| result.map(f);
    let row = row.measured(of(|r| (r.paired_success, r.paired_interval)));
    row.measured(of(|r| (r.auc, r.auc_interval))).maybe(result.map(|r| r.tied))
}

/// In the registry.
pub(super) const BLIND_CHECK: TableKind = TableKind {
    name: "blind_check",
    title: "Members told from non-members without a model",
    variants: view::once,
    make: |input, _| {
        let blind = &input.matrix?.blind;
        let mut table = DataTable::new(&[]).with_intervals_of(&["AUC"]);
        table.push(Row::default().measured(Some((blind.auc, blind.auc_interval))));
        Some(table)
    },
};
