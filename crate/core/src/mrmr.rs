//! Minimal redundancy, maximal relevance (Peng, Long and Ding 2005), in its difference form (MID).

use ndarray::{Array2, ArrayView1, Axis};
use nearmiss_kernel::count;

/// One chosen feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Its index.
    pub feature: usize,
    /// Relevance less mean redundancy when it was chosen, in nats.
    pub score: f64,
}

/// The first `n` features by mRMR: each time the feature j with the greatest I(x_j; y) less the mean of I(x_j; x_s)
/// over the features s chosen before. Ties go to the more relevant, then to the lower index. `codes` is records x
/// features, `n_values` the number of codes of each feature.
pub fn rank(codes: &Array2<u16>, n_values: &[usize], labels: &[usize], n_classes: usize, n: usize) -> Vec<Ranked> {
    let columns: Vec<Vec<usize>> = codes
        .axis_iter(Axis(1))
        .map(|column: ArrayView1<'_, u16>| column.iter().map(|c| usize::from(*c)).collect())
        .collect();
    let relevance: Vec<f64> =
        columns.iter().zip(n_values).map(|(c, n)| mutual_information(c, *n, labels, n_classes)).collect();
    let mut redundancy = vec![0.0; columns.len()];
    let mut left: Vec<usize> = (0..columns.len()).collect();
    let mut chosen: Vec<Ranked> = Vec::new();
    while chosen.len() < n && !left.is_empty() {
        let n_chosen = chosen.len().max(1) as f64;
        let score = |j: usize| relevance[j] - redundancy[j] / n_chosen;
        let better = |j: usize, k: usize| {
            score(j) > score(k)
                || (score(j) == score(k) && (relevance[j] > relevance[k] || (relevance[j] == relevance[k] && j < k)))
        };
        let feature =
            left.iter().copied().reduce(|best, j| if better(j, best) { j } else { best }).expect("features are left");
        chosen.push(Ranked { feature, score: score(feature) });
        left.retain(|j| *j != feature);
        for &j in &left {
            redundancy[j] += mutual_information(&columns[j], n_values[j], &columns[feature], n_values[feature]);
        }
    }
    chosen
}

/// Plug-in mutual information of two columns of codes in nats: sum of p(a, b) log(p(a, b) / (p(a) p(b))).
pub fn mutual_information(a: &[usize], n_a: usize, b: &[usize], n_b: usize) -> f64 {
    let counts = count::joint(a, n_a, b, n_b);
    let n = a.len() as f64;
    let total = |cells: &mut dyn Iterator<Item = usize>| f64::from(cells.map(|cell| counts[cell]).sum::<u32>());
    let of_a: Vec<f64> = (0..n_a).map(|i| total(&mut (0..n_b).map(|j| i * n_b + j))).collect();
    let of_b: Vec<f64> = (0..n_b).map(|j| total(&mut (0..n_a).map(|i| i * n_b + j))).collect();
    let mut sum = 0.0;
    for i in 0..n_a {
        for j in 0..n_b {
            let count = f64::from(counts[i * n_b + j]);
            if count > 0.0 {
                sum += count / n * libm::log(count * n / (of_a[i] * of_b[j]));
            }
        }
    }
    sum
}
