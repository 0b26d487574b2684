//! Step 5: Definition 2, played; then how often the model wins it, and what wins it without the model.

use super::bars::{Bar, bars};
use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::text::{NearMissText, fill};
use crate::lesson::{self, of_100};
use crate::message::Description;
use crate::page::control::slider;
use crate::page::element::button;
use crate::page::record::record;
use crate::page::ui::{LessonView, UiChange};
use crate::page::words::sure;
use crate::session::{Event, HALF, Round};
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::interval::Interval;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss_figures::number;
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text: &NearMissText = &TEXT.near_miss;
    let stakes = &props.lesson.stakes;
    let predicts = LessonView { predicts: true, ..props.view };
    let asked = html! {
        <>
            if props.is_locked() {
                { props.told() }
            } else if !props.predicts() {
                { button(text.skip, props.tell.on_with(move |_: MouseEvent| UiChange::LessonView(predicts).into())) }
            } else {
                { slider(text.slider, (0.0, 100.0), 1.0, stakes.near_miss, fill(text.in_words, &[("n", &number(stakes.near_miss, 0))]),
                    props.on_stake(|stakes, n: f64| stakes.near_miss = n)) }
                { props.lock(text.lock) }
            }
        </>
    };
    let shown = html! {
        <>
            if props.is_locked() { { revealed(props) } } else { { deal(props) } }
        </>
    };
    let after = if props.is_locked() { deal(props) } else { Html::default() };
    Halves { asked, shown, after, is_picture_first: true }
}

fn revealed(props: &LessonProps) -> Html {
    let text = &TEXT.near_miss;
    let Some(report) = lesson::nearest_game(props.results()) else { return Html::default() };
    let control = report.non_members.as_ref().map(|unseen| unseen.max_confidence.paired_success);
    let rule = report.members.rules.frequencies;
    let shares = [
        (report.members.max_confidence.paired_success, "members"),
        (control.unwrap_or(0.5), "non-members"),
        (rule, "rule"),
    ];
    let drawn = shares.into_iter().zip(text.bars).map(|((share, class), label)| Bar {
        label: label.to_string(),
        share,
        value: of_100(share),
        class,
    });
    bars(text.slider, Some(0.5), drawn.collect())
}

impl LessonProps {
    /// What buttons of the game look like: one thing at a time is to be done.
    fn playing(&self) -> &'static str {
        if self.predicts() { "" } else { "primary" }
    }
}

/// The pair.
fn deal(props: &LessonProps) -> Html {
    let text: &NearMissText = &TEXT.near_miss;
    let game = &props.near_miss;
    let Some((round, description)) = game.round.as_ref().zip(props.description.as_ref()) else { return props.waits() };
    let n_played = game.won.len() - usize::from(round.guessed_first.is_some());
    let name = if round.is_open { text.shown } else { text.hidden };
    let values = [("n", &(n_played % HALF + 1).to_string()[..]), ("all", &HALF.to_string())];
    let distance = round.distance;
    let next = props.tell.on_with(move |_: MouseEvent| Event::Deal(distance, Neighbour::Flip).into());
    html! {
        <div class="round" aria-live="polite">
            <p><b>{ fill(name, &values) }</b></p>
            <div class="two">{ card(props, description, round, true) }{ card(props, description, round, false) }</div>
            if let Some(first) = round.guessed_first {
                <p>
                    { if first == round.member_first { text.right } else { text.wrong } }{ " " }
                    { others(props) }{ " " }
                    if game.won.len() >= 2 * HALF && !props.is_locked() { { standing(props) } }
                </p>
                <button class={props.playing()} onclick={next}>{ text.next }</button>
            }
        </div>
    }
}

fn card(props: &LessonProps, description: &Description, round: &Round, is_first: bool) -> Html {
    let text = &TEXT.near_miss;
    let is_member = is_first == round.member_first;
    let mut values = round.pair.original.clone();
    let marked: Vec<usize> = round.pair.differing.iter().map(|(j, _, _)| *j).collect();
    if !is_member {
        round.pair.differing.iter().for_each(|(j, _, other)| values[*j] = *other);
    }
    let scores = round.pair.scores_of(PAPERS_ATTACK);
    let confidence = scores.map(|scores| if is_member { scores.original } else { scores.neighbour });
    let name = if is_first { text.a } else { text.b };
    html! {
        <div class="card">
            <h2>{ name }</h2>
            { record(description, &values, &marked) }
            if round.is_open || round.guessed_first.is_some() {
                if let Some(confidence) = confidence { <p>{ sure(confidence) }</p> }
            }
            if round.guessed_first.is_none() {
                <button class={props.playing()} aria-label={format!("{name}: {}", text.pick)} onclick={props.tell.on_with(move |_: MouseEvent| Event::Guess(is_first).into())}>{ text.pick }</button>
            } else {
                <p class={if is_member { "members" } else { "non-members" }}>{ if is_member { text.is_member } else { text.is_near_miss } }</p>
            }
        </div>
    }
}

/// How the others did in the pair that was played last.
fn others(props: &LessonProps) -> String {
    let text: &NearMissText = &TEXT.near_miss;
    let Some(won) = props.near_miss.won.last() else { return String::new() };
    let word = |points: f64| {
        text.verdicts[if points == 1.0 {
            1
        } else if points == 0.0 {
            0
        } else {
            2
        }]
    };
    fill(text.others, &[("model", word(won.attacker)), ("rule", word(won.rule))])
}

/// What everybody has won so far.
fn standing(props: &LessonProps) -> String {
    let game = &props.near_miss;
    let of = |is_open: bool| game.points(|won| (won.is_open == is_open).then_some(won.person));
    let ((blind, n_blind), (seeing, n_seeing)) = (of(false), of(true));
    let (model, n) = game.points(|won| Some(won.attacker));
    let (rule, _) = game.points(|won| Some(won.rule));
    let range = Interval::exact_of_rate(seeing as usize, n_seeing);
    let half = |points: f64| number(points, usize::from(points.fract() != 0.0));
    fill(
        TEXT.near_miss.score,
        &[
            ("blind", &half(blind)),
            ("n_blind", &n_blind.to_string()),
            ("seeing", &half(seeing)),
            ("n_seeing", &n_seeing.to_string()),
            ("model", &half(model)),
            ("n", &n.to_string()),
            ("low", &of_100(range.low)),
            ("high", &of_100(range.high)),
            ("rule", &half(rule)),
        ],
    )
}
