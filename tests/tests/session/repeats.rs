//! Repeats over the pool, stopped, held, kept by the browser and taken up again.

use crate::simulated_page::{SimulatedPage, native, small};
use nearmiss::experiment::PortionChoice;
use nearmiss::{Experiment, Seed};
use nearmiss_app::session::{Activity, Event, Lack};

/// Long enough to be kept, for what is kept is said to be; but done in a moment natively.
fn long() -> Experiment {
    Experiment { repeats: 3, ..small() }
}

#[test]
fn repeats_over_any_number_of_workers_give_the_native_report() {
    let expected = native(&long());
    for n_workers in [1, 2, 5] {
        let mut page = SimulatedPage::open(n_workers, &long());
        page.traps = vec![200];
        assert_eq!(page.fingerprint(), expected, "{n_workers} workers");
        let (done, all) = page.session.work();
        assert!((done / all - 1.0).abs() < 1e-9, "{done} of {all}");
        assert_eq!(page.session.found.shown.pooled.n_trials, 3);
    }
}

#[test]
fn repeats_can_be_asked_for_and_given_up_at_any_moment() {
    for n_ticks in [0, 60, 400, 1500] {
        let mut page = SimulatedPage::open(2, &small());
        page.work_until("the data", |session| session.setup.description.is_some());
        for _ in 0..n_ticks {
            page.tick();
        }
        page.handle(Event::Repeat(4));
        for _ in 0..n_ticks {
            page.tick();
        }
        page.handle(Event::Stop);
        while page.tick() {}
        page.handle(Event::Repeat(3));
        page.handle(Event::Continue);
        page.handle(Event::Train);
        assert_eq!(page.fingerprint(), native(&long()), "after {n_ticks} ticks");
        page.handle(Event::Repeat(1));
        assert_eq!(page.fingerprint(), native(&small()), "after {n_ticks} ticks");
    }
}

#[test]
fn another_question_ends_the_repeats_and_says_so() {
    let mut page = SimulatedPage::open(2, &long());
    page.work_until("a repeat", |session| !session.found.results.repeats.is_empty());
    let mut asked = long().attribute_inference;
    asked.target.number = 3;
    page.handle(Event::Ask(asked.clone()));
    assert_eq!(page.session.setup.experiment.repeats, 3, "another record is asked in the first trial alone");
    asked.portion = PortionChoice::Features(vec![10, 20, 21]);
    page.handle(Event::Ask(asked.clone()));
    assert!(page.session.said.notice.as_ref().is_some_and(|n| n.sentence.contains("The 3 repeats")));
    let expected = Experiment { repeats: 1, attribute_inference: asked, ..long() };
    assert_eq!(page.fingerprint(), native(&expected));
}

#[test]
fn a_stopped_repeat_is_held_where_it_is() {
    let mut page = SimulatedPage::open(1, &long());
    page.work_until("the repeats", |session| {
        session.run.activity == Activity::Attacking && session.n_unfinished() == 2
    });
    for _ in 0..20 {
        page.tick();
    }
    page.handle(Event::Stop);
    while page.tick() {}
    assert_eq!(page.session.run.activity, Activity::Stopped);
    let steps = page.n_steps;
    assert!(!page.tick(), "nothing goes on");
    page.handle(Event::Continue);
    assert_eq!(page.fingerprint(), native(&long()));
    assert!(page.n_steps > steps);
}

/// A network large enough that its units are kept.
pub fn kept() -> Experiment {
    let mut experiment = small();
    experiment.repeats = 400;
    experiment.training.hidden = vec![600, 600];
    experiment.training.epochs = 2;
    experiment.strong_membership.n_originals = 4;
    experiment.attribute_inference.portion = PortionChoice::Mrmr(3);
    experiment.attribute_inference.n_targets = 1;
    experiment
}

/// In one sitting nobody is asked: whoever tries something else and comes back finds what was done.
#[test]
fn going_back_to_what_was_asked_before_goes_on_without_a_question() {
    let asked = Experiment { repeats: 2, ..kept() };
    let mut page = SimulatedPage::open(2, &asked);
    let first = page.fingerprint();
    let other = Experiment { seed: Seed(5), ..asked.clone() };
    for experiment in [&other, &asked] {
        page.handle(Event::Change(experiment.clone()));
        page.work_until("the change", |session| *session.setup.experiment == *experiment);
        page.work_until("its network", |session| session.has_model());
    }
    assert_ne!(page.session.run.activity, Activity::Offered);
    assert_eq!(page.fingerprint(), first);
}

#[test]
fn a_reload_offers_what_was_finished_and_ends_with_the_same_report() {
    let mut page = SimulatedPage::open(2, &kept());
    page.work_until("some repeats", |session| {
        session.found.results.repeats.len() >= 2 && session.found.results.has_all(&[nearmiss::work::Unit::Distances])
    });
    let saved = std::mem::take(&mut page.saved);
    let n_repeats = page.session.found.results.repeats.len();

    // In the reloaded page, fewer repeats are enough for the test; they are kept each by itself.
    let shorter = kept();
    let reload = || {
        let mut page = SimulatedPage::closed(2);
        page.saved = saved.clone();
        page.handle(Event::Opened(nearmiss_app::link::write(&shorter, &Default::default())));
        page.work_until("the offer", |session| session.run.activity == Activity::Offered);
        page
    };
    let mut page = reload();
    while page.tick() {}
    assert_eq!(page.session.n_offered(), saved.len(), "it waits for the answer");
    page.handle(Event::TakeUp(true));
    assert_eq!(page.session.found.results.repeats.len(), n_repeats);
    page.handle(Event::Repeat(n_repeats + 2));
    let resumed = page.fingerprint();
    let expected = native(&Experiment { repeats: n_repeats + 2, ..kept() });
    assert_eq!(resumed, expected);

    let mut page = reload();
    page.handle(Event::TakeUp(false));
    assert!(page.session.found.results.repeats.is_empty());
    page.handle(Event::Repeat(2));
    assert_eq!(page.fingerprint(), native(&Experiment { repeats: 2, ..kept() }));
}

#[test]
fn train_while_a_resume_is_offered_begins_afresh() {
    let mut page = SimulatedPage::open(2, &kept());
    page.work_until("a repeat", |session| !session.found.results.repeats.is_empty());
    let saved = std::mem::take(&mut page.saved);
    for event in [Event::Train, Event::Reset, Event::Step] {
        let mut page = SimulatedPage::closed(2);
        page.saved = saved.clone();
        page.handle(Event::Opened(nearmiss_app::link::write(&kept(), &Default::default())));
        page.work_until("the offer", |session| session.run.activity == Activity::Offered);
        page.handle(Event::Pause);
        assert_eq!(page.session.run.activity, Activity::Offered, "there is nothing to hold yet");
        page.handle(event);
        page.handle(Event::Repeat(2));
        page.handle(Event::Train);
        assert_eq!(page.fingerprint(), native(&Experiment { repeats: 2, ..kept() }));
    }
}

#[test]
fn kept_repeats_come_back_when_they_are_asked_for_again() {
    let mut page = SimulatedPage::open(2, &kept());
    page.work_until("some repeats", |session| session.found.results.repeats.len() >= 4);
    let n = page.session.found.results.repeats.len();
    page.handle(Event::Repeat(1));
    assert!(page.session.found.results.repeats.is_empty());
    page.handle(Event::Repeat(400));
    assert!(page.session.found.results.repeats.len() >= n, "they are there without being computed again");
    page.handle(Event::Repeat(3));
    assert_eq!(page.fingerprint(), native(&Experiment { repeats: 3, ..kept() }));
}

#[test]
fn a_diverged_training_is_reported_with_its_repeats_whatever_is_asked() {
    let mut diverging = small();
    diverging.training.optimizer = nearmiss::optimizer::OptimizerKind::Sgd { learning_rate: 10.0, momentum: 0.0 };
    diverging.training.epochs = 200;
    diverging.defence = nearmiss::defence::Defence::named("l2", &[10.0]).expect("it is registered");
    let mut page = SimulatedPage::open(2, &diverging);
    assert_eq!(page.fingerprint(), native(&diverging));
    assert_eq!(page.session.run.activity, Activity::Diverged);
    let mut asked = diverging.attribute_inference.clone();
    asked.target.number = 2;
    page.handle(Event::Ask(asked.clone()));
    let expected = Experiment { attribute_inference: asked, ..diverging };
    assert_eq!(page.fingerprint(), native(&expected));
    page.handle(Event::Repeat(3));
    page.handle(Event::Repeat(2));
    assert_eq!(page.fingerprint(), native(&Experiment { repeats: 2, ..expected }));
}

#[test]
fn a_paused_training_holds_the_repeats_too() {
    let mut page = SimulatedPage::open(3, &Experiment { repeats: 5, ..small() });
    page.work_until("training", |session| session.run.activity == Activity::Training);
    page.handle(Event::Pause);
    while page.tick() {}
    assert_eq!(page.session.run.activity, Activity::Paused);
    assert!(page.session.found.results.repeats.is_empty());
    while !page.session.has_model() {
        page.handle(Event::Step);
        while page.tick() {}
    }
    assert_eq!(page.fingerprint(), native(&Experiment { repeats: 5, ..small() }));
}

#[test]
fn a_browser_that_refuses_storage_is_told_of_once_and_asked_no_more() {
    let mut page = SimulatedPage::open(2, &kept());
    page.work_until("a repeat", |session| !session.found.results.repeats.is_empty());
    assert!(page.session.keeps_units());
    page.handle(Event::Lacks(Lack::Storage, "it is full".to_string()));
    let notice = page.session.said.notice.clone().expect("it is told");
    assert!(notice.sentence.contains("it is full") && !notice.is_error, "{}", notice.sentence);
    page.handle(Event::Dismiss);
    page.handle(Event::Lacks(Lack::Storage, "it is full".to_string()));
    assert_eq!(page.session.said.notice, None);
    let n_saved = page.saved.len();
    page.handle(Event::Repeat(3));
    assert_eq!(page.fingerprint(), native(&Experiment { repeats: 3, ..kept() }));
    assert_eq!(page.saved.len(), n_saved);
    page.handle(Event::FileRefused("Too large.".to_string()));
    page.handle(Event::Lacks(Lack::Address, "too often".to_string()));
    let sentence = &page.session.said.notice.as_ref().expect("both are told").sentence;
    assert!(sentence.starts_with("Too large. ") && sentence.contains("too often"), "{sentence}");
}
