//! Choosing the data.

use super::control::choice;
use super::ui::{Context, Msg, UiChange};
use super::words::{count, whole};
use crate::message::Inspection;
use crate::session::{Activity, Event, Lack};
use nearmiss::Experiment;
use nearmiss::dataset::format::ColumnKind;
use nearmiss::source::{PURCHASE_CLASSES, SOURCES, Source};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The data section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let session = context.session;
    let mut names: Vec<String> = SOURCES.iter().map(|kind| kind.title().to_string()).collect();
    let own = session.own_inspection().or(session.inspection()).cloned();
    if own.is_some() {
        names.push("Your data".to_string());
    }
    let wanted = session.wanted().data.registered();
    let place = |source: Source| SOURCES.iter().position(|kind| kind.name() == source.name());
    let selected = wanted.and_then(place).unwrap_or(SOURCES.len());
    let is_own = session.experiment.data.is_own();
    let changed = context.on(move |n: usize| {
        Msg::Event(match (SOURCES.get(n), own.as_ref().map(|own| &own.experiment)) {
            (Some(kind), _) => Event::Change(Experiment::on(Source::of(*kind))),
            (None, Some(Ok(experiment))) => Event::Change(experiment.clone()),
            (None, Some(Err(sentence))) => Event::FileRefused(sentence.clone()),
            (None, None) => Event::FileRefused("Choose a file first.".to_string()),
        })
    });
    let send = context.send.clone();
    let file_chosen = Callback::from(move |event: yew::Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            send.emit(Msg::File(file));
        }
        // The same file can be chosen again.
        input.set_value("");
    });
    html! {
        <section class="station data" aria-labelledby="data-heading">
            <h2 id="data-heading">{ "The data" }</h2>
            <div class="controls">
                { choice("Data set", names, selected, changed) }
                if let Some(source) = wanted.filter(|source| source.name() == "purchases") {
                    { classes(context, source.values()[1] as usize) }
                }
                <label class="field file">
                    <span>{ "Your data (CSV)" }</span>
                    <input type="file" aria-label="Your data (CSV)" accept=".csv,.gz,.txt,.tsv,text/csv" onchange={file_chosen} />
                </label>
                <p class="hint">{ "… or drop a file anywhere on this page. It stays on this machine." }</p>
            </div>
            { describe(context) }
            if is_own && session.lacks(Lack::Storage) {
                <p class="hint">{ "This browser keeps no copy of your file: choose it again after a reload." }</p>
            } else if is_own {
                <p class="hint">
                    { "This browser keeps a copy of your file, so that a reload goes on with it; nobody else gets it. " }
                    <button class="quiet" onclick={context.on(|_| Event::Forget.into())}>{ "Remove the copy" }</button>
                    if let Some(told) = &context.ui.forgotten { <span role="status">{ told }</span> }
                </p>
            }
            if let Some(inspection) = session.inspection() {
                if is_own || inspection.experiment.is_err() {
                    { columns(context, inspection) }
                }
            }
        </section>
    }
}

/// Numbers of classes of purchases.
fn classes(context: &Context<'_>, n_classes: usize) -> Html {
    let selected = PURCHASE_CLASSES.iter().position(|n| *n == n_classes).unwrap_or(1);
    let changed = context.on(|n: usize| Event::Change(Experiment::purchases(PURCHASE_CLASSES[n])).into());
    choice("Classes", PURCHASE_CLASSES.map(|n| n.to_string()).to_vec(), selected, changed)
}

fn describe(context: &Context<'_>) -> Html {
    let Some(description) = &context.session.description else {
        return match context.session.activity {
            Activity::AwaitingFile => html! { <p>{ "The link's own data is needed." }</p> },
            _ => html! { <p>{ "Getting the data ready…" }</p> },
        };
    };
    let source = context.session.experiment.data.registered();
    let source = source.map_or("Your file.", |source| source.kind().summary());
    html! {
        <p>
            { source }{ " " }
            { format!(
                "{} of {} each, {}. {} are members: the network learns from them. {} others are not: it never sees them.",
                count(description.n_records, "record"),
                count(description.schema.features.len(), "feature"),
                count(description.schema.classes.len(), "class"),
                whole(description.n_members as u64),
                whole(description.n_non_members as u64),
            ) }
        </p>
    }
}

const KINDS: [(ColumnKind, &str); 4] = [
    (ColumnKind::Binary, "0 or 1"),
    (ColumnKind::Categorical, "categories"),
    (ColumnKind::Numeric, "number"),
    (ColumnKind::LeftOut, "left out"),
];

/// How the file's columns are read, to be corrected.
fn columns(context: &Context<'_>, inspection: &Inspection) -> Html {
    let names: Vec<String> =
        inspection.columns.iter().enumerate().map(|(n, c)| format!("{}: {}", n + 1, c.name)).collect();
    let label = inspection.label;
    let options = inspection.options.clone();
    let label_changed = context.on(move |column: usize| {
        let mut options = options.clone();
        options.label = Some(column);
        options.kinds.remove(&column);
        Event::ReadAs(options).into()
    });
    let column = context.ui.column.min(names.len().saturating_sub(1));
    let summary = &inspection.columns[column];
    let kind = inspection.options.kinds.get(&column).copied().unwrap_or(summary.kind);
    let options = inspection.options.clone();
    let kind_changed = context.on(move |n: usize| {
        let mut options = options.clone();
        options.kinds.insert(column, KINDS[n].0);
        Event::ReadAs(options).into()
    });
    let selected = KINDS.iter().position(|(k, _)| *k == kind).unwrap_or(0);
    html! {
        <div class="controls">
            { choice("Label column", names.clone(), label, label_changed) }
            { choice("Column", names, column, context.on(|n: usize| UiChange::Column(n).into())) }
            if column == label {
                <p class="hint">{ "This column is the label." }</p>
            } else {
                { choice("Taken for", KINDS.iter().map(|(_, name)| name.to_string()).collect(), selected, kind_changed) }
            }
            <p class="hint">
                { format!("{} different values, such as {}.", summary.n_distinct, summary.examples.join(", ")) }
            </p>
        </div>
    }
}
