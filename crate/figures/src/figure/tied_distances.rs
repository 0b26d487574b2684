//! How far from the truth the best guesses of one record lie.

use super::kind::{Figure, FigureKind, boxed};
use crate::flag::{Flag, Flags};
use crate::frame::{Axis, Frame};
use crate::key::KeyPlace;
use crate::number::{number, whole};
use crate::pen::Pen;
use crate::stroke::{Stroke, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::whole_ticks;
use crate::view;
use nearmiss::attribute::imputation::Imputed;
use nearmiss::attribute::{GuessBy, Ranking, Tally};

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "tied_distances",
    title: "Tied best guesses by distance from the truth",
    variants: view::by_score,
    make: |input, view| {
        let guess = input.guess?;
        let (tally, baselines) = (guess.tally.clone(), guess.baselines.clone());
        Some(boxed(TiedDistances { tally, by: view.guess_by, baselines }))
    },
};

/// The completions that share the best score, by their distance from the truth.
#[derive(Debug, Clone, PartialEq)]
pub struct TiedDistances {
    /// All completions tried so far.
    pub tally: Tally,
    /// Which score's best guesses.
    pub by: GuessBy,
    /// What can be guessed without the model.
    pub baselines: Vec<Imputed>,
}

impl TiedDistances {
    fn ranking(&self) -> &Ranking {
        &self.tally.by[self.by as usize]
    }
}

impl Figure for TiedDistances {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let counts = &self.ranking().tied_by_distance;
        let n_unknown = counts.len().saturating_sub(1);
        let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
        let x = Axis {
            names: vec![format!("features guessed wrong (of {n_unknown})")],
            low: -0.5,
            high: n_unknown as f64 + 0.5,
            ticks: whole_ticks(0.0, n_unknown as f64, pen.width() / 40.0),
        };
        let y = Axis {
            names: vec!["tied best guesses".into()],
            low: 0.0,
            high: most * 1.04,
            ticks: whole_ticks(0.0, most, pen.height() / 60.0),
        };
        let mut frame = Frame::new(pen, x, y, &[], KeyPlace::Above);
        let mut flags: Vec<Flag> = Vec::new();
        if self.ranking().n_tied() > 0 {
            let mean = self.ranking().mean_distance();
            flags.push(Flag {
                at: mean,
                name: if self.ranking().n_tied() == 1 { "guess" } else { "guesses" }.to_string(),
                value: number(mean, 1),
                ink: theme.ink,
                stroke: solid(theme.guess),
            });
        }
        flags.extend(self.baselines.iter().filter_map(|b| Flag::of_baseline(b.by, b.distance, 1, theme)));
        let flags = Flags::new(flags, &frame);
        frame.reserve_above(flags.height());
        frame.draw(pen)?;
        for (distance, count) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            let (from, to, height) = (distance as f64 - 0.36, distance as f64 + 0.36, *count as f64);
            let corners = [frame.at(from, 0.0), frame.at(from, height), frame.at(to, height), frame.at(to, 0.0)];
            pen.fill(&corners, theme.guess, 0.45)?;
            pen.path(&corners, Stroke { width: 1.5, ..solid(theme.guess) })?;
        }
        flags.draw(pen, &frame)?;
        if self.tally.n_tried == 0 { frame.say(pen, "no guesses tried yet") } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let ranking = self.ranking();
        let n_unknown = ranking.tied_by_distance.len().saturating_sub(1);
        let best = ranking.n_tied();
        if best == 0 {
            return "No guess has been tried yet.".to_string();
        }
        let baselines = self.baselines.iter().filter(|b| b.distance.is_finite());
        let nearest = baselines.reduce(|best, next| if next.distance < best.distance { next } else { best });
        let nearest = nearest.map_or(String::new(), |b| {
            format!("; {} without the model misses {}", b.by.title().to_lowercase(), number(b.distance, 1))
        });
        let guesses = if best == 1 {
            "One guess scores best; it misses".to_string()
        } else {
            format!("{} guesses share the best score; on average they miss", whole(best))
        };
        let exact = if ranking.tied_by_distance[0] > 0 { ", and the truth is among them" } else { "" };
        format!(
            "{guesses} {} of {n_unknown} features{}{nearest}.",
            number(ranking.mean_distance(), 1),
            if best > 1 { exact } else { "" },
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["guess", "distance", "number"]);
        for (distance, n) in self.ranking().tied_by_distance.iter().enumerate() {
            table.push(Row::of(&[&"tied best", &distance, n]));
        }
        for baseline in &self.baselines {
            table.push(Row::of(&[&baseline.by.title()]).number(baseline.distance));
        }
        table
    }
}
