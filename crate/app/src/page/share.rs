//! The result as something to pass on: a link, a fingerprint, files.

use super::chart::{Form, Viewport, any, chart, save_as, tell_refused};
use super::control::choice;
use super::membership::{scores, threshold};
use super::near_miss::neighbour_kind;
use super::teacher::{EMBED, LOCK, make_link};
use super::ui::{LinkChoices, MembershipView, Msg, Sharing, Tell, Ui, UiChange};
use super::view::{Drawable, drawn, remembers};
use crate::browser;
use crate::lesson::Place;
use crate::lesson::text::EN;
use crate::link::{self, Hidden, PageSettings};
use crate::message::Plan;
use crate::session::{Activity, Event, Part, Session, Shown};
use nearmiss::attribute::Tally;
use nearmiss::experiment::Checked;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::report::GuessReport;
use nearmiss_figures::{FIGURES, Figure, FigureInput, View};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What [`Share`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ShareProps {
    experiment: Part<Checked>,
    plan: Option<Part<Plan>>,
    shown: Shown,
    membership: MembershipView,
    neighbour: Neighbour,
    /// The defence looked at, by its row.
    defence: usize,
    /// When there will be a fingerprint.
    waits: &'static str,
    sharing: Sharing,
    viewport: Viewport,
    tell: Tell,
}

impl ShareProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> ShareProps {
        ShareProps {
            experiment: session.setup.experiment.clone(),
            plan: session.setup.plan.clone(),
            shown: session.found.shown.clone(),
            membership: ui.membership.clone(),
            neighbour: neighbour_kind(ui.near_miss, session.setup.description.as_ref()),
            defence: ui.matrix.defence,
            waits: match session.run.activity {
                Activity::Stopped => "appears when the stopped work is continued and done",
                Activity::Paused => "appears when the training goes on to its end",
                _ if session.setup.plan_error.is_some() => "appears when there is something to guess",
                _ => "appears when everything is done",
            },
            sharing: ui.sharing.clone(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

impl Drawable for ShareProps {
    fn view(&self) -> Html {
        let props = self;
        let ShareProps { shown, sharing, tell, .. } = props;
        let told = tell.on(|sentence: String| UiChange::Told(sentence).into());
        let download = {
            let (finished, told) = (shown.report.clone(), told.clone());
            Callback::from(move |_: MouseEvent| {
                if let Some(finished) = &finished {
                    let name = format!("near-miss-{}.json", &finished.fingerprint[..8]);
                    tell_refused(browser::save_text(&name, "application/json", &finished.report.to_json()), &told);
                }
            })
        };
        let titles = FIGURES.iter().map(|kind| kind.title.to_string()).collect();
        let chosen = FIGURES.iter().position(|own| own == sharing.figure).unwrap_or(0);
        let figure = figure(props).map(any);
        let save = |form: Form| {
            let (figure, viewport, told) = (figure.clone(), props.viewport, told.clone());
            Callback::from(move |_: MouseEvent| {
                if let Some(figure) = &figure {
                    save_as(&*figure.0, &viewport, form, told.clone());
                }
            })
        };
        html! {
            <section class="station" aria-labelledby="share-heading">
                <h2 id="share-heading">{ "Share" }</h2>
                <p>{ "The address holds the whole experiment. Whoever opens it computes the same result, to the last bit, and can compare the fingerprint." }</p>
                <div class="controls">
                    <button class="primary" onclick={tell.on(|_: MouseEvent| Msg::CopyLink)}>{ "Copy link" }</button>
                    <button disabled={shown.report.is_none()} onclick={download}>{ "Download report (JSON)" }</button>
                    <button onclick={tell.on(|_: MouseEvent| Event::SaveRecords.into())}>{ "Download records (CSV)" }</button>
                    if let Some(whole) = browser::whole() { <a href={whole} download="">{ "Download the page as one file" }</a> }
                    if !sharing.told.is_empty() { <span role="status">{ &sharing.told }</span> }
                </div>
                <div class="controls">
                    { choice("Figure", titles, chosen, tell.on(|n: usize| UiChange::Figure(&FIGURES[n]).into())) }
                    <button disabled={figure.is_none()} onclick={save(Form::Svg)}>{ "Download figure (SVG)" }</button>
                    <button disabled={figure.is_none()} onclick={save(Form::Png)}>{ "Download figure (PNG)" }</button>
                    <button disabled={figure.is_none()} onclick={save(Form::Csv)}>{ "Download table (CSV)" }</button>
                </div>
                { make_link(
                    Place::all().map(|place| place.title(&EN)).collect(),
                    &Hidden::ALL.map(|hidden| (hidden.name(), hidden.title())),
                    &sharing.choices,
                    class_link(&props.experiment, &sharing.choices),
                    tell,
                ) }
                if let Some(link) = &sharing.link { { drawn(LinkField { link: link.clone() }) } }
                if let Some(figure) = figure {
                    { chart(figure, props.viewport, 300) }
                } else {
                    <p class="waiting">{ "Nothing has been computed of this yet. Stations 4 and 5 compute more when asked, and further repeats do." }</p>
                }
                <p class="fingerprint">
                    { "Result fingerprint: " }
                    if let Some(finished) = &shown.report {
                        <code id="fingerprint">{ &finished.fingerprint }</code>
                    } else {
                        <span>{ props.waits }</span>
                    }
                </p>
            </section>
        }
    }
}

/// The link of what a teacher chose.
fn class_link(experiment: &Checked, choices: &LinkChoices) -> String {
    let page = PageSettings {
        at: Place::all().nth(choices.at),
        is_embedded: choices.has(EMBED),
        hidden: Hidden::ALL.into_iter().filter(|hidden| choices.has(hidden.name())).collect(),
        is_data_locked: choices.has(LOCK),
    };
    browser::address(&link::write(experiment, &page))
}

/// The figure chosen, as the page shows it now; none before there is something to draw.
fn figure(props: &ShareProps) -> Option<Box<dyn Figure>> {
    let ShareProps { experiment, plan, shown, membership, .. } = props;
    let tally = shown.tally.as_ref().filter(|tally| tally.n_tried > 0);
    let guess = plan.as_ref().zip(tally).zip(shown.imputed.as_ref()).map(|((plan, tally), imputed)| GuessReport {
        record: plan.question.record,
        unknown: plan.question.unknown.clone(),
        tally: Tally::clone(tally),
        baselines: imputed.to_vec(),
    });
    let input = FigureInput {
        experiment,
        findings: &shown.pooled.findings,
        curve: &shown.curve,
        guarantee: shown.guarantee.as_deref(),
        guess: guess.as_ref(),
        matrix: shown.matrix.as_deref(),
        scores: shown.scored.as_deref().map(scores),
        truth: None,
    };
    let default = View::default();
    let row = shown.matrix.as_ref().and_then(|matrix| matrix.rows.get(props.defence));
    let view = View {
        attack: membership.attack,
        threshold: shown.scored.as_ref().and_then(|scored| threshold(scored, membership)),
        roc_axes: membership.roc_axes,
        neighbour: props.neighbour,
        guess_by: experiment.attribute_inference.guess_by,
        defence: row.map_or(default.defence, |row| row.defence),
        ..default
    };
    (props.sharing.figure.make)(&input, &view)
}

/// The link, selected, for a person to copy where the page may not.
#[derive(PartialEq)]
struct LinkField {
    link: String,
}

remembers!(LinkField, use_link_field);

#[hook]
fn use_link_field(props: &LinkField) -> Html {
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
