//! One game of strong membership.

use super::super::bench::Bench;
use super::super::outcome::Outcome;
use super::super::results::Results;
use super::kind::{UnitGroup, UnitKind, UnitWork, mixed_up};
use crate::game::strong_membership::{StrongMembership, StrongMembershipRun};

/// Play a game.
pub(super) struct Game(pub(super) StrongMembership);

impl UnitKind for Game {
    fn title(&self) -> &'static str {
        "the strong membership game"
    }

    fn group(&self) -> UnitGroup {
        UnitGroup::Attacks
    }

    fn cost(&self, bench: &Bench) -> f64 {
        let games = &bench.experiment().strong_membership;
        bench.passes(games.n_originals * (games.n_variants + 1))
    }

    fn start(&self, bench: &Bench) -> Box<dyn UnitWork> {
        let experiment = bench.experiment();
        Box::new(StrongMembershipRun::new(self.0, &experiment.strong_membership, experiment.players()))
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::StrongMembership(result) = outcome else { mixed_up() };
        results.strong_membership.push(result);
    }
}

impl UnitWork for StrongMembershipRun {
    fn step(&mut self, bench: &mut Bench) -> Option<Outcome> {
        let at = bench.attacked();
        StrongMembershipRun::step(self, at.trial, at.model, at.workspace).map(Outcome::StrongMembership)
    }

    fn share(&self, _bench: &Bench) -> f64 {
        StrongMembershipRun::progress(self)
    }
}
