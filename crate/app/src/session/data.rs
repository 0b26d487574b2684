//! Which data and which training: experiments that are tried on the first worker before the present one is given up,
//! links, and files of a person's own.

use super::Session;
use super::event::{Activity, ChosenFile, Effect, Effects, Notice};
use super::part::Part;
use super::setup::basis;
use super::wishes::{Inspecting, OwnFile, Pending, Wanted};
use crate::link::{self, Link};
use crate::message::{Description, Inspection, Pace, Records, Request, Source, Unread};
use crate::schedule::Urgency;
use nearmiss::Experiment;
use nearmiss::experiment::Checked;
use nearmiss::reading::{Decisions, Options};
use nearmiss::source::DataSource;
use nearmiss::work::Unit;
use serde_bytes::ByteBuf;

impl Session {
    pub(super) fn open(&mut self, fragment: &str) -> Effects {
        let is_empty = fragment.trim_start_matches('#').is_empty();
        let link = if is_empty { Ok(Link::of_lesson()) } else { link::read(fragment) };
        match link {
            // Another place on the page or another question, by the browser's history: nothing is trained anew.
            Ok(Link { experiment, page, .. }) if self.is_of_this_training(&experiment) => {
                self.setup.page = page;
                let mut effects = self.ask(experiment.attribute_inference.clone());
                effects.extend(self.set_repeats(experiment.repeats));
                effects.extend(self.set_matrix(experiment.matrix.clone()));
                effects
            }
            Ok(Link { experiment, earlier, page }) => {
                self.setup.page = page;
                let effects = match &experiment.data {
                    DataSource::Own { sha256, .. } if self.own_digest() != Some(sha256) => {
                        let recall = Effect::Recall(sha256.clone());
                        self.wishes.awaiting = Some(experiment.into());
                        vec![recall]
                    }
                    _ => self.change(experiment.into(), None),
                };
                if let Some(earlier) = earlier {
                    self.notify(earlier.to_string());
                }
                effects
            }
            Err(error) if self.setup.description.is_none() => {
                let effects = self.change(Experiment::check_ins(), None);
                self.said.notice = Some(Notice {
                    sentence: format!("{error} The default experiment is shown instead."),
                    is_error: true,
                });
                effects
            }
            Err(error) => {
                let mut effects = self.refuse(format!("{error} Nothing was changed."));
                effects.push(Effect::SetFragment(self.link()));
                effects
            }
        }
    }

    /// Whether an experiment asks about the training that is shown.
    fn is_of_this_training(&self, experiment: &Experiment) -> bool {
        let is_settled = self.wishes.latest().is_none() && self.wishes.awaiting.is_none();
        is_settled && self.setup.description.is_some() && basis(experiment) == *self.setup.basis
    }

    /// The present experiment as a fragment.
    pub(super) fn link(&self) -> String {
        link::write(&self.setup.experiment, &self.setup.page)
    }

    pub(super) fn own_digest(&self) -> Option<&String> {
        self.own_inspection().map(|i| &i.sha256)
    }

    /// Tries an experiment on the first worker; one that is being tried already is waited for.
    pub(super) fn change(&mut self, experiment: Experiment, file: Option<OwnFile>) -> Effects {
        self.said.notice = None;
        let experiment = match experiment.check() {
            Ok(experiment) => experiment,
            Err(error) => return self.refuse(error.to_string()),
        };
        let file = file.or_else(|| self.wishes.file_of(&experiment.data));
        self.wishes.n_generations += 1;
        let experiment = Part::new(experiment);
        self.try_out(Wanted { generation: self.wishes.n_generations, experiment, file })
    }

    pub(super) fn try_out(&mut self, wanted: Wanted) -> Effects {
        if self.wishes.pending.as_ref().is_some_and(|p| p.is_sent) {
            self.wishes.next.push(wanted);
            return Vec::new();
        }
        let shipped = wanted.experiment.data.shipped_file();
        let pushed_aside = self.wishes.pending.replace(Pending { wanted, n_sent: 0, is_sent: false });
        self.wishes.next.extend(pushed_aside.map(|pending| pending.wanted));
        match shipped {
            Some(path) if !self.wishes.files.contains_key(path) => vec![Effect::Fetch(path)],
            _ => self.send_pending(),
        }
    }

    /// A wish can't be met: goes on with the one before it, or stays with what is there, or else opens the default.
    pub(super) fn give_up(&mut self, pending: Pending, sentence: String) -> Effects {
        let mut effects = self.change_next();
        let is_empty =
            self.setup.description.is_none() && self.wishes.pending.is_none() && self.wishes.awaiting.is_none();
        if is_empty && *pending.wanted.experiment != Checked::default() {
            effects.extend(self.change(Experiment::check_ins(), None));
            effects.extend(self.refuse(format!("{sentence} The default experiment is shown instead.")));
        } else {
            effects.extend(self.refuse(sentence));
        }
        effects
    }

    /// Goes on with the latest wish, now that the first worker has answered about the one before.
    pub(super) fn change_next(&mut self) -> Effects {
        match self.wishes.next.pop() {
            Some(wanted) => self.try_out(wanted),
            None => Vec::new(),
        }
    }

    /// Where a worker gets an experiment's records; none as long as a file is being fetched.
    fn source(&self, data: &DataSource, own: Option<&OwnFile>) -> Option<Source> {
        if let Some(path) = data.shipped_file() {
            return self.wishes.files.get(path).map(|bytes| Source::Shipped(ByteBuf::from(bytes.clone())));
        }
        let records = self.setup.records.as_ref().filter(|_| self.setup.experiment.data == *data);
        let file = || own.or(self.wishes.own.as_ref()).filter(|_| data.is_own()).map(|own| Source::File(own.file.id));
        records.cloned().map(Source::Records).or_else(file).or(Some(Source::Made))
    }

    pub(super) fn send_pending(&mut self) -> Effects {
        let Some(pending) = &self.wishes.pending else { return Vec::new() };
        let Wanted { experiment, file, generation } = &pending.wanted;
        let Some(source) = self.source(&experiment.data, file.as_ref()) else { return Vec::new() };
        if pending.is_sent || !self.run.schedule.has_started(0) {
            return Vec::new();
        }
        let (generation, experiment) = (*generation, Experiment::clone(experiment));
        if let Some(pending) = &mut self.wishes.pending {
            pending.is_sent = true;
            pending.n_sent += 1;
        }
        vec![Effect::Send(0, Request::Prepare { generation, experiment, source, describe: true })]
    }

    /// Gives the present data to a worker.
    pub(super) fn prepare(&self, worker: usize) -> Effect {
        let experiment = Experiment::clone(&self.setup.experiment);
        let source = self.source(&experiment.data, None).unwrap_or(Source::Made);
        let generation = self.setup.generation;
        Effect::Send(worker, Request::Prepare { generation, experiment, source, describe: false })
    }

    pub(super) fn hear_prepared(
        &mut self,
        worker: usize,
        generation: u32,
        description: Option<Box<Description>>,
        records: Option<Records>,
    ) -> Effects {
        let accepted = self.wishes.pending.take_if(|p| p.wanted.generation == generation);
        let (Some(pending), Some(description)) = (accepted, description) else {
            return self.hear_prepared_again(worker, generation);
        };
        let Wanted { experiment, file, .. } = pending.wanted;
        self.wishes.next.retain(|wanted| wanted.generation > generation);
        let now: &Experiment = &self.setup.experiment;
        let keeps_matrix = Experiment { defence: now.defence, ..Experiment::clone(&experiment) } == *now;
        self.setup.experiment = experiment;
        self.setup.records = records;
        if let Some(file) = file {
            self.wishes.own = Some(file);
            self.wishes.candidate = None;
        }
        self.setup.generation = generation;
        self.wishes.awaiting = None;
        self.setup.plan = Some(Part::new(description.plan.clone()));
        self.setup.plan_error = None;
        self.setup.description = Some(Part::new(*description));
        self.run.schedule.clear();
        self.run.schedule.prepared(0);
        let matrix = std::mem::take(&mut self.found.results).into_matrix();
        self.forget_model();
        if keeps_matrix {
            self.found.take_back(matrix);
        }
        self.run.n_lost = 0;
        self.keeping.offer = None;
        self.keeping.keeps_nothing = false;
        self.keeping.is_recovering = self.is_long();
        let mut effects = vec![Effect::SetFragment(self.link())];
        if self.keeping.is_recovering {
            self.run.activity = Activity::Loading;
            effects.push(self.recover());
        } else {
            effects.extend(self.begin());
        }
        let others = (1..self.n_workers()).filter(|w| self.run.schedule.has_started(*w));
        effects.extend(others.map(|worker| self.prepare(worker)));
        if let (DataSource::Own { sha256, .. }, Some(own)) = (&self.setup.experiment.data, &self.wishes.own) {
            effects.push(Effect::Keep(sha256.clone(), own.file.id));
        }
        effects.extend(self.go_on());
        effects.extend(self.change_next());
        effects
    }

    /// Begins the present experiment's work.
    pub(super) fn begin(&mut self) -> Effects {
        self.keeping.has_begun = true;
        self.run.pace = Pace::Run;
        self.run.schedule.push([Unit::Training], Urgency::Ordinary);
        self.push_repeats();
        self.run.activity = Activity::Training;
        let mut effects = vec![Effect::Send(0, Request::Pace(self.run.pace))];
        effects.extend(self.go_on());
        effects
    }

    /// A worker has the present data, too.
    pub(super) fn hear_prepared_again(&mut self, worker: usize, generation: u32) -> Effects {
        if generation != self.setup.generation {
            return Vec::new();
        }
        self.run.schedule.prepared(worker);
        let mut effects = self.give_model(worker);
        if self.run.course.holds {
            effects.push(Effect::Send(worker, Request::HoldRepeats(true)));
        }
        if worker == 0 {
            effects.push(Effect::Send(0, Request::Pace(self.run.pace)));
        }
        if worker == 0 && self.setup.plan.is_none() && self.setup.plan_error.is_none() {
            effects.push(self.question(0));
        }
        effects.extend(self.go_on());
        effects
    }

    pub(super) fn inspect(&mut self, file: ChosenFile, options: Options) -> Effects {
        self.said.status = "Reading the file.".to_string();
        self.wishes.n_inspections += 1;
        self.wishes.inspecting = Some(Inspecting {
            number: self.wishes.n_inspections,
            file,
            options,
            share: 0.0,
            n_sent: 0,
            is_sent: false,
        });
        self.send_inspection()
    }

    /// Has the chosen file looked into, once the first worker's code is there.
    pub(super) fn send_inspection(&mut self) -> Effects {
        if !self.run.schedule.has_started(0) {
            return Vec::new();
        }
        let Some(inspecting) = self.wishes.inspecting.as_mut().filter(|i| !i.is_sent) else { return Vec::new() };
        inspecting.is_sent = true;
        inspecting.n_sent += 1;
        let (number, file) = (inspecting.number, inspecting.file.id);
        let decisions = Decisions::Version2(inspecting.options.clone());
        vec![Effect::Send(0, Request::Inspect { number, file, decisions })]
    }

    /// Reads the chosen file no further.
    pub(super) fn stop_reading(&mut self) -> Effects {
        let Some(inspecting) = self.wishes.inspecting.take() else { return Vec::new() };
        self.said.status = "Reading was stopped. What was shown before is kept.".to_string();
        if self.setup.description.is_none() && self.wishes.awaiting.is_some() {
            self.run.activity = Activity::AwaitingFile;
        }
        if inspecting.is_sent { vec![Effect::Send(0, Request::StopReading)] } else { Vec::new() }
    }

    pub(super) fn hear_inspected(&mut self, file: ChosenFile, inspection: Inspection) -> Effects {
        let (sha256, proposed) = (inspection.sha256.clone(), inspection.experiment.clone());
        let own = OwnFile { file, inspection: Part::new(inspection) };
        if let Some(awaited) = self.wishes.awaiting.clone() {
            return match &awaited.data {
                DataSource::Own { sha256: wanted, .. } if *wanted == sha256 => self.change(awaited, Some(own)),
                _ => self.refuse(
                    "This file isn't the one that the link was made with: its SHA-256 differs. Choose the right file, or choose another data set to start afresh.".to_string(),
                ),
            };
        }
        self.wishes.candidate = Some(own);
        self.wishes.unread = None;
        match proposed {
            Ok(_) => {
                self.said.status = self.inspection().map_or(String::new(), |inspection| inspection.in_short());
                Vec::new()
            }
            Err(sentence) => self.refuse(format!("{sentence} What was shown before is kept.")),
        }
    }

    /// A file is no table, or not if it is read so. What was shown stays.
    pub(super) fn hear_unread(&mut self, inspecting: Inspecting, unread: Unread) -> Effects {
        let Unread { sentence, is_of_layout } = unread;
        if self.wishes.file().is_none_or(|shown| shown.file != inspecting.file) {
            self.wishes.unread = is_of_layout.then_some(inspecting);
        }
        self.refuse(format!("{sentence} What was shown before is kept."))
    }

    /// How the file that is waited for is read; as suggested where nobody waits.
    pub(super) fn awaited_options(&self) -> Options {
        match self.wishes.awaiting.as_ref().map(|awaited| &awaited.data) {
            Some(DataSource::Own { csv: Decisions::Version2(options), .. }) => options.clone(),
            _ => Options::default(),
        }
    }

    /// Goes on with the file chosen last, as it is read now.
    pub(super) fn use_file(&mut self) -> Effects {
        let Some(own) = self.wishes.candidate.clone() else { return Vec::new() };
        match own.inspection.experiment.clone() {
            Ok(experiment) => self.change(experiment, Some(own)),
            Err(sentence) => self.refuse(format!("{sentence} What was shown before is kept.")),
        }
    }
}
