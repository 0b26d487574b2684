//! What workers say.

use super::Session;
use super::event::{Activity, Effect, Effects};
use super::part::Part;
use crate::message::{BUILD, Pace, Reply};
use nearmiss::work::Progress;

impl Session {
    pub(super) fn hear(&mut self, worker: usize, reply: Reply) -> Effects {
        match reply {
            Reply::Ready { build } if build != BUILD => {
                self.run.activity = Activity::Failed;
                self.refuse("This page and its worker are of different versions, probably because a new version was published a moment ago. Reload the page.".to_string())
            }
            Reply::Ready { .. } => {
                self.run.schedule.started(worker);
                let mut effects = Vec::new();
                if self.setup.description.is_some() {
                    effects.push(self.prepare(worker));
                }
                if worker == 0 {
                    effects.extend(self.unpack_records());
                    effects.extend(self.send_inspection());
                    effects.extend(self.send_pending());
                }
                effects
            }
            Reply::Prepared { generation, description, records } => {
                self.hear_prepared(worker, generation, description, records)
            }
            Reply::Refused { generation, sentence } => {
                let Some(pending) = self.wishes.pending.take_if(|p| p.wanted.generation == generation) else {
                    return Vec::new();
                };
                self.give_up(pending, sentence)
            }
            // Every worker answers; the first one's word is enough.
            Reply::Asked { question, plan } if question == self.setup.question && worker == 0 => {
                match plan {
                    Ok(plan) => {
                        self.setup.plan_error = None;
                        self.setup.plan = Some(Part::new(plan));
                    }
                    Err(sentence) => {
                        self.setup.plan = None;
                        self.setup.plan_error = Some(sentence);
                    }
                }
                self.found.reconsider();
                self.push_due();
                self.go_on()
            }
            Reply::Asked { .. } => Vec::new(),
            Reply::Progress { job, progress } => {
                if self.run.schedule.unit_of(job).is_some() {
                    match progress {
                        Progress::Training { epoch, share, curve } => {
                            self.run.course.trained = (epoch, share);
                            if curve.len() != self.found.shown.curve.len() {
                                self.found.shown.curve = Part::new(curve);
                            }
                            if let Pace::Until(epochs) = self.run.pace
                                && self.found.shown.curve.last().is_some_and(|record| record.epoch >= epochs)
                            {
                                self.run.activity = Activity::Paused;
                            }
                        }
                        Progress::Completions(tally) => self.found.hear_tally(job, tally),
                        Progress::Share(share) => {
                            self.run.course.shares.insert(job, share);
                        }
                    }
                }
                Vec::new()
            }
            Reply::Done { job, outcome, model } => self.hear_done(worker, job, outcome, model),
            Reply::Written(text) => vec![Effect::SaveText("near-miss-records.csv", text)],
            Reply::Spends { number, defence } => self.hear_spends(number, defence.as_deref()),
            Reply::Reading(share) => {
                if let Some(inspecting) = &mut self.wishes.inspecting {
                    inspecting.share = share;
                }
                Vec::new()
            }
            Reply::Inspected { number, inspection } => {
                // An answer about a file that was chosen before is passed over.
                let Some(inspecting) = self.wishes.inspecting.take_if(|i| i.number == number) else {
                    return Vec::new();
                };
                match inspection {
                    Ok(inspection) => self.hear_inspected(inspecting.file, *inspection),
                    Err(unread) => self.hear_unread(inspecting, unread),
                }
            }
            Reply::Unpacked { name, json } => {
                self.hear_unpacked(&name, json.as_deref());
                Vec::new()
            }
            Reply::Panicked(reason) => self.lose(worker, &reason),
        }
    }
}
