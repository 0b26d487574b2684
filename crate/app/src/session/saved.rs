//! Long experiments survive a reload: every finished unit is kept by the browser, and a page that is opened with the same
//! experiment offers to go on with them.

use super::{Activity, Effect, Effects, Session};
use crate::message::{self, BUILD, Model};
use crate::schedule::Urgency;
use nearmiss::Experiment;
use nearmiss::experiment::{AttributeConfig, Target};
use nearmiss::trial::Side;
use nearmiss::work::{Outcome, Unit, sha256_of};
use serde::{Deserialize, Serialize};

/// Experiments that cost more are kept: about a quarter of a minute of one worker.
const LONG: f64 = 5e11;

/// What is kept of a unit.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    /// What its outcome depends on.
    subject: String,
    unit: Unit,
    #[serde(with = "message::as_json")]
    outcome: Outcome,
    /// Of a training.
    model: Option<Model>,
}

/// Units that were finished before the page was closed.
#[derive(Debug, Default)]
pub(super) struct Offer {
    entries: Vec<Entry>,
}

/// What a unit's outcome depends on, as the beginning of its key: all that isn't asked about attributes, or everything
/// but the record looked at. A new build of the page may compute something else, so it is part of it. None for units
/// that are done in a moment.
fn subject(experiment: &Experiment, unit: &Unit) -> Option<String> {
    let attribute = &experiment.attribute_inference;
    let asked = match unit {
        Unit::Training
        | Unit::Scores(_)
        | Unit::Distances
        | Unit::StrongMembership(_)
        | Unit::Defences(_)
        | Unit::Blind => None,
        Unit::Target(_) | Unit::TargetImputation { .. } | Unit::Repeat(_) => Some(AttributeConfig {
            target: Target { taken_from: Side::Members, number: 0 },
            guess_by: nearmiss::attribute::GuessBy::MaxConfidence,
            ..attribute.clone()
        }),
        Unit::Completions { .. } | Unit::Imputation | Unit::Pair { .. } | Unit::Search { .. } => return None,
    };
    let matrix = experiment.matrix.clone().filter(|_| unit.is_matrix());
    let base = Experiment {
        repeats: 1,
        matrix,
        attribute_inference: Experiment::check_ins().attribute_inference,
        ..experiment.clone()
    };
    Some(format!("{BUILD}/{}", sha256_of(&serde_json::to_vec(&(base, asked)).expect("an experiment is plain data"))))
}

impl Session {
    /// Whether finished units are worth keeping.
    pub(super) fn is_long(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| {
            let n_others = self.experiment.repeats.saturating_sub(1) as f64;
            plan.training_cost + plan.costs.iter().sum::<f64>() + n_others * plan.repeat_cost > LONG
        })
    }

    /// Keeps what a unit gave.
    pub(super) fn save(&self, unit: &Unit, outcome: &Outcome, model: Option<&Model>) -> Option<Effect> {
        let subject = subject(&self.experiment, unit).filter(|_| self.is_long() && !self.keeps_nothing)?;
        let key = format!("{subject}/{}", sha256_of(&message::encode(unit)));
        let entry = Entry { subject, unit: unit.clone(), outcome: outcome.clone(), model: model.cloned() };
        Some(Effect::Save(key, message::encode(&entry)))
    }

    /// Asks for what was kept of the present experiment.
    pub(super) fn recover(&mut self) -> Effect {
        let subjects = [Unit::Training, Unit::Repeat(1), Unit::Blind].map(|unit| subject(&self.experiment, &unit));
        Effect::Recover(self.generation, subjects.into_iter().flatten().collect())
    }

    /// Whether it is of the experiment as it is now: a person may have asked something else since.
    fn is_of_now(&self, entry: &Entry) -> bool {
        let is_wanted = match entry.unit {
            Unit::Repeat(repeat) => repeat < self.experiment.repeats,
            _ => true,
        };
        is_wanted && subject(&self.experiment, &entry.unit).as_ref() == Some(&entry.subject)
    }

    /// What was kept is here. Before the work has begun a person is asked whether to go on with it; later, repeats that
    /// have been done before simply come back.
    pub(super) fn hear_recovered(&mut self, generation: u32, kept: Vec<Vec<u8>>) -> Effects {
        if generation != self.generation {
            return Vec::new();
        }
        let entries = kept.iter().filter_map(|bytes| message::decode::<Entry>(bytes).ok());
        let entries: Vec<Entry> = entries.filter(|entry| self.is_of_now(entry)).collect();
        if !self.is_recovering {
            return self.take_back(entries);
        }
        self.is_recovering = false;
        if entries.is_empty() {
            return self.begin();
        }
        self.offer = Some(Offer { entries });
        self.activity = Activity::Offered;
        self.status = "Finished units of this experiment were kept.".to_string();
        Vec::new()
    }

    /// Repeats that have been done before.
    fn take_back(&mut self, entries: Vec<Entry>) -> Effects {
        let repeats = entries.into_iter().filter(|entry| matches!(entry.unit, Unit::Repeat(_)));
        let new: Vec<Entry> = repeats.filter(|entry| !self.results.has(&entry.unit)).collect();
        let units: Vec<Unit> = new.iter().map(|entry| entry.unit.clone()).collect();
        let mut effects = self.cancel(|unit| units.contains(unit));
        self.stopped.retain(|(unit, _)| !units.contains(unit));
        new.into_iter().for_each(|entry| self.results.put(&entry.unit, entry.outcome));
        self.pooled.take();
        effects.extend(self.release_if_idle());
        effects.extend(self.go_on());
        effects
    }

    /// Pieces of work that were kept, while a person is asked about them.
    pub fn n_offered(&self) -> usize {
        self.offer.as_ref().map_or(0, |offer| offer.entries.len())
    }

    /// A person's answer: go on with what was kept, or begin anew.
    pub(super) fn answer_offer(&mut self, is_wanted: bool) -> Effects {
        let Some(offer) = self.offer.take() else { return Vec::new() };
        if !is_wanted {
            return self.begin();
        }
        let mut model = None;
        let entries: Vec<Entry> = offer.entries.into_iter().filter(|entry| self.is_of_now(entry)).collect();
        for entry in entries {
            model = entry.model.or(model);
            if let Outcome::Training { curve, .. } = &entry.outcome {
                self.curve = std::rc::Rc::new(curve.clone());
                self.trained = (curve.last().map_or(0, |record| record.epoch), 0.0);
            }
            self.results.put(&entry.unit, entry.outcome);
        }
        let mut effects = Vec::new();
        match model {
            None => self.schedule.push([Unit::Training], Urgency::Ordinary),
            Some(model) => {
                self.model = Some(model);
                for worker in self.schedule.without_model() {
                    effects.extend(self.equip(worker));
                }
                self.due = super::attack::Due::all();
                self.refresh_curves();
                self.push_due();
            }
        }
        self.pooled.take();
        self.push_repeats();
        self.activity = Activity::Training;
        self.pace = crate::message::Pace::Run;
        effects.push(Effect::Send(0, crate::message::Request::Pace(self.pace)));
        effects.extend(self.go_on());
        effects
    }
}
