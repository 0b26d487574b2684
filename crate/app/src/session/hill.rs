//! Walks away from records: many at random, once they are asked for, and the person's own.

use super::Session;
use super::event::{Effects, Step};
use super::part::Part;
use super::play::OwnWalk;
use crate::schedule::Urgency;
use nearmiss::hill::Walks;
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
        let OwnWalk { from, features, .. } = &*self.play.walk;
        self.run.schedule.push([Unit::Walk(*from, features.clone())], Urgency::Urgent);
    }

    /// The person walks on, or elsewhere; nothing before the walks are there.
    pub(super) fn walk(&mut self, step: Step) -> Effects {
        let Some(walks) = &self.found.walks else { return Vec::new() };
        let own = self.play.walk.edit();
        match step {
            Step::From(mut from) => {
                from.number %= walks.of(from.taken_from).len().max(1);
                *own = OwnWalk { from, ..OwnWalk::default() };
            }
            Step::Flip(feature) => match own.features.iter().position(|flipped| *flipped == feature) {
                Some(place) => drop(own.features.remove(place)),
                None => own.features.push(feature),
            },
            Step::FlipAny => own.features.extend(own.next_drawn(walks)),
            Step::Back => drop(own.features.pop()),
        }
        // A former walk that is still under way ends in a moment and isn't shown.
        self.push_own_walk();
        self.go_on()
    }

    pub(super) fn show_walks(&mut self, unit: &Unit, mut walks: Walks) {
        let Unit::Walk(from, features) = unit else {
            self.found.walks = Some(Part::new(walks));
            return;
        };
        let own = &self.play.walk;
        if (own.from, &own.features) != (*from, features) {
            return;
        }
        let own = self.play.walk.edit();
        match walks.sides[from.taken_from.place()].pop() {
            Some(walk) => own.walk = Some(walk),
            // Such a feature doesn't flip: the step is forgotten.
            None => own.features = own.walk.as_ref().map(|walk| walk.features.clone()).unwrap_or_default(),
        }
    }
}

impl OwnWalk {
    /// The first feature of those drawn for this record that isn't flipped yet.
    pub(crate) fn next_drawn(&self, walks: &Walks) -> Option<usize> {
        let drawn = &walks.of(self.from.taken_from).get(self.from.number)?.features;
        drawn.iter().copied().find(|feature| !self.features.contains(feature))
    }

    /// What a flipped feature has become, once the model was asked.
    pub(crate) fn reached(&self, feature: usize) -> Option<f32> {
        let walk = self.walk.as_ref()?;
        walk.features.iter().position(|flipped| *flipped == feature).map(|place| walk.reached[place])
    }
}
