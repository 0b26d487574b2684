//! Every attack's paired success at distance 1: members told from near misses, beside the same with records that the
//! network never saw.

use super::kind::{Figure, FigureKind, boxed};
use crate::frame::{Axis, Frame};
use crate::key::{Key, KeyPlace, Sample, line};
use crate::number::percent;
use crate::pen::{Marker, Pen};
use crate::stroke::{Stroke, baseline, solid};
use crate::surface::Drawn;
use crate::table::data_table::{DataTable, Row};
use crate::tick::{Tick, round_ticks};
use crate::view;
use nearmiss::game::strong_membership::PairResult;
use nearmiss::matrix::MatrixRow;
use nearmiss::membership;

/// In the registry.
pub(super) const KIND: FigureKind = FigureKind {
    name: "near_miss_by_attack",
    title: "Near misses by attack, at distance 1",
    variants: view::by_defence,
    make: |input, view| {
        let row = input.matrix?.rows.iter().find(|row| row.defence == view.defence)?;
        NearMissByAttack::of(row).map(boxed)
    },
};

/// A share in percentage points.
fn points(share: f64) -> String {
    format!("{:.0}", 100.0 * share).replace('-', "−")
}

/// One attack's games.
#[derive(Debug, Clone, PartialEq)]
struct Game {
    title: &'static str,
    members: PairResult,
    control: Option<PairResult>,
}

/// All attacks under one defence.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMissByAttack {
    /// The defence in words.
    defence: String,
    /// In the order of the attacks.
    games: Vec<Game>,
}

impl NearMissByAttack {
    /// None where no attack could be played.
    pub fn of(row: &MatrixRow) -> Option<NearMissByAttack> {
        let game = |cell: &nearmiss::matrix::MatrixCell| {
            let title = membership::attack(&cell.attack)?.title();
            Some(Game { title, members: cell.near_miss.clone()?, control: cell.near_miss_control.clone() })
        };
        let games: Vec<Game> = row.attacks.iter().filter_map(game).collect();
        (!games.is_empty()).then(|| NearMissByAttack { defence: row.defence.title(), games })
    }
}

impl Figure for NearMissByAttack {
    fn draw(&self, pen: &Pen<'_>) -> Drawn {
        let theme = &pen.style.theme;
        let n = self.games.len();
        let ends = self.games.iter().flat_map(|game| {
            let of = |r: &PairResult| [r.paired_interval.low, r.paired_interval.high];
            of(&game.members).into_iter().chain(game.control.iter().flat_map(of))
        });
        let (low, high) = ends.fold((0.4_f64, 0.7_f64), |(low, high), end| (low.min(end), high.max(end)));
        let x = Axis {
            names: vec![
                "pairs in which the record beats its near miss, with 95 % intervals".into(),
                "pairs won, with 95 % intervals".into(),
            ],
            low: low - 0.01,
            high: high + 0.01,
            ticks: round_ticks(low, high, pen.width() / 90.0),
        };
        let place = |idx: usize| (n - 1 - idx) as f64;
        let y = Axis {
            names: vec!["attack".into()],
            low: -0.6,
            high: n as f64 - 0.4,
            ticks: self
                .games
                .iter()
                .enumerate()
                .rev()
                .map(|(idx, game)| {
                    let short = game.title.split(" (").next().unwrap_or(game.title).to_string();
                    Tick { at: place(idx), label: short }
                })
                .collect(),
        };
        let chance = baseline(theme.muted);
        let keys = [
            Key { label: "members".into(), sample: Sample::Point(Marker::Disc, theme.members) },
            Key { label: "records never seen".into(), sample: Sample::Point(Marker::Square, theme.non_members) },
            line("chance", chance, Marker::None),
        ];
        let frame = Frame::new(pen, x, y, &keys, KeyPlace::Above);
        frame.draw(pen)?;
        pen.path(&[frame.at(0.5, frame.y.low), frame.at(0.5, frame.y.high)], chance)?;
        for (idx, game) in self.games.iter().enumerate() {
            let sides = [
                (game.control.as_ref(), Marker::Square, theme.non_members, -0.18),
                (Some(&game.members), Marker::Disc, theme.members, 0.18),
            ];
            for (result, marker, colour, shift) in sides {
                let Some(result) = result else { continue };
                let at = |value: f64| frame.at(value, place(idx) + shift);
                let stroke = Stroke { width: 1.5, ..solid(colour) };
                pen.whisker(at(result.paired_interval.low), at(result.paired_interval.high), stroke)?;
                pen.marker(marker, at(result.paired_success), colour)?;
            }
        }
        Ok(())
    }

    fn title(&self) -> &'static str {
        KIND.title
    }

    fn summary(&self) -> String {
        let played = self.games.iter().filter_map(|game| Some((game, game.control.as_ref()?)));
        let n_looks = self.games.iter().filter(|game| game.control.is_some()).count();
        let gains: Vec<_> =
            played.map(|(game, control)| (game, control, game.members.gain_over(control, n_looks))).collect();
        let best = gains.iter().max_by(|a, b| a.2.0.total_cmp(&b.2.0));
        let Some((game, control, (gain, interval))) = best else {
            return format!(
                "Defence: {}. No attack has played with records never seen, so nothing can be said of membership.",
                self.defence
            );
        };
        let clear = gains.iter().filter(|(_, _, (_, interval))| interval.low > 0.0).count();
        let clear = match clear {
            0 => "No attack clearly tells".to_string(),
            1 => "One attack clearly tells".to_string(),
            n => format!("{n} attacks clearly tell"),
        };
        format!(
            "Defence: {}. {clear} members from near misses at distance 1. Of {} attacks {} has the greatest difference: \
             it names the member in {} of the pairs, and the original in {} of the pairs of records never seen, a \
             difference of {} percentage points (95 % interval, of all differences together: {} to {}).",
            self.defence,
            gains.len(),
            game.title,
            percent(game.members.paired_success),
            percent(control.paired_success),
            points(*gain),
            points(interval.low),
            points(interval.high),
        )
    }

    fn table(&self) -> DataTable {
        let mut table = DataTable::with_interval(&["attack", "originals", "paired success", "AUC", "tied"]);
        for game in &self.games {
            for (side, result) in [("members", Some(&game.members)), ("non-members", game.control.as_ref())] {
                let Some(result) = result else { continue };
                let values = [result.paired_success, result.auc, result.tied];
                table.push(Row::of(&[&game.title, &side]).numbers(&values).interval(&result.paired_interval));
            }
        }
        table
    }
}
