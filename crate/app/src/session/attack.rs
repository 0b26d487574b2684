//! What is done with the data: training, attacks, questions, and the report at the end.

use super::round::Score;
use super::{Activity, Effect, Effects, Session};
use crate::link;
use crate::message::{Model, Pace, Request};
use crate::schedule::Urgency;
use nearmiss::Experiment;
use nearmiss::experiment::AttributeConfig;
use nearmiss::membership::ATTACKS;
use nearmiss::roc::RocCurve;
use nearmiss::train::TrainingState;
use nearmiss::work::{Outcome, Results, Unit};
use std::rc::Rc;

/// Units that a plan asks for and that are not queued yet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Due {
    /// About the record looked at.
    pub guess: bool,
    /// About many records.
    pub population: bool,
    /// Everything else after training.
    pub rest: bool,
}

impl Session {
    pub(super) fn question(&self, worker: usize) -> Effect {
        let attribute = self.experiment.attribute_inference.clone();
        Effect::Send(worker, Request::Ask { generation: self.generation, question: self.question, attribute })
    }

    /// Queues the units that are due, once there are a model and a plan.
    pub(super) fn push_due(&mut self) {
        let (Some(plan), true) = (&self.plan, self.model.is_some()) else { return };
        let due = std::mem::take(&mut self.due);
        let units = |wanted: bool, is: fn(&Unit) -> bool| plan.units.iter().filter(move |u| wanted && is(u)).cloned();
        self.schedule.push(units(due.guess, Unit::is_guess), Urgency::Urgent);
        self.schedule.push(units(due.rest, |u| !u.is_guess() && !u.is_population()), Urgency::Ordinary);
        self.schedule.push(units(due.population, Unit::is_population), Urgency::Ordinary);
    }

    /// Gives a prepared worker the model, if there is one.
    pub(super) fn equip(&mut self, worker: usize) -> Effects {
        let Some(model) = self.model.clone() else { return Vec::new() };
        self.schedule.equipped(worker);
        vec![Effect::Send(worker, Request::SetModel { generation: self.generation, model })]
    }

    /// Hands out what waits, and looks whether everything is there.
    pub(super) fn go_on(&mut self) -> Effects {
        let started = self.schedule.dispatch();
        let generation = self.generation;
        let start = |(worker, job, unit)| Effect::Send(worker, Request::Start { generation, job, unit });
        let effects = started.into_iter().map(start).collect();
        if self.model.is_some() && self.stopped.is_empty() {
            let is_done = self.schedule.is_done();
            self.activity = if is_done { Activity::Done } else { Activity::Attacking };
            let is_whole = self.plan.as_ref().is_some_and(|plan| self.results.has_all(&plan.units));
            if is_done && is_whole && self.report.is_none() {
                self.write_report();
                self.status = "All attacks are done.".to_string();
            }
        }
        effects
    }

    pub(super) fn write_report(&mut self) {
        let (Some(description), Some(plan)) = (&self.description, &self.plan) else { return };
        let report = self.results.report(
            &self.experiment,
            &description.data_digest,
            plan.record,
            &plan.unknown,
            plan.n_completions,
        );
        let fingerprint = report.fingerprint();
        self.report = Some((Rc::new(report), fingerprint));
    }

    pub(super) fn hear_done(&mut self, worker: usize, job: u32, outcome: Outcome, model: Option<Model>) -> Effects {
        self.live.remove(&job);
        self.shares.remove(&job);
        let Some(unit) = self.schedule.done(job) else { return Vec::new() };
        self.n_lost = 0;
        let mut effects = Vec::new();
        match &outcome {
            Outcome::Training { state, curve, .. } => {
                self.curve = Rc::new(curve.clone());
                self.trained = (self.experiment.training.epochs, 0.0);
                self.model = model;
                if *state == TrainingState::Diverged {
                    self.activity = Activity::Diverged;
                    self.trained = (curve.last().map_or(0, |c| c.epoch), 0.0);
                    self.status = "Training diverged.".to_string();
                } else {
                    self.status = "Training is done; attacks are running.".to_string();
                    self.schedule.equipped(worker);
                    for other in self.schedule.without_model() {
                        effects.extend(self.equip(other));
                    }
                    self.due = Due { guess: true, population: true, rest: true };
                }
            }
            Outcome::Pair(pair) => self.show_pair(&unit, pair.clone()),
            _ => {}
        }
        self.results.put(&unit, outcome);
        if self.curves.is_none() {
            let curves: Option<Vec<RocCurve>> = (0..ATTACKS.len()).map(|n| self.results.roc(n)).collect();
            self.curves = curves.map(Rc::new);
        }
        if self.activity == Activity::Diverged {
            self.write_report();
        }
        self.push_due();
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn train(&mut self, pace: Pace) -> Effects {
        if self.model.is_some() || self.activity == Activity::Diverged {
            return self.reset(pace_from_start(pace));
        }
        self.set_pace(pace)
    }

    pub(super) fn set_pace(&mut self, pace: Pace) -> Effects {
        if self.model.is_some() || self.description.is_none() || self.activity == Activity::Diverged {
            return Vec::new();
        }
        self.pace = pace;
        self.activity = if pace == Pace::Pause { Activity::Paused } else { Activity::Training };
        vec![Effect::Send(0, Request::Pace(pace))]
    }

    pub(super) fn reset(&mut self, pace: Pace) -> Effects {
        if self.description.is_none() {
            return Vec::new();
        }
        let mut effects = self.cancel(|_| true);
        self.schedule.forget_model();
        self.forget_model();
        self.pace = pace;
        self.activity = if pace == Pace::Pause { Activity::Paused } else { Activity::Training };
        self.schedule.push([Unit::Training], Urgency::Ordinary);
        effects.push(Effect::Send(0, Request::Pace(pace)));
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn cancel(&mut self, which: impl Fn(&Unit) -> bool) -> Effects {
        let cancelled = self.schedule.cancel(which);
        for (_, job) in &cancelled {
            self.live.remove(job);
            self.shares.remove(job);
        }
        cancelled.into_iter().map(|(worker, job)| Effect::Send(worker, Request::Cancel { job })).collect()
    }

    pub(super) fn stop(&mut self) -> Effects {
        if self.model.is_none() {
            return self.set_pace(Pace::Pause);
        }
        let unfinished = self.schedule.unfinished();
        if unfinished.is_empty() {
            return Vec::new();
        }
        let effects = self.cancel(|_| true);
        self.stopped.extend(unfinished);
        self.activity = Activity::Stopped;
        effects
    }

    pub(super) fn resume(&mut self) -> Effects {
        for (unit, urgency) in std::mem::take(&mut self.stopped) {
            self.schedule.push([unit], urgency);
        }
        self.go_on()
    }

    pub(super) fn ask(&mut self, attribute: AttributeConfig) -> Effects {
        // A question about data that is about to go would be about other records.
        if self.wanted().data != self.experiment.data || self.description.is_none() {
            return Vec::new();
        }
        if self.pending.is_some() {
            let experiment = Experiment { attribute_inference: attribute, ..self.wanted().clone() };
            return self.change(experiment, None);
        }
        let old = std::mem::replace(&mut self.experiment.attribute_inference, attribute);
        let new = &self.experiment.attribute_inference;
        if old == *new {
            return Vec::new();
        }
        let other_portion = old.portion != new.portion;
        let other_guess = other_portion || old.target != new.target;
        let other_population = other_portion || old.n_targets != new.n_targets;
        self.report = None;
        let mut effects = vec![Effect::SetFragment(link::write(&self.experiment))];
        if other_guess {
            effects.extend(self.cancel(Unit::is_guess));
            self.stopped.retain(|(unit, _)| !unit.is_guess());
            self.results.forget_guess();
        }
        if other_population {
            effects.extend(self.cancel(Unit::is_population));
            self.stopped.retain(|(unit, _)| !unit.is_population());
            self.results.forget_population();
        }
        if !other_guess && !other_population {
            effects.extend(self.go_on());
            return effects;
        }
        if self.model.is_some() {
            self.due.guess |= other_guess;
            self.due.population |= other_population;
        }
        self.question += 1;
        self.plan = None;
        self.plan_error = None;
        // Also to workers that are still reading the data: they take their messages in order.
        effects.extend((0..self.n_workers()).filter(|w| self.schedule.has_started(*w)).map(|w| self.question(w)));
        effects
    }

    pub(super) fn forget_model(&mut self) {
        self.results = Results::default();
        self.live.clear();
        self.shares.clear();
        self.curve = Rc::default();
        self.trained = (0, 0.0);
        self.round = None;
        self.score = Score::default();
        self.report = None;
        self.stopped.clear();
        self.model = None;
        self.curves = None;
        self.due = Due::default();
    }
}

/// Training that starts anew: a step is then the first one.
fn pace_from_start(pace: Pace) -> Pace {
    match pace {
        Pace::Until(_) => Pace::Until(1),
        pace => pace,
    }
}
