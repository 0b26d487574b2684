//! How lines look, and the looks that mean the same in every chart.

use plotters::style::RGBColor;

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Dash {
    Solid,
    Dashed,
    Dotted,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stroke {
    pub colour: RGBColor,
    pub width: f64,
    pub dash: Dash,
}

/// Of what is measured on members.
pub(crate) fn solid(colour: RGBColor) -> Stroke {
    Stroke { colour, width: 2.0, dash: Dash::Solid }
}

/// Of the same on non-members.
pub(crate) fn dashed(colour: RGBColor) -> Stroke {
    Stroke { colour, width: 2.0, dash: Dash::Dashed }
}

/// Of the paper's own values, which need no model either.
pub(crate) fn of_paper(colour: RGBColor) -> Stroke {
    Stroke { colour, width: 1.5, dash: Dash::Dotted }
}

/// The stroke of everything that needs no model.
pub(crate) fn baseline(colour: RGBColor) -> Stroke {
    Stroke { colour, width: 1.5, dash: Dash::Dashed }
}
