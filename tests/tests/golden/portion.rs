//! Minimum redundancy, maximum relevance.

use crate::{FLOAT64, assert_all_close, assert_close, golden};
use ndarray::Array2;
use nearmiss::mrmr;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Mrmr {
    table: Vec<Vec<u16>>,
    labels: Vec<usize>,
    relevance: Vec<f64>,
    mi_matrix: Vec<Vec<f64>>,
    ranking: Vec<usize>,
    score_at_selection: Vec<f64>,
}

#[test]
fn mrmr_matches() {
    let Mrmr { table, labels, relevance, mi_matrix, ranking, score_at_selection } = golden("mrmr");
    let n_features = ranking.len();
    let columns: Vec<Vec<usize>> =
        (0..n_features).map(|j| table.iter().map(|row| usize::from(row[j])).collect()).collect();
    for (j, column) in columns.iter().enumerate() {
        let with_label = mrmr::mutual_information(column, 2, &labels, 3);
        assert_close(&format!("relevance of {j}"), with_label, relevance[j], FLOAT64);
        let with_others: Vec<f64> = columns.iter().map(|other| mrmr::mutual_information(column, 2, other, 2)).collect();
        assert_all_close(&format!("information of {j}"), &with_others, &mi_matrix[j], FLOAT64);
    }
    let codes = Array2::from_shape_fn((table.len(), n_features), |(i, j)| table[i][j]);
    let ranked = mrmr::rank(&codes, &[2; 10], &labels, 3, n_features);
    assert_eq!(ranked.iter().map(|r| r.feature).collect::<Vec<_>>(), ranking);
    let scores: Vec<f64> = ranked.iter().map(|r| r.score).collect();
    assert_all_close("scores", &scores, &score_at_selection, FLOAT64);
}
