//! Drawing in CSS pixels on a backend that counts its own.

use crate::stroke::{Dash, Stroke};
use crate::surface::{Drawn, Surface};
use crate::theme::Style;
use plotters::style::text_anchor::Pos;
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

pub(crate) use plotters::style::text_anchor::{HPos, VPos};

/// Size of the numbers on an axis, in CSS pixels.
pub(crate) const TICK_SIZE: f64 = 12.0;
/// Size of every other text.
pub(crate) const LABEL_SIZE: f64 = 13.0;

/// Where, in CSS pixels from the area's upper left corner.
pub(crate) type Point = (f64, f64);

/// What sits on the points of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Marker {
    None,
    Disc,
    Square,
    Ring,
    Triangle,
    Diamond,
    Cross,
    Plus,
}

/// Draws on a surface, in CSS pixels.
pub struct Pen<'a> {
    surface: &'a dyn Surface,
    pub(crate) style: &'a Style,
}

impl<'a> Pen<'a> {
    pub(crate) fn on(surface: &'a dyn Surface, style: &'a Style) -> Pen<'a> {
        Pen { surface, style }
    }

    /// Of the surface.
    pub(crate) fn width(&self) -> f64 {
        f64::from(self.surface.size().0) / self.style.scale
    }

    /// Of the surface.
    pub(crate) fn height(&self) -> f64 {
        f64::from(self.surface.size().1) / self.style.scale
    }

    /// Whether there is room for names at the right of a plot.
    pub(crate) fn is_wide(&self) -> bool {
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
    pub(crate) fn rule(&self, from: Point, to: Point, colour: RGBColor) -> Drawn {
        let (from, to) = (self.at(from), self.at(to));
        let thickness = self.thickness(1.0);
        let to = if from.0 == to.0 { (to.0 + thickness, to.1) } else { (to.0, to.1 + thickness) };
        self.surface.rectangle([from, to], colour.filled())
    }

    /// Lines from point to point.
    pub(crate) fn path(&self, points: &[Point], stroke: Stroke) -> Drawn {
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
            Dash::Solid => return self.surface.path(points, style),
            Dash::Dashed => (6.0, 4.0),
            Dash::Dotted => (1.5, 3.5),
        };
        let (dash, gap) = (self.thickness(dash), self.thickness(gap));
        self.surface.dashed_path(points, dash, gap, style)
    }

    /// The area inside of `points`.
    pub(crate) fn fill(&self, points: &[Point], colour: RGBColor, opacity: f64) -> Drawn {
        let points: Vec<(i32, i32)> = points.iter().map(|p| self.at(*p)).collect();
        self.surface.polygon(points, colour.mix(opacity))
    }

    /// A marker with its middle at `at`.
    pub(crate) fn marker(&self, marker: Marker, at: Point, colour: RGBColor) -> Drawn {
        let shape = |corners: &[Point]| corners.iter().map(|(x, y)| (at.0 + x, at.1 + y)).collect::<Vec<Point>>();
        let stroke = Stroke { colour, width: 2.0, dash: Dash::Solid };
        let bars = |bars: [[Point; 2]; 2]| bars.iter().try_for_each(|bar| self.path(&shape(bar), stroke));
        let pixel = self.at(at);
        match marker {
            Marker::None => Ok(()),
            Marker::Disc => self.surface.circle(pixel, self.pixels(3.5), colour.filled()),
            Marker::Square => {
                let half = self.pixels(3.0);
                let corners = [(pixel.0 - half, pixel.1 - half), (pixel.0 + half, pixel.1 + half)];
                self.surface.rectangle(corners, colour.filled())
            }
            Marker::Ring => {
                self.surface.circle(pixel, self.pixels(5.5), self.style.theme.paper.filled())?;
                self.surface.circle(pixel, self.pixels(5.5), colour.stroke_width(self.thickness(2.0) as u32))
            }
            Marker::Triangle => self.fill(&shape(&[(0.0, -4.5), (4.5, 3.5), (-4.5, 3.5)]), colour, 1.0),
            Marker::Diamond => self.fill(&shape(&[(0.0, -5.0), (4.5, 0.0), (0.0, 5.0), (-4.5, 0.0)]), colour, 1.0),
            Marker::Cross => bars([[(-3.5, -3.5), (3.5, 3.5)], [(-3.5, 3.5), (3.5, -3.5)]]),
            Marker::Plus => bars([[(-4.5, 0.0), (4.5, 0.0)], [(0.0, -4.5), (0.0, 4.5)]]),
        }
    }

    /// A disc of any size with its middle at `at`.
    pub(crate) fn disc(&self, at: Point, radius: f64, colour: RGBColor) -> Drawn {
        self.surface.circle(self.at(at), self.pixels(radius).max(1), colour.filled())
    }

    /// An interval: a vertical or horizontal line with a cap at either end.
    pub(crate) fn whisker(&self, from: Point, to: Point, stroke: Stroke) -> Drawn {
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
    pub(crate) fn band(&self, low: &[Point], high: &[Point], colour: RGBColor, opacity: f64) -> Drawn {
        let corners: Vec<Point> = low.iter().chain(high.iter().rev()).copied().collect();
        if corners.len() < 4 { Ok(()) } else { self.fill(&corners, colour, opacity) }
    }

    /// One line of text; `anchor` says which of its points is at `at`.
    pub(crate) fn text(&self, text: &str, at: Point, anchor: (HPos, VPos), size: f64, colour: RGBColor) -> Drawn {
        let font = ("sans-serif", size * self.style.scale).into_font();
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(anchor.0, anchor.1));
        self.surface.text(text, self.at(at), style)
    }
}

/// The width of a text in CSS pixels, estimated for a wide sans-serif font.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let ems = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '\u{a0}' => 0.33,
        'f' | 'r' | 't' | '(' | ')' | '-' | '⁻' | '¹' | '²' | '³' | '⁰'..='⁹' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '→' => 0.95,
        'A'..='Z' | '−' | '=' | '≤' | '∞' => 0.75,
        _ => 0.62,
    };
    text.chars().map(ems).sum::<f64>() * size
}
