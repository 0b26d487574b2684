//! Puts a part's results in place of its former ones and leaves the other part's as they are.

use crate::native::table::Results;
use std::collections::BTreeMap;

/// What is measured in one go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// The page and its hot paths, beside TensorFlow.js.
    Browser,
    /// The hot paths as the command runs them, beside jax.
    Command,
    /// The command's steps by the size of what they work on.
    Growth,
}

/// In the order of the document.
const PARTS: [(Part, &str, &str); 3] = [
    (Part::Browser, "browser", "In a browser"),
    (Part::Command, "command", "The command"),
    (Part::Growth, "growth", "How cost grows"),
];

const HEAD: &str = "\
# Speed

Written by `cargo xtask bench`; what stands in one table was measured in one run. Numbers without a unit are GFLOP/s, a
multiplication and an addition each counted as one operation, zeros that are left out counted too. Ratios are formed
within a round; medians are over rounds.
";

impl Part {
    /// The part that goes by this name.
    pub fn named(name: &str) -> Option<Part> {
        PARTS.iter().find(|(_, own, _)| *own == name).map(|(part, ..)| *part)
    }
}

/// Every round of all parts as JSON, by part and name.
pub fn rounds(former: &str, part: Part, results: Results) -> String {
    let mut all: BTreeMap<String, Results> = serde_json::from_str(former).unwrap_or_default();
    let name = PARTS.iter().find(|(own, ..)| *own == part).map_or("", |(_, name, _)| name);
    all.insert(name.to_string(), results);
    serde_json::to_string_pretty(&all).expect("results are plain data")
}

/// A section a part: its tables with what they mean.
pub fn document(former: &str, part: Part, body: &str) -> String {
    let sections = PARTS.iter().filter_map(|(own, _, title)| {
        if *own == part {
            return Some(format!("\n## {title}\n\n{body}"));
        }
        let (_, rest) = former.split_once(&format!("\n## {title}\n"))?;
        let body = rest.split("\n## ").next().unwrap_or(rest);
        Some(format!("\n## {title}\n\n{}\n", body.trim()))
    });
    HEAD.to_string() + &sections.collect::<String>()
}

/// What computes, as the system calls it: processor and number of cores.
pub fn machine() -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, name)| name);
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model} with {n_cores} cores")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_measured_alone_leaves_the_other_as_it_is() {
        let browser = document("", Part::Browser, "Chromium.\n\n| a |\n");
        let both = document(&browser, Part::Command, "jax.\n\n| b |\n");
        assert_eq!(both, format!("{browser}\n## The command\n\njax.\n\n| b |\n"));
        assert_eq!(document(&both, Part::Browser, "Chromium.\n\n| a |\n"), both);
        assert_eq!(document(&both, Part::Command, "jax.\n\n| b |\n"), both);
    }

    #[test]
    fn rounds_of_the_other_part_stay() {
        let results = Results::from([("ceiling".to_string(), vec![65.5])]);
        let browser = rounds("", Part::Browser, results.clone());
        let both: BTreeMap<String, Results> =
            serde_json::from_str(&rounds(&browser, Part::Command, Results::new())).expect("JSON");
        assert_eq!(both["browser"], results);
        assert!(both["command"].is_empty());
    }

    #[test]
    fn the_committed_document_has_the_form_that_is_written() {
        let committed = include_str!("../../../../docs/speed.md");
        assert!(committed.starts_with(HEAD));
        assert!(committed.contains("\n## In a browser\n"));
    }
}
