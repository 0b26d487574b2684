//! How well real non-members are told from members, by their distance from the training set: figure 1 of the main
//! paper. Distant records are odd ones too, so their number of ones stands below.

use super::kind::{Figure, FigureKind, boxed};
use crate::answer::{Reading, nearness};
use crate::frame::{Axis, Frame};
use crate::key::{Key, KeyPlace, Sample, line};
use crate::number::{number, whole};
use crate::pen::{HPos, Marker, Pen, Point, TICK_SIZE, VPos, text_width};
use crate::phrase::{interval_words, measure};
use crate::stroke::{Stroke, baseline, of_paper, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{round_ticks, whole_ticks};
use crate::view;
use nearmiss::distance::DistanceGroup;
use nearmiss::interval::Interval;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::order;
use nearmiss::report::Findings;
use nearmiss::{Experiment, Metric};

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "figure_1_auc_by_distance",
    title: "AUC by distance from the training set",
    variants: view::once,
    make: |input, _| NearnessAuc::of(input.findings, input.experiment).map(boxed),
};

/// AUC of max-confidence by group of non-members.
#[derive(Debug, Clone, PartialEq)]
pub struct NearnessAuc {
    /// Distances ascending.
    pub groups: Vec<DistanceGroup>,
    /// What distances are measured by.
    pub metric: Metric,
    /// Pearson's correlation of distance and number of ones.
    pub ones_correlation: Option<f64>,
    /// AUC against all non-members, and its interval.
    pub overall: Option<(f64, Interval)>,
    /// The AUC that the paper reports.
    pub papers_auc: Option<f64>,
}

/// Height of the row of counts.
const COUNTS: f64 = 22.0;

impl NearnessAuc {
    /// None where distances weren't computed or no non-member was scored.
    pub fn of(findings: &Findings, experiment: &Experiment) -> Option<NearnessAuc> {
        let report = findings.non_member_distance.as_ref()?;
        (!report.groups.is_empty()).then(|| NearnessAuc {
            groups: report.groups.clone(),
            metric: experiment.metric,
            ones_correlation: report.ones_correlation,
            overall: findings.membership.get(PAPERS_ATTACK).map(|result| (result.auc, result.auc_interval)),
            papers_auc: experiment.paper.map(|paper| paper.auc()),
        })
    }

    fn furthest(&self) -> f64 {
        self.groups.last().map_or(1, |group| group.to.max(1)) as f64
    }

    /// The vertical axis: everything drawn, and chance.
    fn axis(&self, height: f64) -> Axis {
        let of_groups = self.groups.iter().flat_map(|g| [g.auc, g.auc_interval.low, g.auc_interval.high]);
        let of_all = self.overall.iter().flat_map(|(auc, interval)| [*auc, interval.low, interval.high]);
        let all: Vec<f64> = of_groups.chain(of_all).chain(self.papers_auc).chain([0.45, 0.6]).collect();
        let low = (all.iter().copied().fold(0.5, f64::min) * 10.0 + 1e-9).floor() / 10.0;
        let high = (all.iter().copied().fold(0.5, f64::max) * 10.0 - 1e-9).ceil() / 10.0;
        Axis { names: vec!["AUC, with 95 % intervals".into()], low, high, ticks: round_ticks(low, high, height / 50.0) }
    }

    /// The strip's axis; none where features aren't binary.
    fn ones_axis(&self) -> Option<Axis> {
        let ones: Vec<f64> = self.groups.iter().map(|g| g.mean_ones).collect::<Option<_>>()?;
        let most = ones.into_iter().fold(1.0, f64::max);
        let names = vec!["mean number of ones in a group's records".into(), "mean number of ones".into()];
        Some(Axis { names, low: 0.0, high: 1.05 * most, ticks: round_ticks(0.0, most, 2.0) })
    }

    /// The number of records of each group in a row above the plot; small groups first, the others where there is room.
    fn draw_counts(&self, pen: &Pen<'_>, frame: &Frame) -> Drawn {
        let (y, muted) = (frame.top - COUNTS / 2.0 - 3.0, pen.style.theme.muted);
        pen.text("n", (frame.left - 8.0, y), (HPos::Right, VPos::Center), TICK_SIZE, muted)?;
        let mut groups: Vec<&DistanceGroup> = self.groups.iter().collect();
        order::sort_by_key(&mut groups, |group| group.n);
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for group in groups {
            let (label, x) = (whole(group.n as u64), frame.x_at(middle(group)));
            let half = text_width(&label, TICK_SIZE) / 2.0 + 1.5;
            let (left, right) = (x - half, x + half);
            let is_inside = left >= frame.left - 4.0 && right <= frame.right + frame.spare_right();
            if is_inside && taken.iter().all(|t| right <= t.0 || left >= t.1) {
                taken.push((left, right));
                pen.text(&label, (x, y), (HPos::Center, VPos::Center), TICK_SIZE, muted)?;
            }
        }
        Ok(())
    }
}

fn middle(group: &DistanceGroup) -> f64 {
    (group.from + group.to) as f64 / 2.0
}

impl Figure for NearnessAuc {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let x = Axis {
            names: vec![
                format!("distance from the training set: {} the nearest member", measure(self.metric)),
                "distance from the training set".into(),
            ],
            low: -0.5,
            high: self.furthest() + 0.5,
            ticks: whole_ticks(0.0, self.furthest(), pen.width() / 60.0),
        };
        let mut keys = vec![Key {
            label: "group of n non-members".into(),
            sample: Sample::Line(Stroke { width: 1.5, ..solid(theme.non_members) }, Marker::Disc),
        }];
        let mut levels: Vec<(f64, Stroke)> = vec![(0.5, Stroke { width: 1.0, ..baseline(theme.muted) })];
        keys.push(line("chance 0.5", levels[0].1, Marker::None));
        if let Some((auc, _)) = self.overall {
            levels.push((auc, Stroke { width: 1.5, ..solid(theme.ink) }));
            keys.push(line(format!("all {auc:.3}"), levels[levels.len() - 1].1, Marker::None));
        }
        if let Some(auc) = self.papers_auc {
            levels.push((auc, of_paper(theme.muted)));
            keys.push(line(format!("paper, all {auc:.3}"), levels[levels.len() - 1].1, Marker::None));
        }
        let mut frame = Frame::new(pen, x, self.axis(pen.height()), &keys, KeyPlace::Ends);
        frame.reserve_above(COUNTS);
        let strip = self.ones_axis().and_then(|y| frame.cut_strip(y));
        frame.draw(pen)?;
        self.draw_counts(pen, &frame)?;

        if let Some((_, interval)) = &self.overall {
            let edge = |value| [frame.at(frame.x.low, value), frame.at(frame.x.high, value)];
            pen.band(&edge(interval.low), &edge(interval.high), theme.ink, 0.1)?;
        }
        for (value, stroke) in &levels {
            pen.path(&[frame.at(frame.x.low, *value), frame.at(frame.x.high, *value)], *stroke)?;
        }
        let of_group = Stroke { width: 1.0, ..solid(theme.non_members) };
        let most = self.groups.iter().map(|group| group.n).max().unwrap_or(1) as f64;
        for group in &self.groups {
            let (from, to) = (group.from as f64 - 0.4, group.to as f64 + 0.4);
            pen.path(&[frame.at(from, group.auc), frame.at(to, group.auc)], Stroke { width: 1.5, ..of_group })?;
            let (x, interval) = (middle(group), &group.auc_interval);
            pen.whisker(frame.at(x, interval.low), frame.at(x, interval.high), of_group)?;
            // The disc's area goes with the number of records.
            let radius = (5.0 * (group.n as f64 / most).sqrt()).max(2.0);
            pen.disc(frame.at(x, group.auc), radius, theme.non_members)?;
        }
        if let Some(strip) = &strip {
            strip.draw(pen)?;
            let place = |g: &DistanceGroup| Some(strip.at(middle(g), g.mean_ones?));
            let points: Vec<Point> = self.groups.iter().filter_map(place).collect();
            pen.path(&points, Stroke { width: 1.5, ..solid(theme.muted) })?;
            for at in points {
                pen.marker(Marker::Square, at, theme.muted)?;
            }
        }
        if self.groups.is_empty() {
            frame.say(pen, "no distances yet")?;
        }
        if !frame.at_ends {
            return Ok(());
        }
        let last = self.groups.last().map(|group| group.auc);
        let values = [last.unwrap_or(frame.y.high)].into_iter().chain(levels.iter().map(|level| level.0));
        let ends: Vec<(f64, &Key)> = values.zip(&keys).collect();
        frame.name_ends(pen, &ends)
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let Some(first) = self.groups.first() else {
            return "No non-member's distance from the training set is known yet.".to_string();
        };
        let describe = |group: &DistanceGroup| {
            let n = if group.n == 1 {
                "1 non-member".to_string()
            } else {
                format!("{} non-members", whole(group.n as u64))
            };
            let to = if group.to > group.from { format!(" to {}", group.to) } else { String::new() };
            let interval = interval_words(&group.auc_interval, 3);
            format!("{n} at distance {}{to} with an AUC of {:.3} ({interval})", group.from, group.auc)
        };
        // Not the best group: that is often a group of few.
        let largest = self.groups.iter().reduce(|largest, next| if next.n > largest.n { next } else { largest });
        let largest = largest.filter(|group| group.from > first.from);
        let largest = largest.map_or(String::new(), |group| format!(", from the largest group, {}", describe(group)));
        let overall = self.overall.map_or(String::new(), |(auc, interval)| {
            format!(", from all together with {auc:.3} ({})", interval_words(&interval, 3))
        });
        let paper = self.papers_auc.map_or(String::new(), |auc| format!(", where the paper reports {auc:.3}"));
        let ones = self.ones_correlation.map_or(String::new(), |r| {
            let (much, so) =
                if r.abs() >= 0.5 { ("", ", so distant records are odd ones too") } else { (" little", "") };
            format!("; distance goes{much} with the number of ones (correlation {}){so}", number(r, 2))
        });
        format!(
            "Max-confidence tells members from the nearest {}{largest}{overall}{paper}; chance is 0.5{ones}.",
            describe(first)
        )
    }

    fn reading(&self) -> Option<Reading> {
        (!self.groups.is_empty()).then(|| nearness::reading(&self.groups, self.overall))
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::with_interval(&["distance from", "distance to", "non-members", "mean ones", "AUC"]);
        for group in &self.groups {
            let row = Row::of(&[&group.from, &group.to, &group.n]).maybe(group.mean_ones).number(group.auc);
            table.push(row.interval(&group.auc_interval));
        }
        if let Some((auc, interval)) = &self.overall {
            table.push(Row::of(&[&"all", &"", &"", &""]).number(*auc).interval(interval));
        }
        if let Some(auc) = self.papers_auc {
            table.push(Row::of(&[&"all, in the paper", &"", &"", &""]).number(auc));
        }
        table
    }
}
