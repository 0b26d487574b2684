//! The four games of the main paper: what an attacker is shown, and what counts as winning.
//!
//! | definition | implemented by |
//! |---|---|
//! | 1, membership inference | [`crate::membership::MembershipResult::game_advantage`] |
//! | 2, strong membership inference | [`strong_membership`] |
//! | 3 and 4, exact and approximate attribute inference | [`crate::attribute`]; 3 is 4 with α = 0 |
//!
//! [`advantages`] lists what a report says of each.

pub mod strong_membership;

use crate::attribute::GuessBy;
use crate::interval::Interval;
use crate::membership::PAPERS_ATTACK;
use crate::report::Findings;
use crate::trial::Side;
use serde::{Deserialize, Serialize};
use strong_membership::Neighbour;

/// A game as the paper defines it, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Of the main paper's definitions.
    pub number: usize,
    /// Its name.
    pub name: &'static str,
    /// What is drawn and what the attacker receives.
    pub challenge: &'static str,
    /// When the game outputs 1.
    pub outcome: &'static str,
    /// What the advantage is.
    pub advantage: &'static str,
}

/// Definitions 1 to 4.
pub const DEFINITIONS: [Definition; 4] = [
    Definition {
        number: 1,
        name: "Membership inference",
        challenge: "A fair coin decides whether the record is drawn from the training set or from the population. The \
                    attacker receives the record and may ask the model.",
        outcome: "1 if the attacker names the side that the coin chose.",
        advantage: "Probability of calling a member a member, less that of calling a non-member a member.",
    },
    Definition {
        number: 2,
        name: "Strong membership inference",
        challenge: "A member is drawn, and a neighbour of it at distance r that is no member. The attacker receives \
                    both, shuffled, and may ask the model.",
        outcome: "1 if the attacker names the member.",
        advantage: "Twice the probability of 1, less 1: what is gained over a coin.",
    },
    Definition {
        number: 3,
        name: "Attribute inference",
        challenge: "A fair coin decides whether the record is a member or drawn from the population. The attacker \
                    receives it without its unknown part and may ask the model.",
        outcome: "1 if the attacker's completion is the record.",
        advantage: "Probability of 1 for a member, less that for a non-member.",
    },
    Definition {
        number: 4,
        name: "Approximate attribute inference",
        challenge: "As in Definition 3.",
        outcome: "1 if the attacker's completion differs from the record in at most α features.",
        advantage: "Probability of 1 for a member, less that for a non-member.",
    },
];

/// What one attacker achieves in one game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advantage {
    /// Of [`DEFINITIONS`], from 1.
    pub definition: usize,
    /// r in Definition 2, α in Definition 4.
    pub parameter: Option<usize>,
    /// Probability of outcome 1 for members as originals or targets; none where it isn't defined by side.
    pub members: Option<f64>,
    /// The same for non-members.
    pub non_members: Option<f64>,
    /// The advantage.
    pub advantage: f64,
    /// 95 %; none where the advantage is 0 by definition.
    pub interval: Option<Interval>,
}

/// What max-confidence, the paper's attack, achieves in each game: Definition 1; 2 for each distance, neighbours by
/// flipping; 3; 4 for each α from 0 to the number of unknown features.
pub fn advantages(findings: &Findings) -> Vec<Advantage> {
    let membership = findings.membership.get(PAPERS_ATTACK).map(|result| Advantage {
        definition: 1,
        parameter: None,
        members: None,
        non_members: None,
        advantage: result.game_advantage,
        interval: Some(result.game_advantage_interval),
    });
    let flips = findings.strong_membership.iter().filter(|game| game.neighbour == Neighbour::Flip);
    let strong = flips.map(|game| {
        let success = |side: Side| Some(game.of(side)?.max_confidence.paired_success);
        let pairs = &game.members.max_confidence;
        Advantage {
            definition: 2,
            parameter: Some(game.distance),
            members: success(Side::Members),
            non_members: success(Side::NonMembers),
            advantage: 2.0 * pairs.paired_success - 1.0,
            interval: Some(pairs.paired_interval.scaled(2.0, -1.0)),
        }
    });
    let mut all: Vec<Advantage> = membership.into_iter().chain(strong).collect();
    if let Some(inference) = &findings.attribute_inference {
        let attack = inference.attack(GuessBy::MaxConfidence);
        let within = |alpha: usize, definition: usize, parameter: Option<usize>| Advantage {
            definition,
            parameter,
            members: Some(attack.members.within[alpha]),
            non_members: Some(attack.non_members.within[alpha]),
            advantage: attack.advantage[alpha],
            interval: attack.advantage_intervals.get(alpha).copied(),
        };
        all.push(within(0, 3, None));
        all.extend((0..attack.advantage.len()).map(|alpha| within(alpha, 4, Some(alpha))));
    }
    all
}
