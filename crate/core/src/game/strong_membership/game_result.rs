//! What came out of a game of strong membership inference, and of the same game in several repeats.

use super::pair::PairResult;
use crate::interval::{self, Interval};
use crate::membership::PAPERS_ATTACK;
use crate::order;
use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};

/// What the rules that never ask the model achieve in one game, paired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// "The record with fewer ones is the original"; binary features only.
    pub fewer_ones: Option<f64>,
    /// "The record whose values are more frequent is the original": product of the values' frequencies among
    /// non-members, the original itself left out.
    pub frequencies: f64,
}

impl Rules {
    /// The share of pairs that the better rule wins.
    pub fn best(&self) -> f64 {
        self.fewer_ones.unwrap_or_default().max(self.frequencies)
    }
}

/// Figure 4: the neighbour's max-confidence less the record's own, over all pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfidenceChange {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// At [`ConfidenceChange::LEVELS`], by linear interpolation between pairs.
    pub quantiles: [f64; 7],
    /// Share of pairs whose neighbour has a lower confidence.
    pub lower: f64,
    /// Share of pairs whose neighbour has exactly the same.
    pub equal: f64,
    /// Share of pairs whose neighbour has a higher one.
    pub higher: f64,
}

impl ConfidenceChange {
    /// Of the quantiles.
    pub const LEVELS: [f64; 7] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    /// Of at least one pair: the own score of each, and its neighbour's.
    pub(super) fn of(own: &[f64], others: &[f64]) -> ConfidenceChange {
        let mut changes: Vec<f64> = own.iter().zip(others).map(|(own, other)| other - own).collect();
        order::ascending(&mut changes);
        let n = changes.len() as f64;
        let mean = changes.iter().sum::<f64>() / n;
        let squares: f64 = changes.iter().map(|c| (c - mean) * (c - mean)).sum();
        let at = |level: f64| {
            let place = level * (n - 1.0);
            let (below, part) = (place as usize, place.fract());
            let above = (below + 1).min(changes.len() - 1);
            changes[below] + part * (changes[above] - changes[below])
        };
        let share = |which: fn(f64) -> bool| changes.iter().filter(|c| which(**c)).count() as f64 / n;
        ConfidenceChange {
            mean,
            sd: (squares / (n - 1.0).max(1.0)).sqrt(),
            quantiles: ConfidenceChange::LEVELS.map(at),
            lower: share(|c| c < 0.0),
            equal: share(|c| c == 0.0),
            higher: share(|c| c > 0.0),
        }
    }

    /// The mean of each number over repeats.
    fn pool(all: &[&ConfidenceChange]) -> ConfidenceChange {
        let mean = |f: &dyn Fn(&ConfidenceChange) -> f64| interval::mean(all.iter().map(|c| f(c)));
        ConfidenceChange {
            mean: mean(&|c| c.mean),
            sd: mean(&|c| c.sd),
            quantiles: std::array::from_fn(|level| mean(&|c| c.quantiles[level])),
            lower: mean(&|c| c.lower),
            equal: mean(&|c| c.equal),
            higher: mean(&|c| c.higher),
        }
    }
}

/// What came out of a game in which at least one pair was played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "FlatGameResult", into = "FlatGameResult")]
pub struct GameResult {
    /// Pairs played: neighbours that are members, and records with too few ones to swap, drop out.
    pub n_pairs: usize,
    /// Of max-confidence, the paper's attack.
    pub max_confidence: PairResult,
    /// What the better of the rules wins that never ask the model.
    pub model_free: f64,
    /// These rules.
    pub rules: Rules,
    /// How the confidence changes from record to neighbour.
    pub confidence_change: ConfidenceChange,
    /// By name: the other attacks that need no label.
    pub other_attacks: SortedMap<String, PairResult>,
}

/// The same as reports have it, of max-confidence among the other keys: fingerprints cover them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlatGameResult {
    n_pairs: usize,
    auc: f64,
    auc_interval: Interval,
    paired_success: f64,
    paired_interval: Interval,
    tied: f64,
    model_free: f64,
    rules: Rules,
    confidence_change: ConfidenceChange,
    other_attacks: SortedMap<String, PairResult>,
}

impl From<FlatGameResult> for GameResult {
    fn from(flat: FlatGameResult) -> GameResult {
        let FlatGameResult { auc, auc_interval, paired_success, paired_interval, tied, .. } = flat;
        GameResult {
            n_pairs: flat.n_pairs,
            max_confidence: PairResult { auc, auc_interval, paired_success, paired_interval, tied },
            model_free: flat.model_free,
            rules: flat.rules,
            confidence_change: flat.confidence_change,
            other_attacks: flat.other_attacks,
        }
    }
}

impl From<GameResult> for FlatGameResult {
    fn from(played: GameResult) -> FlatGameResult {
        let PairResult { auc, auc_interval, paired_success, paired_interval, tied } = played.max_confidence;
        FlatGameResult {
            n_pairs: played.n_pairs,
            auc,
            auc_interval,
            paired_success,
            paired_interval,
            tied,
            model_free: played.model_free,
            rules: played.rules,
            confidence_change: played.confidence_change,
            other_attacks: played.other_attacks,
        }
    }
}

impl GameResult {
    /// One attack's result.
    pub fn attack(&self, name: &str) -> Option<&PairResult> {
        if name == PAPERS_ATTACK { Some(&self.max_confidence) } else { self.other_attacks.get(name) }
    }

    /// The mean over repeats, of which there must be one.
    pub(crate) fn pool(all: &[&GameResult]) -> GameResult {
        let pairs = |f: &dyn Fn(&GameResult) -> Option<PairResult>| {
            let each: Vec<PairResult> = all.iter().filter_map(|played| f(played)).collect();
            PairResult::pool(&each)
        };
        let names = all[0].other_attacks.keys();
        let n_ones: Vec<f64> = all.iter().filter_map(|p| p.rules.fewer_ones).collect();
        let rules = Rules {
            fewer_ones: (!n_ones.is_empty()).then(|| interval::mean(n_ones)),
            frequencies: interval::mean(all.iter().map(|p| p.rules.frequencies)),
        };
        let changes: Vec<&ConfidenceChange> = all.iter().map(|p| &p.confidence_change).collect();
        GameResult {
            n_pairs: all.iter().map(|p| p.n_pairs).sum(),
            max_confidence: pairs(&|p| Some(p.max_confidence.clone())),
            model_free: rules.best(),
            rules,
            confidence_change: ConfidenceChange::pool(&changes),
            other_attacks: names.map(|name| (name.clone(), pairs(&|p| p.other_attacks.get(name).cloned()))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_confidence_have_quantiles_by_interpolation() {
        let change = ConfidenceChange::of(&[0.5; 5], &[0.5, 0.4, 0.6, 0.3, 0.2]);
        let expected = [-0.296, -0.28, -0.2, -0.1, 0.0, 0.08, 0.096];
        for (found, expected) in change.quantiles.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{:?}", change.quantiles);
        }
        assert_eq!((change.lower, change.equal, change.higher), (0.6, 0.2, 0.2));
        assert!((change.mean + 0.1).abs() < 1e-12 && (change.sd - 0.025_f64.sqrt()).abs() < 1e-12);
    }
}
