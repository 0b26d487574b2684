//! A look inside: how hard the record would still pull (after Nasr, Shokri and Houmansadr 2019).

use super::attack::{Attack, Attacker, Thresholds};
use super::context::{AttackContext, QueriedModel, Subjects};
use super::needs::{Access, Needs, OtherData};
use crate::loss;
use crate::mlp::Workspace;
use ndarray::Array2;

/// Minus the L2 norm of the gradient of the record's loss by the last layer's parameters, (p - onehot(y)) hᵀ.
pub struct GradientNorm;

struct GradientNormAttacker(Option<Thresholds>);

impl Attack for GradientNorm {
    fn name(&self) -> &'static str {
        "gradient_norm"
    }

    fn title(&self) -> &'static str {
        "Gradient norm (white box)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Network, label: true, other_data: OtherData::None, n_queries: 1 }
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        context.target.model.as_ref()?;
        Some(Box::new(GradientNormAttacker(None)))
    }
}

impl Attacker for GradientNormAttacker {
    fn rows_per_step(&self, context: &AttackContext) -> usize {
        context.target.model.as_ref().map_or(1, |model| (model.mlp().rows_per_step() / 16).max(1))
    }

    fn score(&self, context: &AttackContext, row: usize, workspace: &mut Workspace) -> f64 {
        let norms = squared_norms(&context.target, &context.subjects, row, workspace);
        -norms[norms.len() - 1].sqrt()
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        self.0.as_ref()
    }
}

/// By layer, the squared norm of the gradient of a record's loss.
pub(super) fn squared_norms(asked: &QueriedModel, about: &Subjects, row: usize, workspace: &mut Workspace) -> Vec<f64> {
    let mlp = asked.model.as_ref().expect("who looks inside has the model").mlp();
    let mut by_logits: Array2<f32> = mlp.logits(&about.inputs, row..row + 1, workspace).to_owned();
    loss::cross_entropy_gradient(by_logits.row_mut(0), about.labels[row], 1.0);
    mlp.squared_gradient_norms(&about.inputs, row..row + 1, by_logits.view(), workspace).swap_remove(0)
}
