//! Training, one small step at a time: the caller owns the loop.

use crate::dataset::Inputs;
use crate::loss;
use crate::membership::{self, Answer};
use crate::mlp::{self, Activation, Mlp, Workspace, argmax};
use crate::optimizer::{Optimizer, OptimizerKind};
use crate::roc::RocCurve;
use crate::seed::Rng;
use ndarray::Array2;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

/// What is trained and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingConfig {
    /// Units of each hidden layer; none gives a linear model.
    pub hidden: Vec<usize>,
    /// Between the layers.
    pub activation: Activation,
    /// How a gradient becomes a step.
    pub optimizer: OptimizerKind,
    /// Records a step; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Passes over the members.
    pub epochs: usize,
    /// λ of the penalty λ/2 Σ w² over weights (not biases), added to the mean loss: its gradient is λ w. In an
    /// experiment it is the defence's.
    #[serde(skip)]
    pub l2: f32,
}

impl TrainingConfig {
    /// Weights and biases of the network, for so many inputs and classes.
    pub fn n_parameters(&self, n_inputs: usize, n_classes: usize) -> usize {
        let sizes: Vec<usize> = [n_inputs].into_iter().chain(self.hidden.iter().copied()).chain([n_classes]).collect();
        sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }
}

/// One point of the learning curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Finished passes; 0 before training.
    pub epoch: usize,
    /// Mean cross-entropy in nats over the members evaluated.
    pub loss: f64,
    /// Share of the members evaluated that get their label.
    pub train_accuracy: f64,
    /// The same of the non-members evaluated.
    pub test_accuracy: f64,
    /// Max-confidence AUC of these members against these non-members.
    pub auc: f64,
}

/// Where a training stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainingState {
    /// There is more to do.
    Running,
    /// All epochs are done.
    Finished,
    /// The loss or a weight is no longer a number: the training can't go on.
    Diverged,
}

/// Inputs and labels of one side, in the order in which they are used.
#[derive(Debug, Clone)]
pub struct Sample {
    /// One row a record.
    pub inputs: Inputs,
    /// One class a record.
    pub labels: Vec<usize>,
}

/// What the next step does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// Gradient of the rows from `row` on, of the batch that began at `batch`.
    Batch { batch: usize, row: usize },
    /// Answers to the evaluated records from `row` on, members first.
    Evaluation { row: usize },
    /// No more.
    Over(TrainingState),
}

/// A network being trained.
#[derive(Debug)]
pub struct Training {
    config: TrainingConfig,
    mlp: Mlp,
    optimizer: Optimizer,
    gradient: Mlp,
    workspace: Workspace,
    rng: Rng,
    /// Members in this epoch's order.
    order: Vec<usize>,
    batch: Sample,
    by_logits: Array2<f32>,
    phase: Phase,
    epoch: usize,
    rows_per_step: usize,
    evaluated: Evaluated,
    curve: Vec<EpochRecord>,
}

/// Running sums of an evaluation.
#[derive(Debug, Clone, Default)]
struct Evaluated {
    loss: f64,
    n_right: [usize; 2],
    scores: [Vec<f64>; 2],
}

/// Records of each side that the learning curve is measured on.
const N_EVALUATED: usize = 500;
/// Multiplications of one step, about 20 ms in WebAssembly.
const STEP_COST: usize = 500_000_000;

impl Training {
    /// A network at its random start. `init` draws the weights, `rng` the order of the batches; `n_inputs` and
    /// `n_classes` are the data's.
    pub fn new(config: TrainingConfig, n_inputs: usize, n_classes: usize, init: &mut Rng, rng: Rng) -> Training {
        let mut sizes = vec![n_inputs];
        sizes.extend(&config.hidden);
        sizes.push(n_classes);
        Training::from_network(config.clone(), Mlp::glorot(&sizes, config.activation, init), rng)
    }

    /// Training that starts from a given network.
    pub fn from_network(config: TrainingConfig, mlp: Mlp, rng: Rng) -> Training {
        Training {
            optimizer: Optimizer::new(config.optimizer, &mlp),
            gradient: mlp.zeros_like(),
            rows_per_step: (STEP_COST / (3 * mlp.n_parameters())).max(1),
            batch: Sample { inputs: Inputs::empty(mlp.n_inputs()), labels: Vec::new() },
            config,
            mlp,
            workspace: Workspace::default(),
            rng,
            order: Vec::new(),
            by_logits: Array2::zeros((0, 0)),
            phase: Phase::Evaluation { row: 0 },
            epoch: 0,
            evaluated: Evaluated::default(),
            curve: Vec::new(),
        }
    }

    /// Does at most about 20 ms of work. `members` and `non_members` must be the same at each call; without
    /// non-members no learning curve is kept.
    pub fn step(&mut self, members: &Sample, non_members: Option<&Sample>) -> TrainingState {
        match (self.phase, non_members) {
            (Phase::Batch { batch, row }, _) => self.step_batch(members, batch, row),
            (Phase::Evaluation { row }, Some(non_members)) => self.step_evaluation(members, non_members, row),
            (Phase::Evaluation { .. }, None) => self.begin_epoch(members),
            (Phase::Over(_), _) => {}
        }
        self.state()
    }

    /// Runs to the end.
    pub fn finish(&mut self, members: &Sample, non_members: Option<&Sample>) -> TrainingState {
        while self.step(members, non_members) == TrainingState::Running {}
        self.state()
    }

    fn begin_epoch(&mut self, members: &Sample) {
        if self.epoch == self.config.epochs {
            self.phase = Phase::Over(TrainingState::Finished);
            return;
        }
        if self.order.is_empty() {
            self.order = (0..members.labels.len()).collect();
        }
        self.order.shuffle(&mut self.rng);
        self.phase = Phase::Batch { batch: 0, row: 0 };
    }

    fn step_batch(&mut self, members: &Sample, batch: usize, row: usize) {
        let end = (batch + self.config.batch_size).min(self.order.len());
        let n_rows = end - batch;
        if row == 0 {
            self.batch.inputs.clear();
            self.batch.labels.clear();
            for &member in &self.order[batch..end] {
                self.batch.inputs.push_row(members.inputs.row(member));
                self.batch.labels.push(members.labels[member]);
            }
            self.gradient.parameters_mut().for_each(|g| g.fill(0.0));
        }
        let rows = row..n_rows.min(row + self.rows_per_step);
        let logits = self.mlp.logits(&self.batch.inputs, rows.clone(), &mut self.workspace);
        mlp::reset(&mut self.by_logits, logits.nrows(), logits.ncols());
        self.by_logits.assign(&logits);
        // The gradient of the mean loss: each record's share is 1 / n.
        let share = 1.0 / n_rows as f32;
        for (logits, &label) in self.by_logits.outer_iter_mut().zip(&self.batch.labels[rows.clone()]) {
            loss::cross_entropy_gradient(logits, label, share);
        }
        let by_logits = self.by_logits.view();
        self.mlp.add_gradient(&self.batch.inputs, rows.clone(), by_logits, &mut self.gradient, &mut self.workspace);
        if rows.end < n_rows {
            self.phase = Phase::Batch { batch, row: rows.end };
            return;
        }
        if self.config.l2 > 0.0 {
            for (gradient, layer) in self.gradient.layers.iter_mut().zip(&self.mlp.layers) {
                gradient.weights.zip_mut_with(&layer.weights, |g, w| *g += self.config.l2 * w);
            }
        }
        self.optimizer.step(&mut self.mlp, &self.gradient);
        if end < self.order.len() {
            self.phase = Phase::Batch { batch: end, row: 0 };
            return;
        }
        self.epoch += 1;
        let is_finite = self.mlp.parameters().all(|values| values.iter().all(|w| w.is_finite()));
        self.phase = if is_finite { Phase::Evaluation { row: 0 } } else { Phase::Over(TrainingState::Diverged) };
    }

    fn step_evaluation(&mut self, members: &Sample, non_members: &Sample, row: usize) {
        let n_members = members.labels.len().min(N_EVALUATED);
        let n_non_members = non_members.labels.len().min(N_EVALUATED);
        let (side, sample, start, n_rows) = match row.checked_sub(n_members) {
            None => (0, members, row, n_members),
            Some(start) => (1, non_members, start, n_non_members),
        };
        let rows = start..n_rows.min(start + 3 * self.rows_per_step);
        let logits = self.mlp.logits(&sample.inputs, rows.clone(), &mut self.workspace);
        let attack = membership::ATTACKS[0];
        for (logits, &label) in logits.outer_iter().zip(&sample.labels[rows.clone()]) {
            let logits = logits.to_slice().expect("rows are contiguous");
            self.evaluated.n_right[side] += usize::from(argmax(logits) == label);
            self.evaluated.scores[side].push(Answer { logits, label }.score(attack));
            if side == 0 {
                self.evaluated.loss += loss::cross_entropy(logits, label);
            }
        }
        let next = row + rows.len();
        if next < n_members + n_non_members {
            self.phase = Phase::Evaluation { row: next };
            return;
        }
        let Evaluated { loss, n_right, scores } = std::mem::take(&mut self.evaluated);
        let loss = loss / n_members as f64;
        if !loss.is_finite() {
            self.phase = Phase::Over(TrainingState::Diverged);
            return;
        }
        self.curve.push(EpochRecord {
            epoch: self.epoch,
            loss,
            train_accuracy: n_right[0] as f64 / n_members as f64,
            test_accuracy: n_right[1] as f64 / n_non_members as f64,
            auc: RocCurve::new(&scores[0], &scores[1]).auc,
        });
        self.begin_epoch(members);
    }

    /// Where it stands.
    pub fn state(&self) -> TrainingState {
        match self.phase {
            Phase::Over(state) => state,
            Phase::Batch { .. } | Phase::Evaluation { .. } => TrainingState::Running,
        }
    }

    /// The learning curve so far.
    pub fn curve(&self) -> &[EpochRecord] {
        &self.curve
    }

    /// Epochs finished, and the share of the current one that is done.
    pub fn progress(&self) -> (usize, f64) {
        match self.phase {
            Phase::Batch { batch, row } => (self.epoch, (batch + row) as f64 / self.order.len().max(1) as f64),
            Phase::Evaluation { .. } | Phase::Over(_) => (self.epoch, 0.0),
        }
    }

    /// The network as it is now.
    pub fn mlp(&self) -> &Mlp {
        &self.mlp
    }

    /// The network, once done.
    pub fn into_mlp(self) -> Mlp {
        self.mlp
    }
}
