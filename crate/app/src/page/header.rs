//! The page's head: what this is, what it is doing, and what has to be told.

use super::overview;
use super::ui::Context;
use crate::session::{Activity, Event};
use yew::prelude::*;

/// Title, lead, progress and overview.
pub(crate) fn view(context: &Context<'_>) -> Html {
    html! {
        <header>
            <h1>{ "Near Miss" }</h1>
            <p class="lead">
                { "A model gives away who was in its training data. Can it also tell a member from a record that is almost the same?" }
            </p>
            <p>
                { "Below, this page trains a small neural network on some of the records of a data set and then attacks it: first it asks who was among them, then it asks the same of " }
                <em>{ "near misses" }</em>
                { ", then it guesses features of a record that it was not told. Everything runs in this tab; nothing is uploaded." }
            </p>
            { progress(context) }
            { overview::view(context) }
        </header>
    }
}

/// The one line that says what the page is doing.
fn progress(context: &Context<'_>) -> Html {
    let session = context.session;
    let (epoch, share) = session.trained;
    let epochs = session.experiment.training.epochs;
    let text = match session.activity {
        Activity::Loading => "Making the data…".to_string(),
        Activity::AwaitingFile => "Waiting for the link's data file.".to_string(),
        Activity::Training => format!("Training: epoch {} of {epochs}.", (epoch + 1).min(epochs)),
        Activity::Paused => format!("Training is paused after epoch {epoch} of {epochs}."),
        Activity::Diverged => "Training diverged.".to_string(),
        Activity::Attacking => format!("Attacking: {} pieces of work left.", session.n_unfinished()),
        Activity::Stopped => format!("Stopped: {} pieces of work left.", session.n_unfinished()),
        Activity::Done => "Done. Everything below was computed in this tab just now.".to_string(),
        Activity::Failed => "Something went wrong; see the message.".to_string(),
    };
    let value = match session.activity {
        Activity::Training | Activity::Paused => Some((epoch as f64 + share) / epochs as f64),
        Activity::Attacking | Activity::Stopped => {
            let n_all = session.plan.as_ref().map_or(1, |plan| plan.units.len()).max(session.n_unfinished()).max(1);
            Some(1.0 - session.n_unfinished() as f64 / n_all as f64)
        }
        _ => None,
    };
    html! {
        <p class="progress">
            <progress aria-label="Experiment" max="1" value={value.map(|v| format!("{v:.3}")).or_else(|| (session.activity == Activity::Done).then(|| "1".to_string()))} />
            <span>{ text }</span>
            if session.activity == Activity::Attacking {
                <button onclick={context.on(|_| Event::Stop.into())}>{ "Stop" }</button>
            }
            if session.activity == Activity::Stopped {
                <button onclick={context.on(|_| Event::Continue.into())}>{ "Continue" }</button>
            }
        </p>
    }
}

/// The message, if there is one.
pub(crate) fn notice(context: &Context<'_>) -> Html {
    let Some(notice) = &context.session.notice else { return Html::default() };
    let class = if notice.is_error { "notice error" } else { "notice" };
    html! {
        <div class={class} role="alert">
            <p>{ &notice.sentence }</p>
            <button onclick={context.on(|_| Event::Dismiss.into())} aria-label="Close this message">{ "Close" }</button>
        </div>
    }
}
