//! Who is at risk: single records, records without company, classes.

use super::control::table;
use super::words::{percent, two};
use nearmiss::matrix::{ClassAuc, MatrixRow, Outliers, RecordRisk, classes_differ};
use nearmiss::membership;
use yew::prelude::*;

/// All that a row says of that; `classes` are the data's, where they are known.
pub(super) fn at_risk(row: &MatrixRow, classes: Option<&[String]>) -> Html {
    html! {
        <>
            <h4>{ "Who is at risk" }</h4>
            { outliers(row) }
            if let Some(risk) = &row.risk { { of_records(risk, classes) } }
        </>
    }
}

fn of_records(risk: &RecordRisk, classes: Option<&[String]>) -> Html {
    let rates = |[half, most, nearly_all, greatest]: [f64; 4]| {
        format!(
            "for half of them at most {}, for 9 in 10 at most {}, for 99 in 100 at most {}, the greatest is {}",
            percent(half),
            percent(most),
            percent(nearly_all),
            percent(greatest)
        )
    };
    let untrained = risk.untrained.map_or(String::new(), |untrained| {
        format!(" Of records that no model was trained on, which luck alone tells: {}.", rates(untrained))
    });
    let found = match risk.differ {
        true => "So records differ in what a model gives away of them.",
        false => "That records differ can't be seen.",
    };
    let named = match risk.listed.is_empty() {
        true if risk.differ => {
            format!(" Single records are named from {} models on.", RecordRisk::ENOUGH_MODELS)
        }
        _ => String::new(),
    };
    let rows = risk.listed.iter().map(|of| {
        let class = classes.and_then(|classes| classes.get(of.label).cloned());
        let class = class.unwrap_or_else(|| (of.label + 1).to_string());
        [(of.record + 1).to_string(), class, percent(of.rate)].map(|cell| html! { { cell } }).to_vec()
    });
    html! {
        <>
            <p>
                { format!(
                    "Over {} models, of which each record is in half: how often would a model that was trained on the record stand out, where 1 in 100 models that weren't does? Of the {} records attacked {}.{untrained} {found}{named}",
                    risk.n_models, risk.n_records, rates(risk.quantiles),
                ) }
            </p>
            if !risk.listed.is_empty() {
                { table("Records most at risk", &["Record", "Class", "Found, at 1 % FPR"], rows.collect()) }
            }
        </>
    }
}

/// The attack that is asked who is at risk, chosen before anything was seen.
const ASKED: &str = "loss";

/// Whether members without company are told more easily, and whether classes differ.
fn outliers(row: &MatrixRow) -> Html {
    let Some(cell) = row.attack(ASKED) else { return Html::default() };
    let title = membership::attack(ASKED).map_or("", |attack| attack.title());
    html! {
        <p>
            { cell.outliers.as_ref().map_or(String::new(), |outliers| of_outliers(title, outliers)) }
            if cell.by_class.len() > 1 { { of_classes(title, &cell.by_class) } }
        </p>
    }
}

fn of_outliers(title: &str, outliers: &Outliers) -> String {
    let Some((gain, interval)) = outliers.gain() else { return String::new() };
    let difference = format!("difference {}, 95 % interval {} to {}", two(gain), two(interval.low), two(interval.high));
    let found = match () {
        () if interval.low > 0.0 => format!("So outliers are told more easily ({difference})."),
        () if interval.high < 0.0 => format!("So outliers are told less easily ({difference})."),
        () => format!("That they are told more or less easily can't be seen ({difference})."),
    };
    format!(
        "The {} members that lie farthest from any other member are told from {} non-members that lie as far by {title} with an AUC of {}, the others with {}. {found}",
        outliers.n_outliers,
        outliers.n_non_members.unwrap_or_default(),
        two(outliers.auc),
        two(outliers.auc_of_others),
    )
}

fn of_classes(title: &str, classes: &[ClassAuc]) -> String {
    let range = || classes.iter().map(|class| class.auc);
    let [low, high] = [range().fold(1.0, f64::min), range().fold(0.0, f64::max)].map(two);
    let n = classes.len();
    match classes_differ(classes) {
        true => format!(
            " Classes differ (chi-squared test, 5 %): {n} classes, AUCs by {title} from {low} to {high}, the ends partly by luck."
        ),
        false => format!(" That classes differ can't be seen: the AUCs of {n} classes differ no more than by luck."),
    }
}
