//! Step 10: predictions beside results, ten questions, a page to hand in.

use super::by_heart;
use super::props::{Halves, LessonProps, TEXT};
use crate::browser;
use crate::lesson::text::{QuizText, TakeHomeText, fill};
use crate::lesson::{Act, Place, Station, Step};
use crate::link::Hidden;
use crate::page::chart::{AnyFigure, of, plain_chart};
use crate::page::control::table;
use crate::page::element::{button, hint, primary};
use crate::page::ui::{LessonView, Msg, Tell, UiChange};
use crate::session::Event;
use nearmiss::Experiment;
use nearmiss::attribute::GuessBy;
use nearmiss_figures::{GuessHistogram, Hill, NearnessAuc};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text: &TakeHomeText = &TEXT.take_home;
    let asked = html! {
        <>
            { fields(props) }
            { hint(text.same) }
            { fingerprint(props) }
            <div class="controls">
                { primary(text.print, Callback::from(|_: MouseEvent| browser::print())) }
                { button("Copy link", props.tell.on(|_: MouseEvent| Msg::CopyLink)) }
                if !props.page.hides(Hidden::Class) && !props.page.hides(Hidden::Laboratory) {
                    { button(text.class, props.tell.on(|_: MouseEvent| Event::Show(Place::Laboratory(Station::Class)).into())) }
                }
            </div>
            { again(props) }
            if !props.told.0.is_empty() { <p role="status">{ &props.told.0 }</p> }
            if let Some(link) = &props.told.1 { <input type="text" class="link" aria-label="Link" readonly=true value={link.clone()} /> }
        </>
    };
    Halves { asked, shown: html! { <>{ quiz(props) }{ beside(props) }{ figures(props) }</> }, ..Halves::default() }
}

/// The way back to the beginning, which is asked about: it costs all that was said.
fn again(props: &LessonProps) -> Html {
    let text: &TakeHomeText = &TEXT.take_home;
    let (tell, is_locked) = (props.tell.clone(), props.page.is_data_locked);
    let begin = Callback::from(move |_: MouseEvent| {
        if !browser::agrees(text.really) {
            return;
        }
        tell.say(UiChange::Lesson(Act::Again));
        tell.say(UiChange::LessonView(LessonView::default()));
        tell.say(UiChange::Told(String::new()));
        if !is_locked {
            tell.say(Msg::Change(Box::new(|experiment| *experiment = Experiment::lesson())));
        }
        tell.say(Event::Show(Place::Lesson(Step::default())));
        // The same network, to the last bit; the games begin anew with it.
        tell.say(Event::Reset);
        tell.say(Event::Train);
    });
    html! { <p><button class="quiet" onclick={begin}>{ text.again }</button></p> }
}

/// Name and sentences, told at each key.
fn fields(props: &LessonProps) -> Html {
    let text: &TakeHomeText = &TEXT.take_home;
    let name = props.tell.on(|event: InputEvent| {
        let typed = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()).map(|field| field.value());
        UiChange::Lesson(Act::Name(typed.unwrap_or_default())).into()
    });
    html! {
        <>
            <label class="field"><span>{ text.name }</span><input type="text" autocomplete="name" value={props.lesson.name.clone()} oninput={name} /></label>
            { for text.words.iter().zip(&props.lesson.words).enumerate().map(|(n, (question, words))| html! {
                <label class="field">
                    <span>{ *question }</span>
                    <textarea rows="2" value={words.clone()} oninput={sentence(&props.tell, n)} />
                    <span class="printed">{ words }</span>
                </label>
            }) }
        </>
    }
}

fn sentence(tell: &Tell, n: usize) -> Callback<InputEvent> {
    tell.on_with(move |event: InputEvent| {
        let typed = event.target().and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok()).map(|field| field.value());
        UiChange::Lesson(Act::Words(n, typed.unwrap_or_default())).into()
    })
}

/// What was said beside what came out.
fn beside(props: &LessonProps) -> Html {
    let text: &TakeHomeText = &TEXT.take_home;
    let steps = Step::ALL.into_iter().filter(|step| *step != Step::TakeHome);
    let rows = steps.map(|step| {
        let title = format!("{} {}", step.place() + 1, TEXT.steps[step.place()].title);
        let (said, found) = match props.lesson.outcome(step) {
            Some(outcome) => (outcome.said.clone(), outcome.found.clone()),
            None => (text.not_played.to_string(), String::new()),
        };
        [title, said, found].map(|cell| html! { { cell } }).to_vec()
    });
    html! { <div class="beside">{ table(props.words().title, &text.columns, rows.collect()) }</div> }
}

/// Steps with a figure that can stand on the page to hand in.
const WITH_FIGURE: [Step; 4] = [Step::ByHeart, Step::NearAndFar, Step::WalkAway, Step::Attributes];

/// Figures of steps that were played, as far as the person wants them on the page.
fn figures(props: &LessonProps) -> Html {
    let text: &TakeHomeText = &TEXT.take_home;
    let (mut choices, mut chosen) = (Vec::new(), Vec::new());
    for (place, step) in WITH_FIGURE.into_iter().enumerate() {
        let Some(figure) = figure(props, step) else { continue };
        let view = props.view;
        let is_chosen = view.figures[place];
        let changed = props.tell.on_with(move |_: yew::Event| {
            let mut view = view;
            view.figures[place] = !is_chosen;
            UiChange::LessonView(view).into()
        });
        choices.push(html! {
            <label><input type="checkbox" checked={is_chosen} onchange={changed} />{ TEXT.steps[step.place()].title }</label>
        });
        chosen.extend(is_chosen.then(|| plain_chart(figure, props.viewport, 260)));
    }
    if choices.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <fieldset class="radios controls"><legend>{ text.figures }</legend>{ for choices }</fieldset>
            { for chosen }
        </>
    }
}

/// The figure of a step that was played.
fn figure(props: &LessonProps, step: Step) -> Option<AnyFigure> {
    let findings = &props.shown.pooled.findings;
    match step {
        _ if !props.lesson.is_locked(step) => None,
        Step::ByHeart => Some(of(by_heart::figure(props))),
        Step::NearAndFar => NearnessAuc::of(findings, &props.experiment).map(of),
        Step::WalkAway => props.walks.as_deref().map(|walks| of(Hill { walks: walks.clone(), own: None })),
        _ => GuessHistogram::of(findings, &props.experiment, GuessBy::MaxConfidence).map(|own| of(own.beside_chance())),
    }
}

/// What the experiment is, in a line.
fn settings(props: &LessonProps) -> String {
    let experiment = &props.experiment;
    let data = experiment.data.registered().map_or("", |source| source.kind().title());
    let defence = experiment.defence.kind().title();
    fill(TEXT.take_home.settings, &[("data", data), ("defence", defence), ("seed", &experiment.seed.0.to_string())])
}

fn fingerprint(props: &LessonProps) -> Html {
    let link = browser::address(&browser::fragment());
    html! {
        <p class="fingerprint">
            <span class="printed">{ settings(props) }{ " " }{ TEXT.take_home.link }{ " " }{ link }{ " " }</span>
            { "Result fingerprint: " }
            if let Some(finished) = &props.shown.report { <code id="fingerprint">{ &finished.fingerprint }</code> } else { { "appears when everything is done" } }
        </p>
    }
}

/// One question at a time: the first without an answer, and before it the one that was just answered.
fn quiz(props: &LessonProps) -> Html {
    let text: &TakeHomeText = &TEXT.take_home;
    let at = props.view.question.min(TEXT.quiz.len() - 1);
    let (n_answered, n_right) = props.lesson.score();
    let all = TEXT.quiz.len().to_string();
    let view = LessonView { question: at + 1, ..props.view };
    let next = props.tell.on_with(move |_: MouseEvent| UiChange::LessonView(view).into());
    html! {
        <section class="quiz" aria-label={text.quiz}>
            <h2>{ fill(text.question, &[("n", &(at + 1).to_string()), ("all", &all)]) }</h2>
            { question(props, at, &TEXT.quiz[at]) }
            if props.lesson.answer(at).is_some() && at + 1 < TEXT.quiz.len() {
                { primary(text.next_question, next) }
            }
            <span class="printed">{ answers(props) }</span>
            if n_answered > 0 {
                <p role="status">{ fill(text.score, &[("right", &n_right.to_string()), ("answered", &n_answered.to_string()), ("all", &all)]) }</p>
            }
        </section>
    }
}

/// Every question with its answer, a line each, for the page to hand in.
fn answers(props: &LessonProps) -> String {
    let text: &TakeHomeText = &TEXT.take_home;
    let mut all = String::new();
    for (n, quiz) in TEXT.quiz.iter().enumerate() {
        let answer = props.lesson.answer(n).map(usize::from);
        let words = answer.and_then(|answer| quiz.choices.get(answer)).copied().unwrap_or("–");
        let verdict = if answer == Some(quiz.right) { text.right } else { text.wrong };
        all.extend([quiz.question, " ", words, ". ", if answer.is_some() { verdict } else { "" }, "\n"]);
    }
    all
}

fn question(props: &LessonProps, n: usize, quiz: &QuizText) -> Html {
    let text: &TakeHomeText = &TEXT.take_home;
    let answer = props.lesson.answer(n).map(usize::from);
    let choice = |(at, words): (usize, &&'static str)| {
        let class = match answer {
            Some(_) if at == quiz.right => "right-one",
            Some(answer) if at == answer => "wrong-one",
            _ => "",
        };
        html! {
            <button {class} aria-disabled={answer.is_some().then_some("true")} aria-pressed={(answer == Some(at)).to_string()}
                onclick={props.tell.on_with(move |_: MouseEvent| UiChange::Lesson(Act::Answer(n, at as u8)).into())}>{ *words }</button>
        }
    };
    html! {
        <>
            <p>{ quiz.question }</p>
            <div class="choices" role="group" aria-label={quiz.question}>{ for quiz.choices.iter().enumerate().map(choice) }</div>
            if let Some(answer) = answer {
                <p class="hint"><b>{ if answer == quiz.right { text.right } else { text.wrong } }</b>{ " " }{ quiz.because }</p>
            }
        </>
    }
}
