//! Step 7: Definitions 3 and 4, on one record by hand and on a hundred.

use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::text::{AttributesText, fill};
use crate::lesson::{self, Act};
use crate::page::chart::{of, plain_chart};
use crate::page::control::slider;
use crate::page::element::{button, hint, paragraph, primary};
use crate::page::features::Features;
use crate::page::guess::{best_guess, toggled, unknown};
use crate::page::ui::{LessonView, UiChange};
use crate::page::view::drawn;
use crate::page::words::whole;
use nearmiss::Experiment;
use nearmiss::attribute::GuessBy;
use nearmiss::attribute::imputation::Imputation;
use nearmiss_figures::{GuessHistogram, number};
use yew::prelude::*;

/// Records of each side that are guessed.
const N_TARGETS: usize = 100;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text: &AttributesText = &TEXT.attributes;
    let stakes = &props.lesson.stakes;
    let report = props.shown.pooled.findings.attribute_inference.as_ref();
    let is_of_digits = props.description.as_ref().is_some_and(|d| d.schema.picture.is_some());
    let asked = html! {
        <>
            if !props.is_locked() {
                { slider(text.slider, (0.0, 100.0), 1.0, stakes.exact, fill(text.in_words, &[("n", &number(stakes.exact, 0))]),
                    props.on_stake(|stakes, n: f64| stakes.exact = n)) }
                { primary(text.lock, lock(props)) }
            } else if let Some(report) = report {
                if let Some(found) = props.outcome() { { paragraph("verdict", found) } }
                { alpha(props, report.unknown.len(), lesson::within(report, props.view.alpha.min(report.unknown.len() - 1), TEXT)) }
            } else {
                { props.waits() }
                if props.experiment.attribute_inference.n_targets == 0 {
                    { button(text.lock, props.tell.on_ask(|asked, _: MouseEvent| asked.n_targets = N_TARGETS)) }
                }
            }
        </>
    };
    let shown = html! {
        <>
            { one(props) }
            if props.is_locked() {
                if let Some(figure) = GuessHistogram::of(&props.shown.pooled.findings, &props.experiment, GuessBy::MaxConfidence) {
                    { plain_chart(of(figure.beside_chance()), props.viewport, 210) }
                }
            }
        </>
    };
    let is_of_people = props.experiment.data.name() == Experiment::check_ins().data.name();
    let after = html! {
        <>
        if is_of_digits && !props.page.is_data_locked {
            { hint(text.people) }
            { button(text.on_people, props.tell.on_change(|experiment, _: MouseEvent| *experiment = people(experiment))) }
        }
        if is_of_people && !props.page.is_data_locked {
            { hint(text.of_people) }
            { button(text.on_digits, props.tell.on_change(|experiment, _: MouseEvent| *experiment = digits(experiment))) }
        }
        </>
    };
    Halves { asked, shown, after, ..Halves::default() }
}

/// The lesson's own data, with this seed.
fn digits(now: &Experiment) -> Experiment {
    Experiment { seed: now.seed, ..Experiment::lesson() }
}

/// Check-ins, with as many records guessed as a share in a hundred needs.
fn people(now: &Experiment) -> Experiment {
    let mut experiment = Experiment::check_ins();
    experiment.seed = now.seed;
    experiment.attribute_inference.n_targets = N_TARGETS;
    experiment
}

fn lock(props: &LessonProps) -> Callback<MouseEvent> {
    let (tell, step) = (props.tell.clone(), props.step);
    let asks = props.tell.on_ask(|asked, _: ()| asked.n_targets = N_TARGETS);
    Callback::from(move |_| {
        asks.emit(());
        tell.say(UiChange::Lesson(Act::Lock(step)));
    })
}

fn alpha(props: &LessonProps, n_unknown: usize, words: String) -> Html {
    let view = props.view;
    let most = n_unknown.saturating_sub(1);
    let moved =
        props.tell.on_with(move |alpha: f64| UiChange::LessonView(LessonView { alpha: alpha as usize, ..view }).into());
    slider(TEXT.attributes.alpha, (0.0, most as f64), 1.0, view.alpha.min(most) as f64, words, moved)
}

/// One decimal where there is any.
fn brief(value: f64) -> String {
    number(value, usize::from(value.fract() != 0.0))
}

/// One record, whose features can be hidden.
fn one(props: &LessonProps) -> Html {
    let text: &AttributesText = &TEXT.attributes;
    let Some(description) = &props.description else { return props.waits() };
    let asked = &props.experiment.attribute_inference;
    let records = &description.sides[asked.target.taken_from.place()];
    let Some(record) = records.get(asked.target.number).or(records.first()) else { return Html::default() };
    let unknown = unknown(&asked.portion, description, props.plan.as_deref());
    let tally = props.shown.tally.as_deref().filter(|tally| tally.n_tried > 0);
    let guess = tally.and_then(|tally| best_guess(description, &unknown, tally, asked.guess_by));
    let n_records = records.len();
    let imputed = props.shown.imputed.as_ref().and_then(|all| all.iter().find(|own| own.by == Imputation::Chance));
    let chance = imputed.map_or(unknown.len() as f64 / 2.0, |chance| chance.distance);
    html! {
        <>
            { hint(text.one_record) }
            { drawn(Features {
                description: description.clone(),
                values: record.values.clone(),
                unknown: unknown.clone(),
                guess,
                filter: String::new(),
                flips: false,
                toggled: toggled(&props.tell, &unknown),
            }) }
            if let Some(tally) = tally {
                <p>
                    { fill(text.one_found, &[
                        ("off", &brief(tally.ranking(asked.guess_by).mean_distance())),
                        ("unknown", &unknown.len().to_string()),
                        ("chance", &brief(chance)),
                    ]) }
                    { " " }
                    { fill(text.rank, &[
                        ("completions", &whole(tally.n_tried)),
                        ("rank", &number(tally.ranking(asked.guess_by).rank_of_truth(), 0)),
                    ]) }
                </p>
            }
            { button(text.another, props.tell.on_ask_with(move |asked, _: MouseEvent| asked.target.number = (asked.target.number + 1) % n_records.max(1))) }
        </>
    }
}
