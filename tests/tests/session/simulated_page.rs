//! A page without a browser: its session, its workers, and the messages between them.

use nearmiss::Experiment;
use nearmiss::work::run;
use nearmiss_app::files::Bytes;
use nearmiss_app::message::{FileId, Reply, Request, decode, encode};
use nearmiss_app::session::{ChosenFile, Effect, Event, Session};
use nearmiss_app::worker_state::WorkerState;
use rand::{RngExt, SeedableRng};
use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// A session, its workers, and what is under way between them.
pub struct SimulatedPage {
    pub session: Session,
    pub desks: Vec<WorkerState>,
    pub inboxes: Vec<VecDeque<Vec<u8>>>,
    pub outboxes: Vec<VecDeque<Vec<u8>>>,
    pub rng: nearmiss::Rng,
    pub fragment: String,
    /// Worker 1 is lost at its so many-th step.
    pub traps: Vec<usize>,
    pub n_steps: usize,
    /// What the browser keeps of finished units.
    pub saved: BTreeMap<String, Vec<u8>>,
    /// Files that a person chose.
    pub files: Vec<Vec<u8>>,
    /// How often a worker has read one.
    pub n_read: Rc<Cell<usize>>,
    /// The one that the browser keeps, under its digest.
    pub kept: Option<(String, FileId)>,
    /// The file that was handed to the person last.
    pub handed: String,
}

impl SimulatedPage {
    pub fn open(n_workers: usize, experiment: &Experiment) -> SimulatedPage {
        let mut page = SimulatedPage::closed(n_workers);
        page.handle(Event::Opened(nearmiss_app::link::write(experiment, &Default::default())));
        page
    }

    /// Nobody has opened the page yet.
    pub fn closed(n_workers: usize) -> SimulatedPage {
        SimulatedPage {
            session: Session::new(n_workers),
            desks: Vec::new(),
            inboxes: Vec::new(),
            outboxes: Vec::new(),
            rng: nearmiss::Rng::seed_from_u64(n_workers as u64),
            fragment: String::new(),
            traps: Vec::new(),
            n_steps: 0,
            saved: BTreeMap::new(),
            files: Vec::new(),
            n_read: Rc::default(),
            kept: None,
            handed: String::new(),
        }
    }

    /// A person chooses a file.
    pub fn choose(&mut self, file: impl Into<Vec<u8>>) {
        self.files.push(file.into());
        let file = self.chosen(self.files.len() - 1);
        self.handle(Event::FileChosen(file));
    }

    /// A file by its number.
    pub fn chosen(&self, number: usize) -> ChosenFile {
        ChosenFile { id: FileId(number as u32), name: format!("file {number}") }
    }

    pub fn handle(&mut self, event: Event) {
        for effect in self.session.handle(event) {
            match effect {
                Effect::Spawn(worker) => self.spawn(worker),
                Effect::End(worker) => {
                    self.desks.truncate(worker);
                    self.inboxes.truncate(worker);
                    self.outboxes.truncate(worker);
                }
                Effect::Send(worker, request) => self.inboxes[worker].push_back(encode(&request)),
                Effect::Fetch(path) => {
                    let path_here = format!("{}/../www/{path}", env!("CARGO_MANIFEST_DIR"));
                    self.handle(Event::Fetched(path, std::fs::read(path_here).map_err(|e| e.to_string())));
                }
                Effect::FetchRecorded(name) => {
                    let path = format!("{}/../www/recorded/{name}.json.gz", env!("CARGO_MANIFEST_DIR"));
                    self.handle(Event::FetchedRecord(name, std::fs::read(path).ok()));
                }
                Effect::SetFragment(fragment) | Effect::PushFragment(fragment) => self.fragment = fragment,
                Effect::Recall(digest) => {
                    let kept = self.kept.as_ref().filter(|(kept, _)| *kept == digest).map(|(_, file)| *file);
                    let kept = kept.map(|FileId(number)| self.chosen(number as usize));
                    self.handle(Event::Recalled(kept));
                }
                Effect::Keep(digest, file) => self.kept = Some((digest, file)),
                Effect::Save(key, bytes) => {
                    self.saved.insert(key, bytes);
                }
                Effect::Recover(generation, beginnings) => {
                    let is_meant = |key: &String| beginnings.iter().any(|beginning| key.starts_with(beginning));
                    let kept = self.saved.iter().filter(|(key, _)| is_meant(key)).map(|(_, bytes)| bytes.clone());
                    let kept = kept.collect();
                    self.handle(Event::Recovered(generation, kept));
                }
                Effect::SaveText(_, text) => self.handed = text,
                Effect::Forget => self.kept = None,
            }
        }
    }

    pub fn spawn(&mut self, worker: usize) {
        self.desks.resize_with(self.desks.len().max(worker + 1), WorkerState::default);
        self.inboxes.resize_with(self.desks.len(), VecDeque::new);
        self.outboxes.resize_with(self.desks.len(), VecDeque::new);
        self.desks[worker] = WorkerState::default();
        self.inboxes[worker].clear();
        self.outboxes[worker] = [encode(&WorkerState::greeting())].into();
    }

    /// One thing happens: a message arrives or a worker makes a step. False if nothing is left to happen.
    pub fn tick(&mut self) -> bool {
        let mut acts = Vec::new();
        for worker in 0..self.desks.len() {
            if !self.inboxes[worker].is_empty() || self.desks[worker].is_busy() {
                acts.push((worker, true));
            }
            if !self.outboxes[worker].is_empty() {
                acts.push((worker, false));
            }
        }
        if acts.is_empty() {
            return false;
        }
        let (worker, is_inward) = acts[self.rng.random_range(0..acts.len())];
        if !is_inward {
            if let Some(bytes) = self.outboxes[worker].pop_front() {
                let reply: Reply = decode(&bytes).expect("a reply can be read");
                self.handle(Event::Heard(worker, reply));
            }
            return true;
        }
        let worker_state = &mut self.desks[worker];
        let reply = match self.inboxes[worker].pop_front() {
            Some(bytes) => {
                let request: Request = decode(&bytes).expect("a request can be read");
                let file = request.file().and_then(|FileId(file)| self.files.get(file as usize).cloned());
                let n_read = self.n_read.clone();
                let bytes = move || {
                    n_read.set(n_read.get() + 1);
                    file.clone().ok_or("The file can't be read.".to_string())
                };
                worker_state.receive(request, Bytes(Box::new(bytes)))
            }
            None => worker_state.step(),
        };
        self.outboxes[worker].extend(reply.map(|r| encode(&r)));
        // As the worker's shell does.
        let told = worker_state.progress().filter(|_| !worker_state.is_busy());
        self.outboxes[worker].extend(told.map(|r| encode(&r)));
        if worker == 1 || self.desks.len() == 1 {
            self.n_steps += 1;
            if self.traps.contains(&self.n_steps) {
                self.outboxes[worker].clear();
                self.handle(Event::Lost(worker, "unreachable executed".to_string()));
            }
        }
        true
    }

    pub fn work_until(&mut self, what: &str, condition: impl Fn(&Session) -> bool) {
        while !condition(&self.session) {
            assert!(self.tick(), "nothing is left to do, but {what} never came: {:?}", self.session.said.notice);
        }
    }

    pub fn fingerprint(&mut self) -> String {
        self.work_until("the report", |session| session.found.shown.report.is_some());
        while self.tick() {}
        self.session.found.shown.report.as_ref().expect("the report stays").fingerprint.clone()
    }
}

/// Digits with a small network: every kind of unit, done in a moment.
pub fn small() -> Experiment {
    let mut experiment = Experiment::digits();
    experiment.training.hidden = vec![24];
    experiment.training.epochs = 6;
    experiment.n_scored = 100;
    experiment.strong_membership.distances = vec![1, 2, 4];
    experiment.strong_membership.n_originals = 30;
    experiment.attribute_inference.n_targets = 4;
    experiment
}

/// The fingerprint that the library gives without a page.
pub fn native(experiment: &Experiment) -> String {
    let file =
        std::fs::read(format!("{}/../www/data/digits.csv.gz", env!("CARGO_MANIFEST_DIR"))).expect("it is shipped");
    run(experiment.clone(), Some(&file)).expect("the experiment runs").fingerprint()
}

/// What a link asks.
pub fn experiment_of(fragment: &str) -> Experiment {
    nearmiss_app::link::read(fragment).expect("it is a link").experiment.into()
}
