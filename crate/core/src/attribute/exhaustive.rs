//! The main paper's attack: ask the model about every completion of the portion, and guess the one that it is most
//! confident about.
//!
//! The completions are cut into blocks that can be tried anywhere and in any order: a [`Tally`] of two blocks together
//! is the [`Tally`] of their union, to the last bit. A [`Cube`] answers for most completions where there is one; its
//! answers are approximate, so the network itself is asked about every completion that they don't decide on. The tally
//! has the same bits either way.

use super::cube::{self, BLOCK, Choice, Cube, Face, FaceWorkspace};
use super::tally::{Bounds, Candidate, Tally};
use crate::dataset::{FeatureKind, Inputs, Schema};
use crate::membership::{self, Answer};
use crate::mlp::{Workspace, argmax};
use crate::portion::Portion;
use crate::target_model::TargetModel;
use crate::trial::Trial;
use ndarray::{Array1, ArrayView1};
use std::ops::Range;
use std::sync::Arc;

/// One block of completions of one record, tried a few a step.
#[derive(Debug, Clone)]
pub struct ExhaustiveRun {
    portion: Portion,
    /// The record's own codes.
    codes: Array1<u16>,
    block: Range<usize>,
    /// The record's known inputs.
    known: Vec<(u32, f32)>,
    /// By unknown feature, then by code: the input that it sets, if any.
    choices: Vec<Vec<Choice>>,
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
#[derive(Debug, Clone)]
struct Walk {
    cube: Arc<Cube>,
    /// Ranks of the features that differ within a face, the first [`BLOCK`] of them within a block.
    within: Vec<usize>,
    /// Ranks of those that differ between faces.
    between: Vec<usize>,
    /// Number of the block, the face's number above the block's number in it.
    next: usize,
    /// The one that the block before was on.
    face: Option<Arc<Face>>,
}

/// Memory that runs reuse.
#[derive(Debug, Clone, Default)]
pub struct ExhaustiveWorkspace {
    passes: Workspace,
    asked: Option<Inputs>,
    corners: FaceWorkspace,
    /// The last cube and what it was folded from: another block of the same completions needs it again.
    last: Option<(Arc<TargetModel>, Vec<(u32, f32)>, Vec<[Choice; 2]>, Arc<Cube>)>,
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
        let mut known = Inputs::empty(schema.n_inputs());
        known.push_known(schema, values, |j| portion.knows(j));
        let row = known.row(0);
        let mut starts = vec![0];
        for feature in &schema.features {
            starts.push(starts[starts.len() - 1] + feature.n_inputs());
        }
        let choices = portion.unknown().iter().map(|&j| {
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
        ExhaustiveRun {
            codes,
            block: block.start..block.end.min(portion.n_completions()),
            known: row.columns.iter().copied().zip(row.values.iter().copied()).collect(),
            choices: choices.collect(),
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
            ask(model, &self.known, &self.choices, &self.portion, &[idx], workspace, |_, logits| scores = own_scores(logits));
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
        let pairs: Option<Vec<[Choice; 2]>> = self.choices.iter().map(|c| c[..].try_into().ok()).collect();
        let Some(pairs) = pairs else { return plainly };
        let len = self.block.len();
        let is_cube = len.is_power_of_two() && self.block.start.is_multiple_of(len) && len >= 1 << BLOCK;
        if !is_cube || !Cube::pays(model.mlp(), pairs.len()) {
            return plainly;
        }
        let cube = match &workspace.last {
            Some((of, known, choices, cube))
                if Arc::ptr_eq(of, model) && *known == self.known && *choices == pairs =>
            {
                cube.clone()
            }
            _ => {
                let cube = Arc::new(Cube::new(model, &self.known, &pairs));
                workspace.last = Some((model.clone(), self.known.clone(), pairs, cube.clone()));
                cube
            }
        };
        // Completions are numbered with the first feature as the lowest bit, so the block fixes the last ones.
        let n_free = len.ilog2() as usize;
        let mut within: Vec<usize> = (0..cube.order().len()).filter(|rank| cube.order()[*rank] < n_free).collect();
        let between = within.split_off(within.len().min(cube::FACE));
        Way::Folded(Walk { cube, within, between, next: 0, face: None })
    }

    /// Walks on through the cube; whether that was all.
    fn walk(&mut self, model: &Arc<TargetModel>, truth: Candidate, workspace: &mut ExhaustiveWorkspace) -> bool {
        let Way::Folded(walk) = &mut self.way else { unreachable!("only a cube is walked through") };
        let Walk { cube, within, between, next, mut face } = walk.clone();
        let (in_block, in_face) = within.split_at(BLOCK);
        let last = 1 << (in_face.len() + between.len());
        let end = last.min(next + BLOCKS_PER_STEP);
        for number in next..end {
            let chosen = |ranks: &[usize], number: usize| -> Vec<usize> {
                ranks.iter().enumerate().filter(|(j, _)| number >> j & 1 == 1).map(|(_, rank)| *rank).collect()
            };
            let outside = |rank: &usize| self.block.start >> cube.order()[*rank] & 1 == 1;
            let mut ones = chosen(&between, number >> in_face.len());
            ones.extend((0..cube.order().len()).filter(outside));
            if number.is_multiple_of(1 << in_face.len()) {
                face = Some(Arc::new(Face::new(model.mlp(), &cube, &within, &ones, &mut workspace.corners)));
            }
            let face = face.as_deref().expect("the first block of a face makes it");
            let ones_in_face = chosen(in_face, number);
            let logits = face.logits(in_block, &ones_in_face, &mut workspace.corners).to_owned();
            let places = |ranks: &[usize]| ranks.iter().map(|rank| 1 << cube.order()[*rank]).sum::<usize>();
            let first = places(&ones) + places(&ones_in_face);
            let mut undecided: Vec<Corner> = Vec::new();
            for (corner, logits) in logits.outer_iter().enumerate() {
                let idx = first + places(&chosen(in_block, corner));
                let bounds = bounds(logits.to_slice().expect("rows are contiguous"));
                if !self.tally.add_bounded(idx, (idx ^ truth.idx).count_ones() as usize, bounds, truth) {
                    undecided.push(Corner { idx, bounds, row: corner });
                }
            }
            // The best first: what they score decides about many of the others.
            undecided.sort_by(|a, b| b.bounds[1].high.total_cmp(&a.bounds[1].high).then(a.idx.cmp(&b.idx)));
            while !undecided.is_empty() {
                let rest = undecided.split_off(undecided.len().min(ASKED_AT_ONCE));
                let mut strayed = 0.0f32;
                let asked: Vec<usize> = undecided.iter().map(|corner| corner.idx).collect();
                let mut found = Vec::with_capacity(asked.len());
                ask(model, &self.known, &self.choices, &self.portion, &asked, workspace, |place, own| {
                    let folded = logits.row(undecided[place].row);
                    strayed = own.iter().zip(folded).fold(strayed, |most, (own, folded)| most.max((own - folded).abs()));
                    found.push(own_scores(own));
                });
                // Not even a number, perhaps.
                if !(strayed <= cube::TOLERANCE / 2.0) {
                    self.tally = Tally::empty(self.portion.unknown().len());
                    self.way = Way::Plainly { next: self.block.start };
                    return false;
                }
                for (idx, scores) in asked.into_iter().zip(found) {
                    let distance = (idx ^ truth.idx).count_ones() as usize;
                    self.tally.add(Candidate { idx, scores, distance }, truth);
                }
                undecided = rest;
                undecided.retain(|corner| {
                    let distance = (corner.idx ^ truth.idx).count_ones() as usize;
                    !self.tally.add_bounded(corner.idx, distance, corner.bounds, truth)
                });
            }
        }
        if let Way::Folded(walk) = &mut self.way {
            (walk.next, walk.face) = (end, face);
        }
        end == last
    }

    fn try_plainly(
        &mut self,
        model: &TargetModel,
        tried: &[usize],
        truth: Candidate,
        workspace: &mut ExhaustiveWorkspace,
    ) {
        let ExhaustiveRun { portion, codes, known, choices, tally, .. } = self;
        ask(model, known, choices, portion, tried, workspace, |place, logits| {
            let idx = tried[place];
            let distance = portion.distance(idx, codes.view());
            tally.add(Candidate { idx, scores: own_scores(logits), distance }, truth);
        });
    }

    /// What was found so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
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

/// Asks the network about completions; `hear` is told the place of each and its logits.
fn ask(
    model: &TargetModel,
    known: &[(u32, f32)],
    choices: &[Vec<Choice>],
    portion: &Portion,
    completions: &[usize],
    workspace: &mut ExhaustiveWorkspace,
    mut hear: impl FnMut(usize, &[f32]),
) {
    let asked = workspace.asked.get_or_insert_with(|| Inputs::empty(model.mlp().n_inputs()));
    asked.clear();
    for idx in completions {
        let mut guessed: Vec<(u32, f32)> =
            portion.completion(*idx).zip(choices).filter_map(|(code, choices)| choices[code]).collect();
        guessed.sort_unstable_by_key(|(column, _)| *column);
        asked.push_merged(known, &guessed);
    }
    let logits = model.logits(asked, 0..completions.len(), &mut workspace.passes);
    for (place, logits) in logits.outer_iter().enumerate() {
        hear(place, logits.to_slice().expect("rows are contiguous"));
    }
}

/// The two scores, in the order of [`super::GuessBy::ALL`].
fn own_scores(logits: &[f32]) -> [f64; 2] {
    let answer = Answer { logits, label: 0 };
    let [max_confidence, log_odds, ..] = membership::ATTACKS;
    [answer.score(max_confidence), answer.score(log_odds)]
}

/// Between which numbers the two scores of the network are, if its logits are within [`cube::TOLERANCE`] of these.
fn bounds(logits: &[f32]) -> [Bounds; 2] {
    let top = argmax(logits);
    let others = || logits.iter().enumerate().filter(|(k, _)| *k != top).map(|(_, z)| *z);
    let second = others().fold(f32::NEG_INFINITY, f32::max);
    // What the others' probabilities are together, relative to the second's.
    let sum = others().fold(0.0, |sum, z| sum + libm::expf(z - second));
    let log_odds = f64::from(logits[top] - second) - libm::log(f64::from(sum));
    let slack = f64::from(2.0 * cube::TOLERANCE) + 1e-4;
    // Max-confidence is a float32 sum in the order of the classes. With terms that are no less than the network's, each
    // rounded sum is no less than the network's either.
    let scale = libm::expf(second - logits[top]);
    let confidence = |factor: f32| {
        let term = |(k, z): (usize, &f32)| if k == top { 1.0 } else { libm::expf(z - second) * scale * factor };
        1.0 / logits.iter().enumerate().map(term).fold(0.0, |sum: f32, term| sum + term)
    };
    let spread = 2.2 * cube::TOLERANCE;
    let [low, high] = [confidence(1.0 + spread), confidence(1.0 - spread)].map(f64::from);
    // Where another class may be the top one, the order of the terms is another.
    let reordered = if logits[top] - second < 1.0 { 1e-5 } else { 0.0 };
    [
        Bounds { low: low - reordered, high: high + reordered },
        Bounds { low: log_odds - slack, high: log_odds + slack },
    ]
}
