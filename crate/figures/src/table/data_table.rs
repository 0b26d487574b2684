//! Numbers in rows and columns, for files and for those who can't see a chart.

use nearmiss::attribute::Gain;
use nearmiss::csv_line;
use nearmiss::interval::Interval;
use std::fmt::Display;

/// Numbers in rows and columns. They are written in the shortest form that reads back the same.
#[derive(Debug, Clone, PartialEq)]
pub struct DataTable {
    /// Their names.
    pub columns: Vec<String>,
    /// One cell a column; empty where there is no value.
    pub rows: Vec<Vec<String>>,
}

impl DataTable {
    /// Without rows.
    pub fn new(columns: &[&str]) -> DataTable {
        DataTable { columns: columns.iter().map(|c| (*c).to_string()).collect(), rows: Vec::new() }
    }

    /// With the columns of an interval behind the others.
    pub fn with_interval(columns: &[&str]) -> DataTable {
        DataTable::new(&[columns, &["interval low", "interval high", "interval method"]].concat())
    }

    /// With four columns more for each name: a number, and the ends and the method of its interval.
    #[must_use]
    pub fn with_intervals_of(mut self, names: &[&str]) -> DataTable {
        for name in names {
            self.columns.extend(["", " low", " high", " method"].map(|of| format!("{name}{of}")));
        }
        self
    }

    /// With more columns behind the others.
    #[must_use]
    pub fn with(mut self, columns: &[impl AsRef<str>]) -> DataTable {
        self.columns.extend(columns.iter().map(|column| column.as_ref().to_string()));
        self
    }

    /// Whether it says anything.
    pub fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Puts a row behind the others; where it ends early, the last cells are empty.
    pub fn push(&mut self, row: Row) {
        let Row { mut cells } = row;
        cells.resize(self.columns.len(), String::new());
        self.rows.push(cells);
    }

    /// The table as CSV (RFC 4180), the names first.
    pub fn to_csv(&self) -> String {
        std::iter::once(&self.columns).chain(&self.rows).map(csv_line).collect()
    }
}

/// A row, cell by cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    cells: Vec<String>,
}

impl Row {
    /// Begins with names and counts.
    pub fn of(names: &[&dyn Display]) -> Row {
        Row::default().and(names)
    }

    /// Names and counts behind the others.
    #[must_use]
    pub fn and(mut self, names: &[&dyn Display]) -> Row {
        self.cells.extend(names.iter().map(|name| name.to_string()));
        self
    }

    /// A number behind the others.
    #[must_use]
    pub fn number(self, value: f64) -> Row {
        self.maybe(Some(value))
    }

    /// A number, or an empty cell.
    #[must_use]
    pub fn maybe(mut self, value: Option<f64>) -> Row {
        self.cells.push(value.map_or(String::new(), shortest));
        self
    }

    /// Several numbers.
    #[must_use]
    pub fn numbers(self, values: &[f64]) -> Row {
        values.iter().fold(self, |row, value| row.number(*value))
    }

    /// The ends of an interval and its method.
    #[must_use]
    pub fn interval(mut self, interval: &Interval) -> Row {
        let Interval { low, high, method } = interval;
        self.cells.extend([shortest(*low), shortest(*high), method.title().to_string()]);
        self
    }

    /// A number and, where there is one, its interval, or four empty cells.
    #[must_use]
    pub fn maybe_measured(self, measured: Option<(f64, Option<Interval>)>) -> Row {
        match measured {
            Some((value, interval)) => self.with_interval_if(value, interval),
            None => self.measured(None),
        }
    }

    /// A number and, if it has one, its interval.
    #[must_use]
    pub fn with_interval_if(self, value: f64, interval: Option<Interval>) -> Row {
        let row = self.number(value);
        match interval {
            Some(interval) => row.interval(&interval),
            None => row.and(&[&"", &"", &""]),
        }
    }

    /// What an attack is held against, and what the model adds on members and on non-members.
    #[must_use]
    pub(crate) fn gain(self, gain: &Gain) -> Row {
        let adds = [gain.on_members, gain.on_non_members].map(|adds| Some((adds.mean, adds.interval)));
        self.and(&[&gain.imputation.name()]).measured(adds[0]).measured(adds[1])
    }

    /// A number with its interval, or four empty cells.
    #[must_use]
    pub fn measured(mut self, measured: Option<(f64, Interval)>) -> Row {
        match measured {
            Some((value, interval)) => self.number(value).interval(&interval),
            None => {
                self.cells.resize(self.cells.len() + 4, String::new());
                self
            }
        }
    }
}

/// The fewest digits that read back the same, with an exponent where zeros would be many.
fn shortest(value: f64) -> String {
    let size = value.abs();
    if size.is_finite() && size != 0.0 && !(1e-5..1e16).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn csv_quotes_commas_quotes_and_line_breaks() {
        let mut table = DataTable::new(&["name", "value"]);
        table.push(Row::of(&[&"a, \"b\"\nc"]).number(1.5));
        assert_eq!(table.to_csv(), "name,value\n\"a, \"\"b\"\"\nc\",1.5\n");
    }

    #[test]
    fn what_is_missing_is_an_empty_cell() {
        let mut table = DataTable::new(&["name"]).with_intervals_of(&["AUC"]);
        assert_eq!(table.columns, ["name", "AUC", "AUC low", "AUC high", "AUC method"]);
        table.push(Row::of(&[&"a"]).measured(None));
        table.push(Row::of(&[&"b"]));
        assert!(table.rows.iter().all(|row| row[1..] == [""; 4]));
    }

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (0.1, "0.1"),
            (-0.25, "-0.25"),
            (0.00001, "0.00001"),
            (0.000_001_2, "1.2e-6"),
            (1e15, "1000000000000000"),
            (-1e16, "-1e16"),
            (f64::INFINITY, "inf"),
            (f64::MIN, "-1.7976931348623157e308"),
        ];
        for (value, expected) in cases {
            assert_eq!(shortest(value), expected);
        }
    }

    proptest! {
        #[test]
        fn numbers_read_back_to_the_bit(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(!value.is_nan());
            prop_assert_eq!(shortest(value).parse::<f64>().map(f64::to_bits), Ok(bits));
        }
    }
}
