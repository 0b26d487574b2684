//! The steps of the lesson, in their order. A new one is a variant, a line in [`Step::ALL`], its words, and its room in
//! `page/lesson`.

use serde::{Deserialize, Serialize};

/// A step of the lesson.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// Definition 1, played.
    #[default]
    WhoWasInIt,
    /// The attack's AUC while the network learns.
    ByHeart,
    /// A threshold, and whom it accuses.
    Accuse,
    /// Figure 1: non-members near the training set.
    NearAndFar,
    /// Definition 2, played.
    NearMiss,
    /// Figures 3 and 4 by hand.
    WalkAway,
    /// Definitions 3 and 4.
    Attributes,
    /// What the model adds to what is guessed without it.
    Added,
    /// What protects and what only hides.
    Defend,
    /// What was predicted beside what came out.
    TakeHome,
}

impl Step {
    /// In their order.
    pub const ALL: [Step; 10] = [
        Step::WhoWasInIt,
        Step::ByHeart,
        Step::Accuse,
        Step::NearAndFar,
        Step::NearMiss,
        Step::WalkAway,
        Step::Attributes,
        Step::Added,
        Step::Defend,
        Step::TakeHome,
    ];

    /// As a link has it.
    pub fn name(self) -> &'static str {
        match self {
            Step::WhoWasInIt => "who",
            Step::ByHeart => "by-heart",
            Step::Accuse => "accuse",
            Step::NearAndFar => "near-and-far",
            Step::NearMiss => "near-miss",
            Step::WalkAway => "walk-away",
            Step::Attributes => "attributes",
            Step::Added => "added",
            Step::Defend => "defend",
            Step::TakeHome => "take-home",
        }
    }

    /// Its place, from 0.
    pub fn place(self) -> usize {
        self as usize
    }

    /// The one after it.
    pub fn next(self) -> Option<Step> {
        Step::ALL.get(self.place() + 1).copied()
    }

    /// The one before it.
    pub fn previous(self) -> Option<Step> {
        Step::ALL.get(self.place().checked_sub(1)?).copied()
    }
}
