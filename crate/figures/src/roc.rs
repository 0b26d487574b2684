//! The ROC curve of a membership attack and where a threshold puts the attacker on it.

use crate::figure::{DataTable, Figure, interval_words, percent_words};
use crate::flag::baseline;
use crate::frame::{Axis, Frame, Key, KeyPlace, Sample, dashed, filled, key_width, line, solid};
use crate::pen::{Dash, HPos, LABEL_SIZE, Marker, Pen, Point, Stroke, VPos};
use crate::score_axis::superscript;
use crate::surface::Drawn;
use crate::tick::{Tick, number, percent, round_ticks};
use nearmiss::RocCurve;
use nearmiss::privacy::{advantage_bound, tpr_bound};
use nearmiss::roc::null_band;

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

/// What a training with noise promises: see [`nearmiss::privacy`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guarantee {
    /// 0 or more.
    pub epsilon: f64,
    /// From 0 to below 1.
    pub delta: f64,
}

/// A curve beside what 95 % of attacks that know nothing reach, and beside what a guarantee leaves to any attack.
#[derive(Debug, Clone, PartialEq)]
pub struct RocAgainstChance {
    /// The curve and its threshold.
    pub roc: Roc,
    /// How the rates are spaced.
    pub axes: RocAxes,
    /// Of the training; none without noise.
    pub guarantee: Option<Guarantee>,
}

impl RocAxes {
    /// Where on an axis that begins at `floor` a rate is.
    fn place(self, rate: f64, floor: f64) -> f64 {
        match self {
            RocAxes::Linear => rate,
            RocAxes::Log => libm::log10(rate.max(floor)),
        }
    }

    /// The inverse.
    fn rate(self, place: f64) -> f64 {
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

/// What an attack that knows nothing reaches at a false-positive rate.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ChanceAt {
    fpr: f64,
    low: f64,
    high: f64,
    /// Whether it stays the same up to the next rate.
    stays: bool,
}

impl Guarantee {
    /// The curve of [`tpr_bound`] where a place is drawn every hundredth of the axis, and its corner.
    fn points(&self, axes: RocAxes, frame: &Frame, floor: f64) -> Vec<Point> {
        const N: u32 = 100;
        let step = (frame.x.high - frame.x.low) / f64::from(N);
        let mut rates: Vec<f64> = (0..=N).map(|i| axes.rate(frame.x.low + step * f64::from(i)).min(1.0)).collect();
        // Where the bound's two lines meet, they leave the greatest advantage: half of what is below 1 on either side.
        rates.push(0.5 * (1.0 - advantage_bound(self.epsilon, self.delta)).max(0.0));
        rates.sort_by(f64::total_cmp);
        let at = |fpr: f64| {
            let tpr = tpr_bound(self.epsilon, self.delta, fpr);
            frame.at(axes.place(fpr, floor), axes.place(tpr, floor))
        };
        rates.into_iter().map(at).collect()
    }

    fn words(&self) -> String {
        let epsilon = match self.epsilon {
            0.0..100.0 => number(self.epsilon, 2),
            100.0..10_000.0 => number(self.epsilon, 0),
            _ => scientific(self.epsilon),
        };
        format!("ε = {epsilon}, δ = {}", scientific(self.delta))
    }
}

/// To two digits, as in 1e-5.
fn scientific(value: f64) -> String {
    format!("{value:.1e}").replace(".0e", "e")
}

impl Roc {
    /// The rate at which an axis begins.
    fn floor(&self, axes: RocAxes) -> f64 {
        match axes {
            RocAxes::Linear => 0.0,
            RocAxes::Log => (0.5 / self.n_members.max(self.n_non_members).max(1) as f64).min(1e-3),
        }
    }

    fn draw_with(&self, pen: &Pen<'_>, axes: RocAxes, chance: &[ChanceAt], guarantee: Option<&Guarantee>) -> Drawn {
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

impl RocAgainstChance {
    /// Of every number of false positives while there are few, then of some.
    fn chance(&self) -> Vec<ChanceAt> {
        const N_EACH: usize = 30;
        let (n_members, n) = (self.roc.n_members, self.roc.n_non_members);
        let mut chance = Vec::new();
        let mut k = 0;
        while k <= n {
            let fpr = k as f64 / n as f64;
            let (low, high) = null_band(n_members, n, fpr);
            let step = if k < N_EACH { 1 } else { (k / 10).min(n / 50).clamp(1, (n - k).max(1)) };
            chance.push(ChanceAt { fpr, low, high, stays: step == 1 });
            k += step;
        }
        chance
    }
}

impl Figure for RocAgainstChance {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        self.roc.draw_with(pen, self.axes, &self.chance(), self.guarantee.as_ref())
    }

    fn title(&self) -> &'static str {
        "ROC curve and chance"
    }

    fn summary(&self) -> String {
        const FPR: f64 = 0.001;
        let curve = &self.roc.curve;
        let (low, high) = null_band(self.roc.n_members, self.roc.n_non_members, FPR);
        let bound = self.guarantee.map_or(String::new(), |g| {
            let most = tpr_bound(g.epsilon, g.delta, FPR);
            format!(", and the noise in training leaves no attack more than {} ({})", percent(most), g.words())
        });
        format!(
            "{}; at a false-positive rate of at most {} it calls {} of the members members ({}), where 95 % of attacks \
             that know nothing call {} to {}{bound}.",
            self.roc.summary().trim_end_matches('.'),
            percent(FPR),
            percent(curve.tpr_at_fpr(FPR)),
            percent_words(&curve.tpr_interval_at_fpr(FPR)),
            percent(low),
            percent(high),
        )
    }

    fn table(&self) -> DataTable {
        let columns = ["false-positive rate at most", "chance low", "chance high", "bound", "true-positive rate"];
        let mut table = DataTable::with_interval(&columns);
        for c in self.chance() {
            let bound = self.guarantee.map(|g| tpr_bound(g.epsilon, g.delta, c.fpr));
            let tpr = self.roc.curve.tpr_at_fpr(c.fpr);
            let interval = self.roc.curve.tpr_interval_at_fpr(c.fpr);
            table.push(&[], &[Some(c.fpr), Some(c.low), Some(c.high), bound, Some(tpr)], Some(&interval));
        }
        table
    }
}

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
