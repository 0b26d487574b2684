//! Choosing the data.

use super::control::choice;
use super::ui::{Context, Msg, UiChange};
use super::words::{count, whole};
use crate::message::Inspection;
use crate::session::{Activity, Event};
use nearmiss::Experiment;
use nearmiss::dataset::format::ColumnKind;
use nearmiss::experiment::{DataSource, PURCHASE_CLASSES};
use web_sys::HtmlInputElement;
use yew::prelude::*;

const NAMES: [&str; 4] = ["Check-ins (synthetic)", "Purchases (synthetic)", "Digits", "Voters (1996 survey)"];

/// The data section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let session = context.session;
    let mut names: Vec<String> = NAMES.iter().map(ToString::to_string).collect();
    let own = session.own_inspection().or(session.inspection()).cloned();
    if own.is_some() {
        names.push("Your data".to_string());
    }
    let selected = match session.wanted().data {
        DataSource::CheckIns { .. } => 0,
        DataSource::Purchases { .. } => 1,
        DataSource::Digits => 2,
        DataSource::Voters => 3,
        DataSource::Own { .. } => 4,
    };
    let changed = context.on(move |n: usize| {
        Msg::Event(match (n, own.as_ref().map(|o| &o.experiment)) {
            (0, _) => Event::Change(Experiment::check_ins()),
            (1, _) => Event::Change(Experiment::purchases(10)),
            (2, _) => Event::Change(Experiment::digits()),
            (3, _) => Event::Change(Experiment::voters()),
            (_, Some(Ok(experiment))) => Event::Change(experiment.clone()),
            (_, Some(Err(sentence))) => Event::FileRefused(sentence.clone()),
            (_, None) => Event::FileRefused("Choose a file first.".to_string()),
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
                if let DataSource::Purchases { n_classes, .. } = session.wanted().data {
                    { choice("Classes", PURCHASE_CLASSES.map(|n| n.to_string()).to_vec(), PURCHASE_CLASSES.iter().position(|n| *n == n_classes).unwrap_or(1),
                        context.on(|n: usize| Event::Change(Experiment::purchases(PURCHASE_CLASSES[n])).into())) }
                }
                <label class="field file">
                    <span>{ "Your data (CSV)" }</span>
                    <input type="file" aria-label="Your data (CSV)" accept=".csv,.gz,.txt,.tsv,text/csv" onchange={file_chosen} />
                </label>
                <p class="hint">{ "… or drop a file anywhere on this page. It stays on this machine." }</p>
            </div>
            { describe(context) }
            if matches!(session.experiment.data, DataSource::Own { .. }) {
                <p class="hint">
                    { "This browser keeps a copy of your file, so that a reload goes on with it; nobody else gets it. " }
                    <button class="quiet" onclick={context.on(|_| Event::Forget.into())}>{ "Remove the copy" }</button>
                    if let Some(told) = &context.ui.forgotten { <span role="status">{ told }</span> }
                </p>
            }
            if let Some(inspection) = session.inspection() {
                if matches!(session.experiment.data, DataSource::Own { .. }) || inspection.experiment.is_err() {
                    { columns(context, inspection) }
                }
            }
        </section>
    }
}

fn describe(context: &Context<'_>) -> Html {
    let Some(description) = &context.session.description else {
        return match context.session.activity {
            Activity::AwaitingFile => html! { <p>{ "The link's own data is needed." }</p> },
            _ => html! { <p>{ "Getting the data ready…" }</p> },
        };
    };
    let source = match &context.session.experiment.data {
        DataSource::CheckIns { .. } => {
            "Made-up visitors of a city: who went to which kinds of place and map squares. In number of features, density and distances they are like the Location data that the paper attacks. The class is the visitor's group."
        }
        DataSource::Purchases { .. } => {
            "Made-up customers: who bought from which of 600 kinds of goods. The class is a style of shopping, found by k-means, as in the paper; its purchase data isn't public, so how alike the two are is unknown."
        }
        DataSource::Digits => {
            "Handwritten digits, 8 by 8 pixels, black or white (from the UCI repository, as scikit-learn ships them). The class is the digit."
        }
        DataSource::Voters => {
            "Answers of real people in the American National Election Study of 1996 (public domain). The class is the vote."
        }
        DataSource::Own { .. } => "Your file.",
    };
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
