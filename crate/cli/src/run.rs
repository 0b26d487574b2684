//! Runs a whole experiment on several threads and writes what came out.

use crate::arguments::Run;
use crate::drawing;
use crate::failure::Failure;
use crate::file;
use crate::first_trial::FirstTrial;
use crate::journal::{Journal, Record};
use crate::pool::{self, News};
use crate::progress::Progress;
use nearmiss::dataset::format::CsvOptions;
use nearmiss::experiment::{self, ExperimentError};
use nearmiss::source::DataSource;
use nearmiss::work::{self, Bench, BenchError, Outcome, Results, Unit};
use nearmiss::{Experiment, Mlp, Report, mlp_format};
use nearmiss_figures::Material;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread;

/// The shipped data, by their paths in the page, so that the program needs no folder of its own.
const SHIPPED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Writes report, figures and tables into a folder and prints the report's fingerprint.
pub fn run(order: &Run, out: &mut impl Write) -> Result<(), Failure> {
    let mut experiment = experiment_of(&order.experiment)?;
    let trials = order.trials.clone().unwrap_or(0..experiment.repeats);
    experiment.repeats = experiment.repeats.max(trials.end);
    let own = order.data.as_deref().map(file::read).transpose()?;
    let bytes = match (&own, &experiment.data) {
        (Some(bytes), DataSource::Own { .. }) => Some(&bytes[..]),
        (Some(bytes), _) => {
            experiment.data = DataSource::Own { sha256: work::sha256_of(bytes), csv: CsvOptions::default() };
            Some(&bytes[..])
        }
        (None, DataSource::Own { .. }) => return Err(Failure::NoData),
        (None, data) => data.shipped_file().and_then(shipped),
    };
    let first = Bench::new(experiment, bytes).map_err(|error| not_run(order, error))?;
    let bench = match trials.start {
        0 => first,
        repeat => first.repeat(repeat).map_err(|error| not_run(order, ExperimentError::from(error).into()))?,
    };
    // A folder that can't be written should be known before the work is done.
    let (mut journal, Record { done, model }) = Journal::open(&order.out, &bench)?;
    if !done.is_empty() {
        crate::say!("nearmiss: going on with an interrupted run, of which {} units are done.", done.len());
    }
    let (bench, results) = work_off(order, bench, &trials, &mut journal, done, model)?;
    write_all(order, &bench, &results, out)?;
    journal.close()
}

/// Does all that isn't done. The bench comes back with its model, unless training diverged.
fn work_off(
    order: &Run,
    mut bench: Bench,
    trials: &Range<usize>,
    journal: &mut Journal,
    done: Vec<(Unit, Outcome)>,
    model: Option<Mlp>,
) -> Result<(Bench, Results), Failure> {
    let repeats: Vec<Unit> = trials.clone().skip(1).map(Unit::Repeat).collect();
    let mut results = Results::default();
    done.into_iter().for_each(|(unit, outcome)| results.put(&unit, outcome));
    let mut own = vec![Unit::Training];
    if let Some(model) = model {
        bench.set_model(model);
        own = bench.units();
    }
    let has_diverged = results.training.is_some() && bench.model().is_none();
    own.retain(|unit| !has_diverged && !results.has(unit));
    let all: Vec<Unit> = [Unit::Training].into_iter().chain(bench.units()).chain(repeats.iter().cloned()).collect();
    let mut progress = Progress::new(order.json, &bench, &all, |unit| results.has(unit));
    let left: Vec<Unit> = repeats.into_iter().filter(|unit| !results.has(unit)).collect();
    let jobs = order.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let mut trained = None;
    pool::work_off(&bench, own, left, jobs, |news| match news {
        News::Share(unit, share) => {
            progress.set(&unit, share);
            Ok(())
        }
        News::Done(unit, outcome, model) => {
            journal.add(&unit, &outcome, model.as_ref())?;
            results.put(&unit, outcome);
            progress.set(&unit, 1.0);
            trained = model.or(trained.take());
            Ok::<(), Failure>(())
        }
    })?;
    progress.finish();
    if let Some(model) = trained {
        bench.set_model(model);
    }
    Ok((bench, results))
}

fn write_all(order: &Run, bench: &Bench, results: &Results, out: &mut impl Write) -> Result<(), Failure> {
    let mut trials = vec![results.trial_report(bench)];
    trials.extend(results.repeats.values().cloned());
    for trial in &trials {
        if let Some(problem) = &trial.problem {
            crate::say!("nearmiss: repeat {}: {problem} There was nothing to attack.", trial.repeat);
        }
    }
    let report = Report::new(bench.experiment().clone(), bench.trial().dataset().digest(), trials);
    match (bench.repeat_idx() == 0).then(|| FirstTrial::of(&report, bench, results)) {
        Some(first) => {
            drawing::write(&order.out, &first.material(&report))?;
            first.write(&order.out)?;
        }
        None => drawing::write(&order.out, &Material::of(&report))?,
    }
    if let Some(mlp) = bench.model().filter(|_| order.out_model) {
        file::write(&order.out.join("model.json"), mlp_format::write_mlp(mlp).as_bytes())?;
        file::write(&order.out.join("model.safetensors"), &mlp_format::write_safetensors(mlp))?;
    }
    file::write_report(&order.out, &report)?;
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
    serde_json::from_slice(&bytes).map_err(|error| Failure::Json { path: path.into(), error })
}

/// A shipped file's bytes.
fn shipped(path: &str) -> Option<&'static [u8]> {
    SHIPPED.iter().find(|(own, _)| *own == path).map(|(_, bytes)| *bytes)
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
