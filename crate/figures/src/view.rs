//! What of the input is looked at.

use crate::figure_input::FigureInput;
use crate::roc_axes::RocAxes;
use nearmiss::attribute::GuessBy;
use nearmiss::defence::Defence;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::membership::{self, PAPERS_ATTACK};

/// What a person has chosen to look at. A figure or a table goes by what concerns it.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Whose scores: a membership attack's name.
    pub attack: &'static str,
    /// Records with this score or more are called members; none for the threshold of greatest advantage.
    pub threshold: Option<f64>,
    /// Of the ROC curve.
    pub roc_axes: RocAxes,
    /// How near misses are made.
    pub neighbour: Neighbour,
    /// Which attack plays against near misses, by name.
    pub player: &'static str,
    /// Which score's guesses.
    pub guess_by: GuessBy,
    /// Which defence of the matrix.
    pub defence: Defence,
}

impl Default for View {
    /// What the main paper looks at.
    fn default() -> View {
        View {
            attack: PAPERS_ATTACK,
            threshold: None,
            roc_axes: RocAxes::Linear,
            neighbour: Neighbour::Flip,
            player: PAPERS_ATTACK,
            guess_by: GuessBy::MaxConfidence,
            defence: Defence::default(),
        }
    }
}

/// A view that gets files of its own.
#[derive(Debug, Clone)]
pub struct Variant {
    /// How the names of its files end; empty where there is one view only.
    pub suffix: String,
    /// What is looked at.
    pub view: View,
}

impl Variant {
    fn of(suffix: impl Into<String>, view: View) -> Variant {
        Variant { suffix: suffix.into(), view }
    }

    /// The name of its files without ending, for a kind of figure or table of this name.
    pub fn file_stem(&self, kind: &str) -> String {
        if self.suffix.is_empty() { kind.to_string() } else { format!("{kind}_{}", self.suffix) }
    }
}

/// The views of which a command line makes a file each.
pub type Variants = fn(&FigureInput<'_>) -> Vec<Variant>;

/// One view, of a figure that goes by none of its choices.
pub fn once(_: &FigureInput<'_>) -> Vec<Variant> {
    vec![Variant::of("", View::default())]
}

/// A view for every attack with scores.
pub fn by_attack(input: &FigureInput<'_>) -> Vec<Variant> {
    let attacks = input.scores.map_or(Vec::new(), |scores| scores.attacks());
    attacks.into_iter().map(|attack| Variant::of(attack, View { attack, ..View::default() })).collect()
}

/// The same on both kinds of axes.
pub fn by_attack_and_axes(input: &FigureInput<'_>) -> Vec<Variant> {
    let mut variants = by_attack(input);
    let log = |of: &Variant| Variant::of(format!("{}_log", of.suffix), View { roc_axes: RocAxes::Log, ..of.view });
    variants.extend(variants.iter().map(log).collect::<Vec<_>>());
    variants
}

/// A view for every kind of near miss.
pub fn by_neighbour(_: &FigureInput<'_>) -> Vec<Variant> {
    let of = |neighbour| Variant::of(neighbour_name(neighbour), View { neighbour, ..View::default() });
    [Neighbour::Flip, Neighbour::Swap].map(of).to_vec()
}

/// A kind of near miss as files are named after it.
pub(crate) fn neighbour_name(neighbour: Neighbour) -> &'static str {
    match neighbour {
        Neighbour::Flip => "flip",
        Neighbour::Swap => "swap",
    }
}

/// A view for every kind of near miss and every attack that plays against it.
pub fn by_neighbour_and_player(input: &FigureInput<'_>) -> Vec<Variant> {
    let games = &input.findings.strong_membership;
    let others = games.iter().flat_map(|game| game.members.other_attacks.keys());
    let mut players = vec![PAPERS_ATTACK];
    for player in others.filter_map(|name| membership::attack(name)).map(|attack| attack.name()) {
        if !players.contains(&player) {
            players.push(player);
        }
    }
    let of_kind = |of: Variant| {
        let with = |player: &&'static str| Variant::of(format!("{}_{player}", of.suffix), View { player, ..of.view });
        players.iter().map(with).collect::<Vec<_>>()
    };
    by_neighbour(input).into_iter().flat_map(of_kind).collect()
}

/// A view for either score that guesses go by.
pub fn by_score(_: &FigureInput<'_>) -> Vec<Variant> {
    GuessBy::ALL.map(|guess_by| Variant::of(guess_by.name(), View { guess_by, ..View::default() })).to_vec()
}

/// A view for every defence of the matrix, by name and strength.
pub fn by_defence(input: &FigureInput<'_>) -> Vec<Variant> {
    let rows = input.matrix.iter().flat_map(|matrix| &matrix.rows);
    let of_row = |defence: Defence| {
        let strength: String = defence.given().map(|(_, value)| format!("_{value}")).collect();
        Variant::of(format!("{}{strength}", defence.name()), View { defence, ..View::default() })
    };
    rows.map(|row| of_row(row.defence)).collect()
}
