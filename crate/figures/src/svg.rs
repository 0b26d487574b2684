//! A chart as an SVG file.

use crate::figure::kind::{Figure, draw};
use crate::theme::{Style, Theme};
use nearmiss::number;
use plotters::drawing::IntoDrawingArea;
use plotters::prelude::SVGBackend;

/// Backend pixels for one pixel of the picture: backends draw on whole pixels, a vector file need not.
const FINENESS: u32 = 8;

/// Plotters' SVG backend divides font sizes by this, its canvas backend doesn't.
const SHRINKAGE: f64 = 1.24;

/// The chart as an SVG file of `width` by `height` CSS pixels, with its title and summary as the accessible name and
/// description.
pub fn to_svg(figure: &dyn Figure, width: u32, height: u32, theme: Theme) -> String {
    let (fine_width, fine_height) = (width * FINENESS, height * FINENESS);
    let mut drawing = String::new();
    {
        let area = SVGBackend::with_string(&mut drawing, (fine_width, fine_height)).into_drawing_area();
        let style = Style { theme, scale: f64::from(FINENESS) };
        draw(figure, &area, &style).expect("memory takes every write");
        area.present().expect("memory takes every write");
    }
    let (_, body) = drawing.split_once('\n').expect("the backend opens the svg element on a line of its own");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {fine_width} {fine_height}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n{}",
        escaped(figure.title()),
        escaped(&figure.words()),
        in_true_size(body),
    )
}

/// The drawing with the sizes of its text as they were asked for.
fn in_true_size(drawing: &str) -> String {
    let mut parts = drawing.split(" font-size=\"");
    let mut enlarged = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (size, rest) = part.split_once('"').expect("attributes end with a quotation mark");
        let size: f64 = number::parse(size).expect("a font size is a number");
        enlarged.push_str(&format!(" font-size=\"{:.0}\"{rest}", size * SHRINKAGE));
    }
    enlarged
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
