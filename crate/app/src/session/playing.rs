//! A person plays: records and pairs are dealt, guesses counted.

use super::Session;
use super::event::Effects;
use super::play::{MemberRound, MembershipGame, NearMissGame, Round, Won};
use crate::schedule::Urgency;
use nearmiss::RocCurve;
use nearmiss::game::strong_membership::{Neighbour, StrongMembership, win};
use nearmiss::membership::{PAPERS_ATTACK, SideScores, best_threshold};
use nearmiss::seed::Stream;
use nearmiss::trial::Side;
use nearmiss::work::{Pair, Unit};
use rand::RngExt;

impl Session {
    pub(super) fn deal_record(&mut self) {
        let (Some(description), Some(scored)) = (&self.setup.description, &self.found.shown.scored) else { return };
        let game = self.play.membership.edit();
        let mut rng = self.setup.experiment.seed.rng(Stream::Coin, game.n_dealt);
        let is_member = rng.random::<bool>();
        let side = if is_member { &scored.members } else { &scored.non_members };
        let Some(scores) = side.of(PAPERS_ATTACK) else { return };
        let records = &description.sides[usize::from(!is_member)];
        let number = rng.random_range(0..records.len().min(scores.len()));
        // Learnt from records of the other half, as Definition 1 has it: not from the one that is dealt.
        let learnt_from = |side: &SideScores| -> Vec<f64> {
            let scores = side.of(PAPERS_ATTACK).unwrap_or_default().iter().enumerate();
            scores.filter(|(other, _)| other % 2 != number % 2).map(|(_, score)| *score).collect()
        };
        let (members, others) = (learnt_from(&scored.members), learnt_from(&scored.non_members));
        if members.is_empty() || others.is_empty() {
            return;
        }
        game.n_dealt += 1;
        game.round = Some(MemberRound {
            record: records[number].clone(),
            is_member,
            score: scores[number],
            threshold: best_threshold(&RocCurve::new(&members, &others)),
            blind: None,
            guess: None,
        });
    }

    pub(super) fn guess_blind(&mut self, guess: bool) {
        if let Some(round) = &mut self.play.membership.edit().round {
            round.blind.get_or_insert(guess);
        }
    }

    pub(super) fn guess_member(&mut self, guess: bool) {
        let MembershipGame { round, score, .. } = self.play.membership.edit();
        let Some(round) = round.as_mut().filter(|r| r.guess.is_none()) else { return };
        round.guess = Some(guess);
        score.n_rounds += 1;
        score.blind += usize::from(round.blind == Some(round.is_member));
        score.person += usize::from(guess == round.is_member);
        score.attacker += usize::from((round.score >= round.threshold) == round.is_member);
    }

    pub(super) fn deal(&mut self, distance: usize, neighbour: Neighbour) -> Effects {
        if !self.has_model() {
            return Vec::new();
        }
        let metric = self.setup.experiment.metric;
        let game = StrongMembership { distance, metric, neighbour, originals: Side::Members };
        let n_members = self.setup.description.as_ref().map_or(1, |d| d.n_members);
        let play = self.play.near_miss.edit();
        let unit = Unit::Pair { game, original: play.n_dealt % n_members, variant: play.n_dealt / n_members };
        play.n_dealt += 1;
        play.round = None;
        if play.game.replace((distance, neighbour)) != Some((distance, neighbour)) {
            play.won.clear();
        }
        self.run.schedule.push([unit], Urgency::Urgent);
        self.go_on()
    }

    pub(super) fn show_pair(&mut self, unit: &Unit, pair: Option<Pair>) {
        let Unit::Pair { game, .. } = unit else { return };
        let play = self.play.near_miss.edit();
        let member_first = self.setup.experiment.seed.rng(Stream::Shuffle, play.n_dealt as u64).random::<bool>();
        let StrongMembership { distance, metric, neighbour, .. } = *game;
        let is_open = play.is_open_next();
        play.round =
            pair.map(|pair| Round { pair, member_first, is_open, guessed_first: None, distance, metric, neighbour });
        if play.round.is_none() {
            self.refuse("This record has no such neighbour outside the training set. Deal again.".to_string());
        }
    }

    pub(super) fn guess(&mut self, first: bool) {
        let NearMissGame { round, won, .. } = self.play.near_miss.edit();
        let Some(round) = round.as_mut().filter(|r| r.guessed_first.is_none()) else { return };
        round.guessed_first = Some(first);
        won.push(Won {
            is_open: round.is_open,
            person: f64::from(u8::from(first == round.member_first)),
            attacker: round.pair.scores_of(PAPERS_ATTACK).map_or(0.5, |scores| win(scores.original, scores.neighbour)),
            rule: win(round.pair.log_frequencies.0, round.pair.log_frequencies.1),
        });
    }
}
