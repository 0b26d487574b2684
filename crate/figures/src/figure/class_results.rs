//! What many people found who ran one experiment, each with another seed: a dot a result.

use super::kind::Figure;
use crate::frame::{Axis, Frame};
use crate::key::{Key, KeyPlace, Sample, line};
use crate::number::number;
use crate::pen::{HPos, LABEL_SIZE, Marker, Pen, VPos};
use crate::stroke::{Stroke, baseline, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::round_ticks;
use nearmiss::interval::Interval;
use nearmiss::order;

/// A number that every result may have.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassRow {
    /// What it is, in a few words.
    pub title: &'static str,
    /// From 0 to 1, a value for each of [`ClassResults::numbers`]; none where a result doesn't have it.
    pub values: Vec<Option<f64>>,
    /// Of the values.
    pub mean: f64,
    /// Of the mean, over seeds, 95 %; none of too few.
    pub interval: Option<Interval>,
    /// Whether a coin gives a half.
    pub has_chance: bool,
}

/// The results of a class, a row for each number.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassResults {
    /// Of the students.
    pub numbers: Vec<u8>,
    /// From above.
    pub rows: Vec<ClassRow>,
}

/// Between the middles of two dots that don't touch, in CSS pixels.
const BETWEEN_DOTS: f64 = 7.0;
/// Around the middle of a row, in which order dots look for room: in steps of [`BETWEEN_DOTS`].
const LEVELS: [f64; 3] = [0.0, 1.0, -1.0];

impl ClassResults {
    /// From a little below the least to a little above the greatest value, chance included.
    fn axis(&self, width: f64) -> Axis {
        let values = self.rows.iter().flat_map(|row| row.values.iter().copied().flatten()).chain([0.5]);
        let (low, high) = values.fold((0.45_f64, 0.55_f64), |(low, high), value| (low.min(value), high.max(value)));
        let margin = 0.03 * (high - low);
        Axis {
            names: vec!["a dot is one student's result".into()],
            low: low - margin,
            high: high + margin,
            ticks: round_ticks(low, high, width / 60.0),
        }
    }
}

impl Figure for ClassResults {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let n_rows = self.rows.len().max(1) as f64;
        let chance = Stroke { width: 1.0, ..baseline(theme.muted) };
        let mean = solid(theme.ink);
        let keys = [
            Key { label: "mean, 95 %".into(), sample: Sample::Line(mean, Marker::Diamond) },
            line("chance", chance, Marker::None),
        ];
        let y = Axis { names: vec![String::new()], low: 0.0, high: n_rows, ticks: Vec::new() };
        let frame = Frame::new(pen, self.axis(pen.width()), y, &keys, KeyPlace::Above);
        frame.draw(pen)?;
        for (place, row) in self.rows.iter().enumerate() {
            let bottom = n_rows - place as f64 - 1.0;
            let (top_y, middle) = (frame.y_at(bottom + 1.0), frame.y_at(bottom + 0.4));
            pen.text(row.title, (frame.left, top_y + 9.0), (HPos::Left, VPos::Center), LABEL_SIZE, theme.muted)?;
            if row.has_chance {
                let x = frame.x_at(0.5);
                pen.path(&[(x, top_y + 18.0), (x, frame.y_at(bottom))], chance)?;
            }
            let mut values: Vec<f64> = row.values.iter().copied().flatten().collect();
            order::ascending(&mut values);
            let mut ends = [f64::NEG_INFINITY; LEVELS.len()];
            for value in values {
                let x = frame.x_at(value);
                let free = ends.iter().position(|end| x - end >= BETWEEN_DOTS).unwrap_or(0);
                ends[free] = x;
                pen.disc((x, middle + BETWEEN_DOTS * LEVELS[free]), 3.0, theme.members)?;
            }
            // The mean below its dots.
            let y = frame.y_at(bottom + 0.08);
            if let Some(Interval { low, high, .. }) = row.interval {
                pen.whisker((frame.x_at(low), y), (frame.x_at(high), y), mean)?;
            }
            pen.marker(Marker::Diamond, (frame.x_at(row.mean), y), theme.ink)?;
        }
        Ok(())
    }

    fn title(&self) -> &'static str {
        "Results of the class"
    }

    fn summary(&self) -> String {
        let each = self.rows.iter().map(|row| {
            let known = row.values.iter().flatten();
            let (low, high) = known.clone().fold((1.0_f64, 0.0_f64), |(low, high), v| (low.min(*v), high.max(*v)));
            let [mean, low, high] = [row.mean, low, high].map(|value| number(value, 3));
            let interval = row.interval.map_or(String::new(), |Interval { low, high, .. }| {
                format!(" (95 % interval over seeds {} to {})", number(low, 3), number(high, 3))
            });
            format!("{}: mean {mean}{interval}, {} results from {low} to {high}.", row.title, known.count())
        });
        each.collect::<Vec<String>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let titles: Vec<&str> = self.rows.iter().map(|row| row.title).collect();
        let mut table = DataTable::new(&["student"]).with(&titles);
        for (place, student) in self.numbers.iter().enumerate() {
            let values = self.rows.iter().map(|row| row.values[place]);
            table.push(values.fold(Row::of(&[student]), Row::maybe));
        }
        table
    }
}
