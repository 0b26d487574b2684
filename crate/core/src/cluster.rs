//! Observations that hang together: those of one cluster count as one.
//!
//! Equal records, and of own data records of one person, are a cluster ([`crate::dataset::clusters`]).

use crate::order;

/// Places of observations by cluster, clusters in order of their first observation.
pub(crate) fn by_cluster(clusters: &[usize]) -> Vec<Vec<usize>> {
    let mut number = vec![None; clusters.iter().max().map_or(0, |last| last + 1)];
    let mut places: Vec<Vec<usize>> = Vec::new();
    for (place, cluster) in clusters.iter().enumerate() {
        let own = *number[*cluster].get_or_insert_with(|| {
            places.push(Vec::new());
            places.len() - 1
        });
        places[own].push(place);
    }
    places
}

/// Which half each of `n` observations is of, 0 or 1: in turn, or whole clusters in turn.
pub(crate) fn halves(n: usize, clusters: Option<&[usize]>) -> Vec<usize> {
    let Some(clusters) = clusters else { return (0..n).map(|place| place % 2).collect() };
    let mut halves = vec![0; n];
    for (number, places) in by_cluster(clusters).into_iter().enumerate() {
        places.into_iter().for_each(|place| halves[place] = number % 2);
    }
    halves
}

/// How many clusters there are.
pub(crate) fn n_clusters(clusters: &[usize]) -> usize {
    by_cluster(clusters).len()
}

/// Standard error of the mean of some values, each cluster one observation: sqrt(I/(I-1) Σ (Σ (v - mean))²) / n, with I
/// clusters (Liang and Zeger 1986); 0 for a single cluster.
pub(crate) fn error_of_mean(values: &[f64], clusters: &[usize]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let moves =
        by_cluster(clusters).into_iter().map(|places| places.into_iter().map(|i| values[i] - mean).sum::<f64>());
    spread(moves) / n
}

/// sqrt(I/(I-1) Σ m²) of what each of I clusters moves a sum by.
pub(crate) fn spread(moves: impl Iterator<Item = f64>) -> f64 {
    let (squares, n) = moves.fold((0.0, 0.0), |(squares, n), own| (squares + own * own, n + 1.0));
    if n > 1.0 { (squares * n / (n - 1.0)).sqrt() } else { 0.0 }
}

/// Of each of `own` the share of `others` below it, equals counted half: its placement value (DeLong, DeLong and
/// Clarke-Pearson 1988).
pub(crate) fn placements(own: &[f64], others: &[f64]) -> Vec<f64> {
    let mut sorted = others.to_vec();
    order::ascending(&mut sorted);
    let share_below = |score: &f64| {
        let below = sorted.partition_point(|s| s < score);
        let up_to = sorted.partition_point(|s| s <= score);
        (below + up_to) as f64 / (2 * sorted.len()) as f64
    };
    own.iter().map(share_below).collect()
}

/// As how many independent observations clustered ones count, of a rate that is the mean of `values`: their number by the
/// design effect (Kish 1965), at most as many as there are; where the values don't differ, the number of clusters.
pub(crate) fn effective_n(values: &[f64], clusters: &[usize]) -> usize {
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    let error = error_of_mean(values, clusters);
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    let n_clusters = n_clusters(clusters);
    if error == 0.0 || squares == 0.0 || n < 2 {
        return n_clusters;
    }
    let independent = squares / (n - 1) as f64 / (error * error);
    (independent as usize).clamp(1, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_observations_are_as_without_clusters() {
        let values = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0];
        let single: Vec<usize> = (0..8).collect();
        // Five ones of eight: squares of 15/8, over 7 and over 8.
        let wanted = (15.0_f64 / 8.0 / 7.0 / 8.0).sqrt();
        assert!((error_of_mean(&values, &single) - wanted).abs() < 1e-15);
        assert_eq!(effective_n(&values, &single), 8);
    }

    #[test]
    fn equal_observations_count_once() {
        let (values, clusters): (Vec<f64>, Vec<usize>) =
            (0..40).map(|i| (f64::from(i / 4 % 2), i as usize / 4)).unzip();
        // Of ten observations, five of them ones.
        let wanted = (2.5_f64 / 9.0 / 10.0).sqrt();
        assert!((error_of_mean(&values, &clusters) - wanted).abs() < 1e-15);
        assert!(effective_n(&values, &clusters).abs_diff(10) <= 1);
        assert_eq!(effective_n(&[1.0; 40], &clusters), 10);
        assert_eq!(by_cluster(&[3, 1, 3, 0]), [vec![0, 2], vec![1], vec![3]]);
    }
}
