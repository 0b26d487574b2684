//! Training a network: on whom, how, under which defence, and what is measured meanwhile.

mod config;
mod evaluation;
mod training;

pub use config::{Privacy, Regularization, Schedule, TrainingConfig};
pub use evaluation::{EpochRecord, N_EVALUATED};
pub use training::{Training, TrainingState};
