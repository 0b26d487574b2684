//! Records out of CSV: the public Location file as it is (no header, the class first, in quotes), and ordinary tables
//! with a header.
//!
//! A table is first [read as text](Table::read), then each column is given a kind: its detected one, or the one that
//! a person chose. A cell that doesn't fit is refused with its line and column; nothing is guessed or dropped.

mod error;
mod limit;
mod options;
mod records;
mod table;
mod unpack;

pub use error::CsvError;
pub use options::{ColumnKind, ColumnSummary, CsvOptions};
pub use table::Table;
pub use unpack::unpacked;

use super::Dataset;

/// Reads records from a CSV file, compressed by gzip or not.
///
/// # Errors
/// As [`Table::read`] and [`Table::dataset`].
pub fn read_csv(bytes: &[u8], options: &CsvOptions) -> Result<Dataset, CsvError> {
    Table::read(bytes)?.dataset(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::FeatureKind;

    /// A small good table, with one line replaced.
    fn table(header: &str, line_7: &str) -> String {
        let mut lines = vec![header.to_string()];
        lines.extend((2..=30).map(|n| match n {
            7 => line_7.to_string(),
            n => format!("{},{},{},{}", n % 2, ["red", "green", "blue"][n % 3], n as f32 / 2.0, ["a", "b"][n / 2 % 2]),
        }));
        lines.join("\n")
    }

    fn check_error(text: &str, expected: &str) {
        let error = read_csv(text.as_bytes(), &CsvOptions::default()).expect_err("the file is bad");
        assert!(error.to_string().contains(expected), "“{error}” should contain “{expected}”");
    }

    #[test]
    fn a_table_with_header_is_read_and_kinds_are_detected() {
        let dataset = read_csv(table("on,colour,size,class", "1,red,2,a").as_bytes(), &CsvOptions::default())
            .expect("a good file");
        let kinds: Vec<&FeatureKind> = dataset.schema().features.iter().map(|f| &f.kind).collect();
        let levels = ["blue", "green", "red"].map(String::from).to_vec();
        assert_eq!(kinds[0], &FeatureKind::Binary);
        assert_eq!(kinds[1], &FeatureKind::Categorical { levels });
        assert!(matches!(kinds[2], FeatureKind::Numeric { .. }));
        assert_eq!(dataset.schema().classes, ["a", "b"]);
        assert_eq!(dataset.record(5).to_vec(), [1.0, 2.0, 2.0]);
    }

    #[test]
    fn a_table_without_header_has_its_class_first() {
        let text: String = (0..40).map(|n| format!("\"{}\",{},0\n", 9 + n % 3, n % 2)).collect();
        let dataset = read_csv(text.as_bytes(), &CsvOptions::default()).expect("a good file");
        assert_eq!(dataset.schema().classes, ["9", "10", "11"]);
        assert_eq!((dataset.n_records(), dataset.schema().features.len()), (40, 2));
    }

    #[test]
    fn cells_that_do_not_fit_are_refused_with_line_and_column() {
        let header = "on,colour,size,class";
        check_error(&table(header, "1,red,a lot,a"), "Line 7, column “size” holds “a lot”");
        check_error(&table(header, "1,red,NaN,a"), "Line 7, column “size” holds “NaN”");
        check_error(&table(header, "1,red,inf,a"), "Line 7, column “size” holds “inf”");
        check_error(&table(header, "1,,2,a"), "Line 7, column “colour” is empty");
        check_error(&table(header, "1,red,2"), "Line 7 has 3 cells, but the first line has 4");
    }

    #[test]
    fn files_that_are_no_data_are_refused() {
        check_error("", "empty");
        check_error(" \n\n", "empty");
        check_error("a,b\n1,2\n", "1 record(s)");
        check_error("on,class", "0 record(s)");
        check_error(&"x,".repeat(99_999), "columns; at most 5000 are taken");
        check_error(&"1,a\n".repeat(30), "the same label");
        let unique: String = (0..50).map(|n| format!("{n},1\n")).collect();
        check_error(&unique, "identifier");
        let error = read_csv(b"\x1f\x8bnot gzip", &CsvOptions::default()).expect_err("the file is bad");
        assert!(error.to_string().contains("gzip"));
    }

    #[test]
    fn minus_zero_is_zero_and_great_numbers_scale_to_numbers() {
        let rows: String =
            (0..40).map(|n| format!("{},{},{}\n", ["0", "-0", "1"][n % 3], ["3e38", "-3e38"][n % 2], n % 2)).collect();
        let dataset =
            read_csv(rows.as_bytes(), &CsvOptions { label: Some(2), ..CsvOptions::default() }).expect("a good file");
        assert!(dataset.values().iter().all(|v| v.to_bits() != (-0.0_f32).to_bits()));
        let inputs = crate::dataset::Inputs::of(&dataset);
        assert!((0..40).all(|row| inputs.row(row).values.iter().all(|v| (0.0..=1.0).contains(v))));
    }

    #[test]
    fn a_chosen_label_and_kind_override_detection() {
        let kinds = [(2, ColumnKind::Categorical), (3, ColumnKind::LeftOut)].into();
        let options = CsvOptions { label: Some(1), kinds };
        let dataset = read_csv(table("on,colour,size,class", "1,red,2,a").as_bytes(), &options).expect("a good file");
        assert_eq!(dataset.schema().classes.len(), 3);
        let names: Vec<&str> = dataset.schema().features.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["on", "size"]);
    }
}
