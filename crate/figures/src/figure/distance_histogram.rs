//! How far non-members are from the training set: figure 2 of the main paper.

use super::kind::{Figure, FigureKind, boxed};
use crate::answer::{NEAR, Reading, distances};
use crate::flag::{Flag, Flags};
use crate::frame::{Axis, Frame};
use crate::key::KeyPlace;
use crate::number::{number, whole};
use crate::outline::outlines;
use crate::pen::Pen;
use crate::phrase::measure;
use crate::stroke::{Stroke, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::whole_ticks;
use crate::view;
use nearmiss::report::Findings;
use nearmiss::{Experiment, Metric};

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "figure_2_distances",
    title: "Non-members by distance from the training set",
    variants: view::once,
    make: |input, _| DistanceHistogram::of(input.findings, input.experiment).map(boxed),
};

/// Non-members by their least distance from a member.
#[derive(Debug, Clone, PartialEq)]
pub struct DistanceHistogram {
    /// Distance and number of non-members, ascending.
    pub histogram: Vec<(usize, usize)>,
    /// Of the distances.
    pub mean: f64,
    /// Standard deviation of the distances.
    pub sd: f64,
    /// What distances are measured by.
    pub metric: Metric,
    /// Size of the training set.
    pub n_members: usize,
    /// Non-members of one repeat.
    pub n_non_members: usize,
}

/// Bins that one can tell apart on a phone.
const N_BINS_MOST: usize = 50;

impl DistanceHistogram {
    /// None where distances weren't computed.
    pub fn of(findings: &Findings, experiment: &Experiment) -> Option<DistanceHistogram> {
        let report = findings.non_member_distance.as_ref()?;
        (!report.histogram.is_empty()).then(|| DistanceHistogram {
            histogram: report.histogram.clone(),
            mean: report.mean,
            sd: report.sd,
            metric: experiment.metric,
            n_members: experiment.split.n_members,
            n_non_members: experiment.split.n_non_members,
        })
    }

    /// Distances in one bin: 1, 2, 5, 10 and so on.
    fn bin_width(&self) -> usize {
        let n_distances = self.histogram.last().map_or(0, |last| last.0) + 1;
        let round = (0..7).flat_map(|power| [1, 2, 5].map(|factor| factor * 10_usize.pow(power)));
        round.into_iter().find(|width| n_distances.div_ceil(*width) <= N_BINS_MOST).unwrap_or(n_distances)
    }

    /// Non-members by bin, from distance 0 on: records that are in the training set as well would be there.
    fn bins(&self) -> Vec<usize> {
        let width = self.bin_width();
        let mut bins = vec![0; self.histogram.last().map_or(0, |last| last.0 / width + 1)];
        self.histogram.iter().for_each(|(distance, n)| bins[distance / width] += n);
        bins
    }
}

impl Figure for DistanceHistogram {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let (bins, width) = (self.bins(), self.bin_width() as f64);
        // The bin of distances 0 to 4 reaches from -0.5 to 4.5: distances are whole.
        let high = (bins.len().max(1) as f64 * width - 0.5).max(1.5);
        let most = bins.iter().copied().max().unwrap_or(0).max(1) as f64;
        let x = Axis {
            names: vec![
                format!(
                    "distance from the training set: {} the nearest of {} members",
                    measure(self.metric),
                    whole(self.n_members as u64)
                ),
                "distance from the training set".into(),
            ],
            low: -0.5,
            high,
            ticks: whole_ticks(0.0, high, pen.width() / 60.0),
        };
        let per_bin = if width == 1.0 { String::new() } else { format!(", in bins of {width} distances") };
        let y = Axis {
            names: vec![format!("non-members{per_bin}"), "non-members".into()],
            low: 0.0,
            high: most * 1.04,
            ticks: whole_ticks(0.0, most, pen.height() / 60.0),
        };
        let mut frame = Frame::new(pen, x, y, &[], KeyPlace::Above);
        let mean = Flag {
            at: self.mean,
            name: "mean".into(),
            ink: theme.ink,
            value: number(self.mean, 1),
            stroke: Stroke { width: 1.5, ..solid(theme.ink) },
        };
        let flags = Flags::new(if bins.is_empty() { Vec::new() } else { vec![mean] }, &frame);
        frame.reserve_above(flags.height());
        frame.draw(pen)?;
        let edges: Vec<(f64, f64)> =
            (0..bins.len()).map(|bin| (bin as f64 * width - 0.5, (bin + 1) as f64 * width - 0.5)).collect();
        let heights: Vec<f64> = bins.iter().map(|n| *n as f64).collect();
        for points in outlines(&edges, &heights, &frame) {
            pen.fill(&points, theme.non_members, 0.3)?;
            pen.path(&points, Stroke { width: 1.5, ..solid(theme.non_members) })?;
        }
        flags.draw(pen, &frame)?;
        if bins.is_empty() { frame.say(pen, "no distances yet") } else { Ok(()) }
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let (Some((least, n_nearest)), Some((most, _))) = (self.histogram.first(), self.histogram.last()) else {
            return "No non-member's distance from the training set is known yet.".to_string();
        };
        let n = whole(self.histogram.iter().map(|(_, n)| *n as u64).sum());
        let near: usize = self.histogram.iter().filter(|(distance, _)| *distance <= NEAR).map(|(_, n)| n).sum();
        if !self.metric.is_hamming() {
            let nearest = if *n_nearest == 1 {
                "the nearest is".into()
            } else {
                format!("the nearest {} are", whole(*n_nearest as u64))
            };
            return format!(
                "The {n} non-members are at a {} distance of {} from the nearest of {} members on average (standard \
                 deviation {}); {nearest} at {least}, the furthest at {most}.",
                self.metric.title(),
                number(self.mean, 1),
                whole(self.n_members as u64),
                number(self.sd, 1),
            );
        }
        let nearest = if *n_nearest == 1 {
            "the nearest differs".into()
        } else {
            format!("the nearest {} differ", whole(*n_nearest as u64))
        };
        format!(
            "The {n} non-members differ from the nearest of {} members in {} features on average (standard deviation \
             {}); {nearest} in {least}, the furthest in {most}, and {} within {NEAR} features of a member.",
            whole(self.n_members as u64),
            number(self.mean, 1),
            number(self.sd, 1),
            match near {
                0 => "none is".to_string(),
                1 => "1 is".to_string(),
                n => format!("{} are", whole(n as u64)),
            },
        )
    }

    fn reading(&self) -> Option<Reading> {
        let is_known = !self.histogram.is_empty();
        is_known.then(|| distances::reading(&self.histogram, self.n_non_members, self.metric))
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::new(&["quantity", "distance", "non-members"]);
        for (distance, n) in &self.histogram {
            table.push(Row::of(&[&"non-members at a distance", distance, n]));
        }
        table.push(Row::of(&[&"mean"]).number(self.mean));
        table.push(Row::of(&[&"standard deviation"]).number(self.sd));
        table
    }
}
