//! What can go wrong, each told in a sentence.

use std::io;
use std::path::PathBuf;

/// Why a page can't be finished.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file or folder couldn't be read or written.
    #[error("Can't use {} ({source}): check that the page has been built there.", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The page has not the form that Trunk gives it by its settings here.
    #[error("index.html has no {0}: build it by this project's index.html and Trunk.toml.")]
    Form(String),
    /// The program isn't one.
    #[error("{path} isn't a program ({reason}): build the page anew.")]
    Program {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// A script or style would end the element that it stands in.
    #[error("{path} has “{mark}” in it and so can't stand in a page.")]
    Unfit {
        /// Which.
        path: String,
        /// What it has.
        mark: &'static str,
    },
}
