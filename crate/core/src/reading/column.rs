//! What a column is taken for, by what stands in it.

use super::cell::{self, Notation};
use super::row::Separator;
use super::table::{Column, ROW_NAMES};
use crate::order;
use serde::{Deserialize, Serialize};

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Two values.
    Binary,
    /// Each different text is a level.
    Categorical,
    /// A number.
    Numeric,
    /// Not a feature.
    LeftOut,
}

impl ColumnKind {
    /// The one that JSON calls so.
    pub fn named(name: &str) -> Option<ColumnKind> {
        Some(match name {
            "binary" => ColumnKind::Binary,
            "categorical" => ColumnKind::Categorical,
            "numeric" => ColumnKind::Numeric,
            "left_out" => ColumnKind::LeftOut,
            _ => return None,
        })
    }

    /// As a person reads it.
    pub fn in_words(self) -> &'static str {
        match self {
            ColumnKind::Binary => "two values",
            ColumnKind::Categorical => "categories",
            ColumnKind::Numeric => "numbers",
            ColumnKind::LeftOut => "left out",
        }
    }
}

/// Why a column isn't taken for a feature unless a person asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Nothing stands in it.
    Empty,
    /// The same in every line.
    Constant,
    /// More than half of it is missing.
    Holes,
    /// The first column, without a name, as R writes it.
    RowNames,
    /// Whole numbers one after the other.
    RowNumbers,
    /// Different in every line.
    Identifier,
    /// A person's, who has several lines.
    Person,
    /// Sentences, or names.
    FreeText,
    /// Days.
    Dates,
    /// A person said so.
    Asked,
}

impl LeftOut {
    /// The reason, to follow "left out: ".
    pub fn reason(self) -> &'static str {
        match self {
            LeftOut::Empty => "nothing stands in it",
            LeftOut::Constant => "constant, the same in every line",
            LeftOut::Holes => "more than half of it is missing (holes)",
            LeftOut::RowNames => "row names, an identifier of each line",
            LeftOut::RowNumbers => "row numbers, an identifier of each line",
            LeftOut::Identifier => "an identifier, different in every line",
            LeftOut::Person => "an identifier that several records share",
            LeftOut::FreeText => "free text or names, different in nearly every line",
            LeftOut::Dates => "dates",
            LeftOut::Asked => "as you said",
        }
    }
}

/// What was found out about a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnReading {
    /// What it is taken for.
    pub kind: ColumnKind,
    /// Why, if it is left out.
    pub left_out: Option<LeftOut>,
    /// Different values, holes not among them.
    pub n_distinct: usize,
    /// Holes.
    pub n_missing: usize,
    /// Cells that are no numbers in a column of numbers, holes not among them: they count as missing.
    pub n_no_numbers: usize,
    /// How its numbers are written.
    pub notation: Notation,
    /// By text: whether it is a hole.
    pub is_hole: Vec<bool>,
    /// By text: how many records have it.
    pub counts: Vec<usize>,
}

/// A column needs so many lines before "different in every line" says anything.
const MIN_LINES: usize = 20;
/// Texts of a column of categories beyond which the rarer ones are put together.
pub(super) const MAX_LEVELS: usize = 64;
/// Share of cells that have to be numbers, or dates.
const MOST: f64 = 0.9;
/// Whole numbers from here on are no longer all different in float32.
const EXACT: f64 = 16_777_216.0;

impl ColumnReading {
    /// Looks at a column of a table with this separator.
    pub fn of(column: &Column, separator: Separator) -> ColumnReading {
        let has_plus = column.texts.iter().any(|text| text == "+");
        let is_hole: Vec<bool> =
            column.texts.iter().map(|text| cell::is_hole(text) && !(has_plus && text == "-")).collect();
        let counts = column.counts();
        let known: Vec<(&str, usize)> = column
            .texts
            .iter()
            .map(String::as_str)
            .zip(counts.iter().copied())
            .zip(&is_hole)
            .filter(|(_, is_hole)| !**is_hole)
            .map(|(known, _)| known)
            .collect();
        let n_known: usize = known.iter().map(|(_, n)| n).sum();
        let n_missing = column.cells.len() - n_known;
        let look = Look { column, n_known, known };
        let (notation, numbers) = look.numbers(separator);
        let left_out = look.left_out(n_missing, numbers.as_deref());
        let n_distinct = look.known.len();
        let kind = match (left_out, n_distinct, n_missing, &numbers) {
            (Some(_), ..) => ColumnKind::LeftOut,
            (None, 2, 0, _) => ColumnKind::Binary,
            (None, 2, _, None) => ColumnKind::Categorical,
            (None, _, _, Some(numbers)) if !are_codes(numbers) => ColumnKind::Numeric,
            _ => ColumnKind::Categorical,
        };
        let n_numbers = |numbers: &Vec<(f64, usize)>| numbers.iter().map(|(_, n)| n).sum::<usize>();
        let n_no_numbers = numbers.as_ref().map_or(0, |numbers| n_known - n_numbers(numbers));
        let (n_no_numbers, notation) =
            if kind == ColumnKind::Numeric { (n_no_numbers, notation) } else { (0, notation) };
        ColumnReading { kind, left_out, n_distinct, n_missing, n_no_numbers, notation, is_hole, counts }
    }

    /// The same for a column that is taken for something that may not be what was found.
    pub(super) fn taken_for(&self, column: &Column, kind: ColumnKind) -> ColumnReading {
        let left_out = match kind {
            ColumnKind::LeftOut => Some(self.left_out.unwrap_or(LeftOut::Asked)),
            ColumnKind::Binary | ColumnKind::Categorical | ColumnKind::Numeric => None,
        };
        let is_odd = |text: usize| !self.is_hole[text] && self.notation.number(&column.texts[text]).is_none();
        let odd = (0..column.texts.len()).filter(|text| kind == ColumnKind::Numeric && is_odd(*text));
        let n_no_numbers = odd.map(|text| self.counts[text]).sum();
        ColumnReading { kind, left_out, n_no_numbers, ..self.clone() }
    }

    /// Texts that aren't holes and that some record has: numbers by size, otherwise by text.
    pub(super) fn ordered_texts(&self, column: &Column) -> Vec<usize> {
        let mut texts: Vec<usize> =
            (0..column.texts.len()).filter(|text| !self.is_hole[*text] && self.counts[*text] > 0).collect();
        let number = |text: &usize| self.notation.number(&column.texts[*text]);
        let are_numbers = texts.iter().all(|text| number(text).is_some());
        order::sort_by(&mut texts, |a, b| match are_numbers {
            true => number(a)
                .unwrap_or(0.0)
                .total_cmp(&number(b).unwrap_or(0.0))
                .then_with(|| column.texts[*a].cmp(&column.texts[*b])),
            false => column.texts[*a].cmp(&column.texts[*b]),
        });
        texts
    }

    /// The first few values.
    pub fn examples(&self, column: &Column) -> Vec<String> {
        let known = column.texts.iter().zip(&self.is_hole).filter(|(_, is_hole)| !**is_hole);
        known.take(4).map(|(text, _)| text.clone()).collect()
    }
}

/// Whole numbers that float32 can't tell apart are codes.
fn are_codes(numbers: &[(f64, usize)]) -> bool {
    numbers.iter().any(|(number, _)| number.abs() > EXACT) && are_whole(numbers)
}

fn are_whole(numbers: &[(f64, usize)]) -> bool {
    numbers.iter().all(|(number, _)| libm::trunc(*number) == *number)
}

/// Whether a column's name says that it numbers things: `PassengerId`, `person_no`.
pub(super) fn is_named_id(name: &str) -> bool {
    let mut spread = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if was_lower && c.is_ascii_uppercase() {
            spread.push(' ');
        }
        spread.push(c.to_ascii_lowercase());
        was_lower = c.is_ascii_lowercase();
    }
    let last = spread.split(|c: char| !c.is_ascii_alphanumeric()).rfind(|word| !word.is_empty());
    last.is_some_and(|word| {
        ["id", "ids", "no", "nr", "number", "key", "uuid", "guid", "index", "identifier"].contains(&word)
    })
}

/// A column without its holes.
struct Look<'a> {
    column: &'a Column,
    /// Cells that aren't holes.
    n_known: usize,
    /// Different texts, and how many cells have each.
    known: Vec<(&'a str, usize)>,
}

impl Look<'_> {
    /// How its numbers are written, and the numbers with how often each stands there, if that is what it holds.
    fn numbers(&self, separator: Separator) -> (Notation, Option<Vec<(f64, usize)>>) {
        let notations: &[Notation] = match separator {
            Separator::Comma => &[Notation::Plain, Notation::Point],
            Separator::Semicolon => &[Notation::Plain, Notation::Comma, Notation::Point],
            Separator::Tab | Separator::Bar | Separator::Blanks | Separator::WideBlanks => &Notation::ALL,
        };
        let read = |notation: Notation| -> Vec<(f64, usize)> {
            self.known.iter().filter_map(|(text, n)| Some((notation.number(text)?, *n))).collect()
        };
        let n_lines = |numbers: &[(f64, usize)]| numbers.iter().map(|(_, n)| n).sum::<usize>();
        // The first one that most cells are written in.
        let mut best: (Notation, Vec<(f64, usize)>) = (Notation::Plain, Vec::new());
        for notation in notations {
            let numbers = read(*notation);
            if n_lines(&numbers) > n_lines(&best.1) {
                best = (*notation, numbers);
            }
        }
        let (notation, numbers) = best;
        let is_most = |n: usize, of: usize| n as f64 >= MOST * of as f64;
        let are_numbers = !numbers.is_empty()
            && (numbers.len() == self.known.len()
                || numbers.len() > 10
                    && is_most(numbers.len(), self.known.len())
                    && is_most(n_lines(&numbers), self.n_known));
        (notation, are_numbers.then_some(numbers))
    }

    fn left_out(&self, n_missing: usize, numbers: Option<&[(f64, usize)]>) -> Option<LeftOut> {
        let n_distinct = self.known.len();
        let are_different = n_distinct == self.n_known && self.n_known >= MIN_LINES;
        let is_named = is_named_id(&self.column.name);
        let whole = numbers.filter(|numbers| are_whole(numbers));
        match () {
            () if n_distinct == 0 => Some(LeftOut::Empty),
            () if n_missing > self.n_known => Some(LeftOut::Holes),
            () if n_distinct == 1 => Some(LeftOut::Constant),
            () if self.column.is_nameless && self.column.name == ROW_NAMES && are_different => Some(LeftOut::RowNames),
            () if n_distinct == 2 => None,
            () if are_different && whole.is_some_and(are_consecutive) => Some(LeftOut::RowNumbers),
            () if are_different && whole.is_some_and(|numbers| is_named || are_codes(numbers)) => {
                Some(LeftOut::Identifier)
            }
            () if is_named
                && n_distinct >= MIN_LINES
                && 2 * n_distinct <= self.n_known
                && 10 * n_distinct >= self.n_known
                && (whole.is_some() || numbers.is_none()) =>
            {
                Some(LeftOut::Person)
            }
            () if numbers.is_some() => None,
            () if self.n_dates() as f64 >= MOST * self.n_known as f64 => Some(LeftOut::Dates),
            () if are_different && self.is_wordy() => Some(LeftOut::FreeText),
            () if are_different => Some(LeftOut::Identifier),
            () if n_distinct >= MIN_LINES && 2 * n_distinct > self.n_known => Some(LeftOut::FreeText),
            () => None,
        }
    }

    fn n_dates(&self) -> usize {
        self.known.iter().filter(|(text, _)| cell::is_date(text)).map(|(_, n)| n).sum()
    }

    /// Whether its texts have three words or more on average.
    fn is_wordy(&self) -> bool {
        let n_words: usize = self.known.iter().map(|(text, _)| text.split_whitespace().count()).sum();
        n_words >= 3 * self.known.len()
    }
}

fn are_consecutive(numbers: &[(f64, usize)]) -> bool {
    let of = |pick: fn(f64, f64) -> f64| numbers.iter().map(|(number, _)| *number).reduce(pick).unwrap_or(0.0);
    of(f64::max) - of(f64::min) + 1.0 == numbers.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::table::{Given, Table};

    /// A column of so many lines, read.
    fn read(name: &str, n: usize, cell: impl Fn(usize) -> String) -> ColumnReading {
        let text: String = (0..n).map(|i| format!("{};{}\n", cell(i), ["a", "b"][i % 2])).collect();
        let table = Table::read(
            format!("{name};other\n{text}").as_bytes(),
            Given { has_names: Some(true), ..Given::default() },
            1 << 20,
        )
        .expect("a table");
        ColumnReading::of(&table.columns[0], table.separator)
    }

    fn check(name: &str, cell: impl Fn(usize) -> String, kind: ColumnKind, left_out: Option<LeftOut>) {
        let reading = read(name, 120, cell);
        assert_eq!((reading.kind, reading.left_out), (kind, left_out), "{name}");
    }

    #[test]
    fn kinds_go_by_what_stands_in_a_column() {
        use ColumnKind::{Binary, Categorical, Numeric};
        check("yes or no", |i| ["yes", "no"][i / 3 % 2].into(), Binary, None);
        check("with holes", |i| ["yes", "no", "?"][i % 3].into(), Categorical, None);
        check("two numbers", |i| ["1", "2"][i / 3 % 2].into(), Binary, None);
        check("numbers", |i| format!("{}", i % 17), Numeric, None);
        check("numbers with holes", |i| if i % 5 == 0 { "NA".into() } else { format!("{i}.5") }, Numeric, None);
        check(
            "a few texts among numbers",
            |i| if i == 7 { "a lot".into() } else { format!("{}", i * i % 97) },
            Numeric,
            None,
        );
        check("measurements, all different", |i| format!("{},{}", i * i, i % 7), Numeric, None);
        check("amounts", |i| format!("{}.{:03},50 €", i % 13, i), Numeric, None);
        check("words", |i| ["red", "green", "blue"][i % 3].into(), Categorical, None);
        check("plus and minus", |i| ["+", "-", "0"][i % 3].into(), Categorical, None);
        check("codes", |i| format!("{}", 16_777_217 + i % 12), Categorical, None);
    }

    #[test]
    fn what_is_no_feature_is_left_out() {
        let check = |name, cell: fn(usize) -> String, why| check(name, cell, ColumnKind::LeftOut, Some(why));
        check("empty", |_| String::new(), LeftOut::Empty);
        check("constant", |_| "x".into(), LeftOut::Constant);
        check("mostly holes", |i| if i % 3 > 0 { "NA".into() } else { format!("{i}") }, LeftOut::Holes);
        check("n", |i| format!("{}", i + 5001), LeftOut::RowNumbers);
        check("PassengerId", |i| format!("{}", i * i), LeftOut::Identifier);
        check("key of it", |i| format!("{}", 20_000_000 + i * 3), LeftOut::Identifier);
        check("code", |i| format!("X{i}"), LeftOut::Identifier);
        check("remark", |i| format!("she said {i}"), LeftOut::FreeText);
        check("name", |i| format!("N{}", i * 2 / 3), LeftOut::FreeText);
        check("day", |i| format!("2024-03-{:02}", 1 + i % 28), LeftOut::Dates);
        check("patient_id", |i| format!("{}", 1000 + i / 5 * 7), LeftOut::Person);
    }

    #[test]
    fn holes_and_texts_among_numbers_are_counted() {
        let reading = read("size", 120, |i| match i {
            3 | 5 => "?".into(),
            7 => "a lot".into(),
            i => format!("{}", i * i % 97),
        });
        assert_eq!((reading.n_missing, reading.n_no_numbers), (2, 1));
    }
}
