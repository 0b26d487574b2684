//! HopSkipJump (Chen, Jordan and Wainwright 2020, algorithm 2, L2): the nearest point with another label, found by asking for
//! labels alone.

use crate::dataset::{Inputs, Row, standard_normal};
use crate::mlp::{Workspace, argmax};
use crate::seed::Rng;
use crate::target_model::TargetModel;
use ndarray::Array1;
use rand::RngExt;

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
pub const N_QUERIES: usize = 1_850;

/// A search for the nearest point with another label. Points are given by their moving inputs.
pub struct Search<'a> {
    model: &'a TargetModel,
    label: usize,
    moving: &'a [usize],
    /// All inputs of the record.
    inputs: Array1<f32>,
    record: Vec<f64>,
    asked_about: Inputs,
    workspace: &'a mut Workspace,
    /// Questions asked so far.
    n_queries: usize,
}

impl<'a> Search<'a> {
    /// From a record with this label, of whose inputs those in `moving` move.
    pub fn new(
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
    pub fn nearest(&mut self, rng: &mut Rng) -> f64 {
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
pub(super) mod tests {
    use super::*;
    use crate::mlp::{Activation, Layer, Mlp};
    use crate::seed::{Seed, Stream};
    use ndarray::{Array2, arr1};

    /// Logits 0 and w·x + b, with the plane through the middle of the box.
    pub fn plane(n: usize, rng: &mut Rng) -> (TargetModel, Vec<f64>, f64) {
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
                let (moving, mut workspace): (Vec<usize>, _) = ((0..n).collect(), Workspace::default());
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
}
