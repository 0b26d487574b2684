//! The page: one component that owns the session and carries out its effects. The stations are components, each drawn
//! anew only when something that it shows has changed.

mod added;
mod at_risk;
mod attributes;
mod before;
mod chart;
mod class;
mod control;
mod data;
mod data_sets;
mod defend;
mod element;
mod face;
mod features;
mod file_layout;
mod guess;
mod guess_table;
mod header;
mod hill;
mod lesson;
mod link_choices;
mod listening;
mod look;
mod matrix;
mod membership;
mod near_miss;
mod overview;
mod own_file;
mod paper;
mod population;
mod record;
mod search;
mod share;
mod standing;
mod stations;
mod stillness;
mod teacher;
mod train;
mod ui;
mod verdict;
mod view;
mod words;

use crate::browser::{self, Refused};
use crate::lesson::{Lesson, Place, Station};
use crate::message::{FileId, Request};
use crate::pool::{Handle, Heard};
use crate::session::{Activity, ChosenFile, Effect, Event, Lack, Session};
use crate::store;
use before::Before;
use chart::Viewport;
use gloo::events::EventListener;
use guess::Since;
use header::Working;
use nearmiss::Experiment;
use nearmiss::experiment::PRESETS;
use nearmiss::reading::MAX_BYTES;
use stations::Clock;
use stillness::Stillness;
use ui::{Msg, Tell, Ui, UiChange};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};
use yew::prelude::*;

/// Starts the page.
pub fn run() {
    console_error_panic_hook::set_once();
    let document = gloo::utils::document();
    match document.get_element_by_id("app") {
        Some(root) => {
            root.set_inner_html("");
            yew::Renderer::<App>::with_root(root).render();
        }
        None => gloo::console::error!("index.html has no element with the id “app”"),
    }
}

/// The page.
pub struct App {
    session: Session,
    ui: Ui,
    clock: Clock,
    workers: Vec<Option<Handle>>,
    /// What a person chose, and what the browser had kept: by number.
    files: Vec<Blob>,
    tell: Tell,
    /// The fragment of the experiment shown, if the browser doesn't let it into the address bar.
    unaddressed: Option<String>,
    /// The lesson as the browser keeps it.
    kept: Lesson,
    /// The place that was shown last.
    looked_at: Option<Place>,
    stillness: Stillness,
    /// What is to be looked at, as a selector, once it is drawn: what came out of a stake, or the terms.
    looks_at: Option<&'static str>,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = AppMessage;
    type Properties = ();

    fn create(ctx: &yew::Context<App>) -> App {
        let tell = Tell(ctx.link().callback(AppMessage));
        let time = js_sys::Date::now();
        let mut app = App {
            session: Session::new(browser::n_workers()),
            ui: Ui::new(Viewport::now()),
            clock: Clock { working: Working { time, done: 0.0 }, guessing: Since { time, n_tried: 0 } },
            workers: Vec::new(),
            files: Vec::new(),
            _listeners: listening::listen(&tell),
            tell,
            unaddressed: None,
            kept: Lesson::default(),
            looked_at: None,
            stillness: Stillness::default(),
            looks_at: None,
        };
        app.recall_lesson();
        class::recall(&mut app.ui.class);
        app.handle(Event::Opened(browser::fragment()));
        app.handle(Event::ShowRecorded(PRESETS[app.ui.paper.preset].name));
        app
    }

    fn update(&mut self, _ctx: &yew::Context<App>, AppMessage(message): AppMessage) -> bool {
        match message {
            Msg::Event(event) => {
                if matches!(event, Event::Spend(..)) {
                    self.remember();
                }
                self.handle(event);
            }
            Msg::Ui(change) => {
                self.looks_at = change.looks_at(&self.ui).or(self.looks_at);
                self.ui.set(change);
                let unknown = self.ui.paper.unknown_records(&self.session.archive);
                unknown.into_iter().for_each(|name| self.handle(Event::ShowRecorded(name)));
            }
            Msg::File(file) => self.take_file(file),
            Msg::Recalled(file) => {
                let file = file.map(|file| self.hold(file));
                self.handle(Event::Recalled(file));
            }
            Msg::Change(set) => {
                let wanted = self.session.wanted();
                let wanted: &Experiment = wanted;
                let mut changed = wanted.clone();
                set(&mut changed);
                // Another seed is still the paper's experiment; another network or split is not.
                if (Experiment { seed: wanted.seed, ..changed.clone() }) != *wanted {
                    changed.paper = None;
                }
                if changed.defence != wanted.defence {
                    self.remember();
                }
                self.handle(Event::Change(changed));
            }
            Msg::Ask(set) => {
                let mut asked = self.session.setup.experiment.attribute_inference.clone();
                set(&mut asked);
                self.handle(Event::Ask(asked));
            }
            Msg::Class(change) => class::change(&mut self.ui.class, change),
            Msg::CopyLink => self.copy_link(),
        }
        self.go_on_with_lesson();
        true
    }

    fn view(&self, _ctx: &yew::Context<App>) -> Html {
        let page = &self.session.setup.page;
        let ui = &self.ui;
        let body = match page.at {
            Some(Place::Lesson(step)) => self.lesson(step),
            _ => self.laboratory(),
        };
        html! {
            <>
                <a class="skip" href="#main" onclick={overview::go_to("main")}>{ "Skip to the contents" }</a>
                if !page.is_embedded { { lesson::bar(page.at, page, ui, &self.tell) } }
                { body }
                { lesson::terms(ui.lesson_view, &self.tell) }
            </>
        }
    }

    fn rendered(&mut self, _ctx: &yew::Context<App>, is_first: bool) {
        let at = self.session.setup.page.at;
        if self.looked_at != at
            && !is_first
            && let Some(place) = at
        {
            lesson::go_to(place);
        }
        self.looked_at = at;
        self.stillness.settle(self.is_busy());
        self.looks_at.take().into_iter().for_each(browser::look_at);
        if self.session.setup.page.is_embedded {
            browser::tell_height();
        }
    }
}

/// A message to the page.
pub struct AppMessage(pub(crate) Msg);

impl App {
    /// Whether something is being made anew.
    fn is_busy(&self) -> bool {
        matches!(self.session.run.activity, Activity::Loading | Activity::Training | Activity::Attacking)
    }

    fn handle(&mut self, event: Event) {
        if matches!(event, Event::Show(_)) {
            self.looked_at = None;
        }
        let was_busy = self.is_busy();
        let begins = !matches!(event, Event::Heard(..));
        let asks = matches!(event, Event::Ask(_) | Event::Change(_) | Event::Continue);
        let n_tried = self.session.found.shown.tally.as_ref().map_or(0, |tally| tally.n_tried);
        if asks || n_tried == 0 {
            self.clock.guessing = Since { time: js_sys::Date::now(), n_tried };
        }
        let effects = self.session.handle(event);
        let (done, _) = self.session.work();
        if begins || done < self.clock.working.done {
            self.clock.working = Working { time: js_sys::Date::now(), done };
        }
        // Nothing that is looked at moves while its contents are made anew.
        self.stillness.hold(was_busy, self.is_busy());
        for effect in effects {
            match effect {
                Effect::Spawn(worker) => self.spawn(worker),
                Effect::End(worker) => self.workers.truncate(worker),
                Effect::Send(worker, request) => self.send_to(worker, &request),
                Effect::Fetch(path) => self.fetch(path),
                Effect::FetchRecorded(name) => self.fetch_recorded(name),
                Effect::Keep(sha256, FileId(file)) => {
                    let (tell, file) = (self.tell.clone(), self.files[file as usize].clone());
                    spawn_local(async move { tell_lost(&tell, store::keep(&sha256, &file).await) });
                }
                Effect::Recall(sha256) => {
                    let tell = self.tell.clone();
                    spawn_local(async move {
                        let kept = browser::within(PATIENCE, store::recall(&sha256)).await;
                        tell.say(Msg::Recalled(kept.and_then(Result::ok).flatten()));
                    });
                }
                Effect::SaveText(name, text) => {
                    let told = self.tell.on(|sentence| UiChange::Told(sentence).into());
                    chart::tell_refused(browser::save_text(name, "text/csv", &text), &told);
                }
                Effect::Save(key, bytes) => {
                    let tell = self.tell.clone();
                    spawn_local(async move { tell_lost(&tell, store::save(&key, &bytes).await) });
                }
                Effect::Recover(generation, beginnings) => {
                    let tell = self.tell.clone();
                    spawn_local(async move {
                        let kept = browser::within(PATIENCE, store::recover(&beginnings)).await;
                        tell.say(Event::Recovered(generation, kept.and_then(Result::ok).unwrap_or_default()));
                    });
                }
                Effect::Forget => {
                    let tell = self.tell.clone();
                    spawn_local(async move {
                        let told = match store::forget().await {
                            Ok(()) => "The browser keeps neither your file nor finished work now.".to_string(),
                            Err(_) => "What the browser keeps can't be removed: its storage refuses.".to_string(),
                        };
                        tell.say(UiChange::Forgotten(told));
                    });
                }
                Effect::SetFragment(fragment) => {
                    let set = browser::set_fragment(&fragment);
                    self.hear_addressed(fragment, set);
                }
                Effect::PushFragment(fragment) => {
                    let pushed = browser::push_fragment(&fragment);
                    self.hear_addressed(fragment, pushed);
                }
            }
        }
    }

    /// Keeps what is shown for a comparison with another defence.
    fn remember(&mut self) {
        if let Some(before) = Before::of(&self.session) {
            self.ui.before = Some(before.into());
        }
    }

    fn hear_addressed(&mut self, fragment: String, addressed: Result<(), Refused>) {
        self.unaddressed = addressed.is_err().then_some(fragment);
        if let Err(refused) = addressed {
            self.tell.say(Event::Lacks(Lack::Address, refused.to_string()));
        }
    }

    fn spawn(&mut self, worker: usize) {
        let tell = self.tell.clone();
        let heard = Callback::from(move |heard| {
            tell.say(Msg::Event(match heard {
                Heard::Reply(reply) => Event::Heard(worker, reply),
                Heard::Failed(reason) => Event::Lost(worker, reason),
            }));
        });
        while self.workers.len() <= worker {
            self.workers.push(None);
        }
        self.workers[worker] = match Handle::spawn(heard) {
            Ok(handle) => Some(handle),
            Err(reason) => {
                self.tell.say(Msg::Event(Event::Lost(worker, reason.to_string())));
                None
            }
        };
    }

    fn send_to(&self, worker: usize, request: &Request) {
        if let Some(Some(handle)) = self.workers.get(worker) {
            handle.send(request, request.file().and_then(|FileId(file)| self.files.get(file as usize)));
        }
    }

    fn fetch(&self, path: &'static str) {
        let tell = self.tell.clone();
        spawn_local(async move {
            let fetched = browser::fetch(path).await.map_err(|refused| refused.to_string());
            tell.say(Msg::Event(Event::Fetched(path, fetched)));
        });
    }

    fn fetch_recorded(&self, name: &'static str) {
        let tell = self.tell.clone();
        spawn_local(async move {
            let bytes = browser::fetch(&format!("recorded/{name}.json.gz")).await.ok();
            tell.say(Msg::Event(Event::FetchedRecord(name, bytes)));
        });
    }

    /// Holds a file's handle.
    fn hold(&mut self, file: Blob) -> ChosenFile {
        let name = file.dyn_ref::<File>().map_or("Your file".to_string(), File::name);
        self.files.push(file);
        ChosenFile { id: FileId(self.files.len() as u32 - 1), name }
    }

    fn take_file(&mut self, file: File) {
        self.ui.is_dragging = false;
        if file.size() > MAX_BYTES as f64 {
            let sentence = format!(
                "“{}” has {:.0} MB; this page takes files of at most {} MB. Keep fewer rows or columns. What was shown before is kept.",
                file.name(),
                file.size() / f64::from(1 << 20),
                MAX_BYTES >> 20,
            );
            return self.handle(Event::FileRefused(sentence));
        }
        if self.session.setup.page.is_data_locked {
            let sentence = "The link that this page was opened with keeps the data as they are. Open the page without it to use a file of your own.";
            return self.handle(Event::FileRefused(sentence.to_string()));
        }
        // The lesson has no place where a file is read.
        match self.session.setup.page.at {
            Some(Place::Lesson(_)) => self.handle(Event::Show(Place::Laboratory(Station::Data))),
            _ => browser::show("data-heading"),
        }
        let file = self.hold(file.into());
        self.handle(Event::FileChosen(file));
    }

    fn copy_link(&self) {
        let fragment = self.unaddressed.clone().unwrap_or_else(browser::fragment);
        let (link, tell) = (browser::address(&fragment), self.tell.clone());
        spawn_local(async move {
            tell.say(match browser::copy(&link).await {
                Ok(()) => UiChange::Told("Link copied.".to_string()),
                Err(_) => UiChange::Link(link),
            });
        });
    }
}

/// How long the browser's store is waited for, in milliseconds: another tab, or a bug, may block it for ever.
const PATIENCE: u32 = 5000;

/// Says that something won't survive a reload, if so.
fn tell_lost(tell: &Tell, kept: Result<(), browser::Refused>) {
    if kept.is_err() {
        // What the database says of itself is no more than that.
        tell.say(Event::Lacks(Lack::Storage, "its storage refuses".to_string()));
    }
}
