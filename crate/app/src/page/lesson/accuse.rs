//! Step 3: a threshold, and whom it accuses.

use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::text::{AccuseText, fill};
use crate::lesson::{self, BASE_RATE};
use crate::page::chart::{chart, of};
use crate::page::control::slider;
use crate::page::element::{hint, paragraph, primary};
use crate::page::membership::scores;
use crate::page::ui::{LessonView, UiChange};
use crate::page::words::{percent, sure};
use crate::session::Scored;
use nearmiss::membership::{PAPERS_ATTACK, best_threshold};
use nearmiss_figures::{Roc, RocAxes, ScoreHistogram, number};
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text: &AccuseText = &TEXT.accuse;
    let Some((scored, histogram)) = histogram(props) else {
        return Halves { asked: props.waits(), ..Halves::default() };
    };
    let (view, threshold, range) = (props.view, histogram.threshold, histogram.range());
    let moved = {
        let histogram = histogram.clone();
        props.on_stake(move |stakes, place: f64| stakes.threshold = Some(histogram.from_axis(place)))
    };
    let asked = html! {
        <>
            if props.is_locked() { <p>{ text.try_it }</p> }
            { slider(text.threshold, range, (range.1 - range.0) / 400.0, histogram.to_axis(threshold), sure(threshold), moved) }
            if props.is_locked() {
                { slider(text.rate, (0.01, 0.5), 0.01, view.base_rate, percent(view.base_rate),
                    props.tell.on_with(move |base_rate: f64| UiChange::LessonView(LessonView { base_rate, ..view }).into())) }
                if let Some(found) = lesson::accuse(props.results(), Some(threshold), view.base_rate, TEXT) { { paragraph("verdict", props.after_stake(&found)) } }
            } else {
                { slider(text.of_accused, (0.0, 100.0), 1.0, props.lesson.stakes.accused,
                    fill(text.in_words, &[("n", &number(props.lesson.stakes.accused, 0))]), props.on_stake(|stakes, n: f64| stakes.accused = n)) }
                { primary(text.lock, lock(props, threshold)) }
            }
        </>
    };
    let shown = html! {
        <>
            { chart(of(histogram), props.viewport, 220) }
            if let Some(roc) = roc(props, scored, threshold).filter(|_| props.is_locked()) {
                { hint(text.curve) }
                { chart(of(roc), props.viewport, 240) }
            }
        </>
    };
    Halves { asked, shown, ..Halves::default() }
}

/// Scores of both sides at the threshold set, or at the one of the greatest advantage.
fn histogram(props: &LessonProps) -> Option<(&Scored, ScoreHistogram)> {
    let scored = props.shown.scored.as_deref()?;
    let threshold = match props.lesson.stakes.threshold {
        Some(threshold) => threshold,
        None => best_threshold(scored.curves.get(PAPERS_ATTACK)?),
    };
    Some((scored, ScoreHistogram::of(scores(scored), PAPERS_ATTACK, threshold)?))
}

fn roc(props: &LessonProps, scored: &Scored, threshold: f64) -> Option<Roc> {
    Some(Roc {
        attack_title: nearmiss::membership::attack(PAPERS_ATTACK)?.title().to_string(),
        curve: scored.curves.get(PAPERS_ATTACK)?.clone(),
        threshold,
        n_non_members: scored.non_members.n_records,
        axes: RocAxes::Log,
        guarantee: props.shown.guarantee.as_deref().cloned(),
    })
}

/// Locks the step at a share of members that is the same for everybody.
fn lock(props: &LessonProps, threshold: f64) -> Callback<MouseEvent> {
    let (tell, mut stakes, step, view) = (props.tell.clone(), props.lesson.stakes.clone(), props.step, props.view);
    stakes.threshold = Some(threshold);
    Callback::from(move |_| {
        tell.say(UiChange::LessonView(LessonView { base_rate: BASE_RATE, ..view }));
        tell.say(UiChange::Lesson(lesson::Act::Stake(stakes.clone())));
        tell.say(UiChange::Lesson(lesson::Act::Lock(step)));
    })
}
