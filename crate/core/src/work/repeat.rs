//! A whole repeat as one unit: its own split, its own network, all attacks on it.

use super::{Bench, Results, Unit, UnitRun};
use crate::report::TrialReport;
use std::collections::VecDeque;

/// A repeat being worked on.
#[derive(Debug)]
pub(super) struct RepeatRun {
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
    Work { bench: Bench, results: Results, waiting: VecDeque<Unit>, unit: Unit, run: UnitRun },
}

impl RepeatRun {
    /// Nothing done yet.
    pub fn new(repeat: usize) -> RepeatRun {
        RepeatRun { repeat, stage: Stage::Begin, done: 0.0, cost: f64::INFINITY }
    }

    /// Works on for a short while; the trial's report, once all is done.
    pub fn step(&mut self, of: &Bench) -> Option<TrialReport> {
        match &mut self.stage {
            Stage::Begin => {
                let bench = match of.repeat(self.repeat) {
                    Ok(bench) => bench,
                    Err(error) => return Some(TrialReport::without_model(self.repeat, error.to_string())),
                };
                self.cost = bench.cost(&Unit::Repeat(self.repeat));
                let run = bench.start(&Unit::Training);
                let (results, waiting) = (Results::default(), VecDeque::new());
                self.stage = Stage::Work { bench, results, waiting, unit: Unit::Training, run };
            }
            Stage::Work { bench, results, waiting, unit, run } => {
                let outcome = bench.step(run)?;
                results.put(unit, outcome);
                self.done += bench.cost(unit);
                if *unit == Unit::Training && bench.model().is_some() {
                    waiting.extend(bench.units());
                }
                let Some(next) = waiting.pop_front() else { return Some(results.trial_report(bench)) };
                *run = bench.start(&next);
                *unit = next;
            }
        }
        None
    }

    /// Share of the work that is done.
    pub fn progress(&self) -> f64 {
        match &self.stage {
            Stage::Begin => 0.0,
            Stage::Work { bench, unit, run, .. } => (self.done + run.share(bench) * bench.cost(unit)) / self.cost,
        }
    }
}
