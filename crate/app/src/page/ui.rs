//! What a person sets on the page that is no part of the experiment, and what the controls say.

use super::before::Before;
use super::chart::Viewport;
pub(crate) use super::link_choices::LinkChoices;
use crate::class::{Change, Class};
use crate::lesson::{self, Act, Lesson, Step};
use crate::session::{Archive, Event};
use nearmiss::Experiment;
use nearmiss::experiment::{AttributeConfig, PRESETS};
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::matrix::MatrixConfig;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::paper::PaperSetting;
use nearmiss::sorted_map::SortedMap;
use nearmiss_figures::{FIGURES, FigureKind, RocAxes};
use std::rc::Rc;
use yew::Callback;

/// What a person has set that is no part of the experiment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ui {
    pub membership: MembershipView,
    pub near_miss: NearMissView,
    pub guess: GuessView,
    pub matrix: MatrixView,
    pub paper: PaperView,
    pub sharing: Sharing,
    /// The results of a class.
    pub class: Rc<Class>,
    /// What attacks against defences will be made of, before they are asked for.
    pub matrix_config: MatrixConfig,
    /// Of an own file, the column looked at.
    pub column: usize,
    /// What was shown before another defence was chosen.
    pub before: Option<Rc<Before>>,
    /// How far a person is in the lesson.
    pub lesson: Lesson,
    /// What is set in the lesson beside stakes.
    pub lesson_view: LessonView,
    /// A drag with a file is over the page.
    pub is_dragging: bool,
    /// What came of removing the browser's copy of a file.
    pub forgotten: Option<String>,
    pub viewport: Viewport,
}

/// What is set in station 2.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MembershipView {
    /// The attack shown, by its name.
    pub attack: &'static str,
    /// By attack, on the histogram's axis, once moved.
    pub thresholds: SortedMap<&'static str, f64>,
    /// Share of members among the records that the attacker asks about.
    pub base_rate: f64,
    pub roc_axes: RocAxes,
}

/// What is set in station 3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NearMissView {
    pub neighbour: Neighbour,
    pub distance: usize,
}

/// What is set in station 4.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GuessView {
    /// Features that a guess may have wrong.
    pub alpha: usize,
    /// Records of each side, before they are asked for.
    pub n_targets: usize,
    /// Only features whose name contains this are shown.
    pub filter: String,
}

/// What is set in the lesson that is no stake.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LessonView {
    /// Share of members among the people asked about.
    pub base_rate: f64,
    /// Features that a guess may have wrong.
    pub alpha: usize,
    /// Whether the terms are shown.
    pub shows_terms: bool,
    /// The question looked at.
    pub question: usize,
    /// Whether the person wants to predict before all pairs of step 5 are played.
    pub predicts: bool,
    /// Figures on the page to hand in, of those that step 10 offers.
    pub figures: [bool; 4],
    /// The step that was shown last.
    pub step: Step,
}

impl Default for LessonView {
    fn default() -> LessonView {
        LessonView {
            base_rate: lesson::BASE_RATE,
            alpha: lesson::ALPHA,
            shows_terms: false,
            question: 0,
            predicts: false,
            figures: [false; 4],
            step: Step::default(),
        }
    }
}

/// What is looked at of attacks against defences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MatrixView {
    /// What the cells say, by its place in `matrix::MEASURES`.
    pub measure: usize,
    /// The defence looked at, by its row.
    pub defence: usize,
    /// Of attributes, the features that a guess may have wrong; none for mean distances.
    pub alpha_allowed: Option<usize>,
}

/// What is set in the section on the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PaperView {
    /// The preset chosen, by its place among the presets.
    pub preset: usize,
    pub shows: Shows,
}

/// Which results the section on the paper shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// The preset's, as they ship with the page.
    Recorded,
    /// Those of the experiment of this tab.
    Computed,
    /// Those of the paper's data sets beside each other, as they ship with the page.
    DataSets,
}

impl Shows {
    /// In the order of their control.
    pub const ALL: [Shows; 3] = [Shows::Recorded, Shows::Computed, Shows::DataSets];
}

/// What is set in the section on sharing, and what came of copying the link or of saving a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sharing {
    /// The figure chosen.
    pub figure: &'static FigureKind,
    /// What came of it, in a sentence.
    pub told: String,
    /// The link, where a person has to copy it.
    pub link: Option<String>,
    /// What a link for a class is to say.
    pub choices: LinkChoices,
}

/// What the page's controls say.
pub(crate) enum Msg {
    /// To the session.
    Event(Event),
    /// To what a person has set.
    Ui(UiChange),
    /// Someone chose a file.
    File(web_sys::File),
    /// What the browser had kept of a file.
    Recalled(Option<web_sys::Blob>),
    /// Another experiment than the one wanted by now.
    Change(Box<dyn FnOnce(&mut Experiment)>),
    /// Another question about attributes than the one asked by now.
    Ask(Box<dyn FnOnce(&mut AttributeConfig)>),
    /// Of the results of a class.
    Class(Change),
    /// Put the link into the clipboard.
    CopyLink,
}

/// A change of [`Ui`].
#[derive(Debug, Clone)]
pub(crate) enum UiChange {
    Attack(&'static str),
    Threshold(f64),
    BaseRate(f64),
    RocAxes(RocAxes),
    Neighbour(Neighbour),
    Distance(usize),
    Alpha(usize),
    Targets(usize),
    Filter(String),
    MatrixConfig(MatrixConfig),
    Measure(usize),
    Defence(usize),
    AlphaAllowed(Option<usize>),
    Preset(usize),
    Shows(Shows),
    Figure(&'static FigureKind),
    Choices(LinkChoices),
    /// What came of sharing.
    Told(String),
    /// The link that a person has to copy.
    Link(String),
    /// Something that a person does in the lesson.
    Lesson(Act),
    LessonView(LessonView),
    Column(usize),
    Dragging(bool),
    Forgotten(String),
    Viewport(Viewport),
}

impl From<Event> for Msg {
    fn from(event: Event) -> Msg {
        Msg::Event(event)
    }
}

impl UiChange {
    /// What is looked at once this is drawn, as a selector: what came out of a stake, or the terms.
    pub fn looks_at(&self, before: &Ui) -> Option<&'static str> {
        match self {
            UiChange::Lesson(Act::Lock(_)) => Some(".led"),
            UiChange::LessonView(view) if view.shows_terms && !before.lesson_view.shows_terms => Some("#terms-heading"),
            _ => None,
        }
    }
}

impl From<UiChange> for Msg {
    fn from(change: UiChange) -> Msg {
        Msg::Ui(change)
    }
}

/// Where a station says something to the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tell(pub Callback<Msg>);

impl Tell {
    /// A callback that says what is made of what it hears. That is a function, no closure: it holds nothing, so all callbacks that
    /// hear the same type are one in the program.
    pub fn on<T: 'static>(&self, message: fn(T) -> Msg) -> Callback<T> {
        self.on_with(message)
    }

    /// The same by a closure that holds something.
    pub fn on_with<T: 'static>(&self, message: impl Fn(T) -> Msg + 'static) -> Callback<T> {
        let tell = self.0.clone();
        Callback::from(move |event: T| tell.emit(message(event)))
    }

    /// A callback that asks something else about attributes.
    pub fn on_ask<T: 'static>(&self, set: fn(&mut AttributeConfig, T)) -> Callback<T> {
        self.on_ask_with(set)
    }

    /// The same by a closure that holds something.
    pub fn on_ask_with<T: 'static>(&self, set: impl Fn(&mut AttributeConfig, T) + Clone + 'static) -> Callback<T> {
        self.on_with(move |value| {
            let set = set.clone();
            Msg::Ask(Box::new(move |asked| set(asked, value)))
        })
    }

    /// A callback that asks for another experiment.
    pub fn on_change<T: 'static>(&self, set: fn(&mut Experiment, T)) -> Callback<T> {
        self.on_change_with(set)
    }

    /// The same by a closure that holds something.
    pub fn on_change_with<T: 'static>(&self, set: impl Fn(&mut Experiment, T) + Clone + 'static) -> Callback<T> {
        self.on_with(move |value| {
            let set = set.clone();
            Msg::Change(Box::new(move |experiment| set(experiment, value)))
        })
    }

    /// Says something.
    pub fn say(&self, message: impl Into<Msg>) {
        self.0.emit(message.into());
    }
}

impl PaperView {
    /// The names of the recorded results that are looked at and not yet asked for.
    pub fn unknown_records(self, archive: &Archive) -> Vec<&'static str> {
        let mut names = match self.shows {
            Shows::DataSets => PaperSetting::ALL.map(PaperSetting::name).to_vec(),
            Shows::Recorded | Shows::Computed => vec![PRESETS[self.preset].name],
        };
        names.retain(|name| !archive.records.contains_key(name));
        names
    }
}

impl Sharing {
    fn of(figure: &'static FigureKind) -> Sharing {
        Sharing { figure, told: String::new(), link: None, choices: LinkChoices::default() }
    }
}

impl Ui {
    /// As the page opens.
    pub fn new(viewport: Viewport) -> Ui {
        Ui {
            membership: MembershipView {
                attack: PAPERS_ATTACK,
                thresholds: SortedMap::new(),
                base_rate: 0.5,
                roc_axes: RocAxes::Linear,
            },
            near_miss: NearMissView { neighbour: Neighbour::Flip, distance: 1 },
            guess: GuessView { alpha: 3, n_targets: 20, filter: String::new() },
            matrix: MatrixView { measure: 0, defence: 0, alpha_allowed: None },
            paper: PaperView { preset: first_preset(), shows: Shows::Recorded },
            sharing: Sharing::of(&FIGURES[0]),
            class: Rc::default(),
            matrix_config: MatrixConfig::default(),
            before: None,
            lesson: Lesson::default(),
            lesson_view: LessonView::default(),
            column: 0,
            is_dragging: false,
            forgotten: None,
            viewport,
        }
    }

    /// Takes in a change.
    pub(super) fn set(&mut self, change: UiChange) {
        match change {
            UiChange::Attack(attack) => self.membership.attack = attack,
            UiChange::Threshold(threshold) => {
                self.membership.thresholds.insert(self.membership.attack, threshold);
            }
            UiChange::BaseRate(rate) => self.membership.base_rate = rate,
            UiChange::RocAxes(axes) => self.membership.roc_axes = axes,
            UiChange::Neighbour(neighbour) => {
                self.near_miss.neighbour = neighbour;
                if neighbour == Neighbour::Swap {
                    self.near_miss.distance = self.near_miss.distance.next_multiple_of(2);
                }
            }
            UiChange::Distance(distance) => self.near_miss.distance = distance,
            UiChange::Alpha(alpha) => self.guess.alpha = alpha,
            UiChange::Targets(n) => self.guess.n_targets = n,
            UiChange::Filter(filter) => self.guess.filter = filter,
            UiChange::MatrixConfig(config) => self.matrix_config = config,
            UiChange::Measure(n) => self.matrix.measure = n,
            UiChange::Defence(n) => self.matrix.defence = n,
            UiChange::AlphaAllowed(alpha) => self.matrix.alpha_allowed = alpha,
            UiChange::Preset(preset) => self.paper = PaperView { preset, shows: Shows::Recorded },
            UiChange::Shows(shows) => self.paper.shows = shows,
            UiChange::Figure(figure) => {
                let choices = std::mem::take(&mut self.sharing.choices);
                self.sharing = Sharing { choices, ..Sharing::of(figure) };
            }
            UiChange::Choices(choices) => self.sharing.choices = choices,
            UiChange::Told(told) => (self.sharing.told, self.sharing.link) = (told, None),
            UiChange::Link(link) => {
                let told =
                    "This browser doesn't let the page copy. Copy the link from this field, or from the address bar.";
                (self.sharing.told, self.sharing.link) = (told.to_string(), Some(link));
            }
            UiChange::Lesson(act) => self.lesson.act(act),
            UiChange::LessonView(view) => self.lesson_view = view,
            UiChange::Column(column) => self.column = column,
            UiChange::Dragging(is_dragging) => self.is_dragging = is_dragging,
            UiChange::Forgotten(told) => self.forgotten = Some(told),
            UiChange::Viewport(viewport) => self.viewport = viewport,
        }
    }
}

/// The place of the preset that the section opens with, the paper's first.
fn first_preset() -> usize {
    PRESETS.iter().position(|preset| preset.name == "location").unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Record;

    #[test]
    fn what_is_looked_at_is_asked_for_once() {
        let mut archive = Archive::default();
        let one = PaperView { preset: first_preset(), shows: Shows::Recorded };
        assert_eq!(one.unknown_records(&archive), ["location"]);
        archive.records.insert("location", Record::Fetching);
        assert!(one.unknown_records(&archive).is_empty());
        let all = PaperView { shows: Shows::DataSets, ..one };
        assert_eq!(
            all.unknown_records(&archive),
            ["purchase-2", "purchase-10", "purchase-20", "purchase-50", "purchase-100"]
        );
        let known = |name: &&str| PRESETS.iter().any(|preset| preset.name == *name);
        assert!(all.unknown_records(&archive).iter().all(known), "every data set has a preset of its name");
    }
}
