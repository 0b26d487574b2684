//! Attribute inference (Definitions 3 and 4): complete a portion of a record, by asking the model about every
//! completion, or without the model.

pub mod attack;
mod bounds;
mod cube;
mod exhaustive;
mod gain;
pub mod imputation;
mod pooled;
mod question;
mod report;
mod search;
mod summary;
mod surest;
mod tally;

pub(crate) use cube::pays;
pub use exhaustive::{ExhaustiveRun, ExhaustiveWorkspace};
pub use gain::{Gain, ModelAdds};
pub use report::{
    AttributeAttackReport, AttributeInferenceReport, BaselineReport, PeopleReport, SideGuesses, SideImputed,
    TargetGuess,
};
pub use search::{Found, SearchConfig, SearchRun};
pub use surest::Surest;
pub use tally::{Candidate, GuessBy, N_LISTED, Ranking, Tally};
