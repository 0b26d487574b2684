//! The model under attack: a trained network that changes no more and is asked very often.

use crate::answer::Answer;
use crate::dataset::Inputs;
use crate::defence::{ActsOn, Defence};
use crate::mlp::{Mlp, Workspace};
use ndarray::ArrayView2;
use nearmiss_kernel::product::Panels;
use std::ops::Range;

/// A trained network and its weights once more, packed as products read them.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetModel {
    mlp: Mlp,
    /// Of every layer but the first.
    panels: Vec<Panels>,
    /// What stands between its answers and who asks.
    defence: Defence,
}

impl TargetModel {
    /// Packs a network.
    pub fn new(mlp: Mlp) -> TargetModel {
        let panels = mlp.layers[1..].iter().map(|layer| Panels::of(layer.weights.view())).collect();
        TargetModel { mlp, panels, defence: Defence::default() }
    }

    /// The same behind a defence; one that acts on training changes nothing here.
    pub fn behind(self, defence: Defence) -> TargetModel {
        TargetModel { defence, ..self }
    }

    /// Whether it shows something other than the softmax of its logits.
    pub fn masks_answers(&self) -> bool {
        self.defence.acts_on() == ActsOn::Answers
    }

    /// What is released of one record's logits.
    pub fn answer<R>(&self, logits: &[f32], label: usize, hear: impl FnOnce(Answer<'_>) -> R) -> R {
        if !self.masks_answers() {
            return hear(Answer::of(logits, label));
        }
        let mut released = logits.to_vec();
        self.defence.release(&mut released);
        hear(Answer { logits, released: Some(&released), label })
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
