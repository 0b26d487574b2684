//! Runs a whole experiment on several threads and writes what came out.

use crate::arguments::Run;
use crate::drawing;
use crate::failure::Failure;
use crate::file;
use crate::first_trial::FirstTrial;
use crate::folder::{Folder, Origin};
use crate::journal::{self, Journal, Record};
use crate::notice::say;
use crate::own_data;
use crate::pool::{self, News};
use crate::progress::Progress;
use nearmiss::experiment::{self, ExperimentError};
use nearmiss::reading::Mapping;
use nearmiss::train::TrainingState;
use nearmiss::work::{Agenda, Model, Outcome, Results, Subject, TrialWorker, TrialWorkerError, Unit};
use nearmiss::{Experiment, Mlp, Report, mlp_format, prepared};
use nearmiss_figures::FigureInput;
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
    let (first, mapping) = worker_of(experiment, &order.experiment, order.data.as_deref(), order.label.as_deref())?;
    let worker = match trials.start {
        0 => first,
        repeat => first
            .repeat(repeat)
            .map_err(|error| not_run(&order.experiment, order.data.as_deref(), ExperimentError::from(error).into()))?,
    };
    // What the folder can't take should be known before the work is done.
    let (experiment, data_digest) = (worker.experiment().clone(), worker.trial().dataset().digest());
    let origin = Origin { experiment, data_digest, repeats: trials.clone().collect() };
    let folder = Folder::open(&order.out, &origin, &files(order), order.force)?;
    let Origin { experiment, data_digest, .. } = origin;
    let subject =
        Subject { build: env!("NEARMISS_BUILD").to_string(), experiment, data_digest, repeat: worker.repeat_idx() };
    let all = all_units(&worker, &trials);
    let (mut journal, record) = Journal::open(folder.unfinished(), subject, &all, order.force)?;
    tell(&folder.unfinished(), &record);
    let (worker, results) = work_off(order, worker, &all, &mut journal, record)?;
    let report = report_of(&worker, &results);
    let staging = folder.staging()?;
    write_all(&worker, &results, &report, &staging)?;
    if let Some(mlp) = worker.model().filter(|_| order.out_model) {
        write_model(mlp, mapping.as_ref(), &staging)?;
    }
    if order.out_records {
        file::write(&staging.join("records.csv"), prepared::to_csv(worker.trial()).as_bytes())?;
    }
    folder.install(&staging)?;
    journal.close()?;
    folder.close()?;
    writeln!(out, "{}", report.fingerprint())?;
    Ok(())
}

/// The network, with what its inputs mean where they are of a person's own file.
fn write_model(mlp: &Mlp, mapping: Option<&Mapping>, folder: &Path) -> Result<(), Failure> {
    let json = match mapping {
        Some(mapping) => mlp_format::write_mapped_mlp(mlp, mapping),
        None => mlp_format::write_mlp(mlp),
    };
    file::write(&folder.join("model.json"), json.as_bytes())?;
    file::write(&folder.join("model.safetensors"), &mlp_format::write_safetensors(mlp))
}

/// What is written beside report, figures and tables.
fn files(order: &Run) -> Vec<&'static str> {
    let all = [
        (true, &["recorded.json.gz", "scores.json"][..]),
        (order.out_model, &["model.json", "model.safetensors"]),
        (order.out_records, &["records.csv"]),
    ];
    all.into_iter().filter(|(is_asked, _)| *is_asked).flat_map(|(_, files)| files.iter().copied()).collect()
}

/// The training of the first of these repeats, its attacks, and the other repeats.
fn all_units(worker: &TrialWorker, trials: &Range<usize>) -> Vec<Unit> {
    let repeats = trials.clone().skip(1).map(Unit::Repeat);
    [Unit::Training].into_iter().chain(worker.units()).chain(repeats).collect()
}

/// Says what a run goes on with, and what it can't go on with.
fn tell(unfinished: &Path, record: &Record) {
    if !record.done.is_empty() {
        say!("nearmiss: going on with an interrupted run, of which {} units are done.", record.done.len());
    }
    let lines = unfinished.join(journal::UNITS);
    match record.n_damaged {
        0 => {}
        1 => say!("nearmiss: {}: 1 line is damaged; its unit is computed again.", lines.display()),
        n => say!("nearmiss: {}: {n} lines are damaged; their units are computed again.", lines.display()),
    }
    if record.has_lost_model {
        let model = unfinished.join(journal::MODEL);
        say!(
            "nearmiss: {}: is missing or damaged; the network is trained again, and the attacks on it stay.",
            model.display()
        );
    }
}

/// Does all that isn't done. The worker comes back with its model, unless training diverged.
fn work_off(
    order: &Run,
    mut worker: TrialWorker,
    all: &[Unit],
    journal: &mut Journal,
    record: Record,
) -> Result<(TrialWorker, Results), Failure> {
    let mut results = Results::default();
    record.done.into_iter().for_each(|(unit, outcome)| results.put(&unit, outcome));
    let has_model = record.model.is_some();
    record.model.into_iter().for_each(|model| worker.set_model(model));
    let has_diverged = results.training.as_ref().is_some_and(|training| training.0 == TrainingState::Diverged);
    let is_done = |unit: &Unit| match unit {
        Unit::Training => has_model || has_diverged,
        unit => results.has(unit),
    };
    let mut progress = Progress::new(order.json, &worker, all, is_done);
    let left: Vec<Unit> = all.iter().filter(|unit| !is_done(unit)).cloned().collect();
    let model = match (has_model, has_diverged) {
        (true, _) => Model::There,
        (false, true) => Model::Lost,
        (false, false) => Model::Ahead,
    };
    let agenda = Agenda::new(left, model);
    let jobs = order.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let mut trained = None;
    pool::work_off(&worker, agenda, jobs, |news| match news {
        News::Share(unit, share) => {
            progress.set(&unit, share);
            Ok(())
        }
        News::Done(unit, outcome, model) => {
            match (&outcome, &results.training) {
                // The network was lost, not what is known of its training.
                (Outcome::Training { model_digest, .. }, Some((.., known))) if model_digest != known => {
                    return Err(Failure::OtherModel(order.out.join("unfinished")));
                }
                (Outcome::Training { .. }, Some(_)) => drop(journal.keep(model.as_ref())?),
                _ => journal.add(&unit, &outcome, model.as_ref())?,
            }
            results.put(&unit, outcome);
            progress.set(&unit, 1.0);
            trained = model.or(trained.take());
            Ok::<(), Failure>(())
        }
    })?;
    progress.finish();
    if let Some(model) = trained {
        worker.set_model(model);
    }
    Ok((worker, results))
}

/// What came out.
fn report_of(worker: &TrialWorker, results: &Results) -> Report {
    let mut trials = vec![results.trial_report(worker)];
    trials.extend(results.repeats.values().cloned());
    for trial in &trials {
        if let Some(problem) = &trial.problem {
            say!("nearmiss: repeat {}: {problem} There was nothing to attack.", trial.repeat);
        }
    }
    Report::new(worker.experiment().clone(), worker.trial().dataset().digest(), trials)
}

/// Writes everything into a folder.
fn write_all(worker: &TrialWorker, results: &Results, report: &Report, folder: &Path) -> Result<(), Failure> {
    match (worker.repeat_idx() == 0).then(|| FirstTrial::of(report, worker, results)) {
        Some(first) => {
            drawing::write(folder, &first.input(report))?;
            first.write(folder)?;
        }
        None => drawing::write(folder, &FigureInput::of(report))?,
    }
    file::write_report(folder, report)
}

/// A preset by its name, or the experiment in a file.
pub fn experiment_of(name: &str) -> Result<Experiment, Failure> {
    if let Some(preset) = experiment::preset(name) {
        return Ok(preset);
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Failure::NoExperiment(name.to_string()));
    }
    let experiment: Experiment = file::read_json(path)?;
    if let Some(earlier) = experiment.earlier_version() {
        say!("nearmiss: {}: {earlier}", path.display());
    }
    Ok(experiment)
}

/// A shipped file's bytes.
fn shipped(path: &str) -> Option<&'static [u8]> {
    SHIPPED.iter().find(|(own, _)| *own == path).map(|(_, bytes)| *bytes)
}

/// Reads or makes the data of an experiment of this name; `data` and its `label` may take their place.
pub fn worker_of(
    experiment: Experiment,
    name: &str,
    data: Option<&Path>,
    label: Option<&str>,
) -> Result<(TrialWorker, Option<Mapping>), Failure> {
    match data {
        Some(path) => own_data::worker(experiment, path, label),
        None if experiment.data.is_own() => Err(Failure::NoData),
        None => {
            let bytes = experiment.data.shipped_file().and_then(shipped);
            Ok((TrialWorker::new(experiment, bytes).map_err(|error| not_run(name, data, error))?, None))
        }
    }
}

/// Names the file that is to blame: the data, or the experiment if it isn't a preset.
fn not_run(name: &str, data: Option<&Path>, error: TrialWorkerError) -> Failure {
    let experiment = || experiment::preset(name).is_none().then(|| PathBuf::from(name));
    let file = match &error {
        TrialWorkerError::Read(_) | TrialWorkerError::OtherFile { .. } => data.map(Path::to_path_buf),
        TrialWorkerError::Experiment(_) | TrialWorkerError::NoFile => experiment(),
    };
    Failure::TrialWorker { file, error }
}
