//! Walks away from records: how sure the model is after every flipped feature.

use super::kind::Figure;
use crate::frame::{Axis, Frame};
use crate::key::{KeyPlace, line};
use crate::number::{number, whole};
use crate::pen::{Marker, Pen, Point};
use crate::stroke::{Dash, Stroke, baseline, dashed, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{round_ticks, whole_ticks};
use nearmiss::hill::{Walk, Walks};
use nearmiss::order;
use nearmiss::trial::Side;
use plotters::style::{Color, RGBColor};

/// The model's greatest confidence by flips, of many walks and of a person's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Hill {
    /// Away from members and from non-members.
    pub walks: Walks,
    /// The person's own, on top of the others.
    pub own: Option<Walk>,
}

/// Both sides, with what they are called.
const SIDES: [(Side, &str); 2] = [(Side::Members, "members"), (Side::NonMembers, "non-members")];

/// Of a line among many: so much of its colour, the rest paper's.
const FAINT: f64 = 0.4;

impl Hill {
    /// By how many flips more than half of a side's walks have been below [`Walks::UP`], as a main clause: "it takes 12 flips
    /// until more than half of the walks from members have been below 90 %". Of no walks it says nothing.
    pub fn until_below(walks: &Walks, side: Side) -> String {
        let name = SIDES[side.place()].1;
        match walks.flips_until_down(side) {
            _ if walks.of(side).is_empty() => String::new(),
            Some(0) => format!("more than half of the walks from {name} begin below 90\u{a0}%"),
            Some(n) => {
                format!("it takes {} until more than half of the walks from {name} have been below 90\u{a0}%", flips(n))
            }
            None => format!(
                "half of the walks from {name} or more are never below 90\u{a0}% within {}",
                flips(walks.n_flips())
            ),
        }
    }

    /// Whether one side's walks stay up for longer, in a sentence.
    pub fn verdict(walks: &Walks) -> &'static str {
        match walks.longer {
            Some(Side::Members) => "Members stay at 90\u{a0}% or more for longer, by more than luck explains.",
            Some(Side::NonMembers) => "Members fall below 90\u{a0}% sooner, by more than luck explains.",
            None => "So few walks don't show that members stay at 90\u{a0}% or more for longer.",
        }
    }

    /// The middle one of a side's confidences after so many flips, the mean of two middle ones; none where no walk is as long.
    fn median(&self, side: Side, n_flips: usize) -> Option<f64> {
        let of = |walk: &Walk| walk.confidence.get(n_flips).copied();
        let mut all: Vec<f64> = self.walks.of(side).iter().filter_map(of).collect();
        order::ascending(&mut all);
        let middle = all.len().checked_sub(1)?;
        Some(f64::midpoint(all[middle / 2], all[middle.div_ceil(2)]))
    }

    /// Of the change from a member to one flip away: at least half of them are at most so great, in percentage points.
    pub fn first_step(&self) -> Option<f64> {
        let change = |walk: &Walk| Some((walk.confidence.get(1)? - walk.confidence[0]).abs());
        let mut all: Vec<f64> = self.walks.of(Side::Members).iter().filter_map(change).collect();
        order::ascending(&mut all);
        Some(100.0 * all[all.len().checked_sub(1)? / 2])
    }

    /// Flips of the longest walk, the person's among them.
    fn n_flips(&self) -> usize {
        self.own.iter().map(|own| own.features.len()).fold(self.walks.n_flips(), usize::max)
    }
}

/// "1 flip", "12 flips".
fn flips(n: usize) -> String {
    format!("{} flip{}", whole(n as u64), if n == 1 { "" } else { "s" })
}

/// Between the colour and the paper.
fn faint(colour: RGBColor, paper: RGBColor) -> RGBColor {
    let mix = |own: u8, paper: u8| (FAINT * f64::from(own) + (1.0 - FAINT) * f64::from(paper)).round() as u8;
    let (own, paper) = (colour.rgb(), paper.rgb());
    RGBColor(mix(own.0, paper.0), mix(own.1, paper.1), mix(own.2, paper.2))
}

impl Figure for Hill {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let last = self.n_flips().max(1) as f64;
        let x = Axis {
            names: vec!["features flipped, one after the other".into(), "features flipped".into()],
            low: 0.0,
            high: last,
            ticks: whole_ticks(0.0, last, pen.width() / 60.0),
        };
        let y = Axis {
            names: vec!["the model's greatest confidence".into(), "greatest confidence".into()],
            low: 0.0,
            high: 1.0,
            ticks: round_ticks(0.0, 1.0, pen.height() / 50.0),
        };
        let sides = [solid(theme.members), dashed(theme.non_members)];
        let [members, others] = sides.map(|stroke| Stroke { width: 3.0, ..stroke });
        let own = Stroke { colour: theme.ink, width: 2.5, dash: Dash::Solid };
        let up = Stroke { width: 1.0, ..baseline(theme.muted) };
        let mut keys = vec![
            line("members (thick: median)", members, Marker::None),
            line("non-members", others, Marker::None),
            line("90\u{a0}%", up, Marker::None),
        ];
        if self.own.is_some() {
            keys.push(line("your walk", own, Marker::Disc));
        }
        let frame = Frame::new(pen, x, y, &keys, KeyPlace::Above);
        frame.draw(pen)?;
        let at = |(n_flips, confidence): (usize, f64)| frame.at(n_flips as f64, confidence.clamp(0.0, 1.0));
        let path = |walk: &Walk| walk.confidence.iter().copied().enumerate().map(at).collect::<Vec<Point>>();
        for ((side, _), stroke) in SIDES.into_iter().zip(sides) {
            let stroke = Stroke { colour: faint(stroke.colour, theme.paper), width: 1.0, ..stroke };
            self.walks.of(side).iter().try_for_each(|walk| pen.path(&path(walk), stroke))?;
        }
        pen.path(&[frame.at(0.0, Walks::UP), frame.at(last, Walks::UP)], up)?;
        for ((side, _), stroke) in SIDES.into_iter().zip([members, others]) {
            let median: Vec<Point> = (0..).map_while(|n| Some(at((n, self.median(side, n)?)))).collect();
            pen.path(&median, stroke)?;
        }
        if let Some(walk) = &self.own {
            let points = path(walk);
            pen.path(&points, own)?;
            points.iter().try_for_each(|point| pen.disc(*point, 2.5, theme.ink))?;
            if let Some(head) = points.last() {
                pen.marker(Marker::Disc, *head, theme.ink)?;
            }
        }
        if self.walks.n_flips() == 0 { frame.say(pen, "no walks yet") } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        "Walks away from records"
    }

    fn summary(&self) -> String {
        let Some(change) = self.first_step() else { return "Nobody has walked away from a record yet.".to_string() };
        let [members, others] = SIDES.map(|(side, _)| Hill::until_below(&self.walks, side));
        let change =
            if change < 0.005 { "less than 0.01".to_string() } else { format!("at most {}", number(change, 2)) };
        let verdict = Hill::verdict(&self.walks);
        format!(
            "A single flip changes the greatest confidence of half of the members by {change} percentage points. Of walks \
             that flip features at random, {members}; {others}. {verdict}"
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["flips", "median of members", "median of non-members", "your walk"]);
        for (side, name) in SIDES {
            for number in 1..=self.walks.of(side).len() {
                table.columns.push(format!("{name} {number}"));
            }
        }
        for n_flips in 0..=self.n_flips() {
            let mut row = Row::of(&[&n_flips]);
            for (side, _) in SIDES {
                row = row.maybe(self.median(side, n_flips));
            }
            row = row.maybe(self.own.as_ref().and_then(|own| own.confidence.get(n_flips).copied()));
            for walk in self.walks.sides.iter().flatten() {
                row = row.maybe(walk.confidence.get(n_flips).copied());
            }
            table.push(row);
        }
        table
    }
}
