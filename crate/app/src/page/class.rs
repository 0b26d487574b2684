//! A class: each student's number and the code of his result, and the teacher's list of results.
//!
//! It is a function and no component, which would weigh two kilobytes more: drawn at every change of the page, it costs less
//! than a millisecond, and its chart is drawn anew only when the results differ.

use super::chart::{chart, of, tell_refused};
use super::control::{copy_button, number_field};
use super::element::{button, hint, paragraph};
use super::ui::{Msg, Tell, Ui, UiChange};
use super::words::count;
use crate::browser;
use crate::class::pool::pooled;
use crate::class::words::{findings, what_varies};
use crate::class::{self, Change, Measure, Number, Origin, ResultCode, Source};
use crate::link;
use crate::session::Session;
use nearmiss_figures::{ClassResults, ClassRow};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{FileList, HtmlInputElement};
use yew::prelude::*;

/// Under which the browser keeps the results.
const KEY: &str = "near-miss-class";
/// The name of the field for codes.
const FIELD: &str = "class-codes";
/// Bytes of a file at most: a result file has about two thousand.
const MOST_BYTES: f64 = 65_536.0;
/// Files taken at once at most.
const MOST_FILES: u32 = 200;

/// Takes up what the browser has kept.
pub(super) fn recall(class: &mut Rc<class::Class>) {
    if let Some(text) = browser::remembered(KEY) {
        Rc::make_mut(class).change(Change::Recalled(text));
    }
}

/// Carries out a change and lets the browser keep what came of it.
pub(super) fn change(class: &mut Rc<class::Class>, change: Change) {
    let class = Rc::make_mut(class);
    let is_kept = matches!(change, Change::Told(_));
    class.change(change);
    if !is_kept && browser::remember(KEY, &class.text()).is_err() {
        class.told.push("This browser keeps nothing for the page: a reload loses these results.".to_string());
    }
}

/// The section on classes.
pub(super) fn section(session: &Session, ui: &Ui, tell: &Tell) -> Html {
    let origin = Origin::of(&session.setup.experiment);
    let number = match class::number_of(session.wanted().seed).get() {
        0 => String::new(),
        number => number.to_string(),
    };
    let changed = tell.on_change(|experiment, number: Number| {
        experiment.seed = class::with_number(experiment.seed, number);
    });
    html! {
        <section class="station" aria-labelledby="class-heading">
            <h2 id="class-heading" tabindex="-1">{ "Class" }</h2>
            <p>{ "Each student runs this experiment with another seed: what one run shows may be luck, and thirty tell how much of it is. Nothing is sent; results travel as codes to be read out or pasted, or as files." }</p>
            <div class="controls">
                { number_field("Your number, 1 to 99", number, changed) }
                { result(session, origin, tell) }
            </div>
            { intake(tell, origin) }
            { results(session, ui, origin, tell) }
        </section>
    }
}

/// The code of the result, once it is there.
fn result(session: &Session, origin: Origin, tell: &Tell) -> Html {
    let Some(finished) = session.found.shown.report.clone() else {
        return hint("The code of your result appears here when everything is done.");
    };
    let experiment = session.setup.experiment.clone();
    let numbers = class::measured(&finished.report.pooled.findings);
    let code = ResultCode::new(origin, class::number_of(experiment.seed), numbers);
    let text = code.text();
    let told = tell.on(|sentence| Msg::Class(Change::Told(sentence)));
    let copy = copy_button("Copy code", &text, &told);
    let download = Callback::from(move |_: MouseEvent| {
        let fragment = link::write(&experiment, &Default::default());
        let json = class::to_file(&code, experiment.seed, numbers, &finished.fingerprint, &fragment);
        tell_refused(browser::save_text(&class::file_name(code.number), "application/json", &json), &told);
    });
    let add = took(tell, origin, move || Some(code.text()));
    html! {
        <>
            <output aria-label="Your code"><code>{ text }</code></output>
            { copy }
            { button("Download result file", download) }
            { button("Add to the list", add) }
        </>
    }
}

/// A click that adds codes.
fn took(tell: &Tell, origin: Origin, text: impl Fn() -> Option<String> + 'static) -> Callback<MouseEvent> {
    tell.on_with(move |_| Msg::Class(Change::Took(vec![Source { file: None, text: text() }], origin)))
}

/// A field to paste codes into, and a place for files.
fn intake(tell: &Tell, origin: Origin) -> Html {
    let add = took(tell, origin, || browser::take_text(FIELD));
    let (to_files, to_drop) = (tell.clone(), tell.clone());
    let chosen = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        read(input.files(), &to_files, origin);
        // The same files again are a change, too.
        input.set_value("");
    });
    let dropped = Callback::from(move |event: DragEvent| {
        // Elsewhere on the page a file is data.
        event.prevent_default();
        event.stop_propagation();
        to_drop.say(UiChange::Dragging(false));
        read(event.data_transfer().and_then(|transfer| transfer.files()), &to_drop, origin);
    });
    html! {
        <div class="controls" ondrop={dropped}>
            <label class="field codes">
                <span>{ "Codes of the class, as many as you like" }</span>
                <textarea id={FIELD} rows="3" spellcheck="false" />
            </label>
            { button("Add codes", add) }
            <label class="field file">
                <span>{ "Result files, or drop them here" }</span>
                <input type="file" aria-label="Result files" multiple=true accept=".json,.txt" onchange={chosen} />
            </label>
        </div>
    }
}

/// Reads files and says what is in them, all at once.
fn read(files: Option<FileList>, tell: &Tell, origin: Origin) {
    let Some(files) = files else { return };
    let tell = tell.clone();
    spawn_local(async move {
        let mut sources = Vec::new();
        for file in (0..files.length().min(MOST_FILES)).filter_map(|place| files.get(place)) {
            let text = if file.size() > MOST_BYTES { None } else { browser::text_of(&file).await.ok() };
            sources.push(Source { file: Some(file.name()), text });
        }
        tell.say(Msg::Class(Change::Took(sources, origin)));
    });
}

/// What the results of this experiment give together, and each to be taken out again.
fn results(session: &Session, ui: &Ui, origin: Origin, tell: &Tell) -> Html {
    let class = &ui.class;
    let codes = class.of(origin);
    let n_others = class.n_others(origin);
    let remove = |code: &ResultCode| {
        let number = code.number;
        let label = format!("Remove number {}", number.get());
        let remove = tell.on_with(move |_: MouseEvent| Msg::Class(Change::Remove(number, origin)));
        html! { <button class="chip" aria-label={label} onclick={remove}>{ number.get() }{ " ×" }</button> }
    };
    html! {
        <>
            <div class="hint" role="status"><ul>{ for class.told.iter().map(|told| html! { <li>{ told }</li> }) }</ul></div>
            if n_others > 0 {
                { hint(format!("Kept for when their experiment is shown again: {}.", count(n_others, "result"))) }
            }
            if !codes.is_empty() {
                { for findings(&codes).into_iter().map(|sentence| paragraph("verdict", sentence)) }
                { chart(of(figure(&codes)), ui.viewport, 360) }
                { hint(what_varies(&session.setup.experiment.data)) }
                <div class="controls">
                    { for codes.iter().map(remove) }
                    <button class="quiet" onclick={tell.on_with(move |_| Msg::Class(Change::Clear(origin)))}>{ "Remove all" }</button>
                </div>
            }
        </>
    }
}

/// Numbers that no result has are left out.
fn figure(codes: &[ResultCode]) -> ClassResults {
    let row = |measure: Measure| {
        let pooled = pooled(codes, measure)?;
        Some(ClassRow {
            title: measure.title(),
            values: codes.iter().map(|code| code.numbers()[measure as usize]).collect(),
            mean: pooled.mean,
            interval: pooled.interval,
            has_chance: measure.has_chance(),
        })
    };
    let numbers = codes.iter().map(|code| code.number.get()).collect();
    ClassResults { numbers, rows: Measure::ALL.into_iter().filter_map(row).collect() }
}
