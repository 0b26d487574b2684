//! What asking about completions has found so far.

use crate::order;
use serde::{Deserialize, Serialize};

/// What makes one completion better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuessBy {
    /// The paper's: float32 max-confidence, with its ties.
    MaxConfidence,
    /// The same order without saturation.
    LogOdds,
}

impl GuessBy {
    /// Both, in the order of [`Tally::by`].
    pub const ALL: [GuessBy; 2] = [GuessBy::MaxConfidence, GuessBy::LogOdds];

    /// The name of the membership attack whose score it is.
    pub fn name(self) -> &'static str {
        match self {
            GuessBy::MaxConfidence => "max_confidence",
            GuessBy::LogOdds => "log_odds",
        }
    }
}

/// One completion and what the model says of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// See [`Portion::completion`].
    pub idx: usize,
    /// The two scores, in the order of [`GuessBy::ALL`].
    pub scores: [f64; 2],
    /// Hamming distance from the truth.
    pub distance: usize,
}

/// Completions kept by rank.
pub const N_LISTED: usize = 10;

/// What is known of the completions tried so far, under one score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// The best completions, best first; of equals the lower index first. At most [`N_LISTED`].
    pub listed: Vec<Candidate>,
    /// How many completions share the best score, by their distance from the truth.
    pub tied_by_distance: Vec<u64>,
    /// Completions that score above the truth.
    pub n_above_truth: u64,
    /// Completions other than the truth that score the same as the truth.
    pub n_equal_truth: u64,
}

/// What is known of the completions tried so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub n_tried: u64,
    /// By score, in the order of [`GuessBy::ALL`].
    pub by: [Ranking; 2],
}

impl Ranking {
    fn empty(n_unknown: usize) -> Ranking {
        Ranking { listed: Vec::new(), tied_by_distance: vec![0; n_unknown + 1], n_above_truth: 0, n_equal_truth: 0 }
    }

    /// Completions that share the best score.
    pub fn n_tied(&self) -> u64 {
        self.tied_by_distance.iter().sum()
    }

    /// Mean distance from the truth of the completions that share the best score.
    pub fn mean_distance(&self) -> f64 {
        let total: u64 = self.tied_by_distance.iter().enumerate().map(|(d, n)| d as u64 * n).sum();
        total as f64 / self.n_tied() as f64
    }

    /// Share of them within distance `alpha` of the truth; for 0, the exact-match rate.
    pub fn within(&self, alpha: usize) -> f64 {
        let n: u64 = self.tied_by_distance.iter().take(alpha + 1).sum();
        n as f64 / self.n_tied() as f64
    }

    /// The truth's rank among all completions, 1 for the best; equals share the mean of their ranks.
    pub fn rank_of_truth(&self) -> f64 {
        1.0 + self.n_above_truth as f64 + 0.5 * self.n_equal_truth as f64
    }

    fn merge(&mut self, score: usize, other: &Ranking) {
        if other.best(score) > self.best(score) {
            self.tied_by_distance.clone_from(&other.tied_by_distance);
        } else if other.best(score) == self.best(score) {
            for (n, more) in self.tied_by_distance.iter_mut().zip(&other.tied_by_distance) {
                *n += more;
            }
        }
        self.listed.extend(&other.listed);
        order::sort_by(&mut self.listed, |a, b| b.scores[score].total_cmp(&a.scores[score]).then(a.idx.cmp(&b.idx)));
        self.listed.truncate(N_LISTED);
        self.n_above_truth += other.n_above_truth;
        self.n_equal_truth += other.n_equal_truth;
    }

    fn add(&mut self, score: usize, candidate: Candidate, truth: Candidate) {
        let own = candidate.scores[score];
        if own > self.best(score) {
            self.tied_by_distance.fill(0);
        }
        if own >= self.best(score) {
            self.tied_by_distance[candidate.distance] += 1;
        }
        let place = self.listed.partition_point(|c| {
            let listed = c.scores[score];
            listed > own || listed == own && c.idx < candidate.idx
        });
        if place < N_LISTED {
            self.listed.insert(place, candidate);
            self.listed.truncate(N_LISTED);
        }
        self.n_above_truth += u64::from(own > truth.scores[score]);
        self.n_equal_truth += u64::from(own == truth.scores[score] && candidate.idx != truth.idx);
    }

    /// Whether bounds on a completion's score say all that matters: where it stands to the truth, and that it
    /// isn't listed.
    fn is_decided(&self, score: usize, idx: usize, bounds: Bounds, truth: Candidate) -> bool {
        let truth = truth.scores[score];
        let stands = bounds.is_exact() || bounds.low > truth || bounds.high < truth;
        let is_behind = self.listed.get(N_LISTED - 1).is_some_and(|last| {
            let last_score = last.scores[score];
            bounds.high < last_score || bounds.is_exact() && bounds.high == last_score && idx > last.idx
        });
        stands && is_behind
    }

    /// Counts a completion whose bounds decide.
    fn count(&mut self, score: usize, distance: usize, bounds: Bounds, truth: Candidate) {
        if bounds.is_exact() && bounds.low == self.best(score) {
            self.tied_by_distance[distance] += 1;
        }
        self.n_above_truth += u64::from(bounds.low > truth.scores[score]);
        self.n_equal_truth += u64::from(bounds.is_exact() && bounds.low == truth.scores[score]);
    }

    fn best(&self, score: usize) -> f64 {
        self.listed.first().map_or(f64::NEG_INFINITY, |c| c.scores[score])
    }
}

/// Between which numbers a score is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    /// The least that it can be.
    pub(super) low: f64,
    /// The greatest.
    pub(super) high: f64,
}

impl Bounds {
    fn is_exact(self) -> bool {
        self.low == self.high
    }
}

impl Tally {
    /// Nothing tried, of a portion with so many unknown features.
    pub fn empty(n_unknown: usize) -> Tally {
        Tally { n_tried: 0, by: [Ranking::empty(n_unknown), Ranking::empty(n_unknown)] }
    }

    /// Adds what another block found.
    pub fn merge(&mut self, other: &Tally) {
        self.n_tried += other.n_tried;
        for (score, (own, other)) in self.by.iter_mut().zip(&other.by).enumerate() {
            own.merge(score, other);
        }
    }

    /// Adds a completion.
    pub(super) fn add(&mut self, candidate: Candidate, truth: Candidate) {
        self.n_tried += 1;
        self.by.iter_mut().enumerate().for_each(|(score, ranking)| ranking.add(score, candidate, truth));
    }

    /// Adds a completion of whose scores only bounds are known, if these say all that matters; whether they did.
    pub(super) fn add_bounded(&mut self, idx: usize, distance: usize, bounds: [Bounds; 2], truth: Candidate) -> bool {
        let decided = |(score, ranking): (usize, &Ranking)| ranking.is_decided(score, idx, bounds[score], truth);
        if idx == truth.idx || !self.by.iter().enumerate().all(decided) {
            return false;
        }
        self.n_tried += 1;
        let rankings = self.by.iter_mut().zip(bounds).enumerate();
        rankings.for_each(|(score, (ranking, bounds))| ranking.count(score, distance, bounds, truth));
        true
    }

    /// Under one score.
    pub fn ranking(&self, by: GuessBy) -> &Ranking {
        &self.by[by as usize]
    }
}
