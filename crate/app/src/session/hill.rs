//! Walks away from records: many at random, once they are asked for, and the person's own.

use super::Session;
use super::event::Effects;
use super::part::Part;
use super::play::OwnWalk;
use crate::schedule::Urgency;
use nearmiss::hill::{Walk, Walks};
use nearmiss::trial::Side;
use nearmiss::work::Unit;

impl Session {
    /// Queues the walks of the present model, if they are wanted and there is one.
    pub(super) fn push_walks(&mut self) {
        if self.wishes.walks && self.found.model.is_some() && !self.found.asks_walks {
            self.found.asks_walks = true;
            self.run.schedule.push([Unit::Walks], Urgency::Urgent);
            self.push_own_walk();
        }
    }

    fn push_own_walk(&mut self) {
        let OwnWalk { side, number, features, .. } = OwnWalk::clone(&self.play.walk);
        self.run.schedule.push([Unit::Walk { side, number, features }], Urgency::Urgent);
    }

    /// The person walks on, or elsewhere; nothing before the walks are there.
    fn walk(&mut self, change: impl FnOnce(&mut OwnWalk, &Walks)) -> Effects {
        let Some(walks) = self.found.walks.clone() else { return Vec::new() };
        let own = self.play.walk.edit();
        change(own, &walks);
        let is_own = |unit: &Unit| matches!(unit, Unit::Walk { .. });
        self.run.course.stopped.retain(|(unit, _)| !is_own(unit));
        let mut effects = self.cancel(is_own);
        self.push_own_walk();
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn walk_from(&mut self, side: Side, number: usize) -> Effects {
        self.walk(|own, walks| {
            let number = number % walks.of(side).len().max(1);
            *own = OwnWalk { side, number, ..OwnWalk::default() };
        })
    }

    pub(super) fn flip(&mut self, feature: usize) -> Effects {
        self.walk(|own, _| match own.features.iter().position(|flipped| *flipped == feature) {
            Some(place) => {
                own.features.remove(place);
            }
            None => own.features.push(feature),
        })
    }

    pub(super) fn flip_any(&mut self) -> Effects {
        self.walk(|own, walks| own.features.extend(own.next_drawn(walks)))
    }

    pub(super) fn flip_back(&mut self) -> Effects {
        self.walk(|own, _| {
            own.features.pop();
        })
    }

    pub(super) fn show_walk(&mut self, unit: &Unit, walk: Option<Walk>) {
        let Unit::Walk { side, number, features } = unit else { return };
        let own = &*self.play.walk;
        if (own.side, own.number, &own.features) != (*side, *number, features) {
            return;
        }
        let own = self.play.walk.edit();
        match walk {
            Some(walk) => own.walk = Some(walk),
            // Such a feature doesn't flip: the step is forgotten.
            None => own.features = own.walk.as_ref().map(|walk| walk.features.clone()).unwrap_or_default(),
        }
    }

    pub(super) fn show_walks(&mut self, walks: Walks) {
        self.found.walks = Some(Part::new(walks));
    }
}

impl OwnWalk {
    /// The first feature of those drawn for this record that isn't flipped yet.
    pub(crate) fn next_drawn(&self, walks: &Walks) -> Option<usize> {
        let drawn = &walks.of(self.side).get(self.number)?.features;
        drawn.iter().copied().find(|feature| !self.features.contains(feature))
    }
}
