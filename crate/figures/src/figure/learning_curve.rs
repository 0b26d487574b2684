//! How accuracy on members and non-members parts while a network trains, and what an attacker makes of it.

use super::kind::{Figure, FigureKind, boxed};
use crate::frame::{Axis, Frame};
use crate::key::{KeyPlace, line};
use crate::number::percent;
use crate::pen::{Marker, Pen, Point};
use crate::stroke::{Dash, Stroke, baseline, dashed, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{round_ticks, whole_ticks};
use crate::view;
use nearmiss::train::EpochRecord;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "learning_curve",
    title: "Learning curve",
    variants: view::once,
    make: |input, _| {
        let (curve, epochs) = (input.curve.to_vec(), input.experiment.training_config().n_epochs());
        (!curve.is_empty()).then(|| boxed(LearningCurve { curve, epochs }))
    },
};

/// Accuracy of members and non-members and the AUC of max-confidence, by epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct LearningCurve {
    /// What is known so far, epochs ascending.
    pub curve: Vec<EpochRecord>,
    /// Passes over the members that are planned: the right end of the chart.
    pub epochs: usize,
}

impl LearningCurve {
    /// The records that can be drawn: a training that diverges may end with something that isn't a number.
    fn known(&self) -> impl DoubleEndedIterator<Item = &EpochRecord> {
        let is_number = |r: &&EpochRecord| [r.train_accuracy, r.test_accuracy, r.auc].iter().all(|v| v.is_finite());
        self.curve.iter().filter(is_number)
    }
}

impl Figure for LearningCurve {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let last_epoch = self.curve.last().map_or(0, |r| r.epoch).max(self.epochs).max(1) as f64;
        let x = Axis {
            names: vec!["epoch (passes over the members)".into(), "epoch".into()],
            low: 0.0,
            high: last_epoch,
            ticks: whole_ticks(0.0, last_epoch, pen.width() / 75.0),
        };
        let y = Axis {
            names: vec!["accuracy, and AUC of the attack".into()],
            low: 0.0,
            high: 1.0,
            ticks: round_ticks(0.0, 1.0, pen.height() / 50.0),
        };
        let members = line("members", solid(theme.members), Marker::None);
        let non_members = line("non-members", dashed(theme.non_members), Marker::None);
        let by_auc = Stroke { colour: theme.ink, width: 2.0, dash: Dash::Dotted };
        let auc = line("attack's AUC", by_auc, Marker::None);
        let chance = line("chance for AUC", Stroke { width: 1.0, ..baseline(theme.muted) }, Marker::None);
        let keys = [members, non_members, auc, chance];
        let frame = Frame::new(pen, x, y, &keys, KeyPlace::Ends);
        frame.draw(pen)?;
        pen.path(&[frame.at(0.0, 0.5), frame.at(last_epoch, 0.5)], Stroke { width: 1.0, ..baseline(theme.muted) })?;

        type Value = fn(&EpochRecord) -> f64;
        let values: [Value; 3] = [|r| r.train_accuracy, |r| r.test_accuracy, |r| r.auc];
        let strokes = [solid(theme.members), dashed(theme.non_members), by_auc];
        let mut ends = Vec::new();
        for ((value, stroke), key) in values.into_iter().zip(strokes).zip(&keys) {
            let points: Vec<Point> = self.known().map(|r| frame.at(r.epoch as f64, value(r))).collect();
            pen.path(&points, stroke)?;
            if let (Some(last), Some(point)) = (self.known().next_back(), points.last()) {
                // While the line is on its way, its head shows that it is alive.
                pen.marker(Marker::Disc, *point, stroke.colour)?;
                ends.push((value(last), key));
            }
        }
        if self.known().next().is_none() {
            frame.say(pen, "not trained yet")?;
        }
        ends.push((0.5, &keys[3]));
        if frame.at_ends { frame.name_ends(pen, &ends) } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let Some(last) = self.known().next_back() else { return "The network isn't trained yet.".to_string() };
        format!(
            "After {} of {} epochs the network gets {} of the members right and {} of the non-members; \
             max-confidence tells the two apart with an AUC of {:.3}, where chance is 0.5.",
            last.epoch,
            self.epochs,
            percent(last.train_accuracy),
            percent(last.test_accuracy),
            last.auc,
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["epoch", "loss", "members' accuracy", "non-members' accuracy", "AUC"]);
        for r in &self.curve {
            table.push(Row::of(&[&r.epoch]).numbers(&[r.loss, r.train_accuracy, r.test_accuracy, r.auc]));
        }
        table
    }
}
