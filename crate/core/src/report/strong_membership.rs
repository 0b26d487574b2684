//! What games of strong membership gave, distance by distance.

use crate::game::strong_membership::{
    ConfidenceChange, GameResult, Neighbour, PairResult, Rules, StrongMembershipResult,
};
use crate::interval::Interval;
use crate::order;
use crate::sorted_map::SortedMap;
use crate::trial::Side;
use serde::{Deserialize, Serialize};

/// Strong membership at one distance, for one kind of neighbour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "FlatStrong", into = "FlatStrong")]
pub struct StrongMembershipReport {
    /// r.
    pub distance: usize,
    /// How neighbours are made.
    pub neighbour: Neighbour,
    /// With members as originals, as the definition has it.
    pub members: GameResult,
    /// With non-members as originals: what the model says of records that it never saw.
    pub non_members: Option<GameResult>,
}

impl StrongMembershipReport {
    /// By side of the originals.
    pub fn of(&self, originals: Side) -> Option<&GameResult> {
        match originals {
            Side::Members => Some(&self.members),
            Side::NonMembers => self.non_members.as_ref(),
        }
    }

    /// Puts games together, in the report's order; distances at which no member could be played are left out.
    pub fn all(games: &[StrongMembershipResult]) -> Vec<StrongMembershipReport> {
        let mut reports: Vec<StrongMembershipReport> = Vec::new();
        for result in games.iter().filter(|result| result.game.originals == Side::Members) {
            let Some(members) = &result.game_result else { continue };
            let (distance, neighbour) = (result.game.distance, result.game.neighbour);
            let is_control = |other: &&StrongMembershipResult| {
                (other.game.distance, other.game.neighbour, other.game.originals)
                    == (distance, neighbour, Side::NonMembers)
            };
            let non_members = games.iter().find(is_control).and_then(|control| control.game_result.clone());
            reports.push(StrongMembershipReport { distance, neighbour, members: members.clone(), non_members });
        }
        order::sort_by_key(&mut reports, |report| (report.neighbour as u8, report.distance));
        reports
    }

    /// The mean over repeats, of which there must be one.
    pub(super) fn pool(all: &[&StrongMembershipReport]) -> StrongMembershipReport {
        let members: Vec<&GameResult> = all.iter().map(|r| &r.members).collect();
        let non_members: Vec<&GameResult> = all.iter().filter_map(|r| r.non_members.as_ref()).collect();
        StrongMembershipReport {
            distance: all[0].distance,
            neighbour: all[0].neighbour,
            members: GameResult::pool(&members),
            non_members: (!non_members.is_empty()).then(|| GameResult::pool(&non_members)),
        }
    }
}

/// The same as reports have it, what members gave among the other keys: fingerprints cover them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatStrong {
    distance: usize,
    neighbour: Neighbour,
    n_pairs: usize,
    auc: f64,
    auc_interval: Interval,
    paired_success: f64,
    paired_interval: Interval,
    tied: f64,
    model_free: f64,
    rules: Rules,
    confidence_change: ConfidenceChange,
    other_attacks: SortedMap<String, PairResult>,
    non_members: Option<GameResult>,
}

impl From<FlatStrong> for StrongMembershipReport {
    fn from(flat: FlatStrong) -> StrongMembershipReport {
        let FlatStrong { auc, auc_interval, paired_success, paired_interval, tied, .. } = flat;
        let members = GameResult {
            n_pairs: flat.n_pairs,
            max_confidence: PairResult { auc, auc_interval, paired_success, paired_interval, tied },
            model_free: flat.model_free,
            rules: flat.rules,
            confidence_change: flat.confidence_change,
            other_attacks: flat.other_attacks,
        };
        StrongMembershipReport {
            distance: flat.distance,
            neighbour: flat.neighbour,
            members,
            non_members: flat.non_members,
        }
    }
}

impl From<StrongMembershipReport> for FlatStrong {
    fn from(report: StrongMembershipReport) -> FlatStrong {
        let members = report.members;
        let PairResult { auc, auc_interval, paired_success, paired_interval, tied } = members.max_confidence;
        FlatStrong {
            distance: report.distance,
            neighbour: report.neighbour,
            n_pairs: members.n_pairs,
            auc,
            auc_interval,
            paired_success,
            paired_interval,
            tied,
            model_free: members.model_free,
            rules: members.rules,
            confidence_change: members.confidence_change,
            other_attacks: members.other_attacks,
            non_members: report.non_members,
        }
    }
}
