//! Which features are unknown: one toggle a feature, or the pixels of the picture themselves.

use super::view::remembers;
use crate::message::Description;
use crate::session::Part;
use nearmiss::order;
use yew::prelude::*;

/// All features as toggle buttons. Drawn anew only when something about them changes.
#[derive(PartialEq)]
pub(crate) struct Features {
    pub description: Part<Description>,
    /// The record's values.
    pub values: Vec<f32>,
    pub unknown: Vec<usize>,
    /// By unknown feature in order, the best guess's value.
    pub guess: Option<Vec<f32>>,
    /// Shows only features whose name contains this.
    pub filter: String,
    /// Whether the unknown ones are flipped ones instead, each with its other value in the place of a guess.
    pub flips: bool,
    pub toggled: Callback<usize>,
}

remembers!(Features, use_features);

#[hook]
fn use_features(props: &Features) -> Html {
    // Hundreds of buttons: they are made in a task of their own, after the rest of the page is there.
    let is_due = use_state(|| false);
    {
        let is_due = is_due.clone();
        use_effect_with((), move |()| {
            let timeout = gloo::timers::callback::Timeout::new(0, move || is_due.set(true));
            move || drop(timeout)
        });
    }
    // One stop for the tab key; the arrow keys go from button to button.
    let current = use_state(|| 0_usize);
    let on_focus = {
        let current = current.clone();
        Callback::from(move |n: usize| current.set(n))
    };
    if !*is_due {
        return Html::default();
    }
    let schema = &props.description.schema;
    let columns = schema.picture.map_or(1, |(width, _)| width);
    let on_key = Callback::from(move |event: KeyboardEvent| move_focus(&event, columns));
    let tab_stop = |n: usize| if n == *current { "0" } else { "-1" };
    let place = |j: usize| props.unknown.iter().position(|u| *u == j);
    let name = |j: usize| {
        let mark = if props.flips && place(j).is_some() { ", flipped" } else { "" };
        format!("{}{mark}", schema.features[j].name)
    };
    if let Some((width, _)) = schema.picture {
        let pixel = |j: usize| {
            let unknown = place(j);
            let guessed = unknown.and_then(|at| props.guess.as_ref().map(|guess| guess[at]));
            let value = guessed.unwrap_or(props.values[j]);
            let is_wrong = guessed.is_some_and(|g| g != props.values[j]) && !props.flips;
            let class = classes!(
                "pixel",
                (value == 1.0 && (unknown.is_none() || guessed.is_some())).then_some("on"),
                unknown.is_some().then_some(if props.flips { "differs" } else { "unknown" }),
                is_wrong.then_some("wrong"),
            );
            let state = match guessed {
                Some(_) if props.flips => name(j),
                Some(guess) => {
                    format!("{}: unknown, guessed {guess}, in truth {}", schema.features[j].name, props.values[j])
                }
                None if unknown.is_some() => format!("{}: unknown", schema.features[j].name),
                None => format!("{}: {}", schema.features[j].name, props.values[j]),
            };
            html! {
                <button {class} tabindex={tab_stop(j)} onfocus={on_focus.reform(move |_| j)} aria-pressed={unknown.is_some().to_string()} aria-label={name(j)} title={state}
                    onclick={props.toggled.reform(move |_| j)} />
            }
        };
        return html! {
            <div role="group" aria-label="Features" class="picture paint" onkeydown={on_key} style={format!("--width:{width}")}>
                { for (0..schema.features.len()).map(pixel) }
            </div>
        };
    }
    // The most informative first, where a person sees them; the order doesn't change with the choice.
    let mrmr = &props.description.mrmr;
    let rank = |j: usize| mrmr.iter().position(|m| *m == j).unwrap_or(mrmr.len());
    let order = order::places(schema.features.len(), &mut |a, b| rank(a).cmp(&rank(b)));
    let filter = props.filter.to_lowercase();
    let shown = |j: &usize| filter.is_empty() || schema.features[*j].name.to_lowercase().contains(&filter);
    let chip = |(n, j): (usize, usize)| {
        let feature = &schema.features[j];
        let unknown = place(j);
        let value = match unknown {
            Some(at) if props.flips => feature.show(props.guess.as_ref().map_or(0.0, |flipped| flipped[at])),
            Some(at) => match props.guess.as_ref().map(|guess| guess[at]) {
                Some(guess) => format!("{} {}", feature.show(guess), if guess == props.values[j] { "✓" } else { "✗" }),
                None => "?".to_string(),
            },
            None => feature.show(props.values[j]),
        };
        html! {
            <button key={j} class="chip" tabindex={tab_stop(n)} onfocus={on_focus.reform(move |_| n)} aria-pressed={unknown.is_some().to_string()}
                onclick={props.toggled.reform(move |_| j)}>
                <span>{ &feature.name }</span><b>{ value }</b>
            </button>
        }
    };
    html! {
        <div role="group" aria-label="Features" class="chips" onkeydown={on_key}>
            { for order.into_iter().filter(shown).enumerate().map(chip) }
        </div>
    }
}

/// Moves the focus within the group: left and right to the neighbour, up and down by a row, Home and End to the ends.
fn move_focus(event: &KeyboardEvent, columns: usize) {
    use wasm_bindgen::JsCast;
    let Some(button) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    let Some(group) = button.parent_element() else { return };
    let buttons = group.children();
    let n = buttons.length() as usize;
    let Some(at) = (0..n).find(|i| buttons.item(*i as u32).as_ref() == Some(button.as_ref())) else { return };
    let to = match event.key().as_str() {
        "ArrowRight" => at + 1,
        "ArrowLeft" => at.wrapping_sub(1),
        "ArrowDown" => at + columns,
        "ArrowUp" => at.wrapping_sub(columns),
        "Home" => 0,
        "End" => n - 1,
        _ => return,
    };
    event.prevent_default();
    if let Some(next) =
        buttons.item(to as u32).filter(|_| to < n).and_then(|b| b.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // The focus stays where it is if it can't move.
        let _ = next.focus();
    }
}
