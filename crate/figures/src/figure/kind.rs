//! What every chart can do, and what the registry of charts knows of each.

use crate::answer::Reading;
use crate::figure_input::FigureInput;
use crate::pen::Pen;
use crate::surface::{Drawn, Undrawn};
use crate::table::data_table::DataTable;
use crate::theme::Style;
use crate::view::{Variants, View};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::prelude::DrawingBackend;
use std::any::Any;

/// A chart.
pub trait Figure: Alike {
    /// Draws on clean paper.
    ///
    /// # Errors
    /// If the surface can't draw.
    fn draw(&self, pen: &Pen<'_>) -> Drawn;

    /// What it is, in a few words.
    fn title(&self) -> &'static str;

    /// What it shows, in one sentence computed from the data.
    fn summary(&self) -> String;

    /// What it answers to the main paper's question; none of a figure that isn't the paper's.
    fn reading(&self) -> Option<Reading> {
        None
    }

    /// Reading and summary, for those who can't see it.
    fn words(&self) -> String {
        match self.reading() {
            Some(reading) => format!("{} {} {}", reading.claim.question, reading.sentences(), self.summary()),
            None => self.summary(),
        }
    }

    /// The numbers behind it.
    fn table(&self) -> DataTable;
}

/// Whether a chart is the same as another one of any kind, as [`PartialEq`] has it.
pub trait Alike: Any {
    /// Of the same kind, with the same data.
    fn is_like(&self, other: &dyn Any) -> bool;
}

impl<F: PartialEq + 'static> Alike for F {
    fn is_like(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

impl PartialEq for dyn Figure {
    fn eq(&self, other: &dyn Figure) -> bool {
        self.is_like(other)
    }
}

/// A chart as the registry has it.
pub(crate) fn boxed(figure: impl Figure) -> Box<dyn Figure> {
    Box::new(figure)
}

/// A kind of chart: what it shows, for any input and view.
#[derive(Debug, Clone, Copy)]
pub struct FigureKind {
    /// How its files' names begin, in snake case.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The views of which a command line makes a file each.
    pub variants: Variants,
    /// None where the input says nothing of it.
    pub make: fn(&FigureInput<'_>, &View) -> Option<Box<dyn Figure>>,
}

/// By name.
impl PartialEq for FigureKind {
    fn eq(&self, other: &FigureKind) -> bool {
        self.name == other.name
    }
}

impl FigureKind {
    /// Every variant that the input says something of, with the name of its files without ending.
    pub fn all(&self, input: &FigureInput<'_>) -> Vec<(String, Box<dyn Figure>)> {
        let variants = (self.variants)(input).into_iter();
        variants.filter_map(|of| Some((of.file_stem(self.name), (self.make)(input, &of.view)?))).collect()
    }
}

/// Fills the paper and draws a chart on it.
///
/// # Errors
///
/// If the backend can't draw.
pub fn draw<DB: DrawingBackend>(figure: &dyn Figure, area: &DrawingArea<DB, Shift>, style: &Style) -> Drawn {
    area.fill(&style.theme.paper).map_err(Undrawn::from)?;
    figure.draw(&Pen::on(area, style))
}
