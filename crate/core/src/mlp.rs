//! The network: fully connected layers with ReLU or tanh between them.
//!
//! Layer l maps its input `a` (records x inputs) to `z = a W + b`; hidden layers pass `z` on through the activation,
//! the last layer's `z` are the logits.

use crate::dataset::Inputs;
use crate::product::{self, Packing, Panels};
use crate::seed::Rng;
use ndarray::{Array1, Array2, ArrayView2, Axis};
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
            reset(output, n_rows, layer.bias.len());
            match before.last() {
                None => product::add_sparse_product(inputs, rows.clone(), &layer.weights, output),
                Some(a) => {
                    let Packing { strips, panels: own } = &mut workspace.packing;
                    let panels = match panels {
                        Some(panels) => &panels[l - 1],
                        None => own.pack(layer.weights.view()),
                    };
                    product::add_packed_product(a.view(), panels, output, strips);
                }
            }
            let is_hidden = l + 1 < self.layers.len();
            for mut row in output.outer_iter_mut() {
                row += &layer.bias;
            }
            if is_hidden {
                match self.activation {
                    Activation::Relu => output.map_inplace(|z| *z = if *z > 0.0 { *z } else { 0.0 }),
                    Activation::Tanh => output.map_inplace(|z| *z = libm::tanhf(*z)),
                }
            }
        }
        workspace.outputs[self.layers.len() - 1].view()
    }

    /// Adds the gradient of a loss to `gradient`, a network of the same shape, given the loss's derivative by the
    /// logits of the pass that [`Mlp::logits`] has just made through the same workspace.
    pub fn add_gradient(
        &self,
        inputs: &Inputs,
        rows: Range<usize>,
        by_logits: ArrayView2<'_, f32>,
        gradient: &mut Mlp,
        workspace: &mut Workspace,
    ) {
        let Workspace { outputs, delta, next_delta, packing } = workspace;
        reset(delta, by_logits.nrows(), by_logits.ncols());
        delta.assign(&by_logits);
        for l in (0..self.layers.len()).rev() {
            let into = &mut gradient.layers[l];
            // d loss / d b = sum over records of d loss / d z
            for row in delta.axis_iter(Axis(0)) {
                into.bias += &row;
            }
            if l == 0 {
                product::add_sparse_transposed_product(inputs, rows.clone(), delta, &mut into.weights);
                break;
            }
            let a = &outputs[l - 1];
            // d loss / d W = aᵀ (d loss / d z)
            product::add_product(a.t(), delta.view(), &mut into.weights, packing);
            // d loss / d a = (d loss / d z) Wᵀ
            reset(next_delta, delta.nrows(), a.ncols());
            product::add_product(delta.view(), self.layers[l].weights.t(), next_delta, packing);
            // d a / d z, written by a: 1 where ReLU is active, 1 - a² for tanh
            let slope = |a: f32| match self.activation {
                Activation::Relu => (a > 0.0) as u8 as f32,
                Activation::Tanh => 1.0 - a * a,
            };
            next_delta.zip_mut_with(a, |d, a| *d *= slope(*a));
            std::mem::swap(delta, next_delta);
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

/// Makes `matrix` a zero matrix of this shape; its memory grows when it has to and is kept otherwise.
pub(crate) fn reset(matrix: &mut Array2<f32>, rows: usize, columns: usize) {
    let (mut values, _) = std::mem::take(matrix).into_raw_vec_and_offset();
    values.clear();
    values.resize(rows * columns, 0.0);
    *matrix = Array2::from_shape_vec((rows, columns), values).expect("there are as many values as the shape has");
}
