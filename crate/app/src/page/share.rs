//! The result as something to pass on: a link, a fingerprint, files.

use super::chart::{Chart, Form, any, save as save_text, save_as};
use super::control::choice;
use super::shown;
use super::ui::{Context, Msg, UiChange};
use crate::session::Activity;
use nearmiss_figures::{FIGURES, FigureKind};
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
    let kind = context.ui.figure;
    let titles = FIGURES.iter().map(|kind| kind.title.to_string()).collect();
    let chosen = FIGURES.iter().position(|own| own == kind).unwrap_or(0);
    let figure = shown::figure(context, kind);
    let is_missing = figure.is_none();
    let save = |form: Form| context.on(move |_: MouseEvent| Msg::Save(kind, form));
    html! {
        <section class="station" aria-labelledby="share-heading">
            <h2 id="share-heading">{ "Share" }</h2>
            <p>{ "The address holds the whole experiment. Whoever opens it computes the same result, to the last bit, and can compare the fingerprint." }</p>
            <div class="controls">
                <button class="primary" onclick={context.on(|_: MouseEvent| Msg::CopyLink)}>{ "Copy link" }</button>
                <button disabled={session.report.is_none()} onclick={download}>{ "Download report (JSON)" }</button>
            </div>
            <div class="controls">
                { choice("Figure", titles, chosen, context.on(|n: usize| UiChange::Figure(&FIGURES[n]).into())) }
                <button disabled={is_missing} onclick={save(Form::Svg)}>{ "Download figure (SVG)" }</button>
                <button disabled={is_missing} onclick={save(Form::Png)}>{ "Download figure (PNG)" }</button>
                <button disabled={is_missing} onclick={save(Form::Csv)}>{ "Download table (CSV)" }</button>
                if let Some(copied) = &context.ui.copied { <span role="status">{ copied }</span> }
            </div>
            if let Some(figure) = figure {
                <Chart figure={any(figure)} viewport={context.ui.viewport} />
            } else {
                <p class="waiting">{ "There is nothing to draw of this yet." }</p>
            }
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

/// Saves a figure as the page shows it now.
pub(crate) fn save(context: &Context<'_>, kind: &FigureKind, form: Form) {
    if let Some(figure) = shown::figure(context, kind) {
        save_as(&*figure, &context.ui.viewport, form);
    }
}
