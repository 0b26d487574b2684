//! Who works, on what, and how far it is.

use super::event::Activity;
use crate::message::Pace;
use crate::schedule::{Schedule, Urgency};
use nearmiss::sorted_map::SortedMap;
use nearmiss::work::Unit;

/// Workers and their work.
#[derive(Debug)]
pub struct Run {
    /// What the page is doing.
    pub activity: Activity,
    /// Of the present model.
    pub course: Course,
    pub(super) schedule: Schedule,
    pub(super) pace: Pace,
    /// Workers that failed since something last succeeded.
    pub(super) n_lost: usize,
}

/// How far the work on one model is.
#[derive(Debug, Default)]
pub struct Course {
    /// Epochs finished, and the share of the current one.
    pub trained: (usize, f64),
    /// Shares of the running units of strong membership, of many records and of defences, by job.
    pub(super) shares: SortedMap<u32, f64>,
    /// Units that the plan asks for and that are not queued yet.
    pub(super) due: Due,
    /// Units that a person has stopped.
    pub(super) stopped: Vec<(Unit, Urgency)>,
    /// Whether repeats that run are held.
    pub(super) holds: bool,
}

/// Units that a plan asks for and that are not queued yet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Due {
    /// About the record looked at.
    pub guess: bool,
    /// About many records.
    pub population: bool,
    /// About defences.
    pub matrix: bool,
    /// Everything else after training.
    pub rest: bool,
}

impl Due {
    /// Everything.
    pub fn all() -> Due {
        Due { guess: true, population: true, matrix: true, rest: true }
    }
}

impl Run {
    /// With so many workers, at least one.
    pub(super) fn new(n_workers: usize) -> Run {
        let mut schedule = Schedule::default();
        (0..n_workers.max(1)).for_each(|_| {
            schedule.add_worker();
        });
        Run { activity: Activity::Loading, course: Course::default(), schedule, pace: Pace::Run, n_lost: 0 }
    }
}
