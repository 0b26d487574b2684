//! How a gradient becomes a step: Adam, gradient descent with momentum, Adagrad.

use crate::mlp::Mlp;
use nearmiss_kernel::elementwise::{self, Adam};
use serde::{Deserialize, Deserializer, Serialize};

/// Which rule, with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name", try_from = "Flat")]
pub enum OptimizerKind {
    /// Kingma and Ba 2015, with β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    Adam {
        /// Step size.
        learning_rate: f32,
    },
    /// v ← μ v + g; w ← w - η v.
    Sgd {
        /// Step size η.
        learning_rate: f32,
        /// μ, from 0 to below 1.
        momentum: f32,
    },
    /// Duchi, Hazan and Singer 2011 without ε: a ← a + g², w ← w - η g / sqrt(a), a from 0.1.
    Adagrad {
        /// Step size η.
        learning_rate: f32,
    },
}

/// As it is read: the library's own way to read an enum whose name stands among its parameters is many times as much code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    name: Name,
    learning_rate: f64,
    #[serde(default, deserialize_with = "given")]
    momentum: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Adam,
    Sgd,
    Adagrad,
}

/// A parameter that may be left out, but is no null.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    f64::deserialize(deserializer).map(Some)
}

impl TryFrom<Flat> for OptimizerKind {
    type Error = &'static str;

    fn try_from(flat: Flat) -> Result<OptimizerKind, &'static str> {
        let learning_rate = flat.learning_rate as f32;
        match (flat.name, flat.momentum) {
            (Name::Adam, None) => Ok(OptimizerKind::Adam { learning_rate }),
            (Name::Sgd, Some(momentum)) => Ok(OptimizerKind::Sgd { learning_rate, momentum: momentum as f32 }),
            (Name::Adagrad, None) => Ok(OptimizerKind::Adagrad { learning_rate }),
            (Name::Sgd, None) => Err("missing field `momentum`"),
            (Name::Adam | Name::Adagrad, Some(_)) => Err("unknown field `momentum`, expected `learning_rate`"),
        }
    }
}

impl OptimizerKind {
    /// The step size.
    pub fn learning_rate(self) -> f32 {
        match self {
            OptimizerKind::Adam { learning_rate }
            | OptimizerKind::Sgd { learning_rate, .. }
            | OptimizerKind::Adagrad { learning_rate } => learning_rate,
        }
    }

    /// [`OptimizerKind::learning_rate`], to be changed.
    pub fn learning_rate_mut(&mut self) -> &mut f32 {
        match self {
            OptimizerKind::Adam { learning_rate }
            | OptimizerKind::Sgd { learning_rate, .. }
            | OptimizerKind::Adagrad { learning_rate } => learning_rate,
        }
    }

    /// The rule's name, as people write it.
    pub fn title(self) -> &'static str {
        match self {
            OptimizerKind::Adam { .. } => "Adam",
            OptimizerKind::Sgd { .. } => "SGD",
            OptimizerKind::Adagrad { .. } => "Adagrad",
        }
    }
}

/// A rule and what it remembers of earlier gradients.
#[derive(Debug, Clone)]
pub struct Optimizer {
    kind: OptimizerKind,
    /// Adam's first moment, or momentum's velocity.
    first: Mlp,
    /// Adam's second moment, or Adagrad's sum of squares.
    second: Mlp,
    /// β₁ᵗ and β₂ᵗ after t steps.
    decayed: (f64, f64),
}

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-8;
const ADAGRAD_START: f32 = 0.1;

impl Optimizer {
    /// A rule at its start, for networks of the shape of `mlp`.
    pub fn new(kind: OptimizerKind, mlp: &Mlp) -> Optimizer {
        let mut second = mlp.zeros_like();
        if let OptimizerKind::Adagrad { .. } = kind {
            second.parameters_mut().for_each(|values| values.fill(ADAGRAD_START));
        }
        Optimizer { kind, first: mlp.zeros_like(), second, decayed: (1.0, 1.0) }
    }

    /// Moves `mlp` one step against `gradient`.
    pub fn step(&mut self, mlp: &mut Mlp, gradient: &Mlp) {
        self.decayed.0 *= f64::from(BETA_1);
        self.decayed.1 *= f64::from(BETA_2);
        let unbias_1 = (1.0 / (1.0 - self.decayed.0)) as f32;
        let unbias_2 = (1.0 / (1.0 - self.decayed.1)) as f32;
        let moments = self.first.parameters_mut().zip(self.second.parameters_mut());
        for ((w, g), (first, second)) in mlp.parameters_mut().zip(gradient.parameters()).zip(moments) {
            match self.kind {
                OptimizerKind::Adam { learning_rate } => {
                    Adam { learning_rate, decay: (BETA_1, BETA_2), unbias: (unbias_1, unbias_2), epsilon: EPSILON }
                        .step(w, g, first, second)
                }
                OptimizerKind::Sgd { learning_rate, momentum } => {
                    elementwise::momentum_step(learning_rate, momentum, w, g, first);
                }
                OptimizerKind::Adagrad { learning_rate } => elementwise::adagrad_step(learning_rate, w, g, second),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_with_its_own_parameters_alone() {
        for kind in [
            OptimizerKind::Adam { learning_rate: 1e-3 },
            OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.9 },
            OptimizerKind::Adagrad { learning_rate: 1.0 / 3.0 },
        ] {
            assert_eq!(serde_json::from_str::<OptimizerKind>(&serde_json::to_string(&kind).unwrap()).unwrap(), kind);
        }
        let refusal = |json: &str| serde_json::from_str::<OptimizerKind>(json).expect_err(json).to_string();
        for (wrong, told) in [
            (r#"{"name":"adam","learning_rate":1,"momentum":0}"#, "unknown field `momentum`"),
            (r#"{"name":"sgd","learning_rate":1}"#, "missing field `momentum`"),
            (r#"{"name":"sgd","learning_rate":1,"momentum":null}"#, "invalid type: null"),
            (r#"{"name":"adam","rate":1}"#, "unknown field `rate`"),
            (r#"{"name":"adam"}"#, "missing field `learning_rate`"),
            (r#"{"name":"newton","learning_rate":1}"#, "unknown variant `newton`"),
        ] {
            assert!(refusal(wrong).starts_with(told), "{wrong}: {}", refusal(wrong));
        }
    }
}
