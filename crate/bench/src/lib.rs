//! What the bench's page measures, each thing a call that the page times.

use ndarray::Array2;
use nearmiss::product::{self, Packing};
use nearmiss::seed::{Seed, Stream};
use nearmiss::Experiment;
use nearmiss::train::{Sample, Training};
use nearmiss::trial::Side;
use nearmiss::work::Bench;
use rand::RngExt;
use std::hint::black_box;
use wasm_bindgen::prelude::wasm_bindgen;

/// Sums that are kept in registers: enough to hide how long an addition takes.
const SUMS: usize = 12;

/// Multiplies and adds in 128-bit registers alone, `n` times; how many operations that was.
#[wasm_bindgen]
pub fn ceiling(n: u32) -> f64 {
    let (factor, term) = (black_box([1e-7f32; 4]), black_box([1.0f32, 1.1, 1.2, 1.3]));
    let mut sums = [[0.0f32; 4]; SUMS];
    for _ in 0..n {
        for sum in &mut sums {
            for lane in 0..4 {
                sum[lane] = sum[lane] * factor[lane] + term[lane];
            }
        }
    }
    black_box(sums);
    f64::from(n) * (2 * 4 * SUMS) as f64
}

fn matrix(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut rng = Seed(seed).rng(Stream::Init, 0);
    Array2::from_shape_simple_fn((rows, columns), || rng.random::<f32>() - 0.5)
}

/// A product c += a b, a or b perhaps transposed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Product {
    a: Array2<f32>,
    b: Array2<f32>,
    c: Array2<f32>,
    is_transposed: (bool, bool),
    packing: Packing,
}

#[wasm_bindgen]
impl Product {
    /// a is m x k, b k x n; a transposed one is stored the other way round.
    #[wasm_bindgen(constructor)]
    pub fn new(m: usize, k: usize, n: usize, a_is_transposed: bool, b_is_transposed: bool) -> Product {
        let stored = |rows, columns, is_transposed, seed| match is_transposed {
            true => matrix(columns, rows, seed),
            false => matrix(rows, columns, seed),
        };
        Product {
            a: stored(m, k, a_is_transposed, 1),
            b: stored(k, n, b_is_transposed, 2),
            c: Array2::zeros((m, n)),
            is_transposed: (a_is_transposed, b_is_transposed),
            packing: Packing::default(),
        }
    }

    /// Once; how many operations that was.
    pub fn run(&mut self) -> f64 {
        let a = if self.is_transposed.0 { self.a.t() } else { self.a.view() };
        let b = if self.is_transposed.1 { self.b.t() } else { self.b.view() };
        product::add_product(a, b, &mut self.c, &mut self.packing);
        2.0 * (a.nrows() * a.ncols() * b.ncols()) as f64
    }
}

/// Steps of a training of the paper's network on synthetic check-ins.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Steps {
    training: Training,
    members: Sample,
    batch_size: usize,
}

#[wasm_bindgen]
impl Steps {
    /// At the first batch.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Steps {
        let experiment = Experiment::location();
        let bench = Bench::new(experiment.clone(), None).expect("the preset runs");
        let (trial, config) = (bench.trial(), experiment.training_config());
        let schema = trial.dataset().schema();
        let mut init = trial.seed().rng(Stream::Init, 0);
        let rng = trial.seed().rng(Stream::Batches, 0);
        Steps {
            batch_size: config.batch_size,
            training: Training::new(config, schema.n_inputs(), schema.classes.len(), &mut init, rng),
            members: trial.sample(Side::Members),
        }
    }

    /// One; how many operations it takes if no zero is left out.
    pub fn step(&mut self) -> f64 {
        self.training.step(&self.members, None);
        let mlp = self.training.mlp();
        let first = mlp.layers[0].weights.len();
        // Forward and gradient by the weights at each layer, gradient by the inputs at all but the first.
        (2 * self.batch_size * (3 * mlp.n_parameters() - first)) as f64
    }
}
