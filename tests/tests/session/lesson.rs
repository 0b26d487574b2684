//! The lesson on a session: every step's outcome is there once its stake is locked, each sentence whole; going from place to
//! place, and back by the browser's history, computes nothing anew.

use crate::simulated_page::SimulatedPage;
use nearmiss::Experiment;
use nearmiss_app::lesson::text::{EN, Noun};
use nearmiss_app::lesson::{Act, Lesson, Place, ROUNDS, Results, Station, Step, Wish, outcome, wish};
use nearmiss_app::session::{Activity, Event};

fn opened() -> SimulatedPage {
    let mut page = SimulatedPage::closed(2);
    page.handle(Event::Opened(String::new()));
    page
}

fn results(page: &SimulatedPage) -> Results<'_> {
    let found = &page.session.found;
    let experiment = &page.session.setup.experiment;
    Results { noun: Noun::Picture, experiment, shown: &found.shown, walks: found.walks.as_deref() }
}

/// What the shell does after every event, until the step has nothing more to wish.
fn grant(page: &mut SimulatedPage, step: Step, lesson: &mut Lesson) {
    while let Some(wish) = wish(step, &page.session, lesson) {
        match wish {
            Wish::Event(event) => page.handle(event),
            Wish::Acts(acts) => acts.into_iter().for_each(|act| lesson.act(act)),
        }
        while page.tick() {}
    }
}

#[test]
fn the_bare_address_opens_the_lesson_and_its_steps_all_come_out() {
    let mut page = opened();
    page.fingerprint();
    assert_eq!(page.session.setup.page.at, Some(Place::Lesson(Step::WhoWasInIt)));
    assert_eq!(**page.session.setup.experiment, Experiment::lesson());
    let mut lesson = Lesson::default();

    grant(&mut page, Step::WhoWasInIt, &mut lesson);
    for _ in 0..ROUNDS {
        assert!(!lesson.is_locked(Step::WhoWasInIt), "nothing is told before the rounds are over");
        page.handle(Event::GuessBlind(true));
        page.handle(Event::GuessMember(true));
        grant(&mut page, Step::WhoWasInIt, &mut lesson);
        page.handle(Event::DealRecord);
    }
    assert!(lesson.is_locked(Step::WhoWasInIt));

    for step in
        [Step::ByHeart, Step::Accuse, Step::NearAndFar, Step::NearMiss, Step::WalkAway, Step::Attributes, Step::Added]
    {
        page.handle(Event::Show(Place::Lesson(step)));
        grant(&mut page, step, &mut lesson);
        lesson.act(Act::Lock(step));
    }
    lesson.act(Act::Stake(nearmiss_app::lesson::Stakes { threshold: Some(0.9), ..lesson.stakes.clone() }));
    for step in Step::ALL.into_iter().filter(|step| !matches!(step, Step::Defend | Step::TakeHome)) {
        let found = outcome(step, results(&page), &lesson.stakes, &EN);
        let found = found.unwrap_or_else(|| panic!("{step:?} comes to nothing"));
        assert!(!found.contains('{') && found.ends_with('.'), "{step:?}: {found}");
        assert!(lesson.write_down(step, Some(found)), "{step:?}");
    }
}

#[test]
fn another_place_is_another_link_and_nothing_is_computed_anew() {
    let mut page = opened();
    let fingerprint = page.fingerprint();
    let first = page.fragment.clone();
    page.handle(Event::Show(Place::Laboratory(Station::Guess)));
    assert!(page.fragment.contains("&at=guess&end"), "{}", page.fragment);
    assert_eq!(page.session.run.activity, Activity::Done);
    page.handle(Event::LinkChanged(first.clone()));
    assert_eq!(page.session.setup.page.at, Some(Place::Lesson(Step::WhoWasInIt)));
    assert_eq!((page.session.run.activity, page.session.has_model()), (Activity::Done, true));
    assert_eq!(page.fingerprint(), fingerprint);

    // Another question by the browser's history: asked of the same network.
    let mut asked = page.session.setup.experiment.attribute_inference.clone();
    asked.target.number = 5;
    page.handle(Event::Ask(asked));
    assert!(page.session.has_model());
    page.handle(Event::LinkChanged(first));
    assert!(page.session.has_model(), "it isn't trained anew");
    assert_eq!(page.fingerprint(), fingerprint);
}
