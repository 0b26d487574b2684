//! What can be guessed of records behind each defence, beside what can be guessed without the model.

use super::added::{self, adds};
use super::control::{radios, table};
use super::element::{hint, text};
use super::look::Look;
use super::ui::UiChange;
use super::words::{interval, percent, two};
use nearmiss::attribute::Surest;
use nearmiss::attribute::attack::{self as attribute_attack, AttributeMatrix, AttributeRow, N_NOISY};
use nearmiss::matrix::MatrixReport;
use yew::prelude::*;

/// Every attack behind every defence, by mean distance or by the guesses that count; and the most certain guesses.
pub(crate) fn view(look: Look<'_>, matrix: &MatrixReport) -> Html {
    let known: Vec<(String, &AttributeMatrix)> =
        matrix.rows.iter().filter_map(|row| Some((row.defence.title(), row.attributes.as_ref()?))).collect();
    let Some((_, first)) = known.first() else { return Html::default() };
    // Where all features may be wrong, every guess counts.
    let alpha = look.view.alpha_allowed.filter(|alpha| known.iter().all(|(_, own)| own.n_unknown > *alpha));
    let mut columns = vec!["Defence"];
    columns.extend(first.attacks.iter().map(title));
    columns.extend(["Best without the model", "The same, told the class"]);
    let rows = known.iter().map(|(defence, own)| {
        let mut cells = vec![text(defence.clone())];
        cells.extend(own.attacks.iter().map(|row| cell(pair(row, alpha), &below(row, alpha))));
        for by in [Some(own.best_imputation), own.best_with_class] {
            let best = by.and_then(|by| Some((own.row(by.name())?, by.title())));
            cells.push(best.map_or(Html::default(), |(row, title)| cell(pair(row, alpha), &[title.to_string()])));
        }
        cells
    });
    let n_unknown = first.n_unknown;
    let counted = match alpha {
        None => format!(
            "Mean number of features guessed wrong, of {n_unknown}: members | non-members; lower is worse for privacy. Below: what the model adds on members, the imputation's mistakes less the attack's, with its 95 % interval; below 0 the attack does worse than guessing without the model."
        ),
        Some(alpha) => format!(
            "Share of guesses with {}: members | non-members. Below: the advantage, the first less the second (Definition {}), and what the model adds on members, each with its 95 % interval.",
            match alpha {
                0 => format!("all {n_unknown} features right"),
                _ => format!("at most one of {n_unknown} features wrong"),
            },
            3 + alpha
        ),
    };
    html! {
        <>
            <h3>{ "Guessing attributes behind each defence" }</h3>
            { radios("Guesses that count", "guesses", &["mean distance", "exact", "at most one feature wrong"], alpha.map_or(0, |alpha| alpha + 1),
                look.tell.on(|n: usize| UiChange::AlphaAllowed(n.checked_sub(1)).into())) }
            { table("Attribute attacks by defence", &columns, rows.collect()) }
            { hint(format!("{counted} {} Loss, CSMIA and the label-only attacks are told the record's class, and are held against imputation that is told it, too. LOMIA leaves what the predicted classes don't decide to the regression with the class, so where they seldom decide its row equals that one's by construction. Noise robustness asks about {N_NOISY} noisy copies of each completion.", added::WHAT_IT_IS)) }
            { added::surest(first.attacks.iter().chain(&first.imputations).map(|row| (title(row).to_string(), surest(row))).collect()) }
        </>
    }
}

fn surest(row: &AttributeRow) -> &[Surest] {
    &row.surest
}

fn title(row: &AttributeRow) -> &'static str {
    let of_imputation = || {
        let all = nearmiss::attribute::imputation::Imputation::ALL;
        all.into_iter().find(|by| by.name() == row.name).map_or("", |by| by.title())
    };
    attribute_attack::attack(&row.name).map_or_else(of_imputation, |attack| attack.title())
}

fn cell(pair: String, below: &[String]) -> Html {
    html! { <span class="shade">{ pair } { for below.iter().map(|text| html! { <small>{ text }</small> }) }</span> }
}

/// Members | non-members.
fn pair(row: &AttributeRow, alpha: Option<usize>) -> String {
    match alpha {
        None => format!("{} | {}", two(row.members.mean_distance), two(row.non_members.mean_distance)),
        Some(alpha) => format!("{} | {}", percent(row.members.within[alpha]), percent(row.non_members.within[alpha])),
    }
}

/// What an attack gains over non-members, and over imputation.
fn below(row: &AttributeRow, alpha: Option<usize>) -> Vec<String> {
    let Some(alpha) = alpha else { return row.adds_on_members.map(adds).into_iter().collect() };
    let of_advantage = row.advantage_intervals.get(alpha).copied();
    let advantage = of_advantage.map(|own| format!("advantage {} ({})", two(row.advantage[alpha]), interval(own)));
    let added = row.gains.get(alpha).map(|gain| format!("the model adds {}", adds(gain.on_members)));
    advantage.into_iter().chain(added).collect()
}
