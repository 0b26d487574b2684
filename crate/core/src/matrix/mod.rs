//! Every attack against every defence: what each tells of membership, of near misses, and at what price in accuracy.
//!
//! A defence that acts on training needs a network of its own, and so do the attacker's models, which are trained with
//! it; one that acts on answers shares the networks of the undefended ones. So the work falls into groups of defences, each
//! a unit that any worker can do.

mod attacking;
mod blind;
mod canary;
mod config;
mod context_builder;
mod effect;
mod models;
mod plan;
mod record;
mod report;
mod resampling;
mod risk;
mod roc_sketch;
mod run;
mod strongest;
#[cfg(test)]
mod verdict_tests;

pub use blind::BlindRun;
pub use canary::Canaries;
pub use config::MatrixConfig;
pub use effect::{DefenceEffect, Measured, PROTECTED};
pub use report::{
    BlindCheck, ClassAuc, FEWEST_OF_CLASS, MatrixCell, MatrixReport, MatrixRow, Outliers, classes_differ,
};
pub use risk::{AtRisk, RecordRisk};
pub use roc_sketch::RocSketch;
pub use run::MatrixRun;
pub use strongest::{AccessKind, Changed, Judged, Strongest};
