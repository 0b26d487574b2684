//! The result as something to pass on: a link, a fingerprint, files.

use super::chart::save;
use super::{Context, Msg};
use crate::session::Activity;
use yew::prelude::*;

/// The sharing section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let session = context.session;
    let report = session.report.clone();
    let download = Callback::from(move |_: MouseEvent| {
        if let Some((report, fingerprint)) = &report {
            save(&format!("near-miss-{}.json", &fingerprint[..8]), "application/json", &report.to_json());
        }
    });
    html! {
        <section class="station" aria-labelledby="share-heading">
            <h2 id="share-heading">{ "Share" }</h2>
            <p>{ "The address holds the whole experiment. Whoever opens it computes the same result, to the last bit, and can compare the fingerprint." }</p>
            <div class="controls">
                <button class="primary" onclick={context.on(|_: MouseEvent| Msg::CopyLink)}>{ "Copy link" }</button>
                <button disabled={session.report.is_none()} onclick={download}>{ "Download report (JSON)" }</button>
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
                        Activity::Diverged => "none, the training diverged",
                        _ if session.plan_error.is_some() => "appears when there is something to guess",
                        _ => "appears when everything is done",
                    } }</span>
                }
            </p>
        </section>
    }
}
