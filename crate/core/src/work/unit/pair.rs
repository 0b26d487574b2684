//! One pair of the strong membership game, to be looked at.

use super::super::outcome::Outcome;
use super::super::outcome::{Pair, PairScores};
use super::super::results::Results;
use super::super::trial_worker::Attacked;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::dataset::Inputs;
use crate::game::strong_membership::{StrongMembership, log_frequencies};
use crate::membership::AnswerAttack;
use ndarray::ArrayView1;

/// Make the pair of an original and its neighbour, by their numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct PairKind {
    pub(super) game: StrongMembership,
    pub(super) original: usize,
    pub(super) variant: usize,
}

impl UnitKind for PairKind {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        worker.passes(2)
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let _ = worker;
        Box::new(PairWork(*self))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let (Outcome::Pair(_), _) = (outcome, results) else { mixed_up() };
    }
}

#[derive(Debug)]
struct PairWork(PairKind);

impl UnitWork for PairWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let players = worker.experiment().players();
        Some(Outcome::Pair(self.0.pair(worker.attacked(), &players)))
    }
}

impl PairKind {
    /// None where there is no such record or neighbour.
    fn pair(&self, at: Attacked<'_>, players: &[AnswerAttack]) -> Option<Pair> {
        let Attacked { trial, model, workspace, .. } = at;
        let record = *trial.side(self.game.originals).get(self.original)?;
        let neighbour = self.game.neighbour_of(trial, self.original, self.variant)?;
        let own = trial.dataset().record(record);
        let schema = trial.dataset().schema();
        let mut asked = Inputs::empty(schema.n_inputs());
        asked.push(schema, own);
        asked.push(schema, neighbour.view());
        let logits = model.logits(&asked, 0..2, workspace);
        let score = |player: &AnswerAttack, row: usize| {
            let logits = logits.row(row);
            model.answer(logits.to_slice().expect("rows are contiguous"), 0, |answer| answer.score(player.score))
        };
        let of_player = |player: &AnswerAttack| PairScores {
            attack: player.name.to_string(),
            original: score(player, 0),
            neighbour: score(player, 1),
        };
        let pairs = own.iter().zip(&neighbour).enumerate().filter(|(_, (a, b))| a != b);
        let n_ones = |values: ArrayView1<'_, f32>| values.iter().filter(|v| **v == 1.0).count();
        Some(Pair {
            differing: pairs.map(|(j, (a, b))| (j, *a, *b)).collect(),
            original: own.to_vec(),
            n_ones: schema.is_binary().then(|| (n_ones(own), n_ones(neighbour.view()))),
            log_frequencies: log_frequencies(trial, record, neighbour.view()),
            scores: players.iter().map(of_player).collect(),
        })
    }
}
