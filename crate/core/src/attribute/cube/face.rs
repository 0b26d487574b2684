//! A network folded for the corners of one face of a cube.

use super::{Cube, Sign};
use crate::mlp::{Mlp, reshape};
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use nearmiss_kernel::corners;
use nearmiss_kernel::elementwise::{self, add};
use nearmiss_kernel::product::{self, Before, Packing, Panels, Strips};

/// Coordinates of a leaf: first-layer units that keep their sign in a leaf are summed once for all its corners.
const LEAF: usize = 3;
/// Coordinates of a block.
pub(super) const BLOCK: usize = 7;

/// A network of the units that are open on a face.
#[derive(Debug, Clone)]
pub(super) struct Face {
    /// The first layer's sums where every free feature has its first value, of the units that are positive at some
    /// corner.
    base: Vec<f32>,
    /// rank x units: what the feature's second value adds to them.
    columns: Array2<f32>,
    /// By unit: whether it is positive at all corners.
    is_active: Vec<bool>,
    /// What those units, and all biases, pass on to the open units where every free feature has its first value, ...
    origin: Vec<f32>,
    /// ... and by rank what the second value adds.
    slopes: Array2<f32>,
    /// From the first layer's units to the open units of all later layers and the logits.
    first: Panels,
    /// By later hidden layer: its open units, which come first in what is left, and their weights to the rest of it.
    later: Vec<(usize, Panels)>,
}

/// Memory that faces reuse.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct FaceWorkspace {
    packing: Packing,
    in_leaves: Strips,
    open: Strips,
    block: Array2<f32>,
    leaves: Array2<f32>,
    rest: Array2<f32>,
    next: Array2<f32>,
}

impl Face {
    /// Folds the network that `cube` was made of: features of rank `free` take both values, of the others those in
    /// `ones` their second one.
    pub(super) fn new(mlp: &Mlp, cube: &Cube, free: &[usize], ones: &[usize], workspace: &mut FaceWorkspace) -> Face {
        let packing = &mut workspace.packing;
        let mut base = cube.base.clone();
        ones.iter().for_each(|rank| add(&mut base, cube.column(*rank)));
        let bounds = Bounds::of(&base, free.iter().map(|rank| cube.column(*rank)));
        let live: Vec<usize> = (0..base.len()).filter(|unit| bounds.high[*unit] > 0.0).collect();
        let of_live = |values: &[f32]| -> Vec<f32> { live.iter().map(|unit| values[*unit]).collect() };
        let is_active: Vec<bool> = live.iter().map(|unit| bounds.low[*unit] > 0.0).collect();

        // By later hidden layer: its open units, then those that are always positive.
        let settled: Vec<(usize, Vec<usize>)> = cube
            .fits
            .iter()
            .map(|fit| {
                let signs = fit.signs(free, ones);
                let of = |wanted: Sign| (0..signs.len()).filter(|unit| signs[*unit] == wanted).collect::<Vec<_>>();
                let (open, active) = (of(Sign::Open), of(Sign::Positive));
                (open.len(), [open, active].concat())
            })
            .collect();
        // From the logits back: `folded` leads from the units of a layer that pass something on to the open units after
        // it and the logits.
        let last = &mlp.layers[mlp.layers.len() - 1];
        let mut folded = last.weights.select(Axis(0), settled.last().map_or(&live, |(_, units)| units));
        let mut constants = last.bias.clone().insert_axis(Axis(0));
        let mut later = Vec::new();
        for (l, (n_open, units)) in settled.iter().enumerate().rev() {
            let layer = &mlp.layers[l + 1];
            let (own, beyond) = folded.view().split_at(Axis(0), *n_open);
            later.push((*n_open, Panels::of(own)));
            let through = |weights: Array2<f32>, packing: &mut Packing| {
                let (open, active) = weights.view().split_at(Axis(1), *n_open);
                let mut product = Array2::zeros((weights.nrows(), beyond.ncols()));
                product::product(active, beyond, &mut product, Before::Nothing, packing);
                concatenate![Axis(1), open, product]
            };
            let before = if l == 0 { &live } else { &settled[l - 1].1 };
            let mut passed = through(layer.bias.select(Axis(0), units).insert_axis(Axis(0)), packing);
            passed.slice_mut(s![.., *n_open..]).zip_mut_with(&constants, |sum, constant| *sum += constant);
            let weights = through(select(&layer.weights, before, units), packing);
            (folded, constants) = (weights, passed);
        }
        later.reverse();

        let columns: Vec<f32> = (0..cube.columns.nrows()).flat_map(|rank| of_live(cube.column(rank))).collect();
        let columns = Array2::from_shape_vec((cube.columns.nrows(), live.len()), columns).expect("a value a unit");
        let base = of_live(&base);
        let mut passed_on = |mut sums: Array2<f32>| {
            for mut row in sums.outer_iter_mut() {
                row.iter_mut().zip(&is_active).filter(|(_, is_active)| !**is_active).for_each(|(sum, _)| *sum = 0.0);
            }
            let mut product = Array2::zeros((sums.nrows(), folded.ncols()));
            product::product(sums.view(), folded.view(), &mut product, Before::Nothing, packing);
            product
        };
        let at_base = Array2::from_shape_vec((1, base.len()), base.clone()).expect("one row");
        let origin = (passed_on(at_base) + constants).into_raw_vec_and_offset().0;
        let slopes = passed_on(columns.clone());
        Face { first: Panels::of(folded.view()), base, columns, is_active, origin, slopes, later }
    }

    /// Logits at the corners of a block, corners x classes: bit j of a corner's number is the value of the feature of
    /// rank `free[j]`, [`BLOCK`] of them; of the face's other free features those of rank `ones` have their second
    /// value.
    pub(super) fn logits<'w>(
        &self,
        free: &[usize],
        ones: &[usize],
        workspace: &'w mut FaceWorkspace,
    ) -> ArrayView2<'w, f32> {
        let FaceWorkspace { packing, in_leaves, open, block, leaves, rest, next } = workspace;
        let free: [usize; BLOCK] = free.try_into().expect("a block has so many coordinates");
        let n_open = self.origin.len();
        let mut sums = self.base.clone();
        ones.iter().for_each(|rank| add(&mut sums, row(&self.columns, *rank)));
        let columns = free.map(|rank| row(&self.columns, rank));
        let bounds = Bounds::of(&sums, columns);

        // What units that keep a positive sign in the block, not on the whole face, pass on: at the block's first
        // corner, and by coordinate.
        let strips = &mut packing.strips;
        strips.clear();
        let settled: Vec<usize> =
            (0..sums.len()).filter(|unit| bounds.low[*unit] > 0.0 && !self.is_active[*unit]).collect();
        let [c0, c1, c2, c3, c4, c5, c6] = columns;
        let all: Vec<u32> = (0..sums.len() as u32).collect();
        strips.gather(&all, &settled, [&sums, c0, c1, c2]);
        strips.gather(&all, &settled, [c3, c4, c5, c6]);
        reshape(block, 1 + BLOCK, n_open);
        product::strips_product(strips, &self.first, block, Before::Nothing);
        let passed = block.as_slice_mut().expect("rows are contiguous");
        add(&mut passed[..n_open], &self.origin);
        ones.iter().for_each(|rank| add(&mut passed[..n_open], row(&self.slopes, *rank)));
        for (to, rank) in passed.chunks_exact_mut(n_open).skip(1).zip(free) {
            add(to, row(&self.slopes, rank));
        }

        // The same of units that keep a positive sign only within a leaf; those that don't even there, at each corner.
        let is_unsure = |unit: &u32| bounds.low[*unit as usize] <= 0.0 && bounds.high[*unit as usize] > 0.0;
        let unsure: Vec<u32> = all.into_iter().filter(is_unsure).collect();
        let of_unsure = |values: &[f32]| -> Vec<f32> { unsure.iter().map(|unit| values[*unit as usize]).collect() };
        let (sums, columns) = (of_unsure(&sums), columns.map(of_unsure));
        let (in_leaf, above) = columns.split_at(LEAF);
        let [c0, c1, c2] = in_leaf else { unreachable!("a leaf has three coordinates") };
        let reach = Bounds::of(&vec![0.0; unsure.len()], in_leaf.iter().map(Vec::as_slice));
        in_leaves.clear();
        open.clear();
        let n_leaves = 1 << above.len();
        let [mut keep, mut change] = [vec![0; unsure.len()], vec![0; unsure.len()]];
        for leaf in 0..n_leaves {
            let mut sums = sums.clone();
            bits(leaf).for_each(|j| add(&mut sums, &above[j]));
            let (n_kept, n_changing) = corners::by_sign(&sums, (&reach.low, &reach.high), &mut keep, &mut change);
            in_leaves.gather(&unsure, &keep[..n_kept], [&sums, c0, c1, c2]);
            let change = &change[..n_changing];
            corners::push_square(open, &unsure, change, &sums, [c0, c1]);
            add(&mut sums, c2);
            corners::push_square(open, &unsure, change, &sums, [c0, c1]);
        }
        reshape(leaves, (1 + LEAF) * n_leaves, n_open);
        product::strips_product(in_leaves, &self.first, leaves, Before::Nothing);
        reshape(rest, n_leaves << LEAF, n_open);
        let block = block.as_slice().expect("rows are contiguous");
        let own = leaves.as_slice_mut().expect("rows are contiguous").chunks_exact_mut((1 + LEAF) * n_open);
        let corners = rest.as_slice_mut().expect("rows are contiguous").chunks_exact_mut(n_open << LEAF);
        for (leaf, (own, corners)) in own.zip(corners).enumerate() {
            add(own, &block[..(1 + LEAF) * n_open]);
            bits(leaf).for_each(|j| add(&mut own[..n_open], &block[(1 + LEAF + j) * n_open..][..n_open]));
            corners[..n_open].copy_from_slice(&own[..n_open]);
            // The corners with coordinate j are those without, moved along it.
            for (j, change) in own.chunks_exact(n_open).skip(1).enumerate() {
                let (without, with) = corners.split_at_mut(n_open << j);
                for (to, from) in with.chunks_exact_mut(n_open).zip(without.chunks_exact(n_open)) {
                    elementwise::sum(from, change, to);
                }
            }
        }
        product::strips_product(open, &self.first, rest, Before::Sum);

        for (n_units, panels) in &self.later {
            let (mut units, others) = rest.view_mut().split_at(Axis(1), *n_units);
            for mut row in units.outer_iter_mut() {
                elementwise::relu(row.as_slice_mut().expect("rows are contiguous"));
            }
            reshape(next, others.nrows(), others.ncols());
            next.assign(&others);
            product::packed_product(units.view(), panels, next, Before::Sum, &mut packing.strips);
            std::mem::swap(rest, next);
        }
        rest.view()
    }
}

/// The least and the greatest that sums can be.
struct Bounds {
    low: Vec<f32>,
    high: Vec<f32>,
}

impl Bounds {
    /// Of sums that each of `changes` may be added to.
    fn of<'a>(sums: &[f32], changes: impl IntoIterator<Item = &'a [f32]>) -> Bounds {
        let (mut low, mut high) = (sums.to_vec(), sums.to_vec());
        for change in changes {
            elementwise::widen(&mut low, &mut high, change);
        }
        Bounds { low, high }
    }
}

fn row(matrix: &Array2<f32>, row: usize) -> &[f32] {
    let n = matrix.ncols();
    &matrix.as_slice().expect("the matrix is in row order")[row * n..][..n]
}

/// The elements at some rows and columns.
fn select(matrix: &Array2<f32>, rows: &[usize], columns: &[usize]) -> Array2<f32> {
    let mut values = Vec::with_capacity(rows.len() * columns.len());
    for i in rows {
        let row = row(matrix, *i);
        values.extend(columns.iter().map(|j| row[*j]));
    }
    Array2::from_shape_vec((rows.len(), columns.len()), values).expect("a value a place")
}

/// The places of a number's ones in base two.
pub(super) fn bits(number: usize) -> impl Iterator<Item = usize> {
    (0..usize::BITS as usize).filter(move |j| number >> j & 1 == 1)
}
