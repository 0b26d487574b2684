//! The paper's data sets in one chart, as its figures 1 to 3 have them: a line each, over Hamming distance.
//!
//! These are of several experiments, so they are in no registry: whoever has the results makes them.

use super::kind::Figure;
use super::strong_membership::of_kind;
use crate::answer::{Reading, classes, distances, nearness};
use crate::frame::{Axis, Frame};
use crate::key::{Key, KeyPlace, line};
use crate::number::{number, percent};
use crate::pen::{Marker, Pen, Point};
use crate::stroke::{Dash, Stroke, baseline};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::theme::Theme;
use crate::tick::{Tick, round_ticks, whole_ticks};
use nearmiss::Experiment;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::interval::Interval;
use nearmiss::paper::{MORE_CLASSES, MORE_CLASSES_NEAR, PaperSetting};
use nearmiss::report::Findings;

/// One data set's result.
#[derive(Debug, Clone, Copy)]
pub struct OfSetting<'a> {
    /// Which it is.
    pub setting: PaperSetting,
    /// What was asked.
    pub experiment: &'a Experiment,
    /// All trials together.
    pub findings: &'a Findings,
}

/// Which of the paper's figures is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Figure 1: the AUC by distance from the training set.
    Nearness,
    /// Figure 2: distances.
    Distances,
    /// Figure 3: the AUC of members against neighbours at r.
    Strong,
}

/// A line for each data set that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSets {
    compared: Compared,
    lines: Vec<Line>,
    reading: Reading,
}

/// A data set's line.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    setting: PaperSetting,
    name: String,
    points: Vec<Value>,
}

/// At one distance, or at the middle of some.
#[derive(Debug, Clone, PartialEq)]
struct Value {
    from: usize,
    to: usize,
    value: f64,
    interval: Option<Interval>,
}

/// Distances in one bin of figure 2.
const BIN: usize = 5;

/// Of figure 3, how steep a line is, is told from the least r to this one: before any falls again.
const STEEP_TO: usize = 20;

impl DataSets {
    /// None where nothing is there.
    pub fn of(results: &[OfSetting<'_>], compared: Compared) -> Option<DataSets> {
        let mut lines: Vec<Line> = Vec::new();
        for of in results {
            let points = points(of, compared).unwrap_or_default();
            // The purchases are the same records whatever their classes: one line for all that are equal.
            let n_equal = lines.iter().filter(|line| line.points == points).count();
            match lines.iter_mut().find(|line| line.points == points && !points.is_empty()) {
                Some(line) if n_equal > 0 => line.name = format!("{} to {}", line.setting.name(), short(of.setting)),
                _ if points.is_empty() => {}
                _ => lines.push(Line { setting: of.setting, name: of.setting.name().to_string(), points }),
            }
        }
        let reading = reading(results, compared)?;
        (!lines.is_empty()).then_some(DataSets { compared, lines, reading })
    }

    fn x_axis(&self, width: f64) -> Axis {
        let furthest = self.lines.iter().flat_map(|line| &line.points).map(|point| point.to).max().unwrap_or(1) as f64;
        if self.compared != Compared::Strong {
            return Axis {
                names: vec!["Hamming distance from the training set".into(), "Hamming distance".into()],
                low: 0.0,
                high: furthest,
                ticks: whole_ticks(0.0, furthest, width / 60.0),
            };
        }
        let marks = [1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 600].into_iter();
        let ticks = marks.filter(|r| f64::from(*r) <= furthest);
        Axis {
            names: vec![
                "r: Hamming distance of the neighbour (logarithmic scale)".into(),
                "r: Hamming distance".into(),
            ],
            low: 0.0,
            high: libm::log(furthest.max(2.0)),
            ticks: ticks.map(|r| Tick { at: libm::log(f64::from(r)), label: r.to_string() }).collect(),
        }
    }

    fn y_axis(&self, height: f64) -> Axis {
        let values = || self.lines.iter().flat_map(|line| &line.points).map(|point| point.value);
        if self.compared == Compared::Distances {
            let most = values().fold(0.01, f64::max);
            let mut ticks = round_ticks(0.0, most, height / 60.0);
            ticks.iter_mut().for_each(|tick| tick.label = percent(tick.at));
            return Axis {
                names: vec![format!("share of non-members, by {BIN} distances")],
                low: 0.0,
                high: 1.04 * most,
                ticks,
            };
        }
        let lows = self.lines.iter().flat_map(|line| &line.points).filter_map(|point| Some(point.interval?.low));
        let low = (lows.chain(values()).fold(0.45, f64::min) * 10.0 + 1e-9).floor().max(0.0) / 10.0;
        let names = match self.compared {
            Compared::Strong => {
                vec!["AUC, members against neighbours, with 95 % intervals".into(), "AUC, 95 % intervals".into()]
            }
            _ => vec!["AUC, with 95 % intervals".to_string()],
        };
        Axis { names, low, high: 1.0, ticks: round_ticks(low, 1.0, height / 50.0) }
    }

    fn place(&self, point: &Value, frame: &Frame) -> Point {
        let x = (point.from + point.to) as f64 / 2.0;
        frame.at(if self.compared == Compared::Strong { libm::log(x) } else { x }, point.value)
    }
}

/// The name without what all purchases have in common.
fn short(setting: PaperSetting) -> &'static str {
    setting.name().strip_prefix("purchase").unwrap_or(setting.name())
}

fn points(of: &OfSetting<'_>, compared: Compared) -> Option<Vec<Value>> {
    if compared == Compared::Strong {
        let games = of_kind(of.findings, Neighbour::Flip).into_iter();
        let value = |r: usize, (value, interval)| Value { from: r, to: r, value, interval: Some(interval) };
        let auc = games.map(|game| {
            let pairs = game.members.max_confidence;
            value(game.distance, (pairs.auc, pairs.auc_interval))
        });
        return Some(auc.collect());
    }
    let report = of.findings.non_member_distance.as_ref()?;
    if compared == Compared::Nearness {
        let of_group = |group: &nearmiss::distance::DistanceGroup| {
            // The nearest group begins at 0, where nobody is.
            let least = report.histogram.first().map_or(0, |first| first.0);
            Value { from: group.from.max(least), to: group.to, value: group.auc, interval: Some(group.auc_interval) }
        };
        return Some(report.groups.iter().map(of_group).collect());
    }
    let n: usize = report.histogram.iter().map(|(_, n)| n).sum();
    let bin = |k: usize| {
        let (from, to) = (k * BIN, k * BIN + BIN - 1);
        let inside: usize = report.histogram.iter().filter(|(d, _)| (from..=to).contains(d)).map(|(_, n)| n).sum();
        Value { from, to, value: inside as f64 / n.max(1) as f64, interval: None }
    };
    let [first, last] = [report.histogram.first()?, report.histogram.last()?].map(|(distance, _)| distance / BIN);
    Some((first..=last).map(bin).collect())
}

fn reading(results: &[OfSetting<'_>], compared: Compared) -> Option<Reading> {
    if compared == Compared::Distances {
        let each = results.iter().filter_map(|of| {
            let report = of.findings.non_member_distance.as_ref()?;
            let n_non_members = of.experiment.split.n_non_members;
            let own = distances::reading(&report.histogram, n_non_members, of.experiment.metric);
            Some((of.setting.name(), own.word, report.mean))
        });
        return distances::of_all(&each.collect::<Vec<_>>());
    }
    let rise = |of: &OfSetting<'_>| match compared {
        Compared::Nearness => nearness::rise(&of.findings.non_member_distance.as_ref()?.groups),
        _ => {
            let games = of_kind(of.findings, Neighbour::Flip);
            let auc = |place: usize| {
                (games[place].members.max_confidence.auc, games[place].members.max_confidence.auc_interval)
            };
            let last = games.iter().rposition(|game| game.distance <= STEEP_TO).filter(|place| *place > 0)?;
            Some((auc(last).0 - auc(0).0, Interval::difference_of(auc(last), auc(0), 1)))
        }
    };
    let of_purchases = results.iter().filter_map(|of| {
        let (rise, interval) = rise(of)?;
        Some((of.setting.n_classes_of_purchases()?, rise, interval))
    });
    let (claim, what) = match compared {
        Compared::Nearness => {
            (&MORE_CLASSES_NEAR, "from the nearest group of non-members to the middle one".to_string())
        }
        _ => (&MORE_CLASSES, format!("from the least r to r = {STEEP_TO}")),
    };
    Some(classes::reading(claim, &of_purchases.collect::<Vec<_>>(), &what))
}

/// How a setting looks, which is the same in all three charts.
fn look(setting: PaperSetting, theme: &Theme) -> (Stroke, Marker) {
    const MARKERS: [Marker; 6] =
        [Marker::Disc, Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Cross, Marker::Plus];
    let place = PaperSetting::ALL.iter().position(|other| *other == setting).unwrap_or(0);
    let dash = if setting == PaperSetting::Location { Dash::Dashed } else { Dash::Solid };
    (Stroke { colour: theme.sets[place], width: 1.5, dash }, MARKERS[place])
}

impl Figure for DataSets {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let chance = Stroke { width: 1.0, ..baseline(theme.muted) };
        let mut keys: Vec<Key> = Vec::new();
        for own in &self.lines {
            let (stroke, marker) = look(own.setting, theme);
            keys.push(line(own.name.clone(), stroke, marker));
        }
        let has_chance = self.compared != Compared::Distances;
        if has_chance {
            keys.push(line("chance", chance, Marker::None));
        }
        let frame = Frame::new(pen, self.x_axis(pen.width()), self.y_axis(pen.height()), &keys, KeyPlace::Ends);
        frame.draw(pen)?;
        if has_chance {
            pen.path(&[frame.at(frame.x.low, 0.5), frame.at(frame.x.high, 0.5)], chance)?;
        }
        for own in &self.lines {
            let (stroke, marker) = look(own.setting, theme);
            let places: Vec<Point> = own.points.iter().map(|point| self.place(point, &frame)).collect();
            let thin = Stroke { width: 1.0, dash: Dash::Dotted, ..stroke };
            for point in &own.points {
                let end = |value: f64| self.place(&Value { value, ..point.clone() }, &frame);
                if let Some(Interval { low, high, .. }) = point.interval {
                    pen.path(&[end(low), end(high)], thin)?;
                }
            }
            pen.path(&places, stroke)?;
            for at in places {
                pen.marker(marker, at, stroke.colour)?;
            }
        }
        if !frame.at_ends {
            return Ok(());
        }
        let last = |own: &Line| own.points.last().map_or(0.5, |point| point.value);
        let ends: Vec<(f64, &Key)> = self.lines.iter().map(last).chain([0.5]).zip(&keys).collect();
        frame.name_ends(pen, &ends)
    }

    fn title(&self) -> &'static str {
        match self.compared {
            Compared::Nearness => "AUC by distance from the training set, by data set",
            Compared::Distances => "Non-members by distance from the training set, by data set",
            Compared::Strong => "Strong membership by distance, by data set",
        }
    }

    fn summary(&self) -> String {
        let each = self.lines.iter().filter_map(|line| {
            let (first, last) = (line.points.first()?, line.points.last()?);
            let most = line.points.iter().reduce(|most, next| if next.value > most.value { next } else { most })?;
            Some(match self.compared {
                Compared::Distances => format!("{} most at {} to {}", line.name, most.from, most.to),
                _ => {
                    let [first_auc, most_auc, last_auc] = [first, most, last].map(|point| number(point.value, 3));
                    let [near, peak, far] = [first, most, last].map(|point| match point.from == point.to {
                        true => point.from.to_string(),
                        false => format!("{} to {}", point.from, point.to),
                    });
                    format!("{} {first_auc} at {near}, at most {most_auc} at {peak}, {last_auc} at {far}", line.name)
                }
            })
        });
        let what = match self.compared {
            Compared::Distances => "Distances of non-members",
            _ => "AUC of max-confidence by distance",
        };
        format!("{what}: {}. All records are synthetic.", each.collect::<Vec<_>>().join("; "))
    }

    fn reading(&self) -> Option<Reading> {
        Some(self.reading.clone())
    }

    fn table(&self) -> DataTable {
        let value = if self.compared == Compared::Distances { "share of non-members" } else { "AUC" };
        let mut table = DataTable::with_interval(&["data", "distance from", "distance to", value]);
        for line in &self.lines {
            for point in &line.points {
                let row = Row::of(&[&line.name, &point.from, &point.to]);
                table.push(match &point.interval {
                    Some(interval) => row.number(point.value).interval(interval),
                    None => row.number(point.value),
                });
            }
        }
        table
    }
}
