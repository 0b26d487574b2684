//! Guesses unknown features of records as the main paper does: ask about every completion, take the most confident.

use crate::arguments::Asked;
use crate::failure::Failure;
use crate::file;
use crate::records::{Records, Values};
use nearmiss::attribute::{ExhaustiveRun, ExhaustiveWorkspace, GuessBy};
use nearmiss::dataset::{Feature, FeatureKind};
use nearmiss::{Portion, Schema, TargetModel};
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

/// Prints a line a record.
pub fn infer(asked: &Asked, unknown: Vec<usize>, out: &mut impl Write) -> Result<(), Failure> {
    let model = Arc::new(TargetModel::new(file::read_model(&asked.model)?));
    let records = Records::read(&asked.records, model.mlp(), Values::Bits)?;
    let features = records.names.into_iter().map(|name| Feature { name, kind: FeatureKind::Binary }).collect();
    let schema = Schema { features, classes: Vec::new(), picture: None };
    let portion = Portion::new(&schema, unknown)?;
    let mut workspace = ExhaustiveWorkspace::default();
    for (record, values) in records.values.outer_iter().enumerate() {
        let mut run = ExhaustiveRun::about(&schema, &portion, values, 0..portion.n_completions());
        let tally = loop {
            if let Some(tally) = run.step(&model, &mut workspace) {
                break tally;
            }
        };
        let ranking = tally.ranking(GuessBy::MaxConfidence);
        let best = &ranking.listed[0];
        let rank = ranking.rank_of_truth();
        let guess = Guess {
            record,
            guess: portion.completion(best.idx).collect(),
            confidence: best.scores[GuessBy::MaxConfidence as usize],
            ties: ranking.n_tied(),
            mean_hamming: ranking.mean_distance(),
            exact_rate: ranking.within(0),
            rank_of_truth: if rank.fract() == 0.0 { Value::from(rank as u64) } else { Value::from(rank) },
        };
        writeln!(out, "{}", serde_json::to_string(&guess).expect("a guess is plain data"))?;
    }
    Ok(())
}
