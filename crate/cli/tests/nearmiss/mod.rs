//! The program under test, what it is given, and the golden files.
#![allow(dead_code, reason = "each test program uses its part")]

use ::nearmiss::Experiment;
use ::nearmiss::experiment::PortionChoice;
use ::nearmiss::game::strong_membership::StrongMembershipConfig;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// Runs the program.
pub fn nearmiss(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nearmiss")).args(arguments).output().expect("the program starts")
}

/// Starts the program and doesn't wait for it.
pub fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nearmiss"));
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// What it prints when all is well.
pub fn succeeded(arguments: &[&str]) -> String {
    let output = nearmiss(arguments);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {words}");
    String::from_utf8(output.stdout).expect("it prints text")
}

/// Its one sentence when the input is bad.
pub fn refused(arguments: &[&str]) -> String {
    let output = nearmiss(arguments);
    let words = String::from_utf8(output.stderr).expect("it prints text");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {words}");
    assert_eq!(words.lines().count(), 1, "one sentence: {words}");
    words
}

/// A golden file.
pub fn golden(name: &str) -> Value {
    let path = format!("{}/../../tests/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A shipped file: its path and its bytes.
pub fn shipped(name: &str) -> (String, Vec<u8>) {
    let path = format!("{}/../../www/data/{name}.csv.gz", env!("CARGO_MANIFEST_DIR"));
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    (path, bytes)
}

/// An experiment of every kind of unit that takes a moment.
pub fn small(mut experiment: Experiment) -> Experiment {
    experiment.training.hidden = vec![16];
    experiment.training.epochs = 5;
    experiment.n_scored = 100;
    experiment.strong_membership = StrongMembershipConfig { distances: vec![1, 2], n_originals: 20, n_variants: 2 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(3);
    experiment.attribute_inference.n_targets = 3;
    experiment.repeats = 2;
    experiment
}

/// The path of a file with an experiment in it.
pub fn write_experiment(folder: &Path, experiment: &Experiment) -> String {
    let path = folder.join("experiment.json");
    fs::write(&path, serde_json::to_string(experiment).expect("plain data")).expect("it can be written");
    text(&path)
}

/// A path as an argument.
pub fn text(path: &Path) -> String {
    path.to_str().expect("paths of tests are text").to_string()
}

/// What is in a folder.
pub fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect()
}

/// Every file below a folder, by its path there.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            all.extend(files(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            all.insert(name, fs::read(&path).expect("it can be read"));
        }
    }
    all
}
