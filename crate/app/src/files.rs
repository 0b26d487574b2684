//! A person's own files at a worker: read a little at a time, and what was found out is kept for the next question.

use crate::message::{FileId, Inspection, Unread};
use nearmiss::reading::{self, Decisions, Given, MAX_BYTES, Opened, Opening, Options, version_1};
use nearmiss::source::DataSource;
use nearmiss::work::sha256_of;
use nearmiss::{Dataset, Experiment};
use std::collections::VecDeque;
use std::fmt;

/// Records of a file that are shown.
const N_FIRST: usize = 8;

/// Gives a file's bytes, or says in a sentence why not.
pub struct Bytes(pub Box<dyn Fn() -> Result<Vec<u8>, String>>);

impl fmt::Debug for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Bytes")
    }
}

/// What is asked of a file.
#[derive(Debug)]
pub(crate) enum Asked {
    /// What is in it.
    Inspection { number: u32, decisions: Decisions },
    /// The records of an experiment on it.
    Records(Attempt),
}

/// An experiment that a worker is to take over, once it has the records.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// The page's number for it.
    pub generation: u32,
    pub experiment: Box<Experiment>,
    /// Whether the page wants to hear what the data is.
    pub describe: bool,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Answer {
    Inspection { number: u32, inspection: Result<Inspection, Unread> },
    Records { attempt: Attempt, dataset: Result<Dataset, String> },
}

/// Files that a worker was asked about.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// The first is being read, or will be next.
    waiting: VecDeque<Waiting>,
    opening: Option<Opening<'static>>,
    /// The one read last.
    kept: Option<Kept>,
}

#[derive(Debug)]
struct Waiting {
    file: FileId,
    asked: Asked,
    /// How the file is read for it.
    decisions: Decisions,
    bytes: Bytes,
}

#[derive(Debug)]
struct Kept {
    file: FileId,
    given: Given,
    opened: Opened,
}

impl Files {
    /// Asks something of a file. An earlier question what is in one is out of date.
    pub fn ask(&mut self, file: FileId, asked: Asked, bytes: Bytes) {
        if matches!(asked, Asked::Inspection { .. }) {
            self.drop_inspections();
        }
        let decisions = asked.decisions();
        self.waiting.push_back(Waiting { file, asked, decisions, bytes });
    }

    /// Reads no further; what is asked for an experiment is answered by that.
    pub fn stop(&mut self) -> Option<Answer> {
        self.drop_inspections();
        self.opening = None;
        self.waiting.pop_front().map(|waiting| waiting.asked.refused("Reading was stopped.".to_string().into()))
    }

    fn drop_inspections(&mut self) {
        if self.waiting.front().is_some_and(|first| matches!(first.asked, Asked::Inspection { .. })) {
            self.opening = None;
        }
        self.waiting.retain(|waiting| !matches!(waiting.asked, Asked::Inspection { .. }));
    }

    /// Whether something is asked that isn't answered.
    pub fn is_reading(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Share of the file that is read.
    pub fn progress(&self) -> Option<f64> {
        self.is_reading().then(|| self.opening.as_ref().map_or(0.0, Opening::progress))
    }

    /// Goes on for a short while; an answer, if that was all.
    pub fn step(&mut self) -> Option<Answer> {
        let first = self.waiting.front()?;
        let given = match &first.decisions {
            Decisions::Version2(options) => options.given(),
            // In one go, by its own rules.
            Decisions::Version1(_) => return self.waiting.pop_front().map(Waiting::by_version_1),
        };
        if let Some(kept) = self.kept.as_ref().filter(|kept| kept.file == first.file && kept.fits(given)) {
            return self.waiting.pop_front().map(|first| first.of(&kept.opened));
        }
        let stepped = match &mut self.opening {
            Some(opening) => opening.step().map_err(Unread::from),
            None => {
                // What was read before must not take memory beside it.
                self.kept = None;
                let opened = (first.bytes.0)().map(|bytes| Opening::new(bytes, given, MAX_BYTES));
                opened.map_err(Unread::from).map(|opening| {
                    self.opening = Some(opening);
                    None
                })
            }
        };
        match stepped {
            Ok(None) => None,
            Ok(Some(opened)) => {
                self.kept = Some(Kept { file: first.file, given, opened });
                self.opening = None;
                None
            }
            Err(unread) => {
                self.opening = None;
                self.waiting.pop_front().map(|first| first.asked.refused(unread))
            }
        }
    }
}

impl Kept {
    /// Whether it was read as it would be now.
    fn fits(&self, given: Given) -> bool {
        let table = &self.opened.reading.table;
        let is_kept = |encoding| encoding == Some(table.encoding) || encoding == self.given.encoding;
        let is_separated = |separator| separator == Some(table.separator) || separator == self.given.separator;
        let is_named = |names| names == Some(table.has_names()) || names == self.given.has_names;
        is_kept(given.encoding) && is_separated(given.separator) && is_named(given.has_names)
    }
}

impl Asked {
    /// How the file is read.
    fn decisions(&self) -> Decisions {
        match self {
            // What it would be taken for by today's rules.
            Asked::Inspection { decisions: Decisions::Version1(_), .. } => Decisions::default(),
            Asked::Inspection { decisions, .. } => decisions.clone(),
            Asked::Records(attempt) => match &attempt.experiment.data {
                DataSource::Own { csv, .. } => csv.clone(),
                DataSource::Registered(_) => Decisions::default(),
            },
        }
    }

    fn refused(self, unread: Unread) -> Answer {
        match self {
            Asked::Inspection { number, .. } => Answer::Inspection { number, inspection: Err(unread) },
            Asked::Records(attempt) => Answer::Records { attempt, dataset: Err(unread.sentence) },
        }
    }
}

impl Waiting {
    /// The answer, now that the file is read.
    fn of(self, opened: &Opened) -> Answer {
        let options = match self.decisions {
            Decisions::Version2(options) => options,
            Decisions::Version1(_) => Options::default(),
        };
        match self.asked {
            Asked::Inspection { number, decisions } => {
                Answer::Inspection { number, inspection: Ok(inspect(opened, decisions, &options)) }
            }
            Asked::Records(attempt) => {
                let dataset = is_meant(&attempt.experiment, &opened.sha256)
                    .and_then(|()| opened.reading.records(&options).map_err(|error| error.to_string()))
                    .map(|records| records.dataset);
                Answer::Records { attempt, dataset }
            }
        }
    }

    /// The answer about an experiment that an earlier version made.
    fn by_version_1(self) -> Answer {
        match (self.asked, self.decisions) {
            (Asked::Records(attempt), Decisions::Version1(options)) => {
                let dataset = (self.bytes.0)().and_then(|bytes| {
                    is_meant(&attempt.experiment, &sha256_of(&bytes))?;
                    version_1::read(&bytes, &options, MAX_BYTES).map_err(|error| error.to_string())
                });
                Answer::Records { attempt, dataset }
            }
            (asked, _) => asked.refused("A file is looked into by today's rules alone.".to_string().into()),
        }
    }
}

/// Whether a file is the one that an experiment is about; else a sentence.
fn is_meant(experiment: &Experiment, found: &str) -> Result<(), String> {
    match &experiment.data {
        DataSource::Own { sha256, .. } if sha256 != found => {
            Err("This file isn't the one that the experiment was made with: it has changed since.".to_string())
        }
        _ => Ok(()),
    }
}

fn inspect(opened: &Opened, decisions: Decisions, options: &Options) -> Inspection {
    let Opened { sha256, reading } = opened;
    let records = reading.records(options).map_err(|error| error.to_string());
    let (decisions, experiment) = match records {
        Ok(records) => {
            let decisions = Decisions::Version2(records.options);
            (decisions.clone(), Ok(Experiment::own(sha256.clone(), decisions, &records.dataset)))
        }
        Err(sentence) => (decisions, Err(sentence)),
    };
    let first = (0..reading.table.n_records().min(N_FIRST)).map(|record| reading.table.row(record)).collect();
    let reading = reading::Inspection::of(reading, options);
    Inspection { sha256: sha256.clone(), reading, first, decisions, experiment }
}
