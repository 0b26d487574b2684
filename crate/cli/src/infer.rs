//! Guesses unknown features of records as the main paper does: ask about every completion, take the most confident. Where
//! there are too many, a search takes its place, and says so.

use crate::arguments::Query;
use crate::failure::Failure;
use crate::file;
use crate::records::{Records, Values};
use ndarray::ArrayView1;
use nearmiss::attribute::{ExhaustiveRun, ExhaustiveWorkspace, Found, GuessBy, SearchConfig, SearchRun, Tally};
use nearmiss::dataset::{Feature, FeatureKind};
use nearmiss::mlp::Workspace;
use nearmiss::portion::PortionError;
use nearmiss::{Portion, Schema, Seed, Stream, TargetModel};
use serde::Serialize;
use serde_json::Value;
use std::io::Write;
use std::sync::Arc;

/// What is printed of one record.
#[derive(Debug, Serialize)]
struct Guess {
    /// From 0.
    record: usize,
    /// A value an unknown feature, in the order in which they were named; of tied completions the first.
    guess: Vec<usize>,
    /// The network's float32 confidence in it.
    confidence: f64,
    /// Completions with this confidence.
    ties: u64,
    /// Mean Hamming distance of these from the record.
    mean_hamming: f64,
    /// Share of these that are the record.
    exact_rate: f64,
    /// From 1; equals share the mean of their ranks, so it may be a half.
    rank_of_truth: Value,
}

/// What is printed of one record that was searched for.
#[derive(Debug, Serialize)]
struct SearchedGuess {
    /// From 0.
    record: usize,
    /// A value an unknown feature, in the order in which they were named.
    guess: Vec<usize>,
    /// The network's float32 confidence in it.
    confidence: f64,
    /// What was searched by.
    log_odds: f64,
    /// Hamming distance from the record.
    mean_hamming: f64,
    /// How it was found.
    search: Search,
}

#[derive(Debug, Serialize)]
struct Search {
    /// Completions that the network was asked about.
    tried: u64,
    starts: usize,
    /// Starts that ended at these log-odds.
    agreeing: usize,
    /// Whether no completion has higher log-odds; null where not all were tried.
    is_best: Option<bool>,
}

/// Seed of a search's random starts.
const SEED: Seed = Seed(1);

/// Prints a line a record.
pub fn infer(asked: &Query, unknown: Vec<usize>, search: bool, out: &mut impl Write) -> Result<(), Failure> {
    let model = Arc::new(TargetModel::new(file::read_model(&asked.model)?));
    let records = Records::read(&asked.records, model.mlp(), Values::Bits)?;
    let features = records.names.into_iter().map(|name| Feature::new(name, FeatureKind::Binary)).collect();
    let schema = Schema { features, classes: Vec::new(), picture: None };
    let portion = match Portion::new(&schema, unknown.clone()) {
        Ok(portion) => Some(portion),
        Err(PortionError::TooMany { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let mut workspace = ExhaustiveWorkspace::default();
    for (record, values) in records.values.outer_iter().enumerate() {
        let tally = portion.as_ref().map(|portion| try_all(&schema, portion, values, &model, &mut workspace));
        let line = match (&portion, &tally) {
            (Some(portion), Some(tally)) if !search => serde_json::to_string(&guess(record, portion, tally)),
            _ => {
                let found = look_for(&schema, &unknown, values, record, &model)?;
                serde_json::to_string(&searched_guess(record, found, tally.as_ref()))
            }
        };
        writeln!(out, "{}", line.expect("a guess is plain data"))?;
    }
    Ok(())
}

fn try_all(
    schema: &Schema,
    portion: &Portion,
    values: ArrayView1<'_, f32>,
    model: &Arc<TargetModel>,
    workspace: &mut ExhaustiveWorkspace,
) -> Tally {
    let mut run = ExhaustiveRun::about(schema, portion, values, 0..portion.n_completions());
    loop {
        if let Some(tally) = run.step(model, workspace) {
            return tally;
        }
    }
}

fn look_for(
    schema: &Schema,
    unknown: &[usize],
    values: ArrayView1<'_, f32>,
    record: usize,
    model: &TargetModel,
) -> Result<Found, PortionError> {
    let rng = SEED.rng(Stream::Search, record as u64);
    let mut run = SearchRun::new(schema, unknown, values, SearchConfig::default(), rng)?;
    let mut workspace = Workspace::default();
    loop {
        if let Some(found) = run.step(model, &mut workspace) {
            return Ok(found);
        }
    }
}

fn guess(record: usize, portion: &Portion, tally: &Tally) -> Guess {
    let ranking = tally.ranking(GuessBy::MaxConfidence);
    let best = &ranking.listed[0];
    let rank = ranking.rank_of_truth();
    Guess {
        record,
        guess: portion.completion(best.idx).collect(),
        confidence: best.scores[GuessBy::MaxConfidence as usize],
        ties: ranking.n_tied(),
        mean_hamming: ranking.mean_distance(),
        exact_rate: ranking.within(0),
        rank_of_truth: if rank.fract() == 0.0 { Value::from(rank as u64) } else { Value::from(rank) },
    }
}

fn searched_guess(record: usize, found: Found, tally: Option<&Tally>) -> SearchedGuess {
    let [confidence, log_odds] = found.scores;
    let best = |tally: &Tally| tally.ranking(GuessBy::LogOdds).listed[0].scores[GuessBy::LogOdds as usize];
    let is_best = tally.map(|tally| log_odds >= best(tally));
    SearchedGuess {
        record,
        guess: found.completion,
        confidence,
        log_odds,
        mean_hamming: found.distance as f64,
        search: Search { tried: found.n_tried, starts: found.n_starts, agreeing: found.n_agreeing, is_best },
    }
}
