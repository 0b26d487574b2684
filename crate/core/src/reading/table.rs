//! A file as a table of texts, read a little at a time.

use super::error::ReadError;
use super::layout::{FirstRow, Layout};
use super::row::{Row, Rows, Separator};
use super::text::{self, Encoding};
use std::borrow::Cow;
use std::collections::HashMap;

/// Columns that are accepted.
const MAX_COLUMNS: usize = 20_000;
/// Bytes of text that are read in a step.
const STEP: usize = 200_000;
/// Where more lines are odd than this share, the file is refused: what separates cells is likely another character.
const ODD: f64 = 0.05;
/// What stands above a table that begins on this line or before tells of it.
const PREAMBLE: u64 = 60;
/// The name of a column without a name that names the rows.
pub(super) const ROW_NAMES: &str = "row names";

/// One column's cells, each different text once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// From the first line, or "column n" from 1; no two columns share it.
    pub name: String,
    /// Whether the file gives it no name, though it names others.
    pub is_nameless: bool,
    /// Different texts in order of appearance.
    pub texts: Vec<String>,
    /// By record: which of the texts.
    pub cells: Vec<u32>,
}

impl Column {
    /// How many records have each of the texts.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.texts.len()];
        self.cells.iter().for_each(|id| counts[*id as usize] += 1);
        counts
    }
}

/// Lines that aren't as the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OddLines {
    /// Left out for their number of cells: line and cells of each.
    pub left_out: Vec<(u64, usize)>,
    /// With empty cells too many at the end, which were dropped.
    pub shortened: Vec<u64>,
    /// With a quote that is never closed and so counts as a character.
    pub quotes: Vec<u64>,
}

/// A file as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Of the file.
    pub encoding: Encoding,
    /// Between cells.
    pub separator: Separator,
    /// What the first row was.
    pub first_row: FirstRow,
    /// All columns.
    pub columns: Vec<Column>,
    /// By record: its line, from 1.
    pub lines: Vec<u64>,
    /// Lines to be told of.
    pub odd: OddLines,
}

/// What a person has said about a file before it is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// How bytes stand for characters.
    pub encoding: Option<Encoding>,
    /// Between cells.
    pub separator: Option<Separator>,
    /// Whether the first line holds names.
    pub has_names: Option<bool>,
}

impl Table {
    /// Reads a file, compressed by gzip or not, of at most `limit` bytes unpacked.
    ///
    /// # Errors
    /// What is no text or no table, or has too many lines of another length than most.
    pub fn read<'a>(bytes: impl Into<Cow<'a, [u8]>>, given: Given, limit: usize) -> Result<Table, ReadError> {
        let mut reader = Reader::new(bytes.into(), given, limit)?;
        while !reader.step() {}
        reader.finish()
    }

    /// The cells of a record.
    pub fn row(&self, record: usize) -> Vec<String> {
        self.columns.iter().map(|column| column.texts[column.cells[record] as usize].clone()).collect()
    }

    /// Whether the first line holds names.
    pub fn has_names(&self) -> bool {
        self.first_row != FirstRow::Record
    }

    /// How many records.
    pub fn n_records(&self) -> usize {
        self.lines.len()
    }
}

/// A table being read.
#[derive(Debug)]
pub struct Reader {
    text: String,
    layout: Layout,
    rows: Rows,
    row: Row,
    table: Table,
    /// By column: the place of each text.
    known: Vec<HashMap<String, u32>>,
    is_first: bool,
    /// The first line that is like the others: what stands above is a preamble.
    begin: Option<u64>,
    /// The first line whose quote has made one row of several.
    swallowing: Option<u64>,
}

impl Reader {
    /// Unpacks a file and looks at its first lines.
    ///
    /// # Errors
    /// What is no text or no table.
    pub fn new(bytes: Cow<'_, [u8]>, given: Given, limit: usize) -> Result<Reader, ReadError> {
        let (text, encoding) = text::decode(bytes, given.encoding, limit)?;
        let layout = Layout::of(&text, given.separator, given.has_names)?;
        let Layout { separator, width, first_row, .. } = layout;
        if width > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns { n_columns: width, most: MAX_COLUMNS });
        }
        let mut rows = Rows::new(separator);
        if layout.has_separator_line {
            rows.skip_line(&text);
        }
        let unnamed = (1..=width).map(|n| Column { name: format!("column {n}"), ..Column::default() });
        let columns = unnamed.collect();
        let odd = OddLines::default();
        let table = Table { encoding, separator, first_row, columns, lines: Vec::new(), odd };
        let known = vec![HashMap::new(); width];
        Ok(Reader {
            text,
            layout,
            rows,
            row: Row::default(),
            table,
            known,
            is_first: true,
            begin: None,
            swallowing: None,
        })
    }

    /// Reads on for some milliseconds; whether that was all.
    pub fn step(&mut self) -> bool {
        let end = self.rows.n_read() + STEP;
        while self.rows.n_read() < end {
            match self.rows.next(&self.text, &mut self.row) {
                Ok(true) => self.take(),
                Ok(false) => return true,
                Err(open) => self.table.odd.quotes.push(open.line),
            }
        }
        false
    }

    /// Share of the text that is read.
    pub fn progress(&self) -> f64 {
        self.rows.n_read() as f64 / self.text.len().max(1) as f64
    }

    fn take(&mut self) {
        let Reader { row, layout, table, known, is_first, .. } = self;
        let is_names_but_first = *is_first && layout.first_row == FirstRow::NamesButFirst;
        if is_names_but_first && row.len() + 1 == layout.width {
            *is_first = false;
            name(&mut table.columns[1..], row);
            table.columns[0].name = ROW_NAMES.to_string();
            table.columns[0].is_nameless = true;
            return;
        }
        let mut is_shortened = false;
        while row.len() > layout.width && row.pop_empty() {
            is_shortened = true;
        }
        if row.spans_lines && (row.len() != layout.width || holds_lines(row, *layout)) {
            self.swallowing.get_or_insert(row.line);
        }
        if row.len() != layout.width {
            table.odd.left_out.push((row.line, row.len()));
            return;
        }
        self.begin.get_or_insert(row.line);
        if is_shortened {
            table.odd.shortened.push(row.line);
        }
        if std::mem::take(is_first) && layout.first_row == FirstRow::Names {
            name(&mut table.columns, row);
            return;
        }
        for ((column, known), cell) in table.columns.iter_mut().zip(known).zip(row.cells()) {
            let id = known.get(cell).copied().unwrap_or_else(|| {
                let id = column.texts.len() as u32;
                known.insert(cell.to_string(), id);
                column.texts.push(cell.to_string());
                id
            });
            column.cells.push(id);
        }
        table.lines.push(row.line);
    }

    /// The table, once all is read.
    ///
    /// # Errors
    /// Too many odd lines, or an odd one that a quote has made of several.
    pub fn finish(self) -> Result<Table, ReadError> {
        let Reader { mut table, layout, begin, swallowing, .. } = self;
        if let Some(line) = swallowing {
            return Err(ReadError::StrayQuote { line });
        }
        let is_within = |(line, _): &&(u64, usize)| begin.is_none_or(|begin| begin > PREAMBLE || *line > begin);
        let (n_odd, n_others) = (table.odd.left_out.iter().filter(is_within).count(), table.n_records());
        if let Some((line, found)) = table.odd.left_out.iter().find(is_within).copied()
            && n_odd > 1
            && n_odd as f64 > ODD * n_others as f64
        {
            return Err(ReadError::Ragged { line, found, expected: layout.width, n_others, n_odd });
        }
        tell_apart(&mut table.columns);
        Ok(table)
    }
}

/// Whether lines within a quoted cell look like rows of their own.
fn holds_lines(row: &Row, layout: Layout) -> bool {
    row.cells().any(|cell| {
        let lines: Vec<&str> = cell.split('\n').collect();
        let inner = lines.get(1..lines.len() - 1).unwrap_or_default();
        inner.len() > 1 && inner.iter().all(|line| layout.separator.count_in(line) == Some(layout.width - 1))
    })
}

/// Gives columns the names of a row.
fn name(columns: &mut [Column], row: &Row) {
    for (place, (column, cell)) in columns.iter_mut().zip(row.cells()).enumerate() {
        match cell {
            "" => {
                column.is_nameless = true;
                if place == 0 {
                    column.name = ROW_NAMES.to_string();
                }
            }
            cell => column.name = cell.to_string(),
        }
    }
}

/// Numbers equal names.
fn tell_apart(columns: &mut [Column]) {
    // How many columns have had each name; none yet of those that the file gives.
    let mut n_of: HashMap<String, u32> = columns.iter().map(|column| (column.name.clone(), 0)).collect();
    for column in columns {
        let mut n = 1 + n_of.get(&column.name).copied().unwrap_or(0);
        let mut name = column.name.clone();
        while n > 1 && (name == column.name || n_of.contains_key(&name)) {
            name = format!("{} ({n})", column.name);
            if n_of.contains_key(&name) {
                n += 1;
            }
        }
        n_of.insert(column.name.clone(), n);
        column.name = name;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, ReadError> {
        Table::read(text.as_bytes(), Given::default(), 1 << 20)
    }

    fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
        (1..=n).map(|n| line(n) + "\n").collect()
    }

    #[test]
    fn each_text_of_a_column_is_kept_once() {
        let table = read("size,hue\n1,red\n2,blue\n1,red\n").expect("a table");
        let hue = &table.columns[1];
        assert_eq!(
            (hue.name.as_str(), &hue.texts[..], &hue.cells[..]),
            ("hue", &["red".into(), "blue".into()][..], &[0, 1, 0][..])
        );
        assert_eq!(table.lines, [2, 3, 4]);
        assert_eq!(hue.counts(), [2, 1]);
    }

    #[test]
    fn equal_names_are_numbered_and_missing_ones_made() {
        let table = read("a,a,,a (2),a\n1,2,3,4,5\n6,7,8,9,10\n").expect("a table");
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["a", "a (3)", "column 3", "a (2)", "a (4)"]);
        let table = read("\"\",x\n1,2\n2,5\n").expect("a table");
        assert_eq!(table.columns[0].name, ROW_NAMES);
    }

    #[test]
    fn a_few_odd_lines_are_left_out_and_many_refuse_the_file() {
        let odd =
            |every: usize| lines(100, |n| if n % every == 50 % every { "1,2".into() } else { format!("{n},x,y") });
        let table = read(&odd(100)).expect("one odd line");
        assert_eq!((table.n_records(), &table.odd.left_out[..]), (99, &[(50, 2)][..]));
        let Err(ReadError::Ragged { line: 2, found: 2, expected: 3, n_others: 75, n_odd: 25 }) = read(&odd(4)) else {
            panic!("a quarter of the lines is odd")
        };
        // The first line is the odd one.
        let table = read(&format!("# made today\n{}", lines(50, |n| format!("{n},x,y")))).expect("a table");
        assert_eq!((table.odd.left_out, table.lines[0]), (vec![(1, 1)], 2));
    }

    #[test]
    fn whatever_stands_above_the_table_is_left_out() {
        let preamble = lines(12, |n| if n < 12 { format!("@attribute a{n}") } else { "@data".to_string() });
        let table = read(&format!("{preamble}{}", lines(30, |n| format!("{n},x,y")))).expect("a table");
        assert_eq!((table.n_records(), table.odd.left_out.len(), table.lines[0]), (30, 12, 13));
        let Err(ReadError::Ragged { n_odd: 80, .. }) =
            read(&format!("{}{}", lines(80, |n| format!("{n}")), lines(300, |n| format!("{n},x,y"))))
        else {
            panic!("that is no preamble")
        };
    }

    #[test]
    fn empty_cells_too_many_are_dropped() {
        let table = read("a;b\n1;2;\n3;4\n5;6\n").expect("a table");
        assert_eq!((table.n_records(), table.odd.shortened), (3, vec![2]));
    }

    #[test]
    fn a_quote_that_makes_one_line_of_several_is_named() {
        let open = lines(50, |n| if n == 30 { "30,\"x,y".into() } else { format!("{n},x,y") });
        let table = read(&open).expect("the quote is taken for a character");
        assert_eq!((table.n_records(), table.odd.quotes), (50, vec![30]));
        let swallowing = lines(50, |n| match n {
            30 => "30,\"x,y".into(),
            40 => "40,x\",y".into(),
            n => format!("{n},x,y"),
        });
        assert_eq!(read(&swallowing), Err(ReadError::StrayQuote { line: 30 }));
    }
}
