//! The page's head: what this is, what it is doing, and what has to be told.

use super::overview;
use super::ui::Context;
use super::words::{count, time};
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
    let (epoch, _) = session.trained;
    let epochs = session.experiment.training_config().n_epochs();
    let text = match session.activity {
        Activity::Loading => "Making the data…".to_string(),
        Activity::AwaitingFile => "Waiting for the link's data file.".to_string(),
        Activity::Offered => {
            format!(
                "Finished here before the page was closed: {} of this experiment.",
                count(session.n_offered(), "unit")
            )
        }
        Activity::Training => format!("Training: epoch {} of {epochs}.", (epoch + 1).min(epochs)),
        Activity::Paused => format!("Training is paused after epoch {epoch} of {epochs}."),
        Activity::Diverged => "Training diverged.".to_string(),
        Activity::Attacking => format!("Attacking: {} left.", count(session.n_unfinished(), "unit")),
        Activity::Stopped => {
            format!("Stopped: {} left. What is finished is kept.", count(session.n_unfinished(), "unit"))
        }
        Activity::Done => "Done. Everything shown was computed in this browser.".to_string(),
        Activity::Failed => "Something went wrong; see the message.".to_string(),
    };
    let (done, all) = session.work();
    let value = match session.activity {
        Activity::Training | Activity::Paused | Activity::Attacking | Activity::Stopped => Some(done / all),
        _ => None,
    };
    let is_working = matches!(session.activity, Activity::Training | Activity::Attacking);
    let left = if is_working { time_left(context, done, all) } else { String::new() };
    html! {
        <p class="progress">
            <progress aria-label="Experiment" max="1" value={value.map(|v| format!("{v:.3}")).or_else(|| (session.activity == Activity::Done).then(|| "1".to_string()))} />
            <span>{ text }{ left }</span>
            if session.activity == Activity::Offered {
                <button class="primary" onclick={context.on(|_| Event::TakeUp(true).into())}>{ "Resume" }</button>
                <button onclick={context.on(|_| Event::TakeUp(false).into())}>{ "Start afresh" }</button>
            }
            if session.activity == Activity::Attacking || (session.activity == Activity::Diverged && session.n_unfinished() > 0) {
                <button onclick={context.on(|_| Event::Stop.into())}>{ "Stop" }</button>
            }
            if session.activity == Activity::Stopped {
                <button onclick={context.on(|_| Event::Continue.into())}>{ "Continue" }</button>
            }
        </p>
    }
}

/// In words, where it is more than a moment and can be told.
fn time_left(context: &Context<'_>, done: f64, all: f64) -> String {
    let since = &context.ui.working_since;
    let (spent, share) = (js_sys::Date::now() - since.time, (done - since.done) / all);
    let seconds = spent / 1000.0 * (all - done) / all / share;
    // The first moments say little.
    if share > 0.0 && spent > 2000.0 && seconds >= 5.0 {
        format!(" About {} left.", time(seconds))
    } else {
        String::new()
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
