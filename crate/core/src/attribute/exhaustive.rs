//! The main paper's attack: ask the model about every completion of the portion, and guess the one that it is most
//! confident about.
//!
//! The completions are cut into blocks that can be tried anywhere and in any order: a [`Tally`] of two blocks together
//! is the [`Tally`] of their union, to the last bit. A [`Cube`] answers for most completions where there is one; its
//! answers are approximate, so the network itself is asked about every completion that they don't decide on. The tally
//! has the same bits either way.

use super::bounds::bounds;
use super::cube::{self, Choice, Cube, FaceWorkspace, Walk};
use super::question::{Question, own_scores};
use super::tally::{Bounds, Candidate, Tally};
use crate::dataset::{Inputs, Schema};
use crate::mlp::Workspace;
use crate::order;
use crate::portion::Portion;
use crate::target_model::TargetModel;
use crate::trial::Trial;
use ndarray::{Array1, Array2, ArrayView1};
use std::ops::Range;
use std::sync::Arc;

/// One block of completions of one record, tried a few a step.
#[derive(Debug, Clone)]
pub struct ExhaustiveRun {
    portion: Portion,
    /// The record's own codes.
    codes: Array1<u16>,
    block: Range<usize>,
    question: Question,
    truth: Option<Candidate>,
    tally: Tally,
    way: Way,
}

/// How completions are tried.
#[derive(Debug, Clone)]
enum Way {
    /// Not chosen yet.
    Open,
    /// One by one; the next.
    Plainly { next: usize },
    /// By a cube.
    Folded(Walk),
}

/// Memory that runs reuse.
#[derive(Debug, Clone, Default)]
pub struct ExhaustiveWorkspace {
    passes: Workspace,
    asked: Option<Inputs>,
    corners: FaceWorkspace,
    /// The last cube and what it was folded from: another block of the same completions needs it again.
    last: Option<Last>,
}

#[derive(Debug, Clone)]
struct Last {
    model: Arc<TargetModel>,
    known: Vec<(u32, f32)>,
    choices: Vec<[Choice; 2]>,
    cube: Arc<Cube>,
}

/// Blocks of a cube that a step walks through: about 10 ms in WebAssembly with the paper's network.
const BLOCKS_PER_STEP: usize = 16;
/// Completions that the network is asked about at a time where a cube doesn't decide.
const ASKED_AT_ONCE: usize = 16;

impl ExhaustiveRun {
    /// Nothing tried yet of the completions `block` of `record`.
    pub fn new(trial: &Trial, portion: &Portion, record: usize, block: Range<usize>) -> ExhaustiveRun {
        let dataset = trial.dataset();
        ExhaustiveRun::about(dataset.schema(), portion, dataset.record(record), block)
    }

    /// The same for a record of no data set: its values, each one that its feature can have.
    pub fn about(
        schema: &Schema,
        portion: &Portion,
        values: ArrayView1<'_, f32>,
        block: Range<usize>,
    ) -> ExhaustiveRun {
        let codes = schema.features.iter().zip(values).map(|(f, value)| f.value_idx(*value) as u16).collect();
        ExhaustiveRun {
            codes,
            block: block.start..block.end.min(portion.n_completions()),
            question: Question::new(schema, portion.unknown(), values),
            truth: None,
            tally: Tally::empty(portion.unknown().len()),
            way: Way::Open,
            portion: portion.clone(),
        }
    }

    /// The same, by asking the network about each completion even where there is a shorter way to the same tally.
    pub fn plainly(mut self) -> ExhaustiveRun {
        self.way = Way::Plainly { next: self.block.start };
        self
    }

    /// Tries on for about 10 ms; the tally, once the block is through.
    pub fn step(&mut self, model: &Arc<TargetModel>, workspace: &mut ExhaustiveWorkspace) -> Option<Tally> {
        let truth = *self.truth.get_or_insert_with(|| {
            let idx = self.portion.index_of(self.codes.view());
            let mut scores = [0.0; 2];
            ask(model, &self.question, &self.portion, &[idx], workspace, |_, logits| {
                scores = own_scores(model, logits)
            });
            Candidate { idx, scores, distance: 0 }
        });
        if let Way::Open = self.way {
            self.way = self.choose_way(model, workspace);
        }
        let is_done = match &mut self.way {
            Way::Plainly { next } => {
                let per_step = (model.mlp().rows_per_step() * 2).min(1024);
                let tried: Vec<usize> = (*next..self.block.end.min(*next + per_step)).collect();
                *next += tried.len();
                let is_done = *next == self.block.end;
                self.try_plainly(model, &tried, truth, workspace);
                is_done
            }
            Way::Folded(_) => self.walk(model, truth, workspace),
            Way::Open => unreachable!("a way was chosen"),
        };
        is_done.then(|| self.tally.clone())
    }

    /// A cube, if the block is one and is worth it.
    fn choose_way(&self, model: &Arc<TargetModel>, workspace: &mut ExhaustiveWorkspace) -> Way {
        let plainly = Way::Plainly { next: self.block.start };
        let pairs: Option<Vec<[Choice; 2]>> = self.question.choices.iter().map(|c| c[..].try_into().ok()).collect();
        let Some(pairs) = pairs else { return plainly };
        let mlp = model.mlp();
        let sizes: Vec<usize> = mlp.layers.iter().map(|layer| layer.bias.len()).collect();
        if model.masks_answers() || !Walk::is_possible(&self.block) || !cube::pays(mlp.activation, &sizes, pairs.len())
        {
            return plainly;
        }
        let is_same =
            |last: &Last| Arc::ptr_eq(&last.model, model) && last.known == self.question.known && last.choices == pairs;
        let cube = match workspace.last.as_ref().filter(|last| is_same(last)) {
            Some(last) => last.cube.clone(),
            None => {
                let cube = Arc::new(Cube::new(model, &self.question.known, &pairs));
                let known = self.question.known.clone();
                workspace.last = Some(Last { model: model.clone(), known, choices: pairs, cube: cube.clone() });
                cube
            }
        };
        Way::Folded(Walk::new(cube, &self.block))
    }

    /// Walks on through the cube; whether that was all.
    fn walk(&mut self, model: &Arc<TargetModel>, truth: Candidate, workspace: &mut ExhaustiveWorkspace) -> bool {
        let Way::Folded(walk) = &mut self.way else { unreachable!("only a cube is walked through") };
        let mut walk = std::mem::take(walk);
        for _ in 0..BLOCKS_PER_STEP {
            let Some((first, logits)) = walk.next_block(model.mlp(), &mut workspace.corners) else { break };
            let logits = logits.to_owned();
            if !self.judge(&walk, first, &logits, model, truth, workspace) {
                self.tally = Tally::empty(self.portion.unknown().len());
                self.way = Way::Plainly { next: self.block.start };
                return false;
            }
        }
        let is_done = walk.is_done();
        self.way = Way::Folded(walk);
        is_done
    }

    /// Counts the corners of a block that a cube's answers decide on, and asks the network about the others; whether its
    /// answers to them are near the cube's.
    fn judge(
        &mut self,
        walk: &Walk,
        first: usize,
        logits: &Array2<f32>,
        model: &Arc<TargetModel>,
        truth: Candidate,
        workspace: &mut ExhaustiveWorkspace,
    ) -> bool {
        let distance = |idx: usize| (idx ^ truth.idx).count_ones() as usize;
        let mut terms = Vec::new();
        let mut undecided: Vec<Corner> = Vec::new();
        for (row, (logits, offset)) in logits.outer_iter().zip(walk.offsets()).enumerate() {
            let idx = first + offset;
            let bounds = bounds(logits.to_slice().expect("rows are contiguous"), &mut terms);
            if !self.tally.add_bounded(idx, distance(idx), bounds, truth) {
                undecided.push(Corner { idx, bounds, row });
            }
        }
        // The best first: what they score decides about many of the others.
        order::sort_by(&mut undecided, |a, b| b.bounds[1].high.total_cmp(&a.bounds[1].high).then(a.idx.cmp(&b.idx)));
        while !undecided.is_empty() {
            let mut rest = undecided.split_off(undecided.len().min(ASKED_AT_ONCE));
            let asked: Vec<usize> = undecided.iter().map(|corner| corner.idx).collect();
            let ExhaustiveRun { portion, question, tally, .. } = self;
            let mut is_near = true;
            ask(model, question, portion, &asked, workspace, |place, own| {
                let folded = logits.row(undecided[place].row);
                // What is no number is near nothing.
                is_near &= own.iter().zip(folded).all(|(own, folded)| (own - folded).abs() <= cube::TOLERANCE / 2.0);
                let idx = asked[place];
                tally.add(Candidate { idx, scores: own_scores(model, own), distance: distance(idx) }, truth);
            });
            if !is_near {
                return false;
            }
            rest.retain(|corner| !self.tally.add_bounded(corner.idx, distance(corner.idx), corner.bounds, truth));
            undecided = rest;
        }
        true
    }

    fn try_plainly(
        &mut self,
        model: &TargetModel,
        tried: &[usize],
        truth: Candidate,
        workspace: &mut ExhaustiveWorkspace,
    ) {
        let ExhaustiveRun { portion, codes, question, tally, .. } = self;
        ask(model, question, portion, tried, workspace, |place, logits| {
            let idx = tried[place];
            let distance = portion.distance(idx, codes.view());
            tally.add(Candidate { idx, scores: own_scores(model, logits), distance }, truth);
        });
    }

    /// What was found so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Whether a cube answers, and hasn't strayed.
    #[cfg(test)]
    pub(super) fn is_folded(&self) -> bool {
        matches!(self.way, Way::Folded(_))
    }

    /// Share of the block that is tried.
    pub fn progress(&self) -> f64 {
        self.tally.n_tried as f64 / self.block.len().max(1) as f64
    }
}

/// A completion that a cube doesn't decide on.
#[derive(Debug, Clone)]
struct Corner {
    idx: usize,
    bounds: [Bounds; 2],
    /// Of the cube's answers.
    row: usize,
}

/// Asks the network about completions by number; `hear` is told the place of each and its logits.
fn ask(
    model: &TargetModel,
    question: &Question,
    portion: &Portion,
    completions: &[usize],
    workspace: &mut ExhaustiveWorkspace,
    hear: impl FnMut(usize, &[f32]),
) {
    let codes = completions.iter().map(|idx| portion.completion(*idx));
    question.ask(model, codes, &mut workspace.asked, &mut workspace.passes, hear);
}
