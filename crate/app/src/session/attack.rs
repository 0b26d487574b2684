//! What is done with the data: training, attacks, and the report at the end.

use super::Session;
use super::event::{Activity, Effect, Effects};
use super::found::{Finished, Found};
use super::part::Part;
use super::run::{Course, Due};
use crate::message::{Model, Pace, Plan, Request};
use crate::schedule::Urgency;
use nearmiss::train::TrainingState;
use nearmiss::work::{Outcome, Unit};
use nearmiss::{Experiment, Report};

impl Session {
    /// Gives a prepared worker the model, if there is one.
    pub(super) fn give_model(&mut self, worker: usize) -> Effects {
        let Some(model) = self.found.model.clone() else { return Vec::new() };
        self.run.schedule.given_model(worker);
        vec![Effect::Send(worker, Request::SetModel { generation: self.setup.generation, model })]
    }

    /// Hands out what waits, and looks whether everything is there.
    pub(super) fn go_on(&mut self) -> Effects {
        self.push_walks();
        let started = self.run.schedule.dispatch();
        let generation = self.setup.generation;
        let start = |(worker, job, unit)| Effect::Send(worker, Request::Start { generation, job, unit });
        let effects = started.into_iter().map(start).collect();
        let has_diverged = self.found.has_diverged();
        if (self.found.model.is_some() || has_diverged) && self.run.course.stopped.is_empty() && !self.run.course.holds
        {
            let is_done = self.run.schedule.is_done();
            self.run.activity = match is_done {
                _ if has_diverged => Activity::Diverged,
                true => Activity::Done,
                false => Activity::Attacking,
            };
            let repeats = Unit::further_repeats(&self.setup.experiment);
            let has_own = |plan: &Part<Plan>| self.found.results.has_all(&plan.units);
            let is_whole =
                (has_diverged || self.setup.plan.as_ref().is_some_and(has_own)) && self.found.results.has_all(&repeats);
            if is_done && is_whole && self.found.shown.report.is_none() {
                self.write_report();
                let end = if has_diverged { "Training diverged." } else { "All attacks are done." };
                self.said.status = end.to_string();
            }
        }
        effects
    }

    pub(super) fn write_report(&mut self) {
        let trial = self.found.trial_report(&self.setup);
        let (Some(description), Some(trial)) = (&self.setup.description, trial) else { return };
        let trials = [trial].into_iter().chain(self.found.results.repeats.values().cloned()).collect();
        let experiment = Experiment::clone(&self.setup.experiment);
        let report = Report::new(experiment, description.data_digest.clone(), trials);
        let fingerprint = report.fingerprint();
        self.found.shown.report = Some(Part::new(Finished { report, fingerprint }));
    }

    pub(super) fn hear_done(&mut self, worker: usize, job: u32, outcome: Outcome, model: Option<Model>) -> Effects {
        self.found.forget_job(job);
        self.run.course.shares.remove(&job);
        let Some(unit) = self.run.schedule.done(job) else { return Vec::new() };
        self.run.n_lost = 0;
        let mut effects: Effects = self.save(&unit, &outcome, model.as_ref()).into_iter().collect();
        match &outcome {
            Outcome::Training { state, curve, .. } => {
                self.found.shown.curve.renew(curve.clone());
                self.run.course.trained = (self.setup.experiment.training_config().n_epochs(), 0.0);
                self.found.model = model;
                if self.run.course.holds {
                    effects.extend(self.hold_repeats(false));
                }
                if *state == TrainingState::Diverged {
                    self.run.activity = Activity::Diverged;
                    self.run.course.trained = (curve.last().map_or(0, |c| c.epoch), 0.0);
                    self.said.status = "Training diverged.".to_string();
                } else {
                    self.said.status = "Training is done; attacks are running.".to_string();
                    self.run.schedule.given_model(worker);
                    for other in self.run.schedule.without_model() {
                        effects.extend(self.give_model(other));
                    }
                    self.run.course.due = Due::all();
                }
            }
            Outcome::Walks(walks) => self.show_walks(&unit, walks.clone()),
            Outcome::Pair(pair) => self.show_pair(&unit, pair.clone()),
            Outcome::Search(found) => {
                if let Some(search) = self.found.search.as_mut().filter(|search| search.unit == unit) {
                    search.edit().found = found.clone();
                }
            }
            _ => {}
        }
        self.found.put(&unit, outcome);
        self.push_due();
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn train(&mut self, pace: Pace) -> Effects {
        if self.keeping.is_recovering {
            return Vec::new();
        }
        if self.keeping.offer.is_some() {
            let mut effects = self.answer_offer(false);
            effects.extend(self.set_pace(pace));
            return effects;
        }
        if self.found.model.is_some() || self.run.activity == Activity::Diverged {
            return self.reset(pace_from_start(pace));
        }
        self.set_pace(pace)
    }

    pub(super) fn set_pace(&mut self, pace: Pace) -> Effects {
        let waits = self.keeping.is_recovering || self.keeping.offer.is_some();
        if self.found.model.is_some()
            || self.setup.description.is_none()
            || self.run.activity == Activity::Diverged
            || waits
        {
            return Vec::new();
        }
        self.run.pace = pace;
        self.run.activity = if pace == Pace::Pause { Activity::Paused } else { Activity::Training };
        let mut effects = vec![Effect::Send(0, Request::Pace(pace))];
        match pace {
            Pace::Pause => effects.extend(self.hold_repeats(true)),
            Pace::Run => effects.extend(self.hold_repeats(false)),
            // A step is one of the training alone.
            Pace::Until(_) => {}
        }
        effects
    }

    pub(super) fn reset(&mut self, pace: Pace) -> Effects {
        if self.setup.description.is_none() {
            return Vec::new();
        }
        let mut effects = self.cancel(|_| true);
        self.run.schedule.forget_model();
        self.forget_model();
        effects.extend(self.hold_repeats(pace == Pace::Pause));
        self.keeping.offer = None;
        self.keeping.is_recovering = false;
        self.run.pace = pace;
        self.run.activity = if pace == Pace::Pause { Activity::Paused } else { Activity::Training };
        self.run.schedule.push([Unit::Training], Urgency::Ordinary);
        self.push_repeats();
        if self.is_long() && self.setup.experiment.repeats > 1 {
            effects.push(self.recover());
        }
        effects.push(Effect::Send(0, Request::Pace(pace)));
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn cancel(&mut self, which: impl Fn(&Unit) -> bool) -> Effects {
        let cancelled = self.run.schedule.cancel(which);
        for (_, job) in &cancelled {
            self.found.forget_job(*job);
            self.run.course.shares.remove(job);
        }
        cancelled.into_iter().map(|(worker, job)| Effect::Send(worker, Request::Cancel { job })).collect()
    }

    pub(super) fn stop(&mut self) -> Effects {
        if self.found.model.is_none() && !self.found.has_diverged() {
            return self.set_pace(Pace::Pause);
        }
        let unfinished = self.run.schedule.unfinished();
        if unfinished.is_empty() {
            return Vec::new();
        }
        // A repeat that runs is long: it is held where it is, not dropped.
        let held = self.run.schedule.running_repeats();
        let mut effects = self.cancel(|unit| !held.contains(unit));
        self.run.course.stopped.extend(unfinished.into_iter().filter(|(unit, _)| !held.contains(unit)));
        effects.extend(self.hold_repeats(true));
        self.run.activity = Activity::Stopped;
        effects
    }

    pub(super) fn hold_repeats(&mut self, held: bool) -> Effects {
        self.run.course.holds = held;
        let workers = (0..self.n_workers()).filter(|w| self.run.schedule.has_started(*w));
        workers.map(|worker| Effect::Send(worker, Request::HoldRepeats(held))).collect()
    }

    pub(super) fn resume(&mut self) -> Effects {
        for (unit, urgency) in std::mem::take(&mut self.run.course.stopped) {
            self.run.schedule.push([unit], urgency);
        }
        let mut effects = self.hold_repeats(false);
        effects.extend(self.go_on());
        effects
    }

    /// Another model is to come, and all that came of the one before is gone.
    pub(super) fn forget_model(&mut self) {
        self.found = Found::default();
        self.run.course = Course::default();
        self.play = self.play.anew();
    }
}

/// Training that starts anew: a step is then the first one.
fn pace_from_start(pace: Pace) -> Pace {
    match pace {
        Pace::Until(_) => Pace::Until(1),
        pace => pace,
    }
}
