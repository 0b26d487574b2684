//! How far from the truth the guesses of many records lie: figure 5 of the main paper, beside what can be guessed
//! without the model.

use super::kind::{Figure, FigureKind, boxed};
use crate::answer::{Reading, guesses};
use crate::flag::{Flag, Flags};
use crate::frame::{Axis, Frame};
use crate::key::{KeyPlace, filled};
use crate::number::{number, percent, whole};
use crate::outline::outlines;
use crate::pen::{Marker, Pen};
use crate::phrase::{best_baseline, interval_words, score_title};
use crate::stroke::{Dash, Stroke, dashed, of_paper, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::theme::Theme;
use crate::tick::{round_ticks, whole_ticks};
use crate::view;
use nearmiss::Experiment;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeInferenceReport, GuessBy, SideGuesses};
use nearmiss::report::Findings;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "figure_5_guesses",
    title: "Records by distance of their guesses from the truth",
    variants: view::by_score,
    make: |input, view| GuessHistogram::of(input.findings, input.experiment, view.guess_by).map(boxed),
};

/// Records by the mean distance of their tied best guesses from the truth.
#[derive(Debug, Clone, PartialEq)]
pub struct GuessHistogram {
    /// Of many records.
    pub report: AttributeInferenceReport,
    /// Which score's guesses.
    pub by: GuessBy,
    /// The mean distance for members that the paper reports.
    pub papers_mean: Option<f64>,
    /// Guesses without the model that stand beside it.
    pub beside: &'static [Imputation],
}

impl GuessHistogram {
    /// None where no records were guessed.
    pub fn of(findings: &Findings, experiment: &Experiment, by: GuessBy) -> Option<GuessHistogram> {
        let report = findings.attribute_inference.clone()?;
        let papers_mean = experiment.paper.and_then(|paper| paper.mean_hamming(report.unknown.len()));
        // The paper guesses by max-confidence.
        let papers_mean = papers_mean.filter(|_| by == GuessBy::MaxConfidence);
        Some(GuessHistogram { report, by, papers_mean, beside: &Imputation::ALL })
    }

    /// Beside nothing but chance.
    pub fn beside_chance(self) -> GuessHistogram {
        GuessHistogram { beside: &[Imputation::Chance], ..self }
    }

    fn sides(&self) -> [&SideGuesses; 2] {
        let attack = self.report.attack(self.by);
        [&attack.members, &attack.non_members]
    }

    fn n_unknown(&self) -> f64 {
        self.report.unknown.len().max(1) as f64
    }

    /// The width of a bin: about twice the square root of the number of records, and no more than fit on a phone.
    fn bin_width(&self) -> f64 {
        let n_records = self.sides().iter().map(|side| side.distances.len()).max().unwrap_or(0) as f64;
        let n_bins = (2.0 * n_records.sqrt()).clamp(16.0, 40.0);
        let widths = [0.125, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0];
        widths.into_iter().find(|width| self.n_unknown() / width <= n_bins).unwrap_or(20.0)
    }

    /// From and to of each bin. Bins have a multiple of the width in their middle: guesses without ties are whole.
    fn edges(&self) -> Vec<(f64, f64)> {
        let width = self.bin_width();
        let n_bins = (self.n_unknown() / width - 1e-9).ceil() as usize + 1;
        (0..n_bins).map(|bin| ((bin as f64 - 0.5) * width, (bin as f64 + 0.5) * width)).collect()
    }

    /// Records by bin.
    fn counts(&self, side: &SideGuesses) -> Vec<usize> {
        let mut counts = vec![0; self.edges().len()];
        for distance in side.distances.iter().filter(|distance| distance.is_finite()) {
            let bin = (distance / self.bin_width() + 0.5).floor() as usize;
            let last = counts.len() - 1;
            counts[bin.min(last)] += 1;
        }
        counts
    }

    fn flags(&self, theme: &Theme) -> Vec<Flag> {
        let muted = theme.muted;
        let of_baseline =
            |by: Imputation| Flag::of_baseline(by, self.report.baseline(by)?.members.mean_hamming, 2, theme);
        let of_paper = |mean: f64| Flag {
            at: mean,
            name: "paper".to_string(),
            value: number(mean, 1),
            ink: muted,
            stroke: of_paper(muted),
        };
        let paper = self.papers_mean.map(of_paper);
        self.beside.iter().copied().filter_map(of_baseline).chain(paper).collect()
    }
}

/// How the sides look.
const NAMES: [&str; 2] = ["members", "non-members"];
const OPACITIES: [f64; 2] = [0.22, 0.0];
const MARKERS: [Marker; 2] = [Marker::Disc, Marker::Square];

impl Figure for GuessHistogram {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let edges = self.edges();
        let shares = self.sides().map(|side| -> Vec<f64> {
            let n = side.distances.len().max(1) as f64;
            self.counts(side).iter().map(|count| *count as f64 / n).collect()
        });
        let most = shares.iter().flatten().fold(0.0, |a: f64, b| a.max(*b));
        let most = if most > 0.0 { most } else { 1.0 };
        let mut ticks = round_ticks(0.0, most, pen.height() / 60.0);
        ticks.iter_mut().for_each(|tick| tick.label = percent(tick.at));
        // The upper end holds the means with their intervals.
        let y = Axis { names: vec!["share of each side's records".into()], low: 0.0, high: most * 1.3, ticks };
        let n_unknown = self.report.unknown.len();
        let x = Axis {
            names: vec![
                format!("mean distance of the best guesses from the truth (of {n_unknown} features)"),
                format!("features guessed wrong (of {n_unknown})"),
            ],
            low: edges[0].0,
            high: edges[edges.len() - 1].1,
            ticks: whole_ticks(0.0, self.n_unknown(), pen.width() / 40.0),
        };
        let strokes = [Stroke { width: 1.5, ..solid(theme.members) }, dashed(theme.non_members)];
        let keys: Vec<_> = (0..2)
            .map(|side| {
                let mean = number(self.sides()[side].mean_hamming, 2);
                filled(format!("{} (mean {mean})", NAMES[side]), strokes[side], OPACITIES[side])
            })
            .collect();
        let mut frame = Frame::new(pen, x, y, &keys, KeyPlace::Above);
        let flags = Flags::new(self.flags(&pen.style.theme), &frame);
        frame.reserve_above(flags.height());
        frame.draw(pen)?;
        flags.draw(pen, &frame)?;
        for side in 0..2 {
            for points in outlines(&edges, &shares[side], &frame) {
                pen.fill(&points, strokes[side].colour, OPACITIES[side])?;
                pen.path(&points, strokes[side])?;
            }
        }
        for (side, guesses) in self.sides().into_iter().enumerate().filter(|(_, guesses)| !guesses.distances.is_empty())
        {
            let height = [1.24, 1.12][side] * most;
            let (mean, interval) = (guesses.mean_hamming, guesses.mean_hamming_interval);
            let thin = Stroke { width: 1.5, dash: Dash::Solid, ..strokes[side] };
            pen.path(&[frame.at(mean, 0.0), frame.at(mean, height)], Stroke { width: 1.0, ..strokes[side] })?;
            pen.whisker(frame.at(interval.low, height), frame.at(interval.high, height), thin)?;
            pen.marker(MARKERS[side], frame.at(mean, height), thin.colour)?;
        }
        let is_empty = self.sides().iter().all(|side| side.distances.is_empty());
        if is_empty { frame.say(pen, "no guesses yet") } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let [members, non_members] = self.sides();
        if members.distances.is_empty() {
            return "No records have been guessed yet.".to_string();
        }
        let chance = self.report.baseline(Imputation::Chance).map(|b| b.members.mean_hamming).filter(|m| m.is_finite());
        let chance = chance.map_or(String::new(), |mean| format!(", where chance misses {}", number(mean, 2)));
        let paper =
            self.papers_mean.map_or(String::new(), |mean| format!(" and the paper reports about {}", number(mean, 1)));
        format!(
            "Of {} unknown features, guesses by {} miss {} on average for {} members ({}) and {} for {} non-members \
             ({}){chance}{paper}{}.",
            self.report.unknown.len(),
            score_title(self.by),
            number(members.mean_hamming, 2),
            whole(members.distances.len() as u64),
            interval_words(&members.mean_hamming_interval, 2),
            number(non_members.mean_hamming, 2),
            whole(non_members.distances.len() as u64),
            interval_words(&non_members.mean_hamming_interval, 2),
            if self.beside.len() > 1 { best_baseline(&self.report) } else { String::new() },
        )
    }

    fn reading(&self) -> Option<Reading> {
        guesses::reading(&self.report, self.by)
    }

    fn table(&self) -> DataTable {
        let mut table =
            DataTable::with_interval(&["quantity", "side", "distance from", "distance to", "records", "mean distance"]);
        for (name, side) in NAMES.into_iter().zip(self.sides()) {
            for ((from, to), count) in self.edges().into_iter().zip(self.counts(side)) {
                table.push(Row::of(&[&"records by distance", &name, &from.max(0.0), &to, &count]));
            }
        }
        let mean_of = |quantity: &str, name: &str, mean| Row::of(&[&quantity, &name, &"", &"", &""]).number(mean);
        for (name, side) in NAMES.into_iter().zip(self.sides()) {
            table.push(mean_of("attack", name, side.mean_hamming).interval(&side.mean_hamming_interval));
        }
        for &by in self.beside {
            let Some(of) = self.report.baseline(by) else { continue };
            for (name, side) in NAMES.into_iter().zip([&of.members, &of.non_members]) {
                table.push(mean_of(by.title(), name, side.mean_hamming).interval(&side.mean_hamming_interval));
            }
        }
        if let Some(mean) = self.papers_mean {
            table.push(mean_of("attack, in the paper", NAMES[0], mean));
        }
        table
    }
}
