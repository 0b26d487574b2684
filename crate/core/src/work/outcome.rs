//! What units give, and how far they are.

use crate::attribute::imputation::{Imputed, TargetImputed};
use crate::attribute::{Found, Tally, TargetGuess};
use crate::distance::LeastDistances;
use crate::experiment::Target;
use crate::game::strong_membership::StrongMembershipResult;
use crate::hill::Walks;
use crate::matrix::{BlindCheck, MatrixRow};
use crate::membership::SideScores;
use crate::privacy::Guarantee;
use crate::report::TrialReport;
use crate::train::{EpochRecord, TrainingState};
use serde::{Deserialize, Serialize};

/// What a unit gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Of [`super::Unit::Training`].
    Training {
        /// How it ended.
        state: TrainingState,
        /// Before training and after each epoch.
        curve: Vec<EpochRecord>,
        /// SHA-256 of the weights' bits.
        model_digest: String,
        /// What a private training promises; in the first repeat.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guarantee: Option<Guarantee>,
    },
    /// Of [`super::Unit::Scores`].
    Scores(SideScores),
    /// Of [`super::Unit::Distances`].
    Distances(LeastDistances),
    /// Of [`super::Unit::Completions`].
    Completions(Tally),
    /// Of [`super::Unit::Imputation`].
    Imputation(Vec<Imputed>),
    /// Of [`super::Unit::StrongMembership`].
    StrongMembership(StrongMembershipResult),
    /// Of [`super::Unit::Target`].
    Target(TargetGuess),
    /// Of [`super::Unit::TargetImputation`]: by target of the fold.
    TargetImputation(Vec<(Target, TargetImputed)>),
    /// Of [`super::Unit::Repeat`].
    Repeat(Box<TrialReport>),
    /// Of [`super::Unit::Defences`].
    Defences(Vec<MatrixRow>),
    /// Of [`super::Unit::Blind`].
    Blind(BlindCheck),
    /// Of [`super::Unit::Pair`].
    Pair(Option<Pair>),
    /// Of [`super::Unit::Search`].
    Search(Option<Found>),
    /// Of [`super::Unit::Walks`], and of [`super::Unit::Walk`], which gives one walk at most.
    Walks(Walks),
}

/// One pair of the strong membership game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Features in which the two differ, with the original's and the neighbour's value.
    pub differing: Vec<(usize, f32, f32)>,
    /// All of the original's values.
    pub original: Vec<f32>,
    /// Ones of the original and of the neighbour; binary features only.
    pub n_ones: Option<(usize, usize)>,
    /// Natural logarithms, 0 or below, of how frequent the values are in which they differ, summed: of the original and of
    /// the neighbour. The rule "the more usual record is the original" takes the greater one
    /// ([`Rules::frequencies`](crate::game::strong_membership::Rules::frequencies)).
    pub log_frequencies: (f64, f64),
    /// Each player's scores.
    pub scores: Vec<PairScores>,
}

/// What one attack makes of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairScores {
    /// Registered name.
    pub attack: String,
    /// Of the original.
    pub original: f64,
    /// Of the neighbour.
    pub neighbour: f64,
}

impl Pair {
    /// An attack's scores; none if it doesn't play.
    pub fn scores_of(&self, attack: &str) -> Option<&PairScores> {
        self.scores.iter().find(|own| own.attack == attack)
    }
}

/// How far a unit is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Progress {
    /// Of a training: epochs finished and the share of the current one, and the curve so far.
    Training {
        /// Finished.
        epoch: usize,
        /// Of the current one.
        share: f64,
        /// So far.
        curve: Vec<EpochRecord>,
    },
    /// Of completions: what was found so far.
    Completions(Tally),
    /// Of anything else, from 0 to 1.
    Share(f64),
}
