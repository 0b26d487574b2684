//! The hill of confidence that a record stands on: walk away from it, one flipped feature after the other, and ask the model
//! how sure it is at every step. Figures 3 and 4 of the main paper ask this of neighbours at a distance; a walk passes all
//! distances on one way.
//!
//! A flip is that of the strong membership game by Hamming distance ([`crate::game::strong_membership::draw_neighbour`]): a
//! binary feature takes its other value, any other one a value drawn uniformly among its others. It is drawn once a record,
//! so that flipping the same features in whatever order ends at the same place.

use crate::answer;
use crate::dataset::{Feature, FeatureKind, Inputs};
use crate::game::strong_membership::changeable;
use crate::mlp::Workspace;
use crate::order;
use crate::roc::RocCurve;
use crate::seed::Stream;
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use rand::RngExt;
use rand::seq::index;
use serde::{Deserialize, Serialize};

/// The ways that lead away from one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Ways {
    record: usize,
    /// By feature, the value that it flips to; its own where there is no other.
    flipped: Vec<f32>,
    /// Features in an order drawn uniformly: [`Walks::N_FLIPS`] of those that can change, or all if they are fewer.
    order: Vec<usize>,
}

impl Ways {
    /// From a record, by its index in the data. They depend on seed, repeat and record alone.
    pub fn from(trial: &Trial, record: usize) -> Ways {
        let schema = trial.dataset().schema();
        let mut rng = trial.seed().rng(Stream::Hill, record as u64);
        let values = trial.dataset().record(record);
        let flip = |(feature, &value): (&Feature, &f32)| {
            let (code, n) = (feature.value_idx(value), feature.n_values());
            match &feature.kind {
                FeatureKind::Binary => feature.value(1 - code),
                _ if n < 2 => value,
                _ => feature.value((code + rng.random_range(1..n)) % n),
            }
        };
        let flipped = schema.features.iter().zip(values).map(flip).collect();
        let open: Vec<usize> = changeable(schema).collect();
        let drawn = index::sample(&mut rng, open.len(), open.len().min(Walks::N_FLIPS));
        Ways { record, flipped, order: drawn.into_iter().map(|place| open[place]).collect() }
    }

    /// Walks with these features flipped in this order; none where one of them is flipped twice or can't change.
    pub fn walk(
        &self,
        trial: &Trial,
        features: Vec<usize>,
        model: &TargetModel,
        workspace: &mut Workspace,
    ) -> Option<Walk> {
        let schema = trial.dataset().schema();
        let mut values = trial.dataset().record(self.record).to_owned();
        let mut asked = Inputs::empty(schema.n_inputs());
        asked.push(schema, values.view());
        let mut reached = Vec::with_capacity(features.len());
        for (place, &feature) in features.iter().enumerate() {
            if features[..place].contains(&feature) || schema.features.get(feature)?.n_values() < 2 {
                return None;
            }
            values[feature] = self.flipped[feature];
            reached.push(values[feature]);
            asked.push(schema, values.view());
        }
        let (mut confidence, mut classes) = (Vec::new(), Vec::new());
        for logits in model.logits(&asked, 0..asked.n_rows(), workspace).outer_iter() {
            model.answer(logits.to_slice().expect("rows are contiguous"), 0, |answer| {
                classes.push(answer.predicted());
                confidence.push(answer.score(answer::max_confidence));
            });
        }
        Some(Walk { features, reached, confidence, classes })
    }

    /// The walk in the order that was drawn.
    pub fn at_random(&self, trial: &Trial, model: &TargetModel, workspace: &mut Workspace) -> Walk {
        self.walk(trial, self.order.clone(), model, workspace).expect("features that can change are drawn once")
    }
}

/// A walk away from a record, and what the model says on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The features flipped, in this order.
    pub features: Vec<usize>,
    /// The value that each of them took.
    pub reached: Vec<f32>,
    /// After 0, 1, … flips: the greatest confidence that the model releases, from 0 to 1 (the score of
    /// [`PAPERS_ATTACK`](crate::membership::PAPERS_ATTACK)).
    pub confidence: Vec<f64>,
    /// After as many flips: the class that the model names.
    pub classes: Vec<usize>,
}

/// Walks away from the first records of either side, which stand in the split's random order, each with its features in an
/// order drawn at random.
///
/// They cross to the page as one list of numbers: a form of its own for reading and writing them would be a hundredth of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<f64>", into = "Vec<f64>")]
pub struct Walks {
    /// Of members, then of non-members: by the record's number on its side.
    pub sides: [Vec<Walk>; 2],
    /// Where one side's walks stay at [`Walks::UP`] or above for longer than the other's, by more than luck explains: which.
    pub longer: Option<Side>,
}

const SIDES: [Side; 2] = [Side::Members, Side::NonMembers];

impl Walks {
    /// Walks of each side, or one a record where there are fewer.
    pub const N: usize = 30;
    /// Flips of each walk, or one a feature that can change where these are fewer.
    pub const N_FLIPS: usize = 40;
    /// The confidence down to which a walk counts as still up on the hill.
    pub const UP: f64 = 0.9;

    /// Of members and of non-members, with the cluster of each record where several are of one
    /// ([`Trial::clusters`](crate::trial::Trial::clusters)).
    ///
    /// Which side stays up for longer is told by the AUC of flips until a walk is first below [`Walks::UP`] (the chance that a
    /// random member's holds longer than a random non-member's, ties one half), if its 95 % interval leaves out 1/2.
    pub fn new(sides: [Vec<Walk>; 2], clusters: Option<[Vec<usize>; 2]>) -> Walks {
        let mut walks = Walks { sides, longer: None };
        if walks.sides.iter().all(|side| !side.is_empty()) {
            let [members, others] = SIDES.map(|side| walks.held(side));
            let clusters = clusters.as_ref().map(|sides| sides.each_ref().map(|side| &side[..]));
            let interval = RocCurve::of(&members, &others, clusters).auc_interval;
            walks.longer = match () {
                () if interval.low > 0.5 => Some(Side::Members),
                () if interval.high < 0.5 => Some(Side::NonMembers),
                () => None,
            };
        }
        walks
    }

    /// Those of one side.
    pub fn of(&self, side: Side) -> &[Walk] {
        &self.sides[side.place()]
    }

    /// Flips of the longest walk.
    pub fn n_flips(&self) -> usize {
        self.sides.iter().flatten().map(|walk| walk.features.len()).max().unwrap_or(0)
    }

    /// The least number of flips by which more than half of a side's walks have been below [`Walks::UP`]: 0 where more than half
    /// begin below, none where half of them or more never are, and of no walks.
    pub fn flips_until_down(&self, side: Side) -> Option<usize> {
        let mut flips: Vec<f64> = self.held(side);
        order::ascending(&mut flips);
        flips.get(flips.len() / 2).map(|flips| *flips as usize).filter(|flips| *flips <= self.n_flips())
    }

    /// By how many flips each walk first is below [`Walks::UP`]; one more than there are in any walk where it never is.
    fn held(&self, side: Side) -> Vec<f64> {
        let never = self.n_flips() + 1;
        let first = |walk: &Walk| walk.confidence.iter().position(|confidence| *confidence < Walks::UP);
        self.of(side).iter().map(|walk| first(walk).unwrap_or(never) as f64).collect()
    }
}

/// The side that stays up for longer: 0 none, 1 members, 2 non-members. Then of each side the number of walks, and of each walk
/// that of its flips, features, values, confidences, classes.
impl From<Walks> for Vec<f64> {
    fn from(walks: Walks) -> Vec<f64> {
        let mut list = vec![walks.longer.map_or(0, |side| 1 + side.place()) as f64];
        for side in &walks.sides {
            list.push(side.len() as f64);
            for Walk { features, reached, confidence, classes } in side {
                list.push(features.len() as f64);
                list.extend(features.iter().map(|feature| *feature as f64));
                list.extend(reached.iter().map(|value| f64::from(*value)));
                list.extend(confidence);
                list.extend(classes.iter().map(|class| *class as f64));
            }
        }
        list
    }
}

/// A list that ends early gives walks that do.
impl From<Vec<f64>> for Walks {
    fn from(list: Vec<f64>) -> Walks {
        let mut rest = &list[..];
        let mut take = |n: usize| {
            let (taken, left) = rest.split_at(n.min(rest.len()));
            rest = left;
            taken
        };
        let whole = |list: &[f64]| list.iter().map(|value| *value as usize).collect::<Vec<usize>>();
        let first = |list: &[f64]| list.first().map_or(0, |value| *value as usize);
        let longer = first(take(1)).checked_sub(1).and_then(|place| SIDES.get(place)).copied();
        let sides = SIDES.map(|_| {
            let n_walks = first(take(1)).min(list.len());
            let mut walk = || {
                let n = first(take(1)).min(list.len());
                let features = whole(take(n));
                let reached = take(n).iter().map(|value| *value as f32).collect();
                Walk { features, reached, confidence: take(n + 1).to_vec(), classes: whole(take(n + 1)) }
            };
            (0..n_walks).map(|_| walk()).collect()
        });
        Walks { sides, longer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Dataset, Schema, SplitSizes};
    use crate::loss;
    use crate::mlp::{Activation, Mlp};
    use crate::seed::Seed;
    use ndarray::{Array1, Array2};

    /// Two bits, a number of 4 steps, a feature without another value, five levels.
    fn trial() -> Trial {
        let levels = |n: usize| FeatureKind::Categorical { levels: (0..n).map(|level| level.to_string()).collect() };
        let grid = vec![0.0, 1.0, 4.0, 9.0];
        let kinds = [FeatureKind::Binary, FeatureKind::Binary, FeatureKind::Numeric { grid }, levels(1), levels(5)];
        let features = kinds.into_iter().map(|kind| Feature::new("", kind)).collect();
        let schema = Schema { features, classes: vec!["a".to_string(), "b".to_string()], picture: None };
        let values = Array2::from_shape_fn((60, 5), |(record, feature)| {
            let code = (record * (feature + 3) + record / 7) % [2, 2, 4, 1, 5][feature];
            schema.features[feature].value(code)
        });
        let labels = (0..60).map(|record| record / 3 % 2).collect();
        let data = Dataset::new(schema, values, labels).expect("they are records");
        Trial::new(data, SplitSizes { n_members: 20, n_non_members: 20 }, Seed(3).repeat(0)).expect("it can be split")
    }

    fn model(trial: &Trial) -> TargetModel {
        let n_inputs = trial.dataset().schema().n_inputs();
        TargetModel::new(Mlp::glorot(&[n_inputs, 7, 2], Activation::Tanh, &mut Seed(2).rng(Stream::Init, 0)))
    }

    #[test]
    fn a_walk_is_what_the_model_says_of_each_record_on_the_way() {
        let (trial, mut workspace) = (trial(), Workspace::default());
        let model = model(&trial);
        let schema = trial.dataset().schema();
        for record in 0..60 {
            let ways = Ways::from(&trial, record);
            let mut values: Array1<f32> = trial.dataset().record(record).to_owned();
            let walk = ways.walk(&trial, vec![4, 0, 2], &model, &mut workspace).expect("these can change");
            assert_eq!((walk.confidence.len(), walk.classes.len()), (4, 4));
            for n_flips in 0..=3 {
                if n_flips > 0 {
                    values[walk.features[n_flips - 1]] = walk.reached[n_flips - 1];
                }
                let mut asked = Inputs::empty(schema.n_inputs());
                asked.push(schema, values.view());
                let logits = model.mlp().logits(&asked, 0..1, &mut workspace).row(0).to_vec();
                assert_eq!(walk.confidence[n_flips], f64::from(loss::max_confidence(&logits)));
                assert_eq!(walk.classes[n_flips], usize::from(logits[1] > logits[0]));
            }
            assert_eq!(values[0], 1.0 - trial.dataset().record(record)[0], "a bit takes its other value");
            for feature in [2, 4] {
                assert_ne!(values[feature], trial.dataset().record(record)[feature], "any other one another value");
                assert!(
                    (0..schema.features[feature].n_values())
                        .any(|n| schema.features[feature].value(n) == values[feature])
                );
            }
            let back = ways.walk(&trial, vec![2, 0, 4], &model, &mut workspace).expect("these can change");
            assert_eq!(back.confidence[3], walk.confidence[3], "in any order it ends at the same place");
        }
    }

    #[test]
    fn only_features_that_can_change_are_flipped_and_each_once() {
        let (trial, mut workspace) = (trial(), Workspace::default());
        let model = model(&trial);
        let ways = Ways::from(&trial, 5);
        for features in [vec![3], vec![0, 0], vec![5]] {
            assert_eq!(ways.walk(&trial, features, &model, &mut workspace), None);
        }
        let mut orders = Vec::new();
        for record in 0..60 {
            let mut drawn = Ways::from(&trial, record).at_random(&trial, &model, &mut workspace).features;
            orders.push(drawn.clone());
            drawn.sort_unstable();
            assert_eq!(drawn, [0, 1, 2, 4]);
        }
        orders.sort_unstable();
        orders.dedup();
        // Of 24 orders 60 draws miss more than 12 with a chance below 1e-9.
        assert!(orders.len() >= 12, "{} orders", orders.len());
    }

    fn walk(confidence: &[f64]) -> Walk {
        let confidence = confidence.to_vec();
        Walk { features: vec![0, 1], reached: vec![1.0, 0.25], confidence, classes: vec![0, 1, 2] }
    }

    /// By hand: flips until below .9 are 0, 2, 2 and never of members, and 1, never, never of non-members.
    #[test]
    fn flips_until_down_are_those_by_which_more_than_half_are() {
        let members = [[0.89, 0.95, 0.95], [0.9, 0.9, 0.8], [1.0, 1.0, 0.1], [0.9, 0.9, 0.9]];
        let others = [[1.0, 0.2, 1.0], [1.0; 3], [0.9; 3]];
        let walks = Walks::new([members.map(|c| walk(&c)).to_vec(), others.map(|c| walk(&c)).to_vec()], None);
        assert_eq!(walks.flips_until_down(Side::Members), Some(2));
        assert_eq!(walks.flips_until_down(Side::NonMembers), None);
        assert_eq!(walks.longer, None, "so few show nothing");
        let down = Walks::new([vec![walk(&[0.8, 1.0, 1.0]); 3], Vec::new()], None);
        assert_eq!((down.flips_until_down(Side::Members), down.flips_until_down(Side::NonMembers)), (Some(0), None));
    }

    #[test]
    fn one_side_stays_up_for_longer_where_it_clearly_does() {
        let (up, down) = (vec![walk(&[1.0; 3]); 20], vec![walk(&[1.0, 0.5, 1.0]); 20]);
        assert_eq!(Walks::new([up.clone(), down.clone()], None).longer, Some(Side::Members));
        assert_eq!(Walks::new([down, up.clone()], None).longer, Some(Side::NonMembers));
        assert_eq!(Walks::new([up.clone(), up], None).longer, None);
        // All of one person on either side: that is two persons, who show nothing.
        let (up, down) = (vec![walk(&[1.0; 3]); 20], vec![walk(&[1.0, 0.5, 1.0]); 20]);
        assert_eq!(Walks::new([up, down], Some([vec![0; 20], vec![1; 20]])).longer, None);
    }

    #[test]
    fn walks_read_back_from_their_numbers_and_from_any_others() {
        let walks = Walks {
            sides: [vec![walk(&[0.1 + 0.2, 1.0, 0.5])], vec![walk(&[1.0; 3]); 2]],
            longer: Some(Side::Members),
        };
        let text = serde_json::to_string(&walks).expect("plain data");
        assert_eq!(crate::json::read::<Walks>(&text).expect("it was written"), walks);
        for longer in [None, Some(Side::NonMembers)] {
            let walks = Walks { longer, ..walks.clone() };
            assert_eq!(Walks::from(Vec::from(walks.clone())), walks);
        }
        for list in [vec![], vec![9.0, 1e300, 1e300], vec![-1.0, 2.0, 1.0, 3.0]] {
            assert!(Walks::from(list).longer.is_none());
        }
    }
}
