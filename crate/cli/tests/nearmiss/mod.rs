//! The program under test, and the golden files.
#![allow(dead_code, reason = "each test program uses its part")]

use serde_json::Value;
use std::fs;
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
