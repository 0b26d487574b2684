//! What a pen asks of a backend, whichever it is: so a chart is compiled once, not once a backend.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, DashedPathElement, Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::{RGBAColor, ShapeStyle, TextStyle};
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Where, in the backend's pixels.
pub(crate) type Pixel = (i32, i32);

/// Whether drawing went well.
pub type Drawn = Result<(), Undrawn>;

/// What a backend says of why it can't draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undrawn(String);

impl Display for Undrawn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the chart can't be drawn: {}", self.0)
    }
}

impl Error for Undrawn {}

impl<E: Error + Send + Sync> From<DrawingAreaErrorKind<E>> for Undrawn {
    fn from(error: DrawingAreaErrorKind<E>) -> Undrawn {
        Undrawn(error.to_string())
    }
}

/// A rectangle of pixels to draw on.
pub(crate) trait Surface {
    /// Its width and height.
    fn size(&self) -> (u32, u32);
    /// Between two corners.
    fn rectangle(&self, corners: [Pixel; 2], style: ShapeStyle) -> Drawn;
    /// Lines from point to point.
    fn path(&self, points: Vec<Pixel>, style: ShapeStyle) -> Drawn;
    /// The same, broken into dashes of `dash` pixels with gaps of `gap`.
    fn dashed_path(&self, points: Vec<Pixel>, dash: i32, gap: i32, style: ShapeStyle) -> Drawn;
    /// The area inside of the points.
    fn polygon(&self, points: Vec<Pixel>, colour: RGBAColor) -> Drawn;
    /// Around a middle.
    fn circle(&self, middle: Pixel, radius: i32, style: ShapeStyle) -> Drawn;
    /// One line.
    fn text(&self, text: &str, at: Pixel, style: TextStyle<'_>) -> Drawn;
}

impl<DB: DrawingBackend> Surface for DrawingArea<DB, Shift> {
    fn size(&self) -> (u32, u32) {
        self.dim_in_pixel()
    }

    fn rectangle(&self, corners: [Pixel; 2], style: ShapeStyle) -> Drawn {
        put(self, &Rectangle::new(corners, style))
    }

    fn path(&self, points: Vec<Pixel>, style: ShapeStyle) -> Drawn {
        put(self, &PathElement::new(points, style))
    }

    fn dashed_path(&self, points: Vec<Pixel>, dash: i32, gap: i32, style: ShapeStyle) -> Drawn {
        put(self, &DashedPathElement::new(points, dash, gap, style))
    }

    fn polygon(&self, points: Vec<Pixel>, colour: RGBAColor) -> Drawn {
        put(self, &Polygon::new(points, colour))
    }

    fn circle(&self, middle: Pixel, radius: i32, style: ShapeStyle) -> Drawn {
        put(self, &Circle::new(middle, radius, style))
    }

    fn text(&self, text: &str, at: Pixel, style: TextStyle<'_>) -> Drawn {
        put(self, &Text::new(text.to_string(), at, style))
    }
}

fn put<DB: DrawingBackend, E>(area: &DrawingArea<DB, Shift>, element: &E) -> Drawn
where
    for<'a> &'a E: PointCollection<'a, Pixel>,
    E: Drawable<DB>,
{
    Ok(area.draw(element)?)
}
