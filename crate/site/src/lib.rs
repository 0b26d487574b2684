//! Finishes a page that Trunk has built: beside it comes the whole of it as one file, [`WHOLE`], and what keeps it in a
//! browser for use without a network, [`SERVICE_WORKER`].
//!
//! Both are made of what lies in the folder, whose scripts and styles have names that change with their content. The page
//! itself is told of both by attributes: where it isn't finished, it works all the same and offers neither.

mod folder;
mod markup;
mod offline;
mod whole;

use folder::Folder;
use std::io;
use std::path::{Path, PathBuf};

/// The page as one file.
pub const WHOLE: &str = "nearmiss.html";

/// What keeps the page in a browser.
pub const SERVICE_WORKER: &str = "sw.js";

/// Whether browsers keep the page for use without a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offline {
    /// They do: as a person uses it.
    Kept,
    /// They don't, and give up what they kept: while the page is being written, only what was built last should be seen.
    GivenUp,
}

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
    #[error("index.html has no {0}: build it by this project's index.html and Trunk.toml, then finish it once.")]
    Form(String),
    /// A script or style would end the element that it stands in.
    #[error("{path} has “{mark}” in it and so can't stand in a page.")]
    Unfit {
        /// Which.
        path: String,
        /// What it has.
        mark: &'static str,
    },
}

/// Finishes the page in a folder, which must be as Trunk left it. Gives the paths of files, if any, for which there was no
/// room in the page as one file.
///
/// # Errors
/// If a file can't be read or written, or the page hasn't the form that it has here.
pub fn finish(dist: &Path, offline: Offline) -> Result<Vec<String>, Failure> {
    let folder = Folder::new(dist);
    let page = folder.text("index.html")?;
    let whole = whole::whole(&page, &folder)?;
    folder.write(WHOLE, &whole.page)?;
    offline::keep(&page, &folder, offline)?;
    Ok(whole.left_out)
}
