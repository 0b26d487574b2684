//! The model's answers to all completions of one record, far sooner than by asking about each.
//!
//! If every unknown feature has two values, the completions are the corners of a cube, and the sums of the first
//! layer are affine in its coordinates. A hidden unit that is positive at all of them passes its sum on unchanged, one
//! that is negative at all of them passes on nothing; both are folded away into the weights between the units that
//! remain, which are a quarter of all in a trained network of the paper's size. In the first layer the fold goes on
//! for ever smaller blocks of corners, where still fewer units change sign.
//!
//! Which first-layer units keep their sign is computed. Which later ones do is estimated: their sums at sampled corners
//! are fitted by an affine function of the coordinates, and a unit counts as settled if the fit keeps its sign at every
//! corner with [`MARGIN`] standard deviations of what the fit leaves over to spare. Folding also rounds differently. So
//! answers are approximate: they are taken to be within [`TOLERANCE`] of the network's own, and whoever needs bits asks
//! the network about the corners that matter, which also checks the tolerance.

use crate::mlp::{Activation, Mlp, reset};
use crate::product::{self, Packing, Panels};
use crate::target_model::TargetModel;
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};

/// How far a logit of a cube may be from the network's.
pub(super) const TOLERANCE: f32 = 1e-3;
/// Standard deviations between a settled unit's fit and zero. None of the sums seen ever went beyond 4.
const MARGIN: f32 = 8.0;
/// Corners that are sampled.
const N_SAMPLED: usize = 256;
/// A cube of fewer features isn't worth a fold.
const MIN_FEATURES: usize = 10;
/// Nor is a network with fewer weights beyond the first layer.
const MIN_WEIGHTS: usize = 1 << 16;
/// Coordinates of a leaf: first-layer units that keep their sign in a leaf are summed once for all its corners.
const LEAF: usize = 3;
/// Coordinates of a block at most.
pub(super) const BLOCK: usize = 7;

/// What one input adds: its column and its value; none if it is zero.
pub(super) type Choice = Option<(u32, f32)>;

/// A network folded around one record's known features.
#[derive(Debug, Clone)]
pub(super) struct Cube {
    /// Places of the unknown features in the portion, those that move the first layer least first. A feature's place
    /// in this order is its rank.
    order: Vec<usize>,
    /// The first layer's sums where every unknown feature has its first value.
    base: Vec<f32>,
    /// rank x units: what the feature's second value adds to them.
    columns: Array2<f32>,
    /// By first-layer unit: whether it is positive at all corners.
    is_active: Vec<bool>,
    /// What those units, and all biases, pass on to the open units where every feature has its first value, ...
    origin: Vec<f32>,
    /// ... and by rank what the second value adds.
    slopes: Array2<f32>,
    /// From the first layer's units to the open units of all later layers and the logits.
    first: Panels,
    /// By later hidden layer: its open units, which come first in what is left, and their weights to the rest of it.
    later: Vec<(usize, Panels)>,
}

/// Memory that cubes reuse.
#[derive(Debug, Clone, Default)]
pub(super) struct CubeWorkspace {
    packing: Packing,
    settled: Array2<f32>,
    open: Array2<f32>,
    block: Array2<f32>,
    leaves: Array2<f32>,
    rest: Array2<f32>,
    next: Array2<f32>,
}

impl Cube {
    /// Whether a portion of `n_features` unknown features, each of two values, is worth folding this network for.
    pub(super) fn pays(mlp: &Mlp, n_features: usize) -> bool {
        let n_weights: usize = mlp.layers[1..].iter().map(|layer| layer.weights.len()).sum();
        mlp.activation == Activation::Relu && n_features >= MIN_FEATURES && n_weights >= MIN_WEIGHTS
    }

    /// Folds a network. `known` holds the record's known inputs; `choices`, by unknown feature, its two values.
    pub(super) fn new(model: &TargetModel, known: &[(u32, f32)], choices: &[[Choice; 2]]) -> Cube {
        let layers = &model.mlp().layers;
        let first = &layers[0];
        let add = |sums: &mut [f32], (column, value): (u32, f32), sign: f32| {
            let weights = first.weights.row(column as usize);
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += sign * value * weight);
        };
        let mut base = first.bias.to_vec();
        known.iter().for_each(|input| add(&mut base, *input, 1.0));
        let mut columns: Vec<(usize, Vec<f32>)> = Vec::new();
        for (place, [first_value, second_value]) in choices.iter().enumerate() {
            let mut column = vec![0.0; base.len()];
            first_value.iter().for_each(|input| add(&mut base, *input, 1.0));
            first_value.iter().for_each(|input| add(&mut column, *input, -1.0));
            second_value.iter().for_each(|input| add(&mut column, *input, 1.0));
            columns.push((place, column));
        }
        let norm = |column: &[f32]| column.iter().map(|v| v * v).sum::<f32>();
        columns.sort_by(|(_, a), (_, b)| norm(a).total_cmp(&norm(b)));
        let order = columns.iter().map(|(place, _)| *place).collect();
        let flat = columns.into_iter().flat_map(|(_, column)| column).collect();
        let columns = Array2::from_shape_vec((choices.len(), base.len()), flat).expect("columns have one length");

        // From the logits back: `folded` leads from a layer's units to the open units after it and the logits.
        let mut packing = Packing::default();
        let signs = settle(model, &base, &columns, &mut packing);
        let last = &layers[layers.len() - 1];
        let (mut folded, mut constants) = (last.weights.clone(), last.bias.clone());
        let mut later = Vec::new();
        for (layer, signs) in layers[1..layers.len() - 1].iter().zip(&signs).rev() {
            let places = |wanted: Sign| -> Vec<usize> {
                signs.iter().enumerate().filter(|(_, sign)| **sign == wanted).map(|(unit, _)| unit).collect()
            };
            let (open, active) = (places(Sign::Open), places(Sign::Positive));
            later.push((open.len(), Panels::of(folded.select(Axis(0), &open).view())));
            let beyond = folded.select(Axis(0), &active);
            let through = |weights: ArrayView2<'_, f32>, packing: &mut Packing| {
                let mut product = Array2::zeros((weights.nrows(), beyond.ncols()));
                product::add_product(weights.select(Axis(1), &active).view(), beyond.view(), &mut product, packing);
                concatenate![Axis(1), weights.select(Axis(1), &open), product]
            };
            folded = through(layer.weights.view(), &mut packing);
            let mut passed = through(layer.bias.view().insert_axis(Axis(0)), &mut packing).remove_axis(Axis(0));
            passed.slice_mut(s![open.len()..]).zip_mut_with(&constants, |sum, constant| *sum += constant);
            constants = passed;
        }
        later.reverse();

        let lowest = |unit: usize| columns.column(unit).iter().fold(base[unit], |sum, change| sum + change.min(0.0));
        let is_active: Vec<bool> = (0..base.len()).map(|unit| lowest(unit) > 0.0).collect();
        let only_active = |sums: &mut Array2<f32>| {
            for mut row in sums.outer_iter_mut() {
                row.iter_mut().zip(&is_active).filter(|(_, is_active)| !**is_active).for_each(|(sum, _)| *sum = 0.0);
            }
        };
        let mut passed_on = |mut sums: Array2<f32>| {
            only_active(&mut sums);
            let mut product = Array2::zeros((sums.nrows(), folded.ncols()));
            product::add_product(sums.view(), folded.view(), &mut product, &mut packing);
            product
        };
        let at_base = Array2::from_shape_vec((1, base.len()), base.clone()).expect("one row");
        let origin = (passed_on(at_base) + &constants).into_raw_vec_and_offset().0;
        let slopes = passed_on(columns.clone());
        Cube { order, first: Panels::of(folded.view()), base, columns, is_active, origin, slopes, later }
    }

    /// Places of the unknown features in the portion, by rank.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// Logits at the corners of a block, corners x classes: bit j of a corner's number is the value of the feature of
    /// rank `free[j]`, from [`LEAF`] to [`BLOCK`] of them; of the other features those of rank `ones` have their
    /// second value.
    pub(super) fn logits<'w>(
        &self,
        free: &[usize],
        ones: &[usize],
        workspace: &'w mut CubeWorkspace,
    ) -> ArrayView2<'w, f32> {
        let CubeWorkspace { packing, settled, open, block, leaves, rest, next } = workspace;
        let strips = &mut packing.strips;
        let (n_units, n_open) = (self.base.len(), self.origin.len());
        let column = |rank: usize| self.columns.row(rank).to_slice().expect("columns are contiguous");
        let (in_leaf, above) = free.split_at(LEAF);
        let n_leaves = 1 << above.len();

        // What units that keep their sign in the whole block pass on: at its first corner, and for each coordinate.
        let mut sums = self.base.clone();
        ones.iter().for_each(|rank| add(&mut sums, column(*rank)));
        let mut bounds = [sums.clone(), sums.clone()];
        free.iter().for_each(|rank| widen(&mut bounds, column(*rank)));
        let is_settled: Vec<f32> = bounds[0].iter().map(|low| f32::from(*low > 0.0)).collect();
        let newly = |unit: usize| is_settled[unit] > 0.0 && !self.is_active[unit];
        reset(settled, 1 + free.len(), n_units);
        for (i, mut row) in settled.outer_iter_mut().enumerate() {
            let own = if i == 0 { &sums } else { column(free[i - 1]) };
            row.iter_mut().zip(own).enumerate().filter(|(unit, _)| newly(*unit)).for_each(|(_, (to, from))| *to = *from);
        }
        reset(block, 1 + free.len(), n_open);
        product::add_packed_product(settled.view(), &self.first, block, strips);
        let mut at_first = block.row_mut(0);
        let at_first = at_first.as_slice_mut().expect("rows are contiguous");
        add(at_first, &self.origin);
        ones.iter().for_each(|rank| add(at_first, self.slopes.row(*rank).to_slice().expect("rows are contiguous")));
        for (mut row, rank) in block.outer_iter_mut().skip(1).zip(free) {
            row += &self.slopes.row(*rank);
        }

        // The same of units that keep their sign only within a leaf; the others, corner by corner.
        reset(settled, (1 + LEAF) * n_leaves, n_units);
        reset(open, n_leaves << LEAF, n_units);
        let (to_settled, to_open) = (rows(settled), rows(open));
        let columns: [&[f32]; LEAF] = std::array::from_fn(|j| column(in_leaf[j]));
        let per_leaf = to_settled.chunks_exact_mut((1 + LEAF) * n_units).zip(to_open.chunks_exact_mut(n_units << LEAF));
        for (leaf, (to_settled, to_open)) in per_leaf.enumerate() {
            let mut sums = sums.clone();
            bits(leaf).for_each(|j| add(&mut sums, column(above[j])));
            let mut bounds = [sums.clone(), sums.clone()];
            columns.iter().for_each(|change| widen(&mut bounds, change));
            // 1 for units that keep a positive sign only in this leaf, and 1 for those that change theirs in it.
            let mut keeps = vec![0.0; n_units];
            let mut changes = vec![0.0; n_units];
            for unit in 0..n_units {
                let undecided = 1.0 - is_settled[unit];
                keeps[unit] = undecided * f32::from(bounds[0][unit] > 0.0);
                changes[unit] = undecided * f32::from(bounds[0][unit] <= 0.0) * f32::from(bounds[1][unit] > 0.0);
            }
            for (i, row) in to_settled.chunks_exact_mut(n_units).enumerate() {
                let own = if i == 0 { &sums[..] } else { columns[i - 1] };
                for unit in 0..n_units {
                    row[unit] = own[unit] * keeps[unit];
                }
            }
            for (corner, row) in to_open.chunks_exact_mut(n_units).enumerate() {
                row.copy_from_slice(&sums);
                bits(corner).for_each(|j| add(row, columns[j]));
                for unit in 0..n_units {
                    row[unit] = relu(row[unit]) * changes[unit];
                }
            }
        }
        reset(leaves, (1 + LEAF) * n_leaves, n_open);
        product::add_packed_product(settled.view(), &self.first, leaves, strips);
        reset(rest, n_leaves << LEAF, n_open);
        let block = rows(block);
        let block_row = |i: usize| &block[i * n_open..][..n_open];
        let per_leaf = rows(leaves).chunks_exact_mut((1 + LEAF) * n_open);
        for (leaf, (own, corners)) in per_leaf.zip(rows(rest).chunks_exact_mut(n_open << LEAF)).enumerate() {
            for i in 0..=LEAF {
                add(&mut own[i * n_open..][..n_open], block_row(i));
            }
            bits(leaf).for_each(|j| add(&mut own[..n_open], block_row(1 + LEAF + j)));
            corners[..n_open].copy_from_slice(&own[..n_open]);
            for corner in 1..1_usize << LEAF {
                // A corner is an earlier one, one coordinate less, plus that coordinate's change.
                let j = corner.ilog2() as usize;
                let (before, from) = corners.split_at_mut(corner * n_open);
                let before = &before[(corner - (1 << j)) * n_open..][..n_open];
                from[..n_open].copy_from_slice(before);
                add(&mut from[..n_open], &own[(1 + j) * n_open..][..n_open]);
            }
        }
        product::add_packed_product(open.view(), &self.first, rest, strips);

        for (n_units, panels) in &self.later {
            let (mut units, others) = rest.view_mut().split_at(Axis(1), *n_units);
            units.mapv_inplace(relu);
            reset(next, others.nrows(), others.ncols());
            next.assign(&others);
            product::add_packed_product(units.view(), panels, next, strips);
            std::mem::swap(rest, next);
        }
        rest.view()
    }
}

/// What a unit's sum is at all corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Negative,
    Positive,
    /// It differs, or may differ.
    Open,
}

/// The signs of every hidden layer but the first, estimated from sampled corners.
fn settle(model: &TargetModel, base: &[f32], columns: &Array2<f32>, packing: &mut Packing) -> Vec<Vec<Sign>> {
    let (mlp, n_features) = (model.mlp(), columns.nrows());
    // The coordinates as ±1, and a constant. Every coordinate's column is the parity of some of the eight bits of the
    // sample's number, of an odd number of them: any three columns are independent, so that the fit's coefficients are
    // plain means and no product of two coordinates is mistaken for a third.
    let parities: Vec<u32> = {
        let mut odd: Vec<u32> = (1..N_SAMPLED as u32).filter(|mask| mask.count_ones() % 2 == 1).collect();
        odd.sort_by_key(|mask| mask.count_ones());
        odd.into_iter().take(n_features).collect()
    };
    let is_one = |sample: usize, rank: usize| (sample as u32 & parities[rank]).count_ones() % 2 == 1;
    let design = Array2::from_shape_fn((N_SAMPLED, 1 + n_features), |(sample, i)| match i {
        0 => 1.0,
        _ => 2.0 * f32::from(is_one(sample, i - 1)) - 1.0,
    });
    let mut sums = Array2::from_shape_fn((N_SAMPLED, base.len()), |(_, unit)| base[unit]);
    for (sample, mut row) in sums.outer_iter_mut().enumerate() {
        let row = row.as_slice_mut().expect("rows are contiguous");
        (0..n_features).filter(|rank| is_one(sample, *rank)).for_each(|rank| {
            add(row, columns.row(rank).to_slice().expect("rows are contiguous"));
        });
    }
    let hidden = mlp.layers[1..mlp.layers.len() - 1].iter().zip(model.panels());
    hidden
        .map(|(layer, panels)| {
            sums.mapv_inplace(relu);
            let mut next = Array2::zeros((N_SAMPLED, layer.bias.len()));
            product::add_packed_product(sums.view(), panels, &mut next, &mut packing.strips);
            next += &layer.bias;
            sums = next;
            signs(&design, &sums, packing)
        })
        .collect()
}

/// The signs of units of which sampled sums are known.
fn signs(design: &Array2<f32>, sums: &Array2<f32>, packing: &mut Packing) -> Vec<Sign> {
    let (n_sampled, n_coefficients) = design.dim();
    let mut fit = Array2::zeros((n_coefficients, sums.ncols()));
    product::add_product(design.t(), sums.view(), &mut fit, packing);
    fit /= n_sampled as f32;
    let mut left_over = Array2::zeros(sums.dim());
    product::add_product(design.view(), fit.view(), &mut left_over, packing);
    left_over -= sums;
    let degrees = n_sampled.saturating_sub(n_coefficients).max(1) as f32;
    let sign = |unit: usize| {
        let centre = fit[[0, unit]];
        let reach: f32 = fit.column(unit).iter().skip(1).map(|c| c.abs()).sum();
        let deviation = (left_over.column(unit).iter().map(|d| d * d).sum::<f32>() / degrees).sqrt();
        match centre.abs() > reach + MARGIN * deviation {
            false => Sign::Open,
            true if centre > 0.0 => Sign::Positive,
            true => Sign::Negative,
        }
    };
    (0..sums.ncols()).map(sign).collect()
}

fn relu(sum: f32) -> f32 {
    if sum > 0.0 { sum } else { 0.0 }
}

fn add(sums: &mut [f32], terms: &[f32]) {
    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
}

/// Lets a coordinate take either value: the least and the greatest of each sum.
fn widen([low, high]: &mut [Vec<f32>; 2], change: &[f32]) {
    for ((low, high), change) in low.iter_mut().zip(high).zip(change) {
        *low += if *change < 0.0 { *change } else { 0.0 };
        *high += if *change > 0.0 { *change } else { 0.0 };
    }
}

fn rows(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().expect("the matrix is in row order")
}

/// The places of a number's ones in base two.
fn bits(number: usize) -> impl Iterator<Item = usize> {
    (0..usize::BITS as usize).filter(move |j| number >> j & 1 == 1)
}
