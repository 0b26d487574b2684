//! What the bench does as a program of its own.

mod browser;
mod command;
mod document;
mod growth;
mod peer;
mod table;
mod task;

pub use document::Part;

use table::Results;

use std::fs;
use std::path::Path;

/// Measures a part and puts it in place of what was known of it.
pub fn measure(part: Part) {
    let beside_aims = |(head, results): (String, Results)| (format!("{head}\n{}", table::table(&results)), results);
    let (body, results) = match part {
        Part::Browser => beside_aims(browser::measure()),
        Part::Command => beside_aims(command::measure()),
        Part::Growth => growth::measure(),
    };
    println!("{body}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::create_dir_all(root.join("target")).expect("the folder can be made");
    let (json, document) = (root.join("target/bench.json"), root.join("docs/speed.md"));
    // What isn't there or can't be read is begun anew.
    let rounds = document::rounds(&fs::read_to_string(&json).unwrap_or_default(), part, results);
    fs::write(json, rounds).expect("the results can be written");
    let text = document::document(&fs::read_to_string(&document).unwrap_or_default(), part, &body);
    fs::write(document, text).expect("the table can be written");
}
