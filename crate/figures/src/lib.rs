//! The charts of Near Miss, on any plotters backend.
//!
//! A chart is plain data of the core plus a function that draws it: on the page's canvas and, by the same code, into an
//! SVG file. Every chart also says what it shows in a sentence and lists its numbers, for those who can't see it.
//!
//! Nothing here measures text by asking the backend: in a browser that costs a reflow a label, and natively there are
//! no fonts. Widths are estimated on the generous side.

mod advantage;
mod advantage_by_alpha;
mod confidence_change;
mod distance_histogram;
mod figure;
mod flag;
mod frame;
mod guarantee;
mod guess_distances;
mod guess_histogram;
mod key;
mod learning_curve;
mod near_miss_by_attack;
mod nearness_auc;
mod number;
mod outline;
mod pen;
mod roc;
mod roc_axes;
mod score_axis;
mod score_histogram;
mod stroke;
mod strong_membership;
mod surface;
mod svg;
mod theme;
mod tick;
mod tied_distances;

pub use advantage::advantages;
pub use advantage_by_alpha::AdvantageByAlpha;
pub use confidence_change::ConfidenceChangeChart;
pub use distance_histogram::DistanceHistogram;
pub use figure::{Alike, DataTable, Figure, draw};
pub use guarantee::Guarantee;
pub use guess_distances::GuessDistances;
pub use guess_histogram::GuessHistogram;
pub use learning_curve::LearningCurve;
pub use near_miss_by_attack::NearMissByAttack;
pub use nearness_auc::NearnessAuc;
pub use number::{number, percent, whole};
pub use pen::Pen;
pub use roc::Roc;
pub use roc_axes::RocAxes;
pub use score_histogram::{ScoreHistogram, ScoreScale};
pub use strong_membership::StrongMembershipChart;
pub use surface::{Drawn, Undrawn};
pub use svg::to_svg;
pub use theme::{Style, Theme};
pub use tied_distances::TiedDistances;
