//! How near the guesses of many records come to the truth, for members and for others (Definition 4).

use crate::figure::{DataTable, Drawn, Figure, Style};
use crate::flag::{Flag, Flags, baseline};
use crate::frame::{Axis, Frame, KeyPlace, dashed, line, solid};
use crate::pen::{Marker, Pen, Point};
use crate::tick::{number, round_ticks, whole_ticks};
use nearmiss::attribute::GuessBy;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::report::{AttributeAttackReport, AttributeInferenceReport};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::prelude::DrawingBackend;

/// Pr[distance <= alpha] for members and for non-members.
#[derive(Debug, Clone, PartialEq)]
pub struct GuessDistances {
    /// Of many records.
    pub report: AttributeInferenceReport,
    /// Which score's guesses.
    pub by: GuessBy,
}

/// A baseline's name on a chart.
pub(crate) fn short_title(by: Imputation) -> &'static str {
    match by {
        Imputation::Chance => "chance",
        Imputation::Majority => "majority",
        Imputation::NearestNeighbours => "neighbours",
        Imputation::LogisticRegression => "regression",
    }
}

impl GuessDistances {
    fn attack(&self) -> Option<&AttributeAttackReport> {
        self.report.attacks.get(self.by.name())
    }

    /// The greatest advantage and its alpha.
    fn best_advantage(&self) -> Option<(usize, f64)> {
        let advantages = self.attack()?.advantage.iter().copied().enumerate();
        advantages.filter(|a| !a.1.is_nan()).reduce(|best, next| if next.1 > best.1 { next } else { best })
    }
}

impl Figure for GuessDistances {
    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, style: &Style) -> Drawn<DB> {
        let pen = Pen::on(area, style)?;
        let theme = &style.theme;
        let n_unknown = self.report.unknown.len().max(1) as f64;
        let x = Axis {
            names: vec![format!("α: features guessed wrong (of {})", self.report.unknown.len())],
            low: 0.0,
            high: n_unknown,
            ticks: whole_ticks(0.0, n_unknown, pen.width() / 45.0),
        };
        let y = Axis {
            names: vec!["share of guesses with at most α wrong".into()],
            low: 0.0,
            high: 1.0,
            ticks: round_ticks(0.0, 1.0, pen.height() / 60.0),
        };
        let mean = |side: fn(&AttributeAttackReport) -> f64| {
            self.attack().map_or(String::new(), |a| format!(" (mean {})", number(side(a), 2)))
        };
        let strokes = [solid(theme.members), dashed(theme.non_members)];
        let keys = [
            line(format!("members{}", mean(|a| a.members.mean_hamming.mean)), strokes[0], Marker::Disc),
            line(format!("non-members{}", mean(|a| a.non_members.mean_hamming.mean)), strokes[1], Marker::Square),
        ];
        let mut frame = Frame::new(&pen, x, y, &keys, KeyPlace::Above);
        let flag = |by: &Imputation| {
            let mean = self.report.baselines.get(by.name())?[0].mean;
            mean.is_finite().then(|| Flag {
                at: mean,
                name: short_title(*by).to_string(),
                value: number(mean, 2),
                ink: theme.muted,
                stroke: baseline(theme.muted),
            })
        };
        let flags = Flags::new(Imputation::ALL.iter().filter_map(flag).collect(), &frame);
        frame.reserve_above(flags.height());
        frame.draw(&pen)?;
        flags.draw(&pen, &frame)?;

        let Some(attack) = self.attack() else { return frame.say(&pen, "no results yet") };
        let sides = [(&attack.non_members, strokes[1], Marker::Square), (&attack.members, strokes[0], Marker::Disc)];
        for (side, stroke, marker) in sides {
            let points: Vec<Point> =
                side.within.iter().enumerate().map(|(alpha, share)| frame.at(alpha as f64, *share)).collect();
            pen.path(&points, stroke)?;
            for at in points {
                pen.marker(marker, at, stroke.colour)?;
            }
        }
        Ok(())
    }

    fn title(&self) -> &'static str {
        "Guesses by distance from the truth"
    }

    fn summary(&self) -> String {
        let Some((attack, (alpha, advantage))) = self.attack().zip(self.best_advantage()) else {
            return "No records have been guessed yet.".to_string();
        };
        let baselines = Imputation::ALL.iter().filter_map(|by| Some((*by, self.report.baselines.get(by.name())?[0])));
        let known = baselines.filter(|(_, mean)| mean.mean.is_finite());
        let best = known.reduce(|best, next| if next.1.mean < best.1.mean { next } else { best });
        let best = best.map_or(String::new(), |(by, mean)| {
            format!(
                "; without the model, the best baseline ({}) misses {}",
                by.title().to_lowercase(),
                number(mean.mean, 2)
            )
        });
        format!(
            "Of {} unknown features the attack misses {} on average for members and {} for non-members{best}; its \
             advantage is largest at α = {alpha}, {} percentage points.",
            self.report.unknown.len(),
            number(attack.members.mean_hamming.mean, 2),
            number(attack.non_members.mean_hamming.mean, 2),
            number(100.0 * advantage, 1),
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["quantity", "members", "non-members", "advantage"]);
        let mut push = |name: String, values: &[f64]| {
            let mut row = vec![name];
            row.extend(values.iter().map(|v| v.to_string()));
            row.resize(4, String::new());
            table.rows.push(row);
        };
        if let Some(AttributeAttackReport { members, non_members, advantage }) = self.attack() {
            for (alpha, ((m, n), a)) in members.within.iter().zip(&non_members.within).zip(advantage).enumerate() {
                push(format!("share of guesses with at most {alpha} wrong"), &[*m, *n, *a]);
            }
            push("mean distance of the attack".into(), &[members.mean_hamming.mean, non_members.mean_hamming.mean]);
        }
        for by in Imputation::ALL {
            if let Some([members, non_members]) = self.report.baselines.get(by.name()) {
                push(format!("mean distance of {}", by.title().to_lowercase()), &[members.mean, non_members.mean]);
            }
        }
        table
    }
}
