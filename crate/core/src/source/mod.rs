//! Where records come from: data sets that everybody can have, or a file of a person's own.
//!
//! One data set, one file, one line in [`SOURCES`].

mod check_ins;
mod data_source;
mod digits;
mod kind;
mod purchases;
mod voters;

pub use data_source::{DataSource, Source};
pub use kind::SourceKind;
pub use purchases::PURCHASE_CLASSES;

use crate::parameter::{Parameter, Registered};

/// Every data set, the page's first one first.
#[rustfmt::skip] // one a line
pub const SOURCES: &[&dyn SourceKind] = &[
    &check_ins::CheckIns,
    &purchases::Purchases,
    &digits::Digits,
    &voters::Voters,
];

impl Registered for dyn SourceKind {
    const NOUN: &'static str = "data set";

    fn all() -> &'static [&'static dyn SourceKind] {
        SOURCES
    }

    fn name(&self) -> &'static str {
        SourceKind::name(self)
    }

    fn title(&self) -> &'static str {
        SourceKind::title(self)
    }

    fn parameters(&self) -> &'static [Parameter] {
        SourceKind::parameters(self)
    }
}
