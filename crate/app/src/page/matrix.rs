//! What every attack against every defence gave: tables, a verdict, a closer look at one defence.

use super::attributes;
use super::chart::{Chart, Viewport, of};
use super::control::{choice, radios, table};
use super::ui::{MatrixView, Tell, UiChange};
use super::words::{interval, number, percent, three, two};
use crate::message::Description;
use crate::session::Part;
use nearmiss::matrix::{
    ClassAuc, DELTA, DefenceEffect, MatrixCell, MatrixReport, MatrixRow, Measured, Outliers, classes_differ,
};
use nearmiss::membership::{self, ATTACKS};
use nearmiss::privacy::{advantage_bound, tpr_bound};
use nearmiss_figures::{NearMissByAttack, effect_in_a_word, published, strongest};
use yew::prelude::*;

/// What the matrix's cells say.
const MEASURES: [&str; 4] = ["AUC", "TPR at 1 % FPR", "Accuracy, threshold learnt", "Near misses, paired"];

/// What [`Matrix`] is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(crate) struct MatrixProps {
    pub report: Part<MatrixReport>,
    pub description: Option<Part<Description>>,
    pub view: MatrixView,
    pub viewport: Viewport,
    pub tell: Tell,
}

/// The matrix computed in this tab.
#[component]
pub(crate) fn Matrix(props: &MatrixProps) -> Html {
    let look = Look { view: props.view, viewport: props.viewport, tell: &props.tell };
    view(look, &props.report, props.description.as_ref().map(|d| &d.schema.classes[..]))
}

/// How a matrix is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    pub view: MatrixView,
    pub viewport: Viewport,
    pub tell: &'a Tell,
}

/// All that a matrix says; `classes` are the data's, where they are known.
pub(crate) fn view(look: Look<'_>, matrix: &MatrixReport, classes: Option<&[String]>) -> Html {
    let Look { view: ui, tell, .. } = look;
    let titles: Vec<String> = matrix.rows.iter().map(|row| row.defence.title()).collect();
    let chosen = ui.defence.min(matrix.rows.len().saturating_sub(1));
    let row = matrix.rows.get(chosen);
    html! {
        <>
            { verdict(matrix) }
            { radios("Shown", "measure", &MEASURES, ui.measure, tell.on(|n: usize| UiChange::Measure(n).into())) }
            { attacks_by_defence(matrix, ui.measure) }
            <p class="hint">
                { measure_in_words(ui.measure) }
                { format!(" Blind check: a logistic regression that sees features and no model tells members from non-members with an AUC of {} (95 % interval {}; chance .5)", three(matrix.blind.auc), interval(matrix.blind.auc_interval)) }
                { match matrix.blind.auc_interval.low <= 0.5 && matrix.blind.auc_interval.high >= 0.5 {
                    true => ": the split itself gives nothing away.",
                    false => ": the split itself gives something away, so take the numbers above with care.",
                } }
            </p>
            if !titles.is_empty() {
                <div class="controls">
                    { choice("Look closer at", titles, chosen, tell.on(|n: usize| UiChange::Defence(n).into())) }
                </div>
            }
            if let Some(row) = row { { closer(look.viewport, matrix, row, classes) } }
            { beside_published(matrix) }
            { attributes::view(look, matrix) }
        </>
    }
}

/// What each defence does, in sentences.
fn verdict(matrix: &MatrixReport) -> Html {
    let with = |effect: DefenceEffect| -> Vec<String> {
        let found = matrix.rows.iter().filter(|row| row.defence.name() != "none");
        let found = found.filter(|row| matrix.measured(row).is_some_and(|m| m.effect == effect));
        found
            .map(|row| match effect {
                DefenceEffect::Protects => {
                    format!("{} (test accuracy {})", row.defence.title(), percent(row.test_accuracy))
                }
                _ => row.defence.title(),
            })
            .collect()
    };
    let plain = matrix.rows.iter().find(|row| row.defence.name() == "none");
    let mut sentences = Vec::new();
    if let Some(best) = plain.and_then(best_attack) {
        let (title, auc) = best;
        let accuracy = plain.map_or(0.0, |row| row.test_accuracy);
        sentences.push(format!(
            "Without a defence the best attack, {title}, has an AUC of {}, at a test accuracy of {}.",
            two(auc),
            percent(accuracy)
        ));
    }
    let all = [
        (DefenceEffect::Protects, "Protects: attacks on confidences and on labels both tell less."),
        (DefenceEffect::Hides, "Only hides: attacks on confidences tell less, those on labels as much as before."),
        (DefenceEffect::Nothing, "Protects nothing."),
        (DefenceEffect::Worsens, "Makes it worse."),
    ];
    let known =
        all.into_iter().map(|(effect, sentence)| (sentence, with(effect))).filter(|(_, names)| !names.is_empty());
    html! {
        <div class="verdict">
            { for sentences }
            <ul>{ for known.map(|(sentence, names)| html! { <li><b>{ sentence }</b>{ " " }{ names.join(", ") }</li> }) }</ul>
        </div>
    }
}

fn best_attack(row: &MatrixRow) -> Option<(&'static str, f64)> {
    let found =
        row.attacks.iter().filter_map(|cell| Some((membership::attack(&cell.attack)?.title(), cell.membership.auc)));
    found.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn measure_in_words(measure: usize) -> &'static str {
    match measure {
        0 => {
            "AUC: how often a random member scores above a random non-member; chance is .5, and the 95 % interval stands below."
        }
        1 => {
            "TPR at 1 % FPR: the share of members found when only 1 in 100 others may be accused; chance is 1 %, and the 95 % interval (Clopper-Pearson, over the members) stands below."
        }
        2 => {
            "Accuracy: the share of members and of non-members told right, at a threshold that the attacker learnt on models of his own, never on the records attacked; chance is 50 %. Empty where an attack comes without one."
        }
        _ => {
            "Near misses, paired: how often the attack scores the member above its near miss at distance 1; chance is .5, the 95 % interval stands below, and behind the stroke the same with records that the network never saw. Empty for attacks whose own models were trained on the record: they would know which of the two it is."
        }
    }
}

fn attacks_by_defence(matrix: &MatrixReport, measure: usize) -> Html {
    let attacks = ATTACKS.iter().filter(|attack| matrix.rows.iter().any(|row| row.attack(attack.name()).is_some()));
    let attacks: Vec<_> = attacks.collect();
    let mut columns = vec!["Defence", "DefenceEffect", "Test accuracy"];
    columns.extend(attacks.iter().map(|attack| attack.title()));
    let rows = matrix.rows.iter().map(|row| {
        let effect = matrix.measured(row).filter(|_| row.defence.name() != "none");
        let mut cells = vec![html! { { row.defence.title() } }];
        match &row.problem {
            Some(problem) => cells.push(html! { { problem } }),
            None => {
                cells.push(html! { { effect.map_or(String::new(), |m| effect_in_a_word(m.effect).to_string()) } });
                cells.push(html! { { percent(row.test_accuracy) } });
                cells.extend(
                    attacks
                        .iter()
                        .map(|attack| row.attack(attack.name()).map_or(Html::default(), |cell| shown(cell, measure))),
                );
            }
        }
        cells
    });
    table("Attacks by defence", &columns, rows.collect())
}

/// A cell, shaded by how far it is above chance.
fn shown(cell: &MatrixCell, measure: usize) -> Html {
    let MatrixCell { membership, near_miss, near_miss_control, balanced_accuracy, .. } = cell;
    let (text, below, share) = match measure {
        0 => (two(membership.auc), interval(membership.auc_interval), 2.0 * membership.auc - 1.0),
        1 => {
            let rate = membership.tpr_at_fpr.get("0.01").copied().unwrap_or_default();
            (percent(rate), interval(cell.tpr_interval), rate)
        }
        2 => match balanced_accuracy {
            Some(accuracy) => (percent(*accuracy), String::new(), 2.0 * accuracy - 1.0),
            None => return Html::default(),
        },
        _ => {
            let Some(near_miss) = near_miss else { return Html::default() };
            let control = near_miss_control.as_ref().map_or(String::new(), |c| format!(" | {}", two(c.paired_success)));
            let text = format!("{}{control}", two(near_miss.paired_success));
            (text, interval(near_miss.paired_interval), 2.0 * near_miss.paired_success - 1.0)
        }
    };
    let strength = (share.clamp(0.0, 1.0) * 5.0).round() as usize;
    html! {
        <span class={format!("shade shade-{strength}")}>
            { text }
            if !below.is_empty() { <small>{ below }</small> }
        </span>
    }
}

/// What others have published, beside the same attacks here.
fn beside_published(matrix: &MatrixReport) -> Html {
    let here = |share: Option<f64>| share.map(percent).unwrap_or_default();
    let there = |share: f64| format!("{}\u{a0}%", number(100.0 * share, 1));
    let rows = published(matrix).into_iter().map(|of| {
        let cells = [
            of.title.to_string(),
            there(of.published.open),
            here(of.here.open),
            there(of.published.guarded),
            here(of.here.guarded),
        ];
        cells.map(|cell| html! { { cell } }).to_vec()
    });
    html! {
        <details>
            <summary>{ "What was published for Location" }</summary>
            { table("Published for Location", &["Attack", "Published", "Here", "Published, MemGuard", "Here, MemGuard"], rows.collect()) }
            <p class="hint">{ "Balanced accuracy. Published: Choquette-Choo et al. 2021, table 2, with 1,600 members of the real file, another network, and thresholds tuned on a shadow model. Here: the data, network and members of this page, at the best threshold. They are to be compared in order, not in size; behind MemGuard our loss attack still sees whether the label is right." }</p>
        </details>
    }
}

/// One defence in detail.
fn closer(viewport: Viewport, matrix: &MatrixReport, row: &MatrixRow, classes: Option<&[String]>) -> Html {
    let measured = matrix.measured(row).filter(|_| row.defence.name() != "none");
    let exposed = row.exposed.iter().enumerate().map(|(place, member)| {
        let strongest = membership::attack(strongest(row, member)).map_or("", |attack| attack.title());
        let class = classes
            .and_then(|classes| classes.get(member.label).cloned())
            .unwrap_or_else(|| (member.label + 1).to_string());
        let other = row.exposed_others.get(place).copied().map(percent).unwrap_or_default();
        let cells = [(member.record + 1).to_string(), class, percent(member.mean), other, strongest.to_string()];
        cells.map(|cell| html! { { cell } }).to_vec()
    });
    html! {
        <>
            if let Some(measured) = measured { <p>{ in_words(row, measured) }</p> }
            if let Some(epsilon) = row.epsilon { <p>{ guarantee(epsilon) }</p> }
            if let Some(figure) = NearMissByAttack::of(row) {
                <Chart figure={of(figure)} {viewport} height={420} reads=true />
            }
            <h4>{ "Who is at risk" }</h4>
            { outliers(row) }
            if !row.exposed.is_empty() {
                { table("Most exposed members", &["Record", "Class", "Mean rank among non-members", "In the same place, a non-member", "Strongest attack"], exposed.collect()) }
                <p class="hint">{ "Mean rank: the share of the non-members attacked that look less like a member, averaged over all attacks. The first of many are high by luck: beside each stands the non-member in the same place. A member well above it may be at risk; one model can't say that it is." }</p>
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

fn in_words(row: &MatrixRow, measured: Measured) -> String {
    let Measured { effect, confidences, labels } = measured;
    let what = match effect {
        DefenceEffect::Protects => "protects",
        DefenceEffect::Hides => "hides without protecting",
        DefenceEffect::Nothing => "changes little",
        DefenceEffect::Worsens => "gives more away",
    };
    format!(
        "{} {what}: attacks on confidences go from a mean AUC of {} to {}, the best attack on labels from {} to {}; test accuracy is {}.",
        row.defence.title(),
        two(confidences.without),
        two(confidences.with),
        two(labels.without),
        two(labels.with),
        percent(row.test_accuracy),
    )
}

fn guarantee(epsilon: f64) -> String {
    format!(
        "The training spends ε = {} at δ = {DELTA:e} (Rényi accountant, an upper bound). Whatever an attacker knows, that leaves him an advantage of at most {} and at 1 % FPR a TPR of at most {}. It bounds what a record's presence adds to what the model says; it doesn't promise that the record can't be guessed from what is true of people like it, which imputation knows without the model.",
        two(epsilon),
        three(advantage_bound(epsilon, DELTA)),
        percent(tpr_bound(epsilon, DELTA, 0.01)),
    )
}
