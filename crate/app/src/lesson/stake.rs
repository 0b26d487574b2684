//! What a person predicts before a step's figure appears.

use super::step::Step;
use nearmiss::matrix::DefenceEffect;
use serde::{Deserialize, Serialize};

/// The defences that step 9 has sorted, by name.
pub const TRIED: [&str; 5] = ["dropout", "early_stopping", "dp_sgd", "rounding", "mem_guard"];

/// Predictions, each of the step named beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stakes {
    /// Step 1: rounds won without the confidence, with it, by the attacker, and rounds played.
    pub rounds: [usize; 4],
    /// Step 2: the AUC at the start, after a quarter, a half, three quarters, and at the end of the training.
    pub auc: [f64; 5],
    /// Step 3: members among 100 accused.
    pub accused: f64,
    /// Step 3: the threshold, as a greatest confidence; none before it is moved.
    pub threshold: Option<f64>,
    /// Step 4: whether non-members near the training set are harder to tell, once it is chosen.
    pub is_nearer_harder: Option<bool>,
    /// Step 5: pairs of 100 that the model wins.
    pub near_miss: f64,
    /// Step 6: changes until half of the walks have led to another class.
    pub flips: f64,
    /// Step 7: members of 100 guessed exactly.
    pub exact: f64,
    /// Step 8: who is nearer to the truth, once it is chosen.
    pub nearer: Option<Guesser>,
    /// Step 9: what each of [`TRIED`] does.
    pub sorted: [Option<Sort>; 5],
}

/// Who guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guesser {
    /// The attack, by the model's confidence.
    Model,
    /// A regression on other people's records.
    Imputation,
}

/// What a defence does, as a person sorts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// It lowers what attacks tell, also those by labels.
    Lowers,
    /// It takes from attacks on confidences alone.
    Hides,
    /// Neither, or it makes things worse.
    Nothing,
}

impl Sort {
    /// In the order of their control.
    pub const ALL: [Sort; 3] = [Sort::Lowers, Sort::Hides, Sort::Nothing];

    /// Where a measured effect belongs; nowhere if there is nothing to protect from.
    pub fn of(effect: DefenceEffect) -> Option<Sort> {
        match effect {
            DefenceEffect::NothingToProtectFrom => None,
            DefenceEffect::Protects | DefenceEffect::Lowers => Some(Sort::Lowers),
            DefenceEffect::OnlyHides => Some(Sort::Hides),
            DefenceEffect::Worse | DefenceEffect::NoneSeen => Some(Sort::Nothing),
        }
    }
}

impl Default for Stakes {
    /// What stands in the controls before they are moved: nothing that is near the truth on purpose.
    fn default() -> Stakes {
        Stakes {
            rounds: [0; 4],
            auc: [0.5; 5],
            accused: 50.0,
            threshold: None,
            is_nearer_harder: None,
            near_miss: 50.0,
            flips: 2.0,
            exact: 50.0,
            nearer: None,
            sorted: [None; 5],
        }
    }
}

impl Stakes {
    /// Takes over other stakes, but of steps that are locked.
    pub(super) fn take_over(&mut self, other: Stakes, is_locked: impl Fn(Step) -> bool) {
        let kept = self.clone();
        *self = other;
        if is_locked(Step::WhoWasInIt) {
            self.rounds = kept.rounds;
        }
        if is_locked(Step::ByHeart) {
            self.auc = kept.auc;
        }
        if is_locked(Step::Accuse) {
            self.accused = kept.accused;
        }
        if is_locked(Step::NearAndFar) {
            self.is_nearer_harder = kept.is_nearer_harder;
        }
        if is_locked(Step::NearMiss) {
            self.near_miss = kept.near_miss;
        }
        if is_locked(Step::WalkAway) {
            self.flips = kept.flips;
        }
        if is_locked(Step::Attributes) {
            self.exact = kept.exact;
        }
        if is_locked(Step::Added) {
            self.nearer = kept.nearer;
        }
        if is_locked(Step::Defend) {
            self.sorted = kept.sorted;
        }
    }
}
