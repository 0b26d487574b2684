//! Every unit that there can be, and what is known of it before any work.

use crate::experiment::{Experiment, Target};
use crate::game::strong_membership::StrongMembership;
use crate::trial::Side;
use serde::{Deserialize, Serialize};

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Train the target model.
    Training,
    /// Every membership attack's score of one side's records.
    Scores(Side),
    /// Each non-member's distance from the training set.
    Distances,
    /// One block of completions of the record looked at.
    Completions {
        /// Its number.
        block: usize,
    },
    /// The baselines for the record looked at.
    Imputation,
    /// One game of strong membership.
    StrongMembership(StrongMembership),
    /// All completions of one of many records.
    Target(Target),
    /// The baselines for those of the many records that are of one fold.
    TargetImputation {
        /// The fold.
        fold: usize,
    },
    /// A whole repeat, training and all attacks.
    Repeat(usize),
    /// All attacks against the defences of one group of [`MatrixConfig::groups`](crate::matrix::MatrixConfig::groups).
    Defences(usize),
    /// Members told from non-members without a model.
    Blind,
    /// One pair of the strong membership game, to be looked at; no part of the report.
    Pair {
        /// The game.
        game: StrongMembership,
        /// The original's number on its side.
        original: usize,
        /// The neighbour's number.
        variant: usize,
    },
    /// A search for the best completion of a record, where there may be too many to try each; to be looked at, no part of the
    /// report.
    Search {
        /// The record.
        target: Target,
        /// Its unknown features.
        unknown: Vec<usize>,
    },
    /// One walk away from a record with these features flipped in this order, each once ([`crate::hill`]); none where there is
    /// no such record or feature. To be looked at, no part of the report.
    Walk(Target, Vec<usize>),
    /// Walks away from many records in orders drawn at random, to be looked at; no part of the report.
    Walks,
}

/// What has to be there before a unit can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitNeeds {
    /// The data and their split.
    Data,
    /// The trained model of the trial, too.
    Model,
}

/// What units are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitGroup {
    /// The target model.
    Training,
    /// The record looked at.
    Guess,
    /// Many records.
    Population,
    /// Attacks against defences.
    Matrix,
    /// Other attacks on the model.
    Attacks,
    /// Further repeats.
    Repeats,
    /// To be looked at; no part of the report.
    Look,
}

/// How an outcome depends on what attribute inference is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DependsOn {
    /// Not at all.
    NoQuestion,
    /// On all but the record looked at.
    Portion,
    /// On all of it.
    Question,
}

/// What is known of a unit before any work.
struct Facts {
    title: &'static str,
    group: UnitGroup,
    needs: UnitNeeds,
    depends_on: DependsOn,
}

impl Unit {
    /// The repeats of an experiment beside the first.
    pub fn further_repeats(experiment: &Experiment) -> Vec<Unit> {
        (1..experiment.repeats).map(Unit::Repeat).collect()
    }

    fn facts(&self) -> Facts {
        use DependsOn::{NoQuestion, Portion, Question};
        use UnitGroup::{Attacks, Guess, Look, Matrix, Population, Repeats};
        use UnitNeeds::{Data, Model};
        let (title, group, needs, depends_on) = match self {
            Unit::Training => ("training", UnitGroup::Training, Data, NoQuestion),
            Unit::Scores(_) => ("scoring records", Attacks, Model, NoQuestion),
            Unit::Distances => ("measuring distances", Attacks, Model, NoQuestion),
            Unit::Completions { .. } => ("trying completions", Guess, Model, Question),
            Unit::Imputation => ("fitting the baselines", Guess, Model, Question),
            Unit::StrongMembership(_) => ("the strong membership game", Attacks, Model, NoQuestion),
            Unit::Target(_) => ("trying completions", Population, Model, Portion),
            Unit::TargetImputation { .. } => ("fitting the baselines", Population, Model, Portion),
            Unit::Repeat(_) => ("repeating the experiment", Repeats, Data, Portion),
            Unit::Defences(_) | Unit::Blind => ("trying defences", Matrix, Model, NoQuestion),
            Unit::Pair { .. } => ("the strong membership game", Look, Model, NoQuestion),
            Unit::Search { .. } => ("searching for a completion", Look, Model, NoQuestion),
            Unit::Walk(..) | Unit::Walks => ("walking away from records", Look, Model, NoQuestion),
        };
        Facts { title, group, needs, depends_on }
    }

    /// What it does, in words: "scoring records".
    pub fn title(&self) -> &'static str {
        self.facts().title
    }

    /// What it is for.
    pub fn group(&self) -> UnitGroup {
        self.facts().group
    }

    /// What has to be there before it can start.
    pub fn needs(&self) -> UnitNeeds {
        self.facts().needs
    }

    /// How its outcome depends on what attribute inference is asked.
    pub fn depends_on(&self) -> DependsOn {
        self.facts().depends_on
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
