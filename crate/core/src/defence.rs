//! What the owner of a model does against attacks.

use serde::{Deserialize, Serialize};

/// A defence and its strength.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum Defence {
    /// None.
    #[default]
    None,
    /// λ/2 Σ w² over weights (not biases) is added to the mean loss in training.
    L2 {
        /// λ.
        lambda: f32,
    },
}

/// The name of every defence.
pub const DEFENCES: [&str; 2] = ["none", "l2"];

impl Defence {
    /// Its name in [`DEFENCES`].
    pub fn name(self) -> &'static str {
        match self {
            Defence::None => "none",
            Defence::L2 { .. } => "l2",
        }
    }

    /// The penalty that training has to use.
    pub fn l2(self) -> f32 {
        match self {
            Defence::None => 0.0,
            Defence::L2 { lambda } => lambda,
        }
    }

    /// The penalty λ as a defence; none for 0.
    pub fn of_l2(lambda: f32) -> Defence {
        if lambda == 0.0 { Defence::None } else { Defence::L2 { lambda } }
    }
}
