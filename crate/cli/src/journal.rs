//! What an unfinished run has done so far, so that an interrupted one goes on where it was.
//!
//! A folder `unfinished` beside the results: what is being run, the first model, and a line for every unit done. It goes
//! when the results are written. A line that was cut off when the run was killed is dropped.

use crate::failure::Failure;
use crate::file;
use nearmiss::work::{Bench, Outcome, Unit};
use nearmiss::{Experiment, Mlp, mlp_format};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is being run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Subject {
    /// Another program may compute something else.
    build: String,
    experiment: Experiment,
    data_digest: String,
    /// The repeat whose units are done one by one.
    first: usize,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    units: File,
}

/// What a journal holds.
#[derive(Debug, Default)]
pub struct Record {
    /// Units done and what they gave.
    pub done: Vec<(Unit, Outcome)>,
    /// The first model, if it is trained.
    pub model: Option<Mlp>,
}

impl Journal {
    /// Opens the journal in the folder `out`, or begins one.
    pub fn open(out: &Path, bench: &Bench) -> Result<(Journal, Record), Failure> {
        let folder = out.join("unfinished");
        file::create_folder(&folder)?;
        let subject = Subject {
            build: env!("NEARMISS_BUILD").to_string(),
            experiment: bench.experiment().clone(),
            data_digest: bench.trial().dataset().digest(),
            first: bench.repeat_idx(),
        };
        let (of, units, model) =
            (folder.join("experiment.json"), folder.join("units.jsonl"), folder.join("model.json"));
        let is_known = of.exists();
        if is_known && serde_json::from_slice::<Subject>(&file::read(&of)?).ok().as_ref() != Some(&subject) {
            return Err(Failure::OtherUnfinished(folder));
        }
        let mut record = Record::default();
        let mut whole = String::new();
        if is_known {
            let lines = fs::read_to_string(&units).unwrap_or_default();
            for line in lines.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
                let Ok(entry) = serde_json::from_str(line) else { break };
                record.done.push(entry);
                whole.push_str(line);
            }
            record.model = file::read_model(&model).ok();
            if record.model.is_none() || !record.done.iter().any(|(unit, _)| *unit == Unit::Training) {
                // Killed between the two: what was done with a model can't be gone on with.
                record.model = None;
                record.done.retain(|(unit, _)| matches!(unit, Unit::Repeat(_)));
                whole = record.done.iter().map(line).collect();
            }
        } else {
            let json = serde_json::to_vec(&subject).expect("an experiment is plain data");
            file::write(&of, &json)?;
        }
        file::write(&units, whole.as_bytes())?;
        let opened = OpenOptions::new().append(true).open(&units);
        let file = opened.map_err(|error| Failure::Write { path: units, error })?;
        Ok((Journal { folder, units: file }, record))
    }

    /// A unit is done.
    pub fn add(&mut self, unit: &Unit, outcome: &Outcome, model: Option<&Mlp>) -> Result<(), Failure> {
        if let Some(mlp) = model {
            file::write(&self.folder.join("model.json"), mlp_format::write_mlp(mlp).as_bytes())?;
        }
        let written = self.units.write_all(line(&(unit.clone(), outcome.clone())).as_bytes());
        written.map_err(|error| Failure::Write { path: self.folder.join("units.jsonl"), error })
    }

    /// Everything is written elsewhere.
    pub fn close(self) -> Result<(), Failure> {
        fs::remove_dir_all(&self.folder).map_err(|error| Failure::Write { path: self.folder, error })
    }
}

fn line(entry: &(Unit, Outcome)) -> String {
    format!("{}\n", serde_json::to_string(entry).expect("an outcome is plain data"))
}
