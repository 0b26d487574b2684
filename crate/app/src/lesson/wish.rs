//! What a step needs of the session to be played: the first record and the first pair are dealt by themselves, walks are
//! walked, and where there is no stake the step is locked when its rounds are over.

use super::stake::Stakes;
use super::state::{Act, Lesson};
use super::step::Step;
use crate::session::{Event, MembershipGame, Session};
use nearmiss::game::strong_membership::Neighbour;

/// Rounds of step 1 before anything is told.
pub const ROUNDS: usize = 3;

/// Whether the rounds of step 1 are over and none is being played.
pub fn is_over(game: &MembershipGame) -> bool {
    game.score.n_rounds >= ROUNDS && game.round.as_ref().is_none_or(|round| round.guess.is_some())
}

/// What is to be done next, if anything.
#[derive(Debug)]
pub enum Wish {
    /// By the session.
    Event(Event),
    /// In the lesson.
    Acts(Vec<Act>),
}

/// What the step that is shown wants.
pub fn wish(step: Step, session: &Session, lesson: &Lesson) -> Option<Wish> {
    let is_scored = session.found.shown.scored.is_some();
    let (membership, near_miss) = (&session.play.membership, &session.play.near_miss);
    match step {
        Step::WhoWasInIt if is_scored && membership.round.is_none() => Some(Wish::Event(Event::DealRecord)),
        Step::WhoWasInIt if is_over(membership) && !lesson.is_locked(step) => {
            let score = membership.score;
            let rounds = [score.blind, score.person, score.attacker, score.n_rounds];
            let stakes = Stakes { rounds, ..lesson.stakes.clone() };
            Some(Wish::Acts(vec![Act::Stake(stakes), Act::Lock(step)]))
        }
        Step::NearMiss if is_scored && !near_miss.is_dealt() => {
            let distance = *session.setup.experiment.strong_membership.distances.first()?;
            Some(Wish::Event(Event::Deal(distance, Neighbour::Flip)))
        }
        Step::WalkAway if !session.wants_walks() => Some(Wish::Event(Event::Walks)),
        _ => None,
    }
}
