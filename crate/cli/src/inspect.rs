//! How a file is understood, before anything is computed on it.

use crate::failure::Failure;
use crate::file;
use nearmiss::reading::{Given, Inspection, Options, Reading, Table};
use std::io::Write;
use std::path::Path;

/// Prints how a file is understood; a file that is refused makes the command fail, too.
pub fn inspect(path: &Path, json: bool, out: &mut impl Write) -> Result<(), Failure> {
    let bytes = file::read(path)?;
    let reading = Table::read(&bytes, Given::default(), usize::MAX).and_then(Reading::of);
    let inspection =
        reading.as_ref().map_or_else(Inspection::refused, |reading| Inspection::of(reading, &Options::default()));
    match json {
        true => writeln!(out, "{}", serde_json::to_string_pretty(&inspection).expect("it is plain data"))?,
        false => print(&inspection, out)?,
    }
    out.flush()?;
    match inspection.error {
        Some(problem) => Err(Failure::Records { path: path.into(), problem }),
        None => Ok(()),
    }
}

fn print(inspection: &Inspection, out: &mut impl Write) -> Result<(), Failure> {
    let Inspection { rows, encoding, separator, header, columns, label, warnings, .. } = inspection;
    let (Some(encoding), Some(separator)) = (encoding, separator) else { return Ok(()) };
    let names = if *header { "names in the first line" } else { "no names" };
    writeln!(out, "{rows} records, {}, separated by {}, {names}", encoding.in_words(), separator.in_words())?;
    for (place, column) in columns.iter().enumerate() {
        let missing = if column.missing > 0 { format!(", {} missing", column.missing) } else { String::new() };
        let why = column.left_out.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let kind = column.kind.in_words();
        writeln!(
            out,
            "{:>5}  {}  {kind}{why}; {} different{missing}, such as {}",
            place + 1,
            column.name,
            column.distinct,
            column.examples.join(", ")
        )?;
    }
    if let Some(label) = label {
        let certain = if label.certain { "certain" } else { "not certain" };
        writeln!(out, "Label: column {}, “{}” ({certain}). {}", label.column, label.name, label.why)?;
        for (class, n) in &label.classes {
            writeln!(out, "       {class}: {n}")?;
        }
    }
    warnings.iter().try_for_each(|warning| writeln!(out, "! {warning}"))?;
    Ok(())
}
