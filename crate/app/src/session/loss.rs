//! Workers that come and go.

use super::Session;
use super::event::{Activity, Effect, Effects};
use crate::message::Pace;
use nearmiss::work::Unit;

impl Session {
    pub(super) fn set_workers(&mut self, n: usize) -> Effects {
        let mut effects = Vec::new();
        while self.n_workers() < n.clamp(1, 8) {
            effects.push(Effect::Spawn(self.run.schedule.add_worker()));
        }
        while self.n_workers() > n.clamp(1, 8) {
            self.run.schedule.remove_worker();
            effects.push(Effect::End(self.n_workers()));
        }
        self.found.forget_jobs();
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn lose(&mut self, worker: usize, reason: &str) -> Effects {
        self.run.n_lost += 1;
        self.found.forget_jobs();
        if worker == 0 {
            self.lose_first(reason);
        }
        if let Err((unit, urgency)) = self.run.schedule.lost(worker) {
            let how = if unit == Unit::Training { "Train" } else { "Continue" };
            self.refuse(format!(
                "A worker failed twice at the same task ({}): {reason}. Everything finished is kept; “{how}” tries again.",
                unit.title(),
            ));
            if unit == Unit::Training {
                self.run.schedule.push([unit], urgency);
                self.run.pace = Pace::Pause;
                self.run.activity = Activity::Paused;
            } else {
                self.run.course.stopped.push((unit, urgency));
                self.run.activity = Activity::Stopped;
            }
        }
        if self.run.n_lost > 3 * self.n_workers() {
            self.run.activity = Activity::Failed;
            return self.refuse(format!(
                "The workers can't be started ({reason}). Reload the page; a browser of 2023 or later is needed."
            ));
        }
        vec![Effect::Spawn(worker)]
    }

    /// What the first worker was reading is tried once more.
    pub(super) fn lose_first(&mut self, reason: &str) {
        if let Some(pending) = &mut self.wishes.pending {
            pending.is_sent = false;
        }
        if let Some(inspecting) = &mut self.wishes.inspecting {
            inspecting.is_sent = false;
        }
        let data = self.wishes.pending.take_if(|p| p.n_sent >= 2).is_some();
        let file = self.wishes.inspecting.take_if(|i| i.n_sent >= 2).is_some();
        if data || file {
            let kept = if self.setup.description.is_some() { " What was shown before is kept." } else { "" };
            self.refuse(format!(
                "Reading the data failed twice ({reason}); it may be too large for this machine.{kept}"
            ));
        }
    }
}
