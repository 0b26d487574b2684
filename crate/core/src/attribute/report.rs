//! What guesses of many records say (Definitions 3 and 4), beside what can be guessed without the model: figure 5.

use super::imputation::{Imputation, Imputed};
use super::{GuessBy, Ranking, Tally};
use crate::cluster;
use crate::interval::{self, DIFFERENCE, DISTANCE, Interval, over_repeats};
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
    /// 95 %, by alpha.
    pub advantage_intervals: Vec<Interval>,
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
    log_odds: AttributeAttackReport,
    baselines: SortedMap<String, BaselineReport>,
}

impl From<FlatInference> for AttributeInferenceReport {
    fn from(flat: FlatInference) -> AttributeInferenceReport {
        let FlatInference { members, non_members, advantage, advantage_intervals, .. } = flat;
        AttributeInferenceReport {
            unknown: flat.unknown,
            n_completions: flat.n_completions,
            max_confidence: AttributeAttackReport { members, non_members, advantage, advantage_intervals },
            log_odds: flat.log_odds,
            baselines: flat.baselines,
        }
    }
}

impl From<AttributeInferenceReport> for FlatInference {
    fn from(report: AttributeInferenceReport) -> FlatInference {
        let AttributeAttackReport { members, non_members, advantage, advantage_intervals } = report.max_confidence;
        FlatInference {
            unknown: report.unknown,
            n_completions: report.n_completions,
            members,
            non_members,
            advantage,
            advantage_intervals,
            log_odds: report.log_odds,
            baselines: report.baselines,
        }
    }
}

impl AttributeInferenceReport {
    /// Puts together what was guessed of members (first) and non-members, one entry a record, none of them empty; what is
    /// of one cluster counts once in intervals; alpha
    /// goes to `max_alpha` or the number of unknown features.
    pub fn of(
        unknown: &[usize],
        n_completions: usize,
        max_alpha: Option<usize>,
        guesses: [&[TargetGuess]; 2],
        imputed: [&[Vec<Imputed>]; 2],
        clusters: Option<[&[usize]; 2]>,
    ) -> Self {
        let possible = (0.0, unknown.len() as f64);
        let n_alphas = unknown.len().min(max_alpha.unwrap_or(usize::MAX)) + 1;
        let mut baselines = SortedMap::new();
        for (place, by) in Imputation::ALL.into_iter().enumerate() {
            let [members, non_members] = [0, 1].map(|side| {
                let distances: Vec<f64> = imputed[side].iter().map(|all| all[place].distance).collect();
                SideImputed {
                    mean_hamming: interval::mean(distances.iter().copied()),
                    mean_hamming_interval: Interval::over_clusters(&distances, clusters.map(|c| c[side]), possible),
                }
            });
            baselines.insert(by.name().to_string(), BaselineReport { members, non_members });
        }
        AttributeInferenceReport {
            unknown: unknown.to_vec(),
            n_completions,
            max_confidence: attack_report(
                GuessBy::MaxConfidence,
                n_alphas,
                n_completions,
                possible,
                (guesses, clusters),
            ),
            log_odds: attack_report(GuessBy::LogOdds, n_alphas, n_completions, possible, (guesses, clusters)),
            baselines,
        }
    }

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

    /// The mean over repeats, of which there must be one; distances of all repeats in turn.
    pub(crate) fn pool(all: &[&AttributeInferenceReport]) -> AttributeInferenceReport {
        let attack = |f: fn(&AttributeInferenceReport) -> &AttributeAttackReport| {
            AttributeAttackReport::pool(&all.iter().map(|r| f(r)).collect::<Vec<_>>())
        };
        let baseline = |name: &String| {
            let each: Vec<&BaselineReport> = all.iter().filter_map(|r| r.baselines.get(name)).collect();
            let side = |f: fn(&BaselineReport) -> &SideImputed| {
                let values: Vec<_> = each.iter().map(|b| (f(b).mean_hamming, f(b).mean_hamming_interval)).collect();
                let (mean_hamming, mean_hamming_interval) = over_repeats(&values, DISTANCE);
                SideImputed { mean_hamming, mean_hamming_interval }
            };
            (name.clone(), BaselineReport { members: side(|b| &b.members), non_members: side(|b| &b.non_members) })
        };
        AttributeInferenceReport {
            unknown: all[0].unknown.clone(),
            n_completions: all[0].n_completions,
            max_confidence: attack(|r| &r.max_confidence),
            log_odds: attack(|r| &r.log_odds),
            baselines: all[0].baselines.keys().map(baseline).collect(),
        }
    }
}

fn attack_report(
    by: GuessBy,
    n_alphas: usize,
    n_completions: usize,
    possible: (f64, f64),
    (guesses, clusters): ([&[TargetGuess]; 2], Option<[&[usize]; 2]>),
) -> AttributeAttackReport {
    let score = by as usize;
    let [members, non_members] = [0, 1].map(|side| {
        let guesses = guesses[side];
        let mean = |f: &dyn Fn(&TargetGuess) -> f64| interval::mean(guesses.iter().map(f));
        let distances: Vec<f64> = guesses.iter().map(|g| g.mean_distance[score]).collect();
        SideGuesses {
            mean_hamming: mean(&|g| g.mean_distance[score]),
            mean_hamming_interval: Interval::over_clusters(&distances, clusters.map(|c| c[side]), possible),
            exact_rate: mean(&|g| g.within[score][0]),
            rank_of_truth: mean(&|g| g.rank_of_truth[score]) / n_completions as f64,
            within: (0..n_alphas).map(|alpha| mean(&|g| g.within[score][alpha])).collect(),
            distances,
        }
    });
    let advantage = members.within.iter().zip(&non_members.within).map(|(m, n)| m - n).collect();
    let interval = |alpha: usize| {
        let of = |own: &SideGuesses, side: usize| {
            let within: Vec<f64> = guesses[side].iter().map(|g| g.within[score][alpha]).collect();
            let n = clusters.map_or(within.len(), |clusters| cluster::effective_n(&within, clusters[side]));
            (own.within[alpha], n)
        };
        Interval::of_difference(of(&members, 0), of(&non_members, 1))
    };
    let advantage_intervals = (0..n_alphas).map(interval).collect();
    AttributeAttackReport { members, non_members, advantage, advantage_intervals }
}

impl AttributeAttackReport {
    fn pool(all: &[&AttributeAttackReport]) -> AttributeAttackReport {
        let by_alpha = |alpha: usize| {
            let each: Vec<_> = all.iter().map(|r| (r.advantage[alpha], r.advantage_intervals[alpha])).collect();
            over_repeats(&each, DIFFERENCE)
        };
        let (advantage, advantage_intervals) = (0..all[0].advantage.len()).map(by_alpha).unzip();
        let side = |f: fn(&AttributeAttackReport) -> &SideGuesses| {
            SideGuesses::pool(&all.iter().map(|r| f(r)).collect::<Vec<_>>())
        };
        AttributeAttackReport {
            members: side(|r| &r.members),
            non_members: side(|r| &r.non_members),
            advantage,
            advantage_intervals,
        }
    }
}

impl SideGuesses {
    fn pool(all: &[&SideGuesses]) -> SideGuesses {
        let each: Vec<_> = all.iter().map(|s| (s.mean_hamming, s.mean_hamming_interval)).collect();
        let (mean_hamming, mean_hamming_interval) = over_repeats(&each, DISTANCE);
        let mean = |f: &dyn Fn(&SideGuesses) -> f64| interval::mean(all.iter().map(|s| f(s)));
        SideGuesses {
            mean_hamming,
            mean_hamming_interval,
            exact_rate: mean(&|s| s.exact_rate),
            rank_of_truth: mean(&|s| s.rank_of_truth),
            within: (0..all[0].within.len()).map(|alpha| mean(&|s| s.within[alpha])).collect(),
            distances: all.iter().flat_map(|s| s.distances.iter().copied()).collect(),
        }
    }
}
