//! What page and worker say to each other.
//!
//! A message crosses the border in postcard's form, a model or records inside it as one block of bytes. What also has a
//! form as JSON, experiments and outcomes, crosses in that: a second one for so many types would be a third of the page.

mod as_json;
mod block;

pub use block::{Model, Records};

use nearmiss::experiment::AttributeConfig;
use nearmiss::matrix::MatrixConfig;
use nearmiss::reading::{self, ColumnKind, ColumnSummary, Decisions, Options, ReadError};
use nearmiss::work::{Outcome, Progress, Question, Unit};
use nearmiss::{Experiment, Schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Page and worker must be of one build: their messages have no other version.
pub const BUILD: &str = env!("NEARMISS_BUILD");

/// From the page to a worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    /// Read or make the data of an experiment and be ready to work on it. A refused one changes nothing.
    Prepare {
        /// Of the page's attempts.
        generation: u32,
        /// What is asked.
        #[serde(with = "as_json")]
        experiment: Experiment,
        /// Where its records come from.
        source: Source,
        /// Whether the page wants to hear what the data is.
        describe: bool,
    },
    /// The same data and model, but another record or portion.
    Ask {
        /// Whose data is meant; a worker with other data doesn't answer.
        generation: u32,
        /// Of the page's questions.
        question: u32,
        /// What is asked.
        #[serde(with = "as_json")]
        attribute: AttributeConfig,
        /// Every attack against every defence, where asked for.
        #[serde(with = "as_json")]
        matrix: Option<MatrixConfig>,
    },
    /// Take over a model that another worker trained.
    SetModel {
        /// Whose data it was trained on; a worker with other data doesn't take it.
        generation: u32,
        /// The model.
        model: Model,
    },
    /// Work on a unit.
    Start {
        /// Whose data is meant; a worker with other data doesn't start.
        generation: u32,
        /// The page's number for it.
        job: u32,
        /// The unit.
        unit: Unit,
    },
    /// Drop a unit.
    Cancel {
        /// Its number.
        job: u32,
    },
    /// How far a training may go.
    Pace(Pace),
    /// Whether repeats stay where they are.
    HoldRepeats(bool),
    /// Unpack a recorded result.
    Unpack {
        /// Of the preset.
        name: String,
        /// JSON, compressed by gzip.
        file: ByteBuf,
    },
    /// Look into a file of the person's own.
    Inspect {
        /// Of the page's requests.
        number: u32,
        /// Which; the worker that has read it keeps what it found out.
        file: FileId,
        /// How to read it.
        #[serde(with = "as_json")]
        decisions: Decisions,
    },
    /// Read no further.
    StopReading,
    /// Write down the records.
    WriteRecords,
    /// Find the noise of private training.
    Spend(Spending),
}

/// What private training is asked to spend.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Spending {
    /// Of the page's requests.
    pub number: u32,
    /// Whose training it is, and behind which private defence; behind another one, settings are to be found, too.
    #[serde(with = "as_json")]
    pub experiment: Experiment,
    /// Of the split as it is.
    pub n_members: usize,
    /// ε.
    pub epsilon: f64,
}

impl Request {
    /// The file that goes with it, outside of the message.
    pub fn file(&self) -> Option<FileId> {
        match self {
            Request::Inspect { file, .. } | Request::Prepare { source: Source::File(file), .. } => Some(*file),
            _ => None,
        }
    }
}

/// A file that a person chose, or that the browser kept. The page holds no more of it than its handle; a worker reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// Where the records of an experiment come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Source {
    /// The worker makes them.
    Made,
    /// A shipped file's bytes.
    Shipped(ByteBuf),
    /// A person's own file.
    File(FileId),
    /// Such a file's records, as another worker has read them.
    Records(Records),
}

/// How far a training may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// To its end.
    Run,
    /// No step further.
    Pause,
    /// Until so many epochs are finished.
    Until(usize),
}

/// From a worker to the page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Reply {
    /// The worker is there.
    Ready {
        /// Its [`BUILD`].
        build: String,
    },
    /// The data is there.
    Prepared {
        /// Of the request.
        generation: u32,
        /// What the data is, if asked.
        description: Option<Box<Description>>,
        /// The records of a person's own file, for the other workers.
        records: Option<Records>,
    },
    /// The experiment can't be run.
    Refused {
        /// Of the request.
        generation: u32,
        /// Why, for a person.
        sentence: String,
    },
    /// What a question comes to.
    Asked {
        /// Of the request.
        question: u32,
        /// The plan, or why there is none.
        plan: Result<Plan, String>,
    },
    /// How far a job is.
    Progress {
        /// Its number.
        job: u32,
        /// How far.
        progress: Progress,
    },
    /// A job is done.
    Done {
        /// Its number.
        job: u32,
        /// What it gave.
        #[serde(with = "as_json")]
        outcome: Outcome,
        /// The model, if it was a training.
        model: Option<Model>,
    },
    /// The records as CSV.
    Written(String),
    /// What spends what was asked for, if any noise does.
    Spends {
        /// Of the request.
        number: u32,
        /// The defence, as in a link.
        defence: Option<String>,
    },
    /// How far a file is read, from 0 to 1.
    Reading(f64),
    /// What is in a file.
    Inspected {
        /// Of the request.
        number: u32,
        /// What it is, or why it is nothing.
        inspection: Result<Box<Inspection>, Unread>,
    },
    /// What is in a recorded result, if it can be read.
    Unpacked {
        /// Of the request.
        name: String,
        /// The result as JSON, to be read where it is needed.
        json: Option<String>,
    },
    /// The worker's code panicked; it can't be used any more.
    Panicked(String),
}

/// A record as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    /// Its index in the data.
    pub record: usize,
    /// As a person finds it: by its line in their own file, else by its place.
    pub name: String,
    /// Its class.
    pub label: usize,
    /// A value a feature.
    pub values: Vec<f32>,
    /// Features whose value isn't known and only stands in the place of one.
    pub filled: Vec<usize>,
}

/// What the page knows of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// What the columns mean.
    pub schema: Schema,
    /// In all.
    pub n_records: usize,
    /// Trained on.
    pub n_members: usize,
    /// Not trained on.
    pub n_non_members: usize,
    /// Weights and biases of the network.
    pub n_parameters: usize,
    /// SHA-256 of the data.
    pub data_digest: String,
    /// The first features by mRMR on the members.
    pub mrmr: Vec<usize>,
    /// The first records of the members and of the non-members.
    pub sides: [Vec<RecordView>; 2],
    /// What is to be done.
    pub plan: Plan,
}

/// Records of each side that a person can choose from.
pub const N_SHOWN: usize = 50;
/// Features in [`Description::mrmr`].
pub const N_MRMR: usize = 15;

/// What an experiment's attribute inference comes to, and all units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The question.
    pub question: Question,
    /// Units about it.
    pub guess_units: Vec<Unit>,
    /// Units about many records.
    pub population_units: Vec<Unit>,
    /// Everything after training that is about the model shown.
    pub units: Vec<Unit>,
    /// About what each of them costs, in one measure with the next two.
    pub costs: Vec<f64>,
    /// What the training costs.
    pub training_cost: f64,
    /// What each further repeat costs.
    pub repeat_cost: f64,
}

/// What is in a file of the person's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How it was understood.
    pub reading: reading::Inspection,
    /// The first records' cells.
    pub first: Vec<Vec<String>>,
    /// How it is read: all that was decided, where records can be made.
    #[serde(with = "as_json")]
    pub decisions: Decisions,
    /// An experiment fitted to it, or why it can't be used as it is.
    #[serde(with = "as_json")]
    pub experiment: Result<Experiment, String>,
}

/// Why there is nothing to be known of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// In a sentence.
    pub sentence: String,
    /// Whether it might be a table if it were read otherwise.
    pub is_of_layout: bool,
}

impl From<String> for Unread {
    fn from(sentence: String) -> Unread {
        Unread { sentence, is_of_layout: false }
    }
}

impl From<ReadError> for Unread {
    fn from(error: ReadError) -> Unread {
        Unread { sentence: error.to_string(), is_of_layout: error.is_of_layout() }
    }
}

impl Inspection {
    /// What was decided by today's rules.
    pub fn options(&self) -> Options {
        match &self.decisions {
            Decisions::Version2(options) => options.clone(),
            Decisions::Version1(_) => Options::default(),
        }
    }

    /// In a sentence that changes with whatever is changed in it.
    pub fn in_short(&self) -> String {
        let columns = &self.reading.columns;
        let n = |kind: ColumnKind| {
            let is_of = |column: &ColumnSummary| column.kind == kind && column.left_out.is_none();
            columns.iter().filter(|column| is_of(column)).count()
        };
        format!(
            "Your file is read: {} columns of numbers, {} of categories, {} of two values, {} left out, {} with records left out for holes; the label is {}.",
            n(ColumnKind::Numeric),
            n(ColumnKind::Categorical),
            n(ColumnKind::Binary),
            columns.iter().filter(|column| column.left_out.is_some()).count(),
            self.options().drop_holes.len(),
            self.reading.label.as_ref().map_or("open", |label| &label.name),
        )
    }

    /// The label's column, from 1.
    pub fn label(&self) -> Option<usize> {
        self.reading.label.as_ref().map(|label| label.column)
    }
}

/// A message as bytes.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    match postcard::to_allocvec(message) {
        Ok(bytes) => bytes,
        Err(_) => panic!("a message is plain data"),
    }
}

/// Bytes as a message; an error means that page and worker are not of one build.
///
/// # Errors
/// Bytes of another build, in a sentence.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|_| "a message can't be read; reload the page".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use nearmiss::{Dataset, reading};

    #[test]
    fn records_of_a_file_come_back_whole() {
        let line =
            |n: usize| format!("{},{},{},p{}\n", n % 7, ["red", "?", "blue"][n % 3], ["yes", "no"][n % 2], n / 2);
        let file = format!("size,hue,class,person\n{}", (0..60).map(line).collect::<String>());
        let options = reading::Options { label: Some(3), group: Some(4), ..Default::default() };
        let dataset = reading::read(file.as_bytes(), &options, usize::MAX).expect("a table").dataset;
        let sent: Option<Records> = decode(&encode(&Records::of(&dataset))).expect("of this build");
        assert_eq!(sent.map(Dataset::from), Some(dataset));
    }
}
