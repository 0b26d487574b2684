//! Strong membership inference by distance: what the model's answer gives away, beside both of its controls.

use crate::figure::{DataTable, Drawn, Figure, Style};
use crate::flag::baseline;
use crate::frame::{Axis, Frame, Key, KeyPlace, dashed, line, solid};
use crate::pen::{Dash, HPos, Marker, Pen, Point, Stroke, TICK_SIZE, VPos};
use crate::tick::{Tick, percent, round_ticks};
use nearmiss::game::strong_membership::{Neighbour, PairResult, StrongMembershipResult};
use nearmiss::trial::Side;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::prelude::DrawingBackend;

/// What one attack achieves against neighbours at growing distance (Definition 2).
#[derive(Debug, Clone, PartialEq)]
pub struct StrongMembershipChart {
    /// All games finished so far, in any order.
    pub results: Vec<StrongMembershipResult>,
    /// The attack's registered name.
    pub attack: String,
    /// Its name in the page.
    pub attack_title: String,
    /// Which kind of neighbour is shown.
    pub neighbour: Neighbour,
    /// The greatest distance there can be.
    pub n_features: usize,
}

impl StrongMembershipChart {
    /// The games shown, by distance.
    fn games(&self, originals: Side) -> Vec<&StrongMembershipResult> {
        let shown = |r: &&StrongMembershipResult| {
            r.game.neighbour == self.neighbour && r.game.originals == originals && r.n_pairs > 0
        };
        let mut games: Vec<_> = self.results.iter().filter(shown).collect();
        games.sort_by_key(|r| r.game.distance);
        games
    }

    fn values(&self, originals: Side, value: impl Fn(&PairResult) -> f64) -> Vec<(usize, f64)> {
        let games = self.games(originals).into_iter();
        games.filter_map(|r| Some((r.game.distance, value(r.attacks.get(&self.attack)?)))).collect()
    }
}

/// A line of the chart.
struct Series {
    key: Key,
    stroke: Stroke,
    marker: Marker,
    /// Distance and value.
    points: Vec<(usize, f64)>,
}

impl Figure for StrongMembershipChart {
    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, style: &Style) -> Drawn<DB> {
        let pen = Pen::on(area, style)?;
        let theme = &style.theme;
        let dotted = |colour| Stroke { colour, width: 1.5, dash: Dash::Dotted };
        let model_free = |value: fn(&StrongMembershipResult) -> Option<f64>| {
            let games = self.games(Side::Members).into_iter();
            games.filter_map(|r| Some((r.game.distance, value(r)?))).collect::<Vec<_>>()
        };
        let paired = |originals| self.values(originals, |r| r.paired_success);
        let series =
            |label: &str, stroke, marker, points| Series { key: line(label, stroke, marker), stroke, marker, points };
        // At the lines' ends there is room to say more.
        let name = |long: &'static str, short: &'static str| if pen.is_wide() { long } else { short };
        let mut all = vec![
            series(name("members, paired", "members"), solid(theme.members), Marker::Disc, paired(Side::Members)),
            series(
                name("members, AUC", "AUC"),
                dotted(theme.members),
                Marker::None,
                self.values(Side::Members, |r| r.auc),
            ),
            series(
                name("non-members, paired", "non-members"),
                dashed(theme.non_members),
                Marker::Square,
                paired(Side::NonMembers),
            ),
        ];
        let fewer_ones = model_free(|r| r.model_free.fewer_ones);
        let frequencies = model_free(|r| r.model_free.frequencies);
        let rules = [
            series(name("rule: fewer ones", "fewer ones"), baseline(theme.muted), Marker::None, fewer_ones),
            series(name("rule: frequencies", "frequencies"), dotted(theme.muted), Marker::None, frequencies),
        ];
        all.extend(rules.into_iter().filter(|s| !s.points.is_empty()));

        let distances: Vec<usize> = all.iter().flat_map(|s| s.points.iter().map(|p| p.0)).collect();
        let nearest = distances.iter().copied().min().unwrap_or(1).max(1) as f64;
        let furthest = distances.iter().copied().max().unwrap_or(self.n_features.clamp(2, 50)) as f64;
        let furthest = if furthest > nearest { furthest } else { nearest * 2.0 };
        let lowest = all.iter().flat_map(|s| s.points.iter().map(|p| p.1)).fold(0.4, f64::min);
        let lowest = (lowest * 10.0 + 1e-9).floor() / 10.0;
        let mut marks: Vec<usize> = if distances.is_empty() { vec![1, 2, 5, 10, 20, 50] } else { distances };
        marks.sort_unstable();
        marks.dedup();
        let ticks = marks.into_iter().filter(|r| (*r as f64) <= furthest);
        let x = Axis {
            names: vec![
                format!("r: features in which the neighbour differs (of {})", self.n_features),
                "r: features that differ".into(),
            ],
            low: libm::log(nearest),
            high: libm::log(furthest),
            ticks: ticks.map(|r| Tick { at: libm::log(r as f64), label: r.to_string() }).collect(),
        };
        let y = Axis {
            names: vec!["pairs in which the record is told from its neighbour".into(), "pairs won".into()],
            low: lowest,
            high: 1.0,
            ticks: round_ticks(lowest, 1.0, pen.height() / 50.0),
        };
        let chance_stroke = Stroke { width: 1.0, ..baseline(theme.muted) };
        let mut keys: Vec<Key> = all.iter().map(|s| s.key.clone()).collect();
        if pen.is_wide() {
            keys.push(line("chance", chance_stroke, Marker::None));
        }
        let frame = Frame::new(&pen, x, y, &keys, KeyPlace::Ends);
        frame.draw(&pen)?;

        pen.path(&[frame.at(frame.x.low, 0.5), frame.at(frame.x.high, 0.5)], chance_stroke)?;
        let mut ends = Vec::new();
        // What was measured lies over what it is compared with.
        for Series { key, stroke, marker, points } in all.iter().rev() {
            let place = |(distance, value): &(usize, f64)| frame.at(libm::log(*distance as f64), *value);
            let places: Vec<Point> = points.iter().map(place).collect();
            pen.path(&places, *stroke)?;
            for at in &places {
                pen.marker(*marker, *at, stroke.colour)?;
            }
            ends.extend(points.last().map(|last| (last.1, key)));
        }
        let intervals = self.values(Side::Members, |r| r.paired_interval.low);
        for ((distance, low), (_, high)) in
            intervals.into_iter().zip(self.values(Side::Members, |r| r.paired_interval.high))
        {
            let x = libm::log(distance as f64);
            pen.path(&[frame.at(x, low), frame.at(x, high)], Stroke { width: 1.0, ..solid(theme.members) })?;
        }
        if ends.is_empty() {
            frame.say(&pen, "no results yet")?;
        }
        if frame.at_ends {
            ends.push((0.5, keys.last().expect("chance is the last name")));
            frame.name_ends(&pen, &ends)
        } else {
            let (x, y) = frame.at(frame.x.low, 0.5);
            pen.text("chance", (x + 4.0, y + 8.0), (HPos::Left, VPos::Center), TICK_SIZE, theme.muted)
        }
    }

    fn title(&self) -> &'static str {
        "Strong membership by distance"
    }

    fn summary(&self) -> String {
        let games = self.games(Side::Members);
        let Some((nearest, result)) = games.first().and_then(|r| Some((r, r.attacks.get(&self.attack)?))) else {
            return "No strong membership game has been played yet.".to_string();
        };
        let distance = nearest.game.distance;
        let control = self.values(Side::NonMembers, |r| r.paired_success).into_iter().find(|c| c.0 == distance);
        let control = control.map_or(String::new(), |(_, success)| {
            format!(", and {} when the records are non-members", percent(success))
        });
        let best_rule = nearest.model_free.fewer_ones.unwrap_or(0.0).max(nearest.model_free.frequencies.unwrap_or(0.0));
        let furthest = games.last().and_then(|r| Some((r.game.distance, r.attacks.get(&self.attack)?)));
        let trend = match furthest {
            Some((furthest, result)) if furthest > distance => {
                format!("; at distance {furthest} it is {}", percent(result.paired_success))
            }
            _ => String::new(),
        };
        format!(
            "At distance {distance}, {} tells a member from its neighbour in {} of {} pairs{control}, where a rule \
             that never asks the model wins {} and chance is 50 %{trend}.",
            self.attack_title,
            percent(result.paired_success),
            nearest.n_pairs,
            percent(best_rule),
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&[
            "originals",
            "distance",
            "pairs",
            "paired success",
            "interval low",
            "interval high",
            "AUC",
            "ties",
            "rule: fewer ones",
            "rule: frequencies",
        ]);
        for (side, name) in [(Side::Members, "members"), (Side::NonMembers, "non-members")] {
            for game in self.games(side) {
                let Some(result) = game.attacks.get(&self.attack) else { continue };
                let PairResult { auc, paired_success, paired_interval, tied, .. } = result;
                let mut row = vec![name.to_string(), game.game.distance.to_string(), game.n_pairs.to_string()];
                row.extend(
                    [paired_success, &paired_interval.low, &paired_interval.high, auc, tied].map(|v| v.to_string()),
                );
                row.push(game.model_free.fewer_ones.map_or(String::new(), |v| v.to_string()));
                row.push(game.model_free.frequencies.map_or(String::new(), |v| v.to_string()));
                table.rows.push(row);
            }
        }
        table
    }
}
