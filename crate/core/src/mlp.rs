//! The network: fully connected layers with ReLU or tanh between them.
//!
//! Layer l maps its input `a` (records x inputs) to `z = a W + b`; hidden layers pass `z` on through the activation,
//! the last layer's `z` are the logits.

use crate::dataset::Inputs;
use crate::seed::Rng;
use ndarray::{Array1, Array2, ArrayView2};
use nearmiss_kernel::product::{self, Packing, Panels};

pub use nearmiss_kernel::product::Before;
use nearmiss_kernel::{elementwise, sparse};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a hidden unit does to its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// max(z, 0)
    Relu,
    /// hyperbolic tangent
    Tanh,
}

/// One fully connected layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// inputs x outputs
    pub weights: Array2<f32>,
    /// outputs
    pub bias: Array1<f32>,
}

/// A multi-layer perceptron.
#[derive(Debug, Clone, PartialEq)]
pub struct Mlp {
    /// From the inputs to the logits; at least one.
    pub layers: Vec<Layer>,
    /// Between the layers.
    pub activation: Activation,
}

/// Memory that passes through a network reuse: the outputs of each layer for a slice of records.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    outputs: Vec<Array2<f32>>,
    delta: Array2<f32>,
    next_delta: Array2<f32>,
    packing: Packing,
    /// What leaves hidden units out of passes; none outside of training.
    dropout: Option<Dropout>,
}

/// Hidden units left out at random (Srivastava et al. 2014).
#[derive(Debug, Clone)]
pub(crate) struct Dropout {
    /// The probability of being left out, below 1.
    pub(crate) rate: f32,
    /// By hidden layer, records x units: 0 for a unit left out, else 1 / (1 - rate).
    masks: Vec<Array2<f32>>,
}

impl Dropout {
    /// Nothing left out yet.
    pub(crate) fn new(rate: f32) -> Dropout {
        Dropout { rate, masks: Vec::new() }
    }

    /// Draws what the next pass of so many records through `mlp` leaves out.
    pub(crate) fn draw(&mut self, mlp: &Mlp, n_rows: usize, rng: &mut Rng) {
        let hidden = &mlp.layers[..mlp.layers.len() - 1];
        self.masks.resize(hidden.len(), Array2::default((0, 0)));
        let kept = 1.0 / (1.0 - self.rate);
        for (mask, layer) in self.masks.iter_mut().zip(hidden) {
            reshape(mask, n_rows, layer.bias.len());
            mask.map_inplace(|value| *value = if rng.random::<f32>() < self.rate { 0.0 } else { kept });
        }
    }
}

impl Workspace {
    /// Puts dropout into the next passes, or takes it out of them: what was there before.
    pub(crate) fn set_dropout(&mut self, dropout: Option<Dropout>) -> Option<Dropout> {
        std::mem::replace(&mut self.dropout, dropout)
    }
}

/// Multiplications of one step, about 10 ms in WebAssembly.
const STEP_COST: usize = 250_000_000;

impl Mlp {
    /// Weights uniform in ±sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010), biases zero. `sizes` runs from the
    /// number of inputs through the hidden layers to the number of classes.
    pub fn glorot(sizes: &[usize], activation: Activation, rng: &mut Rng) -> Mlp {
        assert!(sizes.len() >= 2, "a network has inputs and outputs");
        let layers = sizes
            .windows(2)
            .map(|pair| {
                let limit = (6.0 / (pair[0] + pair[1]) as f32).sqrt();
                Layer {
                    weights: Array2::from_shape_simple_fn((pair[0], pair[1]), || {
                        (2.0 * rng.random::<f32>() - 1.0) * limit
                    }),
                    bias: Array1::zeros(pair[1]),
                }
            })
            .collect();
        Mlp { layers, activation }
    }

    /// A network of the same shape whose weights and biases are all zero: holds a gradient, or an optimizer's moments.
    pub fn zeros_like(&self) -> Mlp {
        let layers = self
            .layers
            .iter()
            .map(|l| Layer { weights: Array2::zeros(l.weights.dim()), bias: Array1::zeros(l.bias.dim()) })
            .collect();
        Mlp { layers, activation: self.activation }
    }

    /// How many classes.
    pub fn n_classes(&self) -> usize {
        self.layers[self.layers.len() - 1].bias.len()
    }

    /// How many inputs.
    pub fn n_inputs(&self) -> usize {
        self.layers[0].weights.nrows()
    }

    /// Weights and biases in all.
    pub fn n_parameters(&self) -> usize {
        self.layers.iter().map(|l| l.weights.len() + l.bias.len()).sum()
    }

    /// Records that a pass may take at a time so that it stays short.
    pub fn rows_per_step(&self) -> usize {
        (STEP_COST / self.n_parameters()).clamp(1, 4096)
    }

    /// Every weight and bias, layer by layer, weights first, as slices.
    pub fn parameters(&self) -> impl Iterator<Item = &[f32]> {
        self.layers.iter().flat_map(|l| {
            [l.weights.as_slice().expect("weights are in row order"), l.bias.as_slice().expect("biases are contiguous")]
        })
    }

    /// [`Mlp::parameters`], to be changed.
    pub fn parameters_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.layers.iter_mut().flat_map(|l| {
            [
                l.weights.as_slice_mut().expect("weights are in row order"),
                l.bias.as_slice_mut().expect("biases are contiguous"),
            ]
        })
    }

    /// Logits of the rows `rows` of `inputs`: rows x classes.
    pub fn logits<'w>(&self, inputs: &Inputs, rows: Range<usize>, workspace: &'w mut Workspace) -> ArrayView2<'w, f32> {
        self.forward(None, inputs, rows, workspace)
    }

    /// [`Mlp::logits`], with the weights of every layer but the first packed before if that pays.
    pub(crate) fn forward<'w>(
        &self,
        panels: Option<&[Panels]>,
        inputs: &Inputs,
        rows: Range<usize>,
        workspace: &'w mut Workspace,
    ) -> ArrayView2<'w, f32> {
        let n_rows = rows.len();
        workspace.outputs.resize(self.layers.len(), Array2::default((0, 0)));
        for (l, layer) in self.layers.iter().enumerate() {
            let (before, output) = workspace.outputs.split_at_mut(l);
            let output = &mut output[0];
            reshape(output, n_rows, layer.bias.len());
            match before.last() {
                None => {
                    let (n, output) = (layer.bias.len(), flat_mut(output));
                    sparse::product(inputs.rows(rows.clone()), flat(&layer.weights), n, output);
                }
                Some(a) => {
                    let Packing { strips, panels: own } = &mut workspace.packing;
                    let panels = match panels {
                        Some(panels) => &panels[l - 1],
                        None => own.pack(layer.weights.view()),
                    };
                    product::packed_product(a.view(), panels, output, Before::Nothing, strips);
                }
            }
            let is_hidden = l + 1 < self.layers.len();
            elementwise::add_to_rows(flat_mut(output), layer.bias.as_slice().expect("biases are contiguous"));
            if is_hidden {
                match self.activation {
                    Activation::Relu => elementwise::relu(flat_mut(output)),
                    Activation::Tanh => output.map_inplace(|z| *z = libm::tanhf(*z)),
                }
                if let Some(dropout) = &workspace.dropout {
                    *output *= &dropout.masks[l];
                }
            }
        }
        workspace.outputs[self.layers.len() - 1].view()
    }

    /// Writes or adds the gradient of a loss to `gradient`, a network of the same shape, given the loss's derivative by the
    /// logits of the pass that [`Mlp::logits`] has just made through the same workspace.
    pub fn gradient(
        &self,
        inputs: &Inputs,
        rows: Range<usize>,
        by_logits: ArrayView2<'_, f32>,
        gradient: &mut Mlp,
        before: Before,
        workspace: &mut Workspace,
    ) {
        let Workspace { outputs, delta, next_delta, packing, dropout } = workspace;
        reshape(delta, by_logits.nrows(), by_logits.ncols());
        delta.assign(&by_logits);
        for l in (0..self.layers.len()).rev() {
            let into = &mut gradient.layers[l];
            // d loss / d b = sum over records of d loss / d z
            let bias = into.bias.as_slice_mut().expect("biases are contiguous");
            if before == Before::Nothing {
                bias.fill(0.0);
            }
            elementwise::add_rows_to(bias, flat(delta));
            if l == 0 {
                let n = into.bias.len();
                let rows = inputs.rows(rows.clone());
                sparse::transposed_product(rows, flat(delta), n, flat_mut(&mut into.weights), before);
                break;
            }
            let a = &outputs[l - 1];
            // d loss / d W = aᵀ (d loss / d z)
            product::product(a.t(), delta.view(), &mut into.weights, before, packing);
            self.pass_back(l, a, delta, next_delta, dropout.as_ref(), packing);
            std::mem::swap(delta, next_delta);
        }
    }

    /// By record and layer, the squared L2 norm of the gradient of the record's loss by the layer's parameters, given the loss's derivative by
    /// the logits of the pass just made: ||d loss / d z||² (||a||² + 1), without any gradient being written down
    /// (Goodfellow 2015).
    pub fn squared_gradient_norms(
        &self,
        inputs: &Inputs,
        rows: Range<usize>,
        by_logits: ArrayView2<'_, f32>,
        workspace: &mut Workspace,
    ) -> Vec<Vec<f64>> {
        let Workspace { outputs, delta, next_delta, packing, dropout } = workspace;
        reshape(delta, by_logits.nrows(), by_logits.ncols());
        delta.assign(&by_logits);
        let square = |values: &[f32]| values.iter().fold(0.0, |sum, v| sum + f64::from(*v) * f64::from(*v));
        let mut norms = vec![vec![0.0; self.layers.len()]; rows.len()];
        for l in (0..self.layers.len()).rev() {
            for (place, (norms, delta)) in norms.iter_mut().zip(delta.outer_iter()).enumerate() {
                let of_input = match l {
                    0 => square(inputs.row(rows.start + place).values),
                    _ => square(outputs[l - 1].row(place).to_slice().expect("rows are contiguous")),
                };
                norms[l] = square(delta.to_slice().expect("rows are contiguous")) * (of_input + 1.0);
            }
            if l > 0 {
                self.pass_back(l, &outputs[l - 1], delta, next_delta, dropout.as_ref(), packing);
                std::mem::swap(delta, next_delta);
            }
        }
        norms
    }

    /// The loss's derivative by the inputs, records x inputs, given that by the logits of the pass just made.
    pub(crate) fn input_gradient(&self, by_logits: ArrayView2<'_, f32>, workspace: &mut Workspace) -> Array2<f32> {
        let Workspace { outputs, delta, next_delta, packing, dropout } = workspace;
        reshape(delta, by_logits.nrows(), by_logits.ncols());
        delta.assign(&by_logits);
        for l in (1..self.layers.len()).rev() {
            self.pass_back(l, &outputs[l - 1], delta, next_delta, dropout.as_ref(), packing);
            std::mem::swap(delta, next_delta);
        }
        let mut by_inputs = Array2::zeros((by_logits.nrows(), self.n_inputs()));
        product::product(delta.view(), self.layers[0].weights.t(), &mut by_inputs, Before::Nothing, packing);
        by_inputs
    }

    /// From the loss's derivative by layer `l`'s sums to that by the sums of the layer before, whose outputs are `a`.
    fn pass_back(
        &self,
        l: usize,
        a: &Array2<f32>,
        delta: &Array2<f32>,
        next_delta: &mut Array2<f32>,
        dropout: Option<&Dropout>,
        packing: &mut Packing,
    ) {
        // d loss / d a = (d loss / d z) Wᵀ
        reshape(next_delta, delta.nrows(), a.ncols());
        product::product(delta.view(), self.layers[l].weights.t(), next_delta, Before::Nothing, packing);
        // d a / d z, written by a: 1 where ReLU is active, 1 - a² for tanh
        let slope = |a: f32| match self.activation {
            Activation::Relu => (a > 0.0) as u8 as f32,
            Activation::Tanh => 1.0 - a * a,
        };
        match (dropout, self.activation) {
            (None, Activation::Relu) => elementwise::times_relu_slope(flat_mut(next_delta), flat(a)),
            (None, Activation::Tanh) => next_delta.zip_mut_with(a, |d, a| *d *= slope(*a)),
            (Some(Dropout { rate, masks }), _) => {
                // What a unit gave before it was divided by 1 - rate.
                let whole = 1.0 - rate;
                for ((d, a), mask) in next_delta.iter_mut().zip(a).zip(&masks[l - 1]) {
                    *d *= mask * slope(a * whole);
                }
            }
        }
    }

    /// The predicted class of each record.
    pub fn predict(&self, inputs: &Inputs) -> Vec<usize> {
        let mut workspace = Workspace::default();
        let mut predicted = Vec::with_capacity(inputs.n_rows());
        for start in (0..inputs.n_rows()).step_by(256) {
            let logits = self.logits(inputs, start..inputs.n_rows().min(start + 256), &mut workspace);
            predicted.extend(logits.outer_iter().map(|row| argmax(row.as_slice().expect("rows are contiguous"))));
        }
        predicted
    }
}

/// The index of the greatest value, the first of several.
pub fn argmax(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, k| if values[k] > values[best] { k } else { best })
}

/// A matrix's elements, row by row.
fn flat(matrix: &Array2<f32>) -> &[f32] {
    matrix.as_slice().expect("the matrix is in row order")
}

fn flat_mut(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().expect("the matrix is in row order")
}

/// Gives `matrix` this shape; whatever it held stays somewhere in it. Its memory grows when it has to and is kept
/// otherwise.
pub(crate) fn reshape(matrix: &mut Array2<f32>, rows: usize, columns: usize) {
    let (mut values, _) = std::mem::take(matrix).into_raw_vec_and_offset();
    values.resize(rows * columns, 0.0);
    *matrix = Array2::from_shape_vec((rows, columns), values).expect("there are as many values as the shape has");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss;
    use crate::seed::{Seed, Stream};

    /// The gradient through a pass with units left out is that of this very pass: central differences with the same
    /// units left out.
    #[test]
    fn dropout_has_the_gradient_of_its_pass() {
        for activation in [Activation::Relu, Activation::Tanh] {
            let mut rng = Seed(5).rng(Stream::Defence, 0);
            let mlp = Mlp::glorot(&[6, 8, 7, 3], activation, &mut Seed(4).rng(Stream::Init, 0));
            let mut inputs = Inputs::empty(6);
            inputs.push_values(Array1::from_shape_fn(6, |j| 0.3 * j as f32 - 0.7).view());
            let mut dropout = Dropout::new(0.4);
            dropout.draw(&mlp, 1, &mut rng);
            assert!(dropout.masks.iter().any(|mask| mask.iter().any(|m| *m == 0.0)), "units are left out");
            let mut workspace = Workspace::default();
            workspace.set_dropout(Some(dropout));
            let mut gradient = mlp.zeros_like();
            let mut by_logits = mlp.logits(&inputs, 0..1, &mut workspace).to_owned();
            loss::cross_entropy_gradient(by_logits.row_mut(0), 1, 1.0);
            mlp.gradient(&inputs, 0..1, by_logits.view(), &mut gradient, Before::Nothing, &mut workspace);
            let mut loss_of = |mlp: &Mlp| {
                let logits = mlp.logits(&inputs, 0..1, &mut workspace);
                loss::cross_entropy(logits.row(0).to_slice().expect("rows are contiguous"), 1)
            };
            let wanted: Vec<f32> = gradient.parameters().flatten().copied().collect();
            for (place, wanted) in wanted.iter().enumerate() {
                const STEP: f32 = 1e-2;
                let mut moved = |by: f32| {
                    let mut moved = mlp.clone();
                    *moved.parameters_mut().flatten().nth(place).expect("the shape is the same") += by;
                    loss_of(&moved)
                };
                let slope = (moved(STEP) - moved(-STEP)) / (2.0 * f64::from(STEP));
                assert!((slope - f64::from(*wanted)).abs() < 2e-3, "parameter {place}: {slope}, {wanted}");
            }
        }
    }
}
