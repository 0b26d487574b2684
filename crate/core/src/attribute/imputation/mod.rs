//! What can be guessed without the model: the lines that every attribute attack must be held against.
//!
//! Everything is learnt from complete records of other people, members and non-members alike: a sample of the population,
//! from which the fold of the record in question is left out, so that no baseline has seen the record that it guesses.
//! That is more than most attackers have; what an attack adds to it is added by the model. An attack that is told the
//! record's class is held against baselines that are told it, too: what the class says of a feature is no secret of the
//! model's.

mod baseline;
mod people;
mod regression;
mod run;
#[cfg(test)]
mod tests;

pub use baseline::{Imputation, Imputed, Told};
pub use people::{PeopleImputed, PeopleRun, TargetImputed};
pub use run::ImputationRun;
