//! Records to ask a network about, out of a CSV file: a header whose first column is `label`, then a column an input.
//!
//! Unlike a data set to train on, nothing is detected: a cell is the number that the network gets.

use crate::failure::Failure;
use crate::file;
use csv::{ByteRecord, ReaderBuilder, Trim};
use ndarray::Array2;
use nearmiss::Mlp;
use nearmiss::reading;
use std::path::Path;

/// Which numbers an input may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Any finite one.
    Numbers,
    /// 0 and 1.
    Bits,
}

/// Records that fit a network.
#[derive(Debug)]
pub struct Records {
    /// From the header, without the label's.
    pub names: Vec<String>,
    /// A class a record, from 0.
    pub labels: Vec<usize>,
    /// records x inputs
    pub values: Array2<f32>,
}

impl Records {
    /// Reads the file at `path`; every record has the inputs and every label is a class of `mlp`.
    pub fn read(path: &Path, mlp: &Mlp, allowed: Values) -> Result<Records, Failure> {
        let bytes = file::read(path)?;
        let parse = |text: &[u8]| Records::parse(text, mlp, allowed);
        let parsed =
            reading::unpack(&bytes, usize::MAX).map_err(|error| error.to_string()).and_then(|text| parse(&text));
        parsed.map_err(|problem| Failure::Records { path: path.into(), problem })
    }

    /// What is wrong, in a sentence that names line and column.
    fn parse(bytes: &[u8], mlp: &Mlp, allowed: Values) -> Result<Records, String> {
        let (n_inputs, n_classes) = (mlp.n_inputs(), mlp.n_classes());
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes);
        let mut row = ByteRecord::new();
        let mut next = |row: &mut ByteRecord| reader.read_byte_record(row).map_err(|error| format!("{error}."));
        if !next(&mut row)? {
            return Err("The file is empty; it needs a header that begins with “label”.".to_string());
        }
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
        let names: Vec<String> = row.iter().map(text).collect();
        if names[0] != "label" {
            return Err(format!("Line 1, column 1 is “{}”; it has to be “label”.", names[0]));
        }
        if names.len() != n_inputs + 1 {
            let n = names.len() - 1;
            return Err(format!("Line 1 has {n} columns beside “label”; the network has {n_inputs} inputs."));
        }
        let (mut labels, mut values) = (Vec::new(), Vec::new());
        while next(&mut row)? {
            let line = row.position().map_or(0, csv::Position::line);
            if row.len() != names.len() {
                return Err(format!("Line {line} has {} cells; the header has {}.", row.len(), names.len()));
            }
            let bad = |column: usize, wanted: &str| {
                let (name, cell) = (&names[column], text(&row[column]));
                format!("Line {line}, column {} (“{name}”) holds “{cell}”; it has to be {wanted}.", column + 1)
            };
            let label = text(&row[0]).parse().ok().filter(|label| *label < n_classes);
            labels.push(label.ok_or_else(|| bad(0, &format!("a class from 0 to {}", n_classes - 1)))?);
            for (column, cell) in row.iter().enumerate().skip(1) {
                // The sum makes -0 to 0.
                let value = text(cell).parse::<f32>().ok().map(|value| value + 0.0);
                let (fits, wanted): (fn(&f32) -> bool, _) = match allowed {
                    Values::Numbers => (|value| value.is_finite(), "a finite number"),
                    Values::Bits => (|value| [0.0, 1.0].contains(value), "0 or 1"),
                };
                values.push(value.filter(fits).ok_or_else(|| bad(column, wanted))?);
            }
        }
        let values = Array2::from_shape_vec((labels.len(), n_inputs), values).expect("every row has every input");
        Ok(Records { names: names[1..].to_vec(), labels, values })
    }
}
