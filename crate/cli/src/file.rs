//! Files, read and written whole.

use crate::failure::Failure;
use nearmiss::{Mlp, Report, mlp_format};
use serde::de::DeserializeOwned;
use serde_path_to_error::Track;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file's bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::Read { path: path.into(), error })
}

/// A file's bytes; none if there is no such file.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Read { path: path.into(), error }),
    }
}

/// What a file of JSON holds.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bytes = read(path)?;
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let value = serde_path_to_error::deserialize(&mut json);
    let value = value.and_then(|value| {
        json.end().map_err(|error| serde_path_to_error::Error::new(Track::new().path(), error)).map(|()| value)
    });
    value.map_err(|error| Failure::Json { path: path.into(), error })
}

/// The network in a file.
pub fn read_model(path: &Path) -> Result<Mlp, Failure> {
    mlp_format::read_mlp(&read(path)?).map_err(|error| Failure::Model { path: path.into(), error })
}

/// Puts bytes into a file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| Failure::Write { path: path.into(), error })
}

/// Puts bytes into a file by writing them beside it first: at any moment there are all of them or what was there before.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = part_of(path);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| Failure::Write { path: beside.clone(), error })?;
    rename(&beside, path)
}

/// What [`replace`] writes first.
pub fn part_of(path: &Path) -> PathBuf {
    path.with_added_extension("part")
}

/// Moves a file within a file system, in place of the one that has this name.
pub fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::rename(from, to).map_err(|error| Failure::Write { path: to.into(), error })
}

/// Makes a folder, and those above it, where it isn't there.
pub fn create_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::Write { path: path.into(), error })
}

/// Removes a file, if it is there.
pub fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::Write { path: path.into(), error }),
        _ => Ok(()),
    }
}

/// Removes a folder, if it is there and nothing is in it.
pub fn remove_empty_folder(path: &Path) -> Result<(), Failure> {
    match fs::remove_dir(path) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => {
            Err(Failure::Write { path: path.into(), error })
        }
        _ => Ok(()),
    }
}

/// Writes `recorded.json.gz`, which the page can show, and `report.json`.
pub fn write_report(out: &Path, report: &Report) -> Result<(), Failure> {
    write(&out.join("recorded.json.gz"), &report.recorded().pack())?;
    write(&out.join("report.json"), format!("{}\n", report.to_json()).as_bytes())
}
