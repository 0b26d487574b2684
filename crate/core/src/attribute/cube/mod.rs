//! The model's answers to all completions of one record, far sooner than by asking about each.
//!
//! If every unknown feature has two values, the completions are the corners of a cube, and the sums of the first
//! layer are affine in its coordinates. A hidden unit that is positive at all corners of a face of the cube passes its
//! sum on unchanged, one that is negative at all of them passes on nothing; both are folded away into the weights
//! between the units that remain open ([`face::Face`]), which are a quarter of all in a trained network of the paper's size.
//! In the first layer the fold goes on for ever smaller blocks of corners, where still fewer units change sign.
//!
//! Which first-layer units keep their sign is computed. Which later ones do is estimated: their sums at sampled corners
//! are fitted by an affine function of the coordinates, and a unit counts as settled on a face if the fit keeps its
//! sign at all its corners with [`MARGIN`] standard deviations of what the fit leaves over to spare. Folding also rounds
//! differently. So answers are approximate: they are taken to be within [`TOLERANCE`] of the network's own, and whoever
//! needs bits asks the network about the corners that matter, which also checks the tolerance.

mod face;
mod walk;

pub(super) use face::FaceWorkspace;
pub(super) use walk::Walk;

use crate::mlp::Activation;
use crate::order;
use crate::target_model::TargetModel;
use ndarray::Array2;
use nearmiss_kernel::elementwise::{self, add};
use nearmiss_kernel::product::{self, Before, Packing};

/// How far a logit of a cube may be from the network's.
pub(super) const TOLERANCE: f32 = 1e-3;
/// Standard deviations between a settled unit's fit and zero. With 4, no settled unit of the paper's network changed its
/// sign at any corner of the three records that were looked at in full.
const MARGIN: f32 = 5.0;
/// Corners that are sampled.
const N_SAMPLED: usize = 128;
/// A cube of fewer features isn't worth a fold.
const MIN_FEATURES: usize = 10;
/// Nor is a network with fewer weights beyond the first layer.
const MIN_WEIGHTS: usize = 1 << 12;
/// Coordinates of a face at most: folding for one takes as long as a few hundred corners.
const FACE: usize = 12;

/// What one input adds: its column and its value; none if it is zero.
pub(super) type Choice = Option<(u32, f32)>;

/// How a network moves around one record's known features.
#[derive(Debug, Clone, Default)]
pub(super) struct Cube {
    /// Places of the unknown features in the portion, those that move the first layer least first. A feature's place
    /// in this order is its rank.
    order: Vec<usize>,
    /// The first layer's sums where every unknown feature has its first value.
    base: Vec<f32>,
    /// rank x units: what the feature's second value adds to them.
    columns: Array2<f32>,
    /// Of every later hidden layer.
    fits: Vec<Fit>,
}

/// The sums of a layer's units as affine functions of the coordinates, each ±1.
#[derive(Debug, Clone)]
struct Fit {
    /// 1 + rank x units: the constant, then the coefficients.
    coefficients: Array2<f32>,
    /// By unit: how far a sum may be from the fit.
    margins: Vec<f32>,
}

/// What a unit's sum is at all corners of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Negative,
    Positive,
    /// It differs, or may differ.
    Open,
}

/// Whether a network is worth folding for a portion of `n_features` unknown features, each of two values. `sizes` runs from
/// the first hidden layer to the classes.
pub(crate) fn pays(activation: Activation, sizes: &[usize], n_features: usize) -> bool {
    let n_weights: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
    activation == Activation::Relu && n_features >= MIN_FEATURES && n_weights >= MIN_WEIGHTS
}

impl Cube {
    /// Samples the corners. `known` holds the record's known inputs; `choices`, by unknown feature, its two values.
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
        order::sort_by(&mut columns, |(_, a), (_, b)| norm(a).total_cmp(&norm(b)));
        let order = columns.iter().map(|(place, _)| *place).collect();
        let flat = columns.into_iter().flat_map(|(_, column)| column).collect();
        let columns = Array2::from_shape_vec((choices.len(), base.len()), flat).expect("columns have one length");

        let fits = sample(model, &base, &columns);
        Cube { order, base, columns, fits }
    }

    fn column(&self, rank: usize) -> &[f32] {
        self.columns.row(rank).to_slice().expect("columns are contiguous")
    }
}

impl Fit {
    /// The signs of the units on a face: features of rank `free` take both values, of the others those in `ones` their
    /// second one.
    fn signs(&self, free: &[usize], ones: &[usize]) -> Vec<Sign> {
        let mut centres = self.coefficients.row(0).to_vec();
        let mut reach = self.margins.clone();
        for (rank, coefficients) in self.coefficients.outer_iter().skip(1).enumerate() {
            let is_free = free.contains(&rank);
            let sign = if ones.contains(&rank) { 1.0 } else { -1.0 };
            for ((centre, reach), coefficient) in centres.iter_mut().zip(&mut reach).zip(coefficients) {
                match is_free {
                    true => *reach += coefficient.abs(),
                    false => *centre += sign * coefficient,
                }
            }
        }
        let sign = |(centre, reach): (&f32, &f32)| match centre.abs() > *reach {
            false => Sign::Open,
            true if *centre > 0.0 => Sign::Positive,
            true => Sign::Negative,
        };
        centres.iter().zip(&reach).map(sign).collect()
    }
}

/// The fits of every hidden layer but the first.
fn sample(model: &TargetModel, base: &[f32], columns: &Array2<f32>) -> Vec<Fit> {
    let (mlp, n_features) = (model.mlp(), columns.nrows());
    let mut packing = Packing::default();
    // The coordinates as ±1, and a constant. Every coordinate's column is the parity of some bits of the sample's number,
    // of an odd number of them: any three columns are independent, so that the fit's coefficients are
    // plain means and no product of two coordinates is mistaken for a third.
    let parities: Vec<u32> = {
        let mut odd: Vec<u32> = (1..N_SAMPLED as u32).filter(|mask| mask.count_ones() % 2 == 1).collect();
        order::sort_by_key(&mut odd, |mask| mask.count_ones());
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
            add(row, columns.row(rank).to_slice().expect("columns are contiguous"));
        });
    }
    let hidden = mlp.layers[1..mlp.layers.len() - 1].iter().zip(model.panels());
    hidden
        .map(|(layer, panels)| {
            elementwise::relu(sums.as_slice_mut().expect("rows are contiguous"));
            let mut next = Array2::zeros((N_SAMPLED, layer.bias.len()));
            product::packed_product(sums.view(), panels, &mut next, Before::Nothing, &mut packing.strips);
            next += &layer.bias;
            sums = next;
            fit(&design, &sums, &mut packing)
        })
        .collect()
}

/// Fits the sums of units at sampled corners.
fn fit(design: &Array2<f32>, sums: &Array2<f32>, packing: &mut Packing) -> Fit {
    let (n_sampled, n_coefficients) = design.dim();
    let mut coefficients = Array2::zeros((n_coefficients, sums.ncols()));
    product::product(design.t(), sums.view(), &mut coefficients, Before::Nothing, packing);
    coefficients /= n_sampled as f32;
    let mut left_over = Array2::zeros(sums.dim());
    product::product(design.view(), coefficients.view(), &mut left_over, Before::Nothing, packing);
    left_over -= sums;
    let degrees = (n_sampled - n_coefficients) as f32;
    let squares = left_over.columns().into_iter().map(|column| column.iter().map(|d| d * d).sum::<f32>());
    let margins = squares.map(|sum| MARGIN * (sum / degrees).sqrt()).collect();
    Fit { coefficients, margins }
}

#[cfg(test)]
mod tests;
