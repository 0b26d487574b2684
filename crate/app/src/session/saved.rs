//! Long experiments survive a reload: every finished unit is kept by the browser, and a page that is opened with the same
//! experiment offers to go on with them. One that was damaged is said and computed again.

use super::Session;
use super::event::{Activity, Effect, Effects, Notice};
use super::offer::Offer;
use crate::message::{self, BUILD, Model};
use crate::schedule::Urgency;
use nearmiss::Experiment;
use nearmiss::work::{Kept, NotKept, Outcome, Subject, Unit};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Experiments that cost more are kept: about a quarter of a minute of one worker.
const LONG: f64 = 5e11;

/// What the browser keeps of a unit.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    /// As [`Subject::seal`] writes it.
    line: String,
    /// Of a training: a [`Model`] as a message has it.
    model: Option<ByteBuf>,
}

/// Whether a unit takes long enough to be worth keeping.
fn is_worth_keeping(unit: &Unit) -> bool {
    unit.is_of_report() && !unit.is_guess()
}

/// The unit in what the browser kept.
fn open(subject: &Subject, bytes: &[u8]) -> Result<(Kept, Option<Model>), NotKept> {
    let entry = message::decode::<Entry>(bytes).map_err(|_| NotKept::Damaged)?;
    let kept = subject.open(entry.line.as_bytes())?;
    if !kept.goes_with(entry.model.as_ref().map(|bytes| &bytes[..])) {
        return Err(NotKept::Damaged);
    }
    let model = entry.model.map(|bytes| message::decode(&bytes)).transpose().map_err(|_| NotKept::Damaged)?;
    Ok((kept, model))
}

impl Session {
    /// Whether finished units are worth keeping.
    pub(super) fn is_long(&self) -> bool {
        self.setup.whole_cost() > LONG
    }

    /// What is being worked on, once the data are there.
    fn subject(&self) -> Option<Subject> {
        let data_digest = self.setup.description.as_ref()?.data_digest.clone();
        Some(Subject {
            build: BUILD.to_string(),
            experiment: Experiment::clone(&self.setup.experiment),
            data_digest,
            repeat: 0,
        })
    }

    /// Keeps what a unit gave.
    pub(super) fn save(&self, unit: &Unit, outcome: &Outcome, model: Option<&Model>) -> Option<Effect> {
        if !self.keeps_units() || !is_worth_keeping(unit) {
            return None;
        }
        let subject = self.subject()?;
        let model = model.map(|model| ByteBuf::from(message::encode(model)));
        let line = subject.seal(unit, outcome, model.as_ref().map(|bytes| &bytes[..]));
        Some(Effect::Save(subject.key(unit), message::encode(&Entry { line, model })))
    }

    /// Asks for what was kept of the present experiment.
    pub(super) fn recover(&mut self) -> Effect {
        let starts = |subject: Subject| [Unit::Training, Unit::Repeat(1), Unit::Blind].map(|u| subject.key_start(&u));
        Effect::Recover(self.setup.generation, self.subject().into_iter().flat_map(starts).collect())
    }

    /// Whether it is of the experiment as it is now: a person may have asked something else since.
    fn is_of_now(&self, kept: &Kept) -> bool {
        let is_wanted = match kept.unit {
            Unit::Repeat(repeat) => repeat < self.setup.experiment.repeats,
            _ => true,
        };
        is_wanted && self.subject().is_some_and(|subject| subject.key(&kept.unit) == kept.key)
    }

    /// What was kept is here. Before the work has begun a person is asked whether to go on with it; later, repeats that
    /// have been done before simply come back.
    pub(super) fn hear_recovered(&mut self, generation: u32, kept: Vec<Vec<u8>>) -> Effects {
        let Some(subject) = self.subject().filter(|_| generation == self.setup.generation) else { return Vec::new() };
        let opened: Vec<_> = kept.iter().map(|bytes| open(&subject, bytes)).collect();
        self.tell_of_damage(opened.iter().filter(|entry| matches!(entry, Err(NotKept::Damaged))).count());
        let mut entries: Vec<(Kept, Option<Model>)> = opened.into_iter().flatten().collect();
        entries.retain(|(kept, _)| self.is_of_now(kept));
        if !self.keeping.is_recovering {
            return self.take_back(entries.into_iter().map(|(kept, _)| kept));
        }
        self.keeping.is_recovering = false;
        if entries.is_empty() {
            return self.begin();
        }
        self.keeping.offer = Some(Offer { entries });
        if self.keeping.has_begun {
            return self.answer_offer(true);
        }
        self.run.activity = Activity::Offered;
        self.said.status = "Finished units of this experiment were kept.".to_string();
        Vec::new()
    }

    fn tell_of_damage(&mut self, n: usize) {
        let sentence = match n {
            0 => return,
            1 => "1 finished unit that the browser had kept is damaged. It isn't used but computed again.".to_string(),
            n => format!(
                "{n} finished units that the browser had kept are damaged. They aren't used but computed again."
            ),
        };
        self.said.notice = Some(Notice { sentence, is_error: true });
    }

    /// Repeats that have been done before.
    fn take_back(&mut self, entries: impl Iterator<Item = Kept>) -> Effects {
        let repeats = entries.filter(|entry| matches!(entry.unit, Unit::Repeat(_)));
        let new: Vec<Kept> = repeats.filter(|entry| !self.found.results.has(&entry.unit)).collect();
        let units: Vec<Unit> = new.iter().map(|entry| entry.unit.clone()).collect();
        let mut effects = self.cancel(|unit| units.contains(unit));
        self.run.course.stopped.retain(|(unit, _)| !units.contains(unit));
        new.into_iter().for_each(|entry| self.found.put(&entry.unit, entry.outcome));
        effects.extend(self.release_if_idle());
        effects.extend(self.go_on());
        effects
    }

    /// Pieces of work that were kept, while a person is asked about them.
    pub fn n_offered(&self) -> usize {
        self.keeping.offer.as_ref().map_or(0, |offer| offer.entries.len())
    }

    /// A person's answer: go on with what was kept, or begin anew.
    pub(super) fn answer_offer(&mut self, is_wanted: bool) -> Effects {
        let Some(offer) = self.keeping.offer.take() else { return Vec::new() };
        if !is_wanted {
            return self.begin();
        }
        self.keeping.has_begun = true;
        let mut model = None;
        let mut entries = offer.entries;
        entries.retain(|(kept, _)| self.is_of_now(kept));
        for (entry, own_model) in entries {
            model = own_model.or(model);
            if let Outcome::Training { curve, .. } = &entry.outcome {
                self.found.shown.curve.renew(curve.clone());
                self.run.course.trained = (curve.last().map_or(0, |record| record.epoch), 0.0);
            }
            self.found.put(&entry.unit, entry.outcome);
        }
        let mut effects = Vec::new();
        match model {
            None => self.run.schedule.push([Unit::Training], Urgency::Ordinary),
            Some(model) => {
                self.found.model = Some(model);
                for worker in self.run.schedule.without_model() {
                    effects.extend(self.give_model(worker));
                }
                self.run.course.due = super::run::Due::all();
                self.push_due();
            }
        }
        self.push_repeats();
        self.run.activity = Activity::Training;
        self.run.pace = crate::message::Pace::Run;
        effects.push(Effect::Send(0, crate::message::Request::Pace(self.run.pace)));
        effects.extend(self.go_on());
        effects
    }
}
