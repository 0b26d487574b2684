//! What an attacker with means has: the model under attack, records of his own, and models that he trained himself, on
//! his records or on others'.

use crate::answer::Answer;
use crate::dataset::{Inputs, Schema};
use crate::defence::{ActsOn, Defence};
use crate::mlp::Workspace;
use crate::seed::RepeatSeed;
use crate::target_model::TargetModel;
use ndarray::Array2;
use std::ops::Range;

/// Records that are asked about.
#[derive(Debug, Clone)]
pub struct Subjects {
    /// The network's inputs, a row a record.
    pub inputs: Inputs,
    /// records x features
    pub values: Array2<f32>,
    /// The true class of each.
    pub labels: Vec<usize>,
    /// By its index in the data: the record that each is, or that it is a near miss of.
    pub records: Vec<usize>,
}

impl Subjects {
    /// No records yet.
    pub fn empty(schema: &Schema) -> Subjects {
        Subjects {
            inputs: Inputs::empty(schema.n_inputs()),
            values: Array2::zeros((0, schema.features.len())),
            labels: Vec::new(),
            records: Vec::new(),
        }
    }

    /// Puts a record behind the others.
    pub fn push(&mut self, schema: &Schema, values: ndarray::ArrayView1<'_, f32>, label: usize, record: usize) {
        self.inputs.push(schema, values);
        self.values.push_row(values).expect("all records have the schema's features");
        self.labels.push(label);
        self.records.push(record);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

/// Whose records are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those under attack.
    Subjects,
    /// The attacker's own.
    Own,
}

/// A model and what it says of all records.
#[derive(Debug, Clone)]
pub struct QueriedModel {
    /// Itself; of models that only their answers are needed of, none.
    pub model: Option<TargetModel>,
    /// By index in the data: whether it was trained on the record.
    pub trained_on: Vec<bool>,
    /// Of the subjects, then of the attacker's own records: records x classes.
    logits: [Array2<f32>; 2],
    /// The same of what is released, where that isn't just the softmax.
    released: Option<[Array2<f32>; 2]>,
}

impl QueriedModel {
    /// A model that is yet to be asked.
    pub fn new(model: TargetModel, trained_on: Vec<bool>, n_records: [usize; 2]) -> QueriedModel {
        let logits = n_records.map(|n| Array2::zeros((n, model.mlp().n_classes())));
        QueriedModel { model: Some(model), trained_on, logits, released: None }
    }

    /// No model but what one says: the answers about subjects and about the attacker's own records, written down.
    #[cfg(test)]
    pub(super) fn saying(trained_on: Vec<bool>, logits: [Array2<f32>; 2]) -> QueriedModel {
        QueriedModel { model: None, trained_on, logits, released: None }
    }

    /// Asks about some records.
    pub(crate) fn ask(&mut self, whose: Whose, about: &Subjects, rows: Range<usize>, workspace: &mut Workspace) {
        let model = self.model.as_ref().expect("a model is asked before it is dropped");
        let logits = model.logits(&about.inputs, rows.clone(), workspace);
        self.logits[whose as usize].slice_mut(ndarray::s![rows, ..]).assign(&logits);
    }

    /// Shows its answers as a defence does.
    pub(crate) fn release(&mut self, defence: &Defence) {
        self.released = (defence.acts_on() == ActsOn::Answers).then(|| {
            let mut released = self.logits.clone();
            for mut row in released.iter_mut().flat_map(|all| all.outer_iter_mut()) {
                defence.release(row.as_slice_mut().expect("rows are contiguous"));
            }
            released
        });
    }

    /// What it says of one record.
    pub fn answer(&self, whose: Whose, row: usize, label: usize) -> Answer<'_> {
        let logits = &self.logits[whose as usize];
        let (from, to) = (row * logits.ncols(), (row + 1) * logits.ncols());
        let released = self.released.as_ref().map(|released| &flat(&released[whose as usize])[from..to]);
        Answer { logits: &flat(logits)[from..to], released, label }
    }
}

fn flat(matrix: &Array2<f32>) -> &[f32] {
    matrix.as_slice().expect("rows lie one behind the other")
}

/// All that an attacker has.
#[derive(Debug)]
pub struct AttackContext {
    /// What the columns mean.
    pub schema: Schema,
    /// Members, as many non-members, then near misses of both.
    pub subjects: Subjects,
    /// How many of the subjects are members or non-members, not near misses.
    pub n_real: usize,
    /// The attacker's own records; none is a member or a subject.
    pub own: Subjects,
    /// The model under attack.
    pub target: QueriedModel,
    /// Models trained on a random half of members and non-members, each record in one of each two, one behind the other.
    /// Attackers go by [`AttackContext::known_in_out`].
    pub in_out: Vec<QueriedModel>,
    /// Which of these is under attack, its place taken by the experiment's model; none while that is.
    pub stands_in: Option<usize>,
    /// Models trained on a part of the attacker's own records, each record left out by some of them.
    pub shadows: Vec<QueriedModel>,
    /// Noisy copies of a record that a label-only attack asks about.
    pub n_copies: usize,
    /// Of what attacks draw.
    pub seed: RepeatSeed,
}

impl AttackContext {
    /// Puts another model under attack: the experiment's is number 0, then those of [`AttackContext::in_out`] in turn
    /// (Carlini et al. 2022).
    pub(crate) fn attack_model(&mut self, number: usize) {
        for place in [self.stands_in.take(), number.checked_sub(1)].into_iter().flatten() {
            std::mem::swap(&mut self.target, &mut self.in_out[place]);
        }
        self.stands_in = number.checked_sub(1);
    }

    /// Models trained on members and non-members that the attacker has. The one under attack isn't among them, nor its other
    /// half, so that each record is still in half of them: else their number would tell who is a member.
    pub fn known_in_out(&self) -> Vec<&QueriedModel> {
        let is_known = |place: usize| self.stands_in.is_none_or(|target| target / 2 != place / 2);
        self.in_out.iter().enumerate().filter(|(place, _)| is_known(*place)).map(|(_, model)| model).collect()
    }

    /// Whether the model under attack was trained on a subject that is no near miss.
    pub fn is_member(&self, row: usize) -> bool {
        self.target.trained_on[self.subjects.records[row]]
    }

    /// The records that are asked about.
    pub(super) fn about(&self, whose: Whose) -> &Subjects {
        match whose {
            Whose::Subjects => &self.subjects,
            Whose::Own => &self.own,
        }
    }

    /// What a model says of a subject.
    pub fn of_subject<'a>(&'a self, asked: &'a QueriedModel, row: usize) -> Answer<'a> {
        asked.answer(Whose::Subjects, row, self.subjects.labels[row])
    }

    /// What a model says of one of the attacker's own records.
    pub fn of_own<'a>(&'a self, asked: &'a QueriedModel, row: usize) -> Answer<'a> {
        asked.answer(Whose::Own, row, self.own.labels[row])
    }

    /// Of one shadow model, the attacker's own records with whether it was trained on them.
    pub fn in_and_out<'a>(&'a self, shadow: &'a QueriedModel) -> impl Iterator<Item = (usize, bool)> + 'a {
        self.own.records.iter().enumerate().map(|(row, record)| (row, shadow.trained_on[*record]))
    }
}
