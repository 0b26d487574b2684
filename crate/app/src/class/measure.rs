//! The four numbers of a result.

use nearmiss::game::strong_membership::Neighbour;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::report::{Findings, StrongMembershipReport};
use nearmiss::trial::Side;

/// A number of a result, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// AUC of the paper's attack, max-confidence (Definition 1).
    Auc,
    /// How often it picks the member out of a pair with a neighbour at distance 1 (Definition 2).
    OfMembers,
    /// The same with a record that the network has never seen in the member's place: the control.
    OfOthers,
    /// Share of members whose unknown features its best guess has wrong in at most three places (Definition 4).
    Guessed,
}

/// Features that a guess may have wrong in [`Measure::Guessed`].
const ALPHA: usize = 3;

impl Measure {
    /// In the order of a code.
    pub const ALL: [Measure; 4] = [Measure::Auc, Measure::OfMembers, Measure::OfOthers, Measure::Guessed];

    /// Its name in the page and in the figure.
    pub fn title(self) -> &'static str {
        match self {
            Measure::Auc => "AUC, member or not",
            Measure::OfMembers => "Near miss told from a member",
            Measure::OfOthers => "Near miss told from a stranger",
            Measure::Guessed => "Members guessed, up to 3 wrong",
        }
    }

    /// Its name in a file.
    pub(super) fn key(self) -> &'static str {
        match self {
            Measure::Auc => "auc",
            Measure::OfMembers => "success_of_members",
            Measure::OfOthers => "success_of_never_seen",
            Measure::Guessed => "guessed_within_3",
        }
    }

    /// Whether a coin gives a half.
    pub fn has_chance(self) -> bool {
        self != Measure::Guessed
    }

    /// None where it wasn't asked for, or says nothing since no more than three features are unknown.
    fn of(self, findings: &Findings) -> Option<f64> {
        let is_nearest = |r: &&StrongMembershipReport| (r.neighbour, r.distance) == (Neighbour::Flip, 1);
        let success = |side| {
            let game = findings.strong_membership.iter().find(is_nearest)?.of(side)?;
            Some(game.max_confidence.paired_success)
        };
        let number = match self {
            Measure::Auc => findings.membership.get(PAPERS_ATTACK).map(|result| result.auc),
            Measure::OfMembers => success(Side::Members),
            Measure::OfOthers => success(Side::NonMembers),
            Measure::Guessed => {
                let report = findings.attribute_inference.as_ref().filter(|report| report.unknown.len() > ALPHA);
                report.and_then(|report| report.max_confidence.members.within.get(ALPHA).copied())
            }
        };
        number.filter(|number| number.is_finite())
    }
}

/// All four, in their order; none where it isn't known.
pub fn measured(findings: &Findings) -> [Option<f64>; 4] {
    Measure::ALL.map(|measure| measure.of(findings))
}
