//! The ROC curve of a membership attack and where a threshold puts the attacker on it.

use crate::figure::{DataTable, Figure, interval_words};
use crate::flag::baseline;
use crate::frame::{Axis, Frame, Key, KeyPlace, Sample, key_width, line, solid};
use crate::pen::{Dash, HPos, LABEL_SIZE, Marker, Pen, Point, Stroke, VPos};
use crate::surface::Drawn;
use crate::tick::{percent, round_ticks};
use nearmiss::RocCurve;

/// True against false positives, over all thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct Roc {
    /// The attack's name in the page.
    pub attack_title: String,
    /// Its curve.
    pub curve: RocCurve,
    /// Records with this score or more are called members.
    pub threshold: f64,
    /// Members scored.
    pub n_members: usize,
    /// Non-members scored.
    pub n_non_members: usize,
}

impl Figure for Roc {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let n_ticks = pen.height() / 55.0;
        let rate = |names: &[&str]| Axis {
            names: names.iter().map(|n| (*n).to_string()).collect(),
            low: 0.0,
            high: 1.0,
            ticks: round_ticks(0.0, 1.0, n_ticks.min(pen.width() / 60.0)),
        };
        let here = self.curve.at(self.threshold);
        let helper = Stroke { colour: theme.muted, width: 1.0, dash: Dash::Dotted };
        let rates = format!("threshold: TPR {}, FPR {}", percent(here.tpr), percent(here.fpr));
        let keys = [
            line(format!("AUC {:.3}", self.curve.auc), solid(theme.ink), Marker::None),
            Key { label: rates, sample: Sample::Point(Marker::Ring, theme.ink) },
        ];
        let (x, y) = (
            rate(&["FPR: share of non-members called members", "FPR"]),
            rate(&["TPR: share of members called members", "TPR"]),
        );
        // Nearly square, so that the diagonal is one; what is left over on the right holds the names.
        let beside = pen.width() - 1.3 * (pen.height() - 70.0) - 70.0 >= keys.iter().map(key_width).fold(0.0, f64::max);
        let above: &[Key] = if beside { &[] } else { &keys };
        let mut frame = Frame::new(pen, x, y, above, KeyPlace::Above);
        frame.right = frame.right.min(frame.left + 1.3 * (frame.bottom - frame.top));
        frame.draw(pen)?;
        if beside {
            frame.name_beside(pen, &keys)?;
        }

        pen.path(&[frame.at(0.0, 0.0), frame.at(1.0, 1.0)], baseline(theme.muted))?;
        let (x, y) = frame.at(0.72, 0.72);
        pen.text("chance", (x + 6.0, y + 10.0), (HPos::Left, VPos::Center), LABEL_SIZE, theme.muted)?;
        let (x, y) = frame.at(here.fpr, here.tpr);
        pen.path(&[(frame.left, y), (x, y), (x, frame.bottom)], helper)?;
        let points: Vec<Point> = self.curve.points.iter().map(|p| frame.at(p.fpr, p.tpr)).collect();
        pen.path(&points, solid(theme.ink))?;
        pen.marker(Marker::Ring, (x, y), theme.ink)
    }

    fn title(&self) -> &'static str {
        "ROC curve"
    }

    fn summary(&self) -> String {
        let here = self.curve.at(self.threshold);
        format!(
            "{} tells {} members from {} non-members with an AUC of {:.3} ({}; chance is 0.5); \
             at this threshold it calls {} of the members and {} of the non-members members.",
            self.attack_title,
            self.n_members,
            self.n_non_members,
            self.curve.auc,
            interval_words(&self.curve.auc_interval, 3),
            percent(here.tpr),
            percent(here.fpr),
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["threshold", "false-positive rate", "true-positive rate"]);
        let points = self.curve.points.iter();
        table.rows = points.map(|p| [p.threshold, p.fpr, p.tpr].map(|v| v.to_string()).to_vec()).collect();
        table
    }
}
