//! The lesson: one step at a time, each in a file of its own. Left what is asked, right what is looked at.

mod accuse;
mod added;
mod attributes;
mod bars;
mod by_heart;
mod defend;
mod near_and_far;
mod near_miss;
mod pad;
mod props;
mod scene;
mod take_home;
mod terms;
mod walk_away;
mod who;

use super::chart::Viewport;
use super::ui::{LessonView, Tell, Ui, UiChange};
use super::view::Drawable;
use crate::browser;
use crate::lesson::text::Noun;
use crate::lesson::{Lesson, Place, Station, Step};
use crate::link::{Hidden, PageSettings};
use crate::session::Event;
use props::{Halves, TEXT};
pub(crate) use props::{LessonProps, noun};
use yew::prelude::*;

impl Drawable for LessonProps {
    fn view(&self) -> Html {
        let props = self;
        let words = props.words();
        let Halves { asked, shown, after, is_picture_first } = match props.step {
            Step::WhoWasInIt => who::view(props),
            Step::ByHeart => by_heart::view(props),
            Step::Accuse => accuse::view(props),
            Step::NearAndFar => near_and_far::view(props),
            Step::NearMiss => near_miss::view(props),
            Step::WalkAway => walk_away::view(props),
            Step::Attributes => attributes::view(props),
            Step::Added => added::view(props),
            Step::Defend => defend::view(props),
            Step::TakeHome => take_home::view(props),
        };
        let is_last = props.step == Step::TakeHome;
        html! {
            <section class="step" aria-labelledby="step-heading">
                { scene::scene(props) }
                <div class={classes!("halves", (props.is_locked() && !is_picture_first).then_some("told"))}>
                        <div class="led">
                        <h1 id="step-heading" tabindex="-1"><span class="number">{ props.step.place() + 1 }</span>{ words.title }</h1>
                        if props.is_locked() {
                            <details><summary>{ TEXT.take_home.about }</summary>{ lead(props) }</details>
                        } else {
                            { lead(props) }
                        }
                    </div>
                    <div class="asked">
                        { stake(props) }
                        { asked }
                        if is_last || props.is_locked() && props.outcome().is_some() {
                            <p class="idea">{ props.say(words.idea) }</p>
                            if !words.then.is_empty() { <p class="then">{ words.then }</p> }
                            { after }
                        }
                    </div>
                <div class="looked-at">{ shown }</div>
                </div>
            </section>
        }
    }
}

/// What a step begins with.
fn lead(props: &LessonProps) -> Html {
    let words = props.words();
    let is_of_records = props.noun() == Noun::Record && !words.lead_of_records.is_empty();
    let paragraphs = words.lead.iter().enumerate().map(|(n, paragraph)| {
        let paragraph = if n == 0 && is_of_records { words.lead_of_records } else { paragraph };
        html! { <p>{ props.say(paragraph) }</p> }
    });
    html! { <>{ for paragraphs }</> }
}

/// What is staked: it stays, for what came out answers it.
fn stake(props: &LessonProps) -> Html {
    let words = props.words().stake;
    if words.is_empty() || !props.predicts() {
        Html::default()
    } else {
        html! { <p class="stake">{ props.say(words) }</p> }
    }
}

/// The steps, with the one shown, and the ways back and on.
pub(crate) fn path(step: Step, lesson: &Lesson, tell: &Tell) -> Html {
    let to = |step: Step| tell.on_with(move |_: MouseEvent| Event::Show(Place::Lesson(step)).into());
    html! {
        <nav class="path" aria-label="Steps">
            <button class="back" disabled={step.previous().is_none()} onclick={to(step.previous().unwrap_or_default())}>{ "Back" }</button>
            <button class="primary next" disabled={step.next().is_none()} onclick={to(step.next().unwrap_or_default())}>{ "Next" }</button>
            <ol>
                { for Step::ALL.into_iter().map(|own| {
                    let class = classes!(lesson.is_played(own).then_some("played"), (own == step).then_some("here"));
                    let title = TEXT.steps[own.place()].title;
                    html! {
                        <li>
                            <button {class} aria-current={(own == step).then_some("step")} aria-label={format!("Step {}: {title}", own.place() + 1)} {title} onclick={to(own)}>{ own.place() + 1 }</button>
                        </li>
                    }
                }) }
            </ol>
        </nav>
    }
}

/// The bar above everything: what this is, the other face, the terms.
pub(crate) fn bar(place: Option<Place>, page: &PageSettings, ui: &Ui, tell: &Tell) -> Html {
    let (view, is_large) = (ui.lesson_view, ui.viewport.zoom > 1.0);
    let is_lesson = matches!(place, Some(Place::Lesson(_)));
    let face = |name: &str, is_here: bool, to: Place| {
        html! { <button aria-current={is_here.then_some("page")} onclick={tell.on_with(move |_: MouseEvent| Event::Show(to).into())}>{ name }</button> }
    };
    let toggled = LessonView { shows_terms: !view.shows_terms, ..view };
    html! {
        <header class="bar">
            <p class="brand">{ "Near Miss" }</p>
            <nav aria-label="Lesson or laboratory">
                { face("Lesson", is_lesson, Place::Lesson(view.step)) }
                if !page.hides(Hidden::Laboratory) { { face("Laboratory", !is_lesson, Place::Laboratory(Station::Data)) } }
            </nav>
            if browser::whole().is_some() { <a class="teaching" href="teaching.html">{ "For teachers" }</a> }
            <button class="terms-key" accesskey="t" aria-expanded={view.shows_terms.to_string()} title="Alt+T, or with Shift in Firefox"
                onclick={tell.on_with(move |_: MouseEvent| UiChange::LessonView(toggled).into())}>{ "Terms" }</button>
            <button aria-pressed={is_large.to_string()} onclick={tell.on_with(move |_: MouseEvent| UiChange::Viewport(Viewport::sized(!is_large)).into())}>{ "Large type" }</button>
        </header>
    }
}

/// The terms, where they are asked for.
pub(crate) fn terms(view: LessonView, tell: &Tell) -> Html {
    if view.shows_terms { terms::view(view, tell) } else { Html::default() }
}

/// Moves what is looked at, and the focus, to a place that has just been drawn.
pub(crate) fn go_to(place: Place) {
    match place {
        Place::Lesson(_) => browser::show_top("step-heading"),
        Place::Laboratory(station) => browser::show(station.heading()),
    }
}
