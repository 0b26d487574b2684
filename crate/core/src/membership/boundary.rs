//! Distance to the decision boundary, by labels alone (Choquette-Choo et al. 2021, section 3.4): a member lies further from
//! the nearest point that gets another label.

use super::attack::{Attack, Attacker, Thresholds};
use super::context::{AttackContext, QueriedModel, Whose};
use super::needs::{Access, Needs, OtherData};
use super::threshold::best_threshold;
use crate::dataset::{FeatureKind, Inputs, Row, Schema, standard_normal};
use crate::mlp::{Workspace, argmax};
use crate::roc::RocCurve;
use crate::seed::{Rng, Stream};
use crate::target_model::TargetModel;
use ndarray::Array1;
use rand::RngExt;

/// The L2 distance, in the network's inputs, from a record to the nearest point found that gets another label than its true
/// one; 0 if the record itself does. Only the inputs of numeric features move, over their range and beyond. Where no start
/// with another label is found, it is the greatest distance there can be within the ranges: the root of the number of
/// inputs that move, which also bounds all others.
///
/// The point is found by HopSkipJump (Chen, Jordan and Wainwright 2020, algorithm 2, L2), with the probes' radius a fixed
/// share of the distance.
pub struct Boundary;

/// Points drawn to start from, all over the range of the data; the nearest that gets another label is taken.
const N_STARTS: usize = 100;
/// Times that the direction is estimated.
const N_ITERATIONS: usize = 8;
/// Points asked about for the first estimate; that of iteration t takes √t times as many.
const N_PROBES: f64 = 100.0;
/// How far from the boundary the probes of an estimate are, as a share of the distance from the record.
const PROBE_RADIUS: f64 = 0.01;
/// A binary search ends where it knows the distance from the record but for this share of it, far below the probes' radius.
const TOLERANCE: f64 = 1.0 / 4096.0;
/// Halvings after which it ends anyway: what is left is below what inputs resolve.
const N_HALVINGS: usize = 30;
/// Times that a step is halved until its end gets another label; then the iteration is given up.
const N_SHORTER: usize = 12;
/// Questions about a record: starts, probes, binary searches, and one try of each step.
const N_QUERIES: usize = 1_850;
/// Records of either side that the threshold is learnt on.
const TUNING: usize = 100;

struct BoundaryAttacker {
    /// Inputs that move.
    moving: Vec<usize>,
    /// Of the first shadow model: the attacker's own records that the threshold is still to be learnt on.
    waiting: Vec<(usize, bool)>,
    /// Their scores: trained on, not trained on.
    scores: [Vec<f64>; 2],
    thresholds: Option<Thresholds>,
}

impl Attack for Boundary {
    fn name(&self) -> &'static str {
        "boundary"
    }

    fn title(&self) -> &'static str {
        "Boundary distance (labels)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Label, label: true, other_data: OtherData::OneModel, n_queries: N_QUERIES }
    }

    fn equip(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        let moving = moving(&context.schema);
        if moving.is_empty() {
            return None;
        }
        context.target.model.as_ref()?;
        let mut waiting = Vec::new();
        if let Some(shadow) = context.shadows.first().filter(|shadow| shadow.model.is_some()) {
            for wanted in [true, false] {
                waiting.extend(context.in_and_out(shadow).filter(|(_, is_in)| *is_in == wanted).take(TUNING));
            }
        }
        Some(Box::new(BoundaryAttacker { moving, waiting, scores: [Vec::new(), Vec::new()], thresholds: None }))
    }
}

impl BoundaryAttacker {
    fn distance(
        &self,
        context: &AttackContext,
        asked: &QueriedModel,
        whose: Whose,
        row: usize,
        workspace: &mut Workspace,
    ) -> f64 {
        let about = context.about(whose);
        let label = about.labels[row];
        if asked.answer(whose, row, label).predicted() != label {
            return 0.0;
        }
        let model = asked.model.as_ref().expect("who asks has the model");
        let mut rng = context.seed.rng(Stream::Boundary, (whose as u64) << 32 | row as u64);
        Search::new(model, about.inputs.row(row), label, &self.moving, workspace).nearest(&mut rng)
    }
}

impl Attacker for BoundaryAttacker {
    fn learn(&mut self, context: &AttackContext, workspace: &mut Workspace) -> bool {
        for _ in 0..self.rows_per_step(context) {
            let Some((row, is_in)) = self.waiting.pop() else { break };
            let score = self.distance(context, &context.shadows[0], Whose::Own, row, workspace);
            self.scores[usize::from(!is_in)].push(score);
        }
        if !self.waiting.is_empty() {
            return false;
        }
        let [of_in, of_out] = &self.scores;
        if !of_in.is_empty() && !of_out.is_empty() {
            let global = best_threshold(&RocCurve::new(of_in, of_out));
            self.thresholds = Some(Thresholds { global, by_class: vec![global; context.schema.classes.len()] });
        }
        true
    }

    fn rows_per_step(&self, context: &AttackContext) -> usize {
        let rows = context.target.model.as_ref().map_or(1, |model| model.mlp().rows_per_step());
        (rows / N_QUERIES).max(1)
    }

    fn score(&self, context: &AttackContext, row: usize, workspace: &mut Workspace) -> f64 {
        self.distance(context, &context.target, Whose::Subjects, row, workspace)
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        self.thresholds.as_ref()
    }
}

/// The inputs of numeric features, but for those that always have the same value.
fn moving(schema: &Schema) -> Vec<usize> {
    let mut moving = Vec::new();
    let mut column = 0;
    for feature in &schema.features {
        if let FeatureKind::Numeric { grid } = &feature.kind
            && grid[grid.len() - 1] > grid[0]
        {
            moving.push(column);
        }
        column += feature.n_inputs();
    }
    moving
}

/// A search for the nearest point with another label. Points are given by their moving inputs.
struct Search<'a> {
    model: &'a TargetModel,
    label: usize,
    moving: &'a [usize],
    /// All inputs of the record.
    inputs: Array1<f32>,
    record: Vec<f64>,
    asked_about: Inputs,
    workspace: &'a mut Workspace,
    n_queries: usize,
}

impl<'a> Search<'a> {
    fn new(
        model: &'a TargetModel,
        row: Row<'_>,
        label: usize,
        moving: &'a [usize],
        workspace: &'a mut Workspace,
    ) -> Search<'a> {
        let mut inputs = Array1::zeros(model.mlp().n_inputs());
        row.columns.iter().zip(row.values).for_each(|(column, value)| inputs[*column as usize] = *value);
        let record = moving.iter().map(|column| f64::from(inputs[*column])).collect();
        let asked_about = Inputs::empty(inputs.len());
        Search { model, label, moving, inputs, record, asked_about, workspace, n_queries: 0 }
    }

    /// The least distance found, for a record that gets its label.
    fn nearest(&mut self, rng: &mut Rng) -> f64 {
        let n = self.moving.len();
        let greatest = (n as f64).sqrt();
        let starts: Vec<Vec<f64>> = (0..N_STARTS).map(|_| (0..n).map(|_| rng.random::<f64>()).collect()).collect();
        let is_other = self.are_other(&starts);
        let with_another = starts.into_iter().zip(is_other).filter(|(_, is_other)| *is_other);
        let Some((start, _)) =
            with_another.min_by(|(a, _), (b, _)| self.distance_of(a).total_cmp(&self.distance_of(b)))
        else {
            return greatest;
        };
        let mut point = self.boundary_towards(start);
        let mut nearest = self.distance_of(&point);
        for iteration in 1..=N_ITERATIONS {
            let distance = self.distance_of(&point);
            let root = (iteration as f64).sqrt();
            let n_probes = (N_PROBES * root) as usize;
            let Some(direction) = self.direction(&point, n_probes, PROBE_RADIUS * distance, rng) else { continue };
            let Some(further) = self.step(&point, &direction, distance / root) else { continue };
            point = self.boundary_towards(further);
            nearest = nearest.min(self.distance_of(&point));
        }
        nearest.min(greatest)
    }

    /// Whether each of the points gets another label.
    fn are_other(&mut self, points: &[Vec<f64>]) -> Vec<bool> {
        self.n_queries += points.len();
        self.asked_about.clear();
        for point in points {
            self.moving.iter().zip(point).for_each(|(column, value)| self.inputs[*column] = *value as f32);
            self.asked_about.push_values(self.inputs.view());
        }
        let logits = self.model.logits(&self.asked_about, 0..points.len(), self.workspace);
        logits.outer_iter().map(|row| argmax(row.to_slice().expect("rows are contiguous")) != self.label).collect()
    }

    fn is_other(&mut self, point: &[f64]) -> bool {
        self.are_other(&[point.to_vec()])[0]
    }

    fn distance_of(&self, point: &[f64]) -> f64 {
        norm(point.iter().zip(&self.record).map(|(value, own)| value - own))
    }

    /// Between the record and a point with another label, the nearest to the record that still has another one, by binary
    /// search.
    fn boundary_towards(&mut self, point: Vec<f64>) -> Vec<f64> {
        let (mut own, mut other) = (0.0, 1.0);
        let mut nearest = point.clone();
        for _ in 0..N_HALVINGS {
            if other - own <= TOLERANCE * other {
                break;
            }
            let share = 0.5 * (own + other);
            let between: Vec<f64> =
                self.record.iter().zip(&point).map(|(record, point)| record + share * (point - record)).collect();
            if self.is_other(&between) {
                (other, nearest) = (share, between);
            } else {
                own = share;
            }
        }
        nearest
    }

    /// The unit vector across the boundary into the other label, estimated from which of the probes around a point get
    /// it: the mean of (φ - mean φ) u over random unit vectors u, φ being 1 for another label and else -1. None
    /// if all probes get the same.
    fn direction(&mut self, point: &[f64], n_probes: usize, radius: f64, rng: &mut Rng) -> Option<Vec<f64>> {
        let ways: Vec<Vec<f64>> = (0..n_probes).map(|_| unit_vector(point.len(), rng)).collect();
        let probes: Vec<Vec<f64>> = ways.iter().map(|way| moved(point, way, radius)).collect();
        let signs: Vec<f64> =
            self.are_other(&probes).into_iter().map(|is_other| if is_other { 1.0 } else { -1.0 }).collect();
        let mean = signs.iter().sum::<f64>() / n_probes as f64;
        let mut sum = vec![0.0; point.len()];
        for (way, sign) in ways.iter().zip(&signs) {
            sum.iter_mut().zip(way).for_each(|(sum, u)| *sum += (sign - mean) * u);
        }
        let length = norm(sum.iter().copied());
        (length > 0.0).then(|| sum.into_iter().map(|value| value / length).collect())
    }

    /// Where a step of this length ends, or half of it, and so on: the first with another label.
    fn step(&mut self, point: &[f64], direction: &[f64], length: f64) -> Option<Vec<f64>> {
        let mut length = length;
        for _ in 0..N_SHORTER {
            let further = moved(point, direction, length);
            if self.is_other(&further) {
                return Some(further);
            }
            length *= 0.5;
        }
        None
    }
}

fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt()
}

fn moved(point: &[f64], way: &[f64], length: f64) -> Vec<f64> {
    point.iter().zip(way).map(|(value, u)| value + length * u).collect()
}

/// Uniform on the sphere.
fn unit_vector(n: usize, rng: &mut Rng) -> Vec<f64> {
    loop {
        let way: Vec<f64> = (0..n).map(|_| standard_normal(rng)).collect();
        let length = norm(way.iter().copied());
        if length > 0.0 {
            return way.into_iter().map(|value| value / length).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Feature;
    use crate::membership::Subjects;
    use crate::mlp::{Activation, Layer, Mlp};
    use crate::seed::Seed;
    use ndarray::{Array2, arr1};

    fn numbers(n: usize) -> Schema {
        let feature = |j| Feature { name: format!("number {j}"), kind: FeatureKind::Numeric { grid: vec![0.0, 1.0] } };
        let classes = vec!["below".to_string(), "above".to_string()];
        Schema { features: (0..n).map(feature).collect(), classes, picture: None }
    }

    /// Logits 0 and w·x + b, with the plane through the middle of the box.
    fn plane(n: usize, rng: &mut Rng) -> (TargetModel, Vec<f64>, f64) {
        let w: Vec<f32> = (0..n).map(|_| standard_normal(rng) as f32).collect();
        let b = -0.5 * w.iter().sum::<f32>();
        let weights = Array2::from_shape_fn((n, 2), |(j, class)| if class == 1 { w[j] } else { 0.0 });
        let layers = vec![Layer { weights, bias: arr1(&[0.0, b]) }];
        let model = TargetModel::new(Mlp { layers, activation: Activation::Relu });
        (model, w.into_iter().map(f64::from).collect(), f64::from(b))
    }

    /// A record in the box, with its class and its distance from the plane.
    fn record(w: &[f64], b: f64, rng: &mut Rng) -> (Inputs, usize, f64) {
        let values = Array1::from_shape_simple_fn(w.len(), || rng.random::<f32>());
        let height = w.iter().zip(&values).map(|(w, x)| w * f64::from(*x)).sum::<f64>() + b;
        let mut inputs = Inputs::empty(w.len());
        inputs.push_values(values.view());
        (inputs, usize::from(height > 0.0), height.abs() / norm(w.iter().copied()))
    }

    /// |w·x + b| / ||w||, never less than that but for rounding, and at most 5 % more: of 200 such records with 20 inputs,
    /// the worst was 2.6 % off. 30 questions more or fewer than stated are a few tries of a step.
    #[test]
    fn the_distance_from_a_plane_is_found_within_5_percent() {
        for n in [1, 2, 5, 20] {
            let mut rng = Seed(3).rng(Stream::Synthetic, n as u64);
            for number in 0..20 {
                let (model, w, b) = plane(n, &mut rng);
                let (inputs, label, exact) = record(&w, b, &mut rng);
                let (moving, mut workspace) = (moving(&numbers(n)), Workspace::default());
                let mut search = Search::new(&model, inputs.row(0), label, &moving, &mut workspace);
                let found = search.nearest(&mut Seed(1).rng(Stream::Boundary, number));
                let ratio = found / exact;
                assert!((0.9999..1.05).contains(&ratio), "{n} inputs, record {number}: {found}, not {exact}");
                assert!(search.n_queries.abs_diff(N_QUERIES) <= 30, "{} questions", search.n_queries);
            }
        }
    }

    #[test]
    fn without_a_start_the_distance_is_the_box_s_diagonal() {
        let layers = vec![Layer { weights: Array2::zeros((4, 2)), bias: arr1(&[1.0, 0.0]) }];
        let model = TargetModel::new(Mlp { layers, activation: Activation::Relu });
        let mut inputs = Inputs::empty(4);
        inputs.push_values(arr1(&[0.5; 4]).view());
        let mut workspace = Workspace::default();
        let mut search = Search::new(&model, inputs.row(0), 0, &[0, 1, 2, 3], &mut workspace);
        assert_eq!(search.nearest(&mut Seed(1).rng(Stream::Boundary, 0)), 2.0);
        assert_eq!(search.n_queries, N_STARTS);
    }

    /// A subject on either side of a plane, each given as of both classes, and as many records of the attacker's own.
    fn context(schema: Schema) -> AttackContext {
        let n = schema.n_inputs();
        let mut rng = Seed(4).rng(Stream::Synthetic, 0);
        let (model, ..) = plane(n, &mut rng);
        let mut subjects = Subjects::empty(&schema);
        for (row, value) in [0.0, 0.0, 1.0, 1.0].into_iter().enumerate() {
            subjects.push(&schema, Array1::from_elem(n, value).view(), row % 2, row);
        }
        let own = subjects.clone();
        let asked = |trained_on: [bool; 4]| {
            let mut asked = QueriedModel::new(model.clone(), trained_on.to_vec(), [4, 4]);
            asked.ask(Whose::Subjects, &subjects, 0..4, &mut Workspace::default());
            asked.ask(Whose::Own, &own, 0..4, &mut Workspace::default());
            asked
        };
        let (target, shadow) = (asked([false; 4]), asked([true, false, true, false]));
        AttackContext {
            schema,
            n_real: 4,
            own,
            target,
            in_out: Vec::new(),
            shadows: vec![shadow],
            n_copies: 1,
            seed: Seed(1).repeat(0),
            subjects,
        }
    }

    #[test]
    fn a_wrong_label_scores_0_and_a_row_always_the_same() {
        let context = context(numbers(6));
        let mut attacker = Boundary.equip(&context).expect("there are numbers");
        let mut workspace = Workspace::default();
        let mut score = |row| attacker.score(&context, row, &mut workspace);
        let first: Vec<f64> = (0..4).map(&mut score).collect();
        let mut again: Vec<f64> = (0..4).rev().map(&mut score).collect();
        again.reverse();
        assert_eq!(first, again);
        for (row, score) in first.iter().enumerate() {
            let answer = context.of_subject(&context.target, row);
            assert_eq!(*score == 0.0, answer.predicted() != answer.label, "row {row}: {score}");
        }
        assert_eq!(first.iter().filter(|score| **score == 0.0).count(), 2);
        while !attacker.learn(&context, &mut workspace) {}
        // Those that the shadow model was trained on are of class 0, one of them right.
        let learnt = attacker.thresholds().expect("there is a shadow model");
        assert!(learnt.global >= 0.0 && learnt.by_class == [learnt.global; 2], "{learnt:?}");
    }

    #[test]
    fn only_numbers_with_a_range_move() {
        let mut schema = numbers(5);
        schema.features[0].kind = FeatureKind::Binary;
        schema.features[1].kind = FeatureKind::Categorical { levels: vec!["a".to_string(), "b".to_string()] };
        schema.features[3].kind = FeatureKind::Numeric { grid: vec![7.0] };
        assert_eq!(moving(&schema), [3, 5]);
        let mut binary = numbers(3);
        binary.features.iter_mut().for_each(|feature| feature.kind = FeatureKind::Binary);
        assert!(Boundary.equip(&context(binary)).is_none());
    }
}
