//! The page's two faces: the lesson, and the laboratory with all its stations. An embedded page shows one step or station.

use super::guess;
use super::header;
use super::lesson::{self, LessonProps};
use super::standing::StaysProps;
use super::stations::Stations;
use super::view::drawn;
use super::{App, class};
use crate::browser;
use crate::lesson::text::EN;
use crate::lesson::{Place, Results, Station, Step, Wish, outcome, wish};
use crate::link::Hidden;
use nearmiss::Experiment;
use yew::prelude::*;

impl App {
    /// The lesson at a step.
    pub(super) fn lesson(&self, step: Step) -> Html {
        let said = &self.session.said;
        let is_embedded = self.session.setup.page.is_embedded;
        html! {
            <>
                <main id="main" class="lesson" tabindex="-1">
                    { header::notice(said.notice.as_ref(), &self.tell) }
                    <p class="visually-hidden" role="status">{ &said.status }</p>
                    { drawn(LessonProps::of(step, &self.session, &self.ui, &self.tell)) }
                </main>
                if !is_embedded { { lesson::path(step, &self.ui.lesson, &self.tell) } }
            </>
        }
    }

    /// All stations.
    pub(super) fn laboratory(&self) -> Html {
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
        let page = &self.session.setup.page;
        let is_shown = |station: Station| !page.is_embedded || page.at == Some(Place::Laboratory(station));
        html! {
            <>
                if !page.is_embedded {
                    { drawn(StaysProps::of(&self.session, self.ui.lesson_view.step, &self.tell)) }
                }
                <main id="main" tabindex="-1" class={classes!(self.ui.is_dragging.then_some("dragging"))}>
                    { header::notice(said.notice.as_ref(), &self.tell) }
                    <p class="visually-hidden" role="status">{ &said.status }</p>
                    if !page.is_embedded {
                        <header>
                            { header::lead() }
                            { drawn(standing) }
                            { drawn(overview) }
                        </header>
                    }
                    if is_shown(Station::Data) { { drawn(data) } }
                    if is_shown(Station::Train) { { drawn(train) } }
                    if is_shown(Station::Membership) { { drawn(membership) } }
                    if is_shown(Station::NearMiss) { { drawn(near_miss) } }
                    if is_shown(Station::Guess) {
                        <section class="station" aria-labelledby="guess-heading">
                            { guess::lead() }
                            { drawn(guess) }
                            if self.session.setup.description.is_some() { { drawn(population) } }
                        </section>
                    }
                    if is_shown(Station::Defend) { { drawn(defend) } }
                    if is_shown(Station::Paper) && !page.hides(Hidden::Paper) { { drawn(paper) } }
                    if is_shown(Station::Class) && !page.hides(Hidden::Class) { { class::section(&self.session, &self.ui, &self.tell) } }
                    if is_shown(Station::Share) { { drawn(share) } }
                </main>
                if !page.is_embedded { { header::foot() } }
            </>
        }
    }

    /// Goes on with the lesson that the browser kept.
    pub(super) fn recall_lesson(&mut self) {
        self.ui.lesson =
            browser::remembered(LESSON).and_then(|text| nearmiss::json::read(&text).ok()).unwrap_or_default();
        self.kept = self.ui.lesson.clone();
    }

    /// What is named before what came out of data that aren't the lesson's.
    fn other_data(&self) -> String {
        let data = &self.session.setup.experiment.data;
        match data.registered().map(|source| source.kind().title()) {
            _ if data.name() == Experiment::lesson().data.name() => String::new(),
            Some(title) => format!("{title}: "),
            None => "A file of one's own: ".to_string(),
        }
    }

    /// Writes down what has come out of the step that is shown, and keeps the lesson if anything of it is new.
    pub(super) fn go_on_with_lesson(&mut self) {
        if let Some(Place::Lesson(step)) = self.session.setup.page.at {
            self.ui.lesson_view.step = step;
            match wish(step, &self.session, &self.ui.lesson) {
                Some(Wish::Event(event)) => self.handle(event),
                Some(Wish::Acts(acts)) => acts.into_iter().for_each(|act| self.ui.lesson.act(act)),
                None => {}
            }
        }
        let left = Step::ALL
            .into_iter()
            .filter(|step| self.ui.lesson.is_locked(*step) && self.ui.lesson.outcome(*step).is_none());
        for step in left.collect::<Vec<_>>() {
            let noun = lesson::noun(self.session.setup.description.as_deref());
            let found = &self.session.found;
            let walks = found.walks.as_deref();
            let results = Results { noun, experiment: &self.session.setup.experiment, shown: &found.shown, walks };
            let found = outcome(step, results, &self.ui.lesson.stakes, &EN);
            let data = self.other_data();
            self.ui.lesson.write_down(step, found.map(|found| data + &found));
        }
        if self.kept != self.ui.lesson {
            self.kept = self.ui.lesson.clone();
            // A browser that keeps nothing has the lesson until the page is closed; the page says so where it matters.
            let _ = browser::remember(LESSON, &nearmiss::json::write(&self.kept));
        }
    }
}

/// Where the browser keeps the lesson.
const LESSON: &str = "near-miss-lesson";
