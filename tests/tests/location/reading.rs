//! The file as it is read, its rankings and its split, against the reference.

use crate::location;
use ndarray::Axis;
use nearmiss::distance::least_distance;
use nearmiss::reading::{self, Options};
use nearmiss::{Dataset, Feature, mrmr};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Golden {
    rows: usize,
    ones_total: usize,
    full: GoldenRanking,
    seed0: GoldenSplit,
}

#[derive(Debug, Deserialize)]
struct GoldenRanking {
    mrmr15: Vec<usize>,
    score: Vec<f64>,
    margin: Vec<f64>,
    relevance_of_selected: Vec<f64>,
    #[serde(default)]
    nn_hamming_hist: Vec<usize>,
}

#[derive(Debug, Deserialize)]
struct GoldenSplit {
    train_indices: Vec<usize>,
    nonmember_min_hamming_hist: Vec<usize>,
    #[serde(flatten)]
    ranking: GoldenRanking,
}

/// By least Hamming distance to another of `others`: how many of `records`.
fn least_distances(dataset: &Dataset, records: &[usize], others: &[usize]) -> Vec<usize> {
    let mut histogram = Vec::new();
    for &record in records {
        let others: Vec<usize> = others.iter().copied().filter(|other| *other != record).collect();
        let least = least_distance(dataset, record, &others);
        histogram.resize(histogram.len().max(least + 1), 0);
        histogram[least] += 1;
    }
    histogram
}

/// The file is read as it is: every bit in its place, or these counts would differ. The ranking is exact although the
/// second choice leads by 1e-6 only: both sides compute in float64, 1e-12 apart at most.
#[test]
fn location_is_read_and_ranked_as_the_reference_does() {
    let Some(file) = location("location_is_read_and_ranked_as_the_reference_does") else { return };
    let path = format!("{}/golden/location.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let golden: Golden = serde_json::from_str(&text).expect("the golden file is whole");
    let dataset = reading::read(&file, &Options { sample: Some(0), ..Options::default() }, usize::MAX)
        .expect("the file is Location-30")
        .dataset;
    assert_eq!(dataset.n_records(), golden.rows);
    assert!(dataset.schema().is_binary());
    assert_eq!(dataset.schema().classes, (1..=30).map(|class| class.to_string()).collect::<Vec<_>>());
    assert_eq!(dataset.values().iter().filter(|v| **v == 1.0).count(), golden.ones_total);

    let all: Vec<usize> = (0..golden.rows).collect();
    let check = |records: &[usize], expected: &GoldenRanking| {
        let codes = dataset.codes().select(Axis(0), records);
        let labels: Vec<usize> = records.iter().map(|r| dataset.labels()[*r]).collect();
        let n_values: Vec<usize> = dataset.schema().features.iter().map(Feature::n_values).collect();
        let ranked = mrmr::rank(&codes, &n_values, &labels, 30, 15);
        assert_eq!(ranked.iter().map(|r| r.feature).collect::<Vec<_>>(), expected.mrmr15);
        assert!(expected.margin.iter().all(|margin| *margin > 1e-9), "no choice hangs on rounding");
        for (place, ranked) in ranked.iter().enumerate() {
            let column: Vec<usize> = codes.column(ranked.feature).iter().map(|c| usize::from(*c)).collect();
            let relevance = mrmr::mutual_information(&column, 2, &labels, 30);
            assert!(
                (relevance - expected.relevance_of_selected[place]).abs() < 1e-12,
                "relevance at {place}: {relevance}"
            );
            assert!((ranked.score - expected.score[place]).abs() < 1e-12, "score at {place}: {}", ranked.score);
        }
    };
    check(&all, &golden.full);
    check(&golden.seed0.train_indices, &golden.seed0.ranking);

    assert_eq!(least_distances(&dataset, &all, &all), golden.full.nn_hamming_hist);
    let members = &golden.seed0.train_indices;
    let others: Vec<usize> = all.iter().copied().filter(|record| !members.contains(record)).collect();
    assert_eq!(least_distances(&dataset, &others, members), golden.seed0.nonmember_min_hamming_hist);
}
