//! One record's completions being asked about: first as they are, then in noisy copies.

use super::robustness;
use crate::attribute::question::Question;
use crate::dataset::Inputs;
use crate::mlp::{Workspace, argmax};
use crate::portion::Portion;
use crate::seed::{Rng, Stream};
use crate::target_model::TargetModel;
use crate::trial::Trial;

/// What the answers are about.
pub(super) struct Asked<'a> {
    pub(super) trial: &'a Trial,
    pub(super) portion: &'a Portion,
    pub(super) model: &'a TargetModel,
}

/// One record's completions being asked about.
#[derive(Debug)]
pub(super) struct Asking {
    pub(super) record: usize,
    /// The record's, or the present copy's.
    question: Question,
    rng: Rng,
    /// Copies of each completion that there are to be.
    n_copies: usize,
    /// Copies begun.
    n_begun: usize,
    /// Of the record or the present copy: completions asked about.
    n_asked: usize,
    /// completions x classes: the answers about the completions themselves.
    pub(super) logits: Vec<f32>,
    /// Completions that are themselves given the true class: copies of others say nothing.
    right: Vec<usize>,
    /// By completion: noisy copies that are given the true class.
    n_right: Vec<usize>,
}

/// Completions that drawing a copy costs as much as.
const COST_OF_COPY: usize = 8;

impl Asking {
    /// Nothing asked yet about a record; `index` tells the noise of one run from that of another.
    pub(super) fn new(asked: &Asked<'_>, record: usize, n_copies: usize, index: u64) -> Asking {
        let Asked { trial, portion, model } = *asked;
        let n_completions = portion.n_completions();
        Asking {
            record,
            question: Question::new(trial.dataset().schema(), portion.unknown(), trial.dataset().record(record)),
            rng: trial.seed().rng(Stream::KnownNoise, index << 32 | record as u64),
            n_copies,
            n_begun: 0,
            n_asked: 0,
            logits: Vec::with_capacity(n_completions * model.mlp().n_classes()),
            right: Vec::new(),
            n_right: vec![0; n_completions],
        }
    }

    /// Asks about at most `n_rows` more, as many copies at a time as that makes; how many that were, and none once there is
    /// nothing left to ask.
    pub(super) fn ask(
        &mut self,
        asked: &Asked<'_>,
        n_rows: usize,
        inputs: &mut Option<Inputs>,
        workspace: &mut Workspace,
    ) -> Option<usize> {
        let label = asked.trial.dataset().labels()[self.record];
        let n_completions = asked.portion.n_completions();
        if self.n_begun == 0 && self.n_asked < n_completions {
            let end = n_completions.min(self.n_asked + n_rows);
            let completions = (self.n_asked..end).map(|idx| asked.portion.completion(idx));
            let (logits, right, start) = (&mut self.logits, &mut self.right, self.n_asked);
            self.question.ask(asked.model, completions, inputs, workspace, |place, own| {
                logits.extend_from_slice(own);
                // No defence changes the class that is said.
                if argmax(own) == label {
                    right.push(start + place);
                }
            });
            let n_now = end - self.n_asked;
            self.n_asked = end;
            return Some(n_now);
        }
        if self.right.is_empty() || self.n_begun == self.n_copies && self.n_asked >= self.right.len() {
            return None;
        }
        let inputs = inputs.get_or_insert_with(|| Inputs::empty(asked.model.mlp().n_inputs()));
        inputs.clear();
        let (mut n_cost, mut completions) = (0, Vec::new());
        while n_cost < n_rows {
            if self.n_begun == 0 || self.n_asked == self.right.len() {
                if self.n_begun == self.n_copies {
                    break;
                }
                self.begin_copy(asked);
                n_cost += COST_OF_COPY;
            }
            let end = self.right.len().min(self.n_asked + n_rows.saturating_sub(n_cost).max(1));
            for &idx in &self.right[self.n_asked..end] {
                self.question.push(asked.portion.completion(idx), inputs);
                completions.push(idx);
            }
            n_cost += end - self.n_asked;
            self.n_asked = end;
        }
        let logits = asked.model.logits(inputs, 0..inputs.n_rows(), workspace);
        for (logits, idx) in logits.outer_iter().zip(completions) {
            let is_right = argmax(logits.to_slice().expect("rows are contiguous")) == label;
            self.n_right[idx] += usize::from(is_right);
        }
        Some(n_cost)
    }

    /// By completion, the share of its copies that are given the true class: 0 where it isn't itself. None without copies.
    pub(super) fn agreement(&self) -> Option<Vec<f64>> {
        let share = |n: &usize| *n as f64 / self.n_copies as f64;
        (self.n_copies > 0).then(|| self.n_right.iter().map(share).collect())
    }

    fn begin_copy(&mut self, asked: &Asked<'_>) {
        let (dataset, portion) = (asked.trial.dataset(), asked.portion);
        let noisy = robustness::noisy(dataset.schema(), portion, dataset.record(self.record), &mut self.rng);
        self.question.turn_to(dataset.schema(), portion, noisy.view());
        self.n_begun += 1;
        self.n_asked = 0;
    }
}
