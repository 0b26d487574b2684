//! The names of lines and areas, and where they find room.

use crate::pen::{HPos, LABEL_SIZE, Marker, Pen, Point, VPos, text_width};
use crate::stroke::Stroke;
use crate::surface::Drawn;
use nearmiss::order;
use plotters::style::RGBColor;

/// The name of a line or an area.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub label: String,
    pub sample: Sample,
}

/// How what is named looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sample {
    Line(Stroke, Marker),
    Point(Marker, RGBColor),
    /// Outline and opacity.
    Area(Stroke, f64),
}

/// Where names stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    /// At the lines' right ends where the chart is wide enough, else in rows above the plot.
    Ends,
    /// In rows above the plot.
    Above,
}

/// Of the piece of line or area that stands before a name.
const SAMPLE_WIDTH: f64 = 22.0;
/// Between two names in a row.
pub(crate) const BETWEEN_KEYS: f64 = 16.0;

impl Key {
    /// The sample, and the name behind it; `at` is in the middle of their left edge.
    pub fn draw(&self, pen: &Pen<'_>, (x, y): Point) -> Drawn {
        match self.sample {
            Sample::Line(stroke, marker) => {
                pen.path(&[(x, y), (x + SAMPLE_WIDTH, y)], stroke)?;
                pen.marker(marker, (x + SAMPLE_WIDTH / 2.0, y), stroke.colour)?;
            }
            Sample::Point(marker, colour) => pen.marker(marker, (x + SAMPLE_WIDTH / 2.0, y), colour)?,
            Sample::Area(stroke, opacity) => {
                let (right, top, bottom) = (x + SAMPLE_WIDTH, y - 5.0, y + 5.0);
                let corners = [(x, bottom), (x, top), (right, top), (right, bottom), (x, bottom)];
                pen.fill(&corners, stroke.colour, opacity)?;
                pen.path(&corners, stroke)?;
            }
        }
        let at = (x + SAMPLE_WIDTH + 6.0, y);
        pen.text(&self.label, at, (HPos::Left, VPos::Center), LABEL_SIZE, pen.style.theme.ink)
    }
}

/// A line that is named.
pub(crate) fn line(label: impl Into<String>, stroke: Stroke, marker: Marker) -> Key {
    Key { label: label.into(), sample: Sample::Line(stroke, marker) }
}

/// An area that is named.
pub(crate) fn filled(label: impl Into<String>, stroke: Stroke, opacity: f64) -> Key {
    Key { label: label.into(), sample: Sample::Area(stroke, opacity) }
}

/// Of sample and name.
pub(crate) fn key_width(key: &Key) -> f64 {
    SAMPLE_WIDTH + 6.0 + text_width(&key.label, LABEL_SIZE)
}

/// Names in rows no wider than `width`.
pub(crate) fn into_rows(keys: &[Key], width: f64) -> Vec<Vec<Key>> {
    let mut rows: Vec<Vec<Key>> = Vec::new();
    let mut used = f64::INFINITY;
    for key in keys {
        let own = key_width(key);
        if used + BETWEEN_KEYS + own > width {
            rows.push(Vec::new());
            used = -BETWEEN_KEYS;
        }
        used += BETWEEN_KEYS + own;
        rows.last_mut().expect("the first name opens a row").push(key.clone());
    }
    rows
}

/// Places as near to those wanted as a distance of `gap` between any two allows, between `low` and `high`.
pub(crate) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let order = order::places(wanted.len(), &mut |a, b| wanted[a].total_cmp(&wanted[b]));
    let gap = gap.min((high - low) / wanted.len().max(2) as f64);
    let mut places = wanted.to_vec();
    // Neighbours that touch become a block, which stands around the mean of what its members want.
    let mut blocks: Vec<(usize, f64)> = Vec::new();
    for &i in &order {
        blocks.push((1, wanted[i]));
        while let [.., (n_upper, upper), (n_lower, lower)] = blocks[..] {
            let reach = gap * (n_upper + n_lower) as f64 / 2.0;
            if lower - upper >= reach {
                break;
            }
            let n = n_upper + n_lower;
            // Means of the wanted middles of the joined block.
            let shifted_upper = upper + gap * n_lower as f64 / 2.0;
            let shifted_lower = lower - gap * n_upper as f64 / 2.0;
            let middle = (shifted_upper * n_upper as f64 + shifted_lower * n_lower as f64) / n as f64;
            blocks.truncate(blocks.len() - 2);
            blocks.push((n, middle));
        }
    }
    let mut next = order.iter();
    for (n, middle) in blocks {
        for k in 0..n {
            let i = *next.next().expect("blocks hold every name once");
            places[i] = middle + gap * (k as f64 - (n - 1) as f64 / 2.0);
        }
    }
    // Off the edges, from below and from above.
    let mut limit = high;
    for &i in order.iter().rev() {
        places[i] = places[i].min(limit);
        limit = places[i] - gap;
    }
    let mut limit = low;
    for &i in &order {
        places[i] = places[i].max(limit);
        limit = places[i] + gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_with_room_stay_where_they_are() {
        assert_eq!(spread(&[50.0, 10.0, 90.0], 16.0, 0.0, 100.0), [50.0, 10.0, 90.0]);
    }

    #[test]
    fn two_names_at_one_place_move_apart_evenly() {
        assert_eq!(spread(&[50.0, 50.0], 16.0, 0.0, 100.0), [42.0, 58.0]);
    }

    proptest! {
        #[test]
        fn names_never_touch_nor_leave(wanted in prop::collection::vec(0.0..200.0_f64, 1..7)) {
            let mut places = spread(&wanted, 16.0, 0.0, 200.0);
            order::ascending(&mut places);
            prop_assert!(places[0] >= 0.0 && places[places.len() - 1] <= 200.0 + 1e-9);
            prop_assert!(places.windows(2).all(|p| p[1] - p[0] >= 16.0 - 1e-9));
        }
    }
}
