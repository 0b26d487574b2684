//! Names of vertical lines, in rows above the plot, where none covers another or is crossed by another's line.

use crate::frame::Frame;
use crate::number::number;
use crate::pen::{HPos, LABEL_SIZE, Pen, VPos, text_width};
use crate::stroke::{Stroke, baseline};
use crate::surface::Drawn;
use crate::theme::Theme;
use nearmiss::attribute::imputation::Imputation;
use plotters::style::RGBColor;

/// A vertical line and its name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flag {
    /// In the horizontal axis's unit.
    pub at: f64,
    pub name: String,
    /// Of the name.
    pub ink: RGBColor,
    /// `at`, as it is written behind the name.
    pub value: String,
    pub stroke: Stroke,
}

impl Flag {
    /// Of what a baseline misses on average; none if that is no number.
    pub fn of_baseline(by: Imputation, distance: f64, n_decimals: usize, theme: &Theme) -> Option<Flag> {
        let (name, value) = (short_title(by).to_string(), number(distance, n_decimals));
        let flag = Flag { at: distance, name, value, ink: theme.muted, stroke: baseline(theme.muted) };
        distance.is_finite().then_some(flag)
    }

    fn label(&self) -> String {
        format!("{} {}", self.name, self.value)
    }
}

/// Height of a row.
const ROW: f64 = 15.0;
/// Between a line and its name.
const GAP: f64 = 4.0;

/// A name's place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    /// Of the line.
    x: f64,
    /// Of the name.
    left: f64,
    right: f64,
    /// 0 is next to the plot.
    row: usize,
}

impl Place {
    /// Whether the names don't touch and neither line crosses the other's name.
    fn gets_on_with(&self, other: &Place) -> bool {
        let apart = self.row != other.row || self.right + 8.0 <= other.left || other.right + 8.0 <= self.left;
        let crosses = |line: &Place, name: &Place| {
            line.row > name.row && line.x > name.left - GAP / 2.0 && line.x < name.right + GAP / 2.0
        };
        apart && !crosses(self, other) && !crosses(other, self)
    }
}

/// Flags with places.
pub(crate) struct Flags {
    flags: Vec<Flag>,
    places: Vec<Place>,
}

impl Flags {
    /// Finds the fewest rows that will do.
    pub fn new(flags: Vec<Flag>, frame: &Frame) -> Flags {
        let (low, high) = (frame.left, frame.right + frame.spare_right());
        let lines = |flags: &[Flag]| -> Vec<(f64, f64)> {
            flags.iter().map(|f| (frame.x_at(f.at), text_width(&f.label(), LABEL_SIZE))).collect()
        };
        let merged = merge(&flags, 0.75 * (frame.right - frame.left));
        if let Some(places) = arrange(&lines(&merged), low, high) {
            return Flags { flags: merged, places };
        }
        let lines = lines(&flags);
        let places = arrange(&lines, low, high).unwrap_or_else(|| row_each(&lines, low, high));
        Flags { flags, places }
    }

    /// Of all rows together.
    pub fn height(&self) -> f64 {
        self.places.iter().map(|p| p.row + 1).max().map_or(0.0, |n_rows| n_rows as f64 * ROW + 4.0)
    }

    /// Lines and names.
    pub fn draw(&self, pen: &Pen<'_>, frame: &Frame) -> Drawn {
        for (flag, place) in self.flags.iter().zip(&self.places) {
            let middle = frame.top - 4.0 - ROW * (place.row as f64 + 0.5);
            pen.path(&[(place.x, frame.bottom), (place.x, middle - ROW * 0.4)], flag.stroke)?;
            pen.text(&flag.label(), (place.left, middle), (HPos::Left, VPos::Center), LABEL_SIZE, flag.ink)?;
        }
        Ok(())
    }
}

/// A baseline's name on a chart.
fn short_title(by: Imputation) -> &'static str {
    match by {
        Imputation::Chance => "chance",
        Imputation::Majority => "majority",
        Imputation::NearestNeighbours => "neighbours",
        Imputation::LogisticRegression => "regression",
        Imputation::ClassMajority => "majority of class",
        Imputation::ClassRegression => "regression with class",
    }
}

/// Lines of one look and one written value become one, as long as their names together are no wider than `width`.
fn merge(flags: &[Flag], width: f64) -> Vec<Flag> {
    let mut merged: Vec<Flag> = Vec::new();
    for flag in flags {
        let fits = |m: &Flag| text_width(&format!("{}, {}", m.name, flag.label()), LABEL_SIZE) <= width;
        match merged.iter_mut().find(|m| m.value == flag.value && m.stroke == flag.stroke && fits(m)) {
            Some(same) => same.name = format!("{}, {}", same.name, flag.name),
            None => merged.push(flag.clone()),
        }
    }
    merged
}

/// Places for names of given widths at lines of given x, between `low` and `high`; none if some name fits on neither
/// side of its line.
fn arrange(lines: &[(f64, f64)], low: f64, high: f64) -> Option<Vec<Place>> {
    (0..=lines.len()).find_map(|n_rows| {
        let mut places = Vec::new();
        extend(&mut places, lines, n_rows, low, high).then_some(places)
    })
}

/// Names pushed off the edges, a row each.
fn row_each(lines: &[(f64, f64)], low: f64, high: f64) -> Vec<Place> {
    let place = |(row, &(x, width)): (usize, &(f64, f64))| {
        let left = (x + GAP).min(high - width).max(low);
        Place { x, left, right: left + width, row }
    };
    lines.iter().enumerate().map(place).collect()
}

/// Tries every side and row for the lines that have no place yet.
fn extend(places: &mut Vec<Place>, lines: &[(f64, f64)], n_rows: usize, low: f64, high: f64) -> bool {
    let Some(&(x, width)) = lines.get(places.len()) else { return true };
    for row in 0..n_rows {
        for left in [x + GAP, x - GAP - width] {
            let place = Place { x, left, right: left + width, row };
            if left >= low && place.right <= high && places.iter().all(|p| p.gets_on_with(&place)) {
                places.push(place);
                if extend(places, lines, n_rows, low, high) {
                    return true;
                }
                places.pop();
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_with_room_share_a_row() {
        let places = arrange(&[(10.0, 50.0), (100.0, 50.0), (200.0, 50.0)], 0.0, 300.0).unwrap();
        assert!(places.iter().all(|p| p.row == 0));
    }

    #[test]
    fn a_name_at_the_right_edge_goes_left_of_its_line() {
        let places = arrange(&[(295.0, 50.0)], 0.0, 300.0).unwrap();
        assert_eq!(places[0].right, 291.0);
    }

    #[test]
    fn a_name_too_wide_for_either_side_stays_inside() {
        let lines = [(150.0, 200.0)];
        assert_eq!(arrange(&lines, 0.0, 300.0), None);
        let places = row_each(&lines, 0.0, 300.0);
        assert_eq!((places[0].left, places[0].right), (100.0, 300.0));
    }

    proptest! {
        #[test]
        fn names_never_cover_each_other(lines in prop::collection::vec((0.0..300.0_f64, 60.0..100.0_f64), 1..6)) {
            let places = arrange(&lines, 0.0, 300.0).unwrap_or_else(|| row_each(&lines, 0.0, 300.0));
            for (i, a) in places.iter().enumerate() {
                prop_assert!(a.left >= 0.0 && a.right <= 300.0);
                for b in &places[..i] {
                    prop_assert!(a.row != b.row || a.right <= b.left || b.right <= a.left);
                }
            }
        }
    }
}
