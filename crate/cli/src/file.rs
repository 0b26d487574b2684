//! Files, read and written whole.

use crate::failure::Failure;
use nearmiss::{Mlp, Report, mlp_format};
use std::fs;
use std::path::Path;

/// A file's bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::Read { path: path.into(), error })
}

/// The network in a file.
pub fn read_model(path: &Path) -> Result<Mlp, Failure> {
    mlp_format::read_mlp(&read(path)?).map_err(|error| Failure::Model { path: path.into(), error })
}

/// Puts bytes into a file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| Failure::Write { path: path.into(), error })
}

/// Makes a folder, and those above it, where it isn't there.
pub fn create_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::Write { path: path.into(), error })
}

/// Writes `recorded.json.gz`, which the page can show, and at last `report.json`: where it stands, everything else does.
pub fn write_report(out: &Path, report: &Report) -> Result<(), Failure> {
    write(&out.join("recorded.json.gz"), &report.recorded().pack())?;
    write(&out.join("report.json"), format!("{}\n", report.to_json()).as_bytes())
}
