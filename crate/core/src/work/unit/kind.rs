//! What the file of a kind of unit says: what it costs, how it is worked on, where its outcome goes.

use super::super::outcome::{Outcome, Progress};
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;

/// A kind of unit, with what tells one of them from another.
pub trait UnitKind {
    /// About how many multiplications it takes; only ratios mean something.
    fn cost(&self, worker: &TrialWorker) -> f64;

    /// Nothing done yet.
    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork>;

    /// Takes in what it gave.
    fn put(&self, outcome: Outcome, results: &mut Results);
}

/// A unit being worked on, a little at a time.
pub trait UnitWork {
    /// Works on for at most about 20 ms; what it gave, once done. The model is there if the kind needs it.
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome>;

    /// How far it is, from 0 to 1.
    fn share(&self, _worker: &TrialWorker) -> f64 {
        0.0
    }

    /// How far it is, with what can be shown of it.
    fn progress(&self, worker: &TrialWorker) -> Progress {
        Progress::Share(self.share(worker))
    }

    /// Epochs that a training has finished and measured; none of any other unit.
    fn epochs_measured(&self) -> Option<usize> {
        None
    }
}

/// An outcome was put where one of another kind belongs.
pub(super) fn mixed_up() -> ! {
    unreachable!("an outcome is put under the unit that gave it")
}
