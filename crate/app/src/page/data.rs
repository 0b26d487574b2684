//! Choosing the data.

use super::control::choice;
use super::element::{button, hint, passage, quiet};
use super::file_layout::ReadOtherwise;
use super::own_file::OwnFile;
use super::ui::{Msg, Tell, Ui};
use super::view::{Drawable, drawn};
use super::words::{count, whole};
use crate::message::{Description, Inspection};
use crate::session::{Activity, ChosenFile, Event, Lack, Part, Session};
use nearmiss::Experiment;
use nearmiss::reading::Options;
use nearmiss::source::{DataSource, PURCHASE_CLASSES, SOURCES, Source};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What [`Data`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DataProps {
    /// Shown.
    data: DataSource,
    wanted: DataSource,
    /// Whether a link keeps the data as they are.
    is_locked: bool,
    description: Option<Part<Description>>,
    /// Of the own file in use.
    own: Option<Part<Inspection>>,
    /// Of the file chosen last, else of the one in use.
    inspection: Option<Part<Inspection>>,
    file: Option<ChosenFile>,
    /// The file chosen last, and how it was read in vain, if it might be read otherwise.
    unread: Option<(ChosenFile, Options)>,
    awaits_file: bool,
    /// Share of the chosen file that is read.
    reading: Option<f64>,
    keeps_nothing: bool,
    column: usize,
    forgotten: Option<String>,
    tell: Tell,
}

impl DataProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> DataProps {
        DataProps {
            data: session.setup.experiment.data.clone(),
            wanted: session.wanted().data.clone(),
            is_locked: session.setup.page.is_data_locked,
            description: session.setup.description.clone(),
            own: session.own_inspection().cloned(),
            inspection: session.inspection().cloned(),
            file: session.file().cloned(),
            unread: session.unread().map(|(file, options)| (file.clone(), options.clone())),
            awaits_file: session.run.activity == Activity::AwaitingFile,
            reading: session.reading(),
            keeps_nothing: session.lacks(Lack::Storage),
            column: ui.column,
            forgotten: ui.forgotten.clone(),
            tell: tell.clone(),
        }
    }
}

impl Drawable for DataProps {
    fn view(&self) -> Html {
        let props = self;
        let DataProps { data, wanted, tell, .. } = props;
        let mut names: Vec<String> = SOURCES.iter().map(|kind| kind.title().to_string()).collect();
        let own = props.own.as_ref().or(props.inspection.as_ref()).cloned();
        if own.is_some() {
            names.push("Your data".to_string());
        }
        let wanted = wanted.registered();
        let place = |source: Source| SOURCES.iter().position(|kind| kind.name() == source.name());
        let selected = wanted.and_then(place).unwrap_or(SOURCES.len());
        let is_own = data.is_own();
        let is_waiting = props.inspection != props.own;
        let digest = |inspection: &Option<Part<Inspection>>| inspection.as_ref().map(|i| i.sha256.clone());
        let is_changed = is_own && is_waiting && digest(&props.inspection) == digest(&props.own);
        let changed = tell.on_with(move |n: usize| {
            Msg::Event(match (SOURCES.get(n), own.as_ref().map(|own| &own.experiment)) {
                (Some(kind), _) => Event::Change(Experiment::on(Source::of(*kind))),
                (None, Some(Ok(experiment))) => Event::Change(experiment.clone()),
                (None, Some(Err(sentence))) => Event::FileRefused(sentence.clone()),
                (None, None) => Event::FileRefused("Choose a file first.".to_string()),
            })
        });
        let sender = tell.clone();
        let file_chosen = Callback::from(move |event: yew::Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                sender.say(Msg::File(file));
            }
            // The same file can be chosen again.
            input.set_value("");
        });
        html! {
            <section class="station data" aria-labelledby="data-heading">
                <h2 id="data-heading" tabindex="-1">{ "The data" }</h2>
                <div class="controls">
                    if props.is_locked {
                        { hint("The link keeps the data as they are.") }
                    } else {
                        { choice("Data set", names, selected, changed) }
                    }
                    if let Some(source) = wanted.filter(|source| source.name() == "purchases" && !props.is_locked) {
                        { classes(tell, source.values()[1] as usize) }
                    }
                    if !props.is_locked {
                    <label class="field file">
                        <span>{ "Your data (CSV)" }</span>
                        <input type="file" aria-label="Your data (CSV)" accept=".csv,.gz,.txt,.tsv,text/csv" onchange={file_chosen} />
                    </label>
                    { hint("… or drop a file anywhere on this page. It stays on this machine.") }
                    }
                </div>
                if let Some(share) = props.reading.filter(|share| *share > 0.0) {
                    <p class="controls">
                        <label class="hint">{ "Reading your file " }<progress value={share.to_string()} /></label>
                        { button("Stop reading", tell.on(|_| Event::StopReading.into())) }
                    </p>
                }
                if let Some((file, options)) = props.unread.clone() { { drawn(ReadOtherwise { file, options, tell: tell.clone() }) } }
                { describe(props) }
                if is_own && props.keeps_nothing {
                    { hint("This browser keeps no copy of your file: choose it again after a reload.") }
                } else if is_own {
                    <p class="hint">
                        { "This browser keeps a copy of your file, so that a reload goes on with it; nobody else gets it. " }
                        { quiet("Remove the copy", tell.on(|_| Event::Forget.into())) }
                        if let Some(told) = &props.forgotten { <span role="status">{ told }</span> }
                    </p>
                }
                if let Some((file, inspection)) = props.file.clone().zip(props.inspection.clone()) {
                    if is_own || is_waiting {
                        { drawn(OwnFile { file, inspection, is_in_use: is_own && !is_waiting, is_changed, column: props.column, tell: tell.clone() }) }
                    }
                }
            </section>
        }
    }
}

/// Numbers of classes of purchases.
fn classes(tell: &Tell, n_classes: usize) -> Html {
    let selected = PURCHASE_CLASSES.iter().position(|n| *n == n_classes).unwrap_or(1);
    let changed = tell.on(|n: usize| Event::Change(Experiment::purchases(PURCHASE_CLASSES[n])).into());
    choice("Classes", PURCHASE_CLASSES.map(|n| n.to_string()).to_vec(), selected, changed)
}

fn describe(props: &DataProps) -> Html {
    let Some(description) = &props.description else {
        let waits = if props.awaits_file { "The link's own data is needed." } else { "Getting the data ready…" };
        return passage(waits);
    };
    let source = props.data.registered();
    let source = match (source, &props.own) {
        (Some(source), _) => source.kind().summary().to_string(),
        (None, Some(own)) => of_own(own, description),
        (None, None) => "Your file.".to_string(),
    };
    let n_neither = description.n_records - description.n_members - description.n_non_members;
    let neither = match n_neither {
        0 => String::new(),
        n => {
            format!(" {} take part in neither: they are left to attackers with records of their own.", whole(n as u64))
        }
    };
    html! {
        <p>
            { source }{ " " }
            { format!(
                "{} of {} each, {}. {} are members: the network learns from them. {} others are not: it never sees them.{neither}",
                count(description.n_records, "record"),
                count(description.schema.features.len(), "feature"),
                count(description.schema.classes.len(), "class"),
                whole(description.n_members as u64),
                whole(description.n_non_members as u64),
            ) }
        </p>
    }
}

/// The person's own data that are in use.
fn of_own(own: &Inspection, description: &Description) -> String {
    let label = own.reading.label.as_ref().map_or(String::new(), |label| format!(", label “{}”", label.name));
    let left = own.reading.rows.saturating_sub(description.n_records);
    let all = if left > 0 {
        format!(" Of {} records in the file these take part:", whole(own.reading.rows as u64))
    } else {
        String::new()
    };
    format!("Your file{label}.{all}")
}
