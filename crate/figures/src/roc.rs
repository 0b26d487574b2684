//! The ROC curve of a membership attack and where a threshold puts the attacker on it.

use crate::figure::{DataTable, Figure, interval_words};
use crate::flag::baseline;
use crate::frame::{Axis, Frame, Key, KeyPlace, Sample, dashed, filled, key_width, line, solid};
use crate::number::{percent, whole};
use crate::pen::{Dash, HPos, LABEL_SIZE, Marker, Pen, Point, Stroke, VPos};
use crate::roc_against_chance::{ChanceAt, Guarantee};
use crate::score_axis::superscript;
use crate::surface::Drawn;
use crate::tick::{Tick, round_ticks};
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

/// How the rates are spaced on the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RocAxes {
    /// From 0 to 1.
    #[default]
    Linear,
    /// By their logarithms, from a thousandth, or half a record of the greater side where that is less, to 1. What is
    /// below, as a rate of 0, stands at the axis's low end.
    Log,
}

impl RocAxes {
    /// Where on an axis that begins at `floor` a rate is.
    pub(crate) fn place(self, rate: f64, floor: f64) -> f64 {
        match self {
            RocAxes::Linear => rate,
            RocAxes::Log => libm::log10(rate.max(floor)),
        }
    }

    /// The inverse.
    pub(crate) fn rate(self, place: f64) -> f64 {
        match self {
            RocAxes::Linear => place,
            RocAxes::Log => libm::pow(10.0, place),
        }
    }

    fn axis(self, names: &[&str], floor: f64, n_ticks: f64) -> Axis {
        let names = names.iter().map(|n| (*n).to_string()).collect();
        let low = self.place(floor, floor);
        match self {
            RocAxes::Linear => Axis { names, low, high: 1.0, ticks: round_ticks(0.0, 1.0, n_ticks) },
            RocAxes::Log => {
                let ticks = (low.ceil() as i32..=0).map(|k| Tick { at: f64::from(k), label: power_of_ten(k) });
                Axis { names, low, high: 0.0, ticks: ticks.collect() }
            }
        }
    }
}

/// 10^k for k of 0 or less.
fn power_of_ten(k: i32) -> String {
    match k {
        0.. => "1".to_string(),
        -3..=-1 => format!("0.{}1", "0".repeat(-k as usize - 1)),
        _ => format!("10⁻{}", superscript(-k)),
    }
}

impl Roc {
    /// The rate at which an axis begins.
    fn floor(&self, axes: RocAxes) -> f64 {
        match axes {
            RocAxes::Linear => 0.0,
            RocAxes::Log => (0.5 / self.n_members.max(self.n_non_members).max(1) as f64).min(1e-3),
        }
    }

    /// On either axes, with what chance reaches where that is given.
    pub(crate) fn draw_with(
        &self,
        pen: &Pen<'_>,
        axes: RocAxes,
        chance: &[ChanceAt],
        guarantee: Option<&Guarantee>,
    ) -> Drawn {
        let theme = &pen.style.theme;
        let floor = self.floor(axes);
        let n_ticks = (pen.height() / 55.0).min(pen.width() / 60.0);
        let here = self.curve.at(self.threshold);
        let helper = Stroke { colour: theme.muted, width: 1.0, dash: Dash::Dotted };
        let outline = Stroke { colour: theme.muted, width: 1.0, dash: Dash::Solid };
        let rates = format!("threshold: TPR {}, FPR {}", percent(here.tpr), percent(here.fpr));
        let mut keys = vec![
            line(format!("AUC {:.3}", self.curve.auc), solid(theme.ink), Marker::None),
            Key { label: rates, sample: Sample::Point(Marker::Ring, theme.ink) },
        ];
        if !chance.is_empty() {
            // Behind the other short one, so that both share a row.
            keys.insert(1, filled("chance, 95 %", outline, BAND_OPACITY));
        }
        if let Some(guarantee) = guarantee {
            keys.push(line(format!("bound at {}", guarantee.words()), dashed(theme.ink), Marker::None));
        }
        let (x, y) = (
            axes.axis(&["FPR: share of non-members called members", "FPR"], floor, n_ticks),
            axes.axis(&["TPR: share of members called members", "TPR"], floor, n_ticks),
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

        let at = |fpr: f64, tpr: f64| frame.at(axes.place(fpr, floor), axes.place(tpr, floor));
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for (idx, c) in chance.iter().enumerate() {
            let until = chance.get(idx + 1).filter(|_| c.stays).map(|next| next.fpr);
            for fpr in [Some(c.fpr), until].into_iter().flatten() {
                low.push(at(fpr, c.low));
                high.push(at(fpr, c.high));
            }
        }
        pen.band(&low, &high, theme.muted, BAND_OPACITY)?;

        let (from, to) = (axes.rate(frame.x.low), axes.rate(frame.x.high));
        pen.path(&[at(from, from), at(to, to)], baseline(theme.muted))?;
        let along = |share: f64| frame.x.low + share * (frame.x.high - frame.x.low);
        let (x, y) = frame.at(along(0.72), along(0.72));
        pen.text("chance", (x + 6.0, y + 10.0), (HPos::Left, VPos::Center), LABEL_SIZE, theme.muted)?;
        if let Some(guarantee) = guarantee {
            pen.path(&guarantee.points(axes, &frame, floor), dashed(theme.ink))?;
        }
        let (x, y) = at(here.fpr, here.tpr);
        pen.path(&[(frame.left, y), (x, y), (x, frame.bottom)], helper)?;
        pen.path(&self.line(axes, at), solid(theme.ink))?;
        pen.marker(Marker::Ring, (x, y), theme.ink)
    }

    /// The curve. Between two thresholds there is none: on a linear axis the straight line is what tossing a coin between
    /// both gives; on a logarithmic one, which is read as the rate at most so and so, the curve waits for the next point.
    fn line(&self, axes: RocAxes, at: impl Fn(f64, f64) -> Point) -> Vec<Point> {
        let mut line = Vec::with_capacity(2 * self.curve.points.len());
        let mut before = 0.0;
        for p in &self.curve.points {
            if axes == RocAxes::Log {
                line.push(at(p.fpr, before));
                before = p.tpr;
            }
            line.push(at(p.fpr, p.tpr));
        }
        line
    }
}

const BAND_OPACITY: f64 = 0.22;

impl Figure for Roc {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        self.draw_with(pen, RocAxes::Linear, &[], None)
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
            whole(self.n_members as u64),
            whole(self.n_non_members as u64),
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
