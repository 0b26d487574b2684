//! Train a small network and attack it: every definition and every number of Near Miss.
//!
//! Nothing here reads a file, a clock or entropy, starts a thread or prints. What is asked is an [`Experiment`], what
//! comes out a [`Report`]; the same experiment gives the same bits on every machine.

mod adversary;
pub mod answer;
pub mod attribute;
mod beta;
mod bootstrap;
mod cluster;
mod csv_line;
pub mod dataset;
pub mod defence;
pub mod distance;
pub mod experiment;
pub mod game;
pub mod gzip;
pub mod hill;
pub mod interval;
pub mod json;
pub mod loss;
pub mod matrix;
pub mod membership;
pub mod metric;
pub mod mlp;
pub mod mlp_format;
pub mod mrmr;
mod normal;
pub mod number;
pub mod optimizer;
pub mod order;
pub mod paper;
pub mod parameter;
pub mod portion;
pub mod prepared;
pub mod privacy;
pub mod reading;
pub mod report;
pub mod roc;
pub mod seed;
#[cfg(test)]
mod simulation;
pub mod sorted_map;
pub mod source;
pub mod target_model;
pub mod train;
pub mod trial;
pub mod work;

pub use answer::Answer;
pub use csv_line::csv_line;
pub use dataset::{Dataset, DatasetError, Feature, FeatureKind, Inputs, Schema, Split, SplitError, SplitSizes};
pub use experiment::Experiment;
pub use metric::Metric;
pub use mlp::{Activation, Mlp};
pub use portion::Portion;
pub use report::Report;
pub use roc::RocCurve;
pub use seed::{RepeatSeed, Rng, Seed, Stream};
pub use target_model::TargetModel;
pub use train::{Training, TrainingConfig};
