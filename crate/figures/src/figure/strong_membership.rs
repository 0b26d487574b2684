//! Strong membership inference by distance: figure 3 of the main paper, which is unpaired, beside the paired game of
//! Definition 2 and both of its controls.

use super::kind::{Figure, FigureKind, boxed};
use crate::answer::strong::Played;
use crate::answer::{Reading, strong};
use crate::frame::{Axis, Frame};
use crate::key::{Key, KeyPlace, line};
use crate::number::{percent, whole};
use crate::pen::{Marker, Pen, Point};
use crate::phrase::{interval_words, percent_words};
use crate::stroke::{Dash, Stroke, baseline, dashed, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{Tick, round_ticks};
use crate::view;
use nearmiss::game::strong_membership::{Neighbour, PairResult};
use nearmiss::interval::Interval;
use nearmiss::membership;
use nearmiss::order;
use nearmiss::report::{Findings, StrongMembershipReport};
use nearmiss::trial::Side;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "figure_3_strong_membership",
    title: "Strong membership by distance",
    variants: view::by_neighbour_and_player,
    make: |input, view| StrongMembershipChart::of(input.findings, view.neighbour, view.player).map(boxed),
};

/// What one attack achieves against neighbours at growing distance (Definition 2).
#[derive(Debug, Clone, PartialEq)]
pub struct StrongMembershipChart {
    /// Of one kind of neighbour, by distance, ascending.
    pub reports: Vec<StrongMembershipReport>,
    /// The attack's registered name.
    pub attack: String,
}

/// The reports of one kind of neighbour, by distance.
pub(crate) fn of_kind(findings: &Findings, neighbour: Neighbour) -> Vec<StrongMembershipReport> {
    let mut reports = findings.strong_membership.clone();
    reports.retain(|report| report.neighbour == neighbour);
    order::sort_by_key(&mut reports, |report| report.distance);
    reports
}

impl StrongMembershipChart {
    /// None where this attack has not played against such neighbours.
    pub fn of(findings: &Findings, neighbour: Neighbour, attack: &str) -> Option<StrongMembershipChart> {
        let reports = of_kind(findings, neighbour);
        let has_played = reports.iter().any(|report| report.members.attack(attack).is_some());
        has_played.then(|| StrongMembershipChart { reports, attack: attack.to_string() })
    }

    /// The attack's results by distance.
    fn results(&self, originals: Side) -> impl DoubleEndedIterator<Item = (usize, &PairResult)> {
        self.reports.iter().filter_map(move |r| Some((r.distance, r.of(originals)?.attack(&self.attack)?)))
    }

    fn attack_title(&self) -> &str {
        membership::attack(&self.attack).map_or(&self.attack, |attack| attack.title())
    }

    fn all_series(&self, pen: &Pen<'_>) -> Vec<Series> {
        let theme = &pen.style.theme;
        // At the lines' ends there is room to say more.
        let name = |long: &'static str, short: &'static str| if pen.is_wide() { long } else { short };
        let values = |originals, f: fn(&PairResult) -> (f64, Interval)| -> Vec<Value> {
            self.results(originals).map(|(distance, r)| (distance, f(r).0, Some(f(r).1))).collect()
        };
        let paired = |originals| values(originals, |r| (r.paired_success, r.paired_interval));
        let unpaired = values(Side::Members, |r| (r.auc, r.auc_interval));
        let rule = self.reports.iter().map(|r| (r.distance, r.members.model_free, None)).collect();
        let of_auc = Stroke { colour: theme.members, width: 2.0, dash: Dash::Dotted };
        let series =
            |label: &str, stroke, marker, points| Series { key: line(label, stroke, marker), stroke, marker, points };
        let all = [
            series(name("members, paired", "members"), solid(theme.members), Marker::Disc, paired(Side::Members)),
            series(name("members, unpaired AUC", "unpaired AUC"), of_auc, Marker::None, unpaired),
            series(
                name("non-members, paired", "non-members"),
                dashed(theme.non_members),
                Marker::Square,
                paired(Side::NonMembers),
            ),
            series(name("rule without model", "no model"), baseline(theme.muted), Marker::Square, rule),
        ];
        all.into_iter().filter(|s| !s.points.is_empty()).collect()
    }
}

/// Distance, value and its interval.
type Value = (usize, f64, Option<Interval>);

/// A line of the chart.
struct Series {
    key: Key,
    stroke: Stroke,
    marker: Marker,
    points: Vec<Value>,
}

impl Series {
    fn draw(&self, pen: &Pen<'_>, frame: &Frame) -> Drawn {
        let place = |distance: usize, value: f64| frame.at(libm::log(distance as f64), value);
        let ends = |end: fn(&Interval) -> f64| -> Vec<Point> {
            self.points
                .iter()
                .filter_map(|(distance, _, interval)| Some(place(*distance, end(interval.as_ref()?))))
                .collect()
        };
        let (low, high) = (ends(|interval| interval.low), ends(|interval| interval.high));
        let places: Vec<Point> = self.points.iter().map(|(distance, value, _)| place(*distance, *value)).collect();
        pen.path(&places, self.stroke)?;
        // A line without markers has a band, the others a whisker a marker.
        if self.marker == Marker::None {
            return pen.band(&low, &high, self.stroke.colour, 0.13);
        }
        for (low, high) in low.into_iter().zip(high) {
            pen.whisker(low, high, Stroke { width: 1.0, dash: Dash::Solid, ..self.stroke })?;
        }
        for at in places {
            pen.marker(self.marker, at, self.stroke.colour)?;
        }
        Ok(())
    }
}

impl Figure for StrongMembershipChart {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let all = self.all_series(pen);
        let mut marks: Vec<usize> = self.reports.iter().map(|r| r.distance).collect();
        if marks.is_empty() {
            marks = vec![1, 2, 5, 10, 20, 50];
        }
        let nearest = marks.iter().copied().min().unwrap_or(1).max(1) as f64;
        let furthest = marks.iter().copied().max().unwrap_or(1) as f64;
        let furthest = if furthest > nearest { furthest } else { nearest * 2.0 };
        let values = all.iter().flat_map(|s| &s.points);
        let least = values.flat_map(|(_, value, interval)| [*value, interval.map_or(*value, |i| i.low)]);
        let lowest = (least.fold(0.45, f64::min) * 10.0 + 1e-9).floor() / 10.0;
        let x = Axis {
            names: vec![
                "r: features in which the neighbour differs (logarithmic scale)".into(),
                "r: features that differ".into(),
            ],
            low: libm::log(nearest),
            high: libm::log(furthest),
            ticks: marks.iter().map(|r| Tick { at: libm::log(*r as f64), label: r.to_string() }).collect(),
        };
        let y = Axis {
            names: vec![
                "share of pairs won, and AUC, with 95 % intervals".into(),
                "pairs won; AUC; 95 % intervals".into(),
            ],
            low: lowest,
            high: 1.0,
            ticks: round_ticks(lowest, 1.0, pen.height() / 50.0),
        };
        let chance_stroke = Stroke { width: 1.0, ..baseline(theme.muted) };
        let mut keys: Vec<Key> = all.iter().map(|s| s.key.clone()).collect();
        keys.push(line("chance", chance_stroke, Marker::None));
        let frame = Frame::new(pen, x, y, &keys, KeyPlace::Ends);
        frame.draw(pen)?;

        pen.path(&[frame.at(frame.x.low, 0.5), frame.at(frame.x.high, 0.5)], chance_stroke)?;
        // What was measured lies over what it is compared with.
        for series in all.iter().rev() {
            series.draw(pen, &frame)?;
        }
        if all.is_empty() {
            frame.say(pen, "no results yet")?;
        }
        if !frame.at_ends {
            return Ok(());
        }
        let last = |s: &Series| s.points.last().map_or(0.5, |point| point.1);
        let ends: Vec<(f64, &Key)> = all.iter().map(last).chain([0.5]).zip(&keys).collect();
        frame.name_ends(pen, &ends)
    }

    fn title(&self) -> &'static str {
        match self.reports.first().map(|report| report.neighbour) {
            Some(Neighbour::Swap) => "Strong membership by distance, ones swapped",
            _ => KIND.title,
        }
    }

    fn summary(&self) -> String {
        let mut results = self.results(Side::Members);
        let (Some((distance, result)), Some(report)) = (results.next(), self.reports.first()) else {
            return "No strong membership game has been played yet.".to_string();
        };
        let control = self.results(Side::NonMembers).find(|control| control.0 == distance);
        let control = control.map_or(String::new(), |(_, result)| {
            format!(", and {} when the records are non-members", percent(result.paired_success))
        });
        let trend = results.next_back().map_or(String::new(), |(furthest, result)| {
            format!("; at distance {furthest} it is {} (AUC {:.3})", percent(result.paired_success), result.auc)
        });
        format!(
            "At distance {distance}, {} tells a member from its neighbour in {} of {} pairs ({}){control}, where a \
             rule that never asks the model wins {} and chance is 50 %; the unpaired AUC, which the paper draws, is \
             {:.3} ({}){trend}.",
            self.attack_title().to_lowercase(),
            percent(result.paired_success),
            whole(report.members.n_pairs as u64),
            percent_words(&result.paired_interval),
            percent(report.members.model_free),
            result.auc,
            interval_words(&result.auc_interval, 3),
        )
    }

    fn reading(&self) -> Option<Reading> {
        let played: Vec<Played<'_>> = self
            .results(Side::Members)
            .map(|(distance, members)| {
                let others = self.results(Side::NonMembers).find(|control| control.0 == distance);
                Played { distance, members, others: others.map(|control| control.1) }
            })
            .collect();
        let neighbour = self.reports.first()?.neighbour;
        (!played.is_empty()).then(|| strong::reading(&played, neighbour))
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&[
            "originals",
            "distance",
            "pairs",
            "AUC",
            "AUC low",
            "AUC high",
            "AUC method",
            "paired success",
            "paired low",
            "paired high",
            "paired method",
            "ties",
            "best rule without model",
            "rule: fewer ones",
            "rule: frequencies",
        ]);
        for (side, name) in [(Side::Members, "members"), (Side::NonMembers, "non-members")] {
            for report in &self.reports {
                let Some(played) = report.of(side) else { continue };
                let Some(result) = played.attack(&self.attack) else { continue };
                let row = Row::of(&[&name, &report.distance, &played.n_pairs]);
                let row = row.number(result.auc).interval(&result.auc_interval);
                let row = row.number(result.paired_success).interval(&result.paired_interval);
                let row = row.numbers(&[result.tied, played.model_free]);
                table.push(row.maybe(played.rules.fewer_ones).number(played.rules.frequencies));
            }
        }
        table
    }
}
