//! The form controls that stations share: a label, a native element, a typed value.

use std::str::FromStr;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A number in a field; told when it is changed and can be read.
pub(crate) fn number_field<T: FromStr + 'static>(label: &str, value: String, changed: Callback<T>) -> Html {
    let on_change = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Ok(value) = input.value().trim().parse() {
            changed.emit(value);
        }
    });
    html! {
        <label class="field">
            <span>{ label.to_string() }</span>
            <input type="text" inputmode="decimal" autocomplete="off" {value} onchange={on_change} />
        </label>
    }
}

/// A choice of several.
pub(crate) fn choice(label: &str, options: Vec<String>, selected: usize, changed: Callback<usize>) -> Html {
    let on_change = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        changed.emit(usize::try_from(select.selected_index()).unwrap_or(0));
    });
    html! {
        <label class="field">
            <span>{ label.to_string() }</span>
            <select aria-label={label.to_string()} onchange={on_change}>
                { for options.into_iter().enumerate().map(|(n, option)| html! { <option selected={n == selected}>{ option }</option> }) }
            </select>
        </label>
    }
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
pub(crate) fn radios(legend: &str, name: &str, options: &[&str], selected: usize, changed: Callback<usize>) -> Html {
    html! {
        <fieldset class="radios" role="radiogroup" aria-label={legend.to_string()}>
            <legend>{ legend.to_string() }</legend>
            { for options.iter().enumerate().map(|(n, option)| {
                let changed = changed.clone();
                html! {
                    <label>
                        <input type="radio" name={name.to_string()} checked={n == selected} onchange={Callback::from(move |_: Event| changed.emit(n))} />
                        { option.to_string() }
                    </label>
                }
            }) }
        </fieldset>
    }
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
