//! Step 9: what protects and what only hides.

use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::text::{DefendText, fill};
use crate::lesson::{self, Act, Sort, TRIED, Verdict, Verdicts};
use crate::page::control::{choice, table};
use crate::page::element::{self, hint, paragraph, primary_if};
use crate::page::ui::UiChange;
use crate::page::words::{percent, two};
use crate::session::Event;
use nearmiss::defence::{DEFENCES, Defence};
use nearmiss::matrix::MatrixConfig;
use nearmiss_figures::effect_in_a_word;
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text: &DefendText = &TEXT.defend;
    let sorted = props.lesson.stakes.sorted;
    if !props.is_locked() {
        let tell = props.tell.clone();
        let (config, step) = (config(props), props.step);
        let is_tried = props.experiment.matrix.is_some();
        let lock = Callback::from(move |_: MouseEvent| {
            if !is_tried {
                tell.say(Event::Matrix(Some(config.clone())));
            }
            tell.say(UiChange::Lesson(Act::Lock(step)));
        });
        let boxes = html! {
            <>
                { for TRIED.iter().enumerate().map(|(n, name)| {
                    let mut options = vec!["?".to_string()];
                    options.extend(text.sorts.map(String::from));
                    let selected = sorted[n].map_or(0, |sort| sort as usize + 1);
                    html! {
                        <div class="sorted">
                            { choice(lesson::title(name), options, selected, props.on_stake(move |stakes, to: usize| stakes.sorted[n] = to.checked_sub(1).map(|to| Sort::ALL[to.min(2)]))) }
                            { hint(DEFENCES.iter().find(|kind| kind.name() == *name).map_or("", |kind| kind.summary())) }
                        </div>
                    }
                }) }
            </>
        };
        let is_ready = props.shown.scored.is_some();
        return Halves {
            asked: html! { <>{ boxes }{ primary_if(is_ready, text.lock, lock) }</> },
            ..Halves::default()
        };
    }
    let verdicts = props.shown.matrix.as_deref().map(Verdicts::of).filter(|verdicts| !verdicts.0.is_empty());
    let n_groups = props.experiment.matrix.as_ref().map_or(0, |matrix| matrix.groups().len());
    let asked = html! {
        <>
            if let Some(found) = props.outcome() { { paragraph("verdict", found) } } else {
                <p>
                    <progress aria-label={text.lock} max={n_groups.max(1).to_string()} value={props.n_tried.to_string()} />
                    { " " }{ fill(text.waits, &[("n", &props.n_tried.to_string()), ("all", &n_groups.to_string())]) }
                </p>
                if props.experiment.matrix.is_none() {
                    <button onclick={ { let config = config(props); props.tell.on_with(move |_: MouseEvent| Event::Matrix(Some(config.clone())).into()) } }>{ text.lock }</button>
                }
            }
        </>
    };
    let rows = verdicts.map(|verdicts| verdicts.0.iter().map(|verdict| row(verdict, &sorted)).collect::<Vec<_>>());
    Halves {
        asked,
        shown: html! {
            if let Some(rows) = rows {
                { table(props.words().title, &text.columns, rows) }
            }
        },
        // Behind what came out, so that rows that come push nothing.
        after: html! { <><p>{ text.promise }</p>{ hint(text.legend) }</> },
        ..Halves::default()
    }
}

/// What was measured of a defence, and what was said of it.
fn row(verdict: &Verdict, sorted: &[Option<Sort>; 5]) -> Vec<Html> {
    let text: &DefendText = &TEXT.defend;
    let changed = |(before, after): (f64, f64)| element::text(format!("{} → {}", two(before), two(after)));
    let spent = verdict.epsilon.map_or(String::new(), |epsilon| format!(", ε = {}", two(epsilon)));
    let sort = TRIED.iter().zip(sorted).find(|(name, _)| **name == verdict.name).and_then(|(_, sort)| *sort);
    let said = sort.map_or(String::new(), |sort| fill(text.you, &[("said", text.sorts[sort as usize])]));
    let (before, after) = verdict.accuracy;
    vec![
        element::text(format!("{}{spent}", lesson::title(verdict.name))),
        html! { <>{ effect_in_a_word(verdict.effect) }<small>{ said }</small></> },
        changed(verdict.auc),
        verdict.labels.map_or_else(|| element::text("–"), changed),
        element::text(format!("{} → {}", percent(before), percent(after))),
    ]
}

/// The five defences, with as many models as a lesson can wait for.
fn config(props: &LessonProps) -> MatrixConfig {
    let experiment = &props.experiment;
    let n_members = props.description.as_ref().map_or(1, |d| d.n_members);
    let mut config = MatrixConfig::default().fitted(experiment.data.name(), &experiment.training, n_members);
    let is_wanted = |defence: &Defence| defence.name() == "none" || TRIED.contains(&defence.name());
    config.defences.retain(is_wanted);
    // A quarter of the epochs: the few that suit thousands of records are nothing to a hundred.
    let n_epochs = (experiment.training.epochs / 4).max(1) as f64;
    for defence in &mut config.defences {
        if defence.name() == "early_stopping" {
            *defence = Defence::named("early_stopping", &[n_epochs]).unwrap_or(*defence);
        }
    }
    config.n_canaries = 0;
    config.n_targets = 0;
    config.n_copies = 40;
    config
}
