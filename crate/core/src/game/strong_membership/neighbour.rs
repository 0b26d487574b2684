//! Records at a distance from a record.

use super::walk;
use crate::dataset::{FeatureKind, Schema};
use crate::metric::Metric;
use crate::seed::Rng;
use ndarray::{Array1, ArrayView1};
use rand::RngExt;
use rand::seq::index;
use serde::{Deserialize, Serialize};

/// How a neighbour is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Neighbour {
    /// r features take another value, drawn uniformly; by another distance than Hamming's, random steps to distance r.
    Flip,
    /// r/2 ones become zeros and r/2 zeros ones, which keeps the number of ones. Binary features and even r only, and
    /// not by Euclidean distance.
    Swap,
}

impl Neighbour {
    /// Whether records of this schema can have such a neighbour at distance `distance`.
    pub fn fits(self, distance: usize, metric: Metric, schema: &Schema) -> bool {
        let is_made = match self {
            Neighbour::Flip => true,
            Neighbour::Swap => schema.is_binary() && metric != Metric::Euclidean && distance.is_multiple_of(2),
        };
        is_made && distance >= 1 && distance as f64 <= metric.diameter(schema)
    }
}

/// Features that can take another value.
pub fn changeable(schema: &Schema) -> impl Iterator<Item = usize> + '_ {
    (0..schema.features.len()).filter(|j| schema.features[*j].n_values() > 1)
}

/// A random neighbour of `record` at distance `distance`; none if there is none. By Hamming distance, flipping draws the
/// features uniformly, then the other value of each: over binary features, that is uniform over all neighbours. By
/// Manhattan distance random features go single steps, r together; by Euclidean likewise, and where no steps come to
/// exactly r, they end within half a step below.
pub fn draw_neighbour(
    schema: &Schema,
    record: ArrayView1<'_, f32>,
    distance: usize,
    metric: Metric,
    neighbour: Neighbour,
    rng: &mut Rng,
) -> Option<Array1<f32>> {
    let mut drawn = record.to_owned();
    match neighbour {
        Neighbour::Flip if !metric.is_hamming() => return walk::walk_away(schema, record, distance, metric, rng),
        Neighbour::Flip => {
            let changeable: Vec<usize> = changeable(schema).collect();
            if changeable.len() < distance {
                return None;
            }
            for place in index::sample(rng, changeable.len(), distance) {
                let feature_idx = changeable[place];
                let feature = &schema.features[feature_idx];
                let code = feature.value_idx(record[feature_idx]);
                let other = match &feature.kind {
                    FeatureKind::Binary => 1 - code,
                    FeatureKind::Categorical { .. } | FeatureKind::Numeric { .. } => {
                        (code + rng.random_range(1..feature.n_values())) % feature.n_values()
                    }
                };
                drawn[feature_idx] = feature.value(other);
            }
        }
        Neighbour::Swap if !schema.is_binary() || metric == Metric::Euclidean => return None,
        Neighbour::Swap => {
            for value in [1.0, 0.0] {
                let holders: Vec<usize> = (0..record.len()).filter(|j| record[*j] == value).collect();
                if holders.len() < distance / 2 {
                    return None;
                }
                for holder in index::sample(rng, holders.len(), distance / 2) {
                    drawn[holders[holder]] = 1.0 - value;
                }
            }
        }
    }
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Feature;
    use crate::seed::{Seed, Stream};
    use ndarray::arr1;
    use proptest::prelude::*;

    fn schema(n_values: &[usize]) -> Schema {
        let kind = |n: usize| match n {
            2 => FeatureKind::Binary,
            n => FeatureKind::Categorical { levels: (0..n).map(|l| l.to_string()).collect() },
        };
        let features = n_values.iter().map(|n| Feature::new(String::new(), kind(*n))).collect();
        Schema { features, classes: Vec::new(), picture: None }
    }

    proptest! {
        #[test]
        fn a_neighbour_has_exactly_its_distance(distance in 1..5_usize, seed in 0..500_u64) {
            let (schema, record) = (schema(&[2, 1, 3, 2, 7]), arr1(&[1.0, 0.0, 2.0, 0.0, 3.0]));
            let mut rng = Seed(seed).rng(Stream::Neighbours, 0);
            let neighbour = draw_neighbour(&schema, record.view(), distance, Metric::Hamming, Neighbour::Flip, &mut rng);
            let neighbour = neighbour.expect("four features can change");
            prop_assert_eq!(record.iter().zip(&neighbour).filter(|(a, b)| a != b).count(), distance);
        }

        #[test]
        fn a_swap_keeps_the_number_of_ones(half in 1..4_usize, seed in 0..500_u64) {
            let (schema, record) = (schema(&[2; 8]), arr1(&[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0]));
            let mut rng = Seed(seed).rng(Stream::Neighbours, 0);
            let neighbour = draw_neighbour(&schema, record.view(), 2 * half, Metric::Hamming, Neighbour::Swap, &mut rng);
            let neighbour = neighbour.expect("three ones");
            prop_assert_eq!(neighbour.sum(), 3.0);
            prop_assert_eq!(record.iter().zip(&neighbour).filter(|(a, b)| a != b).count(), 2 * half);
        }
    }

    #[test]
    fn where_there_is_no_neighbour_there_is_none() {
        let mut rng = Seed(1).rng(Stream::Neighbours, 0);
        let mut draw = |n_values: &[usize], distance, neighbour| {
            let record = Array1::from_elem(n_values.len(), 0.0);
            draw_neighbour(&schema(n_values), record.view(), distance, Metric::Hamming, neighbour, &mut rng)
        };
        assert_eq!(draw(&[2, 1, 2], 3, Neighbour::Flip), None);
        assert_eq!(draw(&[2, 2, 2], 2, Neighbour::Swap), None);
        assert_eq!(draw(&[2, 3, 2], 2, Neighbour::Swap), None);
    }
}
