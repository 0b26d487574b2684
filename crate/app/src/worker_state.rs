//! The worker's logic: what it does with a request, and what it does next. No browser here.

use crate::files::{Answer, Asked, Attempt, Bytes, Files};
use crate::message::{
    BUILD, Description, Model, N_MRMR, N_SHOWN, Pace, Plan, RecordView, Records, Reply, Request, Source, Spending,
};
use nearmiss::defence::{self, Defence};
use nearmiss::prepared;
use nearmiss::report::Recorded;
use nearmiss::trial::Side;
use nearmiss::work::{Outcome, TrialWorker, TrialWorkerError, Unit, UnitRun};
use nearmiss::{Dataset, Experiment, Mlp};

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
    files: Files,
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

    /// Takes in a request; what is to be answered at once. `bytes` gives those of [`Request::file`].
    pub fn receive(&mut self, request: Request, bytes: Bytes) -> Option<Reply> {
        match request {
            Request::Prepare { generation, experiment, source, describe } => {
                let made = match source {
                    Source::File(file) => {
                        let attempt = Attempt { generation, experiment: Box::new(experiment), describe };
                        self.files.ask(file, Asked::Records(attempt), bytes);
                        return None;
                    }
                    Source::Records(records) => with_dataset(experiment, records.into()),
                    Source::Shipped(bytes) => worker(TrialWorker::new(experiment, Some(&bytes))),
                    Source::Made => worker(TrialWorker::new(experiment, None)),
                };
                Some(self.take_over(generation, describe, made))
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
                self.files.ask(file, Asked::Inspection { number, decisions }, bytes);
                None
            }
            Request::WriteRecords => {
                self.trial_worker.as_ref().map(|trial_worker| Reply::Written(prepared::to_csv(trial_worker.trial())))
            }
            Request::Spend(Spending { number, experiment, n_members, epsilon }) => {
                Some(Reply::Spends { number, defence: spending(&experiment, n_members, epsilon).map(|own| own.text()) })
            }
            Request::StopReading => self.files.stop().map(|answer| self.answer(answer)),
        }
    }

    /// What came of a question about a file.
    fn answer(&mut self, answer: Answer) -> Reply {
        match answer {
            Answer::Inspection { number, inspection } => {
                Reply::Inspected { number, inspection: inspection.map(Box::new) }
            }
            Answer::Records { attempt, dataset } => {
                let made = dataset.and_then(|dataset| with_dataset(*attempt.experiment, dataset));
                self.take_over(attempt.generation, attempt.describe, made)
            }
        }
    }

    /// Works on other data from now on, if there are any.
    fn take_over(&mut self, generation: u32, describe: bool, made: Result<TrialWorker, String>) -> Reply {
        let trial_worker = match made {
            Ok(trial_worker) => trial_worker,
            Err(sentence) => return Reply::Refused { generation, sentence },
        };
        let description = describe.then(|| Box::new(self::describe(&trial_worker)));
        let records = Records::of(trial_worker.trial().dataset()).filter(|_| describe);
        let files = std::mem::take(&mut self.files);
        *self = WorkerState { trial_worker: Some(trial_worker), generation, files, ..WorkerState::default() };
        Reply::Prepared { generation, description, records }
    }

    /// Whether there is work that may go on.
    pub fn is_busy(&self) -> bool {
        self.files.is_reading()
            || self.jobs.last().is_some_and(|job| match (job.run.epochs_measured(), self.pace) {
                (Some(_), Some(Pace::Pause)) => false,
                (Some(measured), Some(Pace::Until(epochs))) => measured < epochs,
                _ => !(self.holds_repeats && matches!(job.unit, Unit::Repeat(_))),
            })
    }

    /// Works for a short while, if there is work; a reply, if a job is done.
    pub fn step(&mut self) -> Option<Reply> {
        if self.files.is_reading() {
            return self.files.step().map(|answer| self.answer(answer));
        }
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
        if let Some(share) = self.files.progress() {
            return Some(Reply::Reading(share));
        }
        let (trial_worker, job) = (self.trial_worker.as_ref()?, self.jobs.last()?);
        Some(Reply::Progress { job: job.number, progress: job.run.progress(trial_worker) })
    }
}

fn worker(made: Result<TrialWorker, TrialWorkerError>) -> Result<TrialWorker, String> {
    made.map_err(|error| error.to_string())
}

fn with_dataset(experiment: Experiment, dataset: Dataset) -> Result<TrialWorker, String> {
    let experiment = experiment.check().map_err(|error| error.to_string())?;
    worker(TrialWorker::with_dataset(experiment, dataset))
}

fn spending(experiment: &Experiment, n_members: usize, epsilon: f64) -> Option<Defence> {
    let Experiment { data, training, defence: own, .. } = experiment;
    match own.regularization().privacy {
        Some(_) => defence::spending(*own, training, n_members, epsilon),
        None => defence::private(data.name(), training, n_members, epsilon),
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
        name: dataset.name_of(*record),
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
