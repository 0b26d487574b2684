//! The page's logic: what has happened, what is known, and what to do next. No browser here.
//!
//! [`Session::handle`] takes an [`Event`] and returns [`Effect`]s, which a thin shell carries out. A change of data or
//! training is tried on the first worker before anything of the present state is given up.

use crate::link;
use crate::message::{BUILD, Description, Inspection, Model, Pace, Plan, Reply, Request};
use crate::schedule::{Schedule, Urgency};
use nearmiss::attribute::Tally;
use nearmiss::dataset::format::CsvOptions;
use nearmiss::experiment::{AttributeConfig, DataSource};
use nearmiss::game::strong_membership::{Neighbour, StrongMembership};
use nearmiss::membership::ATTACKS;
use nearmiss::roc::RocCurve;
use nearmiss::seed::Stream;
use nearmiss::train::{EpochRecord, TrainingState};
use nearmiss::trial::Side;
use nearmiss::work::{Outcome, Pair, Progress, Results, Unit};
use nearmiss::{Experiment, Report};
use rand::RngExt;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What happens to the page.
#[derive(Debug)]
pub enum Event {
    /// It was opened with this fragment.
    Opened(String),
    /// The fragment was changed by hand or by going back.
    LinkChanged(String),
    /// A worker said something.
    Heard(usize, Reply),
    /// A worker is lost.
    Lost(usize, String),
    /// A shipped file is here, or isn't to be had.
    Fetched(&'static str, Result<Vec<u8>, String>),
    /// A person dropped or chose a file.
    FileChosen(Vec<u8>),
    /// The file that the browser kept for a link, if it is the one.
    Recalled(Option<Vec<u8>>),
    /// The browser should keep no file.
    Forget,
    /// The chosen file can't be used.
    FileRefused(String),
    /// The chosen file is to be read in another way.
    ReadAs(CsvOptions),
    /// Another experiment: other data, split, network, training or seed.
    Change(Experiment),
    /// Another question about the same model.
    Ask(AttributeConfig),
    /// Start or go on training.
    Train,
    /// Hold the training.
    Pause,
    /// One epoch.
    Step,
    /// Back to the untrained network.
    Reset,
    /// Stop attacks, keeping what is finished.
    Stop,
    /// Go on with what was stopped.
    Continue,
    /// Another number of workers.
    SetWorkers(usize),
    /// Deal a pair of the strong membership game.
    Deal(usize, Neighbour),
    /// The person's guess: the first of the pair is the member.
    Guess(bool),
    /// The message is read.
    Dismiss,
}

/// What the shell has to do.
#[derive(Debug)]
pub enum Effect {
    /// Start worker number so-and-so, ending the one that had this number.
    Spawn(usize),
    /// End a worker.
    End(usize),
    /// Send a request.
    Send(usize, Request),
    /// Fetch a shipped file.
    Fetch(&'static str),
    /// Put this into the address bar.
    SetFragment(String),
    /// Keep a file across reloads, under its SHA-256.
    Keep(String, Rc<Vec<u8>>),
    /// Look whether the file of this SHA-256 was kept.
    Recall(String),
    /// Keep no file.
    Forget,
}

/// Something that the page says to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// In a sentence or two.
    pub sentence: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

/// What the page is doing, in the order of an ordinary run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Workers and data are loading.
    Loading,
    /// A link's file is asked for.
    AwaitingFile,
    /// The network learns.
    Training,
    /// It could learn on.
    Paused,
    /// It learned until numbers overflowed.
    Diverged,
    /// Attacks are running.
    Attacking,
    /// Attacks could go on.
    Stopped,
    /// Everything is there.
    Done,
    /// Nothing more can be done.
    Failed,
}

/// One round of the strong membership game, as a person plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// The two records and what is said of them.
    pub pair: Pair,
    /// Whether the member is shown first.
    pub member_first: bool,
    /// The person's guess: the first.
    pub guessed_first: Option<bool>,
    /// r.
    pub distance: usize,
    /// How the neighbour was made.
    pub neighbour: Neighbour,
}

/// Points of person, attacker and rule.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    /// Rounds guessed.
    pub n_rounds: usize,
    /// Won by the person.
    pub person: f64,
    /// Won by max-confidence, a tie one half.
    pub attacker: f64,
    /// Won by the rule "fewer ones", a tie one half.
    pub rule: f64,
}

/// A file of the person's own, and what is in it.
#[derive(Debug, Clone)]
struct OwnFile {
    bytes: Rc<Vec<u8>>,
    inspection: Rc<Inspection>,
}

/// An experiment that is to take the present one's place.
#[derive(Debug, Clone)]
struct Wanted {
    /// Later wishes have greater ones.
    generation: u32,
    experiment: Experiment,
    /// The own file that it needs, if it isn't the present one.
    file: Option<OwnFile>,
}

/// An experiment that the first worker is looking at, or will be as soon as it can.
#[derive(Debug)]
struct Pending {
    wanted: Wanted,
    /// How often the request was sent.
    n_sent: usize,
    /// Whether an answer is under way.
    is_sent: bool,
}

/// A file that the first worker is looking into, or will be as soon as it can.
#[derive(Debug)]
struct Inspecting {
    number: u32,
    bytes: Rc<Vec<u8>>,
    options: CsvOptions,
    n_sent: usize,
    is_sent: bool,
}

/// Units that a plan asks for and that are not queued yet.
#[derive(Debug, Clone, Copy, Default)]
struct Due {
    /// About the record looked at.
    guess: bool,
    /// About many records.
    population: bool,
    /// Everything else after training.
    rest: bool,
}

/// Everything that the page knows.
#[derive(Debug)]
pub struct Session {
    /// What is asked.
    pub experiment: Experiment,
    /// The data, once there.
    pub description: Option<Rc<Description>>,
    /// What the portion comes to; none if it can't be attacked.
    pub plan: Option<Plan>,
    /// Why the portion can't be attacked.
    pub plan_error: Option<String>,
    /// What units gave.
    pub results: Results,
    /// Completions tried by jobs that still run.
    pub live: BTreeMap<u32, Tally>,
    /// The learning curve so far.
    pub curve: Rc<Vec<EpochRecord>>,
    /// Epochs finished, and the share of the current one.
    pub trained: (usize, f64),
    /// Shares of the running units of strong membership and of many records.
    pub shares: BTreeMap<u32, f64>,
    /// What to tell.
    pub notice: Option<Notice>,
    /// The latest milestone, for assistive technology.
    pub status: String,
    /// The ROC curves of all attacks, once both sides are scored.
    pub curves: Option<Rc<Vec<RocCurve>>>,
    /// The round being played.
    pub round: Option<Round>,
    /// Points so far.
    pub score: Score,
    /// The report, once everything is there, and its fingerprint.
    pub report: Option<(Rc<Report>, String)>,
    /// What the page is doing.
    pub activity: Activity,
    /// The experiment of a link whose file isn't here.
    awaiting: Option<Experiment>,
    /// The own file in use.
    own: Option<OwnFile>,
    /// An own file that may come into use.
    candidate: Option<OwnFile>,
    inspecting: Option<Inspecting>,
    files: BTreeMap<&'static str, Vec<u8>>,
    pending: Option<Pending>,
    /// Wishes that came while `pending` was under way. The latest is tried first; if it is refused, the one before.
    next: Vec<Wanted>,
    due: Due,
    schedule: Schedule,
    stopped: Vec<(Unit, Urgency)>,
    model: Option<Model>,
    pace: Pace,
    n_inspections: u32,
    /// Of attempts to change the data or the training.
    n_generations: u32,
    /// The attempt that the present data comes from.
    generation: u32,
    question: u32,
    n_dealt: usize,
    /// Workers that failed since something last succeeded.
    n_lost: usize,
}

type Effects = Vec<Effect>;

impl Session {
    /// A page with so many workers, not opened yet.
    pub fn new(n_workers: usize) -> Session {
        let mut schedule = Schedule::default();
        (0..n_workers.max(1)).for_each(|_| {
            schedule.add_worker();
        });
        Session {
            experiment: Experiment::check_ins(),
            description: None,
            plan: None,
            plan_error: None,
            results: Results::default(),
            live: BTreeMap::new(),
            curve: Rc::default(),
            trained: (0, 0.0),
            shares: BTreeMap::new(),
            notice: None,
            status: String::new(),
            curves: None,
            round: None,
            score: Score::default(),
            report: None,
            activity: Activity::Loading,
            awaiting: None,
            own: None,
            candidate: None,
            inspecting: None,
            files: BTreeMap::new(),
            pending: None,
            next: Vec::new(),
            due: Due::default(),
            schedule,
            stopped: Vec::new(),
            model: None,
            pace: Pace::Run,
            n_inspections: 0,
            n_generations: 0,
            generation: 0,
            question: 0,
            n_dealt: 0,
            n_lost: 0,
        }
    }

    /// How many workers there are.
    pub fn n_workers(&self) -> usize {
        self.schedule.n_workers()
    }

    /// What a person asked for last: the present experiment, or the one that is to take its place.
    pub fn wanted(&self) -> &Experiment {
        let wanted = self.next.last().or(self.pending.as_ref().map(|p| &p.wanted));
        wanted.map_or(&self.experiment, |wanted| &wanted.experiment)
    }

    /// What is in the file chosen last, else in the one in use.
    pub fn inspection(&self) -> Option<&Rc<Inspection>> {
        self.candidate.as_ref().or(self.own.as_ref()).map(|own| &own.inspection)
    }

    /// What is in the own file in use.
    pub fn own_inspection(&self) -> Option<&Rc<Inspection>> {
        self.own.as_ref().map(|own| &own.inspection)
    }

    /// Whether a model is there.
    pub fn has_model(&self) -> bool {
        self.model.is_some()
    }

    /// Units of the report that are still to be done.
    pub fn n_unfinished(&self) -> usize {
        self.schedule.unfinished().len() + self.stopped.len()
    }

    /// All completions of the record looked at that were tried so far, finished blocks and running ones together.
    pub fn tally(&self) -> Option<Tally> {
        let mut all = self.results.tally.clone();
        for tally in self.live.values() {
            match &mut all {
                None => all = Some(tally.clone()),
                Some(all) => all.merge(tally),
            }
        }
        all
    }

    /// Takes in an event; what the shell has to do.
    pub fn handle(&mut self, event: Event) -> Effects {
        match event {
            Event::Opened(fragment) => {
                let mut effects: Effects = (0..self.n_workers()).map(Effect::Spawn).collect();
                effects.extend(self.open(&fragment));
                effects
            }
            Event::LinkChanged(fragment) if link::write(&self.experiment) == fragment.trim_start_matches('#') => {
                self.awaiting = None;
                self.next.clear();
                Vec::new()
            }
            Event::LinkChanged(fragment) => self.open(&fragment),
            Event::Heard(worker, reply) if worker < self.n_workers() => self.hear(worker, reply),
            Event::Lost(worker, reason) if worker < self.n_workers() => self.lose(worker, &reason),
            Event::Heard(..) | Event::Lost(..) => Vec::new(),
            Event::Fetched(path, Ok(bytes)) => {
                self.files.insert(path, bytes);
                self.send_pending()
            }
            Event::Fetched(path, Err(reason)) => {
                if self.pending.take_if(|p| p.wanted.experiment.data.shipped_file() == Some(path)).is_none() {
                    return Vec::new();
                }
                let effects = self.change_next();
                self.refuse(format!(
                    "The file {path} can't be loaded ({reason}). Check the connection and choose the data set again."
                ));
                effects
            }
            Event::FileChosen(bytes) => {
                self.notice = None;
                self.inspect(Rc::new(bytes), CsvOptions::default())
            }
            Event::Recalled(Some(bytes)) if self.awaiting.is_some() => {
                self.inspect(Rc::new(bytes), CsvOptions::default())
            }
            Event::Recalled(_) => {
                if self.awaiting.is_some() {
                    self.notice = Some(Notice {
                        sentence: "This link was made with a data file that stayed on its owner's machine. Choose or drop the same file under “Your data (CSV)” to run it.".to_string(),
                        is_error: false,
                    });
                    if self.description.is_none() {
                        self.activity = Activity::AwaitingFile;
                    }
                }
                Vec::new()
            }
            Event::Forget => vec![Effect::Forget],
            Event::FileRefused(sentence) => self.refuse(sentence),
            Event::ReadAs(options) => {
                match self.candidate.as_ref().or(self.own.as_ref()).map(|own| own.bytes.clone()) {
                    Some(bytes) => self.inspect(bytes, options),
                    None => Vec::new(),
                }
            }
            Event::Change(experiment) => {
                self.awaiting = None;
                if !matches!(experiment.data, DataSource::Own { .. }) {
                    self.candidate = None;
                }
                self.change(experiment, None)
            }
            Event::Ask(attribute) => self.ask(attribute),
            Event::Train => self.train(Pace::Run),
            Event::Step => self.train(Pace::Until(self.trained.0 + 1)),
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
            Event::Dismiss => {
                self.notice = None;
                Vec::new()
            }
        }
    }

    fn open(&mut self, fragment: &str) -> Effects {
        let is_empty = fragment.trim_start_matches('#').is_empty();
        let experiment = if is_empty { Ok(Experiment::check_ins()) } else { link::read(fragment) };
        match experiment {
            Ok(experiment) => match &experiment.data {
                DataSource::Own { sha256, .. } if self.own_digest() != Some(sha256) => {
                    let recall = Effect::Recall(sha256.clone());
                    self.awaiting = Some(experiment);
                    vec![recall]
                }
                _ => self.change(experiment, None),
            },
            Err(error) if self.description.is_none() => {
                let effects = self.change(Experiment::check_ins(), None);
                self.notice = Some(Notice {
                    sentence: format!("{error} The default experiment is shown instead."),
                    is_error: true,
                });
                effects
            }
            Err(error) => {
                let mut effects = self.refuse(format!("{error} Nothing was changed."));
                effects.push(Effect::SetFragment(link::write(&self.experiment)));
                effects
            }
        }
    }

    fn own_digest(&self) -> Option<&String> {
        self.own_inspection().map(|i| &i.sha256)
    }

    fn refuse(&mut self, sentence: String) -> Effects {
        self.status.clone_from(&sentence);
        self.notice = Some(Notice { sentence, is_error: true });
        if self.description.is_none() && self.pending.is_none() && self.awaiting.is_none() {
            self.activity = Activity::Failed;
        }
        Vec::new()
    }

    /// Tries an experiment on the first worker; one that is being tried already is waited for.
    fn change(&mut self, experiment: Experiment, file: Option<OwnFile>) -> Effects {
        self.notice = None;
        if let Err(error) = experiment.check() {
            return self.refuse(error.to_string());
        }
        let file = file.or_else(|| self.wanted_file(&experiment.data));
        self.n_generations += 1;
        self.try_out(Wanted { generation: self.n_generations, experiment, file })
    }

    /// The file of a wish that is on its way, if these data are the same.
    fn wanted_file(&self, data: &DataSource) -> Option<OwnFile> {
        let wishes = self.pending.iter().map(|p| &p.wanted).chain(&self.next);
        let DataSource::Own { sha256, .. } = data else { return None };
        wishes.filter_map(|w| w.file.clone()).find(|file| file.inspection.sha256 == *sha256)
    }

    fn try_out(&mut self, wanted: Wanted) -> Effects {
        if self.pending.as_ref().is_some_and(|p| p.is_sent) {
            self.next.push(wanted);
            return Vec::new();
        }
        let shipped = wanted.experiment.data.shipped_file();
        let pushed_aside = self.pending.replace(Pending { wanted, n_sent: 0, is_sent: false });
        self.next.extend(pushed_aside.map(|pending| pending.wanted));
        match shipped {
            Some(path) if !self.files.contains_key(path) => vec![Effect::Fetch(path)],
            _ => self.send_pending(),
        }
    }

    /// Goes on with the latest wish, now that the first worker has answered about the one before.
    fn change_next(&mut self) -> Effects {
        match self.next.pop() {
            Some(wanted) => self.try_out(wanted),
            None => Vec::new(),
        }
    }

    fn file_of(&self, data: &DataSource, own: Option<&OwnFile>) -> Option<ByteBuf> {
        match (data, data.shipped_file()) {
            (DataSource::Own { .. }, _) => own.or(self.own.as_ref()).map(|own| ByteBuf::from(own.bytes.to_vec())),
            (_, Some(path)) => self.files.get(path).map(|f| ByteBuf::from(f.clone())),
            (_, None) => None,
        }
    }

    fn send_pending(&mut self) -> Effects {
        let Some(pending) = &self.pending else { return Vec::new() };
        let Wanted { experiment, file, generation } = &pending.wanted;
        let bytes = self.file_of(&experiment.data, file.as_ref());
        let is_here = experiment.data.shipped_file().is_none() || bytes.is_some();
        if pending.is_sent || !is_here || !self.schedule.has_started(0) {
            return Vec::new();
        }
        let (generation, experiment) = (*generation, experiment.clone());
        if let Some(pending) = &mut self.pending {
            pending.is_sent = true;
            pending.n_sent += 1;
        }
        vec![Effect::Send(0, Request::Prepare { generation, experiment, file: bytes, describe: true })]
    }

    /// Gives the present data to a worker.
    fn prepare(&self, worker: usize) -> Effect {
        let experiment = self.experiment.clone();
        let file = self.file_of(&experiment.data, None);
        Effect::Send(worker, Request::Prepare { generation: self.generation, experiment, file, describe: false })
    }

    fn hear(&mut self, worker: usize, reply: Reply) -> Effects {
        match reply {
            Reply::Ready { build } if build != BUILD => {
                self.activity = Activity::Failed;
                self.refuse("This page and its worker are of different versions, probably because a new version was published a moment ago. Reload the page.".to_string())
            }
            Reply::Ready { .. } => {
                self.schedule.started(worker);
                let mut effects = Vec::new();
                if self.description.is_some() {
                    effects.push(self.prepare(worker));
                }
                if worker == 0 {
                    effects.extend(self.send_inspection());
                    effects.extend(self.send_pending());
                }
                effects
            }
            Reply::Prepared { generation, description } => self.hear_prepared(worker, generation, description),
            Reply::Refused { generation, sentence } => {
                if self.pending.take_if(|p| p.wanted.generation == generation).is_none() {
                    return Vec::new();
                }
                self.refuse(sentence);
                self.change_next()
            }
            // Every worker answers; the first one's word is enough.
            Reply::Asked { question, plan } if question == self.question && worker == 0 => {
                match plan {
                    Ok(plan) => {
                        self.plan_error = None;
                        self.plan = Some(plan);
                    }
                    Err(sentence) => {
                        self.plan = None;
                        self.plan_error = Some(sentence);
                    }
                }
                self.push_due();
                self.go_on()
            }
            Reply::Asked { .. } => Vec::new(),
            Reply::Progress { job, progress } => {
                if self.schedule.unit_of(job).is_some() {
                    match progress {
                        Progress::Training { epoch, share, curve } => {
                            self.trained = (epoch, share);
                            if curve.len() != self.curve.len() {
                                self.curve = Rc::new(curve);
                            }
                            if let Pace::Until(epochs) = self.pace
                                && self.curve.last().is_some_and(|record| record.epoch >= epochs)
                            {
                                self.activity = Activity::Paused;
                            }
                        }
                        Progress::Completions(tally) => {
                            self.live.insert(job, tally);
                        }
                        Progress::Share(share) => {
                            self.shares.insert(job, share);
                        }
                    }
                }
                Vec::new()
            }
            Reply::Done { job, outcome, model } => self.hear_done(worker, job, outcome, model),
            Reply::Inspected { number, inspection } => {
                // An answer about a file that was chosen before is passed over.
                let Some(inspecting) = self.inspecting.take_if(|i| i.number == number) else { return Vec::new() };
                match inspection {
                    Ok(inspection) => self.hear_inspected(inspecting.bytes, *inspection),
                    Err(sentence) => {
                        self.candidate = None;
                        self.refuse(format!("{sentence} What was shown before is kept."))
                    }
                }
            }
            Reply::Panicked(reason) => self.lose(worker, &reason),
        }
    }

    fn hear_prepared(&mut self, worker: usize, generation: u32, description: Option<Box<Description>>) -> Effects {
        let accepted = self.pending.take_if(|p| p.wanted.generation == generation);
        let (Some(pending), Some(description)) = (accepted, description) else {
            return self.hear_prepared_again(worker, generation);
        };
        let Wanted { experiment, file, .. } = pending.wanted;
        self.next.retain(|wanted| wanted.generation > generation);
        self.experiment = experiment;
        if let Some(file) = file {
            self.own = Some(file);
            self.candidate = None;
        }
        self.generation = generation;
        self.awaiting = None;
        self.plan = Some(description.plan.clone());
        self.plan_error = None;
        self.description = Some(Rc::from(description));
        self.schedule.clear();
        self.schedule.prepared(0);
        self.forget_model();
        self.pace = Pace::Run;
        self.schedule.push([Unit::Training], Urgency::Ordinary);
        self.activity = Activity::Training;
        self.n_lost = 0;
        let mut effects =
            vec![Effect::SetFragment(link::write(&self.experiment)), Effect::Send(0, Request::Pace(self.pace))];
        let others = (1..self.n_workers()).filter(|w| self.schedule.has_started(*w));
        effects.extend(others.map(|worker| self.prepare(worker)));
        if let (DataSource::Own { sha256, .. }, Some(own)) = (&self.experiment.data, &self.own) {
            effects.push(Effect::Keep(sha256.clone(), own.bytes.clone()));
        }
        effects.extend(self.go_on());
        effects.extend(self.change_next());
        effects
    }

    /// A worker has the present data, too.
    fn hear_prepared_again(&mut self, worker: usize, generation: u32) -> Effects {
        if generation != self.generation {
            return Vec::new();
        }
        self.schedule.prepared(worker);
        let mut effects = self.equip(worker);
        if worker == 0 {
            effects.push(Effect::Send(0, Request::Pace(self.pace)));
        }
        if worker == 0 && self.plan.is_none() && self.plan_error.is_none() {
            effects.push(self.question(0));
        }
        effects.extend(self.go_on());
        effects
    }

    fn question(&self, worker: usize) -> Effect {
        let attribute = self.experiment.attribute_inference.clone();
        Effect::Send(worker, Request::Ask { generation: self.generation, question: self.question, attribute })
    }

    /// Queues the units that are due, once there are a model and a plan.
    fn push_due(&mut self) {
        let (Some(plan), true) = (&self.plan, self.model.is_some()) else { return };
        let due = std::mem::take(&mut self.due);
        let units = |wanted: bool, is: fn(&Unit) -> bool| plan.units.iter().filter(move |u| wanted && is(u)).cloned();
        self.schedule.push(units(due.guess, Unit::is_guess), Urgency::Urgent);
        self.schedule.push(units(due.rest, |u| !u.is_guess() && !u.is_population()), Urgency::Ordinary);
        self.schedule.push(units(due.population, Unit::is_population), Urgency::Ordinary);
    }

    fn forget_model(&mut self) {
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

    /// Gives a prepared worker the model, if there is one.
    fn equip(&mut self, worker: usize) -> Effects {
        let Some(model) = self.model.clone() else { return Vec::new() };
        self.schedule.equipped(worker);
        vec![Effect::Send(worker, Request::SetModel { generation: self.generation, model })]
    }

    /// Hands out what waits, and looks whether everything is there.
    fn go_on(&mut self) -> Effects {
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

    fn write_report(&mut self) {
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

    fn hear_done(&mut self, worker: usize, job: u32, outcome: Outcome, model: Option<Model>) -> Effects {
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

    fn train(&mut self, pace: Pace) -> Effects {
        if self.model.is_some() || self.activity == Activity::Diverged {
            return self.reset(pace_from_start(pace));
        }
        self.set_pace(pace)
    }

    fn set_pace(&mut self, pace: Pace) -> Effects {
        if self.model.is_some() || self.description.is_none() || self.activity == Activity::Diverged {
            return Vec::new();
        }
        self.pace = pace;
        self.activity = if pace == Pace::Pause { Activity::Paused } else { Activity::Training };
        vec![Effect::Send(0, Request::Pace(pace))]
    }

    fn reset(&mut self, pace: Pace) -> Effects {
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

    fn cancel(&mut self, which: impl Fn(&Unit) -> bool) -> Effects {
        let cancelled = self.schedule.cancel(which);
        for (_, job) in &cancelled {
            self.live.remove(job);
            self.shares.remove(job);
        }
        cancelled.into_iter().map(|(worker, job)| Effect::Send(worker, Request::Cancel { job })).collect()
    }

    fn stop(&mut self) -> Effects {
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

    fn resume(&mut self) -> Effects {
        for (unit, urgency) in std::mem::take(&mut self.stopped) {
            self.schedule.push([unit], urgency);
        }
        self.go_on()
    }

    fn ask(&mut self, attribute: AttributeConfig) -> Effects {
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

    fn inspect(&mut self, bytes: Rc<Vec<u8>>, options: CsvOptions) -> Effects {
        self.status = "Reading the file.".to_string();
        self.n_inspections += 1;
        self.inspecting = Some(Inspecting { number: self.n_inspections, bytes, options, n_sent: 0, is_sent: false });
        self.send_inspection()
    }

    /// Has the chosen file looked into, once the first worker's code is there.
    fn send_inspection(&mut self) -> Effects {
        if !self.schedule.has_started(0) {
            return Vec::new();
        }
        let Some(inspecting) = self.inspecting.as_mut().filter(|i| !i.is_sent) else { return Vec::new() };
        inspecting.is_sent = true;
        inspecting.n_sent += 1;
        let file = ByteBuf::from(inspecting.bytes.to_vec());
        let (number, options) = (inspecting.number, inspecting.options.clone());
        vec![Effect::Send(0, Request::Inspect { number, file, options })]
    }

    fn hear_inspected(&mut self, bytes: Rc<Vec<u8>>, inspection: Inspection) -> Effects {
        let (sha256, proposed) = (inspection.sha256.clone(), inspection.experiment.clone());
        let own = OwnFile { bytes, inspection: Rc::new(inspection) };
        if let Some(awaited) = self.awaiting.clone() {
            return match &awaited.data {
                DataSource::Own { sha256: wanted, .. } if *wanted == sha256 => self.change(awaited, Some(own)),
                _ => self.refuse(
                    "This file isn't the one that the link was made with: its SHA-256 differs. Choose the right file, or choose another data set to start afresh.".to_string(),
                ),
            };
        }
        self.candidate = Some(own.clone());
        match proposed {
            Ok(experiment) => self.change(experiment, Some(own)),
            Err(sentence) => self.refuse(format!("{sentence} What was shown before is kept.")),
        }
    }

    fn set_workers(&mut self, n: usize) -> Effects {
        let mut effects = Vec::new();
        while self.n_workers() < n.clamp(1, 8) {
            effects.push(Effect::Spawn(self.schedule.add_worker()));
        }
        while self.n_workers() > n.clamp(1, 8) {
            self.schedule.remove_worker();
            effects.push(Effect::End(self.n_workers()));
        }
        self.live.clear();
        effects.extend(self.go_on());
        effects
    }

    fn lose(&mut self, worker: usize, reason: &str) -> Effects {
        self.n_lost += 1;
        self.live.clear();
        if worker == 0 {
            self.lose_first(reason);
        }
        if let Err((unit, urgency)) = self.schedule.lost(worker) {
            let how = if unit == Unit::Training { "Train" } else { "Continue" };
            self.refuse(format!(
                "A worker failed twice at the same task ({}): {reason}. Everything finished is kept; “{how}” tries again.",
                name_of(&unit),
            ));
            if unit == Unit::Training {
                self.schedule.push([unit], urgency);
                self.pace = Pace::Pause;
                self.activity = Activity::Paused;
            } else {
                self.stopped.push((unit, urgency));
                self.activity = Activity::Stopped;
            }
        }
        if self.n_lost > 3 * self.n_workers() {
            self.activity = Activity::Failed;
            return self.refuse(format!(
                "The workers can't be started ({reason}). Reload the page; a browser of 2023 or later is needed."
            ));
        }
        vec![Effect::Spawn(worker)]
    }

    /// What the first worker was reading is tried once more.
    fn lose_first(&mut self, reason: &str) {
        if let Some(pending) = &mut self.pending {
            pending.is_sent = false;
        }
        if let Some(inspecting) = &mut self.inspecting {
            inspecting.is_sent = false;
        }
        let data = self.pending.take_if(|p| p.n_sent >= 2).is_some();
        let file = self.inspecting.take_if(|i| i.n_sent >= 2).is_some();
        if data || file {
            let kept = if self.description.is_some() { " What was shown before is kept." } else { "" };
            self.refuse(format!(
                "Reading the data failed twice ({reason}); it may be too large for this machine.{kept}"
            ));
        }
    }

    fn deal(&mut self, distance: usize, neighbour: Neighbour) -> Effects {
        if self.model.is_none() {
            return Vec::new();
        }
        let game = StrongMembership { distance, neighbour, originals: Side::Members };
        let n_members = self.description.as_ref().map_or(1, |d| d.n_members);
        let unit = Unit::Pair { game, original: self.n_dealt % n_members, variant: self.n_dealt / n_members };
        self.n_dealt += 1;
        self.round = None;
        self.schedule.push([unit], Urgency::Urgent);
        self.go_on()
    }

    fn show_pair(&mut self, unit: &Unit, pair: Option<Pair>) {
        let Unit::Pair { game, .. } = unit else { return };
        let member_first = self.experiment.seed.rng(Stream::Shuffle, self.n_dealt as u64).random::<bool>();
        let StrongMembership { distance, neighbour, .. } = *game;
        self.round = pair.map(|pair| Round { pair, member_first, guessed_first: None, distance, neighbour });
        if self.round.is_none() {
            self.refuse("This record has no such neighbour outside the training set. Deal again.".to_string());
        }
    }

    fn guess(&mut self, first: bool) {
        let Some(round) = self.round.as_mut().filter(|r| r.guessed_first.is_none()) else { return };
        round.guessed_first = Some(first);
        let points = |a: f64, b: f64| {
            if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        };
        self.score.n_rounds += 1;
        self.score.person += f64::from(u8::from(first == round.member_first));
        let (own, other) = round.pair.scores[0];
        self.score.attacker += points(own, other);
        if let Some((own, other)) = round.pair.n_ones {
            self.score.rule += points(other as f64, own as f64);
        }
    }
}

/// Training that starts anew: a step is then the first one.
fn pace_from_start(pace: Pace) -> Pace {
    match pace {
        Pace::Until(_) => Pace::Until(1),
        pace => pace,
    }
}

/// A unit in words.
fn name_of(unit: &Unit) -> &'static str {
    match unit {
        Unit::Training => "training",
        Unit::Scores(_) => "scoring records",
        Unit::Completions { .. } | Unit::Target(_) => "trying completions",
        Unit::Imputation | Unit::TargetImputation { .. } => "fitting the baselines",
        Unit::StrongMembership(_) | Unit::Pair { .. } => "the strong membership game",
    }
}
