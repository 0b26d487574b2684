//! The worker's logic: what it does with a request, and what it does next. No browser here.

use crate::message::{BUILD, Description, Inspection, Model, N_MRMR, N_SHOWN, Pace, Plan, RecordView, Reply, Request};
use nearmiss::reading::{self, Decisions, Given, Options, Reading, Table};
use nearmiss::report::Recorded;
use nearmiss::trial::Side;
use nearmiss::work::{self, Outcome, TrialWorker, Unit, UnitRun};
use nearmiss::{Experiment, Mlp};

/// One worker's state.
#[derive(Debug, Default)]
pub struct WorkerState {
    trial_worker: Option<TrialWorker>,
    /// Of the data at the worker.
    generation: u32,
    /// The last one is worked on; a person waits for it.
    jobs: Vec<Job>,
    pace: Option<Pace>,
    holds_repeats: bool,
}

#[derive(Debug)]
struct Job {
    number: u32,
    unit: Unit,
    run: UnitRun,
}

impl WorkerState {
    /// The first thing that a worker says.
    pub fn greeting() -> Reply {
        Reply::Ready { build: BUILD.to_string() }
    }

    /// Takes in a request; what is to be answered at once.
    pub fn receive(&mut self, request: Request) -> Option<Reply> {
        match request {
            Request::Prepare { generation, experiment, file, describe } => {
                Some(match TrialWorker::new(experiment, file.as_ref().map(|f| &f[..])) {
                    Ok(trial_worker) => {
                        let description = describe.then(|| Box::new(self::describe(&trial_worker)));
                        *self = WorkerState { trial_worker: Some(trial_worker), generation, ..WorkerState::default() };
                        Reply::Prepared { generation, description }
                    }
                    Err(error) => Reply::Refused { generation, sentence: error.to_string() },
                })
            }
            Request::Ask { generation, question, attribute, matrix } => {
                let trial_worker = self.trial_worker.as_mut().filter(|_| generation == self.generation)?;
                let plan =
                    trial_worker.ask(attribute, matrix).map(|()| plan(trial_worker)).map_err(|error| error.to_string());
                Some(Reply::Asked { question, plan })
            }
            Request::SetModel { generation, model } => {
                let trial_worker = self.trial_worker.as_mut().filter(|_| generation == self.generation)?;
                trial_worker.set_model(Mlp::from(&model));
                None
            }
            Request::Start { generation, job: number, unit } => {
                let run = self.trial_worker.as_ref().filter(|_| generation == self.generation)?.start(&unit);
                self.jobs.push(Job { number, unit, run });
                None
            }
            Request::Cancel { job } => {
                self.jobs.retain(|j| j.number != job);
                None
            }
            Request::Pace(pace) => {
                self.pace = Some(pace);
                None
            }
            Request::HoldRepeats(held) => {
                self.holds_repeats = held;
                None
            }
            Request::Unpack { name, file } => Some(Reply::Unpacked { name, json: Recorded::json(&file) }),
            Request::Inspect { number, file, decisions } => {
                Some(Reply::Inspected { number, inspection: inspect(&file, decisions).map(Box::new) })
            }
        }
    }

    /// Whether there is work that may go on.
    pub fn is_busy(&self) -> bool {
        self.jobs.last().is_some_and(|job| match (job.run.epochs_measured(), self.pace) {
            (Some(_), Some(Pace::Pause)) => false,
            (Some(measured), Some(Pace::Until(epochs))) => measured < epochs,
            _ => !(self.holds_repeats && matches!(job.unit, Unit::Repeat(_))),
        })
    }

    /// Works for a short while, if there is work; a reply, if a job is done.
    pub fn step(&mut self) -> Option<Reply> {
        if !self.is_busy() {
            return None;
        }
        let (trial_worker, job) = (self.trial_worker.as_mut()?, self.jobs.last_mut()?);
        let outcome = trial_worker.step(&mut job.run)?;
        let job = self.jobs.pop()?;
        let model = match (&job.unit, &outcome) {
            (Unit::Training, Outcome::Training { .. }) => trial_worker.model().map(Model::from),
            _ => None,
        };
        Some(Reply::Done { job: job.number, outcome, model })
    }

    /// How far the current job is.
    pub fn progress(&self) -> Option<Reply> {
        let (trial_worker, job) = (self.trial_worker.as_ref()?, self.jobs.last()?);
        Some(Reply::Progress { job: job.number, progress: job.run.progress(trial_worker) })
    }
}

fn plan(trial_worker: &TrialWorker) -> Plan {
    let units = trial_worker.units();
    Plan {
        costs: units.iter().map(|unit| trial_worker.cost(unit)).collect(),
        training_cost: trial_worker.cost(&Unit::Training),
        repeat_cost: trial_worker.cost(&Unit::Repeat(1)),
        question: trial_worker.question(),
        guess_units: trial_worker.guess_units(),
        population_units: trial_worker.population_units(),
        units,
    }
}

fn describe(trial_worker: &TrialWorker) -> Description {
    let (trial, experiment) = (trial_worker.trial(), trial_worker.experiment());
    let dataset = trial.dataset();
    let view = |record: &usize| RecordView {
        record: *record,
        label: dataset.labels()[*record],
        values: dataset.record(*record).to_vec(),
        filled: (0..dataset.schema().features.len()).filter(|j| dataset.is_filled(*record, *j)).collect(),
    };
    let side = |side: Side| trial.side(side).iter().take(N_SHOWN).map(view).collect();
    Description {
        schema: dataset.schema().clone(),
        n_records: dataset.n_records(),
        n_members: trial.split().members.len(),
        n_non_members: trial.split().non_members.len(),
        n_parameters: experiment.training.n_parameters(dataset.schema().n_inputs(), dataset.schema().classes.len()),
        data_digest: dataset.digest(),
        mrmr: trial.mrmr().iter().take(N_MRMR).copied().collect(),
        sides: [side(Side::Members), side(Side::NonMembers)],
        plan: plan(trial_worker),
    }
}

/// Records of a file that are shown.
const N_FIRST: usize = 8;

fn inspect(file: &[u8], decisions: Decisions) -> Result<Inspection, String> {
    let options = match &decisions {
        Decisions::Version2(options) => options.clone(),
        Decisions::Version1(_) => Options::default(),
    };
    let given = Given { separator: options.separator, has_names: options.header };
    let table = Table::read(file, given, reading::MAX_BYTES).and_then(Reading::of);
    let table = table.map_err(|error| error.to_string())?;
    let sha256 = work::sha256_of(file);
    let records = table.records(&options).map_err(|error| error.to_string());
    let (decisions, experiment) = match records {
        Ok(records) => {
            let decisions = Decisions::Version2(records.options);
            (decisions.clone(), Ok(Experiment::own(sha256.clone(), decisions, &records.dataset)))
        }
        Err(sentence) => (decisions, Err(sentence)),
    };
    let first = (0..table.table.n_records().min(N_FIRST)).map(|record| table.table.row(record)).collect();
    Ok(Inspection { sha256, reading: reading::Inspection::of(&table, &options), first, decisions, experiment })
}
