//! Guesses among all completions.

use crate::{FLOAT64, Hamming, Network, ONE_PASS, assert_close, binary_dataset, golden, softmax};
use nearmiss::attribute::{ExhaustiveRun, ExhaustiveWorkspace, GuessBy, Tally};
use nearmiss::trial::Trial;
use nearmiss::{Activation, Mlp, Portion, Seed, SplitSizes, TargetModel};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
struct Attribute {
    cases: Vec<Completions>,
}

#[derive(Debug, Deserialize)]
struct Completions {
    case: String,
    target: Vec<f64>,
    unknown: Vec<usize>,
    truth_index: usize,
    first_guess_index: usize,
    confidence: f64,
    tied_indices: Vec<usize>,
    mean_hamming: f64,
    exact_rate: f64,
    max_logodds: f64,
    logit_scale: Option<f64>,
}

/// A data set in which every target of the attribute cases is a record.
fn attribute_trial(cases: &[Completions]) -> Trial {
    let others = golden::<Hamming>("hamming").train;
    let records: Vec<Vec<f64>> = cases.iter().map(|case| case.target.clone()).chain(others).collect();
    let sizes = SplitSizes { n_members: 15, n_non_members: 15 };
    Trial::new(binary_dataset(&records), sizes, Seed(1).repeat(0)).expect("the records can be split")
}

fn tally(trial: &Trial, portion: &Portion, record: usize, block: std::ops::Range<usize>, mlp: &Mlp) -> Tally {
    let mut run = ExhaustiveRun::new(trial, portion, record, block);
    let (model, mut workspace) = (Arc::new(TargetModel::new(mlp.clone())), ExhaustiveWorkspace::default());
    loop {
        if let Some(tally) = run.step(&model, &mut workspace) {
            return tally;
        }
    }
}

/// Where confidence doesn't saturate, the guess, its ties and distances are those of float64; where it saturates in
/// float32, the golden case is made so that rounding can't change the ties; where it saturates in float64, core's
/// float32 would tie more, and only the log-odds are compared.
#[test]
fn guesses_of_all_completions_match() {
    let cases = golden::<Attribute>("aia").cases;
    let trial = attribute_trial(&cases);
    let (mut n_plain, mut n_saturated) = (0, 0);
    for (record, case) in cases.iter().enumerate() {
        let what = format!("case {record} ({})", case.case);
        let scale = case.logit_scale.unwrap_or(1.0);
        let mlp = golden::<Network>("net").scaled(scale).to_mlp();
        let portion = Portion::new(trial.dataset().schema(), case.unknown.clone()).expect("few completions");
        let tally = tally(&trial, &portion, record, 0..portion.n_completions(), &mlp);
        assert_eq!(tally.n_tried, 1 << case.unknown.len());
        assert_eq!(portion.index_of(trial.dataset().codes().row(record)), case.truth_index, "{what}");
        let best = tally.ranking(GuessBy::LogOdds).listed[0].scores[GuessBy::LogOdds as usize];
        assert_close(&what, best, case.max_logodds, scale * 3.0 * ONE_PASS);

        let rankings = match &case.logit_scale {
            None => &GuessBy::ALL[..],
            Some(_) if case.case.contains("float32") => &GuessBy::ALL[..1],
            Some(_) => continue,
        };
        n_plain += usize::from(case.logit_scale.is_none());
        n_saturated += usize::from(case.logit_scale.is_some());
        for by in rankings {
            let ranking = tally.ranking(*by);
            assert_eq!(ranking.listed[0].idx, case.first_guess_index, "{what}");
            let best = ranking.listed[0].scores[GuessBy::MaxConfidence as usize];
            assert_close(&what, best, case.confidence, ONE_PASS);
            let mut tied = vec![0; case.unknown.len() + 1];
            for idx in &case.tied_indices {
                tied[(idx ^ case.truth_index).count_ones() as usize] += 1;
            }
            assert_eq!(ranking.tied_by_distance, tied, "{what}");
            assert_eq!(ranking.n_tied(), case.tied_indices.len() as u64, "{what}");
            assert_close(&what, ranking.mean_distance(), case.mean_hamming, FLOAT64);
            assert_close(&what, ranking.within(0), case.exact_rate, FLOAT64);
            assert_eq!(ranking.within(case.unknown.len()), 1.0, "{what}");
        }
    }
    assert_eq!((n_plain, n_saturated), (8, 3), "no kind of case was left out");
}

/// The truth's rank is counted over a float64 pass of each completion; pairs that differ in the inert feature are equal
/// there too, and no other pair of confidences is within 1e-7.
#[test]
fn rank_of_the_truth_matches_a_float64_count() {
    let cases = golden::<Attribute>("aia").cases;
    let trial = attribute_trial(&cases);
    let network: Network = golden("net");
    for (record, case) in cases.iter().enumerate().filter(|(_, case)| case.logit_scale.is_none()) {
        let portion = Portion::new(trial.dataset().schema(), case.unknown.clone()).expect("few completions");
        let confidence = |idx: usize| {
            let mut completed = case.target.clone();
            for (bit, j) in case.unknown.iter().enumerate() {
                completed[*j] = f64::from((idx >> bit & 1) as u8);
            }
            softmax(&network.logits(&completed, Activation::Relu)).into_iter().fold(0.0, f64::max)
        };
        let truth = confidence(case.truth_index);
        let others: Vec<f64> =
            (0..portion.n_completions()).filter(|i| *i != case.truth_index).map(confidence).collect();
        assert!(others.iter().all(|c| (c - truth).abs() < 1e-12 || (c - truth).abs() > 1e-7), "float32 can tell");
        let n_equal = others.iter().filter(|c| (**c - truth).abs() < 1e-12).count();
        let n_above = others.iter().filter(|c| **c > truth + 1e-12).count();
        let tally = tally(&trial, &portion, record, 0..portion.n_completions(), &network.to_mlp());
        for ranking in &tally.by {
            assert_eq!(ranking.rank_of_truth(), 1.0 + n_above as f64 + 0.5 * n_equal as f64, "case {record}");
        }
    }
}

#[test]
fn blocks_in_any_order_give_the_tally_of_the_whole() {
    let cases = golden::<Attribute>("aia").cases;
    let trial = attribute_trial(&cases);
    for (record, case) in cases.iter().enumerate() {
        let mlp = golden::<Network>("net").scaled(case.logit_scale.unwrap_or(1.0)).to_mlp();
        let portion = Portion::new(trial.dataset().schema(), case.unknown.clone()).expect("few completions");
        let n = portion.n_completions();
        let whole = tally(&trial, &portion, record, 0..n, &mlp);
        for length in [1, 3, 7, n] {
            let mut merged = Tally::empty(case.unknown.len());
            for start in (0..n).step_by(length).rev() {
                merged.merge(&tally(&trial, &portion, record, start..start + length, &mlp));
            }
            assert_eq!(merged, whole, "case {record} in blocks of {length}");
        }
    }
}
