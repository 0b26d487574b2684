//! Axes, their margins, and the places of names beside and above the plot.

use crate::key::{BETWEEN_KEYS, Key, KeyPlace, into_rows, key_width, spread};
use crate::pen::{HPos, LABEL_SIZE, Pen, TICK_SIZE, VPos, text_width};
use crate::surface::Drawn;
use crate::tick::Tick;

/// One direction of a plot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// What it counts, with its unit; alternatives from long to short, the first that fits is taken.
    pub names: Vec<String>,
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<Tick>,
}

/// Height of a row of names.
const KEY_ROW: f64 = 18.0;
/// Left free at the edges.
const EDGE: f64 = 8.0;

/// Axes with their place, in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub x: Axis,
    pub y: Axis,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    width: f64,
    /// Names above the plot, by row.
    rows: Vec<Vec<Key>>,
    /// Whether the first row stands beside the name of the vertical axis.
    rows_beside_name: bool,
    /// Whether lines are named at their ends.
    pub at_ends: bool,
    role: Role,
}

/// What a frame is beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// All there is.
    Whole,
    /// The upper part: the strip below it has the numbers of the horizontal axis.
    Upper,
    /// The strip below.
    Strip,
}

/// Above a strip, for its name.
const STRIP_GAP: f64 = 24.0;
/// What has to be left above a strip.
const LEAST_ABOVE_STRIP: f64 = 90.0;

impl Frame {
    /// Finds the margins.
    pub fn new(pen: &Pen<'_>, x: Axis, y: Axis, keys: &[Key], place: KeyPlace) -> Frame {
        let (width, height) = (pen.width(), pen.height());
        let widest = |labels: &mut dyn Iterator<Item = f64>| labels.fold(0.0, f64::max);
        let left = left_of(&y);
        let at_ends = place == KeyPlace::Ends && pen.is_wide();
        let last_tick = x.ticks.last().map_or(0.0, |t| text_width(&t.label, TICK_SIZE) / 2.0);
        let right_margin = if at_ends { widest(&mut keys.iter().map(key_width)) + 8.0 } else { last_tick };
        let name = text_width(y.name(width - 2.0 * EDGE), LABEL_SIZE);
        let (rows, rows_beside_name) = match at_ends {
            true => (Vec::new(), false),
            false => {
                let total = keys.iter().map(|k| key_width(k) + BETWEEN_KEYS).sum::<f64>();
                if EDGE + name + 24.0 + total <= width {
                    (vec![keys.to_vec()], true)
                } else {
                    (into_rows(keys, width - 2.0 * EDGE), false)
                }
            }
        };
        let n_rows_below_name = if rows_beside_name { 0 } else { rows.len() };
        Frame {
            x,
            y,
            left,
            right: (width - EDGE - right_margin).max(left + 1.0),
            top: 28.0 + KEY_ROW * n_rows_below_name as f64,
            bottom: height - 42.0,
            width,
            rows,
            rows_beside_name,
            at_ends,
            role: Role::Whole,
        }
    }

    /// Cuts a strip off the lower end, with a vertical axis of its own over the same horizontal one; none where too
    /// little would be left.
    pub fn cut_strip(&mut self, y: Axis) -> Option<Frame> {
        let height = (0.22 * (self.bottom - self.top)).max(30.0);
        let bottom = self.bottom - height - STRIP_GAP;
        if bottom - self.top < LEAST_ABOVE_STRIP {
            return None;
        }
        self.left = self.left.max(left_of(&y));
        let strip = Frame { y, top: self.bottom - height, rows: Vec::new(), role: Role::Strip, ..self.clone() };
        self.bottom = bottom;
        self.role = Role::Upper;
        Some(strip)
    }

    /// Leaves room above the plot.
    pub fn reserve_above(&mut self, height: f64) {
        self.top += height;
    }

    /// Room right of the plot that names of vertical lines may use.
    pub fn spare_right(&self) -> f64 {
        self.width - EDGE - self.right
    }

    /// Where a value of the horizontal axis is.
    pub fn x_at(&self, value: f64) -> f64 {
        self.left + share(&self.x, value) * (self.right - self.left)
    }

    /// Where a value of the vertical axis is.
    pub fn y_at(&self, value: f64) -> f64 {
        self.bottom - share(&self.y, value) * (self.bottom - self.top)
    }

    /// Where a pair of values is.
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.x_at(x), self.y_at(y))
    }

    /// Grid, numbers, names of axes, and names above the plot.
    pub fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let mut lowest_free = f64::INFINITY;
        for tick in &self.y.ticks {
            let y = self.y_at(tick.at);
            if y > self.bottom - 0.5 || lowest_free - y >= TICK_SIZE + 4.0 || lowest_free == f64::INFINITY {
                pen.rule((self.left, y), (self.right, y), theme.grid)?;
                pen.text(&tick.label, (self.left - 8.0, y), (HPos::Right, VPos::Center), TICK_SIZE, theme.muted)?;
                lowest_free = y;
            }
        }
        pen.rule((self.left, self.bottom), (self.right, self.bottom), theme.muted)?;
        let name_at = if self.role == Role::Strip { (self.left, self.top - 11.0) } else { (EDGE, 12.0) };
        let name = self.y.name(self.width - EDGE - name_at.0);
        pen.text(name, name_at, (HPos::Left, VPos::Center), LABEL_SIZE, theme.muted)?;
        if self.role != Role::Upper {
            self.draw_numbers(pen)?;
        }
        self.draw_rows(pen)
    }

    /// Numbers and name of the horizontal axis.
    fn draw_numbers(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let mut last_right = f64::NEG_INFINITY;
        for tick in &self.x.ticks {
            let (x, half) = (self.x_at(tick.at), text_width(&tick.label, TICK_SIZE) / 2.0);
            let fits = x - half >= last_right + 8.0 && x + half <= self.width;
            pen.rule((x, self.bottom), (x, self.bottom + if fits { 5.0 } else { 3.0 }), theme.muted)?;
            if fits {
                let at = (x, self.bottom + 14.0);
                pen.text(&tick.label, at, (HPos::Center, VPos::Center), TICK_SIZE, theme.muted)?;
                last_right = x + half;
            }
        }
        let name = self.x.name(self.width - 2.0 * EDGE);
        let half = text_width(name, LABEL_SIZE) / 2.0;
        let middle = f64::midpoint(self.left, self.right).min(self.width - EDGE - half).max(EDGE + half);
        let at = (middle, self.bottom + 32.0);
        pen.text(name, at, (HPos::Center, VPos::Center), LABEL_SIZE, theme.muted)
    }

    fn draw_rows(&self, pen: &Pen<'_>) -> Drawn {
        for (row_idx, row) in self.rows.iter().enumerate() {
            let total = row.iter().map(|k| key_width(k) + BETWEEN_KEYS).sum::<f64>() - BETWEEN_KEYS;
            let (mut x, y) = if self.rows_beside_name {
                ((self.width - EDGE - total), 12.0)
            } else {
                (EDGE, 12.0 + KEY_ROW * (row_idx + 1) as f64)
            };
            for key in row {
                key.draw(pen, (x, y))?;
                x += key_width(key) + BETWEEN_KEYS;
            }
        }
        Ok(())
    }

    /// Names lines at their ends, given by their values on the vertical axis; names that would collide move apart.
    pub fn name_ends(&self, pen: &Pen<'_>, ends: &[(f64, &Key)]) -> Drawn {
        let wanted: Vec<f64> = ends.iter().map(|(value, _)| self.y_at(*value)).collect();
        let places = spread(&wanted, LABEL_SIZE + 3.0, self.top, self.bottom - 4.0);
        for ((_, key), y) in ends.iter().zip(places) {
            key.draw(pen, (self.right + 8.0, y))?;
        }
        Ok(())
    }

    /// Names in a column right of the plot.
    pub fn name_beside(&self, pen: &Pen<'_>, keys: &[Key]) -> Drawn {
        let first = f64::midpoint(self.top, self.bottom) - 0.5 * KEY_ROW * (keys.len() as f64 - 1.0);
        for (row_idx, key) in keys.iter().enumerate() {
            key.draw(pen, (self.right + 24.0, first + KEY_ROW * row_idx as f64))?;
        }
        Ok(())
    }

    /// Says in the plot why it is empty.
    pub fn say(&self, pen: &Pen<'_>, text: &str) -> Drawn {
        // Above the middle, where chance lines run.
        let at = (f64::midpoint(self.left, self.right), self.top + 0.3 * (self.bottom - self.top));
        pen.text(text, at, (HPos::Center, VPos::Center), LABEL_SIZE, pen.style.theme.muted)
    }
}

impl Axis {
    /// The longest name that fits.
    fn name(&self, width: f64) -> &str {
        let fitting = self.names.iter().find(|n| text_width(n, LABEL_SIZE) <= width);
        fitting.or(self.names.last()).map_or("", String::as_str)
    }
}

/// The left end of a plot beside the axis's numbers.
fn left_of(y: &Axis) -> f64 {
    EDGE + y.ticks.iter().map(|t| text_width(&t.label, TICK_SIZE)).fold(0.0, f64::max) + 8.0
}

/// Where between an axis's ends a value is, from 0 to 1.
fn share(axis: &Axis, value: f64) -> f64 {
    ((value - axis.low) / (axis.high - axis.low)).clamp(0.0, 1.0)
}
