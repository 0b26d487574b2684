//! What the attacker gains over non-members, by how many features may be wrong (Definition 4).

use super::kind::{Figure, FigureKind, boxed};
use crate::frame::{Axis, Frame};
use crate::key::{KeyPlace, line};
use crate::number::{number, whole};
use crate::pen::{Marker, Pen, Point};
use crate::phrase::{in_brackets, interval_words, score_title, what_the_model_adds};
use crate::stroke::{Stroke, baseline, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{round_ticks, whole_ticks};
use crate::view;
use nearmiss::attribute::{AttributeAttackReport, GuessBy};
use nearmiss::report::Findings;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "advantage_by_alpha",
    title: "Advantage by features allowed wrong",
    variants: view::by_score,
    make: |input, view| AdvantageByAlpha::of(input.findings, view.guess_by).map(boxed),
};

/// Advantage of Definition 4 for every α from 0, where it is that of Definition 3.
#[derive(Debug, Clone, PartialEq)]
pub struct AdvantageByAlpha {
    /// Of many records.
    pub attack: AttributeAttackReport,
    /// Whose guesses they are.
    pub by: GuessBy,
}

impl AdvantageByAlpha {
    /// None where no records were guessed.
    pub fn of(findings: &Findings, by: GuessBy) -> Option<AdvantageByAlpha> {
        let report = findings.attribute_inference.as_ref()?;
        Some(AdvantageByAlpha { attack: report.attack(by).clone(), by })
    }

    /// The α of greatest advantage.
    fn best(&self) -> Option<usize> {
        let known = (0..self.attack.advantage.len()).filter(|alpha| self.attack.advantage[*alpha].is_finite());
        known.reduce(|best, next| if self.attack.advantage[next] > self.attack.advantage[best] { next } else { best })
    }
}

impl Figure for AdvantageByAlpha {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let AttributeAttackReport { advantage, advantage_intervals, .. } = &self.attack;
        let last = advantage.len().saturating_sub(1).max(1) as f64;
        let x = Axis {
            names: vec!["α: features that the guess may have wrong".into(), "α: features wrong".into()],
            low: -0.5,
            high: last + 0.5,
            ticks: whole_ticks(0.0, last, pen.width() / 35.0),
        };
        let ends = || advantage_intervals.iter().flat_map(|i| [i.low, i.high]).chain(advantage.iter().copied());
        let (low, high) = (ends().fold(-0.05, f64::min), ends().fold(0.05, f64::max));
        let margin = 0.04 * (high - low);
        let y = Axis {
            names: vec![
                "advantage over non-members, with 95 % intervals".into(),
                "advantage, with 95 % intervals".into(),
            ],
            low: low - margin,
            high: high + margin,
            ticks: round_ticks(low, high, pen.height() / 50.0),
        };
        let nothing = Stroke { width: 1.0, ..baseline(theme.muted) };
        let keys = [
            line(format!("guess by {}", score_title(self.by)), solid(theme.guess), Marker::Disc),
            line("no advantage", nothing, Marker::None),
        ];
        let frame = Frame::new(pen, x, y, &keys, KeyPlace::Above);
        frame.draw(pen)?;
        pen.path(&[frame.at(frame.x.low, 0.0), frame.at(frame.x.high, 0.0)], nothing)?;
        let points: Vec<Point> = advantage.iter().enumerate().map(|(a, value)| frame.at(a as f64, *value)).collect();
        pen.path(&points, Stroke { width: 1.0, ..solid(theme.guess) })?;
        for (alpha, interval) in advantage_intervals.iter().enumerate() {
            let x = alpha as f64;
            let stroke = Stroke { width: 1.5, ..solid(theme.guess) };
            pen.whisker(frame.at(x, interval.low), frame.at(x, interval.high), stroke)?;
        }
        for at in points {
            pen.marker(Marker::Disc, at, theme.guess)?;
        }
        if advantage.is_empty() { frame.say(pen, "no guesses yet") } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let Some(best) = self.best() else { return "No records have been guessed yet.".to_string() };
        let AttributeAttackReport { advantage, advantage_intervals, members, non_members, .. } = &self.attack;
        let clear = advantage_intervals.iter().filter(|i| i.low > 0.0).count();
        format!(
            "Guessing by {}, the advantage over non-members is {} when every feature has to be right (α = 0; {}) and \
             largest at α = {best}, {}{}, from {} members and {} non-members; the interval lies above 0 for \
             {clear} of {} values of α.{}",
            score_title(self.by),
            number(advantage[0], 3),
            interval_words(&advantage_intervals[0], 3),
            number(advantage[best], 3),
            in_brackets(advantage_intervals.get(best), 3),
            whole(members.distances.len() as u64),
            whole(non_members.distances.len() as u64),
            advantage_intervals.len(),
            what_the_model_adds(&self.attack),
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::with_interval(&["alpha", "members", "non-members", "advantage"]);
        let AttributeAttackReport { advantage, advantage_intervals, members, non_members, gains, .. } = &self.attack;
        if !gains.is_empty() {
            table = table.with(&["held against"]).with_intervals_of(&["adds on members", "adds on non-members"]);
        }
        for (alpha, value) in advantage.iter().enumerate() {
            let row = Row::of(&[&alpha]).numbers(&[members.within[alpha], non_members.within[alpha]]);
            let row = row.with_interval_if(*value, advantage_intervals.get(alpha).copied());
            table.push(gains.get(alpha).map_or(row.clone(), |gain| row.gain(gain)));
        }
        table
    }
}
