//! The result as something to pass on: a link, a fingerprint, files.

use super::chart::{Form, save as save_text, save_as};
use super::control::choice;
use super::ui::{Context, Msg, UiChange};
use super::{guess, membership, near_miss, population, train};
use crate::session::Activity;
use nearmiss_figures::Figure;
use yew::prelude::*;

/// The sharing section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let session = context.session;
    let report = session.report.clone();
    let download = Callback::from(move |_: MouseEvent| {
        if let Some((report, fingerprint)) = &report {
            save_text(&format!("near-miss-{}.json", &fingerprint[..8]), "application/json", &report.to_json());
        }
    });
    let figure = context.ui.figure;
    let is_there = is_there(context, figure);
    html! {
        <section class="station" aria-labelledby="share-heading">
            <h2 id="share-heading">{ "Share" }</h2>
            <p>{ "The address holds the whole experiment. Whoever opens it computes the same result, to the last bit, and can compare the fingerprint." }</p>
            <div class="controls">
                <button class="primary" onclick={context.on(|_: MouseEvent| Msg::CopyLink)}>{ "Copy link" }</button>
                <button disabled={session.report.is_none()} onclick={download}>{ "Download report (JSON)" }</button>
            </div>
            <div class="controls">
                { choice("Figure", FIGURES.map(String::from).to_vec(), figure, context.on(|n: usize| UiChange::Figure(n).into())) }
                <button disabled={!is_there} onclick={context.on(move |_: MouseEvent| Msg::Save(figure, Form::Svg))}>{ "Download figure (SVG)" }</button>
                <button disabled={!is_there} onclick={context.on(move |_: MouseEvent| Msg::Save(figure, Form::Png))}>{ "Download figure (PNG)" }</button>
                <button disabled={!is_there} onclick={context.on(move |_: MouseEvent| Msg::Save(figure, Form::Csv))}>{ "Download table (CSV)" }</button>
                if let Some(copied) = &context.ui.copied { <span role="status">{ copied }</span> }
            </div>
            <p class="fingerprint">
                { "Result fingerprint: " }
                if let Some((_, fingerprint)) = &session.report {
                    <code id="fingerprint">{ fingerprint }</code>
                } else {
                    <span>{ match session.activity {
                        Activity::Stopped => "appears when the stopped work is continued and done",
                        Activity::Paused => "appears when the training goes on to its end",
                        _ if session.plan_error.is_some() => "appears when there is something to guess",
                        _ => "appears when everything is done",
                    } }</span>
                }
            </p>
        </section>
    }
}

/// Every figure of the page, by its name here.
pub(crate) const FIGURES: [&str; 6] = [
    "Learning curve",
    "Scores of members and non-members",
    "ROC curve",
    "Strong membership by distance",
    "Tied best guesses of one record",
    "Guesses of many records",
];

/// Whether there is something to draw.
fn is_there(context: &Context<'_>, figure: usize) -> bool {
    let results = &context.session.results;
    match figure {
        0 => true,
        1 | 2 => results.scores.iter().all(Option::is_some),
        3 => near_miss::figure(context).is_some(),
        4 => results.tally.is_some() && results.imputed.is_some(),
        _ => population::guess_distances(context).is_some(),
    }
}

/// Saves one of [`FIGURES`] as the page shows it now.
pub(crate) fn save(context: &Context<'_>, figure: usize, form: Form) {
    let figure: Option<Box<dyn Figure>> = match figure {
        0 => boxed(Some(train::figure(context))),
        1 => boxed(membership::figures(context).map(|f| f.0)),
        2 => boxed(membership::figures(context).map(|f| f.1)),
        3 => boxed(near_miss::figure(context)),
        4 => boxed(guess::tied_distances(context)),
        _ => boxed(population::guess_distances(context)),
    };
    if let Some(figure) = figure {
        save_as(&*figure, &context.ui.viewport, form);
    }
}

fn boxed(figure: Option<impl Figure>) -> Option<Box<dyn Figure>> {
    figure.map(|figure| Box::new(figure) as Box<dyn Figure>)
}
