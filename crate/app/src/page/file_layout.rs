//! How a file is made a table: encoding, separator, first line; and a file that is none as it was read.

use super::control::choice;
use super::element::button;
use super::ui::Tell;
use super::view::remembers;
use crate::browser;
use crate::session::{ChosenFile, Event};
use nearmiss::reading::{Encoding, Options, Separator};
use yew::prelude::*;

/// The name of the heading of a file that couldn't be read.
const OTHERWISE: &str = "read-otherwise-heading";

/// The questions about the layout, each with what stands; `changed` makes an event of another answer. Whoever gives one
/// starts afresh with all else; an answer behind the last leaves it to the page.
pub(super) fn ask_layout(options: &Options, changed: fn(Options) -> Event, tell: &Tell) -> Html {
    let Options { encoding, separator, header, .. } = *options;
    let given = Options { encoding, separator, header, ..Options::default() };
    let ask = |name: &str, mut answers: Vec<&str>, selected: Option<usize>, change: fn(&mut Options, usize)| {
        let selected = selected.unwrap_or(answers.len());
        if selected == answers.len() {
            answers.push("as it seems");
        }
        let (answers, given) = (answers.into_iter().map(String::from).collect(), given.clone());
        let answered = move |n: usize| {
            let mut options = given.clone();
            change(&mut options, n);
            changed(options).into()
        };
        choice(name, answers, selected, tell.on_with(answered))
    };
    html! {
        <>
            { ask(
                "Characters",
                Encoding::ALL.map(Encoding::in_words).to_vec(),
                Encoding::ALL.into_iter().position(|own| Some(own) == encoding),
                |options, n| options.encoding = Encoding::ALL.get(n).copied(),
            ) }
            { ask(
                "Between the cells",
                Separator::ALL.map(Separator::in_words).to_vec(),
                Separator::ALL.into_iter().position(|own| Some(own) == separator),
                |options, n| (options.separator, options.header) = (Separator::ALL.get(n).copied(), None),
            ) }
            { ask("First line", vec!["a record", "names"], header.map(usize::from), |options, n| {
                options.header = [false, true].get(n).copied();
            }) }
        </>
    }
}

/// Gives the file up that isn't used yet.
pub(super) fn discard(tell: &Tell) -> Html {
    button("Discard", tell.on(|_: MouseEvent| Event::Discard.into()))
}

/// What might make a table of a file that is none as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReadOtherwise {
    pub file: ChosenFile,
    /// How it was read in vain.
    pub options: Options,
    pub tell: Tell,
}

remembers!(ReadOtherwise, use_read_otherwise);

#[hook]
fn use_read_otherwise(props: &ReadOtherwise) -> Html {
    let ReadOtherwise { file, options, tell } = props;
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
