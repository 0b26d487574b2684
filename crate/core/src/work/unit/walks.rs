//! Walks away from records, to be looked at: a person's own, or many.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::experiment::Target;
use crate::hill::{Walks, Ways};
use crate::trial::Side;

/// Flip these features of a record, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Own(pub(super) Target, pub(super) Vec<usize>);

/// Walk away from the first records of either side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Many;

impl UnitKind for Own {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(self.1.len() + 1)
    }

    fn start(&self, _worker: &TrialWorker) -> Box<dyn UnitWork> {
        Box::new(self.clone())
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        Many.put(outcome, results);
    }
}

impl UnitWork for Own {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let Own(Target { taken_from, number }, features) = self;
        let at = worker.attacked();
        let mut walks = Walks::default();
        if let Some(record) = at.trial.side(*taken_from).get(*number) {
            let walk = Ways::from(at.trial, *record).walk(at.trial, features.clone(), at.model, at.workspace);
            walks.sides[taken_from.place()].extend(walk);
        }
        Some(Outcome::Walks(walks))
    }
}

impl UnitKind for Many {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(2 * Walks::N * (Walks::N_FLIPS + 1))
    }

    fn start(&self, _worker: &TrialWorker) -> Box<dyn UnitWork> {
        Box::new(ManyWork(Walks::default()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let (Outcome::Walks(_), _) = (outcome, results) else { mixed_up() };
    }
}

/// What is walked so far.
struct ManyWork(Walks);

impl UnitWork for ManyWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let at = worker.attacked();
        let records = [Side::Members, Side::NonMembers].map(|side| {
            let all = at.trial.side(side);
            &all[..all.len().min(Walks::N)]
        });
        let per_step = (at.model.mlp().rows_per_step() / (Walks::N_FLIPS + 1)).max(1);
        for _ in 0..per_step {
            let done = &mut self.0.sides;
            let Some(side) = (0..2).find(|side| done[*side].len() < records[*side].len()) else {
                let clusters = records.map(|records| at.trial.clusters(records));
                let [members, others] = clusters;
                let sides = std::mem::take(done);
                return Some(Outcome::Walks(Walks::new(sides, members.zip(others).map(|(own, others)| [own, others]))));
            };
            let record = records[side][done[side].len()];
            done[side].push(Ways::from(at.trial, record).at_random(at.trial, at.model, at.workspace));
        }
        None
    }
}
