//! What the paper's figures answer on the data at hand: yes, no or not clearly, beside what the paper says.
//!
//! "Yes" is said only where intervals support it, "no" only where they support the opposite. Where several differences are
//! looked at, all of them are covered together (Bonferroni), so that of a model that leaks nothing either word is wrong in
//! 2.5 % of cases at most. `docs/methods.md` has the rules in words; `tests/draw/answer.rs` counts how often they err.

pub(crate) mod change;
pub(crate) mod classes;
pub(crate) mod distances;
pub(crate) mod guesses;
pub(crate) mod nearness;
pub(crate) mod strong;

use nearmiss::interval::Interval;
use nearmiss::paper::Claim;

/// An answer's first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The intervals support it.
    Yes,
    /// They support the opposite.
    No,
    /// Neither.
    NotClearly,
}

impl Word {
    /// As sentences begin with it.
    pub fn title(self) -> &'static str {
        match self {
            Word::Yes => "Yes",
            Word::No => "No",
            Word::NotClearly => "Not clearly",
        }
    }

    /// Yes if something speaks for it and nothing against it, no the other way round.
    pub(crate) fn of(speaks_for: bool, speaks_against: bool) -> Word {
        match (speaks_for, speaks_against) {
            (true, false) => Word::Yes,
            (false, true) => Word::No,
            _ => Word::NotClearly,
        }
    }
}

/// A question of the paper, answered on the data at hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The question, and the paper's answer.
    pub claim: &'static Claim,
    /// The answer here.
    pub word: Word,
    /// Why, in sentences of which the first goes on after a colon.
    pub because: String,
}

impl Reading {
    pub(crate) fn new(claim: &'static Claim, (word, because): (Word, String)) -> Reading {
        Reading { claim, word, because }
    }

    /// What stands behind the first word, the paper's answer at the end.
    pub fn rest(&self) -> String {
        format!(": {} The paper {}.", self.because, self.claim.says)
    }

    /// The whole answer.
    pub fn sentences(&self) -> String {
        format!("{}{}", self.word.title(), self.rest())
    }
}

/// Of a difference, what its interval says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Up,
    Down,
    Unclear,
}

impl Step {
    pub fn of(difference: Interval) -> Step {
        match difference {
            Interval { low, .. } if low > 0.0 => Step::Up,
            Interval { high, .. } if high < 0.0 => Step::Down,
            _ => Step::Unclear,
        }
    }

    /// From one number to another, which are two of `n_looks` comparisons.
    pub fn between(from: (f64, Interval), to: (f64, Interval), n_looks: usize) -> Step {
        Step::of(Interval::difference_of(to, from, n_looks))
    }
}

/// A number that is this near to chance, interval included, counts as about chance: an AUC or a share of pairs won.
pub(crate) const NEAR_CHANCE: f64 = 0.05;

/// A record that is no farther from a member is a near miss.
pub(crate) const NEAR: usize = 3;
