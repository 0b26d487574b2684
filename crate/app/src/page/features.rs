//! Which features are unknown: one toggle a feature, or the pixels of the picture themselves.

use crate::message::Description;
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Features`].
#[derive(Properties, PartialEq)]
pub(crate) struct FeaturesProps {
    pub description: Rc<Description>,
    /// The record's values.
    pub values: Vec<f32>,
    pub unknown: Vec<usize>,
    /// By unknown feature in order, the best guess's value.
    pub guess: Option<Vec<f32>>,
    /// Shows only features whose name contains this.
    pub filter: String,
    pub toggled: Callback<usize>,
}

/// All features as toggle buttons. Drawn anew only when something about them changes.
#[component]
pub(crate) fn Features(props: &FeaturesProps) -> Html {
    let schema = &props.description.schema;
    let place = |j: usize| props.unknown.iter().position(|u| *u == j);
    if let Some((width, _)) = schema.picture {
        let pixel = |j: usize| {
            let unknown = place(j);
            let guessed = unknown.and_then(|at| props.guess.as_ref().map(|guess| guess[at]));
            let value = guessed.unwrap_or(props.values[j]);
            let is_wrong = guessed.is_some_and(|g| g != props.values[j]);
            let class = classes!(
                "pixel",
                (value == 1.0 && (unknown.is_none() || guessed.is_some())).then_some("on"),
                unknown.is_some().then_some("unknown"),
                is_wrong.then_some("wrong"),
            );
            let state = match guessed {
                Some(guess) => {
                    format!("{}: unknown, guessed {guess}, in truth {}", schema.features[j].name, props.values[j])
                }
                None if unknown.is_some() => format!("{}: unknown", schema.features[j].name),
                None => format!("{}: {}", schema.features[j].name, props.values[j]),
            };
            html! {
                <button {class} aria-pressed={unknown.is_some().to_string()} aria-label={schema.features[j].name.clone()} title={state}
                    onclick={props.toggled.reform(move |_| j)} />
            }
        };
        return html! {
            <div role="group" aria-label="Features" class="picture paint" style={format!("--width:{width}")}>
                { for (0..schema.features.len()).map(pixel) }
            </div>
        };
    }
    // The most informative first, where a person sees them; the order doesn't change with the choice.
    let mrmr = &props.description.mrmr;
    let mut order: Vec<usize> = (0..schema.features.len()).collect();
    order.sort_by_key(|j| mrmr.iter().position(|m| m == j).unwrap_or(mrmr.len()));
    let filter = props.filter.to_lowercase();
    let shown = |j: &usize| filter.is_empty() || schema.features[*j].name.to_lowercase().contains(&filter);
    let chip = |j: usize| {
        let feature = &schema.features[j];
        let unknown = place(j);
        let value = match unknown {
            Some(_) => "?".to_string(),
            None => feature.show(props.values[j]),
        };
        html! {
            <button key={j} class="chip" aria-pressed={unknown.is_some().to_string()} aria-label={feature.name.clone()}
                onclick={props.toggled.reform(move |_| j)}>
                <span>{ &feature.name }</span><b>{ value }</b>
            </button>
        }
    };
    html! {
        <div role="group" aria-label="Features" class="chips" tabindex="0">
            { for order.into_iter().filter(shown).map(chip) }
        </div>
    }
}
