//! What may start now: the one place that knows in which order units can be done.

use super::outcome::Outcome;
use super::trial_worker::TrialWorker;
use super::unit::listing::{Unit, UnitNeeds};
use crate::train::TrainingState;
use std::collections::VecDeque;

/// Whether there is a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// The training is to come, or under way.
    Ahead,
    /// It is there.
    There,
    /// The training came to nothing: what needs a model is left out.
    Lost,
}

impl Model {
    /// Whether a unit may start.
    pub fn allows(self, unit: &Unit) -> bool {
        self == Model::There || unit.needs() == UnitNeeds::Data
    }
}

/// Units that are to be done, the ones that a person waits for first.
#[derive(Debug, Clone)]
pub struct Agenda {
    waiting: VecDeque<Unit>,
    model: Model,
}

impl Agenda {
    /// A trial: its training and everything that the report needs of the model.
    pub fn of(worker: &TrialWorker) -> Agenda {
        Agenda::new([Unit::Training].into_iter().chain(worker.units()), Model::Ahead)
    }

    /// Units in the order in which they are wanted.
    pub fn new(units: impl IntoIterator<Item = Unit>, model: Model) -> Agenda {
        Agenda { waiting: units.into_iter().collect(), model }
    }

    /// The next unit that may start; none while all that are left wait for the model, and when none is left.
    #[expect(clippy::should_implement_trait, reason = "what comes next depends on what is done in between")]
    pub fn next(&mut self) -> Option<Unit> {
        let place = self.waiting.iter().position(|unit| self.model.allows(unit))?;
        self.waiting.remove(place)
    }

    /// A unit is done.
    pub fn done(&mut self, unit: &Unit, outcome: &Outcome) {
        if let (Unit::Training, Outcome::Training { state, .. }) = (unit, outcome) {
            self.model = if *state == TrainingState::Finished { Model::There } else { Model::Lost };
        }
    }
}
