//! Drawing in CSS pixels on a backend that counts its own.

use crate::figure::{Drawn, Style};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::Pos;
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

pub(crate) use plotters::style::text_anchor::{HPos, VPos};

/// Size of the numbers on an axis, in CSS pixels.
pub(crate) const TICK_SIZE: f64 = 12.0;
/// Size of every other text.
pub(crate) const LABEL_SIZE: f64 = 13.0;

/// Where, in CSS pixels from the area's upper left corner.
pub(crate) type Point = (f64, f64);

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

/// What sits on the points of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Marker {
    None,
    Disc,
    Square,
    Ring,
}

/// Draws on an area, in CSS pixels.
pub(crate) struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    pub style: &'a Style,
}

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// On clean paper.
    pub fn on(
        area: &'a DrawingArea<DB, Shift>,
        style: &'a Style,
    ) -> Result<Self, plotters::drawing::DrawingAreaErrorKind<DB::ErrorType>> {
        area.fill(&style.theme.paper)?;
        Ok(Pen { area, style })
    }

    /// Of the area.
    pub fn width(&self) -> f64 {
        f64::from(self.area.dim_in_pixel().0) / self.style.scale
    }

    /// Of the area.
    pub fn height(&self) -> f64 {
        f64::from(self.area.dim_in_pixel().1) / self.style.scale
    }

    /// Whether there is room for names at the right of a plot.
    pub fn is_wide(&self) -> bool {
        self.width() >= 480.0
    }

    fn pixels(&self, length: f64) -> i32 {
        (length * self.style.scale).round() as i32
    }

    fn at(&self, (x, y): Point) -> (i32, i32) {
        (self.pixels(x), self.pixels(y))
    }

    /// At least one pixel.
    fn thickness(&self, width: f64) -> i32 {
        self.pixels(width).max(1)
    }

    /// A horizontal or vertical line one CSS pixel thick, on whole pixels so that it is sharp.
    pub fn rule(&self, from: Point, to: Point, colour: RGBColor) -> Drawn<DB> {
        let (from, to) = (self.at(from), self.at(to));
        let thickness = self.thickness(1.0);
        let to = if from.0 == to.0 { (to.0 + thickness, to.1) } else { (to.0, to.1 + thickness) };
        self.area.draw(&Rectangle::new([from, to], colour.filled()))
    }

    /// Lines from point to point.
    pub fn path(&self, points: &[Point], stroke: Stroke) -> Drawn<DB> {
        if points.len() < 2 {
            return Ok(());
        }
        let points: Vec<(i32, i32)> = points.iter().map(|p| self.at(*p)).collect();
        let style = ShapeStyle {
            color: stroke.colour.to_rgba(),
            filled: false,
            stroke_width: self.thickness(stroke.width) as u32,
        };
        let (dash, gap) = match stroke.dash {
            Dash::Solid => return self.area.draw(&PathElement::new(points, style)),
            Dash::Dashed => (6.0, 4.0),
            Dash::Dotted => (1.5, 3.5),
        };
        let (dash, gap) = (self.thickness(dash), self.thickness(gap));
        self.area.draw(&DashedPathElement::new(points, dash, gap, style))
    }

    /// The area inside of `points`.
    pub fn fill(&self, points: &[Point], colour: RGBColor, opacity: f64) -> Drawn<DB> {
        let points: Vec<(i32, i32)> = points.iter().map(|p| self.at(*p)).collect();
        self.area.draw(&Polygon::new(points, colour.mix(opacity)))
    }

    /// A marker with its middle at `at`.
    pub fn marker(&self, marker: Marker, at: Point, colour: RGBColor) -> Drawn<DB> {
        let at = self.at(at);
        match marker {
            Marker::None => Ok(()),
            Marker::Disc => self.area.draw(&Circle::new(at, self.pixels(3.5), colour.filled())),
            Marker::Square => {
                let half = self.pixels(3.0);
                let corners = [(at.0 - half, at.1 - half), (at.0 + half, at.1 + half)];
                self.area.draw(&Rectangle::new(corners, colour.filled()))
            }
            Marker::Ring => {
                self.area.draw(&Circle::new(at, self.pixels(5.5), self.style.theme.paper.filled()))?;
                self.area.draw(&Circle::new(at, self.pixels(5.5), colour.stroke_width(self.thickness(2.0) as u32)))
            }
        }
    }

    /// A disc of any size with its middle at `at`.
    pub fn disc(&self, at: Point, radius: f64, colour: RGBColor) -> Drawn<DB> {
        self.area.draw(&Circle::new(self.at(at), self.pixels(radius).max(1), colour.filled()))
    }

    /// An interval: a vertical or horizontal line with a cap at either end.
    pub fn whisker(&self, from: Point, to: Point, stroke: Stroke) -> Drawn<DB> {
        const HALF_CAP: f64 = 3.0;
        self.path(&[from, to], stroke)?;
        let (across, along) = if from.0 == to.0 { (HALF_CAP, 0.0) } else { (0.0, HALF_CAP) };
        for (x, y) in [from, to] {
            let cap = [(x - across, y - along), (x + across, y + along)];
            self.path(&cap, Stroke { dash: Dash::Solid, ..stroke })?;
        }
        Ok(())
    }

    /// The area between two lines of one direction.
    pub fn band(&self, low: &[Point], high: &[Point], colour: RGBColor, opacity: f64) -> Drawn<DB> {
        let corners: Vec<Point> = low.iter().chain(high.iter().rev()).copied().collect();
        if corners.len() < 4 { Ok(()) } else { self.fill(&corners, colour, opacity) }
    }

    /// One line of text; `anchor` says which of its points is at `at`.
    pub fn text(&self, text: &str, at: Point, anchor: (HPos, VPos), size: f64, colour: RGBColor) -> Drawn<DB> {
        let font = ("sans-serif", size * self.style.scale).into_font();
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(anchor.0, anchor.1));
        self.area.draw(&Text::new(text.to_string(), self.at(at), style))
    }
}

/// The width of a text in CSS pixels, estimated for a wide sans-serif font.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let ems = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '\u{2009}' => 0.33,
        'f' | 'r' | 't' | '(' | ')' | '-' | '⁻' | '¹' | '²' | '³' | '⁰'..='⁹' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '→' => 0.95,
        'A'..='Z' | '−' | '=' | '≤' | '∞' => 0.75,
        _ => 0.62,
    };
    text.chars().map(ems).sum::<f64>() * size
}
