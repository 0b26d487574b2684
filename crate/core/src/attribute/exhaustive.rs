//! The main paper's attack: ask the model about every completion of the portion, and guess the one that it is most
//! confident about.
//!
//! The completions are cut into blocks that can be tried anywhere and in any order: a [`Tally`] of two blocks together
//! is the [`Tally`] of their union, to the last bit. A [`Cube`] answers for most completions where there is one; its
//! answers are approximate, so the network itself is asked about every completion that they don't decide on. The tally
//! has the same bits either way.

use super::cube::{self, BLOCK, Choice, Cube, Face, FaceWorkspace};
use super::question::{Question, own_scores};
use super::tally::{Bounds, Candidate, Tally};
use crate::dataset::{Inputs, Schema};
use crate::mlp::{Workspace, argmax};
use crate::portion::Portion;
use crate::target_model::TargetModel;
use crate::trial::Trial;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
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

/// A walk through the corners of a cube, face by face and block by block.
#[derive(Debug, Clone, Default)]
struct Walk {
    cube: Arc<Cube>,
    /// Ranks of the features that differ within a face, the first [`BLOCK`] of them within a block.
    within: Vec<usize>,
    /// Ranks of those that differ between faces.
    between: Vec<usize>,
    /// By corner of a block: what its completion's number is above the first one's.
    offsets: Vec<usize>,
    /// Number of the block, the face's number above the block's number in it.
    next: usize,
    /// The one that the block before was on.
    face: Option<Arc<Face>>,
}

impl Walk {
    /// Number of the first completion of block `number` and the cube's logits at all its corners. `start` is the number
    /// of the first completion of all.
    fn block<'w>(
        &mut self,
        number: usize,
        start: usize,
        model: &TargetModel,
        workspace: &'w mut ExhaustiveWorkspace,
    ) -> (usize, ArrayView2<'w, f32>) {
        let Walk { cube, within, between, face, .. } = self;
        let (in_block, in_face) = within.split_at(BLOCK);
        let chosen = |ranks: &[usize], number: usize| -> Vec<usize> {
            ranks.iter().enumerate().filter(|(j, _)| number >> j & 1 == 1).map(|(_, rank)| *rank).collect()
        };
        let mut ones = chosen(between, number >> in_face.len());
        ones.extend((0..cube.order().len()).filter(|rank| start >> cube.order()[*rank] & 1 == 1));
        if number.is_multiple_of(1 << in_face.len()) {
            *face = Some(Arc::new(Face::new(model.mlp(), cube, within, &ones, &mut workspace.corners)));
        }
        let ones_in_face = chosen(in_face, number);
        let first = ones.iter().chain(&ones_in_face).map(|rank| 1 << cube.order()[*rank]).sum();
        let face = face.as_deref().expect("the first block of a face makes it");
        (first, face.logits(in_block, &ones_in_face, &mut workspace.corners))
    }
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
            ask(model, &self.question, &self.portion, &[idx], workspace, |_, logits| scores = own_scores(logits));
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
        let len = self.block.len();
        let is_cube = len.is_power_of_two() && self.block.start.is_multiple_of(len) && len >= 1 << BLOCK;
        let mlp = model.mlp();
        let n_weights = mlp.layers[1..].iter().map(|layer| layer.weights.len()).sum();
        if !is_cube || !cube::pays(mlp.activation, n_weights, pairs.len()) {
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
        // Completions are numbered with the first feature as the lowest bit, so the block fixes the last ones.
        let n_free = len.ilog2() as usize;
        let mut within: Vec<usize> = (0..cube.order().len()).filter(|rank| cube.order()[*rank] < n_free).collect();
        let between = within.split_off(within.len().min(cube::FACE));
        let offset = |corner: usize| {
            let ones = within.iter().enumerate().filter(|(j, _)| corner >> j & 1 == 1);
            ones.map(|(_, rank)| 1 << cube.order()[*rank]).sum()
        };
        let offsets = (0..1 << BLOCK).map(offset).collect();
        Way::Folded(Walk { cube, within, between, offsets, next: 0, face: None })
    }

    /// Walks on through the cube; whether that was all.
    fn walk(&mut self, model: &Arc<TargetModel>, truth: Candidate, workspace: &mut ExhaustiveWorkspace) -> bool {
        let Way::Folded(walk) = &mut self.way else { unreachable!("only a cube is walked through") };
        let mut walk = std::mem::take(walk);
        let last = 1 << (walk.within.len() - BLOCK + walk.between.len());
        let end = last.min(walk.next + BLOCKS_PER_STEP);
        let is_near = (walk.next..end).all(|number| {
            let (first, logits) = walk.block(number, self.block.start, model, workspace);
            let logits = logits.to_owned();
            self.judge(&walk, first, &logits, model, truth, workspace)
        });
        if !is_near {
            self.tally = Tally::empty(self.portion.unknown().len());
            self.way = Way::Plainly { next: self.block.start };
            return false;
        }
        walk.next = end;
        self.way = Way::Folded(walk);
        end == last
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
        for (row, (logits, offset)) in logits.outer_iter().zip(&walk.offsets).enumerate() {
            let idx = first + offset;
            let bounds = bounds(logits.to_slice().expect("rows are contiguous"), &mut terms);
            if !self.tally.add_bounded(idx, distance(idx), bounds, truth) {
                undecided.push(Corner { idx, bounds, row });
            }
        }
        // The best first: what they score decides about many of the others.
        undecided.sort_by(|a, b| b.bounds[1].high.total_cmp(&a.bounds[1].high).then(a.idx.cmp(&b.idx)));
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
                tally.add(Candidate { idx, scores: own_scores(own), distance: distance(idx) }, truth);
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
            tally.add(Candidate { idx, scores: own_scores(logits), distance }, truth);
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

/// Between which numbers the two scores of the network are, if its logits are within [`cube::TOLERANCE`] of these;
/// `terms` is memory.
fn bounds(logits: &[f32], terms: &mut Vec<f32>) -> [Bounds; 2] {
    let top = argmax(logits);
    let others = || logits.iter().enumerate().filter(|(k, _)| *k != top).map(|(_, z)| *z);
    let second = others().fold(f32::NEG_INFINITY, f32::max);
    let scale = exp(second - logits[top]);
    // The probabilities relative to the second's, but for the top one's.
    terms.clear();
    terms.extend(logits.iter().map(|z| exp((z - second).min(0.0))));
    terms[top] = 0.0;
    let sum: f32 = terms.iter().sum();
    // Max-confidence is one over a float32 sum in the order of the classes. With terms that are no less than the
    // network's, each rounded sum is no less than the network's either.
    let confidence = |factor: f32| {
        let (before, after) = (&terms[..top], &terms[top..]);
        let before = before.iter().fold(0.0, |sum, term| sum + term * factor);
        1.0 / after.iter().fold(before + 1.0, |sum, term| sum + term * factor)
    };
    let spread = 2.2 * cube::TOLERANCE;
    let (low, high) = (confidence(scale * (1.0 + spread)), confidence(scale * (1.0 - spread)));
    let log_odds = f64::from(logits[top] - second) - libm::log(f64::from(sum));
    let slack = f64::from(2.0 * cube::TOLERANCE) + 1e-4;
    // Where another class may be the top one, the order of the terms is another.
    let reordered = if logits[top] - second < 1.0 { 1e-5 } else { 0.0 };
    [
        Bounds { low: f64::from(low) - reordered, high: f64::from(high) + reordered },
        Bounds { low: log_odds - slack, high: log_odds + slack },
    ]
}

/// e^x for x <= 0, within 1e-5 of it; what is below e^-87 is that. Bounds need no more, and loops over it are
/// vectorised.
fn exp(x: f32) -> f32 {
    // 2^y = 2^n 2^f with f from -1/2 to 1/2, the latter by its series.
    let y = x.max(-87.0) * std::f32::consts::LOG2_E;
    let n = (y - 0.5) as i32;
    let f = (y - n as f32) * std::f32::consts::LN_2;
    let series = 1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0)))));
    f32::from_bits(((n + 127) << 23) as u32) * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_exponential_is_near_the_long_one() {
        for i in 0..87_000 {
            let x = -(i as f32) / 1000.0;
            let (own, real) = (f64::from(exp(x)), libm::exp(f64::from(x)));
            assert!((own / real - 1.0).abs() < 1e-5, "e^{x} is {real}, not {own}");
        }
    }
}
