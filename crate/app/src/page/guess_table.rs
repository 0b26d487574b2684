//! The tables under the record that is guessed.

use super::control::table;
use super::element::{text, texts, waiting};
use super::words::{confidence, number, two};
use crate::message::{Description, RecordView};
use nearmiss::Portion;
use nearmiss::attribute::imputation::{Imputation, Imputed};
use nearmiss::attribute::{GuessBy, Tally};
use yew::prelude::*;

/// The values of a completion's unknown features.
pub(crate) fn values(description: &Description, portion: &Portion, idx: usize) -> Vec<f32> {
    let pairs = portion.completion(idx).zip(portion.unknown());
    pairs.map(|(code, j)| description.schema.features[*j].value(code)).collect()
}

/// What can be guessed without the model, beside the attack.
pub(crate) fn baselines(imputed: Option<&Vec<Imputed>>, tally: &Tally, by: GuessBy) -> Html {
    let Some(imputed) = imputed else {
        return waiting("Fitting what can be guessed without the model…");
    };
    let row = |name: &str, distance: f64, model: &str| texts(vec![name.to_string(), two(distance), model.to_string()]);
    let mut rows = vec![row("This attack", tally.ranking(by).mean_distance(), "asks it")];
    rows.extend(imputed.iter().map(|i| row(i.by.title(), i.distance, "never asks it")));
    table("Baselines", &["Guess by", "Distance", "The model"], rows)
}

/// The unknown part feature by feature.
pub(crate) fn vectors(
    description: &Description,
    record: &RecordView,
    portion: &Portion,
    best: &[f32],
    imputed: Option<&Vec<Imputed>>,
) -> Html {
    let regression = imputed
        .and_then(|all| all.iter().find(|i| i.by == Imputation::LogisticRegression))
        .and_then(|i| i.guess.as_ref());
    let rows = portion.unknown().iter().zip(best).enumerate().map(|(at, (j, guess))| {
        let feature = &description.schema.features[*j];
        let truth = feature.value_idx(record.values[*j]);
        let mark = |code: usize| {
            let is_right = code == truth;
            html! {
                <span class={if is_right { "right" } else { "wrong" }}>
                    { feature.show(feature.value(code)) }{ if is_right { " ✓" } else { " ✗" } }
                </span>
            }
        };
        vec![
            text(feature.name.clone()),
            html! { <b>{ feature.show(record.values[*j]) }</b> },
            mark(feature.value_idx(*guess)),
            regression.and_then(|r| r.get(at)).map(|code| mark(*code)).unwrap_or_default(),
        ]
    });
    table("Feature by feature", &["Feature", "Truth", "Best guess", "Logistic regression"], rows.collect())
}

/// The best completions.
pub(crate) fn guesses(
    description: &Description,
    record: &RecordView,
    portion: &Portion,
    tally: &Tally,
    by: GuessBy,
) -> Html {
    let is_binary = portion.unknown().iter().all(|j| description.schema.features[*j].n_values() == 2);
    let rows = tally.ranking(by).listed.iter().enumerate().map(|(rank, candidate)| {
        let parts = values(description, portion, candidate.idx).into_iter().zip(portion.unknown()).map(|(value, j)| {
            let feature = &description.schema.features[*j];
            let is_right = feature.value_idx(value) == feature.value_idx(record.values[*j]);
            html! { <span class={if is_right { "right" } else { "wrong" }}>{ feature.show(value) }{ if is_binary { "" } else { " · " } }</span> }
        });
        let score = match by {
            GuessBy::MaxConfidence => confidence(candidate.scores[0]),
            GuessBy::LogOdds => number(candidate.scores[1], 4),
        };
        vec![
            text((rank + 1).to_string()),
            html! { <span class="vector">{ for parts }</span> },
            text(score),
            text(candidate.distance.to_string()),
        ]
    });
    table("Guesses", &["Rank", "Guess", "Confidence", "Distance"], rows.collect())
}
