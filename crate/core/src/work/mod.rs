//! The experiment cut into units that can be done anywhere and in any order, and their results put together.
//!
//! A [`Bench`] is where units are worked on: data, and once there is one, a model. [`Results`] collects what units
//! give. The page hands units to workers, [`run`] does them one after the other; both end with the same report.

mod bench;
mod kept;
mod repeat;
mod results;

pub use bench::{Bench, BenchError, UnitRun, mlp_digest, sha256_of};
pub use kept::{Kept, NotKept, Subject};
pub use results::{Asked, Results};

use crate::attribute::imputation::Imputed;
use crate::attribute::{Found, Tally, TargetGuess};
use crate::distance::LeastDistances;
use crate::experiment::{Experiment, Target};
use crate::game::strong_membership::{StrongMembership, StrongMembershipResult};
use crate::matrix::{BlindCheck, MatrixRow};
use crate::membership::SideScores;
use crate::report::{Report, TrialReport};
use crate::train::{EpochRecord, TrainingState};
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
    /// Whether it is about the record looked at.
    pub fn is_guess(&self) -> bool {
        matches!(self, Unit::Completions { .. } | Unit::Imputation)
    }

    /// Whether its outcome is part of the report.
    pub fn is_of_report(&self) -> bool {
        !matches!(self, Unit::Pair { .. } | Unit::Search { .. })
    }

    /// Whether it is about many records.
    pub fn is_population(&self) -> bool {
        matches!(self, Unit::Target(_) | Unit::TargetImputation { .. })
    }

    /// Whether it is about defences.
    pub fn is_matrix(&self) -> bool {
        matches!(self, Unit::Defences(_) | Unit::Blind)
    }

    /// The repeats of an experiment beside the first.
    pub fn further_repeats(experiment: &Experiment) -> Vec<Unit> {
        (1..experiment.repeats).map(Unit::Repeat).collect()
    }
}

/// What a unit gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Of [`Unit::Training`].
    Training {
        /// How it ended.
        state: TrainingState,
        /// Before training and after each epoch.
        curve: Vec<EpochRecord>,
        /// SHA-256 of the weights' bits.
        model_digest: String,
    },
    /// Of [`Unit::Scores`].
    Scores(SideScores),
    /// Of [`Unit::Distances`].
    Distances(LeastDistances),
    /// Of [`Unit::Completions`].
    Completions(Tally),
    /// Of [`Unit::Imputation`].
    Imputation(Vec<Imputed>),
    /// Of [`Unit::StrongMembership`].
    StrongMembership(StrongMembershipResult),
    /// Of [`Unit::Target`].
    Target(TargetGuess),
    /// Of [`Unit::TargetImputation`]: by target of the fold.
    TargetImputation(Vec<(Target, Vec<Imputed>)>),
    /// Of [`Unit::Repeat`].
    Repeat(Box<TrialReport>),
    /// Of [`Unit::Defences`].
    Defences(Vec<MatrixRow>),
    /// Of [`Unit::Blind`].
    Blind(BlindCheck),
    /// Of [`Unit::Pair`].
    Pair(Option<Pair>),
    /// Of [`Unit::Search`].
    Search(Option<Found>),
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

/// Runs a whole experiment, one unit after the other.
pub fn run(experiment: Experiment, file: Option<&[u8]>) -> Result<Report, BenchError> {
    let mut bench = Bench::new(experiment, file)?;
    Ok(run_on(&mut bench))
}

/// Runs a whole experiment on a bench.
pub fn run_on(bench: &mut Bench) -> Report {
    let results = work_off(bench);
    let repeats = Unit::further_repeats(bench.experiment());
    let mut trials = vec![results.trial_report(bench)];
    for unit in repeats {
        let Outcome::Repeat(trial) = bench.finish(&unit) else { unreachable!("a repeat gives a trial") };
        trials.push(*trial);
    }
    Report::new(bench.experiment().clone(), bench.trial().dataset().digest(), trials)
}

/// Trains the bench's own model and does every unit of its trial.
pub fn work_off(bench: &mut Bench) -> Results {
    let mut results = Results::default();
    results.put(&Unit::Training, bench.finish(&Unit::Training));
    if bench.model().is_some() {
        for unit in bench.units() {
            results.put(&unit, bench.finish(&unit));
        }
    }
    results
}
