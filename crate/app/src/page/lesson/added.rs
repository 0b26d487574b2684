//! Step 8: what the model adds to what is guessed without it.

use super::bars::{Bar, bars};
use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::Guesser;
use crate::page::control::radios;
use crate::page::element::button;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeInferenceReport, GuessBy};
use nearmiss_figures::number;
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text = &TEXT.added;
    let report = props.shown.pooled.findings.attribute_inference.as_ref();
    let asked = if !props.is_locked() {
        let chosen = props.lesson.stakes.nearer.map(|nearer| nearer as usize);
        let changed = props.on_stake(|stakes, n: usize| {
            stakes.nearer = Some(if n == 0 { Guesser::Model } else { Guesser::Imputation });
        });
        html! { <>{ radios(props.words().stake, "added", &[text.model, text.imputation], chosen, changed) }{ props.lock_if(chosen.is_some(), "Show") }</> }
    } else {
        props.told()
    };
    let shown = match report {
        Some(report) if props.is_locked() => wrong(report),
        None if props.experiment.attribute_inference.n_targets == 0 => html! {
            { button(TEXT.attributes.lock, props.tell.on_ask(|asked, _: MouseEvent| asked.n_targets = 100)) }
        },
        None => props.waits(),
        Some(_) => Html::default(),
    };
    Halves { asked, shown, is_picture_first: true, ..Halves::default() }
}

/// Wrong features, as shares of the unknown ones.
fn wrong(report: &AttributeInferenceReport) -> Html {
    let attack = report.attack(GuessBy::MaxConfidence);
    let of = |by: Imputation| report.baseline(by).map_or(0.0, |own| own.members.mean_hamming);
    let best = attack.adds.as_ref().map_or(0.0, |gain| of(gain.imputation));
    let all = [
        (attack.members.mean_hamming, "members"),
        (attack.non_members.mean_hamming, "non-members"),
        (best, "rule"),
        (of(Imputation::Chance), "rule"),
    ];
    let n_unknown = report.unknown.len().max(1) as f64;
    let drawn = all.into_iter().zip(TEXT.added.bars).map(|((wrong, class), label)| Bar {
        label: label.to_string(),
        share: wrong / n_unknown,
        value: number(wrong, 1),
        class,
    });
    bars(TEXT.added.caption, None, drawn.collect())
}
