//! What an unfinished run has done so far, so that an interrupted one goes on where it was.
//!
//! Three files in the folder `unfinished` beside the results: `experiment.json`, what is being run; `units.jsonl`, a line
//! for every unit done, as [`Subject::seal`] makes it; `model.json`, the network that the attacks are on. Lines are
//! only ever added; where some are damaged, the others are written beside and put in their place. The three go when the
//! results are in place.

use crate::failure::Failure;
use crate::file;
use nearmiss::work::{NotKept, Outcome, Subject, Unit, sha256_of};
use nearmiss::{Mlp, mlp_format};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

const SUBJECT: &str = "experiment.json";

/// The file of units done.
pub const UNITS: &str = "units.jsonl";
/// The file of the network that the attacks are on.
pub const MODEL: &str = "model.json";

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    subject: Subject,
    units: File,
}

/// What a journal holds.
#[derive(Debug, Default)]
pub struct Record {
    /// Units done and what they gave.
    pub done: Vec<(Unit, Outcome)>,
    /// The network that the training among them ended with.
    pub model: Option<Mlp>,
    /// Whether it ended with one that is lost, or isn't as it was written.
    pub has_lost_model: bool,
    /// Lines that aren't as they were written.
    pub n_damaged: usize,
}

impl Journal {
    /// Opens the journal in a folder or begins one: of `subject`, whose units are `wanted`. With `replaces`, one of
    /// something else gives way.
    ///
    /// # Errors
    /// There is one of something else; or it can't be read or written.
    pub fn open(
        folder: PathBuf,
        subject: Subject,
        wanted: &[Unit],
        replaces: bool,
    ) -> Result<(Journal, Record), Failure> {
        file::create_folder(&folder)?;
        let units = folder.join(UNITS);
        let header = file::read_if_there(&folder.join(SUBJECT))?;
        let mut lines = file::read_if_there(&units)?.unwrap_or_default();
        let found = match read(&lines, &subject, wanted) {
            // Only the header can say whose it is.
            Some(found) if found.record.done.is_empty() => {
                let is_ours = |json: &Vec<u8>| serde_json::from_slice(json).ok().as_ref() == Some(&subject);
                let is_new = header.is_none() && lines.is_empty();
                (is_new || header.as_ref().is_some_and(is_ours)).then_some(found)
            }
            found => found,
        };
        let Found { mut record, whole, model } = match found {
            Some(found) => found,
            None if replaces => {
                lines.clear();
                remove(&folder)?;
                Found::default()
            }
            None => return Err(Failure::OtherUnfinished(folder)),
        };
        let json = serde_json::to_vec(&subject).expect("an experiment is plain data");
        if header != Some(json.clone()) {
            file::replace(&folder.join(SUBJECT), &json)?;
        }
        if lines != whole {
            file::replace(&units, &whole)?;
        }
        if let Some(digest) = model {
            let bytes = file::read_if_there(&folder.join(MODEL))?;
            let bytes = bytes.filter(|bytes| sha256_of(bytes) == digest);
            record.model = bytes.and_then(|bytes| mlp_format::read_mlp(&bytes).ok());
            record.has_lost_model = record.model.is_none();
        }
        let opened = OpenOptions::new().create(true).append(true).open(&units);
        let units = opened.map_err(|error| Failure::Write { path: units, error })?;
        Ok((Journal { folder, subject, units }, record))
    }

    /// A unit is done; a training also gives its model.
    pub fn add(&mut self, unit: &Unit, outcome: &Outcome, model: Option<&Mlp>) -> Result<(), Failure> {
        let model = self.keep(model)?;
        let line = self.subject.seal(unit, outcome, model.as_ref().map(|json| json.as_bytes()));
        let written = self.units.write_all(format!("{line}\n").as_bytes());
        written.map_err(|error| Failure::Write { path: self.folder.join(UNITS), error })
    }

    /// Keeps the model, if there is one; it comes back as the file has it.
    pub fn keep(&self, model: Option<&Mlp>) -> Result<Option<String>, Failure> {
        let json = model.map(mlp_format::write_mlp);
        if let Some(json) = &json {
            file::replace(&self.folder.join(MODEL), json.as_bytes())?;
        }
        Ok(json)
    }

    /// The results are in place.
    pub fn close(self) -> Result<(), Failure> {
        remove(&self.folder)
    }
}

/// What was found in a journal's lines.
#[derive(Debug, Default)]
struct Found {
    record: Record,
    /// The lines that aren't damaged.
    whole: Vec<u8>,
    /// Digest of the model that belongs to the training.
    model: Option<String>,
}

/// None if a line is of something else.
fn read(lines: &[u8], subject: &Subject, wanted: &[Unit]) -> Option<Found> {
    let mut found = Found::default();
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match subject.open(line) {
            Ok(kept) if wanted.contains(&kept.unit) => {
                found.whole.extend([line, b"\n"].concat());
                found.model = kept.model.or(found.model);
                found.record.done.push((kept.unit, kept.outcome));
            }
            Ok(_) | Err(NotKept::OtherSubject) => return None,
            Err(NotKept::Damaged) => found.record.n_damaged += 1,
        }
    }
    Some(found)
}

/// Removes a journal's files, and no others. The lines go last: they alone tell whose they are.
fn remove(folder: &Path) -> Result<(), Failure> {
    let paths = [MODEL, SUBJECT, UNITS].map(|name| folder.join(name));
    paths.iter().try_for_each(|path| file::remove(&file::part_of(path)).and_then(|()| file::remove(path)))
}
