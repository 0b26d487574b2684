//! How far apart two records are: Hamming, Manhattan or Euclidean distance.
//!
//! The main paper's data are binary, where Hamming distance says all. Other data have numbers, and a number may be off
//! by little or by much. So a numeric feature is off by *steps of its grid*: the places that the two nearest grid values
//! are apart ([`crate::dataset::FeatureKind::Numeric`]). The grid of a column with many values is made of its quantiles,
//! so a step is about the same share of the people in every column, whatever its unit and however skewed it is. Any
//! other feature is off by 0 or 1, a categorical one too: its one-hot group is one feature.
//!
//! | metric | distance of records whose features are off by d |
//! |---|---|
//! | Hamming | the number of d above 0 |
//! | Manhattan | Σ d |
//! | Euclidean | √Σ d² |
//!
//! In each, a distance of 1 is one feature off by 1: one grid step of one number, or another value of one other feature
//! (by Hamming, any other value of one feature). Without numeric features Manhattan equals Hamming, and Euclidean is its
//! root. Each is a metric on records as coded, a Minkowski sum of metrics of single features, so the triangle inequality
//! holds; records at distance 0 may differ in numbers that share their nearest grid value.

use crate::dataset::{FeatureKind, Schema};
use ndarray::ArrayView1;
use nearmiss_kernel::count;
use serde::{Deserialize, Serialize};

/// A distance between records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Features that differ.
    #[default]
    Hamming,
    /// Steps that features are off by, all together.
    Manhattan,
    /// The root of the sum of their squares.
    Euclidean,
}

impl Metric {
    /// All of them.
    pub const ALL: [Metric; 3] = [Metric::Hamming, Metric::Manhattan, Metric::Euclidean];

    /// As in experiments and links.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Hamming => "hamming",
            Metric::Manhattan => "manhattan",
            Metric::Euclidean => "euclidean",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Metric::Hamming => "Hamming",
            Metric::Manhattan => "Manhattan",
            Metric::Euclidean => "Euclidean",
        }
    }

    /// Whether it is the paper's, which experiments leave unsaid.
    pub fn is_hamming(&self) -> bool {
        *self == Metric::Hamming
    }

    /// The distance of two records, given by their values.
    pub fn distance(self, schema: &Schema, a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f64 {
        let codes = |record: ArrayView1<'_, f32>| -> Vec<u16> {
            schema.features.iter().zip(record).map(|(feature, value)| feature.value_idx(*value) as u16).collect()
        };
        self.root(Ruler::new(self, schema).sum(&codes(a), &codes(b)))
    }

    /// The greatest distance that two records can have.
    pub fn diameter(self, schema: &Schema) -> f64 {
        let last = |n_values: usize| n_values.saturating_sub(1) as u16;
        let far: Vec<u16> = schema.features.iter().map(|feature| last(feature.n_values())).collect();
        self.root(Ruler::new(self, schema).sum(&far, &vec![0; far.len()]))
    }

    /// What the features off by d have to sum up to for this distance: Σ d², or Σ d.
    pub(crate) fn sum_at(self, distance: usize) -> u64 {
        let distance = distance as u64;
        if self == Metric::Euclidean { distance * distance } else { distance }
    }

    /// The distance at this sum.
    fn root(self, sum: u64) -> f64 {
        if self == Metric::Euclidean { (sum as f64).sqrt() } else { sum as f64 }
    }
}

/// A metric made ready to measure many records of one schema.
#[derive(Debug, Clone)]
pub(crate) struct Ruler {
    metric: Metric,
    /// By feature: the most that it counts as off.
    caps: Vec<u16>,
}

impl Ruler {
    /// For records of this schema.
    pub fn new(metric: Metric, schema: &Schema) -> Ruler {
        let cap = |kind: &FeatureKind| match kind {
            FeatureKind::Numeric { .. } if metric != Metric::Hamming => u16::MAX,
            FeatureKind::Numeric { .. } | FeatureKind::Binary | FeatureKind::Categorical { .. } => 1,
        };
        Ruler { metric, caps: schema.features.iter().map(|feature| cap(&feature.kind)).collect() }
    }

    /// Σ d, or Σ d² of the Euclidean, over the features of two records, given by their codes.
    pub fn sum(&self, a: &[u16], b: &[u16]) -> u64 {
        let off = a.iter().zip(b).zip(&self.caps).map(|((a, b), cap)| u64::from(a.abs_diff(*b).min(*cap)));
        if self.metric == Metric::Euclidean { off.map(|d| d * d).sum() } else { off.sum() }
    }

    /// The least [`Ruler::sum`] of a record and one of others, of which there must be one.
    pub fn least_sum<'a>(&self, own: &[u16], mut others: impl Iterator<Item = &'a [u16]>) -> u64 {
        let sum = match self.metric {
            Metric::Hamming => count::least_hamming_distance(own, &mut others).map(|distance| distance as u64),
            _ => others.map(|other| self.sum(own, other)).min(),
        };
        sum.expect("there are others")
    }

    /// The distance at this sum, the Euclidean to the nearest whole number.
    pub fn whole_distance(&self, sum: u64) -> usize {
        self.metric.root(sum).round() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Feature;
    use ndarray::{Array1, arr1};
    use proptest::prelude::*;

    /// Numbers with an uneven grid, three levels, a bit.
    fn schema() -> Schema {
        let levels = (0..3).map(|level| level.to_string()).collect();
        let grid = vec![0.0, 1.0, 5.0, 6.0, 100.0];
        let kinds = [
            FeatureKind::Numeric { grid: grid.clone() },
            FeatureKind::Categorical { levels },
            FeatureKind::Binary,
            FeatureKind::Numeric { grid },
        ];
        let features = kinds.into_iter().map(|kind| Feature::new(String::new(), kind)).collect();
        Schema { features, classes: Vec::new(), picture: None }
    }

    fn record() -> impl Strategy<Value = Array1<f32>> {
        let number = -3.0..110.0_f32;
        (number.clone(), 0..3_u8, 0..2_u8, number)
            .prop_map(|(a, level, bit, b)| arr1(&[a, level.into(), bit.into(), b]))
    }

    fn check(a: &[f32], b: &[f32], expected: [f64; 3]) {
        let distance = |metric: Metric| metric.distance(&schema(), arr1(a).view(), arr1(b).view());
        assert_eq!(Metric::ALL.map(distance), expected, "{a:?} {b:?}");
    }

    #[test]
    fn distances_match_hand_worked_ones() {
        check(&[0.0, 0.0, 0.0, 0.0], &[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0]);
        // One step counts one, however wide it is.
        check(&[6.0, 0.0, 0.0, 0.0], &[100.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0]);
        check(&[0.0, 0.0, 0.0, 1.0], &[6.0, 0.0, 0.0, 100.0], [2.0, 6.0, 18.0_f64.sqrt()]);
        // A categorical feature counts as one, whichever levels: a one-hot group is one feature.
        check(&[0.0, 0.0, 0.0, 0.0], &[0.0, 2.0, 1.0, 0.0], [2.0, 2.0, 2.0_f64.sqrt()]);
        // The same grid value is nearest to both.
        check(&[0.2, 0.0, 0.0, 98.0], &[-1.0, 0.0, 0.0, 120.0], [0.0, 0.0, 0.0]);
        assert_eq!(Metric::ALL.map(|metric| metric.diameter(&schema())), [4.0, 10.0, 34.0_f64.sqrt()]);
    }

    #[test]
    fn the_least_distance_is_that_of_the_nearest() {
        let others: [&[u16]; 2] = [&[4, 0, 0, 0], &[1, 2, 1, 1]];
        let least = |metric| {
            let ruler = Ruler::new(metric, &schema());
            ruler.whole_distance(ruler.least_sum(&[0, 0, 0, 0], others.into_iter()))
        };
        assert_eq!(Metric::ALL.map(least), [1, 4, 2]);
    }

    proptest! {
        #[test]
        fn each_is_a_metric(a in record(), b in record(), c in record()) {
            for metric in Metric::ALL {
                let distance = |a: &Array1<f32>, b: &Array1<f32>| metric.distance(&schema(), a.view(), b.view());
                prop_assert_eq!(distance(&a, &a), 0.0);
                prop_assert_eq!(distance(&a, &b), distance(&b, &a));
                // The Euclidean is rounded.
                prop_assert!(distance(&a, &c) <= distance(&a, &b) + distance(&b, &c) + 1e-12);
                prop_assert!(distance(&a, &b) <= metric.diameter(&schema()));
            }
        }

        #[test]
        fn without_numbers_manhattan_is_hamming(bits in proptest::collection::vec((0..2_u8, 0..2_u8), 1..30)) {
            let feature = Feature::new(String::new(), FeatureKind::Binary);
            let schema = Schema { features: vec![feature; bits.len()], classes: Vec::new(), picture: None };
            let a: Array1<f32> = bits.iter().map(|(a, _)| f32::from(*a)).collect();
            let b: Array1<f32> = bits.iter().map(|(_, b)| f32::from(*b)).collect();
            let [hamming, manhattan, euclidean] = Metric::ALL.map(|metric| metric.distance(&schema, a.view(), b.view()));
            prop_assert_eq!(hamming, bits.iter().filter(|(a, b)| a != b).count() as f64);
            prop_assert_eq!(manhattan, hamming);
            prop_assert_eq!(euclidean, hamming.sqrt());
        }
    }
}
