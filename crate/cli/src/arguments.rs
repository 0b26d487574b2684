//! What the command line asks for, parsed once.

use clap::{Args, Parser, Subcommand};
use std::num::NonZero;
use std::ops::Range;
use std::path::PathBuf;

/// Train a small network and attack it: who was in its training data, and what can be guessed of a record?
#[derive(Debug, Parser)]
#[command(name = "nearmiss", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One subcommand each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the membership attacks, one a line
    Attacks,
    /// List the defences, one a line
    Defences,
    /// List the data sets, one a line
    Datasets,
    /// List the experiments that are ready to run, one a line
    Presets,
    /// Print an experiment as JSON, to be changed and run
    Preset {
        /// One of those that `nearmiss presets` lists
        name: String,
    },
    /// Say how a CSV file is understood: its columns, the likely label, what spoils a result
    Inspect {
        /// The file, compressed by gzip or not
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Ask a network about records: CSV with every attack's number and all confidences
    Query(Query),
    /// Guess unknown features of records by trying all completions, or by a search where there are more than 2^20: one
    /// JSON object a line and record
    Infer {
        #[command(flatten)]
        asked: Query,
        /// The unknown features, counted from 0, with commas between them
        #[arg(long, value_delimiter = ',', required = true)]
        unknown: Vec<usize>,
        /// Search even where all completions can be tried, and say whether that finds the best
        #[arg(long)]
        search: bool,
    },
    /// Run a whole experiment: train, attack, and write report.json, scores.json, figures/*.svg and tables/*.csv
    Run(Run),
    /// Choose batch size, learning rate, clipping norm and epochs of private training by accuracy on records that are
    /// neither members nor non-members: CSV, a line an epsilon
    Tune(Tune),
    /// Join the parts of an experiment that `run --trials` has made
    Merge {
        /// The folders of the parts
        #[arg(required = true, value_name = "DIR")]
        parts: Vec<PathBuf>,
        /// The folder that the whole goes to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Replace what that folder holds, be it of another experiment
        #[arg(long)]
        force: bool,
    },
}

/// An experiment and where its results go.
#[derive(Debug, Args)]
pub struct Run {
    /// One of those that `nearmiss presets` lists, or a file as `nearmiss preset` prints it
    #[arg(value_name = "EXPERIMENT.json|NAME")]
    pub experiment: String,
    /// The folder that the results go to; it is made where it isn't there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// A CSV file, compressed by gzip or not, whose records take the place of the experiment's
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// The label's column in that file: its name, or its number from 1. Without, the suggested one is taken if it is certain
    #[arg(long, value_name = "NAME|NUMBER", requires = "data")]
    pub label: Option<String>,
    /// Only these repeats, counted from 0: A..B without B, or one number; `merge` joins such parts. A B beyond the
    /// experiment's repeats asks for more of them
    #[arg(long, value_name = "A..B", value_parser = trials)]
    pub trials: Option<Range<usize>>,
    /// Threads that work [default: as many as the machine has]; the results don't depend on it
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZero<usize>>,
    /// Also write the trained network, as model.json and model.safetensors
    #[arg(long)]
    pub out_model: bool,
    /// Also write the records as they were prepared, with who is a member, as records.csv
    #[arg(long)]
    pub out_records: bool,
    /// Replace what the folder holds, be it of another experiment or of other repeats, finished or not
    #[arg(long)]
    pub force: bool,
    /// Progress as JSON, an object a line, on standard error
    #[arg(long)]
    pub json: bool,
}

/// What private training is tuned for.
#[derive(Debug, Args)]
pub struct Tune {
    /// One of those that `nearmiss presets` lists, or a file as `nearmiss preset` prints it
    #[arg(value_name = "EXPERIMENT.json|NAME")]
    pub experiment: String,
    /// What may be spent
    #[arg(long, value_delimiter = ',', default_values_t = [1.0, 3.0, 10.0])]
    pub epsilon: Vec<f64>,
    /// A CSV file, compressed by gzip or not, whose records take the place of the experiment's
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// The label's column in that file: its name, or its number from 1. Without, the suggested one is taken if it is certain
    #[arg(long, value_name = "NAME|NUMBER", requires = "data")]
    pub label: Option<String>,
}

/// A network and records to ask it about.
#[derive(Debug, Args)]
pub struct Query {
    /// The network: JSON with the keys sizes, activation, W[layer][input][output] and b[layer][output]
    #[arg(long, value_name = "NET.json")]
    pub model: PathBuf,
    /// The records, compressed by gzip or not: a header whose first column is `label` (the class, from 0), then the network's inputs in order
    #[arg(long, value_name = "FILE.csv")]
    pub records: PathBuf,
}

/// `3..7`, or `3` for `3..4`.
fn trials(text: &str) -> Result<Range<usize>, String> {
    let number = |text: &str| text.trim().parse::<usize>().map_err(|_| format!("“{text}” is no number from 0"));
    let range = match text.split_once("..") {
        Some((from, to)) => number(from)?..number(to)?,
        None => {
            let repeat = number(text)?;
            repeat..repeat.saturating_add(1)
        }
    };
    if range.is_empty() {
        Err("there is no repeat in it; write the first and the one after the last".into())
    } else {
        Ok(range)
    }
}
