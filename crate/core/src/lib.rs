//! Train a small network and attack it: every definition and every number of Near Miss.

pub mod dataset;
pub mod seed;

pub use dataset::{Dataset, DatasetError, Feature, FeatureKind, Inputs, Schema, Split, SplitError, SplitSizes};
pub use seed::{Rng, Seed, Stream};
