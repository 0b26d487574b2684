//! Rounds of numbers by name, and their medians as a table beside what is aimed at.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// By name, a number a round.
pub type Results = BTreeMap<String, Vec<f64>>;

/// What the median has to reach.
#[derive(Clone, Copy)]
enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

const AIMS: [(&str, Aim); 19] = [
    ("ratio to ceiling: forward, 4096 x 512 x 512", Aim::AtLeast(0.80)),
    ("ratio to ceiling: forward, 128 x 446 x 512", Aim::AtLeast(0.70)),
    ("ratio to ceiling: forward, 128 x 512 x 512", Aim::AtLeast(0.70)),
    ("ratio to ceiling: weight gradient, 512 x 128 x 512", Aim::AtLeast(0.70)),
    ("ratio to ceiling: weight gradient, 446 x 128 x 512", Aim::AtLeast(0.70)),
    ("ratio to ceiling: input gradient, 128 x 512 x 512", Aim::AtLeast(0.70)),
    ("ratio to ceiling: training step", Aim::AtLeast(0.65)),
    ("ratio to TensorFlow.js wasm: training step", Aim::AtLeast(8.0)),
    ("ratio to TensorFlow.js wasm: 2^15 completions", Aim::AtLeast(10.0)),
    ("ratio of two workers to one: inference", Aim::AtLeast(1.8)),
    ("ratio of two workers to one: repeats", Aim::AtLeast(1.8)),
    ("location, estimate: 50 repeats on 8 workers (min)", Aim::AtMost(20.0)),
    ("memory of a worker, repeats (MB)", Aim::AtMost(150.0)),
    ("page: compressed transfer (kB)", Aim::AtMost(500.0)),
    ("page: first guess, empty cache (ms)", Aim::AtMost(2500.0)),
    ("page: longest task of the main thread while it computes, over 50, warm (ms)", Aim::AtMost(0.0)),
    ("ratio to jax: training step, one core", Aim::AtLeast(1.2)),
    ("ratio to jax, one process of two threads: trainings on two cores", Aim::AtLeast(1.2)),
    ("ratio to jax: 2^15 completions, one core", Aim::AtLeast(8.0)),
];

/// A row a name: median, least and greatest, what was aimed at.
pub fn table(results: &Results) -> String {
    let mut table = "| what | median | from | to | aim |\n|---|---|---|---|---|\n".to_string();
    for (name, values) in results {
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let (median, last) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1]);
        let aim = AIMS.iter().find(|(aimed, _)| aimed == name).map_or(String::new(), |(_, aim)| {
            let (is_met, sign, value) = match *aim {
                Aim::AtLeast(value) => (median >= value, "≥", value),
                Aim::AtMost(value) => (median <= value, "≤", value),
            };
            format!("{sign} {value}{}", if is_met { "" } else { ", missed" })
        });
        let digits = if name.starts_with("ratio") { 2 } else { 1 };
        let _ = writeln!(table, "| {name} | {median:.digits$} | {:.digits$} | {last:.digits$} | {aim} |", sorted[0]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_aim_is_said() {
        let results = Results::from([("ratio of two workers to one: repeats".to_string(), vec![1.5, 1.9, 1.7])]);
        assert!(table(&results).contains("| 1.70 | 1.50 | 1.90 | ≥ 1.8, missed |"));
    }

    #[test]
    fn every_aim_has_its_sentence_where_it_is_measured() {
        let (script, command) = (include_str!("../../www/bench.js"), include_str!("command.rs"));
        for (name, _) in AIMS {
            if let Some(shape) = name.strip_prefix("ratio to ceiling: ").filter(|shape| shape.contains(" x ")) {
                assert!(script.contains(shape), "{shape}");
            }
            if name.starts_with("ratio to jax") {
                assert!(command.contains(&format!("\"{name}\"")), "{name}");
            }
        }
    }
}
