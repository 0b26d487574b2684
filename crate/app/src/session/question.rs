//! What is asked of the present model, and how often: the record and features to be guessed, defences, repeats.

use super::Session;
use super::event::{Activity, Effect, Effects, Notice};
use super::found::Search;
use super::part::Part;
use crate::message::Request;
use crate::schedule::Urgency;
use nearmiss::Experiment;
use nearmiss::experiment::AttributeConfig;
use nearmiss::matrix::MatrixConfig;
use nearmiss::work::{Results, Unit};

impl Session {
    pub(super) fn question(&self, worker: usize) -> Effect {
        let Experiment { attribute_inference: attribute, matrix, .. } = Experiment::clone(&self.setup.experiment);
        Effect::Send(
            worker,
            Request::Ask { generation: self.setup.generation, question: self.setup.question, attribute, matrix },
        )
    }

    /// Queues the units that are due, once there are a model and a plan.
    pub(super) fn push_due(&mut self) {
        let (Some(plan), true) = (&self.setup.plan, self.found.model.is_some()) else { return };
        let due = std::mem::take(&mut self.run.course.due);
        let left = || plan.units.iter().filter(|unit| !self.found.results.has(unit));
        let units = |wanted: bool, is: fn(&Unit) -> bool| left().filter(move |u| wanted && is(u)).cloned();
        self.run.schedule.push(units(due.guess, Unit::is_guess), Urgency::Urgent);
        let is_other = |u: &Unit| !u.is_guess() && !u.is_population() && !u.is_matrix();
        self.run.schedule.push(units(due.rest, is_other), Urgency::Ordinary);
        self.run.schedule.push(units(due.population, Unit::is_population), Urgency::Ordinary);
        self.run.schedule.push(units(due.matrix, Unit::is_matrix), Urgency::Background);
    }

    /// Which defences are tried, if any; what was found of others is forgotten.
    pub(super) fn set_matrix(&mut self, matrix: Option<MatrixConfig>) -> Effects {
        if self.setup.description.is_none() || self.wishes.pending.is_some() || self.keeping.offer.is_some() {
            return self.change(Experiment { matrix, ..Experiment::clone(self.wanted()) }, None);
        }
        let experiment = Experiment { matrix, ..Experiment::clone(&self.setup.experiment) };
        let experiment = match experiment.check() {
            Ok(experiment) => experiment,
            Err(error) => return self.refuse(error.to_string()),
        };
        if *self.setup.experiment == experiment {
            return Vec::new();
        }
        self.said.notice = None;
        self.setup.experiment = Part::new(experiment);
        let mut effects = vec![Effect::SetFragment(self.link())];
        effects.extend(self.cancel(Unit::is_matrix));
        self.run.course.stopped.retain(|(unit, _)| !unit.is_matrix());
        self.found.forget(Results::forget_matrix);
        effects.extend(self.release_if_idle());
        self.run.course.due.matrix |= self.found.model.is_some();
        effects.extend(self.ask_all());
        effects
    }

    /// Searches for the best completion of the record looked at, with these features unknown.
    pub(super) fn search(&mut self, unknown: Vec<usize>) -> Effects {
        if self.found.model.is_none() {
            return Vec::new();
        }
        let mut effects = self.forget_search();
        let unit = Unit::Search { target: self.setup.experiment.attribute_inference.target, unknown };
        self.found.search = Some(Part::new(Search { unit: unit.clone(), found: None }));
        self.run.schedule.push([unit], Urgency::Urgent);
        effects.extend(self.go_on());
        effects
    }

    fn forget_search(&mut self) -> Effects {
        self.found.search = None;
        self.cancel(|unit| matches!(unit, Unit::Search { .. }))
    }

    /// Asks all workers anew what the experiment comes to, those that are still reading the data, too: they take their
    /// messages in order.
    fn ask_all(&mut self) -> Effects {
        self.setup.question += 1;
        self.setup.plan = None;
        self.setup.plan_error = None;
        (0..self.n_workers()).filter(|w| self.run.schedule.has_started(*w)).map(|w| self.question(w)).collect()
    }

    /// Queues the repeats beside the first that aren't done.
    pub(super) fn push_repeats(&mut self) {
        let mut left = Unit::further_repeats(&self.setup.experiment);
        left.retain(|unit| !self.found.results.has(unit));
        self.run.schedule.push(left, Urgency::Background);
    }

    /// Another number of repeats; finished ones stay.
    pub(super) fn set_repeats(&mut self, n: usize) -> Effects {
        let experiment = Experiment { repeats: n, ..Experiment::clone(&self.setup.experiment) };
        if self.setup.description.is_none() || self.wishes.pending.is_some() || self.keeping.offer.is_some() {
            return self.change(Experiment { repeats: n, ..Experiment::clone(self.wanted()) }, None);
        }
        let experiment = match experiment.check() {
            Ok(experiment) => experiment,
            Err(error) => return self.refuse(error.to_string()),
        };
        self.said.notice = None;
        let before = self.setup.experiment.repeats;
        if before == n {
            return Vec::new();
        }
        self.setup.experiment = Part::new(experiment);
        let is_beyond = |unit: &Unit| matches!(unit, Unit::Repeat(repeat) if *repeat >= n);
        let mut effects = vec![Effect::SetFragment(self.link())];
        effects.extend(self.cancel(is_beyond));
        self.run.course.stopped.retain(|(unit, _)| !is_beyond(unit));
        self.found.forget(|results| results.forget_repeats(n));
        if self.is_long() && n > before {
            effects.push(self.recover());
        }
        let added = (before..n).map(Unit::Repeat);
        if self.run.activity == Activity::Stopped {
            self.run.course.stopped.extend(added.map(|unit| (unit, Urgency::Background)));
        } else {
            self.run.schedule.push(added, Urgency::Background);
        }
        effects.extend(self.release_if_idle());
        effects.extend(self.go_on());
        effects
    }

    /// Ends a stop when there is nothing left that it could be about.
    pub(super) fn release_if_idle(&mut self) -> Effects {
        let is_idle = self.run.course.stopped.is_empty() && self.run.schedule.n_unfinished() == 0;
        if self.run.course.holds && is_idle && self.run.activity == Activity::Stopped {
            self.hold_repeats(false)
        } else {
            Vec::new()
        }
    }

    pub(super) fn ask(&mut self, attribute: AttributeConfig) -> Effects {
        // A question about data that is about to go would be about other records.
        if self.wanted().data != self.setup.experiment.data || self.setup.description.is_none() {
            return Vec::new();
        }
        if self.wishes.pending.is_some() {
            let experiment = Experiment { attribute_inference: attribute, ..Experiment::clone(self.wanted()) };
            return self.change(experiment, None);
        }
        let n_repeats = self.setup.experiment.repeats;
        if self.setup.experiment.attribute_inference == attribute {
            return Vec::new();
        }
        let experiment = Experiment { attribute_inference: attribute, ..Experiment::clone(&self.setup.experiment) };
        let experiment = match experiment.check() {
            Ok(experiment) => Part::new(experiment),
            Err(error) => return self.refuse(error.to_string()),
        };
        let before = std::mem::replace(&mut self.setup.experiment, experiment);
        let (old, new) = (&before.attribute_inference, &self.setup.experiment.attribute_inference);
        let other_portion = old.portion != new.portion;
        let target_changed = old.target != new.target;
        let other_guess = other_portion || old.target != new.target;
        let other_population = other_portion || old.n_targets != new.n_targets || old.max_alpha != new.max_alpha;
        let mut effects = Vec::new();
        if other_population && n_repeats > 1 {
            effects.extend(self.set_repeats(1));
            self.said.notice = Some(Notice {
                sentence: format!(
                    "The {n_repeats} repeats were of another question, so this is a single run again. Finished ones are kept by the browser if the experiment is a long one: they come back with the former question and number of repeats."
                ),
                is_error: false,
            });
        }
        self.found.changed();
        effects.push(Effect::SetFragment(self.link()));
        if other_portion || target_changed {
            effects.extend(self.forget_search());
        }
        if other_guess {
            effects.extend(self.cancel(Unit::is_guess));
            self.run.course.stopped.retain(|(unit, _)| !unit.is_guess());
            self.found.forget(Results::forget_guess);
        }
        if other_population {
            effects.extend(self.cancel(Unit::is_population));
            self.run.course.stopped.retain(|(unit, _)| !unit.is_population());
            self.found.forget(Results::forget_population);
        }
        effects.extend(self.release_if_idle());
        if !other_guess && !other_population {
            effects.extend(self.go_on());
            return effects;
        }
        if self.found.model.is_some() {
            self.run.course.due.guess |= other_guess;
            self.run.course.due.population |= other_population;
        }
        effects.extend(self.ask_all());
        effects
    }
}
