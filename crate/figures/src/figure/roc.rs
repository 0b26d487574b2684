//! The ROC curve of a membership attack and where a threshold puts the attacker on it, beside what 95 % of attacks that
//! know nothing reach, and beside what a guarantee leaves to any attack: its trade-off curve.
//!
//! The band of chance holds 95 % at each false-positive rate by itself, not of whole curves. A guarantee is about all
//! trainings that could have been; this is the curve of one.

use super::kind::{Figure, FigureKind, boxed};
use crate::figure_input::FigureInput;
use crate::frame::Frame;
use crate::guarantee;
use crate::key::{Key, KeyPlace, Sample, filled, key_width, line};
use crate::number::{percent, whole};
use crate::pen::{HPos, LABEL_SIZE, Marker, Pen, Point, VPos};
use crate::phrase::{interval_words, percent_words};
use crate::roc_axes::RocAxes;
use crate::stroke::{Dash, Stroke, baseline, dashed, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::view::{self, View};
use nearmiss::RocCurve;
use nearmiss::membership::{self, best_threshold};
use nearmiss::privacy::Guarantee;
use nearmiss::roc::{RocPoint, null_band};

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "roc",
    title: "ROC curve and chance",
    variants: view::by_attack_and_axes,
    make: |input, view| Roc::of(input, view).map(boxed),
};

/// True against false positives, over all thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct Roc {
    /// The attack's name in the page.
    pub attack_title: String,
    /// Its curve.
    pub curve: RocCurve,
    /// Records with this score or more are called members.
    pub threshold: f64,
    /// Non-members scored.
    pub n_non_members: usize,
    /// How the rates are spaced.
    pub axes: RocAxes,
    /// Of the training; none without noise.
    pub guarantee: Option<Guarantee>,
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

const BAND_OPACITY: f64 = 0.22;

impl Roc {
    /// None where the attack has no scores.
    pub fn of(input: &FigureInput<'_>, view: &View) -> Option<Roc> {
        let [members, non_members] = input.scores?.of(view.attack)?;
        let curve = RocCurve::new(members, non_members);
        Some(Roc {
            attack_title: membership::attack(view.attack)?.title().to_string(),
            threshold: view.threshold.unwrap_or_else(|| best_threshold(&curve)),
            curve,
            n_non_members: non_members.len(),
            axes: view.roc_axes,
            guarantee: input.guarantee.cloned(),
        })
    }

    /// Of every number of false positives while there are few, then of some.
    fn chance(&self) -> Vec<ChanceAt> {
        const N_EACH: usize = 30;
        let n = self.n_non_members;
        let mut chance = Vec::new();
        let mut k = 0;
        while k <= n {
            let fpr = k as f64 / n as f64;
            let (low, high) = null_band(self.curve.n_members, n, fpr);
            let step = if k < N_EACH { 1 } else { (k / 10).min(n / 50).clamp(1, (n - k).max(1)) };
            chance.push(ChanceAt { fpr, low, high, stays: step == 1 });
            k += step;
        }
        chance
    }

    /// The curve. Between two thresholds there is none: on a linear axis the straight line is what tossing a coin between
    /// both gives; on a logarithmic one the same is bent.
    fn line(&self, at: impl Fn(f64, f64) -> Point) -> Vec<Point> {
        const N_BENT: u32 = 8;
        let mut line = Vec::with_capacity(2 * self.curve.points.len());
        let mut before: Option<&RocPoint> = None;
        for p in &self.curve.points {
            if let Some(from) = before.filter(|from| self.axes == RocAxes::Log && from.fpr < p.fpr && from.tpr < p.tpr)
            {
                for share in (1..N_BENT).map(|n| f64::from(n * n) / f64::from(N_BENT * N_BENT)) {
                    line.push(at(from.fpr + share * (p.fpr - from.fpr), from.tpr + share * (p.tpr - from.tpr)));
                }
            }
            line.push(at(p.fpr, p.tpr));
            before = Some(p);
        }
        line
    }

    /// The last point whose false-positive rate is at most `fpr`; the curve begins at 0.
    fn last_point(&self, fpr: f64) -> RocPoint {
        let n = self.curve.points.partition_point(|p| p.fpr <= fpr);
        self.curve.points[n.max(1) - 1]
    }

    fn keys(&self, here: RocPoint, pen: &Pen<'_>) -> Vec<Key> {
        let theme = &pen.style.theme;
        let outline = Stroke { colour: theme.muted, width: 1.0, dash: Dash::Solid };
        let rates = format!("threshold: TPR {}, FPR {}", percent(here.tpr), percent(here.fpr));
        let mut keys = vec![
            line(format!("AUC {:.3}", self.curve.auc), solid(theme.ink), Marker::None),
            // Beside the other short one, so that both share a row.
            filled("chance, 95 %", outline, BAND_OPACITY),
            Key { label: rates, sample: Sample::Point(Marker::Ring, theme.ink) },
        ];
        if let Some(guarantee) = &self.guarantee {
            keys.push(line(format!("bound at {}", guarantee::words(guarantee)), dashed(theme.ink), Marker::None));
        }
        keys
    }
}

impl Figure for Roc {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let (theme, axes) = (&pen.style.theme, self.axes);
        let floor = axes.floor(self.curve.n_members, self.n_non_members);
        let n_ticks = (pen.height() / 55.0).min(pen.width() / 60.0);
        let here = self.curve.at(self.threshold);
        let keys = self.keys(here, pen);
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
        let chance = self.chance();
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
        if let Some(guarantee) = &self.guarantee {
            pen.path(&guarantee::points(guarantee, axes, &frame, floor), dashed(theme.ink))?;
        }
        let (x, y) = at(here.fpr, here.tpr);
        let helper = Stroke { colour: theme.muted, width: 1.0, dash: Dash::Dotted };
        pen.path(&[(frame.left, y), (x, y), (x, frame.bottom)], helper)?;
        pen.path(&self.line(at), solid(theme.ink))?;
        pen.marker(Marker::Ring, (x, y), theme.ink)
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        const FPR: f64 = 0.001;
        let here = self.curve.at(self.threshold);
        let (low, high) = null_band(self.curve.n_members, self.n_non_members, FPR);
        let bound = self.guarantee.as_ref().map_or(String::new(), |guarantee| {
            let most = percent(guarantee.tpr(FPR));
            format!(", and the noise in training leaves no attack more than {most} ({})", guarantee::words(guarantee))
        });
        format!(
            "{} tells {} members from {} non-members with an AUC of {:.3} ({}; chance is 0.5); at this threshold it \
             calls {} of the members and {} of the non-members members; at a false-positive rate of {} it calls \
             {} of the members members ({}), where 95 % of attacks that know nothing call {} to {}{bound}.",
            self.attack_title,
            whole(self.curve.n_members as u64),
            whole(self.n_non_members as u64),
            self.curve.auc,
            interval_words(&self.curve.auc_interval, 3),
            percent(here.tpr),
            percent(here.fpr),
            percent(FPR),
            percent(self.curve.tpr_at_fpr(FPR)),
            match self.curve.tpr_interval_at_fpr(FPR) {
                Some(interval) => percent_words(&interval),
                None => "no interval: fewer than 1,000 non-members".to_string(),
            },
            percent(low),
            percent(high),
        )
    }

    /// A row a rate at which chance is drawn; the threshold is the last one below it.
    fn table(&self) -> DataTable {
        let columns = ["false-positive rate", "threshold", "chance low", "chance high", "bound", "true-positive rate"];
        let mut table = DataTable::new(&columns);
        for c in self.chance() {
            let bound = self.guarantee.as_ref().map(|guarantee| guarantee.tpr(c.fpr));
            let point = self.last_point(c.fpr);
            let row = Row::default().numbers(&[c.fpr, point.threshold, c.low, c.high]).maybe(bound);
            table.push(row.number(self.curve.tpr_at_fpr(c.fpr)));
        }
        table
    }
}
