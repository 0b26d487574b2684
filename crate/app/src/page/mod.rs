//! The page: one component that owns the session and carries out its effects; the stations are functions of both.

mod chart;
mod control;
mod data;
mod features;
mod guess;
mod membership;
mod near_miss;
mod overview;
mod share;
mod train;
mod words;

use crate::message::Request;
use crate::pool::{Handle, Heard};
use crate::session::{Activity, Effect, Event, Session};
use crate::store;
use chart::Viewport;
use gloo::events::EventListener;
use nearmiss::Experiment;
use nearmiss::dataset::format::Table;
use nearmiss::experiment::AttributeConfig;
use nearmiss::game::strong_membership::Neighbour;
use std::collections::BTreeMap;
use wasm_bindgen_futures::spawn_local;
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

/// What a person has set that is no part of the experiment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ui {
    /// The attack shown in station 2, by its index.
    attack: usize,
    /// By attack, on the histogram's axis, once moved.
    thresholds: BTreeMap<usize, f64>,
    /// Share of members among the records that the attacker asks about.
    base_rate: f64,
    neighbour: Neighbour,
    distance: usize,
    alpha: usize,
    n_targets: usize,
    filter: String,
    column: usize,
    /// The figure to be saved, by its place in [`share::FIGURES`].
    figure: usize,
    guessing_since: Since,
    /// A drag with a file is over the page.
    is_dragging: bool,
    /// "Link copied", or why it couldn't be.
    copied: Option<String>,
    /// What came of removing the browser's copy of a file.
    forgotten: Option<String>,
    viewport: Viewport,
}

/// What the page's controls say.
#[derive(Debug)]
pub(crate) enum Msg {
    /// To the session.
    Event(Event),
    /// To what a person has set.
    Ui(UiChange),
    /// Someone chose a file.
    File(web_sys::File),
    /// Save one of the figures, by its place in [`share::FIGURES`].
    Save(usize, Form),
    /// The same experiment with a seed from the browser's entropy.
    NewSeed,
    /// Put the link into the clipboard.
    CopyLink,
}

/// What a figure is saved as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    Svg,
    Csv,
}

/// When the present guess was begun, to tell how long it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Since {
    /// Milliseconds since 1970.
    time: f64,
    /// Completions tried by then.
    n_tried: u64,
}

/// A change of [`Ui`].
#[derive(Debug, Clone)]
pub(crate) enum UiChange {
    Attack(usize),
    Threshold(f64),
    BaseRate(f64),
    Neighbour(Neighbour),
    Distance(usize),
    Alpha(usize),
    Targets(usize),
    Filter(String),
    Column(usize),
    Figure(usize),
    Dragging(bool),
    Copied(String),
    Forgotten(String),
    Viewport(Viewport),
}

impl From<Event> for Msg {
    fn from(event: Event) -> Msg {
        Msg::Event(event)
    }
}

impl From<UiChange> for Msg {
    fn from(change: UiChange) -> Msg {
        Msg::Ui(change)
    }
}

/// What a station needs: what is known, what is set, and where to say something.
pub(crate) struct Context<'a> {
    session: &'a Session,
    ui: &'a Ui,
    send: &'a Callback<Msg>,
}

impl Context<'_> {
    /// A callback that says the same each time.
    fn on<T: 'static>(&self, message: impl Fn(T) -> Msg + 'static) -> Callback<T> {
        let send = self.send.clone();
        Callback::from(move |event: T| send.emit(message(event)))
    }

    /// A callback that tells a change of the attribute question.
    fn on_ask<T: 'static>(&self, change: impl Fn(&mut AttributeConfig, T) + 'static) -> Callback<T> {
        let attribute = self.session.experiment.attribute_inference.clone();
        self.on(move |event| {
            let mut attribute = attribute.clone();
            change(&mut attribute, event);
            Event::Ask(attribute).into()
        })
    }
}

/// The page.
pub struct App {
    session: Session,
    ui: Ui,
    workers: Vec<Option<Handle>>,
    send: Callback<Msg>,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = AppMessage;
    type Properties = ();

    fn create(ctx: &yew::Context<App>) -> App {
        let window = gloo::utils::window();
        let send = ctx.link().callback(AppMessage);
        let n_workers = window.navigator().hardware_concurrency().clamp(1.0, 8.0) as usize;
        let mut app = App {
            session: Session::new(n_workers),
            ui: Ui {
                attack: 0,
                thresholds: BTreeMap::new(),
                base_rate: 0.5,
                neighbour: Neighbour::Flip,
                distance: 1,
                alpha: 3,
                n_targets: 20,
                filter: String::new(),
                column: 0,
                figure: 0,
                guessing_since: Since { time: js_sys::Date::now(), n_tried: 0 },
                is_dragging: false,
                copied: None,
                forgotten: None,
                viewport: Viewport::now(),
            },
            workers: Vec::new(),
            _listeners: listen(&send),
            send,
        };
        let fragment = window.location().hash().unwrap_or_default();
        app.handle(Event::Opened(fragment));
        app
    }

    fn update(&mut self, _ctx: &yew::Context<App>, AppMessage(message): AppMessage) -> bool {
        match message {
            Msg::Event(event) => self.handle(event),
            Msg::Ui(change) => self.set(change),
            Msg::File(file) => self.read_file(file),
            Msg::Save(figure, form) => {
                share::save(&Context { session: &self.session, ui: &self.ui, send: &self.send }, figure, form);
            }
            Msg::NewSeed => {
                let experiment = Experiment { seed: train::draw_seed(), ..self.session.wanted().clone() };
                self.handle(Event::Change(experiment));
            }
            Msg::CopyLink => self.copy_link(),
        }
        true
    }

    fn view(&self, _ctx: &yew::Context<App>) -> Html {
        let context = Context { session: &self.session, ui: &self.ui, send: &self.send };
        html! {
            <>
                <a class="skip" href="#main" onclick={go_to("main")}>{ "Skip to the experiment" }</a>
                { header(&context) }
                <main id="main" tabindex="-1" class={classes!(self.ui.is_dragging.then_some("dragging"))}>
                    { notice(&context) }
                    <p class="visually-hidden" role="status">{ &self.session.status }</p>
                    { data::view(&context) }
                    { train::view(&context) }
                    { membership::view(&context) }
                    { near_miss::view(&context) }
                    { guess::view(&context) }
                    { share::view(&context) }
                </main>
                <footer>
                    <p>
                        { "Near Miss computes everything in this tab; nothing is sent anywhere. It implements Zhao et al., " }
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
        let asks = matches!(event, Event::Ask(_) | Event::Change(_) | Event::Continue);
        let n_tried = self.session.tally().map_or(0, |t| t.n_tried);
        if asks || n_tried == 0 {
            self.ui.guessing_since = Since { time: js_sys::Date::now(), n_tried };
        }
        for effect in self.session.handle(event) {
            match effect {
                Effect::Spawn(worker) => self.spawn(worker),
                Effect::End(worker) => self.workers.truncate(worker),
                Effect::Send(worker, request) => self.send_to(worker, &request),
                Effect::Fetch(path) => self.fetch(path),
                Effect::Keep(sha256, bytes) => spawn_local(async move {
                    if let Err(error) = store::keep(&sha256, &bytes).await {
                        gloo::console::warn!(format!("the file won't survive a reload: {error}"));
                    }
                }),
                Effect::Recall(sha256) => {
                    let send = self.send.clone();
                    spawn_local(async move {
                        let kept = store::recall(&sha256).await.unwrap_or(None);
                        send.emit(Event::Recalled(kept).into());
                    });
                }
                Effect::Forget => {
                    let send = self.send.clone();
                    spawn_local(async move {
                        let told = match store::forget().await {
                            Ok(()) => "The browser keeps no file now.".to_string(),
                            Err(error) => format!("The browser's copy can't be removed ({error})."),
                        };
                        send.emit(UiChange::Forgotten(told).into());
                    });
                }
                Effect::SetFragment(fragment) => {
                    let history = gloo::utils::window().history();
                    let url = format!("#{fragment}");
                    let replaced =
                        history.and_then(|h| h.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&url)));
                    if replaced.is_err() {
                        gloo::console::warn!("the address bar can't be changed here");
                    }
                }
            }
        }
    }

    fn spawn(&mut self, worker: usize) {
        let send = self.send.clone();
        let heard = Callback::from(move |heard| {
            send.emit(Msg::Event(match heard {
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
                self.send.emit(Msg::Event(Event::Lost(worker, reason)));
                None
            }
        };
    }

    fn send_to(&self, worker: usize, request: &Request) {
        if let Some(Some(handle)) = self.workers.get(worker) {
            handle.send(request);
        }
    }

    fn fetch(&self, path: &'static str) {
        let send = self.send.clone();
        spawn_local(async move {
            let fetched = async {
                let response = gloo::net::http::Request::get(path).send().await.map_err(|error| error.to_string())?;
                if !response.ok() {
                    return Err(format!("status {}", response.status()));
                }
                response.binary().await.map_err(|error| error.to_string())
            };
            send.emit(Msg::Event(Event::Fetched(path, fetched.await)));
        });
    }

    fn read_file(&mut self, file: web_sys::File) {
        self.ui.is_dragging = false;
        if file.size() > Table::MAX_BYTES as f64 {
            let sentence = format!(
                "“{}” has {:.0} MB; this page takes files of at most {} MB. Keep fewer rows or columns. What was shown before is kept.",
                file.name(),
                file.size() / f64::from(1 << 20),
                Table::MAX_BYTES >> 20,
            );
            return self.handle(Event::FileRefused(sentence));
        }
        let send = self.send.clone();
        let blob = gloo::file::Blob::from(web_sys::Blob::from(file));
        spawn_local(async move {
            send.emit(Msg::Event(match gloo::file::futures::read_as_bytes(&blob).await {
                Ok(bytes) => Event::FileChosen(bytes),
                Err(error) => Event::FileRefused(format!("The file can't be read ({error}). Choose it again.")),
            }));
        });
    }

    fn copy_link(&self) {
        let window = gloo::utils::window();
        let Ok(href) = window.location().href() else { return };
        let promise = window.navigator().clipboard().write_text(&href);
        let send = self.send.clone();
        spawn_local(async move {
            let told = match wasm_bindgen_futures::JsFuture::from(promise).await {
                Ok(_) => "Link copied.",
                Err(_) => "This browser didn't allow it: copy the address from the address bar.",
            };
            send.emit(UiChange::Copied(told.to_string()).into());
        });
    }

    fn set(&mut self, change: UiChange) {
        match change {
            UiChange::Attack(attack) => self.ui.attack = attack,
            UiChange::Threshold(threshold) => {
                self.ui.thresholds.insert(self.ui.attack, threshold);
            }
            UiChange::BaseRate(rate) => self.ui.base_rate = rate,
            UiChange::Neighbour(neighbour) => {
                self.ui.neighbour = neighbour;
                if neighbour == Neighbour::Swap {
                    self.ui.distance = self.ui.distance.next_multiple_of(2);
                }
            }
            UiChange::Distance(distance) => self.ui.distance = distance,
            UiChange::Alpha(alpha) => self.ui.alpha = alpha,
            UiChange::Targets(n) => self.ui.n_targets = n,
            UiChange::Filter(filter) => self.ui.filter = filter,
            UiChange::Column(column) => self.ui.column = column,
            UiChange::Figure(figure) => self.ui.figure = figure,
            UiChange::Dragging(is_dragging) => self.ui.is_dragging = is_dragging,
            UiChange::Copied(told) => self.ui.copied = Some(told),
            UiChange::Forgotten(told) => self.ui.forgotten = Some(told),
            UiChange::Viewport(viewport) => self.ui.viewport = viewport,
        }
    }
}

/// Window events that concern the whole page.
fn listen(send: &Callback<Msg>) -> Vec<EventListener> {
    use gloo::events::EventListenerOptions;
    use wasm_bindgen::JsCast;
    let window = gloo::utils::window();
    let active = EventListenerOptions::enable_prevent_default();
    let on = |name: &'static str, what: Box<dyn Fn(&web_sys::Event)>| {
        EventListener::new_with_options(&window, name, active, move |event| what(event))
    };
    let told = || send.clone();
    let (resized, linked, over, left, dropped) = (told(), told(), told(), told(), told());
    let mut listeners = vec![
        on("resize", Box::new(move |_| resized.emit(UiChange::Viewport(Viewport::now()).into()))),
        on(
            "hashchange",
            Box::new(move |_| {
                let fragment = gloo::utils::window().location().hash().unwrap_or_default();
                linked.emit(Event::LinkChanged(fragment).into());
            }),
        ),
        on(
            "dragover",
            Box::new(move |event| {
                event.prevent_default();
                over.emit(UiChange::Dragging(true).into());
            }),
        ),
        on("dragleave", Box::new(move |_| left.emit(UiChange::Dragging(false).into()))),
        on(
            "drop",
            Box::new(move |event| {
                event.prevent_default();
                let files =
                    event.dyn_ref::<web_sys::DragEvent>().and_then(|e| e.data_transfer()).and_then(|t| t.files());
                match files.and_then(|files| files.get(0)) {
                    Some(file) => dropped.emit(Msg::File(file)),
                    None => dropped.emit(UiChange::Dragging(false).into()),
                }
            }),
        ),
    ];
    if let Ok(Some(query)) = window.match_media("(prefers-color-scheme: dark)") {
        let themed = told();
        listeners.push(EventListener::new(&query, "change", move |_| {
            themed.emit(UiChange::Viewport(Viewport::now()).into());
        }));
    }
    listeners
}

/// Moves the focus, and with it the view, without touching the fragment, which holds the experiment.
pub(crate) fn go_to(id: &'static str) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        use wasm_bindgen::JsCast;
        event.prevent_default();
        let place = gloo::utils::document().get_element_by_id(id);
        if let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) {
            place.scroll_into_view();
            // The focus stays where it is if it can't move.
            let _ = place.focus();
        }
    })
}

fn header(context: &Context<'_>) -> Html {
    html! {
        <header>
            <h1>{ "Near Miss" }</h1>
            <p class="lead">
                { "A model gives away who was in its training data. Can it also tell a member from a record that is almost the same?" }
            </p>
            <p>
                { "Below, this page trains a small neural network on some of the records of a data set and then attacks it: first it asks who was among them, then it asks the same of " }
                <em>{ "near misses" }</em>
                { ", then it guesses features of a record that it was not told. Everything runs in this tab; nothing is uploaded." }
            </p>
            { progress(context) }
            { overview::view(context) }
        </header>
    }
}

/// The one line that says what the page is doing.
fn progress(context: &Context<'_>) -> Html {
    let session = context.session;
    let (epoch, share) = session.trained;
    let epochs = session.experiment.training.epochs;
    let text = match session.activity {
        Activity::Loading => "Making the data…".to_string(),
        Activity::AwaitingFile => "Waiting for the link's data file.".to_string(),
        Activity::Training => format!("Training: epoch {} of {epochs}.", (epoch + 1).min(epochs)),
        Activity::Paused => format!("Training is paused after epoch {epoch} of {epochs}."),
        Activity::Diverged => "Training diverged.".to_string(),
        Activity::Attacking => format!("Attacking: {} pieces of work left.", session.n_unfinished()),
        Activity::Stopped => format!("Stopped: {} pieces of work left.", session.n_unfinished()),
        Activity::Done => "Done. Everything below was computed in this tab just now.".to_string(),
        Activity::Failed => "Something went wrong; see the message.".to_string(),
    };
    let value = match session.activity {
        Activity::Training | Activity::Paused => Some((epoch as f64 + share) / epochs as f64),
        Activity::Attacking | Activity::Stopped => {
            let n_all = session.plan.as_ref().map_or(1, |plan| plan.units.len()).max(session.n_unfinished()).max(1);
            Some(1.0 - session.n_unfinished() as f64 / n_all as f64)
        }
        _ => None,
    };
    html! {
        <p class="progress">
            <progress aria-label="Experiment" max="1" value={value.map(|v| format!("{v:.3}")).or_else(|| (session.activity == Activity::Done).then(|| "1".to_string()))} />
            <span>{ text }</span>
            if session.activity == Activity::Attacking {
                <button onclick={context.on(|_| Event::Stop.into())}>{ "Stop" }</button>
            }
            if session.activity == Activity::Stopped {
                <button onclick={context.on(|_| Event::Continue.into())}>{ "Continue" }</button>
            }
        </p>
    }
}

fn notice(context: &Context<'_>) -> Html {
    let Some(notice) = &context.session.notice else { return Html::default() };
    let class = if notice.is_error { "notice error" } else { "notice" };
    html! {
        <div class={class} role="alert">
            <p>{ &notice.sentence }</p>
            <button onclick={context.on(|_| Event::Dismiss.into())} aria-label="Close this message">{ "Close" }</button>
        </div>
    }
}
