//! Which column is likely the label.

use super::column::{ColumnKind, ColumnReading, LeftOut};
use super::layout::FirstRow;
use super::table::{Column, Table};
use crate::order;

/// The column that is suggested as label, with what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// From 0.
    pub column: usize,
    /// Whether that is plain: one column at an end of the lines has a name that only labels have.
    pub is_certain: bool,
    /// In a sentence.
    pub why: String,
    /// All columns that come into question, the likeliest first.
    pub candidates: Vec<usize>,
}

/// Names that say "label", in lower case.
const PLAIN: [&str; 9] = ["label", "class", "target", "outcome", "y", "labels", "classes", "klasse", "category"];
/// Names of what is often foretold.
const USUAL: [&str; 38] = [
    "response",
    "result",
    "survived",
    "diagnosis",
    "churn",
    "default",
    "income",
    "approved",
    "status",
    "decision",
    "species",
    "vote",
    "party",
    "type",
    "quality",
    "grade",
    "risk",
    "fraud",
    "spam",
    "admitted",
    "placed",
    "passed",
    "attrition",
    "loan_status",
    "is_recid",
    "two_year_recid",
    "recidivism",
    "deposit",
    "subscribed",
    "readmitted",
    "purchase",
    "purchased",
    "ergebnis",
    "urteil",
    "ziel",
    "etiqueta",
    "clase",
    "resultat",
];
/// The most classes that a label is likely to have.
const MANY: usize = 30;
/// Different numbers that aren't whole from which on they are amounts.
const FEW: usize = 10;

/// Whether a column of numbers is an amount, to be cut into classes if it is the label: many numbers, or several that
/// aren't whole. Numbers of classes, all from 0 or 1 on, are none.
pub fn is_amount(column: &Column, reading: &ColumnReading) -> bool {
    if reading.kind != ColumnKind::Numeric {
        return false;
    }
    let known = column.texts.iter().zip(&reading.is_hole).filter(|(_, is_hole)| !**is_hole);
    let numbers: Vec<f64> = known.filter_map(|(text, _)| reading.notation.number(text)).collect();
    let of = |pick: fn(f64, f64) -> f64| numbers.iter().copied().reduce(pick).unwrap_or(0.0);
    let (least, most) = (of(f64::min), of(f64::max));
    let are_whole = numbers.iter().all(|number| libm::trunc(*number) == *number);
    let n = reading.n_distinct as f64;
    let are_classes = are_whole && [0.0, 1.0].contains(&least) && most - least + 1.0 == n;
    let n_records: usize = reading.counts.iter().sum();
    let is_fine = are_classes && 5 * reading.n_distinct <= n_records;
    !is_fine && (reading.n_distinct > MANY || !are_whole && reading.n_distinct > FEW)
}

/// The likeliest column; none if no column can be the label.
pub fn suggest(table: &Table, readings: &[ColumnReading]) -> Option<Suggestion> {
    let mut scores: Vec<(usize, f64)> = (0..readings.len())
        .filter(|column| can_be(&readings[*column]))
        .map(|column| (column, score(table, readings, column)))
        .collect();
    order::sort_by(&mut scores, |a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    let (column, _) = *scores.first()?;
    let n_plain = table.columns.iter().filter(|column| is_plain(&column.name)).count();
    let is_certain = table.first_row != FirstRow::Record
        && n_plain == 1
        && is_plain(&table.columns[column].name)
        && (column == 0 || column == readings.len() - 1)
        && !is_amount(&table.columns[column], &readings[column]);
    let candidates = scores.into_iter().map(|(column, _)| column).take(5).collect();
    Some(Suggestion { column, is_certain, why: why(table, readings, column), candidates })
}

fn can_be(reading: &ColumnReading) -> bool {
    match reading.left_out {
        None => reading.n_distinct > 1,
        // Half of the labels may be missing, and a constant is none.
        Some(LeftOut::Holes) => reading.n_distinct > 1 && reading.n_distinct <= MANY,
        Some(_) => false,
    }
}

fn is_plain(name: &str) -> bool {
    PLAIN.contains(&name.to_lowercase().as_str())
}

fn is_usual(name: &str) -> bool {
    let name = name.to_lowercase();
    USUAL.contains(&name.as_str()) || ["_label", "_class", "_target"].iter().any(|end| name.ends_with(end))
}

fn score(table: &Table, readings: &[ColumnReading], column: usize) -> f64 {
    let reading = &readings[column];
    let named = match &table.columns[column].name {
        _ if table.first_row == FirstRow::Record => 0.0,
        // At an end of the lines nothing else is meant by it.
        name if is_plain(name) && (column == 0 || column == readings.len() - 1) => 8.0,
        name if is_plain(name) => 4.0,
        name if is_usual(name) => 3.5,
        _ => 0.0,
    };
    let place = match column {
        n if n + 1 == readings.len() => 3.0,
        0 => 1.5,
        _ => 0.0,
    };
    let classes = match reading.n_distinct {
        2 => 1.0,
        n if n <= 10 => 0.5,
        n if n <= MANY => 0.0,
        n if 20 * n <= table.n_records() => -1.5,
        _ => -3.0,
    };
    // Without names, a label is what other columns are not.
    let alone = match table.first_row {
        FirstRow::Record => match n_alike(table, readings, column) {
            0 => 2.0,
            n if 2 * n >= readings.len() => -2.0,
            _ => 0.0,
        },
        _ => 0.0,
    };
    let holes = if reading.n_missing > 0 { -0.5 } else { 0.0 };
    named + place + classes + alone + holes
}

/// Other columns of the same different texts.
fn n_alike(table: &Table, readings: &[ColumnReading], column: usize) -> usize {
    let known = |column: usize| -> Vec<&str> {
        let texts = table.columns[column].texts.iter().zip(&readings[column].is_hole);
        let mut known: Vec<&str> = texts.filter(|(_, is_hole)| !**is_hole).map(|(text, _)| text.as_str()).collect();
        order::sort_by(&mut known, |a, b| a.cmp(b));
        known
    };
    if readings[column].n_distinct > MANY {
        return 0;
    }
    let own = known(column);
    let is_alike = |other: &usize| *other != column && readings[*other].n_distinct == own.len() && known(*other) == own;
    (0..readings.len()).filter(is_alike).count()
}

fn why(table: &Table, readings: &[ColumnReading], column: usize) -> String {
    let name = &table.columns[column].name;
    let n = readings[column].n_distinct;
    let place = match column {
        n if n + 1 == readings.len() => "the last column",
        0 => "the first column",
        _ => "a column",
    };
    let named = if table.first_row != FirstRow::Record && (is_plain(name) || is_usual(name)) {
        format!(", named “{name}”")
    } else {
        String::new()
    };
    match is_amount(&table.columns[column], &readings[column]) {
        true => format!("It is {place}{named}; an amount, to be cut into classes."),
        false => format!("It is {place}{named}, with {n} different values."),
    }
}
