//! A whole repeat as one unit: its own split, its own network, all attacks on it.

use super::super::agenda::Agenda;
use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use super::listing::Unit;
use super::run::UnitRun;
use crate::report::TrialReport;

/// Do the repeat of this number.
pub(super) struct Repeat(pub(super) usize);

impl UnitKind for Repeat {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.repeat_cost()
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let _ = worker;
        Box::new(RepeatWork { repeat: self.0, stage: Stage::Begin, done: 0.0, cost: f64::INFINITY })
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Repeat(trial) = outcome else { mixed_up() };
        results.repeats.insert(self.0, *trial);
    }
}

/// A repeat being worked on.
#[derive(Debug)]
struct RepeatWork {
    repeat: usize,
    stage: Stage,
    /// Cost of the units that are done.
    done: f64,
    /// Cost of all.
    cost: f64,
}

#[derive(Debug)]
enum Stage {
    /// The data aren't split yet.
    Begin,
    /// One unit is worked on, others wait.
    Work(Box<OwnTrial>),
}

/// The repeat's own trial.
#[derive(Debug)]
struct OwnTrial {
    worker: TrialWorker,
    results: Results,
    agenda: Agenda,
    now: (Unit, UnitRun),
}

impl UnitWork for RepeatWork {
    fn step(&mut self, of: &mut TrialWorker) -> Option<Outcome> {
        self.trial(of).map(|trial| Outcome::Repeat(Box::new(trial)))
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        match &self.stage {
            Stage::Begin => 0.0,
            Stage::Work(own) => {
                let (unit, run) = &own.now;
                (self.done + run.share(&own.worker) * own.worker.cost(unit)) / self.cost
            }
        }
    }
}

impl RepeatWork {
    fn trial(&mut self, of: &TrialWorker) -> Option<TrialReport> {
        match &mut self.stage {
            Stage::Begin => {
                let worker = match of.repeat(self.repeat) {
                    Ok(worker) => worker,
                    Err(error) => return Some(TrialReport::without_model(self.repeat, error.to_string())),
                };
                self.cost = worker.repeat_cost();
                let mut agenda = Agenda::of(&worker);
                let first = agenda.next().expect("a trial begins with its training");
                let run = worker.start(&first);
                let results = Results::default();
                self.stage = Stage::Work(Box::new(OwnTrial { worker, results, agenda, now: (first, run) }));
            }
            Stage::Work(own) => {
                let OwnTrial { worker, results, agenda, now } = &mut **own;
                let outcome = worker.step(&mut now.1)?;
                agenda.done(&now.0, &outcome);
                results.put(&now.0, outcome);
                self.done += worker.cost(&now.0);
                let Some(next) = agenda.next() else { return Some(results.trial_report(worker)) };
                let run = worker.start(&next);
                *now = (next, run);
            }
        }
        None
    }
}
