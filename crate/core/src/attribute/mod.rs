//! Attribute inference (Definitions 3 and 4): complete a portion of a record, by asking the model about every
//! completion, or without the model.

mod exhaustive;
pub mod imputation;
mod report;

pub use exhaustive::{Candidate, ExhaustiveRun, GuessBy, N_LISTED, Ranking, Tally};
pub use report::{
    AttributeAttackReport, AttributeInferenceReport, BaselineReport, SideGuesses, SideImputed, TargetGuess,
};
