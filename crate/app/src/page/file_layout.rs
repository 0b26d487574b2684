//! How a file is made a table: encoding, separator, first line; and a file that is none as it was read.

use super::control::choice;
use super::ui::Tell;
use crate::browser;
use crate::session::{ChosenFile, Event};
use nearmiss::reading::{Encoding, Options, Separator};
use yew::prelude::*;

/// The name of the heading of a file that couldn't be read.
const OTHERWISE: &str = "read-otherwise-heading";

/// How a file is made a table: encoding, separator, first line. Whoever changes one starts afresh with all else.
fn layout() -> [Layout; 3] {
    let names = |words: &[&str]| words.iter().map(|text| text.to_string()).collect::<Vec<_>>();
    [
        Layout {
            name: "Characters",
            answers: Encoding::ALL.map(|encoding| encoding.in_words().to_string()).to_vec(),
            selected: |options| Encoding::ALL.iter().position(|own| Some(*own) == options.encoding),
            change: |options, n| Options { encoding: Encoding::ALL.get(n).copied(), ..options },
        },
        Layout {
            name: "Between the cells",
            answers: Separator::ALL.map(|separator| separator.in_words().to_string()).to_vec(),
            selected: |options| Separator::ALL.iter().position(|own| Some(*own) == options.separator),
            change: |options, n| Options { separator: Separator::ALL.get(n).copied(), header: None, ..options },
        },
        Layout {
            name: "First line",
            answers: names(&["a record", "names"]),
            selected: |options| options.header.map(usize::from),
            change: |options, n| Options { header: [false, true].get(n).copied(), ..options },
        },
    ]
}

/// One of its questions; an answer behind the last leaves it to the page.
struct Layout {
    name: &'static str,
    answers: Vec<String>,
    selected: fn(&Options) -> Option<usize>,
    change: fn(Options, usize) -> Options,
}

/// The questions about the layout, each with what stands and what is to happen with another answer.
pub(super) fn ask_layout(options: &Options, changed: impl Fn(Options) -> Event + Clone + 'static, tell: &Tell) -> Html {
    let Options { encoding, separator, header, .. } = *options;
    let given = Options { encoding, separator, header, ..Options::default() };
    let ask = |Layout { name, mut answers, selected, change }: Layout| {
        let selected = selected(options).unwrap_or(answers.len());
        if selected == answers.len() {
            answers.push("as it seems".to_string());
        }
        let (given, changed) = (given.clone(), changed.clone());
        choice(name, answers, selected, tell.on(move |n: usize| changed(change(given.clone(), n)).into()))
    };
    html! { { for layout().into_iter().map(ask) } }
}

/// Gives the file up that isn't used yet.
pub(super) fn discard(tell: &Tell) -> Html {
    html! { <button onclick={tell.on(|_: MouseEvent| Event::Discard.into())}>{ "Discard" }</button> }
}

/// What [`ReadOtherwise`] is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(super) struct ReadOtherwiseProps {
    pub file: ChosenFile,
    /// How it was read in vain.
    pub options: Options,
    pub tell: Tell,
}

/// What might make a table of a file that is none as it was read.
#[component]
pub(super) fn ReadOtherwise(props: &ReadOtherwiseProps) -> Html {
    let ReadOtherwiseProps { file, options, tell } = props;
    use_effect_with(file.id, |_| browser::show(OTHERWISE));
    html! {
        <section class="own-file" aria-label="Read your file otherwise">
            <h3 id={OTHERWISE} tabindex="-1">{ format!("Read {} otherwise", file.name) }</h3>
            <div class="controls">
                { ask_layout(options, Event::ReadAgain, tell) }
                { discard(tell) }
            </div>
        </section>
    }
}
