//! A search for a record's best completion, in station 4: for more unknown features than can be tried in every way, and
//! beside the exhaustive answer where there is one.

use super::element::{button_if, hint};
use super::ui::Tell;
use super::words::{confidence, count, percent, three, whole};
use crate::message::{Description, RecordView};
use crate::session::{Event, Search};
use nearmiss::attribute::Found;
use nearmiss::work::Unit;
use yew::prelude::*;

/// The button and what was found. `best` is the highest log-odds of all completions, where all were tried.
pub(crate) fn view(
    (tell, search, has_model): (&Tell, Option<&Search>, bool),
    description: &Description,
    record: &RecordView,
    unknown: &[usize],
    best: Option<f64>,
) -> Html {
    let asked = unknown.to_vec();
    let start = tell.on_with(move |_: MouseEvent| Event::Search(asked.clone()).into());
    let of_these = search.filter(|search| is_about(search, unknown));
    let is_running = of_these.is_some_and(|search| search.found.is_none());
    html! {
        <div class="search">
            <div class="controls">
                { button_if(has_model && !is_running, if is_running { "Searching…" } else { "Search instead of trying all" }, start) }
            </div>
            if let Some(found) = of_these.and_then(|search| search.found.as_ref()) {
                { shown(description, record, unknown, found, best) }
            }
        </div>
    }
}

/// Whether a search is about these features.
fn is_about(search: &Search, unknown: &[usize]) -> bool {
    matches!(&search.unit, Unit::Search { unknown: own, .. } if own == unknown)
}

/// The values that a search found for these features, once it is over.
pub(crate) fn guess(search: Option<&Search>, description: &Description, unknown: &[usize]) -> Option<Vec<f32>> {
    let found = search.filter(|search| is_about(search, unknown))?.found.as_ref()?;
    let values = unknown.iter().zip(&found.completion);
    Some(values.map(|(feature, code)| description.schema.features[*feature].value(*code)).collect())
}

fn shown(description: &Description, record: &RecordView, unknown: &[usize], found: &Found, best: Option<f64>) -> Html {
    let n_right = unknown.len() - found.distance;
    let verdict = match best {
        Some(best) if found.scores[1] >= best => " All completions were tried, too: none has higher log-odds.",
        Some(_) => " All completions were tried, too: the best has higher log-odds, which the search missed.",
        None => " Nobody knows whether there is a better one.",
    };
    let wrong = unknown.iter().zip(&found.completion).filter_map(|(feature, code)| {
        let (feature, own) = (&description.schema.features[*feature], record.values[*feature]);
        (feature.value(*code) != own).then(|| feature.name.clone())
    });
    let wrong: Vec<String> = wrong.take(12).collect();
    html! {
        <>
            <p class="verdict" role="status">
                { format!(
                    "A search by log-odds asked about {} completions from {}, of which {} ended at the same best. It gets {} of {} features right ({}), with confidence {} and log-odds {}.{verdict}",
                    whole(found.n_tried), count(found.n_starts, "start"), found.n_agreeing, n_right, unknown.len(),
                    percent(n_right as f64 / unknown.len().max(1) as f64), confidence(found.scores[0]), three(found.scores[1]),
                ) }
            </p>
            if !wrong.is_empty() {
                { hint(format!("Wrong: {}{}", wrong.join(", "), if found.distance > wrong.len() { " and others." } else { "." })) }
            }
        </>
    }
}
