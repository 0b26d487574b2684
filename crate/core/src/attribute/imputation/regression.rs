//! The logistic regressions of imputation: one an unknown feature.

use super::baseline::Told;
use crate::dataset::{Inputs, Sample};
use crate::loss;
use crate::mlp::{Activation, Mlp, Workspace, argmax};
use crate::optimizer::OptimizerKind;
use crate::portion::Portion;
use crate::seed::Stream;
use crate::train::{Regularization, Schedule, Training, TrainingConfig, TrainingState};
use crate::trial::Trial;

/// Of the logistic regressions; chosen on check-ins, synthetic and real, where the held-out error is flat around it.
const REGRESSION: TrainingConfig = TrainingConfig {
    hidden: Vec::new(),
    activation: Activation::Relu,
    optimizer: OptimizerKind::Adam { learning_rate: 0.01 },
    batch_size: 100,
    epochs: 20,
    regularization: Regularization {
        l2: 0.02,
        dropout: 0.0,
        smoothing: 0.0,
        most_epochs: None,
        privacy: None,
        schedule: Schedule { batch_size: 0, learning_rate: 0.0, epochs: 0 },
        adversary: 0.0,
    },
};

/// Steps below which a regression isn't fitted to the end, which would favour whoever is held against it: of few people
/// there are more epochs.
const LEAST_STEPS: usize = 200;

/// Some records as a regression sees them.
#[derive(Debug)]
pub(super) struct People {
    pub(super) records: Vec<usize>,
    /// Inputs of their known part; by what is told.
    known: Vec<Inputs>,
}

impl People {
    pub(super) fn new(trial: &Trial, portion: &Portion, records: Vec<usize>, told: Told) -> People {
        let (dataset, schema) = (trial.dataset(), trial.dataset().schema());
        let n_inputs = schema.n_inputs();
        let mut known = Inputs::empty(n_inputs);
        for &record in &records {
            known.push_known(schema, dataset.record(record), |j| portion.knows(j));
        }
        let mut with_class = Inputs::empty(n_inputs + schema.classes.len());
        if told == Told::ClassToo {
            for (row, record) in records.iter().enumerate() {
                let row = known.row(row);
                let inputs: Vec<(u32, f32)> = row.columns.iter().copied().zip(row.values.iter().copied()).collect();
                // The class as one more categorical feature behind the others.
                with_class.push_merged(&inputs, &[((n_inputs + dataset.labels()[*record]) as u32, 1.0)]);
            }
        }
        People { records, known: vec![known, with_class] }
    }

    pub(super) fn known(&self, told: Told) -> &Inputs {
        &self.known[told as usize]
    }
}

/// A regression being fitted.
#[derive(Debug)]
pub(super) struct Fitting {
    training: Training,
    sample: Sample,
}

/// What the regression of one unknown feature says.
#[derive(Debug)]
pub(super) struct Regressed {
    /// By target: the most probable code.
    pub(super) codes: Vec<usize>,
    /// By target, then by code.
    pub(super) probabilities: Vec<Vec<f64>>,
}

impl Fitting {
    /// Nothing fitted yet of what some people's inputs say of a feature.
    pub(super) fn new(trial: &Trial, people: &People, told: Told, feature_idx: usize) -> Fitting {
        let n_values = trial.dataset().schema().features[feature_idx].n_values();
        let known = people.known(told);
        // Whose value isn't known has nothing to teach.
        let rows: Vec<usize> =
            (0..people.records.len()).filter(|row| trial.is_whole(people.records[*row], &[feature_idx])).collect();
        let label = |row: &usize| usize::from(trial.dataset().codes()[[people.records[*row], feature_idx]]);
        let inputs = if rows.len() == people.records.len() { known.clone() } else { known.select(&rows) };
        let sample = Sample { inputs, labels: rows.iter().map(label).collect() };
        let mut config = REGRESSION;
        config.batch_size = config.batch_size.min(sample.labels.len().max(1));
        config.epochs = config.epochs.max(LEAST_STEPS.div_ceil(sample.labels.len().div_ceil(config.batch_size).max(1)));
        // A convex problem: it needs no random start.
        let mut init = trial.seed().rng(Stream::Init, 0);
        let start = Mlp::glorot(&[known.n_inputs(), n_values], Activation::Relu, &mut init);
        let rng = trial.seed().rng(Stream::Baseline, (told as u64) << 32 | feature_idx as u64);
        Fitting { training: Training::from_network(config, start.zeros_like(), rng), sample }
    }

    /// Fits on for a bounded time; what it says of those asked about, once it is fitted.
    pub(super) fn step(&mut self, asked: &Inputs) -> Option<Regressed> {
        match self.training.step(&self.sample, None) {
            TrainingState::Running => None,
            _ => Some(Regressed::of(self.training.mlp(), asked)),
        }
    }
}

impl Regressed {
    fn of(regression: &Mlp, asked: &Inputs) -> Regressed {
        let mut workspace = Workspace::default();
        let logits = regression.logits(asked, 0..asked.n_rows(), &mut workspace);
        let rows = || logits.outer_iter().map(|row| row.to_slice().expect("rows are contiguous"));
        let probabilities = |logits: &[f32]| {
            let log_sum = loss::log_sum_exp(logits, None);
            logits.iter().map(|z| libm::exp(f64::from(*z) - log_sum)).collect()
        };
        Regressed { codes: rows().map(argmax).collect(), probabilities: rows().map(probabilities).collect() }
    }
}
