//! A search for the best completion of a record.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::attribute::{SearchConfig, SearchRun};
use crate::experiment::Target;
use crate::seed::Stream;

/// Search, with these features unknown.
pub(super) struct Search {
    pub(super) target: Target,
    pub(super) unknown: Vec<usize>,
}

impl UnitKind for Search {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        // Some rounds of each start, each about every change of a beam of 4.
        worker.passes(8 * 4 * self.unknown.len() * 10)
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        Box::new(SearchWork(self.run(worker)))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let (Outcome::Search(_), _) = (outcome, results) else { mixed_up() };
    }
}

impl Search {
    /// None where there is no such record or feature.
    fn run(&self, worker: &TrialWorker) -> Option<SearchRun> {
        let (trial, dataset) = (worker.trial(), worker.trial().dataset());
        let record = *trial.side(self.target.taken_from).get(self.target.number)?;
        let rng = trial.seed().rng(Stream::Search, record as u64);
        SearchRun::new(dataset.schema(), &self.unknown, dataset.record(record), SearchConfig::default(), rng).ok()
    }
}

#[derive(Debug)]
struct SearchWork(Option<SearchRun>);

impl UnitWork for SearchWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let Some(run) = &mut self.0 else { return Some(Outcome::Search(None)) };
        let at = worker.attacked();
        run.step(at.model, at.workspace).map(|found| Outcome::Search(Some(found)))
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        self.0.as_ref().map_or(0.0, SearchRun::progress)
    }
}
