//! A search for the best completion of a record, where there are too many to try each.
//!
//! Ascent by coordinates: from the completions at hand ask about every one that differs in a single unknown feature, keep
//! the best few, go on until none is better; then start anew elsewhere. It finds a completion that no single change
//! improves, which need not be the best of all: what it found stands beside how many it tried.

use super::GuessBy;
use super::question::{Question, own_scores};
use crate::dataset::{Inputs, Schema};
use crate::mlp::Workspace;
use crate::order;
use crate::portion::{Portion, PortionError};
use crate::seed::Rng;
use crate::target_model::TargetModel;
use ndarray::ArrayView1;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How hard to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchConfig {
    /// Starts: the first where every unknown feature has its first value, the others at random.
    pub n_starts: usize,
    /// Completions kept at a time.
    pub beam: usize,
    /// What is to be as high as possible.
    pub by: GuessBy,
}

impl Default for SearchConfig {
    /// By log-odds, which show the way where max-confidence is 1 all around.
    fn default() -> SearchConfig {
        SearchConfig { n_starts: 8, beam: 4, by: GuessBy::LogOdds }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The best completion that was tried, a code an unknown feature; of equals the first in the order of codes.
    pub completion: Vec<usize>,
    /// Its scores, in the order of [`GuessBy::ALL`].
    pub scores: [f64; 2],
    /// Its Hamming distance from the truth.
    pub distance: usize,
    /// Completions that the model was asked about, those asked about twice counted twice.
    pub n_tried: u64,
    /// Starts that were made.
    pub n_starts: usize,
    /// Starts that ended at a completion of this score.
    pub n_agreeing: usize,
}

/// A completion and its scores.
#[derive(Debug, Clone, PartialEq)]
struct Tried {
    codes: Vec<usize>,
    scores: [f64; 2],
}

/// A search, some changes a step.
#[derive(Debug)]
pub struct SearchRun {
    config: SearchConfig,
    question: Question,
    /// The record's own codes of the unknown features.
    truth: Vec<usize>,
    rng: Rng,
    /// The best of the present start, best first; empty before it.
    beam: Vec<Tried>,
    /// Changes of the beam that are still to be tried in this round.
    waiting: Vec<Vec<usize>>,
    /// The beam and what was tried in this round.
    tried: Vec<Tried>,
    /// Where each start that is over ended.
    ends: Vec<Tried>,
    n_tried: u64,
    asked: Option<Inputs>,
}

impl SearchRun {
    /// Nothing tried yet. `values` are the record's own, each one that its feature can have.
    ///
    /// # Errors
    /// Where a feature is none of the schema's, stands twice, or none is unknown.
    pub fn new(
        schema: &Schema,
        unknown: &[usize],
        values: ArrayView1<'_, f32>,
        config: SearchConfig,
        rng: Rng,
    ) -> Result<SearchRun, PortionError> {
        Portion::check(schema, unknown)?;
        Ok(SearchRun {
            config,
            question: Question::new(schema, unknown, values),
            truth: unknown.iter().map(|j| schema.features[*j].value_idx(values[*j])).collect(),
            rng,
            beam: Vec::new(),
            waiting: Vec::new(),
            tried: Vec::new(),
            ends: Vec::new(),
            n_tried: 0,
            asked: None,
        })
    }

    /// Searches on for about 10 ms; what was found, once all starts are over.
    pub fn step(&mut self, model: &TargetModel, workspace: &mut Workspace) -> Option<Found> {
        if self.waiting.is_empty() && self.beam.is_empty() {
            let start = self.start();
            self.waiting.push(start);
        }
        let n_now = self.waiting.len().min(model.mlp().rows_per_step());
        let now = self.waiting.split_off(self.waiting.len() - n_now);
        let SearchRun { question, tried, asked, .. } = self;
        question.ask(model, now.iter().map(|codes| codes.iter().copied()), asked, workspace, |place, logits| {
            tried.push(Tried { codes: now[place].clone(), scores: own_scores(model, logits) });
        });
        self.n_tried += n_now as u64;
        if self.waiting.is_empty() {
            self.end_round();
        }
        (self.ends.len() == self.config.n_starts.max(1)).then(|| self.found())
    }

    /// Share of the starts that are over.
    pub fn progress(&self) -> f64 {
        self.ends.len() as f64 / self.config.n_starts.max(1) as f64
    }

    fn start(&mut self) -> Vec<usize> {
        let (is_first, rng) = (self.ends.is_empty(), &mut self.rng);
        let choices = self.question.choices.iter();
        choices.map(|choices| if is_first { 0 } else { rng.random_range(0..choices.len() as u32) as usize }).collect()
    }

    /// Keeps the best; goes on from them, or ends the start if none is better than the best before.
    fn end_round(&mut self) {
        let by = self.config.by as usize;
        let before = self.beam.first().map_or(f64::NEG_INFINITY, |best| best.scores[by]);
        let mut tried = std::mem::take(&mut self.tried);
        tried.append(&mut self.beam);
        order::sort_by(&mut tried, |a, b| best_first(a, b, by));
        tried.truncate(self.config.beam.max(1));
        if tried[0].scores[by] <= before {
            self.ends.push(tried.swap_remove(0));
            return;
        }
        let mut changes: Vec<Vec<usize>> = tried.iter().flat_map(|kept| self.changes(&kept.codes)).collect();
        order::sort_by(&mut changes, Ord::cmp);
        changes.dedup();
        self.waiting = changes.into_iter().filter(|codes| tried.iter().all(|kept| kept.codes != *codes)).collect();
        self.beam = tried;
        if self.waiting.is_empty() {
            // No feature has a second value.
            self.ends.push(self.beam.swap_remove(0));
            self.beam.clear();
        }
    }

    /// Every completion that differs in one feature.
    fn changes(&self, codes: &[usize]) -> Vec<Vec<usize>> {
        let mut changes = Vec::new();
        for (place, choices) in self.question.choices.iter().enumerate() {
            for code in (0..choices.len()).filter(|code| *code != codes[place]) {
                let mut changed = codes.to_vec();
                changed[place] = code;
                changes.push(changed);
            }
        }
        changes
    }

    fn found(&self) -> Found {
        let by = self.config.by as usize;
        let best = self.ends.iter().min_by(|a, b| best_first(a, b, by)).expect("a start is over");
        Found {
            completion: best.codes.clone(),
            scores: best.scores,
            distance: best.codes.iter().zip(&self.truth).filter(|(code, truth)| code != truth).count(),
            n_tried: self.n_tried,
            n_starts: self.ends.len(),
            n_agreeing: self.ends.iter().filter(|end| end.scores[by] == best.scores[by]).count(),
        }
    }
}

/// The better first, of equals the first in the order of codes.
fn best_first(a: &Tried, b: &Tried, by: usize) -> Ordering {
    b.scores[by].total_cmp(&a.scores[by]).then_with(|| a.codes.cmp(&b.codes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::{ExhaustiveRun, ExhaustiveWorkspace};
    use crate::dataset::{Feature, FeatureKind};
    use crate::mlp::{Activation, Mlp};
    use crate::seed::{Seed, Stream};
    use ndarray::Array1;
    use std::sync::Arc;

    /// Two binary features, one of three levels, and so on.
    fn schema(n_features: usize) -> Schema {
        let kind = |j: usize| match j % 3 {
            2 => FeatureKind::Categorical { levels: (0..3).map(|l| l.to_string()).collect() },
            _ => FeatureKind::Binary,
        };
        let feature = |j: usize| Feature::new(j.to_string(), kind(j));
        Schema { features: (0..n_features).map(feature).collect(), classes: Vec::new(), picture: None }
    }

    fn network(schema: &Schema, hidden: &[usize], seed: u64) -> Arc<TargetModel> {
        let sizes: Vec<usize> = [schema.n_inputs()].into_iter().chain(hidden.iter().copied()).chain([5]).collect();
        let mlp = Mlp::glorot(&sizes, Activation::Relu, &mut Seed(seed).rng(Stream::Init, 0));
        Arc::new(TargetModel::new(mlp))
    }

    fn search(schema: &Schema, unknown: &[usize], model: &TargetModel, config: SearchConfig) -> Found {
        let values = Array1::zeros(schema.features.len());
        let rng = Seed(1).rng(Stream::Search, 0);
        let mut run = SearchRun::new(schema, unknown, values.view(), config, rng).expect("the features are there");
        let mut workspace = Workspace::default();
        loop {
            if let Some(found) = run.step(model, &mut workspace) {
                return found;
            }
        }
    }

    /// Where all can be tried: the search never finds more, in most cases as much, and tries far fewer.
    #[test]
    fn a_search_comes_near_the_exhaustive_answer() {
        let schema = schema(36);
        let unknown: Vec<usize> = (0..12).map(|j| 3 * j + j % 3).collect();
        let portion = Portion::new(&schema, unknown.clone()).expect("the portion is small");
        let (mut n_best, mut n_tried) = (0, 0);
        for seed in 0..20 {
            let model = network(&schema, &[24, 24], seed);
            let values = Array1::zeros(schema.features.len());
            let mut run = ExhaustiveRun::about(&schema, &portion, values.view(), 0..portion.n_completions());
            let mut workspace = ExhaustiveWorkspace::default();
            let tally = loop {
                if let Some(tally) = run.step(&model, &mut workspace) {
                    break tally;
                }
            };
            let best = tally.ranking(GuessBy::LogOdds).listed[0];
            let found = search(&schema, &unknown, &model, SearchConfig::default());
            assert!(found.scores[1] <= best.scores[1]);
            if found.scores[1] == best.scores[1] {
                assert_eq!(found.completion, portion.completion(best.idx).collect::<Vec<_>>());
                n_best += 1;
            }
            n_tried += found.n_tried as usize;
        }
        assert!(n_best >= 18, "{n_best} of 20");
        assert!(n_tried < 20 * portion.n_completions() / 4, "{n_tried} of {}", 20 * portion.n_completions());
    }

    /// A linear model's log-odds of one class against one other have one summit.
    #[test]
    fn more_features_than_can_be_tried_are_searched() {
        let schema = schema(60);
        let unknown: Vec<usize> = (0..60).collect();
        let model = network(&schema, &[], 3);
        let found = search(&schema, &unknown, &model, SearchConfig { n_starts: 12, ..SearchConfig::default() });
        assert_eq!(found.completion.len(), 60);
        assert_eq!(found.n_starts, 12);
        assert!(found.n_agreeing >= 1);
        // No single change is better.
        let one = SearchConfig { n_starts: 1, beam: 1, by: GuessBy::LogOdds };
        assert!(found.scores[1] >= search(&schema, &unknown, &model, one).scores[1]);
    }

    #[test]
    fn bad_features_are_refused() {
        let schema = schema(5);
        let values = Array1::zeros(5);
        let rng = Seed(1).rng(Stream::Search, 0);
        let run = SearchRun::new(&schema, &[7], values.view(), SearchConfig::default(), rng);
        assert_eq!(run.map(|_| ()), Err(PortionError::NoFeature { feature: 7, n_features: 5 }));
    }
}
