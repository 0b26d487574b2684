//! The result as something to pass on: a link, a fingerprint, files.

use super::chart::{Chart, Form, any, save_as, tell_refused};
use super::control::choice;
use super::shown;
use super::ui::{Context, Msg, UiChange};
use crate::browser;
use crate::session::Activity;
use nearmiss_figures::{FIGURES, FigureKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The sharing section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let session = context.session;
    let (report, told) = (session.report.clone(), told(context));
    let download = Callback::from(move |_: MouseEvent| {
        if let Some((report, fingerprint)) = &report {
            let name = format!("near-miss-{}.json", &fingerprint[..8]);
            tell_refused(browser::save_text(&name, "application/json", &report.to_json()), &told);
        }
    });
    let kind = context.ui.figure;
    let titles = FIGURES.iter().map(|kind| kind.title.to_string()).collect();
    let chosen = FIGURES.iter().position(|own| own == kind).unwrap_or(0);
    let figure = shown::figure(context, kind);
    let is_missing = figure.is_none();
    let save = |form: Form| context.on(move |_: MouseEvent| Msg::Save(kind, form));
    let shared = &context.ui.shared;
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
                if !shared.told.is_empty() { <span role="status">{ &shared.told }</span> }
            </div>
            if let Some(link) = &shared.link { <LinkField link={link.clone()} /> }
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
        save_as(&*figure, &context.ui.viewport, form, told(context));
    }
}

/// Where it is said what came of saving.
fn told(context: &Context<'_>) -> Callback<String> {
    context.on(|sentence: String| UiChange::Shared(sentence.into()).into())
}

/// Properties of [`LinkField`].
#[derive(Properties, PartialEq)]
struct LinkFieldProps {
    link: String,
}

/// The link, selected, for a person to copy where the page may not.
#[component]
fn LinkField(props: &LinkFieldProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(props.link.clone(), move |_| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // The link can be selected by hand if it can't be focused.
                let _ = field.focus();
                field.select();
            }
        });
    }
    html! { <input ref={field} type="text" class="link" aria-label="Link" readonly=true value={props.link.clone()} /> }
}
