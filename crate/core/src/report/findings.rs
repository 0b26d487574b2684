//! What attacks give.

use super::strong_membership::StrongMembershipReport;
use crate::attribute::AttributeInferenceReport;
use crate::distance::DistanceReport;
use crate::membership::MembershipResult;
use crate::sorted_map::SortedMap;

/// What attacks on one target model, or on several, give.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Share of the scored members that get their label; none if there is no model.
    pub train_accuracy: Option<f64>,
    /// Share of the scored non-members that get theirs.
    pub test_accuracy: Option<f64>,
    /// By attack name.
    pub membership: SortedMap<String, MembershipResult>,
    /// Non-members by their distance from the training set.
    pub non_member_distance: Option<DistanceReport>,
    /// By kind of neighbour, then by distance.
    pub strong_membership: Vec<StrongMembershipReport>,
    /// Many records, where asked for.
    pub attribute_inference: Option<AttributeInferenceReport>,
}
