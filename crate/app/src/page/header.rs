//! The page's head: what this is, what it is doing, and what has to be told.

use super::element::{button, paragraph, passage, primary};
use super::ui::Tell;
use super::view::Drawable;
use super::words::{count, time};
use crate::session::{Activity, Event, Notice, Session};
use yew::prelude::*;

/// Title and lead.
pub(crate) fn lead() -> Html {
    html! {
        <>
            <h1>{ "Near Miss" }</h1>
            { paragraph("lead", "A model gives away who was in its training data. Can it also tell a member from a record that is almost the same?") }
            <p>
                { "Below, this page trains a small neural network on some of the records of a data set and then attacks it: first it asks who was among them, then it asks the same of " }
                <em>{ "near misses" }</em>
                { ", then it guesses features of a record that it was not told. Everything runs in this tab; nothing is uploaded." }
            </p>
        </>
    }
}

/// What it all is made from.
pub(crate) fn foot() -> Html {
    html! {
        <footer>
            <p>
                { "Near Miss computes in this tab; nothing is sent anywhere. It implements Zhao et al., " }
                <cite>{ "On Inferring Training Data Attributes in Machine Learning Models" }</cite>
                { " (2019); Zhao et al., " }<cite>{ "On the (In)Feasibility of Attribute Inference Attacks on Machine Learning Models" }</cite>
                { " (Euro S&P 2021); and compares with Choquette-Choo et al., " }
                <cite>{ "Label-Only Membership Inference Attacks" }</cite>{ " (ICML 2021)." }
            </p>
        </footer>
    }
}

/// When the present work was begun or gone on with, to tell how long it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Working {
    /// Milliseconds since 1970.
    pub time: f64,
    /// Cost of what was done by then.
    pub done: f64,
}

/// What [`Standing`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StandingProps {
    activity: Activity,
    /// Epochs finished, and those planned.
    epochs: (usize, usize),
    n_offered: usize,
    n_unfinished: usize,
    /// Cost of what is done, and of everything.
    work: (f64, f64),
    since: Working,
    tell: Tell,
}

impl StandingProps {
    pub fn of(session: &Session, since: Working, tell: &Tell) -> StandingProps {
        StandingProps {
            activity: session.run.activity,
            epochs: (session.run.course.trained.0, session.setup.experiment.training_config().n_epochs()),
            n_offered: session.n_offered(),
            n_unfinished: session.n_unfinished(),
            work: session.work(),
            since,
            tell: tell.clone(),
        }
    }
}

impl Drawable for StandingProps {
    fn view(&self) -> Html {
        let props = self;
        let StandingProps { activity, n_offered, n_unfinished, tell, .. } = props;
        let ((epoch, epochs), (done, all)) = (props.epochs, props.work);
        let text = match activity {
            Activity::Loading => "Making the data…".to_string(),
            Activity::AwaitingFile => "Waiting for the link's data file.".to_string(),
            Activity::Offered => {
                format!("Finished here before the page was closed: {} of this experiment.", count(*n_offered, "step"))
            }
            Activity::Training => format!("Training: epoch {} of {epochs}.", (epoch + 1).min(epochs)),
            Activity::Paused => format!("Training is paused after {epoch} of {}.", count(epochs, "epoch")),
            Activity::Diverged => "Training diverged.".to_string(),
            Activity::Attacking => format!("Attacking: {} left.", count(*n_unfinished, "step")),
            Activity::Stopped => format!("Stopped: {} left. What is finished is kept.", count(*n_unfinished, "step")),
            Activity::Done => {
                "Done. All results shown were computed in this browser, but for those that say recorded.".to_string()
            }
            Activity::Failed => "Something went wrong; see the message.".to_string(),
        };
        let value = match activity {
            Activity::Training | Activity::Paused | Activity::Attacking | Activity::Stopped => {
                Some(format!("{:.3}", done / all))
            }
            Activity::Done => Some("1".to_string()),
            _ => None,
        };
        let is_working = matches!(activity, Activity::Training | Activity::Attacking);
        let left = if is_working { time_left(props.since, done, all) } else { String::new() };
        let can_stop = *activity == Activity::Attacking || (*activity == Activity::Diverged && *n_unfinished > 0);
        html! {
            <p class="progress">
                <progress aria-label="Experiment" max="1" {value} />
                <span>{ text }{ left }</span>
                if *activity == Activity::Offered {
                    { primary("Resume", tell.on(|_| Event::TakeUp(true).into())) }
                    { button("Start afresh", tell.on(|_| Event::TakeUp(false).into())) }
                }
                if can_stop { { button("Stop", tell.on(|_| Event::Stop.into())) } }
                if *activity == Activity::Stopped {
                    { button("Continue", tell.on(|_| Event::Continue.into())) }
                }
            </p>
        }
    }
}

/// In words, where it is more than a moment and can be told.
fn time_left(since: Working, done: f64, all: f64) -> String {
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
pub(crate) fn notice(notice: Option<&Notice>, tell: &Tell) -> Html {
    let Some(notice) = notice else { return Html::default() };
    let class = if notice.is_error { "notice error" } else { "notice" };
    html! {
        <div class={class} role="alert">
            { passage(notice.sentence.clone()) }
            <button onclick={tell.on(|_| Event::Dismiss.into())} aria-label="Close this message">{ "Close" }</button>
        </div>
    }
}
