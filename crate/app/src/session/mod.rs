//! The page's logic: what has happened, what is known, and what to do next. No browser here.
//!
//! [`Session::handle`] takes an [`Event`] and returns [`Effect`]s, which a thin shell carries out. A change of data or
//! training is tried on the first worker before anything of the present state is given up.
//!
//! What is known stands in parts: what it is about ([`Setup`]), what came of it ([`Found`]), who works on it ([`Run`]), the
//! games that a person plays ([`Play`]), recorded results ([`Archive`]), what is said ([`Said`]); not shown are the wishes
//! that are on their way and what the browser keeps. What the page draws of them it holds as [`Part`]s, which it compares
//! by place: a part that is the same needn't be drawn again.

mod archive;
mod attack;
mod data;
mod event;
mod found;
mod hear;
mod hill;
mod keeping;
mod loss;
mod offer;
mod part;
mod play;
mod playing;
mod question;
mod recorded;
mod run;
mod saved;
mod setup;
mod spending;
mod wishes;

pub use archive::{Archive, Record};
pub use event::{Activity, ChosenFile, Effect, Event, Lack, Notice, Said, Step};
pub use found::{Finished, Found, Scored, Search, Shown};
pub use part::Part;
pub use play::{HALF, MemberRound, MemberScore, MembershipGame, NearMissGame, OwnWalk, Play, Round, Won};
pub use run::{Course, Run};
pub use setup::Setup;

use crate::message::{Inspection, Pace, Request};
use event::Effects;
use keeping::Keeping;
use nearmiss::experiment::Checked;
use nearmiss::reading::Options;
use nearmiss::work::Unit;
use wishes::{Pending, Wishes};

/// Everything that the page knows.
#[derive(Debug)]
pub struct Session {
    /// What the work is about.
    pub setup: Setup,
    /// What has come of it.
    pub found: Found,
    /// Who works on it, and how far it is.
    pub run: Run,
    /// The games that a person plays.
    pub play: Play,
    /// Recorded results.
    pub archive: Archive,
    /// What a person is told.
    pub said: Said,
    wishes: Wishes,
    keeping: Keeping,
}

impl Session {
    /// A page with so many workers, not opened yet.
    pub fn new(n_workers: usize) -> Session {
        Session {
            setup: Setup::default(),
            found: Found::default(),
            run: Run::new(n_workers),
            play: Play::default(),
            archive: Archive::default(),
            said: Said::default(),
            wishes: Wishes::default(),
            keeping: Keeping::default(),
        }
    }

    /// Whether the browser keeps finished units of the present experiment.
    pub fn keeps_units(&self) -> bool {
        self.is_long() && !self.keeping.keeps_nothing && !self.lacks(Lack::Storage)
    }

    /// Whether the browser has shown that it doesn't do this.
    pub fn lacks(&self, lack: Lack) -> bool {
        self.keeping.lacks.contains(&lack)
    }

    /// How many workers there are.
    pub fn n_workers(&self) -> usize {
        self.run.schedule.n_workers()
    }

    /// What a person asked for last: the present experiment, or the one that is to take its place.
    pub fn wanted(&self) -> &Part<Checked> {
        self.wishes.latest().map_or(&self.setup.experiment, |wanted| &wanted.experiment)
    }

    /// What is in the file chosen last, else in the one in use.
    pub fn inspection(&self) -> Option<&Part<Inspection>> {
        self.wishes.file().map(|own| &own.inspection)
    }

    /// What is in the own file in use.
    pub fn own_inspection(&self) -> Option<&Part<Inspection>> {
        self.wishes.own.as_ref().map(|own| &own.inspection)
    }

    /// Share of the chosen file that is read, while it is.
    pub fn reading(&self) -> Option<f64> {
        self.wishes.inspecting.as_ref().map(|inspecting| inspecting.share)
    }

    /// The file chosen last, and how it was read in vain, if it might be read otherwise.
    pub fn unread(&self) -> Option<(&ChosenFile, &Options)> {
        self.wishes.unread.as_ref().map(|unread| (&unread.file, &unread.options))
    }

    /// The file that [`Session::inspection`] is of.
    pub fn file(&self) -> Option<&ChosenFile> {
        self.wishes.file().map(|own| &own.file)
    }

    /// Whether a model is there.
    pub fn has_model(&self) -> bool {
        self.found.model.is_some()
    }

    /// Whether walks away from records are shown, or will be.
    pub fn wants_walks(&self) -> bool {
        self.wishes.walks
    }

    /// Units of the report that are still to be done.
    pub fn n_unfinished(&self) -> usize {
        self.run.schedule.n_unfinished() + self.run.course.stopped.len()
    }

    /// What the work done so far costs and what all of it costs, in one measure.
    pub fn work(&self) -> (f64, f64) {
        let Some(plan) = &self.setup.plan else { return (0.0, 1.0) };
        let Course { trained: (epoch, share), shares, .. } = &self.run.course;
        let n_epochs = self.setup.experiment.training_config().n_epochs();
        let trained = if self.has_model() { 1.0 } else { (*epoch as f64 + share) / n_epochs as f64 };
        let unit = |job: &u32| self.run.schedule.unit_of(*job);
        let running = shares.iter().filter_map(|(job, share)| Some(self.setup.cost(unit(job)?) * share));
        (trained * plan.training_cost + self.found.cost + running.sum::<f64>(), self.setup.whole_cost())
    }

    /// Share of the groups of defences that are tried, running ones in part.
    pub fn matrix_share(&self) -> f64 {
        let n_groups = self.setup.experiment.matrix.as_ref().map_or(0, |matrix| matrix.groups().len());
        let is_running = |job: &u32| self.run.schedule.unit_of(*job).is_some_and(Unit::is_matrix);
        let running = self.run.course.shares.iter().filter(|(job, _)| is_running(job)).map(|(_, share)| share);
        (self.found.results.matrix.len() as f64 + running.sum::<f64>()) / n_groups.max(1) as f64
    }

    /// Takes in an event; what the shell has to do.
    pub fn handle(&mut self, event: Event) -> Effects {
        let effects = self.take_in(event);
        self.setup.refresh();
        self.found.refresh(&self.setup);
        effects
    }

    fn take_in(&mut self, event: Event) -> Effects {
        match event {
            Event::Opened(fragment) => {
                let mut effects: Effects = (0..self.n_workers()).map(Effect::Spawn).collect();
                effects.extend(self.open(&fragment));
                effects
            }
            Event::LinkChanged(fragment) if self.link() == fragment.trim_start_matches('#') => {
                self.wishes.awaiting = None;
                self.wishes.next.clear();
                Vec::new()
            }
            Event::LinkChanged(fragment) => self.open(&fragment),
            Event::Heard(worker, reply) if worker < self.n_workers() => self.hear(worker, reply),
            Event::Lost(worker, reason) if worker < self.n_workers() => self.lose(worker, &reason),
            Event::Heard(..) | Event::Lost(..) => Vec::new(),
            Event::Fetched(path, Ok(bytes)) => {
                self.wishes.files.insert(path, bytes);
                self.send_pending()
            }
            Event::Fetched(path, Err(reason)) => {
                let waits = |p: &mut Pending| p.wanted.experiment.data.shipped_file() == Some(path);
                let Some(pending) = self.wishes.pending.take_if(waits) else { return Vec::new() };
                let sentence = format!(
                    "The file {path} can't be loaded ({reason}). Check the connection and choose the data set again."
                );
                self.give_up(pending, sentence)
            }
            Event::FileChosen(file) => {
                self.said.notice = None;
                self.wishes.unread = None;
                let options = self.awaited_options();
                self.inspect(file, options)
            }
            Event::StopReading => self.stop_reading(),
            Event::Recalled(Some(file)) if self.wishes.awaiting.is_some() => {
                let options = self.awaited_options();
                self.inspect(file, options)
            }
            Event::Recalled(_) => {
                if self.wishes.awaiting.is_some() {
                    self.notify("This link was made with a data file that stayed on its owner's machine. Choose or drop the same file under “Your data (CSV)” to run it.".to_string());
                    if self.setup.description.is_none() {
                        self.run.activity = Activity::AwaitingFile;
                    }
                }
                Vec::new()
            }
            Event::Forget => {
                self.keeping.keeps_nothing = true;
                vec![Effect::Forget]
            }
            Event::Recovered(generation, kept) => self.hear_recovered(generation, kept),
            Event::TakeUp(is_wanted) => self.answer_offer(is_wanted),
            Event::Repeat(n) => self.set_repeats(n),
            Event::Matrix(matrix) => self.set_matrix(matrix),
            Event::Spend(epsilon, defence) => self.spend(epsilon, defence),
            Event::Search(unknown) => self.search(unknown),
            Event::FileRefused(sentence) => self.refuse(sentence),
            Event::ReadAs(options) => match self.wishes.file().map(|own| own.file.clone()) {
                Some(file) => self.inspect(file, options),
                None => Vec::new(),
            },
            Event::ReadAgain(options) => match self.wishes.unread.as_ref().map(|unread| unread.file.clone()) {
                Some(file) => self.inspect(file, options),
                None => Vec::new(),
            },
            Event::Discard => {
                self.wishes.candidate = None;
                self.wishes.unread = None;
                self.said.notice = None;
                self.said.status = "The file was given up.".to_string();
                Vec::new()
            }
            Event::UseFile => self.use_file(),
            Event::Change(experiment) => {
                self.wishes.awaiting = None;
                self.wishes.unread = None;
                if !experiment.data.is_own() {
                    self.wishes.candidate = None;
                }
                self.change(experiment, None)
            }
            Event::Ask(attribute) => self.ask(attribute),
            Event::Train => self.train(Pace::Run),
            Event::Step => self.train(Pace::Until(self.run.course.trained.0 + 1)),
            Event::Pause => self.set_pace(Pace::Pause),
            Event::Reset => self.reset(Pace::Pause),
            Event::Stop => self.stop(),
            Event::Continue => self.resume(),
            Event::SetWorkers(n) => self.set_workers(n),
            Event::Deal(distance, neighbour) => self.deal(distance, neighbour),
            Event::Guess(first) => {
                self.guess(first);
                Vec::new()
            }
            Event::DealRecord => {
                self.deal_record();
                Vec::new()
            }
            Event::GuessBlind(is_member) => {
                self.guess_blind(is_member);
                Vec::new()
            }
            Event::Show(place) if self.setup.page.at == Some(place) => Vec::new(),
            Event::Show(place) => {
                self.setup.page.at = Some(place);
                // A link whose file is still waited for stays in the address.
                if self.wishes.awaiting.is_some() { Vec::new() } else { vec![Effect::PushFragment(self.link())] }
            }
            Event::GuessMember(is_member) => {
                self.guess_member(is_member);
                Vec::new()
            }
            Event::Walks => {
                self.wishes.walks = true;
                self.go_on()
            }
            Event::Walk(step) => self.walk(step),
            Event::ShowRecorded(name) => self.show_recorded(name),
            Event::FetchedRecord(name, bytes) => self.hear_fetched_record(name, bytes),
            Event::Lacks(lack, reason) => {
                self.tell_lack(lack, &reason);
                Vec::new()
            }
            Event::SaveRecords => {
                self.said.status = "Writing the records.".to_string();
                vec![Effect::Send(0, Request::WriteRecords)]
            }
            Event::Dismiss => {
                self.said.notice = None;
                Vec::new()
            }
        }
    }

    /// Says once what the page does without, beside what is being said.
    fn tell_lack(&mut self, lack: Lack, reason: &str) {
        if self.lacks(lack) {
            return;
        }
        self.keeping.lacks.push(lack);
        let sentence = match lack {
            Lack::Storage => format!(
                "This browser keeps nothing for the page ({reason}): the address brings the experiment back, but a file of your own and finished work will not survive a reload. Everything else works."
            ),
            Lack::Address => format!(
                "This browser doesn't let this page change its address ({reason}), so the address bar may show another experiment. “Copy link” gives the right one."
            ),
        };
        self.notify(sentence);
    }

    /// Says it behind what is said already.
    fn notify(&mut self, sentence: String) {
        match &mut self.said.notice {
            Some(notice) => notice.sentence = format!("{} {sentence}", notice.sentence),
            None => self.said.notice = Some(Notice { sentence, is_error: false }),
        }
    }

    fn refuse(&mut self, sentence: String) -> Effects {
        self.said.status.clone_from(&sentence);
        self.said.notice = Some(Notice { sentence, is_error: true });
        if self.setup.description.is_none() && self.wishes.pending.is_none() && self.wishes.awaiting.is_none() {
            self.run.activity = Activity::Failed;
        }
        Vec::new()
    }
}
