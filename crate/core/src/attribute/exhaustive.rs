//! The main paper's attack: ask the model about every completion of the portion, and guess the one that it is most
//! confident about.
//!
//! The completions are cut into blocks that can be tried anywhere and in any order: a [`Tally`] of two blocks together
//! is the [`Tally`] of their union, to the last bit.

use crate::dataset::{FeatureKind, Inputs, Schema};
use crate::membership::{self, Answer};
use crate::mlp::{Mlp, Workspace};
use crate::portion::Portion;
use crate::trial::Trial;
use ndarray::{Array1, ArrayView1};
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
        let best = |ranking: &Ranking| ranking.listed.first().map_or(f64::NEG_INFINITY, |c| c.scores[score]);
        if best(other) > best(self) {
            self.tied_by_distance.clone_from(&other.tied_by_distance);
        } else if best(other) == best(self) {
            for (n, more) in self.tied_by_distance.iter_mut().zip(&other.tied_by_distance) {
                *n += more;
            }
        }
        self.listed.extend(&other.listed);
        self.listed.sort_by(|a, b| b.scores[score].total_cmp(&a.scores[score]).then(a.idx.cmp(&b.idx)));
        self.listed.truncate(N_LISTED);
        self.n_above_truth += other.n_above_truth;
        self.n_equal_truth += other.n_equal_truth;
    }

    fn add(&mut self, score: usize, candidate: Candidate, truth: Candidate) {
        let own = candidate.scores[score];
        let best = self.listed.first().map_or(f64::NEG_INFINITY, |c| c.scores[score]);
        if own > best {
            self.tied_by_distance.fill(0);
        }
        if own >= best {
            self.tied_by_distance[candidate.distance] += 1;
        }
        let place = self.listed.partition_point(|c| c.scores[score] >= own);
        if place < N_LISTED {
            self.listed.insert(place, candidate);
            self.listed.truncate(N_LISTED);
        }
        self.n_above_truth += u64::from(own > truth.scores[score]);
        self.n_equal_truth += u64::from(own == truth.scores[score] && candidate.idx != truth.idx);
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

    /// Under one score.
    pub fn ranking(&self, by: GuessBy) -> &Ranking {
        &self.by[by as usize]
    }
}

/// One block of completions of one record, tried a few a step.
#[derive(Debug, Clone)]
pub struct ExhaustiveRun {
    portion: Portion,
    /// The record's own codes.
    codes: Array1<u16>,
    next: usize,
    end: usize,
    /// The record's known inputs.
    known: Vec<(u32, f32)>,
    /// By unknown feature, then by code: the input that it sets, if any.
    choices: Vec<Vec<Option<(u32, f32)>>>,
    truth: Option<Candidate>,
    tally: Tally,
    asked: Inputs,
}

impl ExhaustiveRun {
    /// Nothing tried yet of the completions `block` of `record`.
    pub fn new(trial: &Trial, portion: &Portion, record: usize, block: Range<usize>) -> ExhaustiveRun {
        let dataset = trial.dataset();
        ExhaustiveRun::about(dataset.schema(), portion, dataset.record(record), block)
    }

    /// The same for a record of no data set: its values, each one that its feature can have.
    pub fn about(
        schema: &Schema,
        portion: &Portion,
        values: ArrayView1<'_, f32>,
        block: Range<usize>,
    ) -> ExhaustiveRun {
        let codes = schema.features.iter().zip(values).map(|(f, value)| f.value_idx(*value) as u16).collect();
        let mut known = Inputs::empty(schema.n_inputs());
        known.push_known(schema, values, |j| portion.knows(j));
        let row = known.row(0);
        let mut starts = vec![0];
        for feature in &schema.features {
            starts.push(starts[starts.len() - 1] + feature.n_inputs());
        }
        let choices = portion.unknown().iter().map(|&j| {
            let feature = &schema.features[j];
            (0..feature.n_values())
                .map(|code| {
                    let (column, value) = match &feature.kind {
                        FeatureKind::Categorical { .. } => (starts[j] + code, 1.0),
                        FeatureKind::Binary | FeatureKind::Numeric { .. } => {
                            (starts[j], feature.scaled(feature.value(code)))
                        }
                    };
                    (value != 0.0).then_some((column as u32, value))
                })
                .collect()
        });
        ExhaustiveRun {
            codes,
            next: block.start,
            end: block.end.min(portion.n_completions()),
            known: row.columns.iter().copied().zip(row.values.iter().copied()).collect(),
            choices: choices.collect(),
            truth: None,
            tally: Tally::empty(portion.unknown().len()),
            asked: Inputs::empty(schema.n_inputs()),
            portion: portion.clone(),
        }
    }

    /// Tries on for about 10 ms; the tally, once the block is through.
    pub fn step(&mut self, mlp: &Mlp, workspace: &mut Workspace) -> Option<Tally> {
        let truth_idx = self.portion.index_of(self.codes.view());
        let per_step = (mlp.rows_per_step() * 2).min(1024);
        let end = self.end.min(self.next + per_step);
        self.asked.clear();
        if self.truth.is_none() {
            self.ask(truth_idx);
        }
        for idx in self.next..end {
            self.ask(idx);
        }
        let logits = mlp.logits(&self.asked, 0..self.asked.n_rows(), workspace);
        let mut answers = logits.outer_iter().map(|logits| {
            let answer = Answer { logits: logits.to_slice().expect("rows are contiguous"), label: 0 };
            let [max_confidence, log_odds, ..] = membership::ATTACKS;
            [answer.score(max_confidence), answer.score(log_odds)]
        });
        let truth = *self.truth.get_or_insert_with(|| {
            let scores = answers.next().expect("the truth was asked first");
            Candidate { idx: truth_idx, scores, distance: 0 }
        });
        for (idx, scores) in (self.next..end).zip(answers) {
            let candidate = Candidate { idx, scores, distance: self.portion.distance(idx, self.codes.view()) };
            for (score, ranking) in self.tally.by.iter_mut().enumerate() {
                ranking.add(score, candidate, truth);
            }
            self.tally.n_tried += 1;
        }
        self.next = end;
        (end == self.end).then(|| self.tally.clone())
    }

    /// What was found so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Share of the block that is tried.
    pub fn progress(&self) -> f64 {
        self.tally.n_tried as f64 / (self.tally.n_tried + (self.end - self.next) as u64).max(1) as f64
    }

    /// Appends a completion to the rows asked about, its inputs in ascending order.
    fn ask(&mut self, idx: usize) {
        let codes = self.portion.completion(idx);
        let mut guessed: Vec<(u32, f32)> =
            codes.zip(&self.choices).filter_map(|(code, choices)| choices[code]).collect();
        guessed.sort_unstable_by_key(|(column, _)| *column);
        self.asked.push_merged(&self.known, &guessed);
    }
}
