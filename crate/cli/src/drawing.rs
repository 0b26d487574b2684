//! The figures and tables of a run, by the code that draws the page's.

use crate::failure::Failure;
use crate::file;
use nearmiss_figures::{FIGURES, FigureInput, TABLES, Theme, to_svg};
use std::path::Path;

/// CSS pixels of a picture, as of the page's downloads.
const SIZE: (u32, u32) = (720, 400);

/// Writes every figure of which the input says something, as `figures/*.svg` and its numbers as `tables/*.csv` under
/// the same name, and every other table. Of a single record, of scores and of the learning curve they show the first trial,
/// of all else all trials together; those of the main paper have its numbers in their names.
pub fn write(out: &Path, input: &FigureInput<'_>) -> Result<(), Failure> {
    let (figures, tables) = (out.join("figures"), out.join("tables"));
    file::create_folder(&figures)?;
    file::create_folder(&tables)?;
    for (name, figure) in FIGURES.iter().flat_map(|kind| kind.all(input)) {
        let svg = to_svg(&*figure, SIZE.0, SIZE.1, Theme::light());
        file::write(&figures.join(format!("{name}.svg")), svg.as_bytes())?;
        file::write(&tables.join(format!("{name}.csv")), figure.table().to_csv().as_bytes())?;
    }
    for (name, table) in TABLES.iter().flat_map(|kind| kind.all(input)) {
        file::write(&tables.join(format!("{name}.csv")), table.to_csv().as_bytes())?;
    }
    Ok(())
}
