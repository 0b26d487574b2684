//! The model under attack: a trained network that changes no more and is asked very often.

use crate::dataset::Inputs;
use crate::mlp::{Mlp, Workspace};
use crate::product::Panels;
use ndarray::ArrayView2;
use std::ops::Range;

/// A trained network and its weights once more, packed as products read them.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetModel {
    mlp: Mlp,
    /// Of every layer but the first.
    panels: Vec<Panels>,
}

impl TargetModel {
    /// Packs a network.
    pub fn new(mlp: Mlp) -> TargetModel {
        let panels = mlp.layers[1..].iter().map(|layer| Panels::of(layer.weights.view())).collect();
        TargetModel { mlp, panels }
    }

    /// The network.
    pub fn mlp(&self) -> &Mlp {
        &self.mlp
    }

    /// The weights of every layer but the first, packed.
    pub(crate) fn panels(&self) -> &[Panels] {
        &self.panels
    }

    /// Logits of the rows `rows` of `inputs`, rows x classes: the bits of [`Mlp::logits`], sooner.
    pub fn logits<'w>(&self, inputs: &Inputs, rows: Range<usize>, workspace: &'w mut Workspace) -> ArrayView2<'w, f32> {
        self.mlp.forward(Some(&self.panels), inputs, rows, workspace)
    }
}
