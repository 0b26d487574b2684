//! What is known of a record, and what can be guessed.

use super::cube::Choice;
use crate::answer;
use crate::dataset::{FeatureKind, Inputs, Schema};
use crate::mlp::Workspace;
use crate::order;
use crate::portion::Portion;
use crate::target_model::TargetModel;
use ndarray::ArrayView1;

/// A record with some features unknown: the network's inputs of each completion.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// Inputs of the known features that aren't zero, ascending.
    pub(super) known: Vec<(u32, f32)>,
    /// By unknown feature, then by code: the input that it sets, if any.
    pub(super) choices: Vec<Vec<Choice>>,
}

impl Question {
    /// About a record with these feature values.
    pub(super) fn new(schema: &Schema, unknown: &[usize], values: ArrayView1<'_, f32>) -> Question {
        let mut known = Inputs::empty(schema.n_inputs());
        known.push_known(schema, values, |j| !unknown.contains(&j));
        let row = known.row(0);
        let mut starts = vec![0];
        for feature in &schema.features {
            starts.push(starts[starts.len() - 1] + feature.n_inputs());
        }
        let choices = unknown.iter().map(|&j| {
            let feature = &schema.features[j];
            (0..feature.n_values())
                .map(|code| {
                    let (column, value) = match &feature.kind {
                        FeatureKind::Categorical { .. } => (starts[j] + code, 1.0),
                        FeatureKind::Binary | FeatureKind::Numeric { .. } => {
                            (starts[j], feature.scaled(feature.value(code)))
                        }
                    };
                    (value != 0.0).then_some((column as u32, value))
                })
                .collect()
        });
        let known = row.columns.iter().copied().zip(row.values.iter().copied()).collect();
        Question { known, choices: choices.collect() }
    }

    /// Makes it one about another record whose unknown part has the same choices.
    pub(super) fn turn_to(&mut self, schema: &Schema, portion: &Portion, values: ArrayView1<'_, f32>) {
        let mut known = Inputs::empty(schema.n_inputs());
        known.push_known(schema, values, |j| portion.knows(j));
        let row = known.row(0);
        self.known = row.columns.iter().copied().zip(row.values.iter().copied()).collect();
    }

    /// Puts the inputs of a completion, a code an unknown feature, behind others.
    pub(super) fn push(&self, codes: impl IntoIterator<Item = usize>, inputs: &mut Inputs) {
        let chosen = codes.into_iter().zip(&self.choices).filter_map(|(code, choices)| choices[code]);
        let mut guessed: Vec<(u32, f32)> = chosen.collect();
        order::sort_by_key(&mut guessed, |(column, _)| *column);
        inputs.push_merged(&self.known, &guessed);
    }

    /// Asks a network about completions, each a code an unknown feature; `hear` is told the place of each and its
    /// logits. `asked` is memory.
    pub(super) fn ask<C: IntoIterator<Item = usize>>(
        &self,
        model: &TargetModel,
        completions: impl IntoIterator<Item = C>,
        asked: &mut Option<Inputs>,
        workspace: &mut Workspace,
        mut hear: impl FnMut(usize, &[f32]),
    ) {
        let asked = asked.get_or_insert_with(|| Inputs::empty(model.mlp().n_inputs()));
        asked.clear();
        completions.into_iter().for_each(|codes| self.push(codes, asked));
        let logits = model.logits(asked, 0..asked.n_rows(), workspace);
        for (place, logits) in logits.outer_iter().enumerate() {
            hear(place, logits.to_slice().expect("rows are contiguous"));
        }
    }
}

/// The two scores, in the order of [`super::GuessBy::ALL`].
pub(super) fn own_scores(model: &TargetModel, logits: &[f32]) -> [f64; 2] {
    model.answer(logits, 0, |said| [said.score(answer::max_confidence), said.score(answer::log_odds)])
}
