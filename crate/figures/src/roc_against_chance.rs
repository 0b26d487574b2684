//! A ROC curve beside what chance reaches and what a guarantee leaves to any attack.

use crate::figure::{DataTable, Figure, percent_words};
use crate::frame::Frame;
use crate::number::{number, percent};
use crate::pen::{Pen, Point};
use crate::roc::{Roc, RocAxes};
use crate::surface::Drawn;
use nearmiss::privacy::{advantage_bound, tpr_bound};
use nearmiss::roc::null_band;

/// What a training with noise promises: see [`nearmiss::privacy`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guarantee {
    /// 0 or more.
    pub epsilon: f64,
    /// From 0 to below 1.
    pub delta: f64,
}

/// A curve beside what 95 % of attacks that know nothing reach, and beside what a guarantee leaves to any attack.
///
/// The band holds 95 % at each false-positive rate by itself, not of whole curves. The guarantee is about all trainings
/// that could have been; this is the curve of one.
#[derive(Debug, Clone, PartialEq)]
pub struct RocAgainstChance {
    /// The curve and its threshold.
    pub roc: Roc,
    /// How the rates are spaced.
    pub axes: RocAxes,
    /// Of the training; none without noise.
    pub guarantee: Option<Guarantee>,
}

/// What an attack that knows nothing reaches at a false-positive rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ChanceAt {
    pub fpr: f64,
    pub low: f64,
    pub high: f64,
    /// Whether it stays the same up to the next rate.
    pub stays: bool,
}

impl Guarantee {
    /// The curve of [`tpr_bound`] where a place is drawn every hundredth of the axis, and its corner.
    pub(crate) fn points(&self, axes: RocAxes, frame: &Frame, floor: f64) -> Vec<Point> {
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

    pub(crate) fn words(&self) -> String {
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
