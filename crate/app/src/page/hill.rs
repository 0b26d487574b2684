//! Walk away from a record: flip one feature after the other and watch how sure the model stays.

use super::chart::{Chart, Viewport, of};
use super::control::choice;
use super::features::move_focus;
use super::ui::{Tell, Ui};
use super::words::{confidence, count};
use crate::message::{Description, RecordView};
use crate::session::{Event, OwnWalk, Part, Session};
use nearmiss::hill::{Walk, Walks};
use nearmiss::trial::Side;
use yew::prelude::*;

/// What [`Hill`] is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(crate) struct HillProps {
    description: Option<Part<Description>>,
    walks: Option<Part<Walks>>,
    own: Part<OwnWalk>,
    viewport: Viewport,
    tell: Tell,
}

impl HillProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> HillProps {
        HillProps {
            description: session.setup.description.clone(),
            walks: session.found.walks.clone(),
            own: session.play.walk.clone(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

/// Many walks and the person's own. Whoever shows it says [`Event::Walks`] once.
#[component]
pub(crate) fn Hill(props: &HillProps) -> Html {
    let HillProps { description: Some(description), walks: Some(walks), own, viewport, tell } = props else {
        return html! { <p class="waiting">{ "Comes as soon as the network is trained." }</p> };
    };
    let Some(record) = description.sides[own.side.place()].get(own.number) else { return Html::default() };
    let figure = nearmiss_figures::Hill { walks: Walks::clone(walks), own: own.walk.clone() };
    let from = |text: &str, side: Side, number: usize| {
        html! { <button onclick={tell.on(move |_| Event::WalkFrom(side, number).into())}>{ text }</button> }
    };
    let number_on = |side: Side| if own.side == side { own.number + 1 } else { own.number };
    let stands = own.features.is_empty();
    html! {
        <>
            <p>{ "Flip one feature after the other: with each you are one step further from the record. Faint lines are other walks, whose features are drawn at random." }</p>
            <div class="workbench">
                <div>
                    <div class="controls">
                        <button class="primary" disabled={own.next_drawn(walks).is_none()} onclick={tell.on(|_| Event::FlipAny.into())}>{ "Flip one at random" }</button>
                        <button disabled={stands} onclick={tell.on(|_| Event::FlipBack.into())}>{ "Undo" }</button>
                        <button disabled={stands} onclick={tell.on({ let (side, number) = (own.side, own.number); move |_| Event::WalkFrom(side, number).into() })}>{ "Start again" }</button>
                    </div>
                    if description.schema.picture.is_some() {
                        <Pixels description={description.clone()} own={own.clone()} tell={tell.clone()} />
                    } else {
                        <List description={description.clone()} own={own.clone()} tell={tell.clone()} />
                    }
                    <div class="controls">
                        { from("Another member", Side::Members, number_on(Side::Members)) }
                        { from("Another non-member", Side::NonMembers, number_on(Side::NonMembers)) }
                    </div>
                </div>
                <div>
                    <p class="verdict" role="status">{ standing(description, own, record) }</p>
                    <Chart figure={of(figure)} viewport={*viewport} height={320} reads=true />
                </div>
            </div>
        </>
    }
}

/// Where the person stands, and what the model says there.
fn standing(description: &Description, own: &OwnWalk, record: &RecordView) -> String {
    let classes = &description.schema.classes;
    let whose = match own.side {
        Side::Members => "member",
        Side::NonMembers => "non-member",
    };
    let place = format!("{whose} {} ({}, in truth “{}”)", own.number + 1, record.name, classes[record.label]);
    let Some(Walk { confidence: way, classes: named, features, .. }) = &own.walk else { return format!("At {place}.") };
    let last = way.len() - 1;
    let says = format!("says “{}” with confidence {}", classes[named[last]], confidence(way[last]));
    if last == 0 {
        return format!("At {place}. The model {says}.");
    }
    let before = match named[0] == named[last] {
        true => format!("at the start {}", confidence(way[0])),
        false => format!("at the start “{}” with {}", classes[named[0]], confidence(way[0])),
    };
    format!("{} away from {place}. The model {says}; {before}.", count(features.len(), "flip"))
}

/// Properties of [`Pixels`] and [`List`].
#[derive(PartialEq, Properties)]
struct RecordProps {
    description: Part<Description>,
    own: Part<OwnWalk>,
    tell: Tell,
}

impl RecordProps {
    /// The record walked away from; the page shows none that isn't there.
    fn record(&self) -> &RecordView {
        &self.description.sides[self.own.side.place()][self.own.number]
    }

    /// What a flipped feature has become, once the model was asked.
    fn reached(&self, feature: usize) -> Option<f32> {
        let walk = self.own.walk.as_ref()?;
        walk.features.iter().position(|flipped| *flipped == feature).map(|place| walk.reached[place])
    }
}

/// A picture, each pixel a button.
#[component]
fn Pixels(props: &RecordProps) -> Html {
    // One stop for the tab key; the arrow keys go from pixel to pixel.
    let current = use_state(|| 0_usize);
    let schema = &props.description.schema;
    let width = schema.picture.map_or(1, |(width, _)| width);
    let values = &props.record().values;
    let pixel = |j: usize| {
        let is_flipped = props.own.features.contains(&j);
        let value = if is_flipped { props.reached(j).unwrap_or(1.0 - values[j]) } else { values[j] };
        let class = classes!("pixel", (value == 1.0).then_some("on"), is_flipped.then_some("differs"));
        let name = format!("{}{}", schema.features[j].name, if is_flipped { ", flipped" } else { "" });
        let on_focus = {
            let current = current.clone();
            Callback::from(move |_: FocusEvent| current.set(j))
        };
        html! {
            <button {class} tabindex={if j == *current { "0" } else { "-1" }} onfocus={on_focus} aria-pressed={is_flipped.to_string()}
                aria-label={name} onclick={props.tell.on(move |_| Event::Flip(j).into())} />
        }
    };
    html! {
        <div role="group" aria-label="Pixels to flip" class="picture paint" style={format!("--width:{width}")}
            onkeydown={Callback::from(move |event: KeyboardEvent| move_focus(&event, width))}>
            { for (0..values.len()).map(pixel) }
        </div>
    }
}

/// Features by name, one of them chosen, and those that are flipped.
#[component]
fn List(props: &RecordProps) -> Html {
    let chosen = use_state(|| 0_usize);
    let features = &props.description.schema.features;
    let (record, flipped) = (props.record(), &props.own.features);
    let option = |(j, value): (usize, &f32)| {
        let mark = if flipped.contains(&j) { ", flipped" } else { "" };
        format!("{}: {}{mark}", features[j].name, features[j].show(*value))
    };
    let at = *chosen;
    let item = |j: &usize| {
        let to = props.reached(*j).map_or(String::new(), |value| features[*j].show(value));
        html! { <li><span>{ &features[*j].name }</span>{ " " }<b>{ format!("{} → {to}", features[*j].show(record.values[*j])) }</b></li> }
    };
    html! {
        <>
            <div class="controls">
                { choice("Feature", record.values.iter().enumerate().map(option).collect(), at, Callback::from(move |j| chosen.set(j))) }
                <button onclick={props.tell.on(move |_| Event::Flip(at).into())}>{ if flipped.contains(&at) { "Flip it back" } else { "Flip it" } }</button>
            </div>
            if !flipped.is_empty() {
                <div class="card"><ul>{ for flipped.iter().rev().take(8).map(item) }</ul>
                    if flipped.len() > 8 { <p class="hint">{ format!("… and {} before.", count(flipped.len() - 8, "flip")) }</p> }
                </div>
            }
        </>
    }
}
