//! What came out of an experiment, and the digest that tells two reports apart.

use crate::attribute::imputation::{Imputation, Imputed};
use crate::attribute::{GuessBy, Ranking, Tally};
use crate::dataset::hex;
use crate::experiment::Experiment;
use crate::game::strong_membership::StrongMembershipResult;
use crate::membership::MembershipResult;
use crate::roc::Z_95;
use crate::train::EpochRecord;
use crate::trial::Side;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Everything that an experiment says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was asked.
    pub experiment: Experiment,
    /// SHA-256 of the data set ([`crate::Dataset::digest`]).
    pub data_digest: String,
    /// One a target model.
    pub trials: Vec<TrialReport>,
}

/// What one target model gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialReport {
    /// SHA-256 of the weights' bits; none if the training diverged.
    pub model_digest: Option<String>,
    /// Before training and after each epoch.
    pub curve: Vec<EpochRecord>,
    /// Share of the scored members that get their label; none if the training diverged.
    pub train_accuracy: Option<f64>,
    /// Share of the scored non-members that get theirs.
    pub test_accuracy: Option<f64>,
    /// By attack name.
    pub membership: BTreeMap<String, MembershipResult>,
    /// Every game.
    pub strong_membership: Vec<StrongMembershipResult>,
    /// The record looked at.
    pub guess: Option<GuessReport>,
    /// Many records, where asked for.
    pub attribute_inference: Option<AttributeInferenceReport>,
}

/// What was guessed of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuessReport {
    /// The record's index in the data.
    pub record: usize,
    /// The unknown features.
    pub unknown: Vec<usize>,
    /// All completions tried.
    pub tally: Tally,
    /// What can be guessed without the model.
    pub baselines: Vec<Imputed>,
}

/// What was guessed of one record of many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetGuess {
    /// By score, in the order of [`GuessBy::ALL`]: mean distance of the tied best guesses.
    pub mean_distance: [f64; 2],
    /// By score: share of the tied best guesses within alpha, for alpha from 0 to the number of unknown features.
    pub within: [Vec<f64>; 2],
    /// By score: the truth's rank.
    pub rank_of_truth: [f64; 2],
}

impl TargetGuess {
    /// Summarizes all completions of one record.
    pub fn of(tally: &Tally) -> TargetGuess {
        let each = |f: &dyn Fn(&Ranking) -> f64| [f(&tally.by[0]), f(&tally.by[1])];
        let n_alphas = tally.by[0].tied_by_distance.len();
        let within = |ranking: &Ranking| (0..n_alphas).map(|alpha| ranking.within(alpha)).collect();
        TargetGuess {
            mean_distance: each(&Ranking::mean_distance),
            within: [within(&tally.by[0]), within(&tally.by[1])],
            rank_of_truth: each(&Ranking::rank_of_truth),
        }
    }
}

/// A mean and its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    /// Of the values.
    pub mean: f64,
    /// 1.96 standard errors of the mean; 0 for a single value.
    pub half_width: f64,
}

impl Mean {
    /// Of one value a record.
    pub fn of(values: &[f64]) -> Mean {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        let half_width = if n > 1.0 { Z_95 * (squares / (n - 1.0) / n).sqrt() } else { 0.0 };
        Mean { mean, half_width }
    }
}

/// One score's guesses of many records of one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SideGuesses {
    /// Mean Hamming distance of the tied best guesses from the truth.
    pub mean_hamming: Mean,
    /// Mean over records of the share of tied best guesses that are the truth.
    pub exact_rate: f64,
    /// Mean rank of the truth, divided by the number of completions.
    pub rank_of_truth: f64,
    /// Pr[distance <= alpha], alpha from 0 to the number of unknown features.
    pub within: Vec<f64>,
}

/// One score's guesses of many records (Definitions 3 and 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeAttackReport {
    /// Of members.
    pub members: SideGuesses,
    /// Of non-members.
    pub non_members: SideGuesses,
    /// By alpha: `members.within` less `non_members.within`.
    pub advantage: Vec<f64>,
}

/// Guesses of many records, beside what can be guessed without the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeInferenceReport {
    /// The unknown features.
    pub unknown: Vec<usize>,
    /// Ways to complete a record.
    pub n_completions: usize,
    /// By score.
    pub attacks: BTreeMap<String, AttributeAttackReport>,
    /// By baseline: mean Hamming distance for members and for non-members.
    pub baselines: BTreeMap<String, [Mean; 2]>,
}

impl AttributeInferenceReport {
    /// Puts together what was guessed of members (first) and non-members, one entry a record.
    pub fn of(
        unknown: &[usize],
        n_completions: usize,
        guesses: [&[TargetGuess]; 2],
        imputed: [&[Vec<Imputed>]; 2],
    ) -> Self {
        let mut attacks = BTreeMap::new();
        for (score, by) in GuessBy::ALL.into_iter().enumerate() {
            let side = |guesses: &[TargetGuess]| {
                let n = guesses.len() as f64;
                let mean = |f: &dyn Fn(&TargetGuess) -> f64| guesses.iter().map(f).sum::<f64>() / n;
                let distances: Vec<f64> = guesses.iter().map(|g| g.mean_distance[score]).collect();
                SideGuesses {
                    mean_hamming: Mean::of(&distances),
                    exact_rate: mean(&|g| g.within[score][0]),
                    rank_of_truth: mean(&|g| g.rank_of_truth[score]) / n_completions as f64,
                    within: (0..=unknown.len()).map(|alpha| mean(&|g| g.within[score][alpha])).collect(),
                }
            };
            let [members, non_members] = guesses.map(side);
            let advantage = members.within.iter().zip(&non_members.within).map(|(m, n)| m - n).collect();
            attacks.insert(by.name().to_string(), AttributeAttackReport { members, non_members, advantage });
        }
        let mut baselines = BTreeMap::new();
        for (place, by) in Imputation::ALL.into_iter().enumerate() {
            let mean =
                |imputed: &[Vec<Imputed>]| Mean::of(&imputed.iter().map(|i| i[place].distance).collect::<Vec<_>>());
            baselines.insert(by.name().to_string(), imputed.map(mean));
        }
        AttributeInferenceReport { unknown: unknown.to_vec(), n_completions, attacks, baselines }
    }

    /// Which of a pair of sides.
    pub fn side_idx(side: Side) -> usize {
        match side {
            Side::Members => 0,
            Side::NonMembers => 1,
        }
    }
}

impl Report {
    /// SHA-256 of the report as JSON, keys in the order of their definition, numbers in the shortest form that reads
    /// back the same: 64 hexadecimal digits. It holds no time and no count of workers, so equal experiments have
    /// equal fingerprints.
    pub fn fingerprint(&self) -> String {
        let json = serde_json::to_vec(self).expect("a report is plain data");
        hex(&Sha256::digest(json))
    }

    /// The report as JSON for people and programs, its fingerprint first.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Signed<'a> {
            fingerprint: String,
            #[serde(flatten)]
            report: &'a Report,
        }
        let signed = Signed { fingerprint: self.fingerprint(), report: self };
        serde_json::to_string_pretty(&signed).expect("a report is plain data")
    }
}
