//! A record as a person looks at it: its picture, or what is true of it.

use crate::message::Description;
use yew::prelude::*;

/// Features listed at most.
const MOST: usize = 24;

/// A record's values; features in `marked` are pointed out, in a list before all others.
pub(crate) fn record(description: &Description, values: &[f32], marked: &[usize]) -> Html {
    let schema = &description.schema;
    if let Some((width, _)) = schema.picture {
        return html! {
            <div class="picture large" role="img" aria-label={drawn(values, width)} style={format!("--width:{width}")}>
                { for values.iter().enumerate().map(|(j, value)| {
                    html! { <span class={classes!("pixel", (*value == 1.0).then_some("on"), marked.contains(&j).then_some("differs"))} /> }
                }) }
            </div>
        };
    }
    let is_binary = schema.is_binary();
    let others = (0..values.len()).filter(|j| (!is_binary || values[*j] == 1.0) && !marked.contains(j));
    let words: Vec<Html> = marked
        .iter()
        .copied()
        .chain(others)
        .map(|j| {
            let value = &values[j];
            let feature = &schema.features[j];
            let words = match (is_binary, *value == 1.0) {
                (true, true) => feature.name.clone(),
                (true, false) => format!("not: {}", feature.name),
                (false, _) => format!("{}: {}", feature.name, feature.show(*value)),
            };
            html! { <li class={classes!(marked.contains(&j).then_some("differs"))}>{ words }</li> }
        })
        .collect();
    let more = words.len().saturating_sub(MOST);
    html! {
        <ul class="record">
            { for words.into_iter().take(MOST) }
            if more > 0 { <li>{ format!("… and {more} more") }</li> }
        </ul>
    }
}

/// A picture for those who can't see it: its rows, dark pixels as 1.
fn drawn(values: &[f32], width: usize) -> String {
    let rows = values.chunks(width.max(1)).map(|row| row.iter().map(|v| if *v == 1.0 { '1' } else { '0' }).collect());
    format!(
        "A picture of {} rows, dark pixels as 1: {}",
        values.len() / width.max(1),
        rows.collect::<Vec<String>>().join(" ")
    )
}
