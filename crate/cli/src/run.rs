//! Runs a whole experiment on several threads and writes what came out.

use crate::arguments::Run;
use crate::drawing;
use crate::failure::Failure;
use crate::file;
use crate::pool;
use crate::progress::Progress;
use nearmiss::dataset::format::CsvOptions;
use nearmiss::experiment::{self, DataSource};
use nearmiss::work::{self, Bench, BenchError, Results};
use nearmiss::{Experiment, mlp_format};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

/// The shipped data, so that the program needs no folder of its own.
const DIGITS: &[u8] = include_bytes!("../../../www/data/digits.csv.gz");
const VOTERS: &[u8] = include_bytes!("../../../www/data/voters.csv.gz");

/// Writes report, figures and tables into a folder and prints the report's fingerprint.
pub fn run(order: &Run, out: &mut impl Write) -> Result<(), Failure> {
    let mut experiment = experiment_of(&order.experiment)?;
    let own = order.data.as_deref().map(file::read).transpose()?;
    let bytes = match (&own, &experiment.data) {
        (Some(bytes), DataSource::Own { .. }) => Some(&bytes[..]),
        (Some(bytes), _) => {
            experiment.data = DataSource::Own { sha256: work::sha256_of(bytes), csv: CsvOptions::default() };
            Some(&bytes[..])
        }
        (None, DataSource::Own { .. }) => return Err(Failure::NoData),
        (None, DataSource::Digits) => Some(DIGITS),
        (None, DataSource::Voters) => Some(VOTERS),
        (None, DataSource::CheckIns { .. }) => None,
    };
    let bench = Bench::new(experiment, bytes).map_err(|error| not_run(order, error))?;
    // A folder that can't be written should be known before the work is done.
    file::create_folder(&order.out)?;

    let jobs = order.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let (bench, results) = pool::work_off(bench, jobs, &Progress::new(order.json));
    write_all(order, &bench, &results, out)
}

fn write_all(order: &Run, bench: &Bench, results: &Results, out: &mut impl Write) -> Result<(), Failure> {
    let portion = bench.portion();
    let report = results.report(
        bench.experiment(),
        &bench.trial().dataset().digest(),
        bench.target(),
        portion.unknown(),
        portion.n_completions(),
    );
    drawing::write(&order.out, bench, results, &report)?;
    match bench.model() {
        Some(mlp) if order.out_model => {
            file::write(&order.out.join("model.json"), mlp_format::write_mlp(mlp).as_bytes())?;
            file::write(&order.out.join("model.safetensors"), &mlp_format::write_safetensors(mlp))?;
        }
        Some(_) => {}
        None => {
            eprintln!("nearmiss: The training diverged, so there was nothing to attack. Try a lower learning rate.")
        }
    }
    // The report comes last: where it stands, everything else does.
    file::write(&order.out.join("report.json"), format!("{}\n", report.to_json()).as_bytes())?;
    writeln!(out, "{}", report.fingerprint())?;
    Ok(())
}

/// A preset by its name, or the experiment in a file.
fn experiment_of(name: &str) -> Result<Experiment, Failure> {
    if let Some(preset) = experiment::preset(name) {
        return Ok(preset);
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Failure::NoExperiment(name.to_string()));
    }
    let bytes = file::read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::Experiment { path: path.into(), error })
}

/// Names the file that is to blame: the data, or the experiment if it isn't a preset.
fn not_run(order: &Run, error: BenchError) -> Failure {
    let experiment = || experiment::preset(&order.experiment).is_none().then(|| PathBuf::from(&order.experiment));
    let file = match &error {
        BenchError::Csv(_) | BenchError::OtherFile { .. } => order.data.clone(),
        BenchError::Experiment(_) | BenchError::NoFile => experiment(),
    };
    Failure::Bench { file, error }
}
