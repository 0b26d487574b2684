//! Neighbours at a Manhattan or Euclidean distance: steps away from a record, one after the other.
//!
//! Each numeric feature gets a direction, each other one another value, both at random. Then steps are taken, each in a
//! feature drawn uniformly among those that can still go on without going too far, until the distance is there. By
//! Manhattan a step costs 1, so every distance is met exactly. By Euclidean what is spent is d², so a feature's next
//! step costs 2d + 1, and a walk may end where the rest pays no further step. It is tried again some times then, and the
//! furthest walk counts if it is within half a step of r; it is never beyond r.

use crate::dataset::{FeatureKind, Schema};
use crate::metric::Metric;
use crate::seed::Rng;
use ndarray::{Array1, ArrayView1};
use rand::RngExt;

/// Walks that are tried for an exact Euclidean distance.
const N_WALKS: usize = 16;

/// Where one feature goes.
#[derive(Debug, Clone, Copy)]
struct Way {
    code: usize,
    /// Numbers only: steps that there are below and above.
    sides: Option<[usize; 2]>,
    /// Which of the two is taken.
    side: usize,
}

impl Way {
    /// Steps that can be taken.
    fn room(&self, n_values: usize) -> u64 {
        self.sides.map_or(n_values.min(2) - 1, |sides| sides[self.side]) as u64
    }
}

/// A neighbour of `record` at this distance, by the Euclidean within half a step below; none if there is none.
pub(super) fn walk_away(
    schema: &Schema,
    record: ArrayView1<'_, f32>,
    distance: usize,
    metric: Metric,
    rng: &mut Rng,
) -> Option<Array1<f32>> {
    let price = metric.sum_at(distance);
    let mut ways: Vec<Way> = schema
        .features
        .iter()
        .zip(record)
        .map(|(feature, value)| {
            let code = feature.value_idx(*value);
            let sides =
                matches!(feature.kind, FeatureKind::Numeric { .. }).then(|| [code, feature.n_values() - 1 - code]);
            let side = match sides {
                Some([below, above]) if below > 0 && above > 0 => usize::from(rng.random::<bool>()),
                Some([below, _]) => usize::from(below == 0),
                None => 0,
            };
            Way { code, sides, side }
        })
        .collect();
    let rooms = |ways: &[Way]| -> Vec<u64> {
        ways.iter().zip(&schema.features).map(|(way, feature)| way.room(feature.n_values())).collect()
    };
    let reach = |rooms: &[u64]| rooms.iter().map(|room| metric.sum_at(*room as usize)).sum::<u64>();
    if reach(&rooms(&ways)) < price {
        // The drawn directions end too soon: towards the farther end of each.
        for way in &mut ways {
            way.side = way.sides.map_or(0, |[below, above]| usize::from(above >= below));
        }
    }
    let rooms = rooms(&ways);
    if reach(&rooms) < price {
        return None;
    }
    let (mut best, mut least_left) = (Vec::new(), price);
    for _ in 0..N_WALKS {
        let (steps, left) = walk(&rooms, price, metric, rng);
        if left < least_left {
            (best, least_left) = (steps, left);
        }
        if least_left == 0 {
            break;
        }
    }
    // √(price − left) ≥ r − 1/2, in whole numbers.
    let twice = (2 * distance - 1) as u64;
    if least_left > 0 && 4 * (price - least_left) < twice * twice {
        return None;
    }
    let mut drawn = record.to_owned();
    for (feature_idx, &n_steps) in best.iter().enumerate().filter(|(_, n)| **n > 0) {
        let (feature, way) = (&schema.features[feature_idx], ways[feature_idx]);
        let other = match way.sides {
            Some(_) if way.side == 0 => way.code - n_steps as usize,
            Some(_) => way.code + n_steps as usize,
            None => (way.code + rng.random_range(1..feature.n_values())) % feature.n_values(),
        };
        drawn[feature_idx] = feature.value(other);
    }
    Some(drawn)
}

/// Steps in each feature, at most its room, and what of `price` is left where no further step can be paid.
fn walk(rooms: &[u64], price: u64, metric: Metric, rng: &mut Rng) -> (Vec<u64>, u64) {
    let (mut steps, mut left) = (vec![0_u64; rooms.len()], price);
    let mut open: Vec<usize> = (0..rooms.len()).filter(|j| rooms[*j] > 0).collect();
    while left > 0 && !open.is_empty() {
        let place = rng.random_range(0..open.len());
        let feature_idx = open[place];
        let cost = if metric == Metric::Euclidean { 2 * steps[feature_idx] + 1 } else { 1 };
        // Once too dear, always too dear: costs rise and what is left falls.
        if steps[feature_idx] == rooms[feature_idx] || cost > left {
            open.swap_remove(place);
        } else {
            steps[feature_idx] += 1;
            left -= cost;
        }
    }
    (steps, left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Feature;
    use crate::seed::{Seed, Stream};
    use ndarray::arr1;
    use proptest::prelude::*;

    /// A number of 9 uneven steps, one of 4, five levels, two bits.
    fn schema() -> Schema {
        let numeric = |n: u16| FeatureKind::Numeric { grid: (0..n).map(|k| f32::from(k * k)).collect() };
        let levels = (0..5).map(|level| level.to_string()).collect();
        let kinds =
            [numeric(10), numeric(5), FeatureKind::Categorical { levels }, FeatureKind::Binary, FeatureKind::Binary];
        let features = kinds.into_iter().map(|kind| Feature::new(String::new(), kind)).collect();
        Schema { features, classes: Vec::new(), picture: None }
    }

    /// The neighbour's distance, if there is a neighbour.
    fn distance_drawn(record: &Array1<f32>, distance: usize, metric: Metric, seed: u64) -> Option<f64> {
        let mut rng = Seed(seed).rng(Stream::Neighbours, 0);
        let neighbour = walk_away(&schema(), record.view(), distance, metric, &mut rng)?;
        Some(metric.distance(&schema(), record.view(), neighbour.view()))
    }

    proptest! {
        /// Also of numbers off the grid, as far as there are steps: 9 − 3 or 3, 2, and one each of three features.
        #[test]
        fn steps_meet_every_manhattan_distance(distance in 1..12_usize, shift in -0.4..0.4_f32, seed in 0..500_u64) {
            let record = arr1(&[9.0 + shift, 4.0 - shift, 3.0, 1.0, 0.0]);
            prop_assert_eq!(distance_drawn(&record, distance, Metric::Manhattan, seed), Some(distance as f64));
        }

        #[test]
        fn steps_come_within_half_of_a_euclidean_distance(distance in 1..8_usize, seed in 0..500_u64) {
            let record = arr1(&[0.0, 16.0, 3.0, 1.0, 0.0]);
            let found = distance_drawn(&record, distance, Metric::Euclidean, seed);
            let found = found.expect("the first number alone goes further");
            prop_assert!(found <= distance as f64 && found >= distance as f64 - 0.5, "{found} for {distance}");
            if distance < 3 {
                prop_assert_eq!(found, distance as f64);
            }
        }
    }

    #[test]
    fn where_steps_end_too_soon_there_is_no_neighbour() {
        let record = arr1(&[9.0, 4.0, 3.0, 1.0, 0.0]);
        assert_eq!(distance_drawn(&record, 12, Metric::Manhattan, 1), None);
        // √(6² + 2² + 1 + 1 + 1) = 6.6.
        assert_eq!(distance_drawn(&record, 7, Metric::Euclidean, 1), None);
    }

    #[test]
    fn a_single_step_goes_either_way_and_to_any_feature() {
        let record = arr1(&[9.0, 4.0, 3.0, 1.0, 0.0]);
        let mut found = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let mut rng = Seed(seed).rng(Stream::Neighbours, 0);
            let neighbour = walk_away(&schema(), record.view(), 1, Metric::Manhattan, &mut rng).expect("there is one");
            let changed: Vec<(usize, u32)> =
                (0..5).filter(|j| record[*j] != neighbour[*j]).map(|j| (j, neighbour[j] as u32)).collect();
            assert_eq!(changed.len(), 1);
            found.insert(changed[0]);
        }
        // Of 10 possible ones each has a chance of at least 1/20; that one is missed has a chance below 1e-3, once for all.
        let expected = [(0, 4), (0, 16), (1, 1), (1, 9), (2, 0), (2, 1), (2, 2), (2, 4), (3, 0), (4, 1)];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }
}
