//! Core against numbers that another implementation made (`golden/README.md`), and its gradient against finite
//! differences.
//!
//! The golden numbers are float64, core's network is float32. A float32 operation is off by at most 6e-8 of its
//! result; the golden network adds some 30 terms of size 1 on the way to a logit, so everything that follows from one
//! pass is held to 2e-6. What core computes in float64 is held to 1e-12.

mod attacks;
mod attribute;
mod network;
mod portion;
mod strong_membership;

use ndarray::{Array1, Array2, ArrayView1};
use nearmiss::answer::Answer;
use nearmiss::dataset::{Feature, FeatureKind, Inputs};
use nearmiss::membership;
use nearmiss::mlp::{Layer, Workspace};
use nearmiss::{Activation, Dataset, Mlp, Schema};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One float32 pass against float64.
const ONE_PASS: f64 = 2e-6;
/// float64 against float64, sums in another order.
const FLOAT64: f64 = 1e-12;

fn golden<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn assert_close(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected} within {tolerance}");
}

fn assert_all_close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}: as many numbers");
    for (n, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_close(&format!("{what}, number {n}"), *found, *expected, tolerance);
    }
}

/// Weights, layer by layer, inputs x outputs, and biases, in float64.
#[derive(Debug, Clone, Deserialize)]
struct Network {
    #[serde(rename = "W", alias = "gW")]
    weights: Vec<Vec<Vec<f64>>>,
    #[serde(rename = "b", alias = "gb")]
    biases: Vec<Vec<f64>>,
}

impl Network {
    fn of(mlp: &Mlp) -> Network {
        let wide = |row: ArrayView1<'_, f32>| row.iter().map(|w| f64::from(*w)).collect::<Vec<f64>>();
        Network {
            weights: mlp.layers.iter().map(|l| l.weights.outer_iter().map(wide).collect()).collect(),
            biases: mlp.layers.iter().map(|l| wide(l.bias.view())).collect(),
        }
    }

    fn to_mlp(&self) -> Mlp {
        let layers = self.weights.iter().zip(&self.biases).map(|(weights, bias)| Layer {
            weights: Array2::from_shape_fn((weights.len(), bias.len()), |(i, j)| weights[i][j] as f32),
            bias: bias.iter().map(|b| *b as f32).collect::<Array1<f32>>(),
        });
        Mlp { layers: layers.collect(), activation: Activation::Relu }
    }

    /// Multiplies the logits.
    fn scaled(mut self, factor: f64) -> Network {
        let (weights, biases) = (self.weights.last_mut(), self.biases.last_mut());
        weights.into_iter().flatten().flatten().chain(biases.into_iter().flatten()).for_each(|w| *w *= factor);
        self
    }

    /// The definition of a multi-layer perceptron, unit by unit.
    fn logits(&self, x: &[f64], activation: Activation) -> Vec<f64> {
        let mut a = x.to_vec();
        for (l, (weights, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            let z = (0..bias.len()).map(|j| bias[j] + (0..a.len()).map(|i| a[i] * weights[i][j]).sum::<f64>());
            a = match activation {
                _ if l + 1 == self.weights.len() => z.collect(),
                Activation::Relu => z.map(|z| z.max(0.0)).collect(),
                Activation::Tanh => z.map(libm::tanh).collect(),
            };
        }
        a
    }

    /// Mean cross-entropy.
    fn loss(&self, records: &[Vec<f64>], labels: &[usize], activation: Activation) -> f64 {
        let total: f64 =
            records.iter().zip(labels).map(|(x, y)| -libm::log(softmax(&self.logits(x, activation))[*y])).sum();
        total / records.len() as f64
    }

    /// Every weight and bias, in the order of [`Mlp::parameters`].
    fn parameters_mut(&mut self) -> Vec<&mut f64> {
        let pairs = self.weights.iter_mut().zip(&mut self.biases);
        pairs.flat_map(|(weights, bias)| weights.iter_mut().flatten().chain(bias)).collect()
    }

    fn parameters(&mut self) -> Vec<f64> {
        self.parameters_mut().into_iter().map(|w| *w).collect()
    }
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let exps: Vec<f64> = logits.iter().map(|z| libm::exp(*z)).collect();
    exps.iter().map(|e| e / exps.iter().sum::<f64>()).collect()
}

#[derive(Debug, Deserialize)]
struct Forward {
    #[serde(rename = "X")]
    records: Vec<Vec<f64>>,
    #[serde(rename = "y")]
    labels: Vec<usize>,
    logits: Vec<Vec<f64>>,
    softmax: Vec<Vec<f64>>,
    maxconf: Vec<f64>,
    argmax: Vec<usize>,
}

fn inputs(records: &[Vec<f64>]) -> Inputs {
    let mut inputs = Inputs::empty(records[0].len());
    for record in records {
        inputs.push_values(record.iter().map(|x| *x as f32).collect::<Array1<f32>>().view());
    }
    inputs
}

fn logits(mlp: &Mlp, records: &[Vec<f64>]) -> Vec<Vec<f32>> {
    let mut workspace = Workspace::default();
    mlp.logits(&inputs(records), 0..records.len(), &mut workspace).outer_iter().map(|row| row.to_vec()).collect()
}

fn score(attack: &str, logits: &[f32], label: usize) -> f64 {
    let of_one_answer = membership::attack(attack).and_then(|attack| attack.per_answer());
    Answer::of(logits, label).score(of_one_answer.expect("the attack scores one answer"))
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|v| f64::from(*v)).collect()
}

/// Binary records as a data set; the labels don't matter.
fn binary_dataset(records: &[Vec<f64>]) -> Dataset {
    let n_features = records[0].len();
    let features = (0..n_features).map(|j| Feature::new(format!("{j}"), FeatureKind::Binary)).collect();
    let schema = Schema { features, classes: ["a", "b", "c"].map(String::from).to_vec(), picture: None };
    let values = Array2::from_shape_fn((records.len(), n_features), |(i, j)| records[i][j] as f32);
    Dataset::new(schema, values, (0..records.len()).map(|i| i % 3).collect()).expect("bits fit the schema")
}

#[derive(Debug, Deserialize)]
struct Hamming {
    train: Vec<Vec<f64>>,
    min_distance: Vec<usize>,
    strong_game: StrongGame,
}

#[derive(Debug, Deserialize)]
struct StrongGame {
    cases: Vec<StrongCase>,
}

#[derive(Debug, Deserialize)]
struct StrongCase {
    row: usize,
    flip: Vec<usize>,
    conf0: f64,
    conf1: f64,
}
