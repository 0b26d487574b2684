//! What tests need that the project doesn't contain: where it is, or a word that it is missing.

use std::io::Write;
use std::path::PathBuf;

/// Where the built page is; none if the tests are run without it (`cargo xtask test` builds it and says where).
///
/// # Panics
/// Where CI is set and the page is missing: a test that can't run has not passed.
pub fn dist(test: &str) -> Option<PathBuf> {
    given(test, "NEARMISS_DIST", "the built page")
}

/// Where the real Location-30 file is; it has no licence and isn't part of the project. `absent` says that there is none.
///
/// # Panics
/// Where CI is set and nothing is said of it.
pub fn location(test: &str) -> Option<PathBuf> {
    given(test, "NEARMISS_LOCATION", "the Location-30 file (location.csv.gz)")
}

/// Where Firefox is; `cargo xtask test` says it, and where its driver is, if they can be had.
///
/// # Panics
/// Where CI is set and nothing is said of it: `cargo xtask test` has said what is missing.
pub fn firefox(test: &str) -> Option<PathBuf> {
    given(test, "FIREFOX", "Firefox")
}

/// Where axe-core's script is, which finds what keeps people from using a page.
///
/// # Panics
/// Where CI is set and nothing is said of it: `cargo xtask test` has said what is missing.
pub fn axe(test: &str) -> Option<PathBuf> {
    given(test, "AXE", "axe-core's script")
}

/// Where the program `lighthouse` is, which gives a page marks.
///
/// # Panics
/// Where CI is set and nothing is said of it: `cargo xtask test` has said what is missing.
pub fn lighthouse(test: &str) -> Option<PathBuf> {
    given(test, "LIGHTHOUSE", "lighthouse")
}

fn given(test: &str, variable: &str, what: &str) -> Option<PathBuf> {
    let value = std::env::var_os(variable);
    assert!(
        value.is_some() || std::env::var_os("CI").is_none(),
        "{test}: {variable} isn't set: `cargo xtask test` does, or says what is missing"
    );
    let given = value.filter(|value| value != "absent");
    if given.is_none() {
        // Past the test harness, which keeps what passing tests print to itself.
        let note = format!("{test}: skipped, for {variable} doesn't say where {what} is\n");
        std::io::stderr().write_all(note.as_bytes()).expect("standard error takes a line");
    }
    given.map(PathBuf::from)
}
