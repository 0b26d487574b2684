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

/// An experiment that the first worker is looking at.
#[derive(Debug)]
struct Pending {
    generation: u32,
    experiment: Experiment,
    /// Whether it trains at once.
    pace: Pace,
    /// Whether the request was sent.
    is_sent: bool,
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
    /// The file chosen, looked into.
    pub inspection: Option<Rc<Inspection>>,
    /// The round being played.
    pub round: Option<Round>,
    /// Points so far.
    pub score: Score,
    /// The report, once everything is there, and its fingerprint.
    pub report: Option<(Rc<Report>, String)>,
    /// What the page is doing.
    pub activity: Activity,
    awaiting: Option<Experiment>,
    own_file: Option<Rc<Vec<u8>>>,
    /// How the file is to be looked into, until the first worker can.
    waiting_options: Option<CsvOptions>,
    files: BTreeMap<&'static str, Vec<u8>>,
    pending: Option<Pending>,
    schedule: Schedule,
    stopped: Vec<(Unit, Urgency)>,
    model: Option<Model>,
    pace: Pace,
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
            inspection: None,
            round: None,
            score: Score::default(),
            report: None,
            activity: Activity::Loading,
            awaiting: None,
            own_file: None,
            waiting_options: None,
            files: BTreeMap::new(),
            pending: None,
            schedule,
            stopped: Vec::new(),
            model: None,
            pace: Pace::Run,
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

    /// Whether another experiment is being prepared.
    pub fn is_preparing(&self) -> bool {
        self.pending.is_some()
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
            Event::LinkChanged(fragment) => match link::write(&self.experiment) == fragment.trim_start_matches('#') {
                true => Vec::new(),
                false => self.open(&fragment),
            },
            Event::Heard(worker, reply) if worker < self.n_workers() => self.hear(worker, reply),
            Event::Lost(worker, reason) if worker < self.n_workers() => self.lose(worker, &reason),
            Event::Heard(..) | Event::Lost(..) => Vec::new(),
            Event::Fetched(path, Ok(bytes)) => {
                self.files.insert(path, bytes);
                self.send_pending()
            }
            Event::Fetched(path, Err(reason)) => {
                self.pending = None;
                self.refuse(format!(
                    "The file {path} can't be loaded ({reason}). Check the connection and choose the data set again."
                ))
            }
            Event::FileChosen(bytes) => {
                self.own_file = Some(Rc::new(bytes));
                self.inspect(CsvOptions::default())
            }
            Event::Recalled(Some(bytes)) if self.awaiting.is_some() => {
                self.own_file = Some(Rc::new(bytes));
                self.inspect(CsvOptions::default())
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
            Event::ReadAs(options) => self.inspect(options),
            Event::Change(experiment) => self.change(experiment, Pace::Run),
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
                _ => self.change(experiment, Pace::Run),
            },
            Err(error) if self.description.is_none() => {
                let effects = self.change(Experiment::check_ins(), Pace::Run);
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
        self.inspection.as_ref().map(|i| &i.sha256)
    }

    fn refuse(&mut self, sentence: String) -> Effects {
        self.status.clone_from(&sentence);
        self.notice = Some(Notice { sentence, is_error: true });
        if self.description.is_none() && self.pending.is_none() && self.awaiting.is_none() {
            self.activity = Activity::Failed;
        }
        Vec::new()
    }

    /// Tries an experiment on the first worker.
    fn change(&mut self, experiment: Experiment, pace: Pace) -> Effects {
        if let Err(error) = experiment.check() {
            return self.refuse(error.to_string());
        }
        self.generation += 1;
        let shipped = experiment.data.shipped_file();
        self.pending = Some(Pending { generation: self.generation, experiment, pace, is_sent: false });
        match shipped {
            Some(path) if !self.files.contains_key(path) => vec![Effect::Fetch(path)],
            _ => self.send_pending(),
        }
    }

    fn file_of(&self, data: &DataSource) -> Option<ByteBuf> {
        match (data, data.shipped_file()) {
            (DataSource::Own { .. }, _) => self.own_file.as_ref().map(|f| ByteBuf::from(f.to_vec())),
            (_, Some(path)) => self.files.get(path).map(|f| ByteBuf::from(f.clone())),
            (_, None) => None,
        }
    }

    fn send_pending(&mut self) -> Effects {
        let Some(pending) = &self.pending else { return Vec::new() };
        let file = self.file_of(&pending.experiment.data);
        let is_here = pending.experiment.data.shipped_file().is_none() || file.is_some();
        if pending.is_sent || !is_here || !self.schedule.has_started(0) {
            return Vec::new();
        }
        let Pending { generation, experiment, .. } = pending;
        let request =
            Request::Prepare { generation: *generation, experiment: experiment.clone(), file, describe: true };
        if let Some(pending) = &mut self.pending {
            pending.is_sent = true;
        }
        vec![Effect::Send(0, request)]
    }

    fn prepare(&self, worker: usize) -> Effect {
        let experiment = self.experiment.clone();
        let file = self.file_of(&experiment.data);
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
                if worker == 0 && self.waiting_options.is_some() {
                    self.inspect_waiting()
                } else if worker == 0 && self.pending.is_some() {
                    self.send_pending()
                } else if self.description.is_some() {
                    vec![self.prepare(worker)]
                } else {
                    Vec::new()
                }
            }
            Reply::Prepared { generation, description } => self.hear_prepared(worker, generation, description),
            Reply::Refused { generation, sentence } => {
                if self.pending.as_ref().is_some_and(|p| p.generation == generation) {
                    self.pending = None;
                    return self.refuse(sentence);
                }
                Vec::new()
            }
            // Every worker answers; the first one's word is enough.
            Reply::Asked { question, plan } if question == self.question && worker == 0 => {
                match plan {
                    Ok(plan) => {
                        let wants_guess = self.results.tally.is_none() && self.results.imputed.is_none();
                        if self.model.is_some() && wants_guess {
                            self.schedule.push(plan.guess_units.clone(), Urgency::Urgent);
                        }
                        if self.model.is_some() && self.results.targets[0].is_empty() {
                            self.schedule.push(plan.population_units.clone(), Urgency::Ordinary);
                        }
                        self.plan_error = None;
                        self.plan = Some(plan);
                    }
                    Err(sentence) => {
                        self.plan = None;
                        self.plan_error = Some(sentence);
                    }
                }
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
                                && epoch >= epochs
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
            Reply::Inspected(Ok(inspection)) => self.hear_inspected(*inspection),
            Reply::Inspected(Err(sentence)) => self.refuse(sentence),
            Reply::Panicked(reason) => self.lose(worker, &reason),
        }
    }

    fn hear_prepared(&mut self, worker: usize, generation: u32, description: Option<Box<Description>>) -> Effects {
        let accepted = self.pending.take_if(|p| p.generation == generation);
        let (Some(pending), Some(description)) = (accepted, description) else {
            if generation != self.generation {
                return Vec::new();
            }
            self.schedule.prepared(worker);
            let mut effects = self.equip(worker);
            if worker == 0 {
                effects.push(Effect::Send(0, Request::Pace(self.pace)));
            }
            if worker == 0 && self.plan.is_none() && self.plan_error.is_none() {
                let (question, experiment) = (self.question, self.experiment.clone());
                effects.push(Effect::Send(0, Request::Ask { question, experiment }));
            }
            effects.extend(self.go_on());
            return effects;
        };
        self.experiment = pending.experiment;
        self.awaiting = None;
        self.notice = None;
        self.plan = Some(description.plan.clone());
        self.plan_error = None;
        self.description = Some(Rc::from(description));
        self.schedule.clear();
        self.schedule.prepared(0);
        self.forget_model();
        self.pace = pending.pace;
        self.schedule.push([Unit::Training], Urgency::Ordinary);
        self.activity = if self.pace == Pace::Run { Activity::Training } else { Activity::Paused };
        self.n_lost = 0;
        let mut effects =
            vec![Effect::SetFragment(link::write(&self.experiment)), Effect::Send(0, Request::Pace(self.pace))];
        let others = (1..self.n_workers()).filter(|w| self.schedule.has_started(*w));
        effects.extend(others.map(|worker| self.prepare(worker)));
        if let (DataSource::Own { sha256, .. }, Some(file)) = (&self.experiment.data, &self.own_file) {
            effects.push(Effect::Keep(sha256.clone(), file.clone()));
        }
        effects.extend(self.go_on());
        effects
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
    }

    /// Gives a prepared worker the model, if there is one.
    fn equip(&mut self, worker: usize) -> Effects {
        let Some(model) = self.model.clone() else { return Vec::new() };
        self.schedule.equipped(worker);
        vec![Effect::Send(worker, Request::SetModel(model))]
    }

    /// Hands out what waits, and looks whether everything is there.
    fn go_on(&mut self) -> Effects {
        let started = self.schedule.dispatch();
        let effects =
            started.into_iter().map(|(worker, job, unit)| Effect::Send(worker, Request::Start { job, unit })).collect();
        if self.model.is_some() && self.stopped.is_empty() {
            let is_done = self.schedule.is_done();
            self.activity = if is_done { Activity::Done } else { Activity::Attacking };
            if is_done && self.report.is_none() && self.plan.is_some() {
                self.write_report();
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
        self.status = "All attacks are done.".to_string();
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
                    if let Some(plan) = &self.plan {
                        let is_guess = |unit: &Unit| plan.guess_units.contains(unit);
                        let (guess, rest): (Vec<Unit>, Vec<Unit>) = plan.units.iter().cloned().partition(is_guess);
                        self.schedule.push(guess, Urgency::Urgent);
                        self.schedule.push(rest, Urgency::Ordinary);
                    }
                }
            }
            Outcome::Pair(pair) => self.show_pair(&unit, pair.clone()),
            _ => {}
        }
        self.results.put(&unit, outcome);
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
        self.stopped = unfinished;
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
        let old = std::mem::replace(&mut self.experiment.attribute_inference, attribute);
        let new = &self.experiment.attribute_inference;
        if self.description.is_none() || old == *new {
            return Vec::new();
        }
        let other_portion = old.portion != new.portion;
        let other_guess = other_portion || old.target != new.target;
        let other_population = other_portion || old.n_targets != new.n_targets;
        self.report = None;
        let mut effects = vec![Effect::SetFragment(link::write(&self.experiment))];
        if other_guess {
            effects.extend(self.cancel(|unit| matches!(unit, Unit::Completions { .. } | Unit::Imputation)));
            self.stopped.retain(|(unit, _)| !matches!(unit, Unit::Completions { .. } | Unit::Imputation));
            self.results.forget_guess();
        }
        if other_population {
            effects.extend(self.cancel(|unit| matches!(unit, Unit::Target(_) | Unit::TargetImputation { .. })));
            self.stopped.retain(|(unit, _)| !matches!(unit, Unit::Target(_) | Unit::TargetImputation { .. }));
            self.results.forget_population();
        }
        if !other_guess && !other_population {
            effects.extend(self.go_on());
            return effects;
        }
        self.question += 1;
        self.plan = None;
        let (question, experiment) = (self.question, &self.experiment);
        let ask = |worker| Effect::Send(worker, Request::Ask { question, experiment: experiment.clone() });
        // Also to workers that are still reading the data: they take their messages in order.
        effects.extend((0..self.n_workers()).filter(|w| self.schedule.has_started(*w)).map(ask));
        effects
    }

    fn inspect(&mut self, options: CsvOptions) -> Effects {
        self.status = "Reading the file.".to_string();
        self.waiting_options = Some(options);
        self.inspect_waiting()
    }

    /// Has the chosen file looked into, once the first worker's code is there.
    fn inspect_waiting(&mut self) -> Effects {
        let Some(file) = self.own_file.as_ref().filter(|_| self.schedule.has_started(0)) else { return Vec::new() };
        let Some(options) = self.waiting_options.take() else { return Vec::new() };
        vec![Effect::Send(0, Request::Inspect { file: ByteBuf::from(file.to_vec()), options })]
    }

    fn hear_inspected(&mut self, inspection: Inspection) -> Effects {
        let awaited = self.awaiting.clone();
        let (sha256, proposed) = (inspection.sha256.clone(), inspection.experiment.clone());
        self.inspection = Some(Rc::new(inspection));
        match (awaited, proposed) {
            (Some(experiment), _) if matches!(&experiment.data, DataSource::Own { sha256: wanted, .. } if *wanted == sha256) => {
                self.change(experiment, Pace::Run)
            }
            (Some(_), _) => self.refuse(
                "This file isn't the one that the link was made with: its SHA-256 differs. Choose the right file, or choose another data set to start afresh.".to_string(),
            ),
            (None, Ok(experiment)) => self.change(experiment, Pace::Run),
            (None, Err(sentence)) => self.refuse(format!("{sentence} What was shown before is kept.")),
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
        if let Some(pending) = self.pending.take_if(|p| worker == 0 && p.is_sent) {
            self.refuse(format!(
                "Reading the data of this experiment failed ({reason}). What was shown before is kept."
            ));
            drop(pending);
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
