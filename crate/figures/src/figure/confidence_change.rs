//! How the model's confidence changes from a record to its neighbours, by distance: figure 4 of the main paper.

use super::kind::{Figure, FigureKind, boxed};
use super::strong_membership::of_kind;
use crate::answer::{Reading, change};
use crate::frame::{Axis, Frame};
use crate::key::{KeyPlace, filled, line};
use crate::number::{number, percent, whole};
use crate::pen::{Marker, Pen};
use crate::stroke::{Dash, Stroke, dashed, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::Tick;
use crate::view;
use nearmiss::game::strong_membership::{ConfidenceChange, Neighbour};
use nearmiss::order;
use nearmiss::report::{Findings, StrongMembershipReport};
use nearmiss::trial::Side;
use plotters::style::RGBColor;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "figure_4_confidence_change",
    title: "Change of confidence by distance",
    variants: view::by_neighbour,
    make: |input, view| ConfidenceChangeChart::of(input.findings, view.neighbour).map(boxed),
};

/// Quantiles of CONF(x') - CONF(x) over all pairs, x' a neighbour of x.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfidenceChangeChart {
    /// Of one kind of neighbour, by distance, ascending.
    pub reports: Vec<StrongMembershipReport>,
}

impl ConfidenceChangeChart {
    /// None where no such neighbour was scored.
    pub fn of(findings: &Findings, neighbour: Neighbour) -> Option<ConfidenceChangeChart> {
        let reports = of_kind(findings, neighbour);
        (!reports.is_empty()).then_some(ConfidenceChangeChart { reports })
    }

    fn changes(&self, originals: Side) -> impl Iterator<Item = (usize, &ConfidenceChange)> {
        let reports = self.reports.iter().enumerate();
        reports.filter_map(move |(place, report)| Some((place, &report.of(originals)?.confidence_change)))
    }

    /// From below all whiskers to above them.
    fn axis(&self, height: f64) -> Axis {
        let all = || [Side::Members, Side::NonMembers].into_iter().flat_map(|side| self.changes(side));
        let least = all().map(|(_, c)| c.quantiles[P5].min(c.mean)).fold(-0.001, f64::min);
        let most = all().map(|(_, c)| c.quantiles[P95].max(c.mean)).fold(0.0001, f64::max);
        let round = |size: f64| ENDS.into_iter().find(|end| *end >= size).unwrap_or(1.0);
        let (least, most) = (-round(-least), round(most));
        let labelled = [(1.0, "1"), (0.5, "0.5"), (0.1, "0.1"), (0.01, "0.01"), (0.001, "0.001")];
        let mut ticks = vec![Tick { at: 0.0, label: "0".into() }];
        for (size, label) in labelled {
            if size <= -least && (size != 0.5 || least == -0.5) {
                ticks.push(Tick { at: place(-size), label: format!("−{label}") });
            }
            if size <= most && (size != 0.5 || most == 0.5) {
                ticks.push(Tick { at: place(size), label: format!("+{label}") });
            }
        }
        order::sort_by(&mut ticks, |a, b| a.at.total_cmp(&b.at));
        // Where lines are far too near to each other, only the ends and 0 are numbered.
        if height < 260.0 {
            ticks.retain(|tick| tick.at == 0.0 || tick.at == place(least) || tick.at == place(-0.1));
        }
        let names = vec![
            "CONF(x′) − CONF(x), scale logarithmic beyond ±0.0001".into(),
            "CONF(x′) − CONF(x), log. scale".into(),
        ];
        Axis { names, low: place(least), high: place(most), ticks }
    }

    fn strip_axis() -> Axis {
        let ticks = [(0.0, "0 %"), (1.0, "100 %")].map(|(at, label)| Tick { at, label: label.into() }).to_vec();
        let names = vec![
            "members' neighbours: lower (filled), the same (blank), higher (pale)".into(),
            "lower (filled), same (blank), higher (pale)".into(),
            "lower, same, higher".into(),
        ];
        Axis { names, low: 0.0, high: 1.0, ticks }
    }
}

/// Places in [`ConfidenceChange::LEVELS`].
const P5: usize = 1;
const P25: usize = 2;
const P50: usize = 3;
const P75: usize = 4;
const P95: usize = 5;

/// Where the axis may end, in either direction.
const ENDS: [f64; 6] = [0.0001, 0.001, 0.01, 0.1, 0.5, 1.0];

/// Changes smaller than this are drawn linearly, larger ones logarithmically.
const LINEAR: f64 = 1e-4;

/// Where on the axis a change is: sign(c) log10(1 + |c| / [`LINEAR`]).
fn place(change: f64) -> f64 {
    let size = libm::log10(1.0 + change.abs() / LINEAR);
    if change < 0.0 { -size } else { size }
}

/// A small change in words.
fn words(change: f64) -> String {
    if change == 0.0 {
        return "0".to_string();
    }
    let n_decimals = (1..9).find(|n| change.abs() * libm::pow(10.0, f64::from(*n)) >= 1.0).unwrap_or(8);
    number(change, n_decimals as usize + 1)
}

/// How one side's boxes look: where in a category's width, from 0 to 1, colour, opacity and whiskers.
struct Boxes {
    from: f64,
    to: f64,
    colour: RGBColor,
    opacity: f64,
    dash: Dash,
}

impl Boxes {
    fn draw(&self, pen: &Pen<'_>, frame: &Frame, category: usize, change: &ConfidenceChange) -> Drawn {
        let at = |share: f64, level: usize| frame.at(category as f64 + share, place(change.quantiles[level]));
        let thin = Stroke { colour: self.colour, width: 1.0, dash: Dash::Solid };
        let middle = f64::midpoint(self.from, self.to);
        pen.path(&[at(middle, P5), at(middle, P25)], Stroke { dash: self.dash, ..thin })?;
        pen.path(&[at(middle, P75), at(middle, P95)], Stroke { dash: self.dash, ..thin })?;
        let corners = [at(self.from, P25), at(self.from, P75), at(self.to, P75), at(self.to, P25), at(self.from, P25)];
        pen.fill(&corners, self.colour, self.opacity)?;
        pen.path(&corners, thin)?;
        pen.path(&[at(self.from, P50), at(self.to, P50)], Stroke { width: 2.5, ..thin })
    }
}

impl Figure for ConfidenceChangeChart {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let n = self.reports.len().max(1) as f64;
        let ticks = self.reports.iter().enumerate();
        let x = Axis {
            names: vec![
                "r: features in which the neighbour x′ differs from x".into(),
                "r: features that differ".into(),
            ],
            low: 0.0,
            high: n,
            ticks: ticks.map(|(k, r)| Tick { at: k as f64 + 0.5, label: r.distance.to_string() }).collect(),
        };
        let thin = |colour| Stroke { width: 1.0, ..solid(colour) };
        let boxes = [
            Boxes { from: 0.12, to: 0.52, colour: theme.members, opacity: 0.35, dash: Dash::Solid },
            Boxes { from: 0.6, to: 0.88, colour: theme.non_members, opacity: 0.0, dash: Dash::Dashed },
        ];
        let of_mean = Stroke { dash: Dash::Dotted, ..thin(theme.members) };
        let keys = [
            filled("x a member", thin(theme.members), 0.35),
            filled("x a non-member (control)", thin(theme.non_members), 0.0),
            line("mean, members", of_mean, Marker::Disc),
            filled("box: 25 to 75 %, line: 5 to 95 %", thin(theme.muted), 0.0),
            line("CONF(x): the record's own confidence", Stroke { width: 1.5, ..dashed(theme.ink) }, Marker::None),
        ];
        let mut frame = Frame::new(pen, x, self.axis(pen.height()), &keys, KeyPlace::Above);
        let strip = frame.cut_strip(ConfidenceChangeChart::strip_axis());
        frame.draw(pen)?;
        for (side, boxes) in [Side::Members, Side::NonMembers].into_iter().zip(&boxes) {
            for (category, change) in self.changes(side) {
                boxes.draw(pen, &frame, category, change)?;
            }
        }
        pen.path(&[frame.at(0.0, 0.0), frame.at(n, 0.0)], Stroke { width: 1.5, ..dashed(theme.ink) })?;
        let means: Vec<_> =
            self.changes(Side::Members).map(|(k, c)| frame.at(k as f64 + 0.32, place(c.mean))).collect();
        pen.path(&means, of_mean)?;
        for at in means {
            pen.disc(at, 2.5, theme.members)?;
        }
        if let Some(strip) = &strip {
            strip.draw(pen)?;
            for (category, change) in self.changes(Side::Members) {
                let (from, to) = (category as f64 + 0.12, category as f64 + 0.88);
                let shares = [(0.0, change.lower, 0.75), (change.lower + change.equal, 1.0, 0.25)];
                for (low, high, opacity) in shares {
                    let corners = [strip.at(from, low), strip.at(from, high), strip.at(to, high), strip.at(to, low)];
                    pen.fill(&corners, theme.members, opacity)?;
                }
                let corners = [(from, 0.0), (from, 1.0), (to, 1.0), (to, 0.0), (from, 0.0)];
                pen.path(&corners.map(|(x, y)| strip.at(x, y)), thin(theme.members))?;
            }
        }
        if self.reports.is_empty() { frame.say(pen, "no neighbours yet") } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let Some(first) = self.reports.first() else { return "No neighbour has been scored yet.".to_string() };
        let describe = |report: &StrongMembershipReport| {
            let change = &report.members.confidence_change;
            let [lower, equal, higher] = [change.lower, change.equal, change.higher].map(percent);
            format!(
                "at distance {}, {lower} of {} neighbours of members have a lower confidence than the member itself, \
                 {equal} the same and {higher} a higher one (median change {}, 5 % lose {} or more)",
                report.distance,
                whole(report.members.n_pairs as u64),
                words(change.quantiles[P50]),
                words(0.0 - change.quantiles[P5]),
            )
        };
        let control = |report: &StrongMembershipReport| {
            let change = &report.non_members.as_ref()?.confidence_change;
            Some(format!("; of non-members' neighbours there, {} have a lower one", percent(change.lower)))
        };
        let last = self.reports.last().filter(|last| last.distance > first.distance);
        let last =
            last.map_or(String::new(), |last| format!("; {}{}", describe(last), control(last).unwrap_or_default()));
        let text = format!("{}{}{last}.", describe(first), control(first).unwrap_or_default());
        format!("A{}", &text[1..])
    }

    fn reading(&self) -> Option<Reading> {
        (!self.reports.is_empty()).then(|| change::reading(&self.reports))
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["originals", "distance", "pairs", "mean", "standard deviation"]);
        table.columns.extend(ConfidenceChange::LEVELS.map(|level| format!("{:.0} %", 100.0 * level)));
        table.columns.extend(["lower", "equal", "higher"].map(str::to_string));
        for (side, name) in [(Side::Members, "members"), (Side::NonMembers, "non-members")] {
            for report in &self.reports {
                let Some(played) = report.of(side) else { continue };
                let change = &played.confidence_change;
                let row = Row::of(&[&name, &report.distance, &played.n_pairs]).numbers(&[change.mean, change.sd]);
                let shares = [change.lower, change.equal, change.higher];
                table.push(row.numbers(&change.quantiles).numbers(&shares));
            }
        }
        table
    }
}
