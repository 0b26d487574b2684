//! Any figure of the registry, from all that the page knows now and as a person looks at it.

use super::near_miss;
use super::ui::Context;
use nearmiss::membership::SideScores;
use nearmiss::report::GuessReport;
use nearmiss_figures::{Figure, FigureKind, Material, ScoreHistogram, Scores, View};

/// A figure of this kind; none before there is something to draw.
pub(crate) fn figure(context: &Context<'_>, kind: &FigureKind) -> Option<Box<dyn Figure>> {
    let session = context.session;
    let (pooled, matrix, guess) = (session.pooled(), session.matrix(), guess(context));
    let defence = matrix.as_ref().and_then(|matrix| matrix.rows.get(context.ui.defence)).map(|row| row.defence);
    let material = Material {
        experiment: &session.experiment,
        findings: &pooled.findings,
        curve: &session.curve,
        guess: guess.as_ref(),
        matrix: matrix.as_ref(),
        scores: scores(&session.results.scores),
        truth: None,
    };
    let default = View::default();
    let view = View {
        attack: context.ui.attack,
        threshold: threshold(context),
        roc_axes: context.ui.roc_axes,
        neighbour: near_miss::neighbour_kind(context),
        guess_by: session.experiment.attribute_inference.guess_by,
        defence: defence.unwrap_or(default.defence),
        ..default
    };
    (kind.make)(&material, &view)
}

/// Of both sides, once they are there.
pub(crate) fn scores(sides: &[Option<SideScores>; 2]) -> Option<Scores<'_>> {
    let [Some(members), Some(non_members)] = sides else { return None };
    Some(Scores { members, non_members })
}

/// The threshold that is set for the attack looked at; none before it is moved.
pub(crate) fn threshold(context: &Context<'_>) -> Option<f64> {
    let place = context.ui.thresholds.get(context.ui.attack)?;
    let scores = scores(&context.session.results.scores)?;
    Some(ScoreHistogram::of(scores, context.ui.attack, 0.0)?.from_axis(*place))
}

/// The record looked at, as far as its completions are tried.
fn guess(context: &Context<'_>) -> Option<GuessReport> {
    let session = context.session;
    let asked = &session.plan.as_ref()?.asked;
    let tally = session.tally().filter(|tally| tally.n_tried > 0)?;
    let baselines = session.results.imputed.clone()?;
    Some(GuessReport { record: asked.record, unknown: asked.unknown.clone(), tally, baselines })
}
