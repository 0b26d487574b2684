//! Which worker does what: a pure account of workers, units that wait and units that run.
//!
//! A more urgent unit interrupts a worker's other unit, which goes on afterwards: what a person is waiting for comes first,
//! then the attacks on the model that is shown, then further repeats.

use nearmiss::sorted_map::SortedMap;
use nearmiss::work::{Model, Unit};
use std::collections::VecDeque;

/// How far a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Stage {
    /// Its code is loading.
    Starting,
    /// It has no data yet, or none that is asked for now.
    Idle,
    /// It has the data.
    Prepared,
    /// It has the model, too.
    WithModel,
}

impl Stage {
    /// What units can count on; none where there is no data.
    fn model(self) -> Option<Model> {
        match self {
            Stage::Starting | Stage::Idle => None,
            Stage::Prepared => Some(Model::Ahead),
            Stage::WithModel => Some(Model::There),
        }
    }
}

/// How much a person waits for a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// When there is nothing else to do.
    Background,
    /// In its turn.
    Ordinary,
    /// Before everything else.
    Urgent,
}

#[derive(Debug, Clone)]
struct Running {
    worker: usize,
    unit: Unit,
    urgency: Urgency,
}

/// All workers and all units.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    stages: Vec<Stage>,
    waiting: VecDeque<(Unit, Urgency)>,
    running: SortedMap<u32, Running>,
    n_jobs: u32,
    /// Units that a worker failed at, once.
    failed: Vec<Unit>,
}

impl Schedule {
    /// A new worker is starting; its number.
    pub fn add_worker(&mut self) -> usize {
        self.stages.push(Stage::Starting);
        self.stages.len() - 1
    }

    /// The last worker goes; its units wait again.
    pub fn remove_worker(&mut self) {
        let last = self.stages.len() - 1;
        self.requeue(last);
        self.stages.pop();
    }

    /// How many workers.
    pub fn n_workers(&self) -> usize {
        self.stages.len()
    }

    /// A worker's code is there.
    pub fn started(&mut self, worker: usize) {
        self.stages[worker] = Stage::Idle;
    }

    /// Whether its code is there.
    pub fn has_started(&self, worker: usize) -> bool {
        self.stages[worker] != Stage::Starting
    }

    /// A worker has the data.
    pub fn prepared(&mut self, worker: usize) {
        self.stages[worker] = Stage::Prepared;
    }

    /// A worker has the model.
    pub fn given_model(&mut self, worker: usize) {
        self.stages[worker] = Stage::WithModel;
    }

    /// Workers that have the data but not the model.
    pub fn without_model(&self) -> Vec<usize> {
        (0..self.stages.len()).filter(|w| self.stages[*w] == Stage::Prepared).collect()
    }

    /// Everything stops, and no worker has the right data any more.
    pub fn clear(&mut self) {
        self.waiting.clear();
        self.running.clear();
        self.failed.clear();
        for stage in &mut self.stages {
            if *stage != Stage::Starting {
                *stage = Stage::Idle;
            }
        }
    }

    /// The model is out of date; everything stops.
    pub fn forget_model(&mut self) {
        self.waiting.clear();
        self.running.clear();
        for stage in &mut self.stages {
            if *stage == Stage::WithModel {
                *stage = Stage::Prepared;
            }
        }
    }

    /// Units are to be done.
    pub fn push(&mut self, units: impl IntoIterator<Item = Unit>, urgency: Urgency) {
        self.waiting.extend(units.into_iter().map(|unit| (unit, urgency)));
    }

    /// Drops units that wait or run; the workers and numbers of those that ran.
    pub fn cancel(&mut self, which: impl Fn(&Unit) -> bool) -> Vec<(usize, u32)> {
        self.waiting.retain(|(unit, _)| !which(unit));
        let jobs: Vec<u32> = self.running.iter().filter(|(_, r)| which(&r.unit)).map(|(job, _)| *job).collect();
        jobs.into_iter().filter_map(|job| self.running.remove(&job).map(|r| (r.worker, job))).collect()
    }

    /// Units that wait or run.
    pub fn unfinished(&self) -> Vec<(Unit, Urgency)> {
        let running = self.running.values().map(|r| (r.unit.clone(), r.urgency));
        running.chain(self.waiting.iter().cloned()).collect()
    }

    /// How many units wait or run.
    pub fn n_unfinished(&self) -> usize {
        self.running.len() + self.waiting.len()
    }

    /// Repeats that are worked on, or interrupted.
    pub fn running_repeats(&self) -> Vec<Unit> {
        self.running.values().map(|r| r.unit.clone()).filter(|unit| matches!(unit, Unit::Repeat(_))).collect()
    }

    /// Gives units to workers that have nothing to do, or only something that can wait: worker, number, unit.
    pub fn dispatch(&mut self) -> Vec<(usize, u32, Unit)> {
        let mut started = Vec::new();
        for worker in 0..self.stages.len() {
            while let Some(place) = self.next_for(worker) {
                let (unit, urgency) = self.waiting.remove(place).expect("the place was found");
                self.n_jobs += 1;
                self.running.insert(self.n_jobs, Running { worker, unit: unit.clone(), urgency });
                started.push((worker, self.n_jobs, unit));
            }
        }
        started
    }

    fn next_for(&self, worker: usize) -> Option<usize> {
        let own = || self.running.values().filter(|r| r.worker == worker);
        if own().any(|r| r.unit == Unit::Training) {
            return None;
        }
        let fits = |unit: &Unit| match unit {
            Unit::Training if worker != 0 => false,
            unit => self.stages[worker].model().is_some_and(|model| model.allows(unit)),
        };
        let busy_with = own().map(|r| r.urgency).max();
        let waiting = self.waiting.iter().enumerate();
        let may_start = waiting.filter(|(_, (unit, urgency))| Some(*urgency) > busy_with && fits(unit));
        // Of the most urgent the first.
        may_start.rev().max_by_key(|(_, (_, urgency))| *urgency).map(|(place, _)| place)
    }

    /// A job is done; its unit, unless it was cancelled.
    pub fn done(&mut self, job: u32) -> Option<Unit> {
        self.running.remove(&job).map(|r| r.unit)
    }

    /// The unit of a running job.
    pub fn unit_of(&self, job: u32) -> Option<&Unit> {
        self.running.get(&job).map(|r| &r.unit)
    }

    /// A worker is lost and starts anew; its units wait again, except one that failed before: that is the error.
    ///
    /// # Errors
    /// The unit that failed before, with its urgency: it isn't tried again.
    pub fn lost(&mut self, worker: usize) -> Result<(), (Unit, Urgency)> {
        // The newest of its units is the one that it was working on.
        let blamed = self.running.values().rfind(|r| r.worker == worker).map(|r| (r.unit.clone(), r.urgency));
        let again = blamed.clone().filter(|(unit, _)| self.failed.contains(unit));
        self.failed.extend(blamed.map(|(unit, _)| unit));
        self.requeue(worker);
        self.stages[worker] = Stage::Starting;
        match again {
            None => Ok(()),
            Some(again) => {
                self.waiting.retain(|waiting| *waiting != again);
                self.failed.retain(|unit| *unit != again.0);
                Err(again)
            }
        }
    }

    fn requeue(&mut self, worker: usize) {
        let jobs: Vec<u32> = self.running.iter().filter(|(_, r)| r.worker == worker).map(|(job, _)| *job).collect();
        for job in jobs {
            if let Some(running) = self.running.remove(&job) {
                self.waiting.push_front((running.unit, running.urgency));
            }
        }
    }

    /// Whether nothing that the report needs waits or runs.
    pub fn is_done(&self) -> bool {
        let mut waiting = self.waiting.iter().map(|(unit, _)| unit);
        !waiting.any(Unit::is_of_report) && !self.running.values().any(|r| r.unit.is_of_report())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nearmiss::trial::Side;

    fn given_model(n: usize) -> Schedule {
        let mut schedule = Schedule::default();
        for _ in 0..n {
            let worker = schedule.add_worker();
            schedule.started(worker);
            schedule.given_model(worker);
        }
        schedule
    }

    const SCORES: Unit = Unit::Scores(Side::Members);
    const BLOCK: Unit = Unit::Completions { block: 0 };

    #[test]
    fn an_urgent_unit_interrupts_and_an_ordinary_one_waits() {
        let mut schedule = given_model(1);
        schedule.push([SCORES, Unit::Scores(Side::NonMembers)], Urgency::Ordinary);
        assert_eq!(schedule.dispatch(), [(0, 1, SCORES)]);
        schedule.push([BLOCK, Unit::Imputation], Urgency::Urgent);
        assert_eq!(schedule.dispatch(), [(0, 2, BLOCK)]);
        assert_eq!(schedule.dispatch(), []);
        assert_eq!(schedule.done(2), Some(BLOCK));
        assert_eq!(schedule.dispatch(), [(0, 3, Unit::Imputation)]);
    }

    #[test]
    fn repeats_run_where_there_is_nothing_else_to_do() {
        let mut schedule = Schedule::default();
        for worker in 0..2 {
            schedule.add_worker();
            schedule.started(worker);
            schedule.prepared(worker);
        }
        schedule.push([Unit::Repeat(1), Unit::Repeat(2)], Urgency::Background);
        schedule.push([Unit::Training], Urgency::Ordinary);
        // The first worker's training interrupts nothing, since it comes first.
        assert_eq!(schedule.dispatch(), [(0, 1, Unit::Training), (1, 2, Unit::Repeat(1))]);
        schedule.done(1);
        (0..2).for_each(|worker| schedule.given_model(worker));
        schedule.push([SCORES, BLOCK], Urgency::Ordinary);
        // Attacks on the model that is shown interrupt the repeat.
        assert_eq!(schedule.dispatch(), [(0, 3, SCORES), (1, 4, BLOCK)]);
        schedule.done(3);
        assert_eq!(schedule.dispatch(), [(0, 5, Unit::Repeat(2))]);
        schedule.done(4);
        assert_eq!(schedule.dispatch(), []);
        assert_eq!(schedule.unit_of(2), Some(&Unit::Repeat(1)));
    }

    #[test]
    fn a_lost_workers_units_run_again_once() {
        let mut schedule = given_model(2);
        schedule.push([BLOCK], Urgency::Urgent);
        schedule.dispatch();
        assert_eq!(schedule.lost(0), Ok(()));
        assert_eq!(schedule.dispatch(), [(1, 2, BLOCK)]);
        assert_eq!(schedule.lost(1), Err((BLOCK, Urgency::Urgent)));
        assert!(schedule.is_done());
    }

    #[test]
    fn cancelled_units_are_forgotten() {
        let mut schedule = given_model(1);
        schedule.push([BLOCK, Unit::Completions { block: 1 }], Urgency::Urgent);
        schedule.dispatch();
        assert_eq!(schedule.cancel(|unit| matches!(unit, Unit::Completions { .. })), [(0, 1)]);
        assert_eq!(schedule.done(1), None);
        assert!(schedule.is_done());
    }

    #[test]
    fn training_needs_the_first_worker_and_attacks_need_a_model() {
        let mut schedule = Schedule::default();
        for _ in 0..2 {
            let worker = schedule.add_worker();
            schedule.started(worker);
        }
        schedule.prepared(1);
        schedule.push([Unit::Training, SCORES], Urgency::Ordinary);
        assert_eq!(schedule.dispatch(), []);
        schedule.prepared(0);
        assert_eq!(schedule.dispatch(), [(0, 1, Unit::Training)]);
        schedule.given_model(1);
        assert_eq!(schedule.dispatch(), [(1, 2, SCORES)]);
    }
}
