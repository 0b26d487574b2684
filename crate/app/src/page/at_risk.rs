//! Who is at risk: single records, records without company, classes.

use super::control::table;
use super::element::{passage, text, texts};
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
    let found = match risk.differ {
        true => "So records differ in what a model gives away of them.",
        false => "That they differ from each other can't be seen: they aren't seen to spread more than luck does.",
    };
    let named = match risk.listed.is_empty() {
        true if risk.differ => {
            format!(" Which ones is told from {} models of the attacker's own on.", RecordRisk::ENOUGH_MODELS)
        }
        _ => String::new(),
    };
    let rows = risk.listed.iter().map(|of| {
        let class = classes.and_then(|classes| classes.get(of.label).cloned());
        let class = class.unwrap_or_else(|| (of.label + 1).to_string());
        texts(vec![(of.record + 1).to_string(), class, percent(of.rate)])
    });
    let of = |name: &str, rates: [f64; 4]| -> Vec<Html> {
        let cells = rates.into_iter().map(|rate| text(percent(rate)));
        std::iter::once(text(name)).chain(cells).collect()
    };
    let mut quantiles = vec![of("Records attacked", risk.quantiles)];
    quantiles.extend(risk.untrained.map(|untrained| of("Records that no model was trained on: luck", untrained)));
    html! {
        <>
            { passage(format!(
                    "Over {} models, of which each record is in half: how often would a model that was trained on a record stand out, at a threshold that 1 in 100 models without it pass? That is a rate of each of the {} records attacked. {found}{named}",
                    risk.n_models, risk.n_records,
                )) }
            { table("How often a record stands out", &["Records", "Half of them at most", "9 in 10 at most", "99 in 100 at most", "The greatest"], quantiles) }
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
        false => format!(
            " That classes differ can't be seen: the AUCs of {n} classes aren't seen to differ by more than luck."
        ),
    }
}
