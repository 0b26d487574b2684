//! How near the guesses of many records come to the truth, for members and for others (Definition 4).

use super::kind::{Figure, FigureKind, boxed};
use crate::flag::{Flag, Flags};
use crate::frame::{Axis, Frame};
use crate::key::{KeyPlace, line};
use crate::number::number;
use crate::pen::{Marker, Pen, Point};
use crate::phrase::{best_baseline, in_brackets, interval_words, what_the_model_adds};
use crate::stroke::{dashed, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{round_ticks, whole_ticks};
use crate::view;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, BaselineReport, GuessBy};
use nearmiss::report::Findings;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "guess_distances",
    title: "Guesses by distance from the truth",
    variants: view::by_score,
    make: |input, view| GuessDistances::of(input.findings, view.guess_by).map(boxed),
};

/// Pr[distance <= alpha] for members and for non-members.
#[derive(Debug, Clone, PartialEq)]
pub struct GuessDistances {
    /// Of many records.
    pub report: AttributeInferenceReport,
    /// Which score's guesses.
    pub by: GuessBy,
}

impl GuessDistances {
    /// None where no records were guessed.
    pub fn of(findings: &Findings, by: GuessBy) -> Option<GuessDistances> {
        Some(GuessDistances { report: findings.attribute_inference.clone()?, by })
    }

    fn attack(&self) -> &AttributeAttackReport {
        self.report.attack(self.by)
    }

    /// The alpha of greatest advantage.
    fn best_alpha(&self) -> Option<usize> {
        let advantages = self.attack().advantage.iter().copied().enumerate().filter(|a| !a.1.is_nan());
        advantages.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(alpha, _)| alpha)
    }
}

impl Figure for GuessDistances {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
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
        let attack = self.attack();
        let strokes = [solid(theme.members), dashed(theme.non_members)];
        let keys = [
            line(format!("members (mean {})", number(attack.members.mean_hamming, 2)), strokes[0], Marker::Disc),
            line(
                format!("non-members (mean {})", number(attack.non_members.mean_hamming, 2)),
                strokes[1],
                Marker::Square,
            ),
        ];
        let mut frame = Frame::new(pen, x, y, &keys, KeyPlace::Above);
        let of_baseline =
            |by: Imputation| Flag::of_baseline(by, self.report.baseline(by)?.members.mean_hamming, 2, theme);
        let flags = Flags::new(Imputation::ALL.into_iter().filter_map(of_baseline).collect(), &frame);
        frame.reserve_above(flags.height());
        frame.draw(pen)?;
        flags.draw(pen, &frame)?;

        let sides = [(&attack.non_members, strokes[1], Marker::Square), (&attack.members, strokes[0], Marker::Disc)];
        for (side, stroke, marker) in sides {
            let points: Vec<Point> =
                side.within.iter().enumerate().map(|(alpha, share)| frame.at(alpha as f64, *share)).collect();
            pen.path(&points, stroke)?;
            for at in points {
                pen.marker(marker, at, stroke.colour)?;
            }
        }
        if attack.advantage.is_empty() { frame.say(pen, "no results yet") } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let (attack, Some(alpha)) = (self.attack(), self.best_alpha()) else {
            return "No records have been guessed yet.".to_string();
        };
        format!(
            "Of {} unknown features the attack misses {} on average for members ({}) and {} for non-members ({}){}; \
             its advantage is largest at α = {alpha}, {}{}.{}",
            self.report.unknown.len(),
            number(attack.members.mean_hamming, 2),
            interval_words(&attack.members.mean_hamming_interval, 2),
            number(attack.non_members.mean_hamming, 2),
            interval_words(&attack.non_members.mean_hamming_interval, 2),
            best_baseline(&self.report),
            number(attack.advantage[alpha], 3),
            in_brackets(attack.advantage_intervals.get(alpha), 3),
            what_the_model_adds(attack),
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::with_interval(&["quantity", "members", "non-members", "advantage"]);
        let AttributeAttackReport { members, non_members, advantage, advantage_intervals, .. } = self.attack();
        for (alpha, value) in advantage.iter().enumerate() {
            let name = format!("share of guesses with at most {alpha} wrong");
            let row = Row::of(&[&name]).numbers(&[members.within[alpha], non_members.within[alpha]]);
            table.push(row.with_interval_if(*value, advantage_intervals.get(alpha).copied()));
        }
        let means = [members.mean_hamming, non_members.mean_hamming];
        table.push(Row::of(&[&"mean distance of the attack"]).numbers(&means));
        for by in Imputation::ALL {
            if let Some(BaselineReport { members, non_members }) = self.report.baseline(by) {
                let name = format!("mean distance of {}", by.title().to_lowercase());
                table.push(Row::of(&[&name]).numbers(&[members.mean_hamming, non_members.mean_hamming]));
            }
        }
        table
    }
}
