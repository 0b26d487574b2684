//! Step 1: Definition 1, played without the model's confidence and with it.

use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::text::{WhoText, fill};
use crate::lesson::{ROUNDS, is_over};
use crate::page::element::{paragraph, primary};
use crate::page::record::record;
use crate::page::words::sure;
use crate::session::{Event, MemberRound, Scored};
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::order;
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    Halves { asked: asked(props), shown: shown(props), ..Halves::default() }
}

/// What the network is guessed to have seen.
fn asked(props: &LessonProps) -> Html {
    let text: &WhoText = &TEXT.who;
    let game = &props.membership;
    let is_over = is_over(game);
    let Some(round) = &game.round else { return props.waits() };
    let n = game.score.n_rounds + usize::from(round.guess.is_none());
    let in_set = |n: usize| (n.saturating_sub(1) % ROUNDS + 1).to_string();
    let guess = |is_member: bool, is_blind: bool| {
        props.tell.on_with(move |_: MouseEvent| {
            if is_blind { Event::GuessBlind(is_member) } else { Event::GuessMember(is_member) }.into()
        })
    };
    let choose = |is_blind: bool| {
        html! {
            <div class="controls">
                { primary(text.was_in_it, guess(true, is_blind)) }
                { primary(text.was_not, guess(false, is_blind)) }
            </div>
        }
    };
    let all = ROUNDS.to_string();
    html! {
        <div class="round" aria-live="polite">
            <p><b>{ fill(text.round, &[("n", &in_set(n)), ("all", &all)]) }</b></p>
            // It keeps its room before it says anything, so that the buttons stay where they are.
            <p class="answer">
                if round.blind.is_some() || round.guess.is_some() { { answer(props, round) } }
                if round.blind.is_some() && round.guess.is_none() { { " " }<b>{ text.again }</b> }
            </p>
            if round.guess.is_none() { { choose(round.blind.is_none()) } }
            if round.guess.is_some() {
                <p class={if round.is_member { "members" } else { "non-members" }}>{ if round.is_member { text.is_member } else { text.is_none } }</p>
                if is_over { { score(props, round) } }
                <button class={if is_over { "" } else { "primary" }} onclick={props.tell.on(|_: MouseEvent| Event::DealRecord.into())}>
                    { if game.score.n_rounds.is_multiple_of(ROUNDS) { text.play_on } else { text.next_round } }
                </button>
            }
        </div>
    }
}

/// What the network says of the picture.
fn answer(props: &LessonProps, round: &MemberRound) -> String {
    let median = props.shown.scored.as_ref().map_or(0.5, |scored| median(scored));
    fill(&props.say(TEXT.who.answer), &[("confidence", &sure(round.score)), ("median", &sure(median))])
}

/// The confidence that half of all records are above, each side counted alike.
fn median(scored: &Scored) -> f64 {
    let of = |side: &nearmiss::membership::SideScores| {
        let mut scores = side.of(PAPERS_ATTACK).unwrap_or_default().to_vec();
        order::ascending(&mut scores);
        scores.get(scores.len() / 2).copied().unwrap_or(0.5)
    };
    0.5 * (of(&scored.members) + of(&scored.non_members))
}

fn score(props: &LessonProps, round: &MemberRound) -> Html {
    let score = props.membership.score;
    let [blind, seeing, attacker, all] =
        [score.blind, score.person, score.attacker, score.n_rounds].map(|n| n.to_string());
    let values = [
        ("blind", &blind[..]),
        ("seeing", &seeing),
        ("attacker", &attacker),
        ("all", &all),
        ("threshold", &sure(round.threshold)),
    ];
    html! {
        <>
            <p>{ fill(TEXT.who.score, &values) }{ " " }{ TEXT.who.luck }</p>
            if let Some(found) = props.outcome() { { paragraph("verdict", found) } }
        </>
    }
}

fn shown(props: &LessonProps) -> Html {
    match (&props.membership.round, &props.description) {
        (Some(round), Some(description)) => record(description, &round.record.values, &[]),
        _ => Html::default(),
    }
}
