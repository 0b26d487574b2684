//! Spherical k-means (Dhillon and Modha 2001): records by direction, whatever their length. For data sets whose classes
//! are people of a kind, however active each of them is.
//!
//! A record of unit length belongs to the centre with the greatest inner product, and a centre is the sum of its
//! records, scaled to unit length. Products and sums add their terms in a fixed order, so the same records and draws
//! give the same clusters on every machine.

use super::Inputs;
use super::kmeans;
use crate::Rng;
use crate::order;
use ndarray::{Array1, Array2, Axis};
use rand::seq::SliceRandom;

/// How clusters are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Search {
    /// Clusters to begin with, each around a record.
    pub n_starts: usize,
    /// Records that these are found on, at most: the first ones.
    pub n_sampled: usize,
    /// Rounds on these records.
    pub n_rounds: usize,
    /// Rounds after that, on all records with the largest of the clusters.
    pub n_rounds_of_all: usize,
}

/// The cluster of each record, from 0 to below `n_clusters`, none of them empty; the largest of the sample comes first.
/// `records`, records x inputs, have unit length.
///
/// # Panics
/// With fewer records than clusters or starts.
pub fn cluster(records: &Inputs, n_clusters: usize, search: Search, rng: &mut Rng) -> Vec<usize> {
    let sample = records.select(&(0..records.n_rows().min(search.n_sampled)).collect::<Vec<usize>>());
    let n = sample.n_rows();
    assert!(n >= search.n_starts && search.n_starts >= n_clusters, "a record a start, a start a cluster");
    let mut centres = Array2::zeros((records.n_inputs(), search.n_starts));
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(rng);
    for (start, record) in order[..search.n_starts].iter().enumerate() {
        add(&sample, *record, start, &mut centres);
    }
    let mut labels = vec![0; n];
    for _ in 0..search.n_rounds {
        labels = nearest(&sample, &centres);
        centres = sums(&sample, &labels, search.n_starts);
    }
    let mut sizes = vec![0; search.n_starts];
    labels.iter().for_each(|label| sizes[*label] += 1);
    let mut largest: Vec<usize> = (0..search.n_starts).collect();
    order::sort_by_key(&mut largest, |start| std::cmp::Reverse(sizes[*start]));
    centres = centres.select(Axis(1), &largest[..n_clusters]).as_standard_layout().into_owned();
    for round in 0..search.n_rounds_of_all {
        if round > 0 {
            centres = sums(records, &labels, n_clusters);
        }
        labels = nearest(records, &centres);
    }
    labels
}

/// The centre with the greatest inner product of each record: of unit lengths the nearest, at a squared distance of 2 less twice
/// the product.
fn nearest(records: &Inputs, centres: &Array2<f32>) -> Vec<usize> {
    kmeans::nearest(records, centres, |_| 0.0, |_, product| 1.0 - product)
}

/// The sum of each cluster's records, scaled to unit length: features x clusters.
fn sums(records: &Inputs, labels: &[usize], n_clusters: usize) -> Array2<f32> {
    let mut sums = Array2::zeros((records.n_inputs(), n_clusters));
    for (record, &label) in labels.iter().enumerate() {
        add(records, record, label, &mut sums);
    }
    // An empty one stays at 0; it gets a record in the next round.
    let mut squares = Array1::<f32>::zeros(n_clusters);
    for row in sums.outer_iter() {
        squares.zip_mut_with(&row, |square, sum: &f32| *square += sum * sum);
    }
    for mut row in sums.outer_iter_mut() {
        row.zip_mut_with(&squares, |sum, square| *sum /= square.sqrt().max(f32::MIN_POSITIVE));
    }
    sums
}

fn add(records: &Inputs, record: usize, cluster: usize, sums: &mut Array2<f32>) {
    let row = records.row(record);
    for (&column, value) in row.columns.iter().zip(row.values) {
        sums[[column as usize, cluster]] += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, Stream};
    use ndarray::aview1;
    use rand::RngExt;

    const SEARCH: Search = Search { n_starts: 6, n_sampled: 40, n_rounds: 4, n_rounds_of_all: 4 };

    /// Records of unit length.
    fn inputs(rows: impl IntoIterator<Item = Vec<f32>>) -> Inputs {
        let mut inputs: Option<Inputs> = None;
        for row in rows {
            let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
            let row: Vec<f32> = row.iter().map(|x| x / length).collect();
            inputs.get_or_insert_with(|| Inputs::empty(row.len())).push_values(aview1(&row));
        }
        inputs.expect("there is a row")
    }

    fn rng(index: u64) -> Rng {
        Seed(1).rng(Stream::Synthetic, index)
    }

    /// The sum of the products of records with their own centre.
    fn objective(records: &Inputs, labels: &[usize], centres: &Array2<f32>) -> f32 {
        let product = |(record, label): (usize, &usize)| {
            let row = records.row(record);
            row.columns
                .iter()
                .zip(row.values)
                .map(|(column, value)| value * centres[[*column as usize, *label]])
                .sum::<f32>()
        };
        labels.iter().enumerate().map(product).sum()
    }

    #[test]
    fn a_round_is_as_by_hand() {
        let records = inputs([vec![1.0, 0.0], vec![3.0, 4.0], vec![0.0, 2.0]]);
        let centres = ndarray::arr2(&[[1.0, 0.0], [0.0, 1.0]]);
        // (.6, .8) is nearer to the second.
        let labels = nearest(&records, &centres);
        assert_eq!(labels, [0, 1, 1]);
        // (.6, 1.8) has the length sqrt(3.6).
        let centres = sums(&records, &labels, 2);
        let length = 3.6_f32.sqrt();
        for (found, wanted) in centres.iter().zip([1.0, 0.6 / length, 0.0, 1.8 / length]) {
            assert!((found - wanted).abs() < 1e-6, "{centres}");
        }
    }

    /// Three directions, in lengths from 1 to 9: distances between records of one direction are greater than between
    /// directions.
    #[test]
    fn what_counts_is_the_direction() {
        let row = |record: usize| {
            let mut row = vec![0.05; 6];
            row[2 * (record % 3)] = 1.0 + (record % 9) as f32;
            row[2 * (record % 3) + 1] = 1.0 + (record % 9) as f32;
            row
        };
        let records = inputs((0..90).map(row));
        let labels = cluster(&records, 3, SEARCH, &mut rng(1));
        assert!((0..90).all(|record| labels[record] == labels[record % 3]), "{labels:?}");
        assert!(labels[0] != labels[1] && labels[1] != labels[2] && labels[0] != labels[2]);
    }

    #[test]
    fn no_round_lowers_the_objective() {
        let mut draws = rng(2);
        let rows = (0..200).map(|_| (0..12).map(|_| 0.1 + draws.random::<f32>()).collect::<Vec<f32>>());
        let records = inputs(rows.collect::<Vec<_>>());
        let mut centres = sums(&records, &(0..200).map(|record| record % 7).collect::<Vec<_>>(), 7);
        let mut before = f32::NEG_INFINITY;
        for _ in 0..10 {
            let labels = nearest(&records, &centres);
            centres = sums(&records, &labels, 7);
            let after = objective(&records, &labels, &centres);
            assert!(after >= before - 1e-3, "{before} to {after}");
            before = after;
        }
    }

    #[test]
    fn every_cluster_has_a_record_even_among_equals() {
        for rows in [vec![vec![1.0, 2.0]; 40], (0..40).map(|i| vec![1.0, i as f32]).collect()] {
            let labels = cluster(&inputs(rows), 5, SEARCH, &mut rng(3));
            assert!((0..5).all(|cluster| labels.contains(&cluster)), "{labels:?}");
        }
    }
}
