//! Tables as CSV (RFC 4180).
//!
//! The page does without the csv crate's writer: it can tell numbers from texts, and for that carries the standard
//! library's parser of floats, of 12 kB.

/// A line, with its end.
pub fn csv_line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| csv_cell(cell.as_ref())).collect();
    // An empty line would be none.
    let line = cells.join(",");
    if line.is_empty() && !cells.is_empty() { "\"\"\n".to_string() } else { line + "\n" }
}

fn csv_cell(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(cells in proptest::collection::vec("[a-z,;\"\r\n ä]{0,6}", 1..6)) {
            let text = csv_line(&cells);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.expect("it is CSV").iter().map(str::to_string).collect())
                .collect();
            prop_assert_eq!(read, [cells]);
        }
    }
}
