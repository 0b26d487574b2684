//! What guesses of many records say (Definitions 3 and 4), beside what can be guessed without the model: figure 5.

use super::gain::Gain;
use super::imputation::Imputation;
use super::surest::Surest;
use super::{GuessBy, Ranking, Tally};
use crate::interval::Interval;
use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};

/// What was guessed of one record of many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetGuess {
    /// By score, in the order of [`GuessBy::ALL`]: mean distance of the tied best guesses.
    pub mean_distance: [f64; 2],
    /// By score: share of the tied best guesses within alpha, for alpha from 0 to the number of unknown features.
    pub within: [Vec<f64>; 2],
    /// By score: the truth's rank.
    pub rank_of_truth: [f64; 2],
    /// By score: the best score.
    pub certainty: [f64; 2],
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
            certainty: [0, 1].map(|score| tally.by[score].listed.first().map_or(0.0, |best| best.scores[score])),
        }
    }
}

/// One score's guesses of many records of one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SideGuesses {
    /// Mean Hamming distance of the tied best guesses from the truth.
    pub mean_hamming: f64,
    /// 95 %.
    pub mean_hamming_interval: Interval,
    /// Mean over records of the share of tied best guesses that are the truth.
    pub exact_rate: f64,
    /// Mean rank of the truth, divided by the number of completions.
    pub rank_of_truth: f64,
    /// Pr[distance <= alpha], alpha from 0.
    pub within: Vec<f64>,
    /// Figure 5: mean distance of the tied best guesses, by record.
    pub distances: Vec<f64>,
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
    /// 95 %, by alpha; none where every feature may be wrong and the advantage is 0 by definition.
    pub advantage_intervals: Vec<Interval>,
    /// What the model adds, in features; none in what earlier versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adds: Option<Gain>,
    /// What it adds to the share within alpha, by alpha, as far as there are intervals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gains: Vec<Gain>,
    /// Of members, the most certain guesses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surest: Vec<Surest>,
}

/// What one baseline achieves on one side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SideImputed {
    /// Mean Hamming distance from the truth.
    pub mean_hamming: f64,
    /// 95 %.
    pub mean_hamming_interval: Interval,
}

/// What one baseline achieves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BaselineReport {
    /// On members.
    pub members: SideImputed,
    /// On non-members.
    pub non_members: SideImputed,
}

/// What the baselines achieve that learn from so many people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeopleReport {
    /// How many, to within a few: those of another fold than the record's.
    pub n_people: usize,
    /// By baseline.
    pub baselines: SortedMap<String, BaselineReport>,
}

/// Guesses of many records, beside what can be guessed without the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "FlatInference", into = "FlatInference")]
pub struct AttributeInferenceReport {
    /// The unknown features.
    pub unknown: Vec<usize>,
    /// Ways to complete a record.
    pub n_completions: usize,
    /// By max-confidence, the paper's attack.
    pub max_confidence: AttributeAttackReport,
    /// By log-odds.
    pub log_odds: AttributeAttackReport,
    /// By baseline.
    pub baselines: SortedMap<String, BaselineReport>,
    /// By number of people known, from few to everybody else.
    pub people: Vec<PeopleReport>,
    /// Of members, the logistic regression's most certain guesses.
    pub surest_of_regression: Vec<Surest>,
}

/// The same as reports have it, max-confidence among the other keys: fingerprints cover them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatInference {
    unknown: Vec<usize>,
    n_completions: usize,
    members: SideGuesses,
    non_members: SideGuesses,
    advantage: Vec<f64>,
    advantage_intervals: Vec<Interval>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    adds: Option<Gain>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gains: Vec<Gain>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    surest: Vec<Surest>,
    log_odds: AttributeAttackReport,
    baselines: SortedMap<String, BaselineReport>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<PeopleReport>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    surest_of_regression: Vec<Surest>,
}

impl From<FlatInference> for AttributeInferenceReport {
    fn from(flat: FlatInference) -> AttributeInferenceReport {
        let FlatInference { members, non_members, advantage, advantage_intervals, adds, gains, surest, .. } = flat;
        AttributeInferenceReport {
            unknown: flat.unknown,
            n_completions: flat.n_completions,
            max_confidence: AttributeAttackReport {
                members,
                non_members,
                advantage,
                advantage_intervals,
                adds,
                gains,
                surest,
            },
            log_odds: flat.log_odds,
            baselines: flat.baselines,
            people: flat.people,
            surest_of_regression: flat.surest_of_regression,
        }
    }
}

impl From<AttributeInferenceReport> for FlatInference {
    fn from(report: AttributeInferenceReport) -> FlatInference {
        let AttributeAttackReport { members, non_members, advantage, advantage_intervals, adds, gains, surest } =
            report.max_confidence;
        FlatInference {
            unknown: report.unknown,
            n_completions: report.n_completions,
            members,
            non_members,
            advantage,
            advantage_intervals,
            adds,
            gains,
            surest,
            log_odds: report.log_odds,
            baselines: report.baselines,
            people: report.people,
            surest_of_regression: report.surest_of_regression,
        }
    }
}

impl AttributeInferenceReport {
    /// One score's guesses.
    pub fn attack(&self, by: GuessBy) -> &AttributeAttackReport {
        match by {
            GuessBy::MaxConfidence => &self.max_confidence,
            GuessBy::LogOdds => &self.log_odds,
        }
    }

    /// One baseline.
    pub fn baseline(&self, by: Imputation) -> Option<&BaselineReport> {
        self.baselines.get(by.name())
    }
}
