//! Units of work: one kind, one file, one line in [`Unit::kind`].

mod blind;
mod completions;
mod defences;
mod distances;
mod imputation;
mod kind;
mod listing;
mod pair;
mod repeat;
mod run;
mod scores;
mod search;
mod strong_membership;
mod target;
mod target_imputation;
mod training;

pub use kind::{DependsOn, UnitGroup, UnitNeeds};
pub use listing::Unit;
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
            Unit::Search { target, unknown } => Box::new(search::Search { target: *target, unknown: unknown.clone() }),
        }
    }

    /// What it does, in words: "scoring records".
    pub fn title(&self) -> &'static str {
        self.kind().title()
    }

    /// What it is for.
    pub fn group(&self) -> UnitGroup {
        self.kind().group()
    }

    /// What has to be there before it can start.
    pub fn needs(&self) -> UnitNeeds {
        self.kind().needs()
    }

    /// How its outcome depends on what attribute inference is asked.
    pub fn depends_on(&self) -> DependsOn {
        self.kind().depends_on()
    }

    /// Whether it is about the record looked at.
    pub fn is_guess(&self) -> bool {
        self.group() == UnitGroup::Guess
    }

    /// Whether its outcome is part of the report.
    pub fn is_of_report(&self) -> bool {
        self.group() != UnitGroup::Look
    }

    /// Whether it is about many records.
    pub fn is_population(&self) -> bool {
        self.group() == UnitGroup::Population
    }

    /// Whether it is about defences.
    pub fn is_matrix(&self) -> bool {
        self.group() == UnitGroup::Matrix
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
