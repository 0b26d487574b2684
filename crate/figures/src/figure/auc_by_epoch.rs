//! How well max-confidence tells members from non-members while a network trains, beside what a person expected of it.

use super::kind::Figure;
use crate::frame::{Axis, Frame};
use crate::key::{KeyPlace, line};
use crate::number::number;
use crate::pen::{Marker, Pen, Point};
use crate::stroke::{Dash, Stroke, baseline, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{round_ticks, whole_ticks};
use nearmiss::train::EpochRecord;

/// The AUC of max-confidence by epoch, the untrained network first.
#[derive(Debug, Clone, PartialEq)]
pub struct AucByEpoch {
    /// Epochs finished and the AUC after them, epochs ascending; what isn't a number isn't drawn.
    pub curve: Vec<(usize, f64)>,
    /// Passes over the members that are planned: the right end of the chart.
    pub epochs: usize,
    /// Members and non-members that were asked.
    pub n_asked: [usize; 2],
    /// What a person expected: shares of the epochs, ascending from 0 to 1, and AUCs; empty where nothing was asked.
    pub prediction: Vec<(f64, f64)>,
}

impl AucByEpoch {
    /// Of a learning curve of so many members and non-members asked.
    pub fn of(curve: &[EpochRecord], epochs: usize, n_asked: [usize; 2], prediction: &[(f64, f64)]) -> AucByEpoch {
        let curve = curve.iter().map(|record| (record.epoch, record.auc)).collect();
        AucByEpoch { curve, epochs, n_asked, prediction: prediction.to_vec() }
    }

    fn known(&self) -> impl DoubleEndedIterator<Item = (usize, f64)> {
        self.curve.iter().copied().filter(|(_, auc)| auc.is_finite())
    }

    /// How far from .5 luck takes the AUC 19 times in 20: 1.96 standard deviations of the rank sum (Mann and Whitney 1947),
    /// where no two scores are equal; with equal ones it is less.
    fn luck(&self) -> f64 {
        let [members, others] = self.n_asked.map(|n| n.max(1) as f64);
        (1.96 * ((members + others + 1.0) / (12.0 * members * others)).sqrt()).min(0.5)
    }

    /// What a person expected after a share of the epochs, on straight lines between the points; none outside of them.
    fn expected(&self, share: f64) -> Option<f64> {
        let (from, to) = self.prediction.windows(2).map(|pair| (pair[0], pair[1])).find(|(_, to)| share <= to.0)?;
        let part = if to.0 > from.0 { (share - from.0) / (to.0 - from.0) } else { 1.0 };
        (share >= from.0).then_some(from.1 + part * (to.1 - from.1))
    }

    /// Passes over the members at the right end of the chart.
    fn last(&self) -> f64 {
        self.curve.last().map_or(0, |(epoch, _)| *epoch).max(self.epochs).max(1) as f64
    }
}

impl Figure for AucByEpoch {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let (theme, last) = (&pen.style.theme, self.last());
        let x = Axis {
            names: vec!["epoch (passes over the members)".into(), "epoch".into()],
            low: 0.0,
            high: last,
            ticks: whole_ticks(0.0, last, pen.width() / 75.0),
        };
        let all = || self.known().map(|(_, auc)| auc).chain(self.prediction.iter().map(|(_, auc)| *auc));
        let low = if all().any(|auc| auc < 0.4) { 0.0 } else { 0.4 };
        let y = Axis {
            names: vec!["AUC of max-confidence".into(), "AUC".into()],
            low,
            high: 1.0,
            ticks: round_ticks(low, 1.0, pen.height() / 50.0),
        };
        let auc = solid(theme.members);
        let chance = Stroke { width: 1.0, ..baseline(theme.muted) };
        let expected = Stroke { colour: theme.guess, width: 2.0, dash: Dash::Dotted };
        let mut keys = vec![line("AUC", auc, Marker::None), line("chance", chance, Marker::None)];
        if !self.prediction.is_empty() {
            keys.push(line("your prediction", expected, Marker::None));
        }
        let frame = Frame::new(pen, x, y, &keys, KeyPlace::Ends);
        frame.draw(pen)?;
        let at = |epoch: f64, auc: f64| frame.at(epoch, auc.clamp(low, 1.0));
        let edge = |auc: f64| [at(0.0, auc), at(last, auc)];
        pen.band(&edge(0.5 - self.luck()), &edge(0.5 + self.luck()), theme.muted, 0.15)?;
        pen.path(&edge(0.5), chance)?;
        let points: Vec<Point> = self.prediction.iter().map(|(share, auc)| at(share * last, *auc)).collect();
        pen.path(&points, expected)?;
        let points: Vec<Point> = self.known().map(|(epoch, auc)| at(epoch as f64, auc)).collect();
        pen.path(&points, auc)?;
        let mut ends = vec![(0.5, &keys[1])];
        match (self.known().next_back(), points.last()) {
            (Some((_, value)), Some(head)) => {
                pen.marker(Marker::Disc, *head, auc.colour)?;
                ends.push((value, &keys[0]));
            }
            _ => frame.say(pen, "not trained yet")?,
        }
        ends.extend(self.prediction.last().map(|(_, auc)| *auc).zip(keys.get(2)));
        if frame.at_ends { frame.name_ends(pen, &ends) } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        "AUC while it trains"
    }

    fn summary(&self) -> String {
        let Some((epoch, auc)) = self.known().next_back() else { return "The network isn't trained yet.".to_string() };
        let [low, high] = [0.5 - self.luck(), 0.5 + self.luck()].map(|end| number(end, 2));
        let off: Vec<f64> = self
            .known()
            .filter_map(|(epoch, auc)| Some((self.expected(epoch as f64 / self.last())? - auc).abs()))
            .collect();
        let expected = match off.len() {
            0 => String::new(),
            n => format!(" Your prediction is off by {} on average.", number(off.iter().sum::<f64>() / n as f64, 2)),
        };
        format!(
            "After {epoch} of {} epochs the model is surer of a random member than of a random non-member {} times in 100, \
             equals half: an AUC of {}. Luck alone keeps it from {low} to {high}, 19 times in 20.{expected}",
            self.epochs,
            number(100.0 * auc, 0),
            number(auc, 3),
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["epoch", "AUC", "your prediction"]);
        for (epoch, auc) in &self.curve {
            let known = Some(*auc).filter(|auc| auc.is_finite());
            table.push(Row::of(&[epoch]).maybe(known).maybe(self.expected(*epoch as f64 / self.last())));
        }
        table
    }
}
