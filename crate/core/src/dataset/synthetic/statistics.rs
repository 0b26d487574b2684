//! What the synthetic data sets' tests and the tables in their documentation are made of.

use crate::Dataset;
use crate::mrmr;
use crate::order;
use ndarray::Array2;

/// What is compared with a real file.
#[derive(Debug)]
pub struct Statistics {
    /// Share of ones among all values.
    pub density: f64,
    /// The share of records that each feature is one for.
    pub shares: Vec<f64>,
    /// Ones a record.
    pub ones_mean: f64,
    /// Standard deviation of the ones a record.
    pub ones_sd: f64,
    /// Percentiles 5, 50, 95 of the ones a record.
    pub ones: [usize; 3],
    /// Mean Hamming distance of two records of a class.
    pub within: f64,
    /// Mean Hamming distance of two records of different classes.
    pub between: f64,
    /// Percentiles 5, 25, 50, 75, 95 of the Hamming distance of a fifth of the records to the others.
    pub min_distance: [usize; 5],
    /// Share of the last fifth whose nearest record among the others is of their class.
    pub nearest_neighbour: f64,
    /// [`nearest_centroid_accuracy`]
    pub nearest_centroid: f64,
    /// Pairs of features that correlate by more than 0.3.
    pub n_correlated: usize,
    /// Pairs of equal records.
    pub n_duplicates: usize,
    /// Greatest mutual information of a feature with the class, in bits.
    pub best_feature: f64,
    /// Of the first 15 features by mRMR: how many are wrong on average if each is guessed as its more frequent value.
    pub majority: f64,
    /// How often the record with fewer ones is the original, if the other has one feature of it flipped, any with the
    /// same probability.
    pub fewer_ones: f64,
}

fn percentile(values: &mut Vec<usize>, percent: usize) -> usize {
    order::sort_by_key(values, |value| *value);
    values[(values.len() - 1) * percent / 100]
}

/// The non-zero positions of a slice of zeros and ones, one bit each.
fn packed<'a>(values: impl Iterator<Item = &'a f32>) -> Vec<u64> {
    let values: Vec<f32> = values.copied().collect();
    let word = |chunk: &[f32]| chunk.iter().rev().fold(0, |word, value| word << 1 | u64::from(*value == 1.0));
    values.chunks(64).map(word).collect()
}

fn n_common(a: &[u64], b: &[u64]) -> usize {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones() as usize).sum()
}

impl Statistics {
    /// Of a data set of binary features.
    pub fn of(dataset: &Dataset) -> Statistics {
        let (n, d) = dataset.values().dim();
        let labels = dataset.labels();
        let records: Vec<Vec<u64>> = dataset.values().outer_iter().map(|r| packed(r.iter())).collect();
        let ones: Vec<usize> = records.iter().map(|r| n_common(r, r)).collect();
        let hamming = |a: usize, b: usize| ones[a] + ones[b] - 2 * n_common(&records[a], &records[b]);

        let (mut within, mut between) = ((0, 0), (0, 0));
        let mut n_duplicates = 0;
        for a in 0..n {
            for b in 0..a {
                let distance = hamming(a, b);
                let pairs = if labels[a] == labels[b] { &mut within } else { &mut between };
                *pairs = (pairs.0 + distance, pairs.1 + 1);
                n_duplicates += usize::from(distance == 0);
            }
        }

        // Records are exchangeable, so the first four fifths are as good a training set as any.
        let n_train = 4 * n / 5;
        let nearest: Vec<(usize, usize)> =
            (n_train..n).map(|a| (0..n_train).map(|b| (hamming(a, b), b)).min().unwrap()).collect();
        let mut distances: Vec<usize> = nearest.iter().map(|(distance, _)| *distance).collect();
        let n_right = nearest.iter().zip(n_train..).filter(|((_, b), a)| labels[*a] == labels[*b]).count();

        let columns: Vec<Vec<u64>> = dataset.values().columns().into_iter().map(|c| packed(c.iter())).collect();
        let shares: Vec<f64> = columns.iter().map(|c| n_common(c, c) as f64 / n as f64).collect();
        let mut n_correlated = 0;
        for i in 0..d {
            for j in 0..i {
                let covariance = n_common(&columns[i], &columns[j]) as f64 / n as f64 - shares[i] * shares[j];
                let variances = shares[i] * (1.0 - shares[i]) * shares[j] * (1.0 - shares[j]);
                n_correlated += usize::from(covariance > 0.3 * variances.sqrt());
            }
        }

        let chosen = mrmr::rank(dataset.codes(), &vec![2; d], labels, dataset.schema().classes.len(), 15);
        let ones_mean = ones.iter().sum::<usize>() as f64 / n as f64;
        let ones_variance =
            ones.iter().map(|o| (*o as f64 - ones_mean) * (*o as f64 - ones_mean)).sum::<f64>() / n as f64;
        let mut sorted_ones = ones.clone();
        Statistics {
            density: ones_mean / d as f64,
            ones_mean,
            ones_sd: ones_variance.sqrt(),
            ones: [5, 50, 95].map(|p| percentile(&mut sorted_ones, p)),
            within: within.0 as f64 / within.1 as f64,
            between: between.0 as f64 / between.1 as f64,
            min_distance: [5, 25, 50, 75, 95].map(|p| percentile(&mut distances, p)),
            nearest_neighbour: n_right as f64 / (n - n_train) as f64,
            nearest_centroid: nearest_centroid_accuracy(dataset),
            n_correlated,
            n_duplicates,
            best_feature: best_feature(dataset),
            majority: chosen.iter().map(|ranked| shares[ranked.feature].min(1.0 - shares[ranked.feature])).sum(),
            fewer_ones: 1.0 - ones_mean / d as f64,
            shares,
        }
    }
}

/// Greatest mutual information of a feature with the class, in bits.
fn best_feature(dataset: &Dataset) -> f64 {
    let information = |codes: ndarray::ArrayView1<'_, u16>| {
        let codes: Vec<usize> = codes.iter().map(|code| usize::from(*code)).collect();
        mrmr::mutual_information(&codes, 2, dataset.labels(), dataset.schema().classes.len())
    };
    dataset.codes().columns().into_iter().map(information).fold(0.0, f64::max) / std::f64::consts::LN_2
}

/// Share of records that lie nearest to the mean of their own class, by Euclidean distance, themselves included.
fn nearest_centroid_accuracy(dataset: &Dataset) -> f64 {
    let n_classes = dataset.schema().classes.len();
    let mut centroids = Array2::<f32>::zeros((n_classes, dataset.values().ncols()));
    let mut sizes = vec![0.0; n_classes];
    for (record, &label) in dataset.values().outer_iter().zip(dataset.labels()) {
        centroids.row_mut(label).zip_mut_with(&record, |c, r| *c += r);
        sizes[label] += 1.0;
    }
    for (mut centroid, size) in centroids.outer_iter_mut().zip(sizes) {
        centroid /= size;
    }
    let distance = |record: usize, class: usize| -> f32 {
        dataset.record(record).iter().zip(centroids.row(class)).map(|(r, c)| (r - c) * (r - c)).sum()
    };
    let nearest =
        |record: usize| (0..n_classes).min_by(|a, b| distance(record, *a).total_cmp(&distance(record, *b))).unwrap();
    let n_right = (0..dataset.n_records()).filter(|r| nearest(*r) == dataset.labels()[*r]).count();
    n_right as f64 / dataset.n_records() as f64
}
