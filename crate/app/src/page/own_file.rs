//! How a person's file was understood: its first records under heads that can be changed, and what to know before using it.

use super::control::choice;
use super::element::{hint, paragraph, primary};
use super::file_layout::{ask_layout, discard};
use super::ui::{Tell, UiChange};
use super::view::remembers;
use super::words::{count, whole};
use crate::browser;
use crate::message::Inspection;
use crate::session::{ChosenFile, Event, Part};
use nearmiss::reading::{ColumnKind, ColumnSummary, Options, SAID, SAMPLE};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Columns that are shown side by side; of more, one at a time is chosen below.
const N_SHOWN: usize = 40;
/// What a column can be taken for, in the order of its choice; the label stands behind them.
const KINDS: [ColumnKind; 4] = [ColumnKind::Binary, ColumnKind::Categorical, ColumnKind::Numeric, ColumnKind::LeftOut];

/// What can happen with missing cells.
const HOLES: [&str; 2] = ["filled, and never guessed", "leave their record out"];
/// The name of the heading that is shown once a file is read.
const HEADING: &str = "own-file-heading";

/// The reading of a file, to be looked over and corrected.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OwnFile {
    pub file: ChosenFile,
    pub inspection: Part<Inspection>,
    /// Whether these data, read so, are what is shown.
    pub is_in_use: bool,
    /// Whether the file is in use, but read otherwise.
    pub is_changed: bool,
    /// The column looked at, of very many.
    pub column: usize,
    pub tell: Tell,
}

remembers!(OwnFile, use_own_file);

#[hook]
fn use_own_file(props: &OwnFile) -> Html {
    let OwnFile { inspection, tell, .. } = props;
    let reading = &inspection.reading;
    let summary = format!(
        "{}: {} and {}, read as {} with {} between the cells.",
        props.file.name,
        count(reading.rows, "record"),
        count(reading.columns.len(), "column"),
        reading.encoding.map_or("", |encoding| encoding.in_words()),
        reading.separator.map_or("", |separator| separator.in_words()),
    );
    // Where one looks, and where the focus is: at a file that was chosen, and at the data once they are in use.
    let before = use_mut_ref(|| None);
    use_effect_with((props.file.id, props.is_in_use), move |&(file, is_in_use)| {
        match (before.replace(Some((file, is_in_use))), is_in_use) {
            (Some((_, false)), true) => browser::show("data-heading"),
            (Some((before, _)), false) if before != file => browser::show(HEADING),
            (None, false) => browser::show(HEADING),
            _ => {}
        }
    });
    let use_it = tell.on(|_: MouseEvent| Event::UseFile.into());
    let body = html! {
        <>
            <p role="status">{ summary }{ " " }{ label_in_words(inspection) }</p>
            { label_choice(props) }
            if !reading.warnings.is_empty() {
                <ul class="warnings">{ for reading.warnings.iter().map(|warning| html! { <li>{ warning }</li> }) }</ul>
            }
            { table(props) }
            { settings(props) }
            if let Err(sentence) = &inspection.experiment {
                { paragraph("wrong", sentence.clone()) }
            } else if props.is_in_use {
                { hint("These data are in use. Change a column or a setting to use them otherwise.") }
            } else {
                <p class="controls">
                    { primary("Use these data", use_it) }
                    { discard(tell) }
                    <span class="hint">
                        if props.is_changed {
                            { "Changed, and not yet used: what stands below is still of the data as they were." }
                        } else {
                            { "Nothing is computed on your file before that." }
                        }
                    </span>
                </p>
            }
        </>
    };
    html! {
        <section class="own-file" aria-label="Your file">
            if props.is_in_use {
                <details><summary>{ "Your file, as it was understood" }</summary>{ body }</details>
            } else {
                <h3 id={HEADING} tabindex="-1">{ "Your file, as it was understood" }</h3>
                { body }
            }
        </section>
    }
}

fn label_in_words(inspection: &Inspection) -> String {
    match &inspection.reading.label {
        None => "It has no label yet.".to_string(),
        Some(label) if label.certain => format!("The label is “{}”.", label.name),
        Some(label) if label.why == SAID => format!("The label is “{}”, as you said.", label.name),
        Some(label) => {
            format!("The label is taken to be “{}”. {} Choose another column if it isn't.", label.name, label.why)
        }
    }
}

/// Which column is the label.
fn label_choice(props: &OwnFile) -> Html {
    let inspection = props.inspection.clone();
    let columns = inspection.reading.columns.iter().enumerate();
    let mut names: Vec<String> = columns.map(|(n, column)| format!("{}. {}", n + 1, column.name)).collect();
    let selected = inspection.label().map_or(names.len(), |label| label - 1);
    if selected == names.len() {
        names.push("none yet".to_string());
    }
    let changed = props.tell.on_with(move |n: usize| Event::ReadAs(taken_for(&inspection, n + 1, KINDS.len())).into());
    html! { <div class="controls">{ choice("The label", names, selected, changed) }</div> }
}

/// The options after a column was taken for something else; the last choice is the label.
fn taken_for(inspection: &Inspection, column: usize, choice: usize) -> Options {
    let mut options = inspection.options();
    match KINDS.get(choice) {
        Some(kind) => {
            options.kinds.insert(column, *kind);
        }
        None => {
            options.label = Some(column);
            options.kinds.remove(&column);
            (options.cut, options.join_labels) = (None, None);
        }
    }
    options
}

/// The options after it was said whether a column's holes leave their records out.
fn with_holes(inspection: &Inspection, column: usize, are_dropped: bool) -> Options {
    let mut options = inspection.options();
    options.drop_holes.retain(|dropped| *dropped != column);
    options.drop_holes.extend(are_dropped.then_some(column));
    options
}

/// What a column can be taken for, and which of that it is. The label stays the label until another column is.
fn choices(inspection: &Inspection, column: usize) -> (Vec<String>, usize) {
    if inspection.label() == Some(column) {
        return (vec!["the label".to_string()], 0);
    }
    let kind = inspection.reading.columns[column - 1].kind;
    (kind_names(), KINDS.iter().position(|own| *own == kind).unwrap_or(0))
}

fn kind_names() -> Vec<String> {
    KINDS.iter().map(|kind| kind.in_words().to_string()).chain(["the label".to_string()]).collect()
}

fn table(props: &OwnFile) -> Html {
    let (inspection, tell) = (&props.inspection, &props.tell);
    let columns = &inspection.reading.columns;
    let label = inspection.label();
    let (columns_with_holes, dropped) = (holes(inspection), inspection.options().drop_holes);
    let head = |(place, summary): (usize, &ColumnSummary)| {
        let column = place + 1;
        let (names, selected) = choices(inspection, column);
        let options = names.into_iter().enumerate().map(|(n, name)| {
            html! { <option value={n.to_string()} selected={n == selected}>{ name }</option> }
        });
        let own = inspection.clone();
        let changed = tell.on_with(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            Event::ReadAs(taken_for(&own, column, usize::try_from(select.selected_index()).unwrap_or(0))).into()
        });
        let own = inspection.clone();
        let holes_changed = tell.on_with(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            Event::ReadAs(with_holes(&own, column, select.selected_index() == 1)).into()
        });
        let class = if label == Some(column) {
            "is-label"
        } else if summary.left_out.is_some() {
            "is-left-out"
        } else {
            ""
        };
        html! {
            <th scope="col" {class} key={column}>
                <span class="column-name">{ format!("{column}. {}", summary.name) }</span>
                <select aria-label={format!("Column {column}, {}: taken for", summary.name)} onchange={changed}>
                    { for options }
                </select>
                <span class="hint">{ about(summary) }</span>
                if columns_with_holes.contains(&column) {
                    <select aria-label={format!("Column {column}, {}: missing cells", summary.name)} onchange={holes_changed}>
                        <option selected={!dropped.contains(&column)}>{ "missing: filled" }</option>
                        <option selected={dropped.contains(&column)}>{ "missing: record left out" }</option>
                    </select>
                }
            </th>
        }
    };
    let row = |cells: &Vec<String>| html! { <tr>{ for cells.iter().take(N_SHOWN).map(|cell| html! { <td>{ cell }</td> }) }</tr> };
    let more = columns.len().saturating_sub(N_SHOWN);
    html! {
        <>
            <div class="scroll" tabindex="0" role="region" aria-label="First records">
                <table aria-label="First records">
                    <thead><tr>{ for columns.iter().enumerate().take(N_SHOWN).map(head) }</tr></thead>
                    <tbody>{ for inspection.first.iter().map(row) }</tbody>
                </table>
            </div>
            if more > 0 {
                <div class="controls">
                    { others(props) }
                    { hint(format!("{} more aren't shown above.", count(more, "column"))) }
                </div>
            }
        </>
    }
}

/// What is to be known of a column beside its kind.
fn about(summary: &ColumnSummary) -> String {
    let missing = match summary.missing {
        0 => String::new(),
        n => format!(", {} missing", whole(n as u64)),
    };
    let why = summary.left_out.as_ref().map(|why| format!("{why}; ")).unwrap_or_default();
    format!("{why}{} different{missing}", whole(summary.distinct as u64))
}

/// Any column of very many.
fn others(props: &OwnFile) -> Html {
    let (inspection, tell) = (&props.inspection, &props.tell);
    let columns = &inspection.reading.columns;
    let names: Vec<String> = columns.iter().enumerate().map(|(n, c)| format!("{}. {}", n + 1, c.name)).collect();
    let column = props.column.min(columns.len() - 1) + 1;
    let (kinds, selected) = choices(inspection, column);
    let own = inspection.clone();
    let changed = tell.on_with(move |n: usize| Event::ReadAs(taken_for(&own, column, n)).into());
    let dropped = usize::from(inspection.options().drop_holes.contains(&column));
    let own = inspection.clone();
    let holes_changed = tell.on_with(move |n: usize| Event::ReadAs(with_holes(&own, column, n == 1)).into());
    html! {
        <>
            { choice("Column", names, column - 1, tell.on(|n: usize| UiChange::Column(n).into())) }
            { choice("Taken for", kinds, selected, changed) }
            if holes(inspection).contains(&column) {
                { choice("Its missing cells", HOLES.map(String::from).to_vec(), dropped, holes_changed) }
            }
            { hint(about(&columns[column - 1])) }
        </>
    }
}

/// A question about the whole file: its name, the answers, which one stands, and what another one does.
type Question = (&'static str, Vec<String>, usize, fn(&mut Options, usize, &Inspection));

/// What concerns the whole file.
fn settings(props: &OwnFile) -> Html {
    let inspection = &props.inspection;
    let (reading, options) = (&inspection.reading, inspection.options());
    let texts = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
    let mut questions: Vec<Question> = Vec::new();
    if let Some(cut) = options.cut {
        let numbers = (2..=10).map(|n| n.to_string()).collect();
        questions.push(("Classes of the amount", numbers, cut - 2, |options, n, _| options.cut = Some(n + 2)));
    }
    let is_joined = options.join_labels == Some(true);
    if is_joined || reading.warnings.iter().any(|warning| warning.contains("differ only in case")) {
        questions.push((
            "Labels that differ only in case or a dot",
            texts(&["are different", "are one"]),
            usize::from(is_joined),
            |options, n, _| options.join_labels = Some(n == 1),
        ));
    }
    let (with_holes, n_dropped) = (holes(inspection), options.drop_holes.len());
    if !with_holes.is_empty() {
        let mut answers = texts(&HOLES);
        let is_mixed = n_dropped > 0 && n_dropped < with_holes.len();
        if is_mixed {
            answers.push("as each column says".to_string());
        }
        let selected = if is_mixed { 2 } else { usize::from(n_dropped > 0) };
        questions.push(("Missing cells", answers, selected, |options, n, inspection| match n {
            0 => options.drop_holes = Vec::new(),
            1 => options.drop_holes = holes(inspection),
            _ => {}
        }));
    }
    let persons = reading.columns.iter().enumerate().map(|(n, column)| format!("{}. {}", n + 1, column.name));
    questions.push((
        "Records of one person share their",
        ["nothing: each is another person".to_string()].into_iter().chain(persons).collect(),
        options.group.unwrap_or(0),
        |options, n, _| options.group = (n > 0).then_some(n),
    ));
    if reading.rows > SAMPLE {
        let own = sizes(reading.rows);
        let words = own.iter().map(|size| match size {
            0 => in_time(&format!("all {}", whole(reading.rows as u64)), reading.rows),
            size => in_time(&format!("{} at random", whole(*size as u64)), *size),
        });
        let selected = own.iter().position(|size| Some(*size) == options.sample).unwrap_or(0);
        questions.push(("Records that take part", words.collect(), selected, |options, n, inspection| {
            options.sample = sizes(inspection.reading.rows).get(n).copied();
        }));
    }
    let draw = |(name, answers, selected, change): Question| {
        let own = inspection.clone();
        let changed = props.tell.on_with(move |n: usize| {
            let mut options = own.options();
            change(&mut options, n, &own);
            Event::ReadAs(options).into()
        });
        choice(name, answers, selected, changed)
    };
    html! {
        <div class="controls">
            { ask_layout(&options, Event::ReadAs, &props.tell) }
            { for questions.into_iter().map(draw) }
        </div>
    }
}

/// Columns in use with holes, or whose holes leave records out.
fn holes(inspection: &Inspection) -> Vec<usize> {
    let columns = &inspection.reading.columns;
    let is_used = |column: usize| columns[column - 1].left_out.is_none() && inspection.label() != Some(column);
    let has_holes = |column: &usize| columns[column - 1].missing > 0 && is_used(*column);
    (1..=columns.len()).filter(has_holes).collect()
}

/// Numbers of records that can take part of so many, at random; 0 for all.
fn sizes(n_records: usize) -> Vec<usize> {
    let some = [SAMPLE, 2 * SAMPLE, 4 * SAMPLE, 8 * SAMPLE].into_iter().filter(|size| *size < n_records);
    some.chain([0]).collect()
}

/// A number of records in words, with the time that they take beside those of [`SAMPLE`].
fn in_time(words: &str, n_records: usize) -> String {
    match (n_records as f64 / SAMPLE as f64).round() {
        times if times > 1.0 => format!("{words}: up to {times:.0} times as long"),
        _ => words.to_string(),
    }
}
