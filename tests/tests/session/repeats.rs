//! Repeats over the pool, stopped, held, kept by the browser and taken up again.

use crate::office::{Office, native, small};
use nearmiss::Experiment;
use nearmiss::experiment::PortionChoice;
use nearmiss_app::session::{Activity, Event, Lack};

/// Long enough to be kept, for what is kept is said to be; but done in a moment natively.
fn long() -> Experiment {
    Experiment { repeats: 3, ..small() }
}

#[test]
fn repeats_over_any_number_of_workers_give_the_native_report() {
    let expected = native(&long());
    for n_workers in [1, 2, 5] {
        let mut office = Office::open(n_workers, &long());
        office.traps = vec![200];
        assert_eq!(office.fingerprint(), expected, "{n_workers} workers");
        let (done, all) = office.session.work();
        assert!((done / all - 1.0).abs() < 1e-9, "{done} of {all}");
        assert_eq!(office.session.found.shown.pooled.n_trials, 3);
    }
}

#[test]
fn repeats_can_be_asked_for_and_given_up_at_any_moment() {
    for n_ticks in [0, 60, 400, 1500] {
        let mut office = Office::open(2, &small());
        office.work_until("the data", |session| session.setup.description.is_some());
        for _ in 0..n_ticks {
            office.tick();
        }
        office.handle(Event::Repeat(4));
        for _ in 0..n_ticks {
            office.tick();
        }
        office.handle(Event::Stop);
        while office.tick() {}
        office.handle(Event::Repeat(3));
        office.handle(Event::Continue);
        office.handle(Event::Train);
        assert_eq!(office.fingerprint(), native(&long()), "after {n_ticks} ticks");
        office.handle(Event::Repeat(1));
        assert_eq!(office.fingerprint(), native(&small()), "after {n_ticks} ticks");
    }
}

#[test]
fn another_question_ends_the_repeats_and_says_so() {
    let mut office = Office::open(2, &long());
    office.work_until("a repeat", |session| !session.found.results.repeats.is_empty());
    let mut asked = long().attribute_inference;
    asked.target.number = 3;
    office.handle(Event::Ask(asked.clone()));
    assert_eq!(office.session.setup.experiment.repeats, 3, "another record is asked in the first trial alone");
    asked.portion = PortionChoice::Features(vec![10, 20, 21]);
    office.handle(Event::Ask(asked.clone()));
    assert!(office.session.said.notice.as_ref().is_some_and(|n| n.sentence.contains("The 3 repeats")));
    let expected = Experiment { repeats: 1, attribute_inference: asked, ..long() };
    assert_eq!(office.fingerprint(), native(&expected));
}

#[test]
fn a_stopped_repeat_is_held_where_it_is() {
    let mut office = Office::open(1, &long());
    office.work_until("the repeats", |session| {
        session.run.activity == Activity::Attacking && session.n_unfinished() == 2
    });
    for _ in 0..20 {
        office.tick();
    }
    office.handle(Event::Stop);
    while office.tick() {}
    assert_eq!(office.session.run.activity, Activity::Stopped);
    let steps = office.n_steps;
    assert!(!office.tick(), "nothing goes on");
    office.handle(Event::Continue);
    assert_eq!(office.fingerprint(), native(&long()));
    assert!(office.n_steps > steps);
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

#[test]
fn a_reload_offers_what_was_finished_and_ends_with_the_same_report() {
    let mut office = Office::open(2, &kept());
    office.work_until("some repeats", |session| {
        session.found.results.repeats.len() >= 2 && session.found.results.has_all(&[nearmiss::work::Unit::Distances])
    });
    let saved = std::mem::take(&mut office.saved);
    let n_repeats = office.session.found.results.repeats.len();

    // In the reloaded page, fewer repeats are enough for the test; they are kept each by itself.
    let shorter = kept();
    let reload = || {
        let mut office = Office::closed(2);
        office.saved = saved.clone();
        office.handle(Event::Opened(nearmiss_app::link::write(&shorter, &Default::default())));
        office.work_until("the offer", |session| session.run.activity == Activity::Offered);
        office
    };
    let mut office = reload();
    while office.tick() {}
    assert_eq!(office.session.n_offered(), saved.len(), "it waits for the answer");
    office.handle(Event::TakeUp(true));
    assert_eq!(office.session.found.results.repeats.len(), n_repeats);
    office.handle(Event::Repeat(n_repeats + 2));
    let resumed = office.fingerprint();
    let expected = native(&Experiment { repeats: n_repeats + 2, ..kept() });
    assert_eq!(resumed, expected);

    let mut office = reload();
    office.handle(Event::TakeUp(false));
    assert!(office.session.found.results.repeats.is_empty());
    office.handle(Event::Repeat(2));
    assert_eq!(office.fingerprint(), native(&Experiment { repeats: 2, ..kept() }));
}

#[test]
fn train_while_a_resume_is_offered_begins_afresh() {
    let mut office = Office::open(2, &kept());
    office.work_until("a repeat", |session| !session.found.results.repeats.is_empty());
    let saved = std::mem::take(&mut office.saved);
    for event in [Event::Train, Event::Reset, Event::Step] {
        let mut office = Office::closed(2);
        office.saved = saved.clone();
        office.handle(Event::Opened(nearmiss_app::link::write(&kept(), &Default::default())));
        office.work_until("the offer", |session| session.run.activity == Activity::Offered);
        office.handle(Event::Pause);
        assert_eq!(office.session.run.activity, Activity::Offered, "there is nothing to hold yet");
        office.handle(event);
        office.handle(Event::Repeat(2));
        office.handle(Event::Train);
        assert_eq!(office.fingerprint(), native(&Experiment { repeats: 2, ..kept() }));
    }
}

#[test]
fn kept_repeats_come_back_when_they_are_asked_for_again() {
    let mut office = Office::open(2, &kept());
    office.work_until("some repeats", |session| session.found.results.repeats.len() >= 4);
    let n = office.session.found.results.repeats.len();
    office.handle(Event::Repeat(1));
    assert!(office.session.found.results.repeats.is_empty());
    office.handle(Event::Repeat(400));
    assert!(office.session.found.results.repeats.len() >= n, "they are there without being computed again");
    office.handle(Event::Repeat(3));
    assert_eq!(office.fingerprint(), native(&Experiment { repeats: 3, ..kept() }));
}

#[test]
fn a_diverged_training_is_reported_with_its_repeats_whatever_is_asked() {
    let mut diverging = small();
    diverging.training.optimizer = nearmiss::optimizer::OptimizerKind::Sgd { learning_rate: 10.0, momentum: 0.0 };
    diverging.training.epochs = 200;
    diverging.defence = nearmiss::defence::Defence::named("l2", &[10.0]).expect("it is registered");
    let mut office = Office::open(2, &diverging);
    assert_eq!(office.fingerprint(), native(&diverging));
    assert_eq!(office.session.run.activity, Activity::Diverged);
    let mut asked = diverging.attribute_inference.clone();
    asked.target.number = 2;
    office.handle(Event::Ask(asked.clone()));
    let expected = Experiment { attribute_inference: asked, ..diverging };
    assert_eq!(office.fingerprint(), native(&expected));
    office.handle(Event::Repeat(3));
    office.handle(Event::Repeat(2));
    assert_eq!(office.fingerprint(), native(&Experiment { repeats: 2, ..expected }));
}

#[test]
fn a_paused_training_holds_the_repeats_too() {
    let mut office = Office::open(3, &Experiment { repeats: 5, ..small() });
    office.work_until("training", |session| session.run.activity == Activity::Training);
    office.handle(Event::Pause);
    while office.tick() {}
    assert_eq!(office.session.run.activity, Activity::Paused);
    assert!(office.session.found.results.repeats.is_empty());
    while !office.session.has_model() {
        office.handle(Event::Step);
        while office.tick() {}
    }
    assert_eq!(office.fingerprint(), native(&Experiment { repeats: 5, ..small() }));
}

#[test]
fn a_browser_that_refuses_storage_is_told_of_once_and_asked_no_more() {
    let mut office = Office::open(2, &kept());
    office.work_until("a repeat", |session| !session.found.results.repeats.is_empty());
    assert!(office.session.keeps_units());
    office.handle(Event::Lacks(Lack::Storage, "it is full".to_string()));
    let notice = office.session.said.notice.clone().expect("it is told");
    assert!(notice.sentence.contains("it is full") && !notice.is_error, "{}", notice.sentence);
    office.handle(Event::Dismiss);
    office.handle(Event::Lacks(Lack::Storage, "it is full".to_string()));
    assert_eq!(office.session.said.notice, None);
    let n_saved = office.saved.len();
    office.handle(Event::Repeat(3));
    assert_eq!(office.fingerprint(), native(&Experiment { repeats: 3, ..kept() }));
    assert_eq!(office.saved.len(), n_saved);
    office.handle(Event::FileRefused("Too large.".to_string()));
    office.handle(Event::Lacks(Lack::Address, "too often".to_string()));
    let sentence = &office.session.said.notice.as_ref().expect("both are told").sentence;
    assert!(sentence.starts_with("Too large. ") && sentence.contains("too often"), "{sentence}");
}
