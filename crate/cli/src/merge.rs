//! Joins the parts of an experiment, made by `run --trials` on several machines, into what one run gives.

use crate::drawing;
use crate::failure::Failure;
use crate::file;
use crate::first_trial::FirstTrial;
use crate::folder::{Folder, Origin};
use crate::notice::say;
use nearmiss::Report;
use nearmiss_figures::FigureInput;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes report, figures and tables of all parts together into `out` and prints the report's fingerprint. With
/// `replaces`, whatever `out` holds gives way.
///
/// # Errors
/// A part that isn't as it was written; parts that don't fit together; an `out` that holds something else.
pub fn merge(parts: &[PathBuf], out: &Path, replaces: bool, words: &mut impl Write) -> Result<(), Failure> {
    let reports: Vec<Report> = parts.iter().map(|part| read(&part.join("report.json"))).collect::<Result<_, _>>()?;
    let first = first_trial(parts, &reports)?;
    let report = Report::merge(reports)?;
    let folder = Folder::open(out, &Origin::of(&report), &["recorded.json.gz", "scores.json"], replaces)?;
    let staging = folder.staging()?;
    match first.map(|first| first.beside(&report)) {
        Some(first) => {
            drawing::write(&staging, &first.input(&report))?;
            first.write(&staging)?;
        }
        None => {
            say!(
                "nearmiss: no part has the scores.json of repeat 0, so scores, ROC curves and the record looked at feature by feature are left out."
            );
            drawing::write(&staging, &FigureInput::of(&report))?;
        }
    }
    file::write_report(&staging, &report)?;
    folder.install(&staging)?;
    folder.close()?;
    writeln!(words, "{}", report.fingerprint())?;
    Ok(())
}

/// What the first of the parts with repeat 0 that has it knows of that beyond its report.
fn first_trial(parts: &[PathBuf], reports: &[Report]) -> Result<Option<FirstTrial>, Failure> {
    for (part, report) in parts.iter().zip(reports) {
        if report.trials.iter().any(|trial| trial.repeat == 0)
            && let Some(first) = FirstTrial::read(part, report)?
        {
            return Ok(Some(first));
        }
    }
    Ok(None)
}

fn read(path: &Path) -> Result<Report, Failure> {
    Report::from_json(&file::read(path)?).map_err(|error| Failure::Report { path: path.into(), error })
}
