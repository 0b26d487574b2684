//! A unit being worked on.

use super::super::outcome::Progress;
use super::super::trial_worker::TrialWorker;
use super::kind::UnitWork;
use std::fmt;

/// A unit being worked on.
pub struct UnitRun {
    pub(super) work: Box<dyn UnitWork>,
}

/// By hand: that of all kinds' work would be a tenth of the page.
impl fmt::Debug for UnitRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnitRun").finish_non_exhaustive()
    }
}

impl UnitRun {
    /// How far it is.
    pub fn progress(&self, worker: &TrialWorker) -> Progress {
        self.work.progress(worker)
    }

    /// How far it is, from 0 to 1.
    pub fn share(&self, worker: &TrialWorker) -> f64 {
        self.work.share(worker)
    }

    /// Epochs that a training has finished and measured; none of any other unit.
    pub fn epochs_measured(&self) -> Option<usize> {
        self.work.epochs_measured()
    }
}
