//! What a drawing has to keep to, whatever the data.

use nearmiss_figures::{Figure, Theme, to_svg};

/// Backend pixels for a CSS pixel.
const FINENESS: f64 = 8.0;

/// Widths and heights from a phone's to a wide page's, and on either side of where names move.
const SIZES: [(u32, u32); 8] =
    [(300, 200), (320, 220), (479, 240), (480, 240), (360, 300), (640, 300), (720, 360), (900, 420)];

/// A text of an SVG file: what it says and its box in CSS pixels, its width estimated for a narrow font.
#[derive(Debug)]
pub struct Label {
    pub text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

fn attribute<'a>(element: &'a str, name: &str) -> &'a str {
    let (_, rest) = element.split_once(&format!(" {name}=\"")).expect("the attribute is there");
    rest.split_once('"').expect("attributes end").0
}

/// All texts, with ordinary spaces.
pub fn labels(svg: &str) -> Vec<Label> {
    let label = |element: &str| {
        let number = |name: &str| attribute(element, name).parse::<f64>().expect("a number") / FINENESS;
        let text = element.split_once('>').expect("the tag ends").1.split_once('<').expect("the text ends").0.trim();
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let text = text.replace("&apos;", "'").replace('\u{a0}', " ");
        let width = 0.5 * size * text.chars().count() as f64;
        let left = match attribute(element, "text-anchor") {
            "start" => x,
            "middle" => x - width / 2.0,
            _ => x - width,
        };
        Label { text, left, right: left + width, top: y - size / 2.0, bottom: y + size / 2.0 }
    };
    svg.split("<text").skip(1).map(label).collect()
}

/// The corners of all lines and areas, in CSS pixels.
fn corners(svg: &str) -> Vec<(f64, f64)> {
    let mut corners = Vec::new();
    for points in svg.split(" points=\"").skip(1) {
        for pair in points.split_once('"').expect("attributes end").0.split_whitespace() {
            let (x, y) = pair.split_once(',').expect("a pair of numbers");
            let number = |text: &str| text.parse::<f64>().expect("a number") / FINENESS;
            corners.push((number(x), number(y)));
        }
    }
    corners
}

/// What a figure says, with ordinary spaces.
pub fn words(figure: &dyn Figure) -> String {
    figure.summary().replace('\u{a0}', " ")
}

/// Draws at every size and in both themes: nothing may leave the picture, and no text cover another.
pub fn draws(figure: &dyn Figure) {
    for (width, height) in SIZES {
        let svg = to_svg(figure, width, height, Theme::light());
        assert!(!svg.contains("NaN") && svg.trim_end().ends_with("</svg>"));
        assert!(svg.contains("font-family=\"sans-serif\""));
        let at = format!("{} at {width}x{height}", figure.title());
        let (width, height) = (f64::from(width), f64::from(height));
        for (x, y) in corners(&svg) {
            let inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
            assert!(inside, "{at}: a line or an area reaches to {x}, {y}");
        }
        let labels = labels(&svg);
        for (i, a) in labels.iter().enumerate() {
            let inside = a.left >= 0.0 && a.right <= width && a.top >= 0.0 && a.bottom <= height;
            assert!(inside, "{at}: \"{}\" is outside: {a:?}", a.text);
            for b in &labels[..i] {
                let apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
                assert!(apart, "{at}: \"{}\" covers \"{}\"", a.text, b.text);
            }
        }
    }
    let in_theme = |theme| to_svg(figure, 480, 240, theme);
    assert_ne!(in_theme(Theme::light()), in_theme(Theme::dark()));
    let table = figure.table();
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "rows have a cell a column");
    assert!(figure.summary().ends_with('.'));
}
