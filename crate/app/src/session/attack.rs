//! What is done with the data: training, attacks, questions, and the report at the end.

use super::round::{MemberScore, Score};
use super::{Activity, Effect, Effects, Notice, Search, Session};
use crate::message::{Model, Pace, Plan, Request};
use crate::schedule::Urgency;
use nearmiss::experiment::AttributeConfig;
use nearmiss::matrix::MatrixConfig;
use nearmiss::report::TrialReport;
use nearmiss::roc::RocCurve;
use nearmiss::train::TrainingState;
use nearmiss::work::{Outcome, Results, Unit};
use nearmiss::{Experiment, Report};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Units that a plan asks for and that are not queued yet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Due {
    /// About the record looked at.
    pub guess: bool,
    /// About many records.
    pub population: bool,
    /// About defences.
    pub matrix: bool,
    /// Everything else after training.
    pub rest: bool,
}

impl Due {
    /// Everything.
    pub fn all() -> Due {
        Due { guess: true, population: true, matrix: true, rest: true }
    }
}

impl Session {
    pub(super) fn question(&self, worker: usize) -> Effect {
        let Experiment { attribute_inference: attribute, matrix, .. } = self.experiment.clone();
        Effect::Send(worker, Request::Ask { generation: self.generation, question: self.question, attribute, matrix })
    }

    /// Queues the units that are due, once there are a model and a plan.
    pub(super) fn push_due(&mut self) {
        let (Some(plan), true) = (&self.plan, self.model.is_some()) else { return };
        let due = std::mem::take(&mut self.due);
        let left = || plan.units.iter().filter(|unit| !self.results.has(unit));
        let units = |wanted: bool, is: fn(&Unit) -> bool| left().filter(move |u| wanted && is(u)).cloned();
        self.schedule.push(units(due.guess, Unit::is_guess), Urgency::Urgent);
        let is_other = |u: &Unit| !u.is_guess() && !u.is_population() && !u.is_matrix();
        self.schedule.push(units(due.rest, is_other), Urgency::Ordinary);
        self.schedule.push(units(due.population, Unit::is_population), Urgency::Ordinary);
        self.schedule.push(units(due.matrix, Unit::is_matrix), Urgency::Background);
    }

    /// Which defences are tried, if any; what was found of others is forgotten.
    pub(super) fn set_matrix(&mut self, matrix: Option<MatrixConfig>) -> Effects {
        if self.description.is_none() || self.pending.is_some() || self.offer.is_some() {
            return self.change(Experiment { matrix, ..self.wanted().clone() }, None);
        }
        let experiment = Experiment { matrix, ..self.experiment.clone() };
        if let Err(error) = experiment.clone().check() {
            return self.refuse(error.to_string());
        }
        if self.experiment == experiment {
            return Vec::new();
        }
        self.notice = None;
        self.experiment = experiment;
        self.changed();
        let mut effects = vec![Effect::SetFragment(self.link())];
        effects.extend(self.cancel(Unit::is_matrix));
        self.stopped.retain(|(unit, _)| !unit.is_matrix());
        self.results.forget_matrix();
        effects.extend(self.release_if_idle());
        self.due.matrix |= self.model.is_some();
        effects.extend(self.ask_all());
        effects
    }

    /// Searches for the best completion of the record looked at, with these features unknown.
    pub(super) fn search(&mut self, unknown: Vec<usize>) -> Effects {
        if self.model.is_none() {
            return Vec::new();
        }
        let mut effects = self.forget_search();
        let unit = Unit::Search { target: self.experiment.attribute_inference.target, unknown };
        self.search = Some(Search { unit: unit.clone(), found: None });
        self.schedule.push([unit], Urgency::Urgent);
        effects.extend(self.go_on());
        effects
    }

    fn forget_search(&mut self) -> Effects {
        self.search = None;
        self.cancel(|unit| matches!(unit, Unit::Search { .. }))
    }

    /// Asks all workers anew what the experiment comes to, those that are still reading the data, too: they take their
    /// messages in order.
    fn ask_all(&mut self) -> Effects {
        self.question += 1;
        self.plan = None;
        self.plan_error = None;
        (0..self.n_workers()).filter(|w| self.schedule.has_started(*w)).map(|w| self.question(w)).collect()
    }

    /// Queues the repeats beside the first that aren't done.
    pub(super) fn push_repeats(&mut self) {
        let mut left = Unit::further_repeats(&self.experiment);
        left.retain(|unit| !self.results.has(unit));
        self.schedule.push(left, Urgency::Background);
    }

    /// Another number of repeats; finished ones stay.
    pub(super) fn set_repeats(&mut self, n: usize) -> Effects {
        let experiment = Experiment { repeats: n, ..self.experiment.clone() };
        if self.description.is_none() || self.pending.is_some() || self.offer.is_some() {
            return self.change(Experiment { repeats: n, ..self.wanted().clone() }, None);
        }
        if let Err(error) = experiment.clone().check() {
            return self.refuse(error.to_string());
        }
        self.notice = None;
        let before = std::mem::replace(&mut self.experiment, experiment).repeats;
        if before == n {
            return Vec::new();
        }
        let is_beyond = |unit: &Unit| matches!(unit, Unit::Repeat(repeat) if *repeat >= n);
        let mut effects = vec![Effect::SetFragment(self.link())];
        effects.extend(self.cancel(is_beyond));
        self.stopped.retain(|(unit, _)| !is_beyond(unit));
        self.results.forget_repeats(n);
        self.changed();
        if self.is_long() && n > before {
            effects.push(self.recover());
        }
        let added = (before..n).map(Unit::Repeat);
        if self.activity == Activity::Stopped {
            self.stopped.extend(added.map(|unit| (unit, Urgency::Background)));
        } else {
            self.schedule.push(added, Urgency::Background);
        }
        effects.extend(self.release_if_idle());
        effects.extend(self.go_on());
        effects
    }

    /// Ends a stop when there is nothing left that it could be about.
    pub(super) fn release_if_idle(&mut self) -> Effects {
        let is_idle = self.stopped.is_empty() && self.schedule.unfinished().is_empty();
        if self.holds && is_idle && self.activity == Activity::Stopped { self.hold_repeats(false) } else { Vec::new() }
    }

    /// What is shown of the results is out of date.
    pub(super) fn changed(&mut self) {
        self.report = None;
        self.pooled.take();
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
        let has_diverged = self.has_diverged();
        if (self.model.is_some() || has_diverged) && self.stopped.is_empty() && !self.holds {
            let is_done = self.schedule.is_done();
            self.activity = match is_done {
                _ if has_diverged => Activity::Diverged,
                true => Activity::Done,
                false => Activity::Attacking,
            };
            let repeats = Unit::further_repeats(&self.experiment);
            let has_own = |plan: &Plan| self.results.has_all(&plan.units);
            let is_whole = (has_diverged || self.plan.as_ref().is_some_and(has_own)) && self.results.has_all(&repeats);
            if is_done && is_whole && self.report.is_none() {
                self.write_report();
                let end = if has_diverged { "Training diverged." } else { "All attacks are done." };
                self.status = end.to_string();
            }
        }
        effects
    }

    /// Whether the training of the model shown came to nothing.
    fn has_diverged(&self) -> bool {
        self.results.training.as_ref().is_some_and(|training| training.0 == TrainingState::Diverged)
    }

    /// The report of the trial shown, as far as it has come; none before its training is over.
    pub(super) fn trial_report(&self) -> Option<TrialReport> {
        self.results.training.as_ref()?;
        // While a question is under way, or if it can't be asked, nothing is said of guesses.
        let asked = self.plan.as_ref().map(|plan| plan.asked.clone()).unwrap_or_default();
        Some(self.results.trial_report_of(&self.experiment, 0, &asked))
    }

    pub(super) fn write_report(&mut self) {
        let (Some(description), Some(trial)) = (&self.description, self.trial_report()) else { return };
        let trials = [trial].into_iter().chain(self.results.repeats.values().cloned()).collect();
        let report = Report::new(self.experiment.clone(), description.data_digest.clone(), trials);
        let fingerprint = report.fingerprint();
        self.report = Some((Rc::new(report), fingerprint));
    }

    /// Makes the ROC curves, once both sides are scored.
    pub(super) fn refresh_curves(&mut self) {
        let curve = |name: &String| Some((name.clone(), self.results.roc(name)?));
        let curves: Option<BTreeMap<String, RocCurve>> = match &self.results.scores[0] {
            Some(members) => members.attacks.iter().map(|own| curve(&own.attack)).collect(),
            None => None,
        };
        self.curves = curves.map(Rc::new);
    }

    pub(super) fn hear_done(&mut self, worker: usize, job: u32, outcome: Outcome, model: Option<Model>) -> Effects {
        self.live.remove(&job);
        self.shares.remove(&job);
        let Some(unit) = self.schedule.done(job) else { return Vec::new() };
        self.n_lost = 0;
        let mut effects: Effects = self.save(&unit, &outcome, model.as_ref()).into_iter().collect();
        match &outcome {
            Outcome::Training { state, curve, .. } => {
                self.curve = Rc::new(curve.clone());
                self.trained = (self.experiment.training_config().n_epochs(), 0.0);
                self.model = model;
                if self.holds {
                    effects.extend(self.hold_repeats(false));
                }
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
                    self.due = Due::all();
                }
            }
            Outcome::Pair(pair) => self.show_pair(&unit, pair.clone()),
            Outcome::Search(found) => {
                if let Some(search) = self.search.as_mut().filter(|search| search.unit == unit) {
                    search.found = found.clone();
                }
            }
            _ => {}
        }
        let is_of_report = unit.is_of_report();
        self.results.put(&unit, outcome);
        if is_of_report {
            self.pooled.take();
        }
        if self.curves.is_none() {
            self.refresh_curves();
        }
        self.push_due();
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn train(&mut self, pace: Pace) -> Effects {
        if self.is_recovering {
            return Vec::new();
        }
        if self.offer.is_some() {
            let mut effects = self.answer_offer(false);
            effects.extend(self.set_pace(pace));
            return effects;
        }
        if self.model.is_some() || self.activity == Activity::Diverged {
            return self.reset(pace_from_start(pace));
        }
        self.set_pace(pace)
    }

    pub(super) fn set_pace(&mut self, pace: Pace) -> Effects {
        let waits = self.is_recovering || self.offer.is_some();
        if self.model.is_some() || self.description.is_none() || self.activity == Activity::Diverged || waits {
            return Vec::new();
        }
        self.pace = pace;
        self.activity = if pace == Pace::Pause { Activity::Paused } else { Activity::Training };
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
        if self.description.is_none() {
            return Vec::new();
        }
        let mut effects = self.cancel(|_| true);
        self.schedule.forget_model();
        self.forget_model();
        effects.extend(self.hold_repeats(pace == Pace::Pause));
        self.offer = None;
        self.is_recovering = false;
        self.pace = pace;
        self.activity = if pace == Pace::Pause { Activity::Paused } else { Activity::Training };
        self.schedule.push([Unit::Training], Urgency::Ordinary);
        self.push_repeats();
        if self.is_long() && self.experiment.repeats > 1 {
            effects.push(self.recover());
        }
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
        if self.model.is_none() && !self.has_diverged() {
            return self.set_pace(Pace::Pause);
        }
        let unfinished = self.schedule.unfinished();
        if unfinished.is_empty() {
            return Vec::new();
        }
        // A repeat that runs is long: it is held where it is, not dropped.
        let held = self.schedule.running_repeats();
        let mut effects = self.cancel(|unit| !held.contains(unit));
        self.stopped.extend(unfinished.into_iter().filter(|(unit, _)| !held.contains(unit)));
        effects.extend(self.hold_repeats(true));
        self.activity = Activity::Stopped;
        effects
    }

    fn hold_repeats(&mut self, held: bool) -> Effects {
        self.holds = held;
        let workers = (0..self.n_workers()).filter(|w| self.schedule.has_started(*w));
        workers.map(|worker| Effect::Send(worker, Request::HoldRepeats(held))).collect()
    }

    pub(super) fn resume(&mut self) -> Effects {
        for (unit, urgency) in std::mem::take(&mut self.stopped) {
            self.schedule.push([unit], urgency);
        }
        let mut effects = self.hold_repeats(false);
        effects.extend(self.go_on());
        effects
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
        let n_repeats = self.experiment.repeats;
        let old = std::mem::replace(&mut self.experiment.attribute_inference, attribute);
        let new = &self.experiment.attribute_inference;
        if old == *new {
            return Vec::new();
        }
        let other_portion = old.portion != new.portion;
        let target_changed = old.target != new.target;
        let other_guess = other_portion || old.target != new.target;
        let other_population = other_portion || old.n_targets != new.n_targets || old.max_alpha != new.max_alpha;
        let mut effects = Vec::new();
        if other_population && n_repeats > 1 {
            effects.extend(self.set_repeats(1));
            self.notice = Some(Notice {
                sentence: format!(
                    "The {n_repeats} repeats were of another question, so this is a single run again. Finished ones are kept by the browser if the experiment is a long one: they come back with the former question and number of repeats."
                ),
                is_error: false,
            });
        }
        self.changed();
        effects.push(Effect::SetFragment(self.link()));
        if other_portion || target_changed {
            effects.extend(self.forget_search());
        }
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
        effects.extend(self.release_if_idle());
        if !other_guess && !other_population {
            effects.extend(self.go_on());
            return effects;
        }
        if self.model.is_some() {
            self.due.guess |= other_guess;
            self.due.population |= other_population;
        }
        effects.extend(self.ask_all());
        effects
    }

    pub(super) fn forget_model(&mut self) {
        self.results = Results::default();
        self.live.clear();
        self.shares.clear();
        self.curve = Rc::default();
        self.trained = (0, 0.0);
        self.round = None;
        self.search = None;
        self.score = Score::default();
        self.member_round = None;
        self.member_score = MemberScore::default();
        self.changed();
        self.holds = false;
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
