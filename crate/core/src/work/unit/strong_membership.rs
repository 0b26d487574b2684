//! One game of strong membership.

use super::super::outcome::Outcome;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::game::strong_membership::{StrongMembership, StrongMembershipRun};

/// Play a game.
pub(super) struct Game(pub(super) StrongMembership);

impl UnitKind for Game {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        let games = &worker.experiment().strong_membership;
        worker.passes(games.n_originals * (games.n_variants + 1))
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let experiment = worker.experiment();
        Box::new(StrongMembershipRun::new(self.0, &experiment.strong_membership, experiment.players()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::StrongMembership(result) = outcome else { mixed_up() };
        results.strong_membership.push(result);
    }
}

impl UnitWork for StrongMembershipRun {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let at = worker.attacked();
        StrongMembershipRun::step(self, at.trial, at.model, at.workspace).map(Outcome::StrongMembership)
    }

    fn share(&self, _bench: &TrialWorker) -> f64 {
        StrongMembershipRun::progress(self)
    }
}
