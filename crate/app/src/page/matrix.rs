//! What every attack against every defence gave: tables, a verdict, a closer look at one defence.

use super::at_risk::at_risk;
use super::attributes;
use super::chart::{Viewport, of, told_chart};
use super::control::{choice, radios, table};
use super::element::{hint, passage, text, texts};
use super::look::Look;
use super::ui::{MatrixView, Tell, UiChange};
use super::verdict::{by_access, verdict};
use super::view::Drawable;
use super::words::{interval, number, percent, percents, promise, three, two};
use crate::message::Description;
use crate::session::Part;
use nearmiss::matrix::{MatrixCell, MatrixReport, MatrixRow};
use nearmiss::membership::ATTACKS;
use nearmiss_figures::{NearMissByAttack, RocByAttack, effect_in_a_word, published};
use yew::prelude::*;

/// What the matrix's cells say.
const MEASURES: [&str; 4] = ["AUC", "TPR at 1 % FPR", "Accuracy, threshold learnt", "Near misses, paired"];

/// What [`Matrix`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MatrixProps {
    pub report: Part<MatrixReport>,
    pub description: Option<Part<Description>>,
    pub view: MatrixView,
    pub viewport: Viewport,
    pub tell: Tell,
}

impl Drawable for MatrixProps {
    fn view(&self) -> Html {
        let props = self;
        let look = Look { view: props.view, viewport: props.viewport, tell: &props.tell };
        view(look, &props.report, props.description.as_ref().map(|d| &d.schema.classes[..]))
    }
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

fn measure_in_words(measure: usize) -> &'static str {
    match measure {
        0 => {
            "AUC: how often a random member scores above a random non-member; chance is .5, and the 95 % interval stands below."
        }
        1 => {
            "TPR at 1 % FPR: the share of members found when only 1 in 100 others may be accused; chance is 1 %, and the 95 % interval, of other members and other non-members, stands below; none where there are fewer than 100 non-members."
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
    let mut columns = vec!["Defence", "Effect", "Test accuracy"];
    columns.extend(attacks.iter().map(|attack| attack.title()));
    let rows = matrix.rows.iter().map(|row| {
        let effect = matrix.measured(row).filter(|_| row.defence.name() != "none");
        let mut cells = vec![text(row.defence.title())];
        match &row.problem {
            Some(problem) => cells.push(text(problem.clone())),
            None => {
                cells.push(text(effect.map_or(String::new(), |m| effect_in_a_word(m.effect).to_string())));
                cells.push(text(percent(row.test_accuracy)));
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
        // Of scores that are all equal it is .5 by definition.
        0 => {
            let of = Some(membership.auc_interval).filter(|of| of.low < of.high);
            (two(membership.auc), of.map(interval).unwrap_or_default(), 2.0 * membership.auc - 1.0)
        }
        1 => {
            let Some((rate, interval)) = membership.tpr("0.01") else { return Html::default() };
            (percent(rate), interval.map(percents).unwrap_or_default(), rate)
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
        texts(cells.into())
    });
    html! {
        <details>
            <summary>{ "What was published for Location" }</summary>
            { table("Published for Location", &["Attack", "Published", "Here", "Published, MemGuard", "Here, MemGuard"], rows.collect()) }
            { hint("Balanced accuracy. Published: Choquette-Choo et al. 2021, table 2, with 1,600 members of the real file, another network, and thresholds tuned on a shadow model. Here: the data, network and members of this page, at the best threshold. They are to be compared in order, not in size; behind MemGuard our loss attack still sees whether the label is right.") }
        </details>
    }
}

/// One defence in detail.
fn closer(viewport: Viewport, matrix: &MatrixReport, row: &MatrixRow, classes: Option<&[String]>) -> Html {
    html! {
        <>
            { by_access(matrix, row) }
            if let Some(guarantee) = &row.guarantee { { passage(promise(guarantee)) } }
            if let Some(figure) = RocByAttack::of(row) {
                { told_chart(of(figure), viewport, 420) }
            }
            if let Some(figure) = NearMissByAttack::of(row) {
                { told_chart(of(figure), viewport, 420) }
            }
            { at_risk(row, classes) }
        </>
    }
}
