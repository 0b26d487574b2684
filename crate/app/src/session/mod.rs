//! The page's logic: what has happened, what is known, and what to do next. No browser here.
//!
//! [`Session::handle`] takes an [`Event`] and returns [`Effect`]s, which a thin shell carries out. A change of data or
//! training is tried on the first worker before anything of the present state is given up.

mod attack;
mod data;
mod event;
mod loss;
mod recorded;
mod round;
mod saved;

pub use event::{Activity, Effect, Event, Lack, Notice};
pub use recorded::Record;
pub use round::{MemberRound, MemberScore, Round, Score};

use crate::link::PageSettings;
use crate::message::{BUILD, Description, Inspection, Model, Pace, Plan, Reply};
use crate::schedule::{Schedule, Urgency};
use attack::Due;
use data::{Inspecting, OwnFile, Pending, Wanted};
use nearmiss::attribute::{Found, Tally};
use nearmiss::dataset::format::CsvOptions;
use nearmiss::matrix::MatrixReport;
use nearmiss::report::{Pooled, TrialReport};
use nearmiss::roc::RocCurve;
use nearmiss::train::EpochRecord;
use nearmiss::work::{Progress, Results, Unit};
use nearmiss::{Experiment, Report};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A search for a completion.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What was asked.
    pub unit: Unit,
    /// What it found, once it is over.
    pub found: Option<Found>,
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
    /// The ROC curves of all attacks scored, by name, once both sides are.
    pub curves: Option<Rc<BTreeMap<String, RocCurve>>>,
    /// The round being played.
    pub round: Option<Round>,
    /// The search that was asked for last.
    pub search: Option<Search>,
    /// Points so far.
    pub score: Score,
    /// The round of the membership game being played.
    pub member_round: Option<MemberRound>,
    /// Points in it so far.
    pub member_score: MemberScore,
    /// Recorded results by preset, once looked at.
    pub recorded: BTreeMap<&'static str, Record>,
    /// The report, once everything is there, and its fingerprint.
    pub report: Option<(Rc<Report>, String)>,
    /// What the page is doing.
    pub activity: Activity,
    /// How a link says that the page is to be shown.
    page: PageSettings,
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
    n_records_dealt: u64,
    /// Workers that failed since something last succeeded.
    n_lost: usize,
    /// Whether repeats that run are held.
    holds: bool,
    /// Whether the browser is being asked for finished units.
    is_recovering: bool,
    /// What the browser doesn't do, as far as it has shown.
    lacks: Vec<Lack>,
    /// Whether a person has said that the browser should keep nothing of the present experiment.
    keeps_nothing: bool,
    /// What it had.
    offer: Option<saved::Offer>,
    /// What the attacks have given so far, all finished repeats together; made when asked for.
    pooled: RefCell<Option<Rc<Pooled>>>,
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
            search: None,
            score: Score::default(),
            member_round: None,
            recorded: BTreeMap::new(),
            member_score: MemberScore::default(),
            report: None,
            activity: Activity::Loading,
            page: PageSettings::default(),
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
            n_records_dealt: 0,
            n_lost: 0,
            holds: false,
            is_recovering: false,
            lacks: Vec::new(),
            keeps_nothing: false,
            offer: None,
            pooled: RefCell::default(),
        }
    }

    /// Whether the browser keeps finished units of the present experiment.
    pub fn keeps_units(&self) -> bool {
        self.is_long() && !self.keeps_nothing && !self.lacks(Lack::Storage)
    }

    /// Whether the browser has shown that it doesn't do this.
    pub fn lacks(&self, lack: Lack) -> bool {
        self.lacks.contains(&lack)
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

    /// What the work done so far costs and what all of it costs, in one measure.
    pub fn work(&self) -> (f64, f64) {
        let Some(plan) = &self.plan else { return (0.0, 1.0) };
        let n_others = self.experiment.repeats.saturating_sub(1) as f64;
        let all = plan.training_cost + plan.costs.iter().sum::<f64>() + n_others * plan.repeat_cost;
        let (epoch, share) = self.trained;
        let trained = if self.has_model() {
            1.0
        } else {
            (epoch as f64 + share) / self.experiment.training_config().n_epochs() as f64
        };
        let cost = |unit: &Unit| match unit {
            Unit::Repeat(_) => plan.repeat_cost,
            unit => plan.units.iter().position(|u| u == unit).map_or(0.0, |place| plan.costs[place]),
        };
        let units = plan.units.iter().filter(|unit| self.results.has(unit)).map(cost).sum::<f64>();
        let repeats = self.results.repeats.len() as f64 * plan.repeat_cost;
        let running = self.shares.iter().filter_map(|(job, share)| Some(cost(self.schedule.unit_of(*job)?) * share));
        (trained * plan.training_cost + units + repeats + running.sum::<f64>(), all)
    }

    /// What attacks against defences have given so far.
    pub fn matrix(&self) -> Option<MatrixReport> {
        self.results.matrix(&self.experiment)
    }

    /// Share of the groups of defences that are tried, running ones in part.
    pub fn matrix_share(&self) -> f64 {
        let n_groups = self.experiment.matrix.as_ref().map_or(0, |matrix| matrix.groups().len());
        let is_running = |job: &u32| self.schedule.unit_of(*job).is_some_and(Unit::is_matrix);
        let running = self.shares.iter().filter(|(job, _)| is_running(job)).map(|(_, share)| share);
        (self.results.matrix.len() as f64 + running.sum::<f64>()) / n_groups.max(1) as f64
    }

    /// What the attacks have given so far, all finished repeats together.
    pub fn pooled(&self) -> Rc<Pooled> {
        let mut kept = self.pooled.borrow_mut();
        kept.get_or_insert_with(|| {
            let own = self.trial_report();
            let trials: Vec<TrialReport> = own.into_iter().chain(self.results.repeats.values().cloned()).collect();
            Rc::new(Pooled::of(&trials))
        })
        .clone()
    }

    /// Takes in an event; what the shell has to do.
    pub fn handle(&mut self, event: Event) -> Effects {
        match event {
            Event::Opened(fragment) => {
                let mut effects: Effects = (0..self.n_workers()).map(Effect::Spawn).collect();
                effects.extend(self.open(&fragment));
                effects
            }
            Event::LinkChanged(fragment) if self.link() == fragment.trim_start_matches('#') => {
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
                let waits = |p: &mut Pending| p.wanted.experiment.data.shipped_file() == Some(path);
                let Some(pending) = self.pending.take_if(waits) else { return Vec::new() };
                let sentence = format!(
                    "The file {path} can't be loaded ({reason}). Check the connection and choose the data set again."
                );
                self.give_up(pending, sentence)
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
            Event::Forget => {
                self.keeps_nothing = true;
                vec![Effect::Forget]
            }
            Event::Recovered(generation, kept) => self.hear_recovered(generation, kept),
            Event::TakeUp(is_wanted) => self.answer_offer(is_wanted),
            Event::Repeat(n) => self.set_repeats(n),
            Event::Matrix(matrix) => self.set_matrix(matrix),
            Event::Search(unknown) => self.search(unknown),
            Event::FileRefused(sentence) => self.refuse(sentence),
            Event::ReadAs(options) => {
                match self.candidate.as_ref().or(self.own.as_ref()).map(|own| own.bytes.clone()) {
                    Some(bytes) => self.inspect(bytes, options),
                    None => Vec::new(),
                }
            }
            Event::Change(experiment) => {
                self.awaiting = None;
                if !experiment.data.is_own() {
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
            Event::DealRecord => {
                self.deal_record();
                Vec::new()
            }
            Event::GuessMember(is_member) => {
                self.guess_member(is_member);
                Vec::new()
            }
            Event::ShowRecorded(name) => self.show_recorded(name),
            Event::FetchedRecord(name, bytes) => self.hear_fetched_record(name, bytes),
            Event::Lacks(lack, reason) => {
                self.tell_lack(lack, &reason);
                Vec::new()
            }
            Event::Dismiss => {
                self.notice = None;
                Vec::new()
            }
        }
    }

    /// Says once what the page does without, beside what is being said.
    fn tell_lack(&mut self, lack: Lack, reason: &str) {
        if self.lacks(lack) {
            return;
        }
        self.lacks.push(lack);
        let sentence = match lack {
            Lack::Storage => format!(
                "This browser keeps nothing for the page ({reason}): the address brings the experiment back, but a file of your own and finished work will not survive a reload. Everything else works."
            ),
            Lack::Address => format!(
                "This browser doesn't let this page change its address ({reason}), so the address bar may show another experiment. “Copy link” gives the right one."
            ),
        };
        match &mut self.notice {
            Some(notice) => notice.sentence = format!("{} {sentence}", notice.sentence),
            None => self.notice = Some(Notice { sentence, is_error: false }),
        }
    }

    fn refuse(&mut self, sentence: String) -> Effects {
        self.status.clone_from(&sentence);
        self.notice = Some(Notice { sentence, is_error: true });
        if self.description.is_none() && self.pending.is_none() && self.awaiting.is_none() {
            self.activity = Activity::Failed;
        }
        Vec::new()
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
                    effects.extend(self.unpack_records());
                    effects.extend(self.send_inspection());
                    effects.extend(self.send_pending());
                }
                effects
            }
            Reply::Prepared { generation, description } => self.hear_prepared(worker, generation, description),
            Reply::Refused { generation, sentence } => {
                let Some(pending) = self.pending.take_if(|p| p.wanted.generation == generation) else {
                    return Vec::new();
                };
                self.give_up(pending, sentence)
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
                self.pooled.take();
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
            Reply::Unpacked { name, json } => {
                self.hear_unpacked(&name, json.as_deref());
                Vec::new()
            }
            Reply::Panicked(reason) => self.lose(worker, &reason),
        }
    }
}
