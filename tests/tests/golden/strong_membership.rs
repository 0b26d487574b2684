//! Distances, and the pairs of the strong membership game.

use crate::{Forward, Hamming, Network, ONE_PASS, StrongCase, assert_close, binary_dataset, golden, logits, score};
use nearmiss::distance::least_distance;
use nearmiss::{Portion, RocCurve};

/// The distance from the training set, and the one between a completion and a record; here every feature is unknown.
#[test]
fn least_hamming_distances_match() {
    let queries = golden::<Forward>("forward").records;
    let hamming: Hamming = golden("hamming");
    let all: Vec<Vec<f64>> = queries.iter().chain(&hamming.train).cloned().collect();
    let dataset = binary_dataset(&all);
    let members: Vec<usize> = (queries.len()..all.len()).collect();
    let portion = Portion::new(dataset.schema(), (0..12).collect()).expect("4,096 completions");
    for (query, expected) in hamming.min_distance.into_iter().enumerate() {
        assert_eq!(least_distance(&dataset, query, &members), expected, "record {query}");
        let idx = portion.index_of(dataset.codes().row(query));
        let distances = members.iter().map(|member| portion.distance(idx, dataset.codes().row(*member)));
        assert_eq!(distances.min(), Some(expected), "record {query}");
    }
}

/// Flipping the inert feature leaves every bit of the confidence, so that the pair is a tie and counts one half.
#[test]
fn strong_membership_pairs_match() {
    let records = golden::<Forward>("forward").records;
    let mlp = golden::<Network>("net").to_mlp();
    for StrongCase { row, flip, conf0, conf1 } in golden::<Hamming>("hamming").strong_game.cases {
        let mut neighbour = records[row].clone();
        flip.iter().for_each(|j| neighbour[*j] = 1.0 - neighbour[*j]);
        let answers = logits(&mlp, &[records[row].clone(), neighbour]);
        let [own, other] = [0, 1].map(|n| score("max_confidence", &answers[n], 0));
        assert_close("the record", own, conf0, ONE_PASS);
        assert_close("its neighbour", other, conf1, ONE_PASS);
        let expected = if conf0 > conf1 {
            1.0
        } else if conf0 == conf1 {
            0.5
        } else {
            0.0
        };
        assert_eq!(RocCurve::new(&[own], &[other]).auc, expected, "record {row} with {flip:?} flipped");
    }
}
