//! The tables that stand by themselves; what a chart shows stands in its own. One table, one line in [`TABLES`].

mod attribute;
pub(crate) mod data_table;
mod defence;
mod exposure;
mod games;
mod guess;
mod kind;
mod membership;
mod paper;
mod published;
mod strong_membership;

pub use data_table::{DataTable, Row};
pub use defence::effect_in_a_word;
pub use kind::TableKind;
pub use paper::{BesideThePaper, beside_the_paper};
pub use published::{Accuracies, Published, published};

/// Every table, in the order of the page.
pub const TABLES: &[TableKind] = &[
    membership::ACCURACY,
    membership::RESULTS,
    membership::ROC_POINTS,
    strong_membership::KIND,
    guess::BASELINES,
    guess::GUESSES,
    guess::FEATURE_BY_FEATURE,
    guess::MEAN_DISTANCES,
    guess::SUREST,
    guess::PEOPLE,
    defence::DEFENCES,
    defence::STRONGEST,
    defence::CANARIES,
    defence::ATTACKS_BY_DEFENCE,
    defence::BLIND_CHECK,
    exposure::RISK,
    exposure::OUTLIERS,
    exposure::CLASSES,
    attribute::KIND,
    attribute::BY_ALPHA,
    attribute::SUREST,
    published::KIND,
    paper::KIND,
    games::KIND,
];
