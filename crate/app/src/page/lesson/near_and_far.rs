//! Step 4: non-members near the training set (figure 1).

use super::props::{Halves, LessonProps, TEXT};
use crate::page::chart::{of, plain_chart};
use crate::page::control::radios;
use crate::page::element::{paragraph, waiting};
use nearmiss_figures::{DistanceHistogram, NearnessAuc};
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text = &TEXT.near_and_far;
    let findings = &props.shown.pooled.findings;
    if !props.is_locked() {
        let stake = radios(
            TEXT.steps[props.step.place()].stake,
            "near-and-far",
            &[text.yes, text.no],
            props.lesson.stakes.is_nearer_harder.map(|harder| usize::from(!harder)),
            props.on_stake(|stakes, n: usize| stakes.is_nearer_harder = Some(n == 0)),
        );
        let histogram = DistanceHistogram::of(findings, &props.experiment);
        return Halves {
            asked: html! { <>{ stake }{ props.lock_if(props.lesson.stakes.is_nearer_harder.is_some(), "Show") }</> },
            shown: match histogram {
                Some(figure) => {
                    html! { { plain_chart(of(figure), props.viewport, 300) } }
                }
                None => props.waits(),
            },
            ..Halves::default()
        };
    }
    let shown = match NearnessAuc::of(findings, &props.experiment) {
        Some(figure) => html! { { plain_chart(of(figure), props.viewport, 340) } },
        None => waiting(text.none),
    };
    Halves {
        asked: html! { if let Some(found) = props.outcome() { { paragraph("verdict", found) } } },
        shown,
        ..Halves::default()
    }
}
