//! The page: one component that owns the session and carries out its effects. The stations are components, each drawn
//! anew only when something that it shows has changed.

mod added;
mod at_risk;
mod attributes;
mod chart;
mod class;
mod control;
mod data;
mod data_sets;
mod defend;
mod features;
mod file_layout;
mod guess;
mod guess_table;
mod header;
mod look;
mod matrix;
mod membership;
mod near_miss;
mod overview;
mod own_file;
mod paper;
mod population;
mod search;
mod share;
mod stations;
mod teacher;
mod train;
mod ui;
mod verdict;
mod words;

use crate::browser;
use crate::message::{FileId, Request};
use crate::pool::{Handle, Heard};
use crate::session::{ChosenFile, Effect, Event, Lack, Session};
use crate::store;
use chart::Viewport;
use data::Data;
use defend::Defend;
use gloo::events::EventListener;
use guess::{Guess, Since};
use header::{Standing, Working};
use membership::Membership;
use near_miss::NearMiss;
use nearmiss::Experiment;
use nearmiss::experiment::PRESETS;
use nearmiss::reading::MAX_BYTES;
use overview::Overview;
use paper::Paper;
use population::Population;
use share::Share;
use stations::{Clock, Stations};
use train::Train;
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
            _listeners: listen(&tell),
            tell,
            unaddressed: None,
        };
        class::recall(&mut app.ui.class);
        app.handle(Event::Opened(browser::fragment()));
        app.handle(Event::ShowRecorded(PRESETS[app.ui.paper.preset].0));
        app
    }

    fn update(&mut self, _ctx: &yew::Context<App>, AppMessage(message): AppMessage) -> bool {
        match message {
            Msg::Event(event) => self.handle(event),
            Msg::Ui(change) => {
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
        true
    }

    fn view(&self, _ctx: &yew::Context<App>) -> Html {
        let Stations {
            standing,
            overview,
            data,
            train,
            membership,
            near_miss,
            guess,
            population,
            defend,
            paper,
            share,
        } = Stations::of(&self.session, &self.ui, self.clock, &self.tell);
        let said = &self.session.said;
        html! {
            <>
                <a class="skip" href="#main" onclick={overview::go_to("main")}>{ "Skip to the experiment" }</a>
                <header>
                    { header::lead() }
                    <Standing ..standing />
                    <Overview ..overview />
                </header>
                <main id="main" tabindex="-1" class={classes!(self.ui.is_dragging.then_some("dragging"))}>
                    { header::notice(said.notice.as_ref(), &self.tell) }
                    <p class="visually-hidden" role="status">{ &said.status }</p>
                    <Data ..data />
                    <Train ..train />
                    <Membership ..membership />
                    <NearMiss ..near_miss />
                    <section class="station" aria-labelledby="guess-heading">
                        { guess::lead() }
                        <Guess ..guess />
                        if self.session.setup.description.is_some() { <Population ..population /> }
                    </section>
                    <Defend ..defend />
                    <Paper ..paper />
                    { class::section(&self.session, &self.ui, &self.tell) }
                    <Share ..share />
                </main>
                <footer>
                    <p>
                        { "Near Miss computes in this tab; nothing is sent anywhere. It implements Zhao et al., " }
                        <cite>{ "On Inferring Training Data Attributes in Machine Learning Models" }</cite>
                        { " (2019); Zhao et al., " }<cite>{ "On the (In)Feasibility of Attribute Inference Attacks on Machine Learning Models" }</cite>
                        { " (Euro S&P 2021); and compares with Choquette-Choo et al., " }
                        <cite>{ "Label-Only Membership Inference Attacks" }</cite>{ " (ICML 2021)." }
                    </p>
                </footer>
            </>
        }
    }
}

/// A message to the page.
pub struct AppMessage(pub(crate) Msg);

impl App {
    fn handle(&mut self, event: Event) {
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
                Effect::SetFragment(fragment) => match browser::set_fragment(&fragment) {
                    Ok(()) => self.unaddressed = None,
                    Err(refused) => {
                        self.unaddressed = Some(fragment);
                        self.tell.say(Event::Lacks(Lack::Address, refused.to_string()));
                    }
                },
            }
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
        browser::show("data-heading");
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
fn tell_lost(tell: &Tell, kept: Result<(), rexie::Error>) {
    if kept.is_err() {
        // What the database says of itself is no more than that.
        tell.say(Event::Lacks(Lack::Storage, "its storage refuses".to_string()));
    }
}

/// Window events that concern the whole page.
fn listen(tell: &Tell) -> Vec<EventListener> {
    use gloo::events::EventListenerOptions;
    let window = gloo::utils::window();
    let active = EventListenerOptions::enable_prevent_default();
    let on = |name: &'static str, what: Box<dyn Fn(&web_sys::Event)>| {
        EventListener::new_with_options(&window, name, active, move |event| what(event))
    };
    let told = || tell.clone();
    let (resized, linked, over, left, dropped) = (told(), told(), told(), told(), told());
    let mut listeners = vec![
        on("resize", Box::new(move |_| resized.say(UiChange::Viewport(Viewport::now())))),
        on("hashchange", Box::new(move |_| linked.say(Event::LinkChanged(browser::fragment())))),
        on(
            "dragover",
            Box::new(move |event| {
                event.prevent_default();
                over.say(UiChange::Dragging(true));
            }),
        ),
        on("dragleave", Box::new(move |_| left.say(UiChange::Dragging(false)))),
        on(
            "drop",
            Box::new(move |event| {
                event.prevent_default();
                let files =
                    event.dyn_ref::<web_sys::DragEvent>().and_then(|e| e.data_transfer()).and_then(|t| t.files());
                match files.and_then(|files| files.get(0)) {
                    Some(file) => dropped.say(Msg::File(file)),
                    None => dropped.say(UiChange::Dragging(false)),
                }
            }),
        ),
    ];
    let themed = told();
    listeners.extend(browser::on_theme(move || themed.say(UiChange::Viewport(Viewport::now()))));
    listeners
}
