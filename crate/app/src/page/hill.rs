//! Walk away from a record: flip one feature after the other and watch how sure the model stays.

use super::chart::{Chart, Viewport, of};
use super::element::{button_if, hint, passage, waiting};
use super::features::Features;
use super::ui::{Tell, Ui};
use super::view::drawn;
use super::words::{count, sure};
use crate::message::{Description, RecordView};
use crate::session::{Event, OwnWalk, Part, Session, Step};
use nearmiss::experiment::Target;
use nearmiss::hill::{Walk, Walks};
use nearmiss::trial::Side;
use yew::prelude::*;

/// What [`hill`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HillProps {
    description: Option<Part<Description>>,
    walks: Option<Part<Walks>>,
    own: Part<OwnWalk>,
    viewport: Viewport,
    /// Whether the figure's finding stands below it.
    reads: bool,
    tell: Tell,
}

impl HillProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> HillProps {
        HillProps {
            description: session.setup.description.clone(),
            walks: session.found.walks.clone(),
            own: session.play.walk.clone(),
            viewport: ui.viewport,
            reads: true,
            tell: tell.clone(),
        }
    }

    /// Without the figure's finding below it.
    pub fn unread(self) -> HillProps {
        HillProps { reads: false, ..self }
    }
}

/// Many walks and the person's own. Whoever shows it says [`Event::Walks`] once.
pub(crate) fn hill(props: &HillProps) -> Html {
    let HillProps { description: Some(description), walks: Some(walks), own, viewport, reads, tell } = props else {
        return waiting("Comes as soon as the network is trained.");
    };
    let Target { taken_from, number } = own.from;
    let Some(record) = description.sides[taken_from.place()].get(number) else { return Html::default() };
    let figure = nearmiss_figures::Hill { walks: Walks::clone(walks), own: own.walk.clone() };
    let stands = own.features.is_empty();
    let button = |text: &str, is_off: bool, step: Step| {
        button_if(!is_off, text, tell.on_with(move |_: MouseEvent| Event::Walk(step).into()))
    };
    let next_on =
        |side: Side| Step::From(Target { taken_from: side, number: number + usize::from(taken_from == side) });
    let flipped = |j: &usize| own.reached(*j).unwrap_or(record.values[*j]);
    html! {
        <>
            { passage("Flip one feature after the other: with each you are one step further from the record. Faint lines are other walks, whose features are drawn at random.") }
            <div class="workbench">
                <div>
                    <div class="controls">
                        { button("Flip one at random", own.next_drawn(walks).is_none(), Step::FlipAny) }
                        { button("Undo", stands, Step::Back) }
                        { button("Start again", stands, Step::From(own.from)) }
                        { button("Another member", false, next_on(Side::Members)) }
                        { button("Another non-member", false, next_on(Side::NonMembers)) }
                    </div>
                    { drawn(Features {
                        description: description.clone(),
                        values: record.values.clone(),
                        unknown: own.features.clone(),
                        guess: Some(own.features.iter().map(flipped).collect()),
                        filter: String::new(),
                        flips: true,
                        toggled: tell.on(|feature| Event::Walk(Step::Flip(feature)).into()),
                    }) }
                    if description.schema.picture.is_none() && !stands {
                        { hint(latest(description, own, record)) }
                    }
                </div>
                <div>
                    <p class="verdict" role="status">{ standing(description, own, record) }</p>
                    { drawn(Chart { figure: of(figure), viewport: *viewport, height: 320, reads: *reads, plain: false }) }
                </div>
            </div>
        </>
    }
}

/// The latest flips, the last one first: a long list of features doesn't show which these were.
fn latest(description: &Description, own: &OwnWalk, record: &RecordView) -> String {
    let mut text = "Flipped last: ".to_string();
    for &j in own.features.iter().rev().take(5) {
        let feature = &description.schema.features[j];
        let values = [record.values[j], own.reached(j).unwrap_or(record.values[j])].map(|value| feature.show(value));
        text.push_str(&format!("{} {} → {}; ", feature.name, values[0], values[1]));
    }
    text.trim_end_matches("; ").to_string()
}

/// Where the person stands, and what the model says there.
fn standing(description: &Description, own: &OwnWalk, record: &RecordView) -> String {
    let classes = &description.schema.classes;
    let whose = match own.from.taken_from {
        Side::Members => "member",
        Side::NonMembers => "non-member",
    };
    let Some(Walk { confidence: way, classes: named, features, .. }) = &own.walk else { return String::new() };
    let says = |place: usize| format!("“{}” with a confidence of {}", classes[named[place]], sure(way[place]));
    let last = features.len();
    format!(
        "{} away from {whose} {} ({}, in truth “{}”) the model says {}; at the start it says {}.",
        count(last, "flip"),
        own.from.number + 1,
        record.name,
        classes[record.label],
        says(last),
        says(0),
    )
}
