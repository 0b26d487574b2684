//! Lines and cells: where one ends and the next begins.
//!
//! Cells may be quoted by `"`, with `""` for one within. Blanks around cells and around quotes don't count, lines of nothing
//! but blanks neither. Lines end by LF, CRLF or CR.

use serde::{Deserialize, Serialize};

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Separator {
    /// `,`
    #[serde(rename = ",")]
    Comma,
    /// `;`
    #[serde(rename = ";")]
    Semicolon,
    /// A tab.
    #[serde(rename = "tab")]
    Tab,
    /// `|`
    #[serde(rename = "|")]
    Bar,
    /// Any number of blanks and tabs.
    #[serde(rename = "blanks")]
    Blanks,
    /// Two blanks or more, or tabs, so that a cell may hold single ones: columns that were lined up for the eye.
    #[serde(rename = "wide-blanks")]
    WideBlanks,
}

impl Separator {
    /// All, the one that is preferred of equals first.
    pub const ALL: [Separator; 6] = [
        Separator::Tab,
        Separator::Semicolon,
        Separator::Bar,
        Separator::Comma,
        Separator::Blanks,
        Separator::WideBlanks,
    ];

    /// As a person reads it.
    pub fn in_words(self) -> &'static str {
        match self {
            Separator::Comma => "commas",
            Separator::Semicolon => "semicolons",
            Separator::Tab => "tabs",
            Separator::Bar => "bars",
            Separator::Blanks => "blanks",
            Separator::WideBlanks => "two or more blanks",
        }
    }

    /// Whether many of it are one.
    pub fn is_of_blanks(self) -> bool {
        matches!(self, Separator::Blanks | Separator::WideBlanks)
    }

    /// How often it stands in a text; none of blanks.
    pub fn count_in(self, text: &str) -> Option<usize> {
        (!self.is_of_blanks()).then(|| (0..text.len()).filter(|at| self.stands_at(text.as_bytes(), *at)).count())
    }

    fn stands_at(self, bytes: &[u8], at: usize) -> bool {
        match self {
            Separator::Comma => bytes[at] == b',',
            Separator::Semicolon => bytes[at] == b';',
            Separator::Tab => bytes[at] == b'\t',
            Separator::Bar => bytes[at] == b'|',
            Separator::Blanks => is_blank(bytes[at]),
            Separator::WideBlanks => {
                let is_followed = bytes.get(at + 1).is_some_and(|next| is_blank(*next));
                bytes[at] == b'\t' || bytes[at] == b' ' && is_followed
            }
        }
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

fn is_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// One line's cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
    /// The number of its first line, from 1.
    pub line: u64,
    /// Whether a quoted cell goes over several lines.
    pub spans_lines: bool,
}

impl Row {
    /// How many cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cells.
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = &str> {
        (0..self.len()).map(|place| self.cell(place))
    }

    fn cell(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }

    /// Drops the last cell if it is empty; whether it did.
    pub fn pop_empty(&mut self) -> bool {
        let is_empty = self.len() > 0 && self.cell(self.len() - 1).is_empty();
        if is_empty {
            self.ends.pop();
        }
        is_empty
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.spans_lines = false;
    }

    /// Takes in a cell without the blanks around it.
    fn push(&mut self, cell: &str) {
        self.text.push_str(cell.trim_matches([' ', '\t']));
        self.ends.push(self.text.len());
    }
}

/// Goes through a text, row by row.
#[derive(Debug, Clone)]
pub struct Rows {
    separator: Separator,
    /// Byte of the text.
    at: usize,
    /// From 1.
    line: u64,
    /// Where quotes stand that are no more than characters.
    plain_quotes: Vec<usize>,
}

/// A quote that is never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenQuote {
    /// Its line, from 1.
    pub line: u64,
}

impl Rows {
    /// From a text's beginning.
    pub fn new(separator: Separator) -> Rows {
        Rows { separator, at: 0, line: 1, plain_quotes: Vec::new() }
    }

    /// How many bytes of the text are through.
    pub fn n_read(&self) -> usize {
        self.at
    }

    /// Passes over the first line.
    pub fn skip_line(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.at += bytes[self.at..].iter().position(|byte| is_end(*byte)).unwrap_or(bytes.len() - self.at);
        self.end_line(bytes);
    }

    /// Takes the next row; false at the end.
    ///
    /// # Errors
    /// A quote that isn't closed to the end of the text. Asked again, the quote is a character as any other.
    pub fn next(&mut self, text: &str, row: &mut Row) -> Result<bool, OpenQuote> {
        let bytes = text.as_bytes();
        loop {
            let first = bytes[self.at..].iter().position(|byte| !is_blank(*byte));
            match first.map(|n| self.at + n) {
                None => {
                    self.at = bytes.len();
                    return Ok(false);
                }
                Some(at) if is_end(bytes[at]) => {
                    self.at = at;
                    self.end_line(bytes);
                }
                Some(at) => {
                    if self.separator.is_of_blanks() {
                        self.at = at;
                    }
                    break;
                }
            }
        }
        row.clear();
        row.line = self.line;
        let start = self.clone();
        loop {
            if let Err(opened) = self.cell(text, row) {
                let open = OpenQuote { line: self.line };
                *self = start;
                self.plain_quotes.push(opened);
                return Err(open);
            }
            match bytes.get(self.at) {
                None => return Ok(true),
                Some(byte) if is_end(*byte) => {
                    self.end_line(bytes);
                    return Ok(true);
                }
                // A separator.
                Some(_) if self.separator.is_of_blanks() => {
                    self.skip_blanks(bytes);
                    if bytes.get(self.at).is_none_or(|byte| is_end(*byte)) {
                        self.end_line(bytes);
                        return Ok(true);
                    }
                }
                Some(_) => self.at += 1,
            }
        }
    }

    /// Takes a cell up to its separator or the line's end; the place of its quote if that isn't closed.
    fn cell(&mut self, text: &str, row: &mut Row) -> Result<(), usize> {
        let bytes = text.as_bytes();
        let start = self.at;
        while bytes.get(self.at).is_some_and(|byte| is_blank(*byte) && !self.separator.stands_at(bytes, self.at)) {
            self.at += 1;
        }
        let quote = self.at;
        if bytes.get(quote) != Some(&b'"') || self.plain_quotes.contains(&quote) {
            self.skip_to_end(bytes);
            row.push(&text[start..self.at]);
            return Ok(());
        }
        let opened_on = self.line;
        let mut content = String::new();
        self.at += 1;
        loop {
            let n = bytes[self.at..].iter().position(|byte| *byte == b'"' || is_end(*byte));
            let Some(end) = n.map(|n| self.at + n) else {
                self.line = opened_on;
                return Err(quote);
            };
            content.push_str(&text[self.at..end]);
            self.at = end;
            if is_end(bytes[end]) {
                self.end_line(bytes);
                content.push('\n');
                row.spans_lines = true;
            } else if bytes.get(end + 1) == Some(&b'"') {
                content.push('"');
                self.at += 2;
            } else {
                self.at += 1;
                break;
            }
        }
        // What stands behind the quote belongs to the cell.
        let behind = self.at;
        self.skip_to_end(bytes);
        content.push_str(text[behind..self.at].trim_matches([' ', '\t']));
        row.push(&content);
        Ok(())
    }

    /// To the next separator or end of line.
    fn skip_to_end(&mut self, bytes: &[u8]) {
        let is_there = |at: &usize| is_end(bytes[*at]) || self.separator.stands_at(bytes, *at);
        self.at = (self.at..bytes.len()).find(is_there).unwrap_or(bytes.len());
    }

    fn skip_blanks(&mut self, bytes: &[u8]) {
        self.at += bytes[self.at..].iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len() - self.at);
    }

    /// Passes over the end of a line, CRLF as one.
    fn end_line(&mut self, bytes: &[u8]) {
        if self.at < bytes.len() {
            self.at += if bytes[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
            self.line += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, separator: Separator) -> Vec<(u64, Vec<String>)> {
        let (mut rows, mut row, mut found) = (Rows::new(separator), Row::default(), Vec::new());
        while rows.next(text, &mut row).expect("quotes are closed") {
            found.push((row.line, row.cells().map(String::from).collect()));
        }
        found
    }

    fn check(text: &str, separator: Separator, wanted: &[(u64, &[&str])]) {
        let wanted: Vec<(u64, Vec<String>)> =
            wanted.iter().map(|(line, cells)| (*line, cells.iter().map(|cell| cell.to_string()).collect())).collect();
        assert_eq!(rows(text, separator), wanted, "{text:?}");
    }

    #[test]
    fn cells_end_at_separators_and_lines_by_any_ending() {
        check("a,b\nc,\n", Separator::Comma, &[(1, &["a", "b"]), (2, &["c", ""])]);
        check("a,b\r\nc,d\re,f", Separator::Comma, &[(1, &["a", "b"]), (2, &["c", "d"]), (3, &["e", "f"])]);
        check("\n  \na , b \n \t\n", Separator::Comma, &[(3, &["a", "b"])]);
        check("\ta\t\tb\n", Separator::Tab, &[(1, &["", "a", "", "b"])]);
        check("  1   2.5\tx  \n3 4 y\n", Separator::Blanks, &[(1, &["1", "2.5", "x"]), (2, &["3", "4", "y"])]);
    }

    #[test]
    fn wide_blanks_leave_single_ones_within_cells() {
        let text = "  id   age group    won \n  1    < 12 years   No\n 20\t> 16 years   Yes\n";
        let wanted =
            [(1, &["id", "age group", "won"][..]), (2, &["1", "< 12 years", "No"]), (3, &["20", "> 16 years", "Yes"])];
        check(text, Separator::WideBlanks, &wanted);
    }

    #[test]
    fn quotes_hold_separators_quotes_and_ends_of_lines() {
        check("\"a,b\",\"say \"\"no\"\"\"\nc,d\n", Separator::Comma, &[(1, &["a,b", "say \"no\""]), (2, &["c", "d"])]);
        check("x, \"a,b\" ,y\n", Separator::Comma, &[(1, &["x", "a,b", "y"])]);
        check("\"two\r\nlines\",b\nc,d\n", Separator::Comma, &[(1, &["two\nlines", "b"]), (3, &["c", "d"])]);
        check("\"a b\" 2\n", Separator::Blanks, &[(1, &["a b", "2"])]);
        check("5\" pipe,b\n\"a\"b,c\n", Separator::Comma, &[(1, &["5\" pipe", "b"]), (2, &["ab", "c"])]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_and_then_a_character() {
        let text = "a,b\nc,\"d\ne,f\n";
        let (mut rows, mut row) = (Rows::new(Separator::Comma), Row::default());
        assert_eq!(rows.next(text, &mut row), Ok(true));
        assert_eq!(rows.next(text, &mut row), Err(OpenQuote { line: 2 }));
        assert_eq!(rows.next(text, &mut row), Ok(true));
        assert_eq!((row.line, row.cells().collect::<Vec<_>>()), (2, vec!["c", "\"d"]));
        assert_eq!(rows.next(text, &mut row), Ok(true));
        assert_eq!(row.cells().collect::<Vec<_>>(), ["e", "f"]);
        assert_eq!(rows.next(text, &mut row), Ok(false));
    }

    proptest! {
        /// Without blanks around quotes it reads what the csv crate reads.
        #[test]
        fn rows_are_those_of_an_independent_reader(text in "([a-c\"]{0,3}[,\n]){1,20}|([ab]{0,2},\"[a\n,]{0,4}(\"\"){0,2}\"\n){1,8}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let wanted: Vec<Vec<String>> =
                reader.records().map(|record| record.expect("UTF-8").iter().map(String::from).collect()).collect();
            let (mut rows, mut row, mut found) = (Rows::new(Separator::Comma), Row::default(), Vec::new());
            let is_closed = loop {
                match rows.next(&text, &mut row) {
                    Ok(true) => found.push(row.cells().map(String::from).collect::<Vec<_>>()),
                    Ok(false) => break true,
                    Err(_) => break false,
                }
            };
            if is_closed {
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
