//! A unit being worked on.

use super::super::bench::Bench;
use super::super::outcome::Progress;
use super::kind::UnitWork;

/// A unit being worked on.
#[derive(Debug)]
pub struct UnitRun {
    pub(super) work: Box<dyn UnitWork>,
}

impl UnitRun {
    /// How far it is.
    pub fn progress(&self, bench: &Bench) -> Progress {
        self.work.progress(bench)
    }

    /// How far it is, from 0 to 1.
    pub fn share(&self, bench: &Bench) -> f64 {
        self.work.share(bench)
    }

    /// Epochs that a training has finished and measured; none of any other unit.
    pub fn epochs_measured(&self) -> Option<usize> {
        self.work.epochs_measured()
    }
}
