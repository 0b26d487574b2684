//! The folder that results go to: who works on it, whose results it holds, and how new ones come into it.
//!
//! New files are made in `unfinished/results` and moved when all are there. First the report that was in place goes, then
//! the files that belong to it, then the new ones come, the report last: wherever a run is killed, report and figures
//! are of one run. `files.json` names the files that are ours. All others are a person's: they stay as they are.

use crate::failure::Failure;
use crate::file;
use crate::notice::say;
use nearmiss::{Experiment, Report};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Locked while a process works on the folder. It stays, since one that is removed could be locked twice.
const LOCK: &str = ".nearmiss-lock";
const REPORT: &str = "report.json";
const MANIFEST: &str = "files.json";

/// What a run can write beside its figures and tables.
const FILES: [&str; 7] =
    [REPORT, MANIFEST, "recorded.json.gz", "scores.json", "model.json", "model.safetensors", "records.csv"];

/// The folders of a run's other files, with the end of their names.
const FOLDERS: [(&str, &str); 2] = [("figures", ".svg"), ("tables", ".csv")];

/// What results are of.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// What was asked.
    pub experiment: Experiment,
    /// SHA-256 of the data set.
    pub data_digest: String,
    /// The repeats that are in them, ascending from 0.
    pub repeats: Vec<usize>,
}

/// What `files.json` says.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// Paths in the folder.
    files: BTreeSet<String>,
}

/// Which files in the folder are ours.
#[derive(Debug)]
enum Ours {
    /// These.
    Listed(BTreeSet<String>),
    /// A report without a list is of an older version: whatever has the name of a new file.
    SameName,
}

/// A folder that no other process works on.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    ours: Ours,
    replaces: bool,
    /// Given back when the process ends, however it does. None where locks aren't to be had.
    _lock: Option<File>,
}

impl Origin {
    /// What a report is of.
    pub fn of(report: &Report) -> Origin {
        Origin {
            experiment: report.experiment.clone(),
            data_digest: report.data_digest.clone(),
            repeats: report.trials.iter().map(|trial| trial.repeat).collect(),
        }
    }

    /// What the report in these bytes is of, if they are one.
    fn read(json: &[u8]) -> Option<Origin> {
        #[derive(Deserialize)]
        struct Head {
            experiment: Experiment,
            data_digest: String,
            trials: Vec<Trial>,
        }
        #[derive(Deserialize)]
        struct Trial {
            repeat: usize,
        }
        let Head { experiment, data_digest, trials } = serde_json::from_slice(json).ok()?;
        Some(Origin { experiment, data_digest, repeats: trials.iter().map(|trial| trial.repeat).collect() })
    }

    /// Refuses what is of something else than what the folder holds.
    fn check_against(&self, found: &Origin, path: &Path) -> Result<(), Failure> {
        let repeats = self.experiment.repeats;
        let same_repeats = Experiment { repeats, ..found.experiment.clone() };
        if same_repeats != self.experiment || found.data_digest != self.data_digest {
            return Err(Failure::OtherResults(path.into()));
        }
        if found != self {
            let (first, last) = (found.repeats.first(), found.repeats.last());
            let (first, end) = (first.map_or(0, |n| *n), last.map_or(0, |n| n + 1));
            let found = format!("{first}..{end} of {}", found.experiment.repeats);
            return Err(Failure::OtherTrials { path: path.into(), found });
        }
        Ok(())
    }
}

impl Folder {
    /// Makes the folder where it isn't there, and takes hold of it for results of `of`, among them `files`. With
    /// `replaces`, whatever it holds gives way.
    ///
    /// # Errors
    /// Another process works on it; it holds results of something else, or files of the same name that aren't ours.
    pub fn open(path: &Path, of: &Origin, files: &[&str], replaces: bool) -> Result<Folder, Failure> {
        file::create_folder(path)?;
        let lock = lock(path)?;
        let report = file::read_if_there(&path.join(REPORT))?;
        let found = report.as_deref().and_then(Origin::read);
        let listed = file::read_if_there(&path.join(MANIFEST))?;
        let ours = match listed.and_then(|json| serde_json::from_slice::<Manifest>(&json).ok()) {
            Some(manifest) => Ours::Listed(manifest.files.into_iter().filter(|name| is_of_a_run(name)).collect()),
            None if found.is_some() => Ours::SameName,
            None => Ours::Listed(BTreeSet::new()),
        };
        let folder = Folder { path: path.into(), ours, replaces, _lock: lock };
        if !replaces {
            match found {
                Some(found) => of.check_against(&found, path)?,
                None if report.is_some() => return Err(Failure::NotOurs(path.join(REPORT))),
                None => {}
            }
        }
        [MANIFEST, REPORT].iter().chain(files).try_for_each(|name| folder.check_ours(name))?;
        Ok(folder)
    }

    /// Where a run keeps what it has done so far.
    pub fn unfinished(&self) -> PathBuf {
        self.path.join("unfinished")
    }

    /// An empty folder that the new files are to be written to.
    pub fn staging(&self) -> Result<PathBuf, Failure> {
        let staging = self.unfinished().join("results");
        file::create_folder(&staging)?;
        files_in(&staging)?.iter().try_for_each(|name| file::remove(&staging.join(name)))?;
        Ok(staging)
    }

    /// Puts what was written to `staging` in the place of the results that were here.
    ///
    /// # Errors
    /// There is a file of the same name that isn't ours, and nothing is changed; or something can't be written.
    pub fn install(&self, staging: &Path) -> Result<(), Failure> {
        let mut new = files_in(staging)?;
        new.insert(MANIFEST.to_string());
        new.iter().try_for_each(|name| self.check_ours(name))?;
        let mut all = new.clone();
        if let Ours::Listed(listed) = &self.ours {
            all.extend(listed.iter().cloned());
        }
        // From here on a run that is killed leaves files of both lists.
        self.list(staging, all.clone())?;
        file::remove(&self.path.join(REPORT))?;
        let others = all.iter().filter(|name| !is_last(name));
        others.into_iter().try_for_each(|name| file::remove(&self.path.join(name)))?;
        for (folder, _) in FOLDERS {
            file::create_folder(&self.path.join(folder))?;
        }
        for name in new.iter().filter(|name| !is_last(name)) {
            file::rename(&staging.join(name), &self.path.join(name))?;
        }
        self.list(staging, new.clone())?;
        file::rename(&staging.join(REPORT), &self.path.join(REPORT))?;
        if let Ours::SameName = self.ours {
            let n = files_in(&self.path)?.difference(&new).count();
            if n > 0 {
                say!(
                    "nearmiss: {}: {n} files there look like results and aren't of this run; nothing tells who wrote them, so they stay.",
                    self.path.display()
                );
            }
        }
        Ok(())
    }

    /// Removes the folders that were needed on the way, unless there is something of a person's in them.
    pub fn close(self) -> Result<(), Failure> {
        let results = self.unfinished().join("results");
        FOLDERS.iter().try_for_each(|(folder, _)| file::remove_empty_folder(&results.join(folder)))?;
        file::remove_empty_folder(&results)?;
        file::remove_empty_folder(&self.unfinished())
    }

    /// Writes down which files are ours.
    fn list(&self, staging: &Path, files: BTreeSet<String>) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(&Manifest { files }).expect("names are plain data");
        let written = staging.join(MANIFEST);
        file::write(&written, format!("{json}\n").as_bytes())?;
        file::rename(&written, &self.path.join(MANIFEST))
    }

    /// Refuses to replace a file that isn't known to be ours.
    fn check_ours(&self, name: &str) -> Result<(), Failure> {
        let is_ours = match &self.ours {
            Ours::Listed(listed) => listed.contains(name),
            Ours::SameName => true,
        };
        let path = self.path.join(name);
        if is_ours || self.replaces || !path.exists() { Ok(()) } else { Err(Failure::NotOurs(path)) }
    }
}

/// Files that come into place in an order of their own.
fn is_last(name: &str) -> bool {
    name == REPORT || name == MANIFEST
}

/// Whether a run writes files of such a name.
fn is_of_a_run(name: &str) -> bool {
    let is_in = |(folder, ending): &(&str, &str)| {
        let rest = name.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        rest.is_some_and(|file| file.ends_with(ending) && !file.contains(['/', '\\']))
    };
    FILES.contains(&name) || FOLDERS.iter().any(is_in)
}

/// The files in a folder that have names as a run writes them.
fn files_in(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut names: BTreeSet<String> =
        FILES.iter().filter(|name| folder.join(name).exists()).map(|name| name.to_string()).collect();
    for (below, _) in FOLDERS {
        let path = folder.join(below);
        let failed = |error| Failure::Read { path: path.clone(), error };
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            names.extend(name.to_str().map(|name| format!("{below}/{name}")).filter(|name| is_of_a_run(name)));
        }
    }
    Ok(names)
}

/// Keeps other processes from the folder.
fn lock(folder: &Path) -> Result<Option<File>, Failure> {
    let path = folder.join(LOCK);
    let opened = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
    let file = opened.map_err(|error| Failure::Write { path, error })?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Failure::InUse(folder.into())),
        // Some file systems of clusters have no locks. The work can be done all the same.
        Err(TryLockError::Error(error)) => {
            say!("nearmiss: {}: can't be locked ({error}); see that no second run goes there.", folder.display());
            Ok(None)
        }
    }
}
