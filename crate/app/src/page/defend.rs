//! Station 5: what protects the model.

use super::control::{choice, number_field};
use super::ui::Context;
use nearmiss::Experiment;
use nearmiss::defence::{DEFENCES, Defence};
use yew::prelude::*;

/// The defence of the network shown, and its strength.
pub(crate) fn controls(context: &Context<'_>) -> Html {
    let defence = context.session.wanted().defence;
    let titles = DEFENCES.iter().map(|kind| kind.title().to_string()).collect();
    let chosen = DEFENCES.iter().position(|kind| kind.name() == defence.name()).unwrap_or(0);
    html! {
        <>
            { choice("Defence", titles, chosen, super::train::change(context, |e: &mut Experiment, n: usize| e.defence = Defence::of(DEFENCES[n.min(DEFENCES.len() - 1)]))) }
            { for defence.kind().parameters().iter().zip(defence.values()).enumerate().map(|(place, (parameter, value))| {
                number_field(parameter.title, value.to_string(), super::train::change(context, move |e: &mut Experiment, value: f64| {
                    if let Some(own) = e.defence.values_mut().get_mut(place) {
                        *own = value;
                    }
                }))
            }) }
        </>
    }
}
