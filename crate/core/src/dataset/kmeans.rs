//! k-means clustering of records of zeros and ones (Lloyd 1982), for data sets whose classes are clusters.
//!
//! The squared distance of a record `x` to a centre `c` is `‖x‖² - 2 x·c + ‖c‖²`, and `x·c` is a sum over the ones of
//! `x` alone. Sums of records are whole numbers and products add their terms in a fixed order, so the same records and
//! draws give the same clusters on every machine.

use super::Inputs;
use crate::Rng;
use ndarray::{Array1, Array2};
use nearmiss_kernel::sparse;
use rand::RngExt;

/// Records a product is made for at a time.
const BLOCK: usize = 256;

/// Rounds after which clusters are taken as they are.
const MAX_ROUNDS: usize = 25;

/// The cluster of each record, from 0 to below `n_clusters`, none of them empty: Lloyd's rounds from the start of
/// Arthur and Vassilvitskii (k-means++, 2007) until nothing changes, at most 25. Every input of `records` is 0 or 1.
///
/// # Panics
/// With no cluster, or fewer records than clusters.
pub fn cluster(records: &Inputs, n_clusters: usize, rng: &mut Rng) -> Vec<usize> {
    let mut clustering = Clustering::start(records, n_clusters, rng);
    for _ in 0..MAX_ROUNDS {
        if !clustering.round(records) {
            break;
        }
    }
    clustering.labels
}

/// Clusters in the making.
struct Clustering {
    /// features x clusters
    centres: Array2<f32>,
    /// The cluster of each record.
    labels: Vec<usize>,
}

impl Clustering {
    /// Centres at records: the first any, each next one with probability proportional to the squared distance to the
    /// nearest so far. Between bits that is the Hamming distance, a whole number. All records are in cluster 0.
    fn start(records: &Inputs, n_clusters: usize, rng: &mut Rng) -> Clustering {
        let n = records.n_rows();
        assert!(n_clusters > 0 && n >= n_clusters, "a record a cluster");
        let mut centres = Array2::zeros((records.n_inputs(), n_clusters));
        let mut nearest = vec![u64::MAX; n];
        let mut chosen = rng.random_range(0..n);
        for cluster in 0..n_clusters {
            if cluster > 0 {
                chosen = draw_weighted(&nearest, rng);
            }
            let mut is_one = vec![false; records.n_inputs()];
            for &column in records.row(chosen).columns {
                centres[[column as usize, cluster]] = 1.0;
                is_one[column as usize] = true;
            }
            let n_chosen = records.row(chosen).columns.len();
            for (record, nearest) in nearest.iter_mut().enumerate() {
                let columns = records.row(record).columns;
                let n_common = columns.iter().filter(|column| is_one[**column as usize]).count();
                *nearest = (*nearest).min((columns.len() + n_chosen - 2 * n_common) as u64);
            }
        }
        Clustering { centres, labels: vec![0; n] }
    }

    /// Gives every record to the nearest centre, the lower of two, and makes each centre the mean of its records. Says
    /// whether a record has changed its cluster.
    fn round(&mut self, records: &Inputs) -> bool {
        let n_clusters = self.centres.ncols();
        let centre_norms: Array1<f32> =
            self.centres.outer_iter().fold(Array1::zeros(n_clusters), |norms, row| norms + &row * &row);
        let square = |row: usize| records.row(row).columns.len() as f32;
        let labels = nearest(records, &self.centres, square, |cluster, product| centre_norms[cluster] - 2.0 * product);
        self.centres = means(records, &labels, n_clusters);
        let has_changed = labels != self.labels;
        self.labels = labels;
        has_changed
    }
}

/// The nearest centre of each record, the lower of two; a centre that would have none gets a record that lies far from its
/// own. `centres` is features x clusters. The squared distance of a record is `own` of its row, plus what `less_own` makes of a
/// cluster and the record's inner product with its centre.
pub(super) fn nearest(
    records: &Inputs,
    centres: &Array2<f32>,
    own: impl Fn(usize) -> f32,
    less_own: impl Fn(usize, f32) -> f32,
) -> Vec<usize> {
    let n_clusters = centres.ncols();
    let (mut labels, mut distances) = (Vec::new(), Vec::new());
    let mut products = Array2::zeros((BLOCK, n_clusters));
    let centres = centres.as_slice().expect("centres are in row order");
    for start in (0..records.n_rows()).step_by(BLOCK) {
        let rows = start..records.n_rows().min(start + BLOCK);
        let into = products.as_slice_mut().expect("products are in row order");
        sparse::product(records.rows(rows.clone()), centres, n_clusters, into);
        for (row, products) in rows.zip(products.outer_iter()) {
            let of_clusters = products.iter().enumerate().map(|(cluster, product)| less_own(cluster, *product));
            let (label, distance) = lowest(of_clusters);
            labels.push(label);
            distances.push(own(row) + distance);
        }
    }
    fill_empty(&mut labels, &distances, n_clusters);
    labels
}

/// An index with probability proportional to its weight; any index if all weights are 0.
fn draw_weighted(weights: &[u64], rng: &mut Rng) -> usize {
    let total: u64 = weights.iter().sum();
    if total == 0 {
        return rng.random_range(0..weights.len());
    }
    let mut point = rng.random_range(0..total);
    let holds_point = |weight: &u64| {
        let holds = point < *weight;
        point = point.saturating_sub(*weight);
        holds
    };
    weights.iter().position(holds_point).expect("the point lies below the total")
}

/// The lowest value with its index, the first of several.
fn lowest(values: impl Iterator<Item = f32>) -> (usize, f32) {
    values.enumerate().fold((0, f32::INFINITY), |best, (idx, value)| if value < best.1 { (idx, value) } else { best })
}

/// Gives each empty cluster the record farthest from its centre, the first of several, that isn't alone in its own.
fn fill_empty(labels: &mut [usize], distances: &[f32], n_clusters: usize) {
    let mut sizes = vec![0; n_clusters];
    for &label in labels.iter() {
        sizes[label] += 1;
    }
    for empty in 0..n_clusters {
        if sizes[empty] == 0 {
            let movable = (0..labels.len()).filter(|record| sizes[labels[*record]] > 1);
            let farthest =
                movable.reduce(|best, record| if distances[record] > distances[best] { record } else { best });
            let farthest = farthest.expect("there are at least as many records as clusters");
            sizes[labels[farthest]] -= 1;
            sizes[empty] = 1;
            labels[farthest] = empty;
        }
    }
}

/// The mean of each cluster's records: features x clusters.
fn means(records: &Inputs, labels: &[usize], n_clusters: usize) -> Array2<f32> {
    let mut sums = Array2::<f32>::zeros((records.n_inputs(), n_clusters));
    let mut sizes = Array1::<f32>::zeros(n_clusters);
    for (record, &label) in labels.iter().enumerate() {
        sizes[label] += 1.0;
        for &column in records.row(record).columns {
            sums[[column as usize, label]] += 1.0;
        }
    }
    sums / sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, Stream};
    use ndarray::aview1;

    fn inputs<const N: usize>(rows: &[[f32; N]]) -> Inputs {
        let mut inputs = Inputs::empty(rows[0].len());
        for row in rows {
            inputs.push_values(aview1(row));
        }
        inputs
    }

    fn rng(index: u64) -> Rng {
        Seed(5).rng(Stream::Synthetic, index)
    }

    /// Sum of the squared distances to the means of the clusters, from the definition.
    fn objective(records: &Inputs, labels: &[usize], n_clusters: usize) -> f64 {
        let means = means(records, labels, n_clusters);
        let distance = |(record, label): (usize, &usize)| {
            let mut differences: Vec<f64> = means.column(*label).iter().map(|c| f64::from(*c)).collect();
            for &column in records.row(record).columns {
                differences[column as usize] -= 1.0;
            }
            differences.iter().map(|d| d * d).sum::<f64>()
        };
        labels.iter().enumerate().map(distance).sum()
    }

    /// `n` records of 60 bits: each cluster's own 20 are ones with probability `own`, the others with 0.1.
    fn blobs(n: usize, own: f64) -> Inputs {
        let mut rng = rng(0);
        let mut inputs = Inputs::empty(60);
        for record in 0..n {
            let bit = |column: usize| if column / 20 == record % 3 { own } else { 0.1 };
            let values: Vec<f32> = (0..60).map(|column| f32::from(rng.random::<f64>() < bit(column))).collect();
            inputs.push_values(aview1(&values));
        }
        inputs
    }

    #[test]
    fn a_round_by_hand() {
        let records = inputs(&[[1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0], [0.0; 4]]);
        // Centres at records 1 and 2. Record 0 is at distance 1 and 4 from them, record 3 at 1 and 2.
        let mut clustering = Clustering { centres: Array2::zeros((4, 2)), labels: vec![0; 4] };
        for (feature, cluster) in [(0, 0), (2, 1), (3, 1)] {
            clustering.centres[[feature, cluster]] = 1.0;
        }
        assert!(clustering.round(&records));
        assert_eq!(clustering.labels, [0, 0, 1, 0]);
        let third = 1.0 / 3.0;
        assert_eq!(clustering.centres, ndarray::arr2(&[[2.0 * third, 0.0], [third, 0.0], [0.0, 1.0], [0.0, 1.0]]));
        assert!(!clustering.round(&records));
        // 0.56 + 0.22 + 0 + 0.56
        assert!((objective(&records, &clustering.labels, 2) - 4.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn a_tie_goes_to_the_lower_cluster() {
        let records = inputs(&[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]);
        let mut clustering = Clustering { centres: Array2::eye(2), labels: vec![0; 3] };
        clustering.round(&records);
        assert_eq!(clustering.labels, [0, 1, 0]);
    }

    #[test]
    fn an_empty_cluster_takes_the_farthest_record_of_a_shared_one() {
        let mut labels = vec![0, 0, 0, 2];
        fill_empty(&mut labels, &[1.0, 3.0, 3.0, 9.0], 3);
        assert_eq!(labels, [0, 1, 0, 2]);
    }

    #[test]
    fn every_cluster_has_a_record_even_among_equals() {
        for (records, n_clusters) in
            [(inputs(&[[1.0, 0.0]; 7]), 7), (inputs(&[[0.0, 0.0]; 9]), 4), (blobs(40, 0.5), 40)]
        {
            let labels = cluster(&records, n_clusters, &mut rng(1));
            assert!((0..n_clusters).all(|cluster| labels.contains(&cluster)), "{labels:?}");
        }
    }

    /// The draws are fixed, so this can't fail by chance. Along the line between two clusters' means they are 17 of their
    /// standard deviations apart.
    #[test]
    fn well_separated_clusters_are_found() {
        let records = blobs(300, 0.9);
        let labels = cluster(&records, 3, &mut rng(1));
        assert!((0..300).all(|record| labels[record] == labels[record % 3]), "{labels:?}");
        assert!(labels[0] != labels[1] && labels[1] != labels[2] && labels[0] != labels[2]);
    }

    #[test]
    fn no_round_raises_the_objective() {
        let records = blobs(400, 0.3);
        for (index, n_clusters) in [(1, 2), (2, 5), (3, 20), (4, 60)] {
            let mut clustering = Clustering::start(&records, n_clusters, &mut rng(index));
            clustering.round(&records);
            let mut before = objective(&records, &clustering.labels, n_clusters);
            let mut n_rounds = 1;
            while clustering.round(&records) {
                let after = objective(&records, &clustering.labels, n_clusters);
                assert!(after <= before + 1e-3, "{n_clusters} clusters, round {n_rounds}: {before} to {after}");
                before = after;
                n_rounds += 1;
            }
            assert!(n_rounds > 2 && n_rounds < 100, "{n_rounds} rounds");
        }
    }

    #[test]
    fn a_start_prefers_records_far_from_the_centres_so_far() {
        assert_eq!(draw_weighted(&[0, 0, 5, 0], &mut rng(1)), 2);
        let n_second = (0..1000).filter(|index| draw_weighted(&[1, 3], &mut rng(*index)) == 1).count();
        // 750 expected, standard deviation 13.7; 4.9 of them are exceeded with probability 1e-6.
        assert!(n_second.abs_diff(750) < 67, "{n_second}");
    }
}
