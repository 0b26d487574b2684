//! What a single cell says: nothing, a number, a date, or a text.

use crate::number;
use serde::{Deserialize, Serialize};

/// Whether a cell stands for something that isn't known. `-` is one only where no `+` stands in its column.
pub fn is_hole(cell: &str) -> bool {
    matches!(cell, "" | "?" | "-")
        || ["na", "n/a", "nan", "null", "none"].iter().any(|own| cell.eq_ignore_ascii_case(own))
}

/// How the numbers of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notation {
    /// As programs write them: `-1250.75`, `1e-3`.
    Plain,
    /// With thousands, currency or per cent: `$1,250.75`, `12%`.
    Point,
    /// With a decimal comma: `1.250,75 €`.
    Comma,
}

impl Notation {
    /// All, the plainest first.
    pub const ALL: [Notation; 3] = [Notation::Plain, Notation::Point, Notation::Comma];

    /// The number that a cell is, if it is one.
    pub fn number(self, cell: &str) -> Option<f64> {
        let (thousands, decimal) = match self {
            Notation::Plain => return plain(cell),
            Notation::Point => (',', '.'),
            Notation::Comma => ('.', ','),
        };
        let is_mark = |c: char| matches!(c, '$' | '€' | '£' | '¥' | '₹' | '%' | ' ' | '\u{a0}' | '\u{202f}');
        let (sign, rest) = match cell.strip_prefix(['-', '−']) {
            Some(rest) => (-1.0, rest),
            None => (1.0, cell.strip_prefix('+').unwrap_or(cell)),
        };
        let rest = rest.trim_matches(is_mark);
        // A currency may stand before the sign, and accountants put what is below zero into parentheses.
        let (sign, rest) =
            match (rest.strip_prefix('-'), rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))) {
                (Some(rest), _) if sign > 0.0 => (-1.0, rest),
                (_, Some(rest)) if sign > 0.0 => (-1.0, rest.trim_matches(is_mark)),
                _ => (sign, rest),
            };
        let (whole, places) = rest.split_once(decimal).map_or((rest, None), |(whole, places)| (whole, Some(places)));
        let mut groups = whole.split([thousands, '\u{a0}', '\u{202f}', ' ', '\'']);
        let first = groups.next()?;
        let mut digits = first.to_string();
        let mut n_groups = 0;
        for group in groups {
            if group.len() != 3 {
                return None;
            }
            digits.push_str(group);
            n_groups += 1;
        }
        if n_groups > 0 && !(1..=3).contains(&first.len()) {
            return None;
        }
        if let Some(places) = places {
            digits.push('.');
            digits.push_str(places);
        }
        // What is left holds digits alone, or an exponent.
        (!digits.starts_with(['-', '+'])).then(|| plain(&digits)).flatten().map(|number| sign * number)
    }
}

/// Finite, and written in digits.
fn plain(cell: &str) -> Option<f64> {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    cell.chars().all(is_digit).then(|| number::parse(cell)).flatten().filter(|number: &f64| number.is_finite())
}

/// Whether a cell is a day, with or without a time: `2024-03-01 10:15`, `1.3.2024`, `3/1/24`.
pub fn is_date(cell: &str) -> bool {
    let day = cell.split([' ', 'T']).next().unwrap_or(cell);
    let rest = cell[day.len()..].trim_start_matches([' ', 'T']);
    let is_time = rest.is_empty()
        || rest.contains(':')
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | ' ' | 'A' | 'P' | 'M'));
    ['-', '/', '.'].into_iter().any(|separator| {
        let parts: Option<Vec<u32>> = day.split(separator).map(|part| part.parse().ok()).collect();
        let Some([a, b, c]) = parts.as_deref() else { return false };
        let n_digits: Vec<usize> = day.split(separator).map(str::len).collect();
        let (is_day, is_month) = (|n: &u32| (1..=31).contains(n), |n: &u32| (1..=12).contains(n));
        let year_first = n_digits[0] == 4 && is_month(b) && is_day(c);
        let year_last = matches!(n_digits[2], 2 | 4) && (is_day(a) && is_month(b) || is_month(a) && is_day(b));
        is_time && (year_first || year_last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_their_notation() {
        for (notation, cell, wanted) in [
            (Notation::Plain, "-1250.75", Some(-1250.75)),
            (Notation::Plain, "1e-3", Some(0.001)),
            (Notation::Plain, "1,250", None),
            (Notation::Plain, "inf", None),
            (Notation::Plain, "nan", None),
            (Notation::Point, "$52,000", Some(52_000.0)),
            (Notation::Point, "-1,250.75", Some(-1250.75)),
            (Notation::Point, "$-7.50", Some(-7.5)),
            (Notation::Point, "($7.50)", Some(-7.5)),
            (Notation::Point, "12%", Some(12.0)),
            (Notation::Point, "1,25", None),
            (Notation::Point, "1234,567", None),
            (Notation::Point, "12 345", Some(12_345.0)),
            (Notation::Comma, "4.521,97 €", Some(4521.97)),
            (Notation::Comma, "1,54", Some(1.54)),
            (Notation::Comma, "57", Some(57.0)),
            (Notation::Comma, "1.5", None),
            (Notation::Point, "", None),
            (Notation::Point, "%", None),
            (Notation::Point, "--5", None),
        ] {
            assert_eq!(notation.number(cell), wanted, "{cell} {notation:?}");
        }
    }

    #[test]
    fn holes_and_dates_are_known() {
        for cell in ["", "?", "-", "NA", "N/A", "NaN", "null", "None", "NULL"] {
            assert!(is_hole(cell), "{cell}");
        }
        for cell in ["0", "--", "nano", "no", "+"] {
            assert!(!is_hole(cell), "{cell}");
        }
        for cell in [
            "2024-03-01",
            "2024-03-01 10:15:00",
            "2024-03-01T10:15Z",
            "1.3.2024",
            "13/01/24",
            "5/16/2019",
            "15-07-2021",
        ] {
            assert!(is_date(cell), "{cell}");
        }
        for cell in ["2024", "1.5", "192.168.1.1", "2024-13-01", "555-12-1234", "1-2-3", "3/4"] {
            assert!(!is_date(cell), "{cell}");
        }
    }
}
