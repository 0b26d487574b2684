//! Joins the parts of an experiment, made by `run --trials` on several machines, into what one run gives.

use crate::drawing;
use crate::failure::Failure;
use crate::file;
use nearmiss::Report;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes report, figures and tables of all parts together into `out` and prints the report's fingerprint.
pub fn merge(parts: &[PathBuf], out: &Path, words: &mut impl Write) -> Result<(), Failure> {
    let reports: Vec<Report> = parts.iter().map(|part| read(&part.join("report.json"))).collect::<Result<_, _>>()?;
    let first = reports.iter().position(|report| report.trials.iter().any(|trial| trial.repeat == 0));
    let report = Report::merge(reports)?;
    drawing::write(out, &report)?;
    if let Some(first) = first {
        drawing::copy_scores(&parts[first], out)?;
    }
    file::write_report(out, &report)?;
    writeln!(words, "{}", report.fingerprint())?;
    Ok(())
}

fn read(path: &Path) -> Result<Report, Failure> {
    let bytes = file::read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::Json { path: path.into(), error })
}
