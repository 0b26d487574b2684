//! The bar of the laboratory that stays: stations, data, the defence in force, how far the work is.

use super::ui::Tell;
use super::view::Drawable;
use super::words::two;
use crate::lesson::{Place, Station, Step};
use crate::session::{Activity, Event, Session};
use nearmiss::source::DataSource;
use yew::prelude::*;

/// What [`Stays`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StaysProps {
    data: String,
    defence: String,
    /// In whole per cent, so that it isn't drawn anew all the time.
    done: u32,
    /// Where somebody is in the lesson.
    step: Step,
    tell: Tell,
}

impl StaysProps {
    pub fn of(session: &Session, step: Step, tell: &Tell) -> StaysProps {
        let experiment = &session.setup.experiment;
        let data = match &experiment.data {
            DataSource::Own { .. } => session.file().map_or("your file".to_string(), |file| file.name.clone()),
            DataSource::Registered(source) => source.kind().title().to_string(),
        };
        let spent = session.epsilon().map(|epsilon| format!(", ε = {}", two(epsilon))).unwrap_or_default();
        let defence = match experiment.defence.name() {
            "none" => "no defence".to_string(),
            _ => format!("{}{spent}", experiment.defence.kind().title()),
        };
        let (done, all) = session.work();
        let is_over = session.run.activity == Activity::Done;
        let done = if is_over { 100 } else { (100.0 * done / all) as u32 };
        StaysProps { data, defence, done, step, tell: tell.clone() }
    }
}

impl Drawable for StaysProps {
    fn view(&self) -> Html {
        let (props, step) = (self, self.step);
        let to =
            |station: Station| props.tell.on_with(move |_: MouseEvent| Event::Show(Place::Laboratory(station)).into());
        let stations = [
            (Station::Train, "Train"),
            (Station::Membership, "Member?"),
            (Station::NearMiss, "Near miss"),
            (Station::Guess, "Guess"),
            (Station::Defend, "Defend"),
        ];
        html! {
            <nav class="stays" aria-label="Jump to a station">
                <div>
                    <button onclick={props.tell.on_with(move |_: MouseEvent| Event::Show(Place::Lesson(step)).into())}>{ "← Lesson" }</button>
                    { for stations.into_iter().enumerate().map(|(n, (station, name))| html! {
                        <button onclick={to(station)}><span class="number">{ n + 1 }</span><span class="name">{ format!(" {name}") }</span></button>
                    }) }
                </div>
                <p><span>{ &props.data }</span>{ " · " }<span>{ &props.defence }</span>{ format!(" · {} %", props.done) }</p>
            </nav>
        }
    }
}
