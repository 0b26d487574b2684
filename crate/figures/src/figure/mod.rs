//! The charts. One chart, one file, one line in [`FIGURES`].

mod advantage_by_alpha;
mod auc_by_epoch;
mod class_results;
mod confidence_change;
mod data_sets;
mod distance_histogram;
mod guess_distances;
mod guess_histogram;
mod hill;
pub(crate) mod kind;
mod learning_curve;
mod near_miss_by_attack;
mod nearness_auc;
mod roc;
mod roc_by_attack;
mod score_histogram;
pub(crate) mod strong_membership;
mod tied_distances;

pub use advantage_by_alpha::AdvantageByAlpha;
pub use auc_by_epoch::AucByEpoch;
pub use class_results::{ClassResults, ClassRow};
pub use confidence_change::ConfidenceChangeChart;
pub use data_sets::{Compared, DataSets, OfSetting};
pub use distance_histogram::DistanceHistogram;
pub use guess_distances::GuessDistances;
pub use guess_histogram::GuessHistogram;
pub use hill::Hill;
pub use kind::{Alike, Figure, FigureKind, draw};
pub use learning_curve::LearningCurve;
pub use near_miss_by_attack::NearMissByAttack;
pub use nearness_auc::NearnessAuc;
pub use roc::Roc;
pub use roc_by_attack::RocByAttack;
pub use score_histogram::{ScoreHistogram, ScoreScale};
pub use strong_membership::StrongMembershipChart;
pub use tied_distances::TiedDistances;

/// Every chart, in the order of the page. Those of the main paper have its numbers in their names.
pub const FIGURES: &[FigureKind] = &[
    learning_curve::KIND,
    score_histogram::KIND,
    roc::KIND,
    nearness_auc::KIND,
    distance_histogram::KIND,
    strong_membership::KIND,
    confidence_change::KIND,
    tied_distances::KIND,
    guess_histogram::KIND,
    guess_distances::KIND,
    advantage_by_alpha::KIND,
    near_miss_by_attack::KIND,
    roc_by_attack::KIND,
];
