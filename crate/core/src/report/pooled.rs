//! All trials together.

use super::findings::Findings;
use super::strong_membership::StrongMembershipReport;
use super::trial::TrialReport;
use crate::attribute::AttributeInferenceReport;
use crate::distance::DistanceReport;
use crate::interval;
use crate::membership::MembershipResult;
use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};

/// All trials together: means over repeats, each with Student's t interval; for a single trial, that trial's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "FlatPooled", into = "FlatPooled")]
pub struct Pooled {
    /// Trials in it: those that have a model.
    pub n_trials: usize,
    /// What the attacks give.
    pub findings: Findings,
}

impl Pooled {
    /// Of trials in their order.
    pub fn of(trials: &[TrialReport]) -> Pooled {
        let all: Vec<&Findings> = trials.iter().filter(|t| t.problem.is_none()).map(|t| &t.findings).collect();
        if all.is_empty() {
            return Pooled { n_trials: 0, findings: Findings::default() };
        }
        let accuracy = |f: fn(&Findings) -> Option<f64>| {
            let each: Vec<f64> = all.iter().filter_map(|findings| f(findings)).collect();
            (!each.is_empty()).then(|| interval::mean(each))
        };
        let membership = |name: &String| {
            let each: Vec<&MembershipResult> = all.iter().filter_map(|f| f.membership.get(name)).collect();
            (name.clone(), MembershipResult::pool(&each))
        };
        let mut games: SortedMap<(u8, usize), Vec<&StrongMembershipReport>> = SortedMap::new();
        for report in all.iter().flat_map(|f| &f.strong_membership) {
            games.or_default((report.neighbour as u8, report.distance)).push(report);
        }
        let distances: Vec<&DistanceReport> = all.iter().filter_map(|f| f.non_member_distance.as_ref()).collect();
        let inference: Vec<&AttributeInferenceReport> =
            all.iter().filter_map(|f| f.attribute_inference.as_ref()).collect();
        Pooled {
            n_trials: all.len(),
            findings: Findings {
                train_accuracy: accuracy(|f| f.train_accuracy),
                test_accuracy: accuracy(|f| f.test_accuracy),
                membership: all[0].membership.keys().map(membership).collect(),
                non_member_distance: (!distances.is_empty()).then(|| DistanceReport::pool(&distances)),
                strong_membership: games.values().map(|reports| StrongMembershipReport::pool(reports)).collect(),
                attribute_inference: (!inference.is_empty()).then(|| AttributeInferenceReport::pool(&inference)),
            },
        }
    }
}

/// The same as reports have it, its findings among the other keys: fingerprints cover them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatPooled {
    n_trials: usize,
    train_accuracy: Option<f64>,
    test_accuracy: Option<f64>,
    membership: SortedMap<String, MembershipResult>,
    non_member_distance: Option<DistanceReport>,
    strong_membership: Vec<StrongMembershipReport>,
    attribute_inference: Option<AttributeInferenceReport>,
}

impl From<FlatPooled> for Pooled {
    fn from(flat: FlatPooled) -> Pooled {
        let FlatPooled {
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
            ..
        } = flat;
        let findings = Findings {
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
        };
        Pooled { n_trials: flat.n_trials, findings }
    }
}

impl From<Pooled> for FlatPooled {
    fn from(own: Pooled) -> FlatPooled {
        let Findings {
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
        } = own.findings;
        FlatPooled {
            n_trials: own.n_trials,
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
        }
    }
}
