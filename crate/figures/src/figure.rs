//! What every chart can do.

use crate::number::number;
use crate::pen::Pen;
use crate::surface::{Drawn, Undrawn};
use crate::theme::Style;
use nearmiss::interval::Interval;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::prelude::DrawingBackend;
use std::any::Any;
use std::fmt::Display;

/// A chart.
pub trait Figure: Alike {
    /// Draws on clean paper.
    fn draw(&self, pen: &Pen<'_>) -> Drawn;

    /// What it is, in a few words.
    fn title(&self) -> &'static str;

    /// What it shows, in one sentence computed from the data.
    fn summary(&self) -> String;

    /// The numbers behind it.
    fn table(&self) -> DataTable;
}

/// Whether a chart is the same as another one of any kind, as [`PartialEq`] has it.
pub trait Alike: Any {
    /// Of the same kind, with the same data.
    fn is_like(&self, other: &dyn Any) -> bool;
}

impl<F: PartialEq + 'static> Alike for F {
    fn is_like(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

impl PartialEq for dyn Figure {
    fn eq(&self, other: &dyn Figure) -> bool {
        self.is_like(other)
    }
}

/// Fills the paper and draws a chart on it.
///
/// # Errors
///
/// If the backend can't draw.
pub fn draw<DB: DrawingBackend>(figure: &dyn Figure, area: &DrawingArea<DB, Shift>, style: &Style) -> Drawn {
    area.fill(&style.theme.paper).map_err(Undrawn::from)?;
    figure.draw(&Pen::on(area, style))
}

/// Numbers in rows and columns. They are written in the shortest form that reads back the same.
#[derive(Debug, Clone, PartialEq)]
pub struct DataTable {
    /// Their names.
    pub columns: Vec<String>,
    /// One cell a column; empty where there is no value.
    pub rows: Vec<Vec<String>>,
}

impl DataTable {
    pub(crate) fn new(columns: &[&str]) -> DataTable {
        DataTable { columns: columns.iter().map(|c| (*c).to_string()).collect(), rows: Vec::new() }
    }

    /// With the columns of an interval behind the others.
    pub(crate) fn with_interval(columns: &[&str]) -> DataTable {
        DataTable::new(&[columns, &["interval low", "interval high", "interval method"]].concat())
    }

    /// Puts a row behind the others: names and counts, then numbers, then an interval with its method.
    pub(crate) fn push(&mut self, names: &[&dyn Display], values: &[Option<f64>], interval: Option<&Interval>) {
        let mut row: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        row.extend(values.iter().map(|value| value.map_or(String::new(), |v| v.to_string())));
        row.extend(interval.into_iter().flat_map(interval_cells));
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }

    /// The table as CSV (RFC 4180), the names first.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            writer.write_record(row).expect("rows have one cell a column, and memory takes every write");
        }
        let bytes = writer.into_inner().expect("memory takes every write");
        String::from_utf8(bytes).expect("the cells are text")
    }
}

/// Low, high and the method.
pub(crate) fn interval_cells(interval: &Interval) -> [String; 3] {
    [interval.low.to_string(), interval.high.to_string(), interval.method.title().to_string()]
}

/// An interval in words, to be put in brackets.
pub(crate) fn interval_words(interval: &Interval, n_decimals: usize) -> String {
    let [low, high] = [interval.low, interval.high].map(|end| number(end, n_decimals));
    format!("95 % interval {low} to {high}, {}", interval.method.title())
}

/// The same for a share told in percent.
pub(crate) fn percent_words(interval: &Interval) -> String {
    let [low, high] = [interval.low, interval.high].map(|end| number(100.0 * end, 1));
    format!("95 % interval {low} to {high} %, {}", interval.method.title())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_commas_quotes_and_line_breaks() {
        let mut table = DataTable::new(&["name", "value"]);
        table.rows.push(vec!["a, \"b\"\nc".to_string(), "1.5".to_string()]);
        assert_eq!(table.to_csv(), "name,value\n\"a, \"\"b\"\"\nc\",1.5\n");
    }
}
