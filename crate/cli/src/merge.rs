//! Joins the parts of an experiment, made by `run --trials` on several machines, into what one run gives.

use crate::drawing;
use crate::failure::Failure;
use crate::file;
use crate::folder::{Folder, Origin};
use nearmiss::Report;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes report, figures and tables of all parts together into `out` and prints the report's fingerprint. With
/// `replaces`, whatever `out` holds gives way.
///
/// # Errors
/// A part that isn't as it was written; parts that don't fit together; an `out` that holds something else.
pub fn merge(parts: &[PathBuf], out: &Path, replaces: bool, words: &mut impl Write) -> Result<(), Failure> {
    let reports: Vec<Report> = parts.iter().map(|part| read(&part.join("report.json"))).collect::<Result<_, _>>()?;
    let first = reports.iter().position(|report| report.trials.iter().any(|trial| trial.repeat == 0));
    let report = Report::merge(reports)?;
    let folder = Folder::open(out, &Origin::of(&report), &["recorded.json.gz"], replaces)?;
    let staging = folder.staging()?;
    drawing::write(&staging, &report)?;
    if let Some(first) = first {
        drawing::copy_scores(&parts[first], &staging)?;
    }
    file::write_report(&staging, &report)?;
    folder.install(&staging)?;
    folder.close()?;
    writeln!(words, "{}", report.fingerprint())?;
    Ok(())
}

fn read(path: &Path) -> Result<Report, Failure> {
    Report::from_json(&file::read(path)?).map_err(|error| Failure::Report { path: path.into(), error })
}
