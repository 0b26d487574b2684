//! What a model adds to a guess, in words.

use super::control::table;
use super::element::{hint, texts};
use super::words::{interval, number, percent, two};
use nearmiss::attribute::{Gain, ModelAdds, Surest};
use yew::prelude::*;

/// What the model adds, with its interval, as a cell holds it.
pub(crate) fn adds(adds: ModelAdds) -> String {
    format!("{} ({})", number(adds.mean, 2), interval(adds.interval))
}

/// Whether the model adds something on members, of guesses that were held against imputation by features.
pub(crate) fn concluded(gain: &Gain) -> String {
    let ModelAdds { mean, interval: of_mean } = gain.on_members;
    let found = match () {
        () if gain.on_members.is_seen() => "So the model adds to a guess of them",
        () if of_mean.high < 0.0 => "So they are guessed better without asking the model",
        () => "That the model adds anything can't be seen",
    };
    let by = gain.imputation.title().to_lowercase();
    let more = if mean < 0.0 { "fewer" } else { "more" };
    format!(
        "{found}: {by}, which never asks it, misses {} features {more} than the attack (what the model adds is {}, 95 % interval {}).",
        two(mean.abs()),
        two(mean),
        interval(of_mean),
    )
}

/// What is told below every table of what the model adds.
pub(crate) const WHAT_IT_IS: &str = "What the model adds is the attack's success less that of the best imputation that is told as much, on the same records; which imputation is best is decided on non-members. An advantage doesn't say it: who fails on non-members has one, too. Imputation learns from four fifths of all other people that take part, members as well.";

/// Precision of the most certain guesses: each way to guess with its own, by k.
pub(crate) fn surest(rows: Vec<(String, &[Surest])>) -> Html {
    let Some((_, first)) = rows.iter().find(|(_, surest)| !surest.is_empty()) else { return Html::default() };
    let mut columns = vec!["Guess by".to_string()];
    columns.extend(first.iter().map(|of| format!("{} surest", of.k)));
    let columns: Vec<&str> = columns.iter().map(|column| &column[..]).collect();
    let rows = rows.iter().filter(|(_, surest)| !surest.is_empty()).map(|(name, surest)| {
        let cells = surest.iter().map(|of| format!("{} ({})", percent(of.precision), interval(of.interval)));
        texts(std::iter::once(name.clone()).chain(cells).collect())
    });
    html! {
        <>
            { table("Most certain guesses", &columns, rows.collect()) }
            { hint("Of members, the guesses that are exactly right among the k that each guesser is surest of, with 95 % intervals (Jayaraman and Evans 2022): a mean over all can hide that a few are found. What the model adds here is how far an attack is above the regression.") }
        </>
    }
}
