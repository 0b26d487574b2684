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
mod scene;
mod take_home;
mod terms;
mod walk_away;
mod who;

use super::chart::Viewport;
use super::hill::HillProps;
use super::ui::{LessonView, Tell, Ui, UiChange};
use crate::browser;
use crate::lesson::text::{EN, Noun, StepText, Text};
use crate::lesson::{self, Act, Lesson, Place, Results, Stakes, Station, Step};
use crate::link::{Hidden, PageSettings};
use crate::message::{Description, Plan};
use crate::session::{Activity, Event, MembershipGame, NearMissGame, Part, Session, Shown};
use nearmiss::experiment::Checked;
use nearmiss::hill::Walks;
use scene::Scene;
use yew::prelude::*;

/// The words that are shown.
const TEXT: &Text = &EN;

/// What the lesson is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(crate) struct LessonProps {
    step: Step,
    lesson: Lesson,
    view: LessonView,
    page: PageSettings,
    experiment: Part<Checked>,
    description: Option<Part<Description>>,
    plan: Option<Part<Plan>>,
    shown: Shown,
    walks: Option<Part<Walks>>,
    hill: HillProps,
    membership: Part<MembershipGame>,
    near_miss: Part<NearMissGame>,
    activity: Activity,
    /// Share of the training that is done.
    trained: f64,
    /// Share of all work that is done, in whole per cent.
    done: u32,
    /// Groups of attacks against defences that are through.
    n_tried: usize,
    viewport: Viewport,
    tell: Tell,
}

impl LessonProps {
    pub fn of(step: Step, session: &Session, ui: &Ui, tell: &Tell) -> LessonProps {
        let (setup, course) = (&session.setup, &session.run.course);
        let n_epochs = setup.experiment.training_config().n_epochs().max(1) as f64;
        let (done, all) = session.work();
        LessonProps {
            step,
            lesson: ui.lesson.clone(),
            view: ui.lesson_view,
            page: setup.page.clone(),
            experiment: setup.experiment.clone(),
            description: setup.description.clone(),
            plan: setup.plan.clone(),
            shown: session.found.shown.clone(),
            walks: session.found.walks.clone(),
            hill: HillProps::of(session, ui, tell).unread(),
            membership: session.play.membership.clone(),
            near_miss: session.play.near_miss.clone(),
            activity: session.run.activity,
            trained: if session.has_model() { 1.0 } else { (course.trained.0 as f64 + course.trained.1) / n_epochs },
            done: (100.0 * done / all) as u32,
            n_tried: session.found.results.matrix.len(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }

    fn results(&self) -> Results<'_> {
        Results { noun: self.noun(), experiment: &self.experiment, shown: &self.shown, walks: self.walks.as_deref() }
    }

    /// What records are called.
    fn noun(&self) -> Noun {
        noun(self.description.as_deref())
    }

    /// A text with the nouns of these data.
    fn say(&self, text: &str) -> String {
        self.noun().of(text, self.experiment.split.n_members)
    }

    /// Whether the step's stake is locked, so that its result may be shown.
    fn is_locked(&self) -> bool {
        self.lesson.is_locked(self.step)
    }

    /// The words that frame the step.
    fn words(&self) -> &'static StepText {
        &TEXT.steps[self.step.place()]
    }

    /// What came out of the step.
    fn outcome(&self) -> Option<String> {
        lesson::outcome(self.step, self.results(), &self.lesson, TEXT)
    }

    /// A callback that changes a stake.
    fn on_stake<T: 'static>(&self, set: impl Fn(&mut Stakes, T) + 'static) -> Callback<T> {
        let stakes = self.lesson.stakes.clone();
        self.tell.on(move |value| {
            let mut stakes = stakes.clone();
            set(&mut stakes, value);
            UiChange::Lesson(Act::Stake(stakes)).into()
        })
    }

    /// The button that locks the step's stake.
    fn lock(&self, words: &str) -> Html {
        let step = self.step;
        html! {
            <button class="primary" onclick={self.tell.on(move |_: MouseEvent| UiChange::Lesson(Act::Lock(step)).into())}>{ words }</button>
        }
    }

    /// What stands where a result isn't there yet.
    fn waits(&self) -> Html {
        let share = if self.activity == Activity::Attacking { format!(" {} %", self.done) } else { String::new() };
        html! { <p class="waiting">{ waiting(self.activity) }{ share }</p> }
    }
}

/// What records are called; pictures before the data are there, as the lesson begins.
pub(crate) fn noun(description: Option<&Description>) -> Noun {
    match description {
        Some(description) if description.schema.picture.is_none() => Noun::Record,
        _ => Noun::Picture,
    }
}

/// What a person is waiting for.
fn waiting(activity: Activity) -> &'static str {
    match activity {
        Activity::Loading => "Getting the data…",
        Activity::Training => "The network is being trained…",
        Activity::Paused => "The training is paused; go on in the laboratory's station 1.",
        Activity::Attacking => "Being computed…",
        Activity::Stopped => "Stopped; go on in the laboratory.",
        Activity::AwaitingFile => "Waiting for the data file of the link.",
        Activity::Offered => "Finished work of this experiment was kept; the laboratory asks whether to go on with it.",
        Activity::Diverged => "The training diverged; choose a smaller learning rate in the laboratory.",
        Activity::Done | Activity::Failed => "This data set doesn't give it.",
    }
}

/// A step's two halves: what is asked, and what is looked at.
struct Halves {
    asked: Html,
    shown: Html,
}

/// The lesson at one step.
#[component]
pub(crate) fn LessonPage(props: &LessonProps) -> Html {
    let words = props.words();
    let Halves { asked, shown } = match props.step {
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
            <Scene step={props.step} activity={props.activity} trained={props.trained} />
            <div class="halves">
                <div class="asked">
                    <h2 id="step-heading" tabindex="-1"><span class="number">{ props.step.place() + 1 }</span>{ words.title }</h2>
                    if props.is_locked() {
                        <details><summary>{ TEXT.take_home.about }</summary>{ lead(props) }</details>
                    } else {
                        { lead(props) }
                    }
                    { asked }
                    if props.is_locked() || is_last {
                        <p class="idea">{ props.say(words.idea) }</p>
                        if !words.then.is_empty() { <p class="then">{ words.then }</p> }
                    }
                </div>
                <div class="looked-at">{ shown }</div>
            </div>
        </section>
    }
}

/// What a step begins with, and what is staked in it.
fn lead(props: &LessonProps) -> Html {
    let words = props.words();
    let is_of_records = props.noun() == Noun::Record && !words.lead_of_records.is_empty();
    let paragraphs = words.lead.iter().enumerate().map(|(n, paragraph)| {
        let paragraph = if n == 0 && is_of_records { words.lead_of_records } else { paragraph };
        html! { <p>{ props.say(paragraph) }</p> }
    });
    html! {
        <>
            { for paragraphs }
            if !words.stake.is_empty() { <p class="stake">{ props.say(words.stake) }</p> }
        </>
    }
}

/// The steps, with the one shown, and the ways back and on.
pub(crate) fn path(step: Step, lesson: &Lesson, tell: &Tell) -> Html {
    let to = |step: Step| tell.on(move |_: MouseEvent| Event::Show(Place::Lesson(step)).into());
    html! {
        <nav class="path" aria-label="Steps">
            <button class="back" disabled={step.previous().is_none()} onclick={to(step.previous().unwrap_or_default())}>{ "Back" }</button>
            <ol>
                { for Step::ALL.into_iter().map(|own| {
                    let class = classes!(lesson.is_locked(own).then_some("played"), (own == step).then_some("here"));
                    let title = TEXT.steps[own.place()].title;
                    html! {
                        <li>
                            <button {class} aria-current={(own == step).then_some("step")} aria-label={format!("Step {}: {title}", own.place() + 1)} {title} onclick={to(own)}>{ own.place() + 1 }</button>
                        </li>
                    }
                }) }
            </ol>
            <button class="primary next" disabled={step.next().is_none()} onclick={to(step.next().unwrap_or_default())}>{ "Next" }</button>
        </nav>
    }
}

/// The bar above everything: what this is, the other face, the terms.
pub(crate) fn bar(place: Option<Place>, page: &PageSettings, view: LessonView, tell: &Tell) -> Html {
    let is_lesson = matches!(place, Some(Place::Lesson(_)));
    let face = |name: &str, is_here: bool, to: Place| {
        html! { <button aria-current={is_here.then_some("page")} onclick={tell.on(move |_: MouseEvent| Event::Show(to).into())}>{ name }</button> }
    };
    let toggled = LessonView { shows_terms: !view.shows_terms, ..view };
    html! {
        <div class="bar">
            <p class="brand">{ "Near Miss" }</p>
            <nav aria-label="Lesson or laboratory">
                { face("Lesson", is_lesson, Place::Lesson(Step::default())) }
                if !page.hides(Hidden::Laboratory) { { face("Laboratory", !is_lesson, Place::Laboratory(Station::Data)) } }
            </nav>
            <button class="terms-key" accesskey="t" aria-expanded={view.shows_terms.to_string()} title="Alt+T, or with Shift in Firefox"
                onclick={tell.on(move |_: MouseEvent| UiChange::LessonView(toggled).into())}>{ "Terms" }</button>
        </div>
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
