//! The form controls that stations share: a label, a native element, a typed value.

use super::view::{drawn, remembers};
use crate::browser;
use js_sys::Reflect;
use std::str::FromStr;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A number in a field; told when it is changed and can be read. What a person is typing stays, whatever else is drawn.
#[derive(PartialEq)]
struct NumberField {
    label: String,
    /// As it stands.
    value: String,
    /// Is told what was typed, and says whether it can be read.
    typed: Callback<String, bool>,
}

remembers!(NumberField, use_number_field);

#[hook]
fn use_number_field(props: &NumberField) -> Html {
    let draft = use_state(|| None::<String>);
    let is_wrong = use_state(|| false);
    let on_input = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| draft.set(Some(text_of(&event))))
    };
    let on_change = {
        let (draft, is_wrong, typed) = (draft.clone(), is_wrong.clone(), props.typed.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let is_read = typed.emit(input.value());
            is_wrong.set(!is_read);
            if is_read {
                draft.set(None);
            }
        })
    };
    let value = (*draft).clone().unwrap_or(props.value.clone());
    html! {
        <label class="field">
            <span>{ &props.label }</span>
            <input type="text" inputmode="decimal" autocomplete="off" {value} aria-invalid={is_wrong.to_string()} oninput={on_input} onchange={on_change} />
            if *is_wrong { <span class="wrong" role="alert">{ "This can't be read as a number that fits here." }</span> }
        </label>
    }
}

/// See [`NumberField`], which is the same for numbers of every type.
pub(crate) fn number_field<T: FromStr + 'static>(label: &str, value: String, changed: Callback<T>) -> Html {
    let typed = Callback::from(move |text: String| text.trim().parse().map(|value| changed.emit(value)).is_ok());
    drawn(NumberField { label: label.to_string(), value, typed })
}

/// A choice of several. It shows what is so, not what was clicked, even where nothing comes of the click.
#[derive(PartialEq)]
struct Choice {
    label: String,
    options: Vec<String>,
    selected: usize,
    changed: Callback<usize>,
}

remembers!(Choice, use_choice);

#[hook]
fn use_choice(props: &Choice) -> Html {
    let select = use_node_ref();
    let again = use_force_update();
    let changed = props.changed.clone();
    let on_change = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        changed.emit(usize::try_from(select.selected_index()).unwrap_or(0));
        again.force_update();
    });
    {
        let (select, selected) = (select.clone(), props.selected);
        use_effect(move || {
            if let Some(select) = select.cast::<HtmlSelectElement>() {
                select.set_selected_index(selected as i32);
            }
        });
    }
    html! {
        <label class="field">
            <span>{ &props.label }</span>
            <select ref={select} aria-label={props.label.clone()} onchange={on_change}>
                { for props.options.iter().map(|option| html! { <option>{ option }</option> }) }
            </select>
        </label>
    }
}

/// See [`Choice`].
pub(crate) fn choice(label: &str, options: Vec<String>, selected: usize, changed: Callback<usize>) -> Html {
    drawn(Choice { label: label.to_string(), options, selected, changed })
}

/// A number on a scale, with its value in words beside it.
pub(crate) fn slider(
    label: &str,
    range: (f64, f64),
    step: f64,
    value: f64,
    words: String,
    changed: Callback<f64>,
) -> Html {
    let on_input = Callback::from(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let value = input.value_as_number();
        if value.is_finite() {
            changed.emit(value);
        }
    });
    html! {
        <label class="field slider">
            <span>{ label.to_string() }</span>
            <input type="range" aria-label={label.to_string()} min={range.0.to_string()} max={range.1.to_string()} step={step.to_string()}
                value={value.to_string()} aria-valuetext={words.clone()} oninput={on_input} />
            <output>{ words }</output>
        </label>
    }
}

/// Radio buttons.
pub(crate) fn radios(
    legend: &str,
    name: &str,
    options: &[&str],
    selected: impl Into<Option<usize>>,
    changed: Callback<usize>,
) -> Html {
    let selected = selected.into();
    html! {
        <fieldset class="radios" role="radiogroup" aria-label={legend.to_string()}>
            <legend>{ legend.to_string() }</legend>
            { for options.iter().enumerate().map(|(n, option)| {
                let changed = changed.clone();
                html! {
                    <label>
                        <input type="radio" name={name.to_string()} checked={selected == Some(n)} onchange={Callback::from(move |_: Event| changed.emit(n))} />
                        { option.to_string() }
                    </label>
                }
            }) }
        </fieldset>
    }
}

/// Something that is there when it is asked for: not before, for a canvas that isn't laid out has no width.
#[derive(PartialEq)]
struct Fold {
    summary: String,
    content: Html,
}

remembers!(Fold, use_fold);

#[hook]
fn use_fold(props: &Fold) -> Html {
    let is_open = use_state(|| false);
    let toggled = {
        let is_open = is_open.clone();
        Callback::from(move |event: Event| {
            // Yew hears it at the page's root, so what it is about is its target.
            let details = event.target();
            let now =
                details.is_some_and(|details| Reflect::get(&details, &"open".into()).is_ok_and(|own| own.is_truthy()));
            is_open.set(now);
        })
    };
    html! {
        <details class="fold" ontoggle={toggled}>
            <summary>{ &props.summary }</summary>
            if *is_open { { props.content.clone() } }
        </details>
    }
}

/// See [`Fold`].
pub(crate) fn fold(summary: &str, content: Html) -> Html {
    drawn(Fold { summary: summary.to_string(), content })
}

/// A button that copies a text; `told` hears in a sentence what came of it.
pub(crate) fn copy_button(name: &'static str, text: &str, told: &Callback<String>) -> Html {
    let (text, told) = (text.to_string(), told.clone());
    let copy = Callback::from(move |_: MouseEvent| {
        let (text, told) = (text.clone(), told.clone());
        spawn_local(async move {
            let sentence = match browser::copy(&text).await {
                Ok(()) => "Copied.",
                Err(_) => "This browser doesn't let the page copy: select the text and copy it by hand.",
            };
            told.emit(sentence.to_string());
        });
    });
    html! { <button onclick={copy}>{ name }</button> }
}

/// What a text field holds, at each key.
pub(crate) fn text_of(event: &InputEvent) -> String {
    event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()).map(|i| i.value()).unwrap_or_default()
}

/// A table with a caption for those who don't see it beside its heading.
pub(crate) fn table(caption: &str, columns: &[&str], rows: Vec<Vec<Html>>) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("{caption}, table")}>
            <table aria-label={caption.to_string()}>
                <caption>{ caption.to_string() }</caption>
                <thead><tr>{ for columns.iter().map(|c| html! { <th scope="col">{ c.to_string() }</th> }) }</tr></thead>
                <tbody>
                    { for rows.into_iter().map(|row| html! { <tr>{ for row.into_iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }) }
                </tbody>
            </table>
        </div>
    }
}
