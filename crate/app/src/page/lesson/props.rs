//! What every step is drawn from.

use super::super::chart::Viewport;
use super::super::element::{self, paragraph, primary_if};
use super::super::hill::HillProps;
use super::super::ui::{LessonView, Tell, Ui, UiChange};
use crate::lesson::text::{EN, Noun, StepText, Text, fill};
use crate::lesson::{self, Act, Lesson, Results, Stakes, Step};
use crate::link::PageSettings;
use crate::message::{Description, Plan};
use crate::session::{Activity, HALF, MembershipGame, NearMissGame, Part, Session, Shown};
use nearmiss::experiment::Checked;
use nearmiss::hill::Walks;
use yew::prelude::*;

/// The words that are shown.
pub(super) const TEXT: &Text = &EN;

/// What the lesson is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LessonProps {
    pub step: Step,
    pub lesson: Lesson,
    pub view: LessonView,
    pub page: PageSettings,
    pub experiment: Part<Checked>,
    pub description: Option<Part<Description>>,
    pub plan: Option<Part<Plan>>,
    pub shown: Shown,
    pub walks: Option<Part<Walks>>,
    pub hill: HillProps,
    pub membership: Part<MembershipGame>,
    pub near_miss: Part<NearMissGame>,
    pub activity: Activity,
    /// Share of the training that is done.
    pub trained: f64,
    /// Share of all work that is done, in whole per cent.
    pub done: u32,
    /// Groups of attacks against defences that are through.
    pub n_tried: usize,
    /// What came of copying the link, and the link where a person has to copy it.
    pub told: (String, Option<String>),
    pub viewport: Viewport,
    pub tell: Tell,
}

impl LessonProps {
    pub fn of(step: Step, session: &Session, ui: &Ui, tell: &Tell) -> LessonProps {
        let (setup, course) = (&session.setup, &session.run.course);
        let n_epochs = setup.experiment.training_config().n_epochs().max(1) as f64;
        let (done, all) = session.work();
        LessonProps {
            step,
            lesson: ui.lesson.clone(),
            view: ui.lesson_view,
            page: setup.page.clone(),
            experiment: setup.experiment.clone(),
            description: setup.description.clone(),
            plan: setup.plan.clone(),
            shown: session.found.shown.clone(),
            walks: session.found.walks.clone(),
            hill: HillProps::of(session, ui, tell).unread(),
            membership: session.play.membership.clone(),
            near_miss: session.play.near_miss.clone(),
            activity: session.run.activity,
            trained: if session.has_model() { 1.0 } else { (course.trained.0 as f64 + course.trained.1) / n_epochs },
            done: (100.0 * done / all) as u32,
            n_tried: session.found.results.matrix.len(),
            told: (ui.sharing.told.clone(), ui.sharing.link.clone()),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }

    pub fn results(&self) -> Results<'_> {
        Results { noun: self.noun(), experiment: &self.experiment, shown: &self.shown, walks: self.walks.as_deref() }
    }

    /// What records are called.
    pub fn noun(&self) -> Noun {
        noun(self.description.as_deref())
    }

    /// A text with the nouns of these data.
    pub fn say(&self, text: &str) -> String {
        self.noun().of(text, self.experiment.split.n_members)
    }

    /// Whether the step's stake is locked, so that its result may be shown.
    pub fn is_locked(&self) -> bool {
        self.lesson.is_locked(self.step)
    }

    /// Whether the person has come as far as the step's stake: in step 5 pairs are played first.
    pub fn predicts(&self) -> bool {
        let has_played = self.near_miss.won.len() >= 2 * HALF || self.view.predicts || self.is_locked();
        self.step != Step::NearMiss || has_played
    }

    /// The words that frame the step.
    pub fn words(&self) -> &'static StepText {
        &TEXT.steps[self.step.place()]
    }

    /// What came out of the step, behind what was staked.
    pub fn outcome(&self) -> Option<String> {
        let found = lesson::outcome(self.step, self.results(), &self.lesson.stakes, TEXT)?;
        Some(self.after_stake(&found))
    }

    /// What came out of the step, or what is waited for.
    pub fn told(&self) -> Html {
        self.outcome().map_or_else(|| self.waits(), |found| paragraph("verdict", found))
    }

    /// A sentence behind what was staked.
    pub fn after_stake(&self, found: &str) -> String {
        let said = lesson::said(self.step, &self.lesson.stakes, TEXT);
        if said.is_empty() || self.step == Step::WhoWasInIt {
            return found.to_string();
        }
        fill(TEXT.take_home.you_said, &[("said", &said)]) + found
    }

    /// A callback that changes a stake.
    pub fn on_stake<T: 'static>(&self, set: impl Fn(&mut Stakes, T) + 'static) -> Callback<T> {
        let stakes = self.lesson.stakes.clone();
        self.tell.on_with(move |value| {
            let mut stakes = stakes.clone();
            set(&mut stakes, value);
            UiChange::Lesson(Act::Stake(stakes)).into()
        })
    }

    /// The button that locks the step's stake.
    pub fn lock(&self, words: &str) -> Html {
        self.lock_if(true, words)
    }

    /// The same, dead until there is a stake.
    pub fn lock_if(&self, is_staked: bool, words: &str) -> Html {
        let step = self.step;
        let locked = self.tell.on_with(move |_: MouseEvent| UiChange::Lesson(Act::Lock(step)).into());
        primary_if(is_staked, words.to_string(), locked)
    }

    /// What stands where a result isn't there yet.
    pub fn waits(&self) -> Html {
        let share = if self.activity == Activity::Attacking { format!(" {} %", self.done) } else { String::new() };
        element::waiting(format!("{}{share}", waiting(self.activity)))
    }
}

/// What records are called; pictures before the data are there, as the lesson begins.
pub(crate) fn noun(description: Option<&Description>) -> Noun {
    match description {
        Some(description) if description.schema.picture.is_none() => Noun::Record,
        _ => Noun::Picture,
    }
}

/// What a person is waiting for.
fn waiting(activity: Activity) -> &'static str {
    match activity {
        Activity::Loading => "Getting the data…",
        Activity::Training => "The network is being trained…",
        Activity::Paused => "The training is paused; go on in the laboratory's station 1.",
        Activity::Attacking => "Being computed…",
        Activity::Stopped => "Stopped; go on in the laboratory.",
        Activity::AwaitingFile => "Waiting for the data file of the link.",
        Activity::Offered => "Finished work of this experiment was kept; the laboratory asks whether to go on with it.",
        Activity::Diverged => "The training diverged; choose a smaller learning rate in the laboratory.",
        Activity::Done | Activity::Failed => "This data set doesn't give it.",
    }
}

/// A step's two halves: what is asked, and what is looked at.
#[derive(Default)]
pub(super) struct Halves {
    pub asked: Html,
    pub shown: Html,
    /// What can be done once all is told.
    pub after: Html,
    /// On a phone, whether what is looked at stands before what is told.
    pub is_picture_first: bool,
}
