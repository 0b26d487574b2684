//! What the bench measures, each thing a call that the page or the program times.

mod stepper;

pub use stepper::Stepper;

use ndarray::Array2;
use nearmiss::attribute::{ExhaustiveRun, ExhaustiveWorkspace, GuessBy};
use nearmiss::seed::{Seed, Stream};
use nearmiss::trial::Side;
use nearmiss::work::{TrialWorker, Unit, UnitRun};
use nearmiss::{Experiment, TargetModel};
use nearmiss_kernel::product::{self, Before, Packing};
use rand::RngExt;
use std::hint::black_box;
use std::sync::Arc;
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
        product::product(a, b, &mut self.c, Before::Sum, &mut self.packing);
        2.0 * (a.nrows() * a.ncols() * b.ncols()) as f64
    }
}

/// The `location` preset's first repeat: the paper's network on synthetic check-ins.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Location {
    worker: TrialWorker,
    stepper: Stepper,
    /// What a repeat consists of, training first, and the piece that is worked on.
    units: Vec<Unit>,
    run: Option<UnitRun>,
    model: Option<Arc<TargetModel>>,
    workspace: ExhaustiveWorkspace,
}

#[wasm_bindgen]
impl Location {
    /// At the first batch of training.
    #[wasm_bindgen(constructor)]
    pub fn at_start() -> Location {
        let worker = TrialWorker::new(Experiment::location(), None).expect("the preset runs");
        Location {
            stepper: Stepper::of(&worker),
            units: [Unit::Training].into_iter().chain(worker.units().into_iter().filter(|u| !u.is_guess())).collect(),
            run: None,
            worker,
            model: None,
            workspace: ExhaustiveWorkspace::default(),
        }
    }

    /// Steps of an epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.stepper.steps_per_epoch()
    }

    /// Trains on one batch; how many operations that takes if no zero is left out.
    pub fn step(&mut self) -> f64 {
        self.stepper.step()
    }

    /// Sizes of the layers, from the inputs to the classes.
    pub fn sizes(&self) -> Vec<usize> {
        let mlp = self.stepper.training().mlp();
        [mlp.n_inputs()].into_iter().chain(mlp.layers.iter().map(|layer| layer.bias.len())).collect()
    }

    /// Attacks the network of these weights and biases.
    pub fn attack(&mut self, parameters: &[f32]) {
        let mut mlp = self.stepper.training().mlp().clone();
        let mut rest = parameters;
        for values in mlp.parameters_mut() {
            let (own, others) = rest.split_at(values.len());
            values.copy_from_slice(own);
            rest = others;
        }
        self.model = Some(Arc::new(TargetModel::new(mlp)));
    }

    /// Attacks the network that the training unit has trained; its weights and biases.
    pub fn attack_own(&mut self) -> Vec<f32> {
        let mlp = self.worker.model().expect("the training unit is done");
        let parameters: Vec<f32> = mlp.parameters().flatten().copied().collect();
        self.attack(&parameters);
        parameters
    }

    /// Units of a repeat by kind, training first.
    pub fn units(&self) -> Vec<String> {
        let kind = |unit: &Unit| match unit {
            Unit::Training => "training",
            Unit::Scores(_) | Unit::Distances => "scores and distances",
            Unit::StrongMembership(_) => "strong membership",
            Unit::Target(_) => "40 targets",
            _ => "baselines",
        };
        self.units.iter().map(|unit| kind(unit).to_string()).collect()
    }

    /// Works on a unit for a short while; whether it is done.
    pub fn advance(&mut self, unit: usize) -> bool {
        let mut run = self.run.take().unwrap_or_else(|| self.worker.start(&self.units[unit]));
        let is_done = self.worker.step(&mut run).is_some();
        self.run = Some(run).filter(|_| !is_done);
        is_done
    }

    fn record(&self, target: usize) -> usize {
        // Members and non-members in turn.
        let side = if target.is_multiple_of(2) { Side::Members } else { Side::NonMembers };
        self.worker.trial().side(side)[target / 2]
    }

    /// A target's feature values.
    pub fn values(&self, target: usize) -> Vec<f32> {
        self.worker.trial().dataset().record(self.record(target)).to_vec()
    }

    /// The unknown features.
    pub fn unknown(&self) -> Vec<usize> {
        self.worker.portion().unknown().to_vec()
    }

    /// Tries the completions from `start` to `end` of a target: the first best one, its confidence, how many share it.
    pub fn infer(&mut self, target: usize, start: usize, end: usize, plainly: bool) -> Vec<f64> {
        let record = self.record(target);
        let run = ExhaustiveRun::new(self.worker.trial(), self.worker.portion(), record, start..end);
        let mut run = if plainly { run.plainly() } else { run };
        let model = self.model.as_ref().expect("`attack` was called");
        let tally = loop {
            if let Some(tally) = run.step(model, &mut self.workspace) {
                break tally;
            }
        };
        let ranking = tally.ranking(GuessBy::MaxConfidence);
        vec![ranking.listed[0].idx as f64, ranking.listed[0].scores[0], ranking.n_tied() as f64]
    }
}

impl Location {
    /// A training of its own, which may go to another thread, at its first batch.
    pub fn stepper(&self) -> Stepper {
        Stepper::of(&self.worker)
    }
}
