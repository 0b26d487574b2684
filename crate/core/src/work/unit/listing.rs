//! Every unit that there can be.

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
}

impl Unit {
    /// The repeats of an experiment beside the first.
    pub fn further_repeats(experiment: &Experiment) -> Vec<Unit> {
        (1..experiment.repeats).map(Unit::Repeat).collect()
    }
}
