//! The games of Definitions 1 and 2 as a person plays them.

use super::{Effects, Session};
use crate::message::RecordView;
use crate::schedule::Urgency;
use nearmiss::Metric;
use nearmiss::game::strong_membership::{Neighbour, StrongMembership, win};
use nearmiss::membership::{PAPERS_ATTACK, best_threshold};
use nearmiss::seed::Stream;
use nearmiss::trial::Side;
use nearmiss::work::{Pair, Unit};
use rand::RngExt;

/// One round of the strong membership game, as a person plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// The two records and what is said of them.
    pub pair: Pair,
    /// Whether the member is shown first.
    pub member_first: bool,
    /// The person's guess: the first.
    pub guessed_first: Option<bool>,
    /// r.
    pub distance: usize,
    /// What r is measured by.
    pub metric: Metric,
    /// How the neighbour was made.
    pub neighbour: Neighbour,
}

/// One round of the membership game, as a person plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberRound {
    /// The record.
    pub record: RecordView,
    /// What the coin chose.
    pub is_member: bool,
    /// Its max-confidence.
    pub score: f64,
    /// From which on the attacker calls a record a member.
    pub threshold: f64,
    /// The person's guess: it is a member.
    pub guess: Option<bool>,
}

/// Points in the membership game.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MemberScore {
    /// Rounds guessed.
    pub n_rounds: usize,
    /// Won by the person.
    pub person: usize,
    /// Won by the attacker.
    pub attacker: usize,
}

/// Points of person, attacker and rule.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    /// Rounds guessed.
    pub n_rounds: usize,
    /// Won by the person.
    pub person: f64,
    /// Won by max-confidence, a tie one half.
    pub attacker: f64,
    /// Won by the rule "fewer ones", a tie one half.
    pub rule: f64,
}

impl Session {
    pub(super) fn deal_record(&mut self) {
        let (Some(description), Some(curves)) = (&self.description, &self.curves) else { return };
        let mut rng = self.experiment.seed.rng(Stream::Coin, self.n_records_dealt);
        let is_member = rng.random::<bool>();
        let side = usize::from(!is_member);
        let Some(curve) = curves.get(PAPERS_ATTACK) else { return };
        let Some(scores) = self.results.scores[side].as_ref().and_then(|side| side.of(PAPERS_ATTACK)) else { return };
        let records = &description.sides[side];
        let number = rng.random_range(0..records.len().min(scores.len()));
        self.n_records_dealt += 1;
        self.member_round = Some(MemberRound {
            record: records[number].clone(),
            is_member,
            score: scores[number],
            threshold: best_threshold(curve),
            guess: None,
        });
    }

    pub(super) fn guess_member(&mut self, guess: bool) {
        let Some(round) = self.member_round.as_mut().filter(|r| r.guess.is_none()) else { return };
        round.guess = Some(guess);
        self.member_score.n_rounds += 1;
        self.member_score.person += usize::from(guess == round.is_member);
        self.member_score.attacker += usize::from((round.score >= round.threshold) == round.is_member);
    }

    pub(super) fn deal(&mut self, distance: usize, neighbour: Neighbour) -> Effects {
        if self.model.is_none() {
            return Vec::new();
        }
        let metric = self.experiment.metric;
        let game = StrongMembership { distance, metric, neighbour, originals: Side::Members };
        let n_members = self.description.as_ref().map_or(1, |d| d.n_members);
        let unit = Unit::Pair { game, original: self.n_dealt % n_members, variant: self.n_dealt / n_members };
        self.n_dealt += 1;
        self.round = None;
        self.schedule.push([unit], Urgency::Urgent);
        self.go_on()
    }

    pub(super) fn show_pair(&mut self, unit: &Unit, pair: Option<Pair>) {
        let Unit::Pair { game, .. } = unit else { return };
        let member_first = self.experiment.seed.rng(Stream::Shuffle, self.n_dealt as u64).random::<bool>();
        let StrongMembership { distance, metric, neighbour, .. } = *game;
        self.round = pair.map(|pair| Round { pair, member_first, guessed_first: None, distance, metric, neighbour });
        if self.round.is_none() {
            self.refuse("This record has no such neighbour outside the training set. Deal again.".to_string());
        }
    }

    pub(super) fn guess(&mut self, first: bool) {
        let Some(round) = self.round.as_mut().filter(|r| r.guessed_first.is_none()) else { return };
        round.guessed_first = Some(first);
        self.score.n_rounds += 1;
        self.score.person += f64::from(u8::from(first == round.member_first));
        if let Some(scores) = round.pair.scores_of(PAPERS_ATTACK) {
            self.score.attacker += win(scores.original, scores.neighbour);
        }
        if let Some((own, other)) = round.pair.n_ones {
            self.score.rule += win(other as f64, own as f64);
        }
    }
}
