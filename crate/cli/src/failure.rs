//! Why a command can't be carried out: one sentence for standard error, and an exit code.

use nearmiss::experiment::PRESETS;
use nearmiss::mlp_format::MlpFormatError;
use nearmiss::portion::PortionError;
use nearmiss::report::{MergeError, ReadError};
use nearmiss::work::TrialWorkerError;
use nearmiss_kernel::LimitError;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// What went wrong. Wrong usage is clap's, which ends the program with 2.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Whoever reads standard output has had enough; that is no failure of ours.
    #[error("Nobody reads the output any more.")]
    NobodyReads,
    /// Standard output can't take more.
    #[error("The output can't be written: {0}.")]
    Output(io::Error),
    /// An environment that can't be understood.
    #[error(transparent)]
    Registers(#[from] LimitError),
    /// A file that can't be read.
    #[error("{}: can't be read: {error}.", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// In the system's words.
        error: io::Error,
    },
    /// A file or folder that can't be written.
    #[error("{}: can't be written: {error}.", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// In the system's words.
        error: io::Error,
    },
    /// Neither a preset nor a file.
    #[error("“{0}” is neither a preset ({names}) nor a file.", names = preset_names())]
    NoExperiment(String),
    /// No such preset.
    #[error("There is no preset “{0}”; there are {names}.", names = preset_names())]
    NoPreset(String),
    /// A file that isn't the JSON that is expected.
    #[error("{}: {error}.", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Says which member by its whole name, and ends with line and column.
        error: serde_path_to_error::Error<serde_json::Error>,
    },
    /// An unfinished run of something else.
    #[error("{}: holds an unfinished run of another experiment, of other trials, or of another version of this program; name another folder for this one, or discard that with --force.", .0.display())]
    OtherUnfinished(PathBuf),
    /// Scores of something else.
    #[error("{}: belongs to another report than the report.json beside it; remove it, or run that part again.", .0.display())]
    OtherScores(PathBuf),
    /// A folder that another process works on.
    #[error("{}: another run is at work in this folder; wait for its end, or name another folder.", .0.display())]
    InUse(PathBuf),
    /// Finished results of something else.
    #[error("{}: holds the results of another experiment; name another folder, or replace them with --force.", .0.display())]
    OtherResults(PathBuf),
    /// Finished results of other repeats.
    #[error("{}: holds the results of other trials of this experiment, {found}; name another folder, or replace them with --force.", path.display())]
    OtherTrials {
        /// The folder.
        path: PathBuf,
        /// Which they are.
        found: String,
    },
    /// A file in the way.
    #[error("{}: isn't known as a file of this program, or is damaged; move it away, name another folder, or replace it with --force.", .0.display())]
    NotOurs(PathBuf),
    /// A model that was lost and comes out another way.
    #[error("{}: training again gives another network than before the interruption; remove this folder to begin anew.", .0.display())]
    OtherModel(PathBuf),
    /// A file that isn't a whole report.
    #[error("{}: {error}", path.display())]
    Report {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: ReadError,
    },
    /// Parts that make no report.
    #[error("The parts can't be merged: {0}.")]
    Merge(#[from] MergeError),
    /// A file that isn't a network.
    #[error("{}: {error}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// Where and what.
        error: MlpFormatError,
    },
    /// A file of records with something else in it.
    #[error("{}: {problem}", path.display())]
    Records {
        /// The file.
        path: PathBuf,
        /// Where and what.
        problem: String,
    },
    /// Features that can't be unknown.
    #[error(transparent)]
    Portion(#[from] PortionError),
    /// Data that don't fit the experiment, with the file that they are from.
    #[error("{}{error}", file.as_ref().map(|f| format!("{}: ", f.display())).unwrap_or_default())]
    TrialWorker {
        /// The data file, if one was given.
        file: Option<PathBuf>,
        /// What and where.
        error: TrialWorkerError,
    },
    /// An experiment on an own file, without the file.
    #[error("The experiment's data are a person's own file: name it with --data.")]
    NoData,
    /// Nothing to choose settings on.
    #[error(
        "{0} records stand neither among members nor among non-members, too few to choose settings on; take fewer of either."
    )]
    FewLeft(usize),
    /// An epsilon that none is.
    #[error("ε = {0}: no noise from 0.1 to 999 spends so little.")]
    NoNoise(f64),
}

impl Failure {
    /// 0 if the reader of a pipe closed it, 2 if what was asked for can't be understood, otherwise 1.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::NobodyReads => ExitCode::SUCCESS,
            Failure::Registers(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}

/// An error of standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe { Failure::NobodyReads } else { Failure::Output(error) }
    }
}

fn preset_names() -> String {
    PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ")
}
