//! The charts and tables of Near Miss, on any plotters backend and as CSV.
//!
//! A chart is plain data of the core plus a function that draws it: on the page's canvas and, by the same code, into an
//! SVG file. Every chart also says what it shows in a sentence and lists its numbers, for those who can't see it. The page
//! and the command line go by the registries [`FIGURES`] and [`TABLES`]: each makes what it shows from a [`FigureInput`] and
//! a [`View`] of it.
//!
//! Nothing here measures text by asking the backend: in a browser that costs a reflow a label, and natively there are
//! no fonts. Widths are estimated on the generous side.

mod answer;
mod figure;
mod figure_input;
mod flag;
mod frame;
mod guarantee;
mod key;
mod number;
mod outline;
mod pen;
mod phrase;
mod roc_axes;
mod score_axis;
mod stroke;
mod surface;
mod svg;
mod table;
mod theme;
mod tick;
mod view;

pub use answer::guesses::single_bit;
pub use answer::{Reading, Word};
pub use figure::{
    AdvantageByAlpha, Alike, AucByEpoch, ClassResults, ClassRow, Compared, ConfidenceChangeChart, DataSets,
    DistanceHistogram, FIGURES, Figure, FigureKind, GuessDistances, GuessHistogram, Hill, LearningCurve,
    NearMissByAttack, NearnessAuc, OfSetting, Roc, RocByAttack, ScoreHistogram, ScoreScale, StrongMembershipChart,
    TiedDistances, draw,
};
pub use figure_input::{FigureInput, Scores, Truth};
pub use number::{number, percent, whole};
pub use pen::Pen;
pub use roc_axes::RocAxes;
pub use surface::{Drawn, Undrawn};
pub use svg::to_svg;
pub use table::{
    Accuracies, BesideThePaper, DataTable, Published, Row, TABLES, TableKind, beside_the_paper, effect_in_a_word,
    published,
};
pub use theme::{Style, Theme};
pub use view::{Variant, Variants, View};
