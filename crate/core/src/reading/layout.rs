//! How a text is laid out as a table: what separates cells, how many a line has, whether names come first. Judged by the first
//! few hundred lines.

use super::cell::{Notation, is_hole};
use super::error::ReadError;
use super::row::{Row, Rows, Separator};
use crate::order;
use crate::sorted_map::SortedMap;

/// Rows that are looked at.
const N_LOOKED_AT: usize = 500;
/// A separator that gives so many rows the same number of cells is taken before blanks.
const REGULAR: f64 = 0.9;
/// By so many times more columns blanks are what separates cells, though another character makes regular lines, too.
const MANY_TIMES: usize = 3;
/// So many numbers in the first line, each one more than the one before, are names.
const N_YEARS: usize = 5;

/// What is known of a table before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Between cells.
    pub separator: Separator,
    /// Whether the first line only says what separates cells, for Excel.
    pub has_separator_line: bool,
    /// Cells of a line.
    pub width: usize,
    /// What the first row of a table's width is.
    pub first_row: FirstRow,
}

/// What the first row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRow {
    /// One name a column.
    Names,
    /// Names of all columns but the first, which holds the rows' names, as R writes it.
    NamesButFirst,
    /// A record like any other.
    Record,
}

impl Layout {
    /// Finds it out, but for what is given.
    ///
    /// # Errors
    /// Lines of a single cell.
    pub fn of(text: &str, separator: Option<Separator>, has_names: Option<bool>) -> Result<Layout, ReadError> {
        let own = separator_line(text);
        let has_separator_line = own.is_some();
        let separators: Vec<Separator> = match separator.or(own) {
            Some(separator) => vec![separator],
            None => Separator::ALL.to_vec(),
        };
        let looks = separators.into_iter().map(|separator| Look::at(text, separator, has_separator_line));
        let look = best(looks.filter(|look| look.width > 1).collect());
        let line = if has_separator_line { 2 } else { 1 };
        let look = look.ok_or(ReadError::OneColumn { line })?;
        let first_row = look.first_row(has_names);
        Ok(Layout { separator: look.separator, has_separator_line, width: look.width, first_row })
    }
}

/// The separator that the first line names, as in `sep=;`.
fn separator_line(text: &str) -> Option<Separator> {
    let line = text.lines().next().unwrap_or(text).split('\r').next().unwrap_or_default();
    match line.trim_matches('"').strip_prefix("sep=")? {
        "," => Some(Separator::Comma),
        ";" => Some(Separator::Semicolon),
        "\t" => Some(Separator::Tab),
        "|" => Some(Separator::Bar),
        _ => None,
    }
}

/// The first rows as one separator divides them.
struct Look {
    separator: Separator,
    rows: Vec<Row>,
    /// The number of cells that most rows have.
    width: usize,
    /// Share of the rows that have so many.
    regularity: f64,
}

impl Look {
    fn at(text: &str, separator: Separator, has_separator_line: bool) -> Look {
        let mut source = Rows::new(separator);
        if has_separator_line {
            source.skip_line(text);
        }
        let mut rows = Vec::new();
        let mut row = Row::default();
        while rows.len() < N_LOOKED_AT {
            match source.next(text, &mut row) {
                Ok(true) => rows.push(std::mem::take(&mut row)),
                Ok(false) => break,
                // The next time it is a character.
                Err(_) => {}
            }
        }
        let mut widths: SortedMap<usize, usize> = SortedMap::new();
        rows.iter().for_each(|row| *widths.or_default(row.len()) += 1);
        let (width, n) = widths.into_iter().max_by_key(|(width, n)| (*n, *width)).unwrap_or((0, 0));
        let regularity = n as f64 / rows.len().max(1) as f64;
        for row in &mut rows {
            while row.len() > width && row.pop_empty() {}
        }
        Look { separator, width, regularity, rows }
    }

    /// Whether commas within its cells are decimal ones.
    fn has_decimal_commas(&self) -> bool {
        let cells = || self.rows.iter().flat_map(Row::cells).filter(|cell| cell.contains(','));
        let n_numbers = cells().filter(|cell| Notation::Comma.number(cell).is_some()).count();
        n_numbers > 0 && n_numbers as f64 >= REGULAR * cells().count() as f64
    }

    fn first_row(&self, has_names: Option<bool>) -> FirstRow {
        let whole: Vec<&Row> = self.rows.iter().filter(|row| row.len() == self.width).collect();
        let is_short = self.rows.first().is_some_and(|first| first.len() + 1 == self.width) && whole.len() > 1;
        if is_short && has_names != Some(false) {
            return FirstRow::NamesButFirst;
        }
        let has_names = has_names.unwrap_or_else(|| {
            let Some((first, others)) = whole.split_first() else { return false };
            let mut columns: Vec<Vec<&str>> = vec![Vec::new(); self.width];
            for row in others {
                columns.iter_mut().zip(row.cells()).for_each(|(column, cell)| column.push(cell));
            }
            are_names(&first.cells().collect::<Vec<_>>(), &columns)
        });
        if has_names { FirstRow::Names } else { FirstRow::Record }
    }
}

/// The most regular; of equals the one with more cells, unless those come of decimal commas.
fn best(mut looks: Vec<Look>) -> Option<Look> {
    // Blanks are within cells, too; but not if they alone make many regular columns of a few.
    let widest = looks.iter().filter(|look| !look.separator.is_of_blanks() && look.regularity >= REGULAR);
    if let Some(widest) = widest.map(|look| look.width).max() {
        let is_by_blanks = |look: &Look| look.regularity >= REGULAR && look.width > MANY_TIMES * widest;
        match looks.iter().any(|look| look.separator.is_of_blanks() && is_by_blanks(look)) {
            true => looks.retain(|look| look.separator.is_of_blanks()),
            false => looks.retain(|look| !look.separator.is_of_blanks()),
        }
    }
    if looks
        .iter()
        .any(|look| look.separator != Separator::Comma && look.regularity >= REGULAR && look.has_decimal_commas())
    {
        looks.retain(|look| look.separator != Separator::Comma);
    }
    // Of equals the last one counts as greatest.
    looks.into_iter().rev().max_by(|a, b| a.regularity.total_cmp(&b.regularity).then(a.width.cmp(&b.width)))
}

/// Whether a first row holds names: it does if they aren't values of their own columns. `columns` holds the cells below.
fn are_names(first: &[&str], columns: &[Vec<&str>]) -> bool {
    let number = |cell: &str| Notation::ALL.into_iter().find_map(|notation| notation.number(cell));
    let has_numbers = |column: &Vec<&str>| {
        let mut known = column.iter().filter(|cell| !is_hole(cell)).peekable();
        known.peek().is_some() && known.all(|cell| number(cell).is_some())
    };
    let pairs = || first.iter().zip(columns).filter(|(name, _)| !is_hole(name));
    if pairs().any(|(name, column)| number(name).is_none() && has_numbers(column)) {
        return true;
    }
    // Nobody names rows above a first record, and leaves that one without a name.
    let is_of_rows = |column: &Vec<&str>| {
        let mut names = column.clone();
        order::sort_by(&mut names, |a, b| a.cmp(b));
        names.len() > 1 && !is_hole(names[0]) && names.windows(2).all(|pair| pair[0] != pair[1])
    };
    if first[0].is_empty() && is_of_rows(&columns[0]) {
        return true;
    }
    // Years, or 0, 1, 2, ... above all columns.
    let numbers: Vec<f64> = first.iter().filter_map(|name| number(name)).collect();
    if first.len() > 2 && numbers.len() == first.len() && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0) {
        return [0.0, 1.0].contains(&numbers[0]);
    }
    if numbers.len() >= N_YEARS && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0) {
        return true;
    }
    if pairs().any(|(name, column)| number(name).is_some() && has_numbers(column)) {
        return false;
    }
    if pairs().any(|(name, column)| column.contains(name)) {
        return false;
    }
    let mut sorted = first.to_vec();
    order::sort_by(&mut sorted, |a, b| a.cmp(b));
    first.iter().all(|name| !is_hole(name)) && sorted.windows(2).all(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> (Separator, usize, FirstRow) {
        let Layout { separator, width, first_row, .. } = Layout::of(text, None, None).expect("it is a table");
        (separator, width, first_row)
    }

    #[test]
    fn the_separator_is_what_makes_lines_alike() {
        assert_eq!(layout("a,b\n1,2\n3,4\n"), (Separator::Comma, 2, FirstRow::Names));
        assert_eq!(layout("a;b\n1,5;2,5\n3,25;4,5\n"), (Separator::Semicolon, 2, FirstRow::Names));
        assert_eq!(layout("1,5;2,5;3,5;4\n3,2;4,1;5,5;6\n"), (Separator::Semicolon, 4, FirstRow::Record));
        assert_eq!(layout("a\tb\nx y\t2\nz w\t4\n"), (Separator::Tab, 2, FirstRow::Names));
        assert_eq!(layout("a|b\n1|2\n"), (Separator::Bar, 2, FirstRow::Names));
        let lined_up =
            "id   age        won\n1    < 12       No\n2    12-15 y    Yes\n3    over 15 y  Yes\n4    16         Yes\n";
        assert_eq!(layout(lined_up), (Separator::WideBlanks, 3, FirstRow::Names));
        assert_eq!(layout("  1  2.5 x\n  2  3.5 y\n"), (Separator::Blanks, 3, FirstRow::Record));
        assert_eq!(
            layout("18 8 307 130 12 70\t\"ford a b\"\n15 8 350 99 11 70\t\"buick c\"\n"),
            (Separator::Blanks, 7, FirstRow::Record)
        );
        assert_eq!(layout("39, Private, 7\n40, Local gov, 8\n"), (Separator::Comma, 3, FirstRow::Record));
        assert_eq!(layout("a,b\nx;y,1\nz;w,2\n"), (Separator::Comma, 2, FirstRow::Names));
        assert_eq!(layout("sep=;\na;b,c\n1;2\n"), (Separator::Semicolon, 2, FirstRow::Names));
    }

    #[test]
    fn names_are_told_from_records() {
        assert_eq!(layout("label,0,1,2\n3,0,1,1\n4,0,0,1\n").2, FirstRow::Names);
        assert_eq!(layout("0,1,2,3\n5,1,1,7\n6,1,0,9\n").2, FirstRow::Names);
        assert_eq!(layout("republican,n,y\ndemocrat,y,n\nrepublican,n,n\n").2, FirstRow::Record);
        assert_eq!(layout("party,aid,tax\ndemocrat,y,n\nrepublican,n,n\n").2, FirstRow::Names);
        assert_eq!(layout("\"age\" \"job\"\n\"a\" 1 \"x\"\n\"b\" 2 \"y\"\n").2, FirstRow::NamesButFirst);
        assert_eq!(layout("x,?\ny,5\nz,7\n").2, FirstRow::Record);
        assert_eq!(layout(",class,survived\n1,1st class,yes\n2,2nd class,no\n").2, FirstRow::Names);
        assert_eq!(layout(",142.2,144.7\n9.4,0,1\n9.5,2,0\n").2, FirstRow::Names);
        assert_eq!(layout(",x,2\na,y,3\na,x,4\n").2, FirstRow::Record);
        assert_eq!(layout("town,2001,2002,2003,2004,2005\nUlm,1.5,2,2,1,3\nBonn,2,2,1,1,3\n").2, FirstRow::Names);
        assert_eq!(layout("made today\nname,year,n,\nx,1999,1\ny,2000,2\nz,2001,2\n").2, FirstRow::Names);
    }

    #[test]
    fn one_cell_a_line_is_no_table() {
        assert_eq!(Layout::of("abc\ndef\n", None, None), Err(ReadError::OneColumn { line: 1 }));
    }
}
