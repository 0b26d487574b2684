//! The folder of a built page.

use crate::failure::Failure;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The page as one file.
pub const WHOLE: &str = "nearmiss.html";

/// What keeps the page in a browser.
pub const SERVICE_WORKER: &str = "sw.js";

/// A folder, whose files are named by their path in it, with `/` between its parts.
pub(crate) struct Folder<'a>(&'a Path);

impl<'a> Folder<'a> {
    pub fn new(path: &'a Path) -> Folder<'a> {
        Folder(path)
    }

    /// Every file that the page consists of, in order of their names: all but what is made of these.
    pub fn files(&self) -> Result<Vec<String>, Failure> {
        let mut files = Vec::new();
        self.collect("", &mut files)?;
        files.retain(|path| path != WHOLE && path != SERVICE_WORKER);
        files.sort();
        Ok(files)
    }

    fn collect(&self, below: &str, files: &mut Vec<String>) -> Result<(), Failure> {
        let path = self.0.join(below);
        let failed = |source: io::Error| Failure::File { path: path.clone(), source };
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.collect(&format!("{path}/"), files)?;
            } else {
                files.push(path);
            }
        }
        Ok(())
    }

    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let path = self.path(path);
        fs::read(&path).map_err(|source| Failure::File { path, source })
    }

    pub fn text(&self, path: &str) -> Result<String, Failure> {
        let path = self.path(path);
        fs::read_to_string(&path).map_err(|source| Failure::File { path, source })
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> Result<(), Failure> {
        let path = self.path(path);
        fs::write(&path, content).map_err(|source| Failure::File { path, source })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}
