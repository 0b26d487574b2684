//! What a person sets on the page that is no part of the experiment, and what the controls say.

use super::chart::{Form, Viewport};
use crate::session::{Event, Session};
use nearmiss::experiment::AttributeConfig;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::matrix::MatrixConfig;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss_figures::{FIGURES, FigureKind, RocAxes};
use std::collections::BTreeMap;
use yew::Callback;

/// What a person has set that is no part of the experiment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ui {
    /// The attack shown in station 2, by its name.
    pub attack: &'static str,
    /// By attack, on the histogram's axis, once moved.
    pub thresholds: BTreeMap<&'static str, f64>,
    /// Share of members among the records that the attacker asks about.
    pub base_rate: f64,
    pub neighbour: Neighbour,
    pub distance: usize,
    pub alpha: usize,
    pub n_targets: usize,
    /// What attacks against defences will be made of, before they are asked for.
    pub matrix: MatrixConfig,
    pub roc_axes: RocAxes,
    /// In the matrix of attributes, the features that a guess may have wrong; none for mean distances.
    pub alpha_allowed: Option<usize>,
    /// What the matrix's cells say, by its place in `matrix::MEASURES`.
    pub measure: usize,
    /// The defence looked at, by its row.
    pub defence: usize,
    pub filter: String,
    pub column: usize,
    /// The figure chosen in Share.
    pub figure: &'static FigureKind,
    pub guessing_since: Since,
    pub working_since: Working,
    /// The preset chosen in the section on the paper, by its place among the presets.
    pub preset: usize,
    /// Whether the section on the paper shows the recorded result, not the one computed here.
    pub shows_recorded: bool,
    /// A drag with a file is over the page.
    pub is_dragging: bool,
    /// What came of copying or saving.
    pub shared: Shared,
    /// What came of removing the browser's copy of a file.
    pub forgotten: Option<String>,
    pub viewport: Viewport,
}

/// What came of copying the link or of saving a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shared {
    /// In a sentence.
    pub told: String,
    /// The link, where a person has to copy it.
    pub link: Option<String>,
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
    /// Save a figure.
    Save(&'static FigureKind, Form),
    /// The same experiment with a seed from the browser's entropy.
    NewSeed,
    /// Put the link into the clipboard.
    CopyLink,
}

/// When the present guess was begun, to tell how long it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Since {
    /// Milliseconds since 1970.
    pub time: f64,
    /// Completions tried by then.
    pub n_tried: u64,
}

/// When the present work was begun or gone on with, to tell how long it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Working {
    /// Milliseconds since 1970.
    pub time: f64,
    /// Cost of what was done by then.
    pub done: f64,
}

/// A change of [`Ui`].
#[derive(Debug, Clone)]
pub(crate) enum UiChange {
    Attack(&'static str),
    Threshold(f64),
    BaseRate(f64),
    Neighbour(Neighbour),
    Distance(usize),
    Alpha(usize),
    Targets(usize),
    Matrix(MatrixConfig),
    Measure(usize),
    RocAxes(RocAxes),
    AlphaAllowed(Option<usize>),
    Defence(usize),
    Filter(String),
    Column(usize),
    Figure(&'static FigureKind),
    Preset(usize),
    ShowsRecorded(bool),
    Dragging(bool),
    Shared(Shared),
    Forgotten(String),
    Viewport(Viewport),
}

impl From<Event> for Msg {
    fn from(event: Event) -> Msg {
        Msg::Event(event)
    }
}

impl From<String> for Shared {
    fn from(told: String) -> Shared {
        Shared { told, link: None }
    }
}

impl From<UiChange> for Msg {
    fn from(change: UiChange) -> Msg {
        Msg::Ui(change)
    }
}

/// What a station needs: what is known, what is set, and where to say something.
pub(crate) struct Context<'a> {
    pub session: &'a Session,
    pub ui: &'a Ui,
    pub send: &'a Callback<Msg>,
}

impl Context<'_> {
    /// A callback that says the same each time.
    pub fn on<T: 'static>(&self, message: impl Fn(T) -> Msg + 'static) -> Callback<T> {
        let send = self.send.clone();
        Callback::from(move |event: T| send.emit(message(event)))
    }

    /// A callback that tells a change of the attribute question.
    pub fn on_ask<T: 'static>(&self, change: impl Fn(&mut AttributeConfig, T) + 'static) -> Callback<T> {
        let attribute = self.session.experiment.attribute_inference.clone();
        self.on(move |event| {
            let mut attribute = attribute.clone();
            change(&mut attribute, event);
            Event::Ask(attribute).into()
        })
    }
}

impl Ui {
    /// As the page opens.
    pub fn new() -> Ui {
        Ui {
            attack: PAPERS_ATTACK,
            thresholds: BTreeMap::new(),
            base_rate: 0.5,
            neighbour: Neighbour::Flip,
            distance: 1,
            alpha: 3,
            n_targets: 20,
            matrix: MatrixConfig::default(),
            measure: 0,
            roc_axes: RocAxes::Linear,
            alpha_allowed: None,
            defence: 0,
            filter: String::new(),
            column: 0,
            figure: &FIGURES[0],
            guessing_since: Since { time: js_sys::Date::now(), n_tried: 0 },
            working_since: Working { time: js_sys::Date::now(), done: 0.0 },
            preset: super::paper::first_preset(),
            shows_recorded: true,
            is_dragging: false,
            shared: Shared::default(),
            forgotten: None,
            viewport: Viewport::now(),
        }
    }

    /// Takes in a change.
    pub(super) fn set(&mut self, change: UiChange) {
        match change {
            UiChange::Attack(attack) => self.attack = attack,
            UiChange::Threshold(threshold) => {
                self.thresholds.insert(self.attack, threshold);
            }
            UiChange::BaseRate(rate) => self.base_rate = rate,
            UiChange::Neighbour(neighbour) => {
                self.neighbour = neighbour;
                if neighbour == Neighbour::Swap {
                    self.distance = self.distance.next_multiple_of(2);
                }
            }
            UiChange::Distance(distance) => self.distance = distance,
            UiChange::Alpha(alpha) => self.alpha = alpha,
            UiChange::Targets(n) => self.n_targets = n,
            UiChange::Matrix(config) => self.matrix = config,
            UiChange::Measure(n) => self.measure = n,
            UiChange::AlphaAllowed(alpha) => self.alpha_allowed = alpha,
            UiChange::RocAxes(axes) => self.roc_axes = axes,
            UiChange::Defence(n) => self.defence = n,
            UiChange::Filter(filter) => self.filter = filter,
            UiChange::Column(column) => self.column = column,
            UiChange::Figure(figure) => {
                self.figure = figure;
                self.shared = Shared::default();
            }
            UiChange::Preset(preset) => self.preset = preset,
            UiChange::ShowsRecorded(shows) => self.shows_recorded = shows,
            UiChange::Dragging(is_dragging) => self.is_dragging = is_dragging,
            UiChange::Shared(shared) => self.shared = shared,
            UiChange::Forgotten(told) => self.forgotten = Some(told),
            UiChange::Viewport(viewport) => self.viewport = viewport,
        }
    }
}
