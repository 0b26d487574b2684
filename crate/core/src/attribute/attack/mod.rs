//! Attribute inference beyond the main paper's attack: the literature's scores for the completions of a portion, each told
//! the same answers of the model, so that what differs is what an attack makes of them.
//!
//! One attack, one file, one line in [`ATTRIBUTE_ATTACKS`]. An [`AttributeAttackRun`] plays all of them against the same
//! records, together with the guesses that need no model; an [`AttributeMatrix`] sums up.

mod asking;
mod case;
mod confidence;
mod csmia;
mod guess;
mod imputed_confidence;
mod log_odds;
mod lomia;
mod matrix;
mod robustness;
mod run;
#[cfg(test)]
mod tests;
mod yeom_loss;

pub use case::{AttributeAttack, Case};
pub use guess::{AttackGuess, Guess, Guessed};
pub use matrix::{AttributeMatrix, AttributeRow, AttributeSide};
pub use robustness::{MAX_NOISE, N_FLIPPED, N_NOISY};
pub use run::AttributeAttackRun;

/// Every attack that scores completions.
pub const ATTRIBUTE_ATTACKS: &[&dyn AttributeAttack] = &[
    &confidence::Confidence,
    &log_odds::LogOdds,
    &yeom_loss::YeomLoss,
    &csmia::Csmia,
    &lomia::Lomia,
    &robustness::Robustness,
    &imputed_confidence::ImputedConfidence,
];

/// The attack registered under `name`.
pub fn attack(name: &str) -> Option<&'static dyn AttributeAttack> {
    ATTRIBUTE_ATTACKS.iter().copied().find(|a| a.name() == name)
}
