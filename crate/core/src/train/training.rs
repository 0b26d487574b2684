//! Training, one small step at a time: the caller owns the loop.

use super::config::{Privacy, Regularization, TrainingConfig};
use super::evaluation::{EpochRecord, Evaluation, N_EVALUATED};
use crate::adversary::Adversary;
use crate::dataset::{Inputs, Sample, standard_normal};
use crate::loss;
use crate::mlp::{self, Before, Dropout, Mlp, Workspace};
use crate::optimizer::Optimizer;
use crate::seed::Rng;
use crate::trial::Side;
use ndarray::Array2;
use rand::RngExt;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
    /// Of the batches.
    rng: Rng,
    /// Of what a defence draws.
    noise: Option<Rng>,
    /// Between the passes that it changes.
    dropout: Option<Dropout>,
    /// Who is to be fooled, with the records that it tells members from.
    adversary: Option<Box<(Adversary, Sample)>>,
    /// Members in this epoch's order.
    order: Vec<usize>,
    batch: Sample,
    by_logits: Array2<f32>,
    phase: Phase,
    epoch: usize,
    rows_per_step: usize,
    evaluation: Evaluation,
    curve: Vec<EpochRecord>,
}

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
            dropout: Some(config.regularization.dropout).filter(|rate| *rate > 0.0).map(Dropout::new),
            noise: None,
            adversary: None,
            config,
            mlp,
            workspace: Workspace::default(),
            rng,
            order: Vec::new(),
            by_logits: Array2::zeros((0, 0)),
            phase: Phase::Evaluation { row: 0 },
            epoch: 0,
            evaluation: Evaluation::default(),
            curve: Vec::new(),
        }
    }

    /// The same with a generator for what a defence draws: units left out, noise.
    pub fn with_noise(self, rng: Rng) -> Training {
        Training { noise: Some(rng), ..self }
    }

    /// The same against an adversary, if the defence asks for one: `reference` are records of nobody's, `rng` the
    /// adversary's.
    pub fn with_reference(mut self, reference: Sample, rng: Rng) -> Training {
        let weight = self.config.regularization.adversary;
        if weight > 0.0 && !reference.labels.is_empty() {
            self.adversary = Some(Box::new((Adversary::new(weight, self.mlp.n_classes(), rng), reference)));
        }
        self
    }

    fn noise(noise: &mut Option<Rng>) -> &mut Rng {
        noise.as_mut().expect("a defence that draws was given a generator")
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
        if self.epoch == self.config.n_epochs() {
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
        let Regularization { l2, smoothing, privacy, .. } = self.config.regularization;
        if row == 0 {
            self.begin_batch(members, batch..end);
        }
        let n_rows = self.batch.labels.len();
        let rows = row..n_rows.min(row + self.rows_per_step);
        let reference = self.adversary.as_mut().map(|adversary| {
            let drawn = adversary.0.draw(&adversary.1, rows.len());
            let logits = self.mlp.logits(&drawn.inputs, 0..rows.len(), &mut self.workspace).to_owned();
            (logits, drawn.labels)
        });
        if let Some(dropout) = &mut self.dropout {
            dropout.draw(&self.mlp, rows.len(), Training::noise(&mut self.noise));
        }
        self.workspace.set_dropout(self.dropout.take());
        let logits = self.mlp.logits(&self.batch.inputs, rows.clone(), &mut self.workspace);
        mlp::reshape(&mut self.by_logits, logits.nrows(), logits.ncols());
        self.by_logits.assign(&logits);
        let logits = self.adversary.is_some().then(|| logits.to_owned());
        // The gradient of the mean loss: each record's share is 1 / n. Private steps weigh records after clipping.
        let share = if privacy.is_some() { 1.0 } else { 1.0 / n_rows as f32 };
        for (logits, &label) in self.by_logits.outer_iter_mut().zip(&self.batch.labels[rows.clone()]) {
            match smoothing > 0.0 {
                true => loss::smoothed_cross_entropy_gradient(logits, label, smoothing, share),
                false => loss::cross_entropy_gradient(logits, label, share),
            }
        }
        if let (Some(adversary), Some(logits), Some((others, of_others))) = (&mut self.adversary, logits, reference) {
            let labels = &self.batch.labels[rows.clone()];
            adversary.0.learn((logits.view(), labels), (others.view(), &of_others));
            adversary.0.add_gradient(logits.view(), labels, share, &mut self.by_logits);
        }
        if let Some(Privacy { clip, .. }) = privacy {
            self.clip(rows.clone(), clip);
        }
        let by_logits = self.by_logits.view();
        let before = if row == 0 { Before::Nothing } else { Before::Sum };
        let (inputs, gradient) = (&self.batch.inputs, &mut self.gradient);
        self.mlp.gradient(inputs, rows.clone(), by_logits, gradient, before, &mut self.workspace);
        self.dropout = self.workspace.set_dropout(None);
        if rows.end < n_rows {
            self.phase = Phase::Batch { batch, row: rows.end };
            return;
        }
        if let Some(Privacy { noise, clip }) = privacy {
            self.add_noise(f64::from(noise) * f64::from(clip) / self.config.batch_size as f64);
        }
        if l2 > 0.0 {
            for (gradient, layer) in self.gradient.layers.iter_mut().zip(&self.mlp.layers) {
                gradient.weights.zip_mut_with(&layer.weights, |g, w| *g += l2 * w);
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

    /// The members at `places` of this epoch's order; private steps take each member with probability batch size /
    /// members instead.
    fn begin_batch(&mut self, members: &Sample, places: Range<usize>) {
        self.batch.inputs.clear();
        self.batch.labels.clear();
        let mut take = |member: usize| {
            self.batch.inputs.push_row(members.inputs.row(member));
            self.batch.labels.push(members.labels[member]);
        };
        match self.config.regularization.privacy {
            None => self.order[places].iter().for_each(|member| take(*member)),
            Some(_) => {
                let rate = self.config.batch_size as f64 / members.labels.len() as f64;
                (0..members.labels.len()).filter(|_| self.rng.random::<f64>() < rate).for_each(take);
            }
        }
    }

    /// Scales each record's share of the gradient to the norm `clip` at most, divided by the batch size expected.
    fn clip(&mut self, rows: Range<usize>, clip: f32) {
        let (inputs, by_logits) = (&self.batch.inputs, self.by_logits.view());
        let norms = self.mlp.squared_gradient_norms(inputs, rows, by_logits, &mut self.workspace);
        for (mut by_logits, norms) in self.by_logits.outer_iter_mut().zip(norms) {
            let norm = norms.iter().sum::<f64>().sqrt();
            let kept = (f64::from(clip) / norm).min(1.0) / self.config.batch_size as f64;
            by_logits.map_inplace(|d| *d *= kept as f32);
        }
    }

    fn add_noise(&mut self, deviation: f64) {
        let rng = Training::noise(&mut self.noise);
        for value in self.gradient.parameters_mut().flatten() {
            *value += (deviation * standard_normal(rng)) as f32;
        }
    }

    fn step_evaluation(&mut self, members: &Sample, non_members: &Sample, row: usize) {
        let n_members = members.labels.len().min(N_EVALUATED);
        let n_non_members = non_members.labels.len().min(N_EVALUATED);
        let (side, sample, start, n_rows) = match row.checked_sub(n_members) {
            None => (Side::Members, members, row, n_members),
            Some(start) => (Side::NonMembers, non_members, start, n_non_members),
        };
        let rows = start..n_rows.min(start + 3 * self.rows_per_step);
        let logits = self.mlp.logits(&sample.inputs, rows.clone(), &mut self.workspace);
        self.evaluation.add(side, logits, &sample.labels[rows.clone()]);
        let next = row + rows.len();
        if next < n_members + n_non_members {
            self.phase = Phase::Evaluation { row: next };
            return;
        }
        match std::mem::take(&mut self.evaluation).record(self.epoch) {
            Some(record) => self.curve.push(record),
            None => {
                self.phase = Phase::Over(TrainingState::Diverged);
                return;
            }
        }
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
