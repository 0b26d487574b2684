//! The games of Definitions 1 and 2 as a person plays them, and the walk that a person takes away from a record.

use super::part::Part;
use crate::message::RecordView;
use nearmiss::Metric;
use nearmiss::experiment::Target;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::hill::Walk;
use nearmiss::trial::Side;
use nearmiss::work::Pair;

/// The games that a person plays.
#[derive(Debug, Default)]
pub struct Play {
    /// Definition 1.
    pub membership: Part<MembershipGame>,
    /// Definition 2.
    pub near_miss: Part<NearMissGame>,
    /// A walk away from a record.
    pub walk: Part<OwnWalk>,
}

/// The membership game: the round being played, and the points.
#[derive(Debug, Clone, Default)]
pub struct MembershipGame {
    /// The round being played.
    pub round: Option<MemberRound>,
    /// Points so far.
    pub score: MemberScore,
    pub(super) n_dealt: u64,
}

/// The strong membership game: the round being played, and the points.
#[derive(Debug, Clone, Default)]
pub struct NearMissGame {
    /// The round being played.
    pub round: Option<Round>,
    /// What was won in each of the rounds guessed of [`NearMissGame::game`].
    pub won: Vec<Won>,
    /// What is played: distance and kind of neighbour.
    pub game: Option<(usize, Neighbour)>,
    pub(super) n_dealt: usize,
}

impl Play {
    /// New games; what was dealt before isn't dealt again.
    pub(super) fn anew(&self) -> Play {
        let (n_records, n_pairs) = (self.membership.n_dealt, self.near_miss.n_dealt);
        Play {
            membership: Part::new(MembershipGame { n_dealt: n_records, ..MembershipGame::default() }),
            near_miss: Part::new(NearMissGame { n_dealt: n_pairs, ..NearMissGame::default() }),
            walk: Part::default(),
        }
    }
}

/// The walk that a person takes away from a record.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnWalk {
    /// The record, one of those that the walks shown are from.
    pub from: Target,
    /// Features flipped, in this order.
    pub features: Vec<usize>,
    /// What the model says on the way; for a moment still that of the features before.
    pub walk: Option<Walk>,
}

impl Default for OwnWalk {
    /// At the first member.
    fn default() -> OwnWalk {
        OwnWalk { from: Target { taken_from: Side::Members, number: 0 }, features: Vec::new(), walk: None }
    }
}

/// One round of the strong membership game, as a person plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// The two records and what is said of them.
    pub pair: Pair,
    /// Whether the member is shown first.
    pub member_first: bool,
    /// Whether the confidences are shown before the person guesses.
    pub is_open: bool,
    /// The person's guess: the first.
    pub guessed_first: Option<bool>,
    /// r.
    pub distance: usize,
    /// What r is measured by.
    pub metric: Metric,
    /// How the neighbour was made.
    pub neighbour: Neighbour,
}

/// One round of the membership game, as a person plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberRound {
    /// The record.
    pub record: RecordView,
    /// What the coin chose.
    pub is_member: bool,
    /// Its max-confidence.
    pub score: f64,
    /// From which on the attacker calls a record a member.
    pub threshold: f64,
    /// The person's guess before the confidence was shown, where it was asked for: it is a member.
    pub blind: Option<bool>,
    /// The person's guess: it is a member.
    pub guess: Option<bool>,
}

/// Points in the membership game.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MemberScore {
    /// Rounds guessed.
    pub n_rounds: usize,
    /// Of these, won by the person before the confidence was shown.
    pub blind: usize,
    /// Won by the person.
    pub person: usize,
    /// Won by the attacker.
    pub attacker: usize,
}

/// What was won in one round of the strong membership game; a tie is one half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Won {
    /// Whether the confidences were shown before the person guessed.
    pub is_open: bool,
    /// By the person.
    pub person: f64,
    /// By max-confidence.
    pub attacker: f64,
    /// By the rule "the more usual record is the member", which never asks the model.
    pub rule: f64,
}

/// Rounds of a match without confidences, and as many with them.
pub const HALF: usize = 5;

impl NearMissGame {
    /// Whether a pair is there or on its way.
    pub fn is_dealt(&self) -> bool {
        self.game.is_some()
    }

    /// Whether the next round shows the confidences before the person guesses: every second half of a match does.
    pub fn is_open_next(&self) -> bool {
        self.won.len() % (2 * HALF) >= HALF
    }

    /// Points of these rounds, and their number.
    pub fn points(&self, of: impl Fn(&Won) -> Option<f64>) -> (f64, usize) {
        let points: Vec<f64> = self.won.iter().filter_map(of).collect();
        (points.iter().sum(), points.len())
    }
}
