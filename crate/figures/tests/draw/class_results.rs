//! A dot a result of a class.

use crate::svg::{draws, words};
use nearmiss::interval::Interval;
use nearmiss_figures::{ClassResults, ClassRow, Figure, Theme, to_svg};

fn row(title: &'static str, values: Vec<Option<f64>>, has_chance: bool) -> ClassRow {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    let interval = (known.len() > 2).then(|| Interval::over_records(&known, (0.0, 1.0)));
    ClassRow { title, values, mean, interval, has_chance }
}

fn of(n: usize) -> ClassResults {
    let value = |k: usize, by: usize, low: f64| low + (k * by % 61) as f64 / 1000.0;
    ClassResults {
        numbers: (1..=n as u8).collect(),
        rows: vec![
            row("AUC, member or not", (0..n).map(|k| Some(value(k, 37, 0.7))).collect(), true),
            row("Near miss told from a member", (0..n).map(|k| Some(value(k, 7, 0.5))).collect(), true),
            row("Near miss told from a stranger", vec![Some(0.5); n], true),
            row("Members guessed, up to 3 wrong", (0..n).map(|k| (k % 2 == 0).then_some(0.25)).collect(), false),
        ],
    }
}

fn discs(results: &ClassResults) -> usize {
    to_svg(results, 720, 400, Theme::light()).matches("<circle").count()
}

#[test]
fn every_result_is_a_dot_at_every_size() {
    for n in [1, 2, 30, 99] {
        draws(&of(n));
    }
    assert_eq!(discs(&of(30)), 30 + 30 + 30 + 15);
    let extreme = ClassResults { numbers: vec![1, 2], rows: vec![row("one", vec![Some(0.0), Some(1.0)], true)] };
    draws(&extreme);
}

#[test]
fn its_words_and_its_table_have_every_number() {
    let results = of(30);
    let said = words(&results);
    assert!(
        said.contains(
            "Near miss told from a stranger: mean 0.500 (95 % interval over seeds 0.500 to 0.500), 30 results"
        )
    );
    assert!(said.contains("15 results from 0.250 to 0.250"));
    let table = results.table();
    assert_eq!((table.rows.len(), table.columns.len()), (30, 5));
    assert_eq!(table.rows[1], ["2", "0.737", "0.507", "0.5", ""]);
    assert!(!words(&of(2)).contains("interval"), "two have none");
}
