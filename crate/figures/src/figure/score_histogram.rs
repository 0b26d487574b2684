//! How an attack scores members and non-members, and the threshold between them.

use super::kind::{Figure, FigureKind, boxed};
use crate::figure_input::Scores;
use crate::frame::{Axis, Frame};
use crate::key::{Key, KeyPlace, filled};
use crate::number::{percent, whole};
use crate::outline::outlines;
use crate::pen::{HPos, LABEL_SIZE, Pen, TICK_SIZE, VPos, text_width};
use crate::score_axis::{Bins, Mapping, nines, place_of_nines, power_of_ten, ticks_of_powers};
use crate::stroke::{Dash, Stroke, dashed, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{Tick, round_ticks};
use crate::view;
use nearmiss::RocCurve;
use nearmiss::membership::{self, best_threshold};
use nearmiss::order;
use std::f64::consts::LN_10;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "scores",
    title: "Scores of members and non-members",
    variants: view::by_attack,
    make: |input, view| {
        let scores = input.scores?;
        let [members, non_members] = scores.of(view.attack)?;
        let threshold = view.threshold.unwrap_or_else(|| best_threshold(&RocCurve::new(members, non_members)));
        ScoreHistogram::of(scores, view.attack, threshold).map(boxed)
    },
};

/// What a score is, which says how its axis is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreScale {
    /// Log-odds: drawn as they are, numbered as probabilities.
    Logit,
    /// Probabilities, drawn at their log-odds; 0 and 1, which have none, in bins of their own.
    Probability,
    /// Any number. Where none is positive, as with minus a loss, they are drawn at the logarithm of their size, which
    /// spreads those near 0; 0 itself has a bin of its own.
    Plain,
}

impl ScoreScale {
    /// Of an attack's scores, by its name.
    fn of(attack: &str) -> ScoreScale {
        match attack {
            "max_confidence" => ScoreScale::Probability,
            "log_odds" => ScoreScale::Logit,
            _ => ScoreScale::Plain,
        }
    }
}

/// The scores of members and non-members, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreHistogram {
    /// The attack's name in the page.
    pub attack_title: String,
    /// Scores of members.
    pub members: Vec<f64>,
    /// Scores of non-members.
    pub non_members: Vec<f64>,
    /// What they are.
    pub scale: ScoreScale,
    /// Records with this score or more are called members.
    pub threshold: f64,
}

impl ScoreHistogram {
    /// Of the attack of this name; none where it has no scores.
    pub fn of(scores: Scores<'_>, attack: &str, threshold: f64) -> Option<ScoreHistogram> {
        let [members, non_members] = scores.of(attack)?.map(<[f64]>::to_vec);
        let attack_title = membership::attack(attack)?.title().to_string();
        Some(ScoreHistogram { attack_title, members, non_members, scale: ScoreScale::of(attack), threshold })
    }

    /// The ends of the threshold's way on the drawn axis. At the low end every record is called a member; at the high
    /// end none, or those whose score is as high as can be.
    pub fn range(&self) -> (f64, f64) {
        let bins = self.bins();
        (bins.ends().0, if bins.above { bins.above_from() } else { bins.high })
    }

    /// Where on the drawn axis a score is. Scores that the axis has no place for are at its ends.
    pub fn to_axis(&self, score: f64) -> f64 {
        let bins = self.bins();
        let place = self.mapping().place(score);
        if place == f64::INFINITY && bins.above {
            bins.above_from()
        } else {
            let (low, high) = self.range();
            place.clamp(low, high)
        }
    }

    /// The score at a place on the drawn axis.
    pub fn from_axis(&self, x: f64) -> f64 {
        let bins = self.bins();
        let place = if bins.above && x >= bins.above_from() {
            f64::INFINITY
        } else if bins.below && x <= bins.below_from() {
            f64::NEG_INFINITY
        } else {
            x
        };
        self.mapping().score(place)
    }

    fn scores(&self) -> impl Iterator<Item = f64> {
        self.members.iter().chain(&self.non_members).copied().filter(|s| !s.is_nan())
    }

    fn mapping(&self) -> Mapping {
        match self.scale {
            ScoreScale::Logit => Mapping::Identity,
            ScoreScale::Probability => Mapping::Logit,
            ScoreScale::Plain if self.scores().all(|s| s <= 0.0) && self.scores().any(|s| s < 0.0) => Mapping::Size,
            ScoreScale::Plain => Mapping::Identity,
        }
    }

    fn bins(&self) -> Bins {
        let mapping = self.mapping();
        let places = || self.scores().map(|s| mapping.place(s));
        let finite = || places().filter(|p| p.is_finite());
        let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let (low, high) = match (low <= high, self.scale) {
            (true, _) if high - low > 1e-9 => (low, high),
            (true, _) => (low - 1.0, high + 1.0),
            (false, ScoreScale::Plain) => (-1.0, 1.0),
            (false, _) => (0.0, 7.0),
        };
        let margin = 0.01 * (high - low);
        // About the square root of the records, as many as one can see.
        let n_records = self.members.len().max(self.non_members.len());
        let n = (8..40).find(|n| n * n >= n_records).unwrap_or(40);
        Bins {
            low: low - margin,
            high: high + margin,
            n,
            below: places().any(|p| p == f64::NEG_INFINITY),
            above: places().any(|p| p == f64::INFINITY),
        }
    }

    /// Records a bin.
    fn counts(&self, scores: &[f64], bins: &Bins) -> Vec<usize> {
        let mapping = self.mapping();
        let mut counts = vec![0; bins.n + 2];
        for score in scores.iter().filter(|s| !s.is_nan()) {
            counts[bins.of(mapping.place(*score))] += 1;
        }
        counts
    }

    fn axis(&self, bins: &Bins, width: f64) -> Axis {
        let (low, high) = bins.ends();
        let mapping = self.mapping();
        let mut ticks = match (self.scale, mapping) {
            (ScoreScale::Plain, Mapping::Size) => ticks_of_powers(bins, width, |k| -f64::from(k) * LN_10, power_of_ten),
            (ScoreScale::Plain, _) => round_ticks(bins.low, bins.high, width / 90.0),
            (ScoreScale::Logit | ScoreScale::Probability, _) => ticks_of_powers(bins, width, place_of_nines, nines),
        };
        let certain = mapping.ends();
        let per_unit = width / (high - low);
        let mut add = |at: f64, label: &str| {
            let reach = |label: &str| text_width(label, TICK_SIZE) / 2.0;
            ticks.retain(|t| (t.at - at).abs() * per_unit >= reach(&t.label) + reach(label) + 9.0);
            ticks.push(Tick { at, label: label.to_string() });
        };
        if bins.below {
            add(bins.below_from() + bins.gap(), certain[0]);
        }
        if bins.above {
            add(bins.above_from() + bins.gap(), certain[1]);
        }
        order::sort_by(&mut ticks, |a, b| a.at.total_cmp(&b.at));
        let name = match self.scale {
            ScoreScale::Logit => ["score: log-odds of the model's answer, as a probability", "score, as a probability"],
            ScoreScale::Probability => ["score: the model's confidence in its answer", "score: confidence"],
            ScoreScale::Plain if mapping == Mapping::Size => ["score (logarithmic scale)", "score"],
            ScoreScale::Plain => ["score", "score"],
        };
        Axis { names: name.map(str::to_string).to_vec(), low, high, ticks }
    }
}

impl Figure for ScoreHistogram {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let bins = self.bins();
        let sides = [&self.members, &self.non_members];
        let shares = sides.map(|scores| -> Vec<f64> {
            let n = scores.len().max(1) as f64;
            self.counts(scores, &bins).iter().map(|c| *c as f64 / n).collect()
        });
        let highest = shares.iter().flatten().fold(0.0, |a: f64, b| a.max(*b));
        let top = if highest > 0.0 { highest * 1.04 } else { 1.0 };
        let mut ticks = round_ticks(0.0, top, pen.height() / 60.0);
        ticks.iter_mut().for_each(|t| t.label = percent(t.at));
        let y = Axis { names: vec!["share of each side".into()], low: 0.0, high: top, ticks };
        let strokes =
            [Stroke { width: 1.5, ..solid(theme.members) }, Stroke { width: 2.0, ..dashed(theme.non_members) }];
        const OPACITIES: [f64; 2] = [0.22, 0.0];
        let keys: Vec<Key> = ["members", "non-members"]
            .into_iter()
            .zip(strokes)
            .zip(OPACITIES)
            .map(|((label, stroke), opacity)| filled(label, stroke, opacity))
            .collect();
        let x = self.axis(&bins, pen.width() - 70.0);
        let mut frame = Frame::new(pen, x, y, &keys, KeyPlace::Above);
        frame.reserve_above(18.0);
        frame.draw(pen)?;

        let edges = bins.edges();
        for ((shares, stroke), opacity) in shares.iter().zip(strokes).zip(OPACITIES) {
            for points in outlines(&edges, shares, &frame) {
                pen.fill(&points, stroke.colour, opacity)?;
                pen.path(&points, stroke)?;
            }
        }
        if self.members.is_empty() && self.non_members.is_empty() {
            return frame.say(pen, "no scores yet");
        }
        let x = frame.x_at(self.to_axis(self.threshold));
        let stroke = Stroke { colour: theme.ink, width: 1.5, dash: Dash::Solid };
        pen.path(&[(x, frame.bottom), (x, frame.top - 18.0)], stroke)?;
        let label = "member if above →";
        let fits = x + 6.0 + text_width(label, LABEL_SIZE) <= pen.width();
        let (at, anchor) = if fits { (x + 6.0, HPos::Left) } else { (x - 6.0, HPos::Right) };
        pen.text(label, (at, frame.top - 11.0), (anchor, VPos::Center), LABEL_SIZE, theme.ink)
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        if self.members.is_empty() || self.non_members.is_empty() {
            return "There are no scores yet.".to_string();
        }
        let share = |scores: &[f64]| {
            percent(scores.iter().filter(|s| **s >= self.threshold).count() as f64 / scores.len() as f64)
        };
        let largest = match self.scale {
            ScoreScale::Probability => {
                let certain =
                    |scores: &[f64]| percent(scores.iter().filter(|s| **s >= 1.0).count() as f64 / scores.len() as f64);
                let (members, others) = (certain(&self.members), certain(&self.non_members));
                format!(" {members} of the members and {others} of the non-members have a confidence of exactly 1.")
            }
            ScoreScale::Logit | ScoreScale::Plain => String::new(),
        };
        format!(
            "{} calls {} of {} members and {} of {} non-members members at this threshold; a random member scores \
             above a random non-member with probability {:.3}.{largest}",
            self.attack_title,
            share(&self.members),
            whole(self.members.len() as u64),
            share(&self.non_members),
            whole(self.non_members.len() as u64),
            RocCurve::new(&self.members, &self.non_members).auc,
        )
    }

    fn table(&self) -> DataTable {
        let (bins, mapping) = (self.bins(), self.mapping());
        let mut table = DataTable::new(&["score from", "score to", "members", "non-members"]);
        let (members, others) = (self.counts(&self.members, &bins), self.counts(&self.non_members, &bins));
        let last = bins.n + 1;
        for (bin, (from, to)) in bins.edges().into_iter().enumerate() {
            if (bin == 0 && !bins.below) || (bin == last && !bins.above) {
                continue;
            }
            let (from, to) = match bin {
                0 => (f64::NEG_INFINITY, f64::NEG_INFINITY),
                _ if bin == last => (f64::INFINITY, f64::INFINITY),
                _ => (from, to),
            };
            let [from, to] = [from, to].map(|place| mapping.score(place));
            table.push(Row::default().numbers(&[from, to]).and(&[&members[bin], &others[bin]]));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(members: &[f64], non_members: &[f64], scale: ScoreScale) -> ScoreHistogram {
        let (members, non_members) = (members.to_vec(), non_members.to_vec());
        ScoreHistogram { attack_title: "Test".to_string(), members, non_members, scale, threshold: 0.5 }
    }

    #[test]
    fn axis_and_score_are_inverse_inside_the_range() {
        let cases = [
            (ScoreScale::Probability, vec![0.2, 0.6, 0.99, 1.0]),
            (ScoreScale::Logit, vec![-3.0, 0.5, 30.0, f64::INFINITY]),
            (ScoreScale::Plain, vec![f64::NEG_INFINITY, -3.0, -0.5, 0.0]),
        ];
        for (scale, scores) in cases {
            let histogram = histogram(&scores, &scores, scale);
            for score in scores {
                let back = histogram.from_axis(histogram.to_axis(score));
                assert!(back == score || (back - score).abs() < 1e-12, "{scale:?}: {score} came back as {back}");
            }
        }
    }

    #[test]
    fn ends_of_the_range_call_everyone_and_only_the_certain_members() {
        let histogram = histogram(&[0.3, 1.0, 1.0], &[0.1, 0.9, 1.0], ScoreScale::Probability);
        let (low, high) = histogram.range();
        assert!(histogram.from_axis(low) <= 0.1);
        assert_eq!(histogram.from_axis(high), 1.0);
    }

    #[test]
    fn without_certain_scores_the_high_end_calls_nobody_a_member() {
        let histogram = histogram(&[1.0, 2.0], &[0.0, 3.0], ScoreScale::Logit);
        assert!(histogram.from_axis(histogram.range().1) > 3.0);
    }

    #[test]
    fn scores_up_to_zero_are_spread_by_their_size() {
        let histogram = histogram(&[-1e-6, 0.0], &[-1.0, -10.0], ScoreScale::Plain);
        let places: Vec<f64> = [-10.0, -1.0, -1e-6, 0.0].iter().map(|s| histogram.to_axis(*s)).collect();
        assert!(places.windows(2).all(|p| p[0] < p[1]));
        assert!((places[1] - places[0] - LN_10).abs() < 1e-9);
        assert_eq!(histogram.from_axis(histogram.range().1), 0.0);
    }
}
