//! Units of work: one kind, one file, one line in [`Unit::kind`], and what is known before any work in [`listing`].

mod blind;
mod completions;
mod defences;
mod distances;
mod imputation;
mod kind;
pub(super) mod listing;
mod pair;
mod repeat;
mod run;
mod scores;
mod search;
mod strong_membership;
mod target;
mod target_imputation;
mod training;
mod walks;

pub use listing::{Unit, UnitGroup, UnitNeeds};
pub use run::UnitRun;

use super::outcome::Outcome;
use super::results::Results;
use super::trial_worker::TrialWorker;
use kind::UnitKind;

impl Unit {
    fn kind(&self) -> Box<dyn UnitKind> {
        match self {
            Unit::Training => Box::new(training::TrainingKind),
            Unit::Scores(side) => Box::new(scores::Scores(*side)),
            Unit::Distances => Box::new(distances::Distances),
            Unit::Completions { block } => Box::new(completions::Completions(*block)),
            Unit::Imputation => Box::new(imputation::Imputation),
            Unit::StrongMembership(game) => Box::new(strong_membership::Game(*game)),
            Unit::Target(target) => Box::new(target::Target(*target)),
            Unit::TargetImputation { fold } => Box::new(target_imputation::TargetImputation(*fold)),
            Unit::Repeat(repeat) => Box::new(repeat::Repeat(*repeat)),
            Unit::Defences(group) => Box::new(defences::Defences(*group)),
            Unit::Blind => Box::new(blind::Blind),
            Unit::Pair { game, original, variant } => {
                Box::new(pair::PairKind { game: *game, original: *original, variant: *variant })
            }
            Unit::Walk(record, features) => Box::new(walks::Own(*record, features.clone())),
            Unit::Walks => Box::new(walks::Many),
            Unit::Search { target, unknown } => Box::new(search::Search { target: *target, unknown: unknown.clone() }),
        }
    }
}

impl TrialWorker {
    /// Starts a unit.
    pub fn start(&self, unit: &Unit) -> UnitRun {
        UnitRun { work: unit.kind().start(self) }
    }

    /// Works on a unit for a short while; its outcome, once done.
    ///
    /// # Panics
    /// If a unit that needs a model is worked on without one.
    pub fn step(&mut self, run: &mut UnitRun) -> Option<Outcome> {
        run.work.step(self)
    }

    /// Works on a unit until it is done.
    ///
    /// # Panics
    /// As [`TrialWorker::step`].
    pub fn finish(&mut self, unit: &Unit) -> Outcome {
        let mut run = self.start(unit);
        loop {
            if let Some(outcome) = self.step(&mut run) {
                return outcome;
            }
        }
    }

    /// About how many multiplications a unit takes; only ratios mean something.
    pub fn cost(&self, unit: &Unit) -> f64 {
        unit.kind().cost(self)
    }

    /// What a whole repeat costs: its training, and every unit but those about the record looked at.
    pub(super) fn repeat_cost(&self) -> f64 {
        let others = self.units().into_iter().filter(|unit| !unit.is_guess() && !unit.is_matrix());
        self.cost(&Unit::Training) + others.map(|unit| self.cost(&unit)).sum::<f64>()
    }
}

impl Results {
    /// Takes in what a unit gave; a unit that comes again is ignored.
    ///
    /// # Panics
    /// With an outcome of another kind of unit.
    pub fn put(&mut self, unit: &Unit, outcome: Outcome) {
        if self.is_new(unit) {
            unit.kind().put(outcome, self);
        }
    }
}
