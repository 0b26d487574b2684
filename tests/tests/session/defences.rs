//! Attacks against defences, asked for, changed and given up at any moment.

use crate::office::{Office, experiment_of, small};
use nearmiss::Experiment;
use nearmiss::defence::Defence;
use nearmiss::matrix::{MatrixConfig, MatrixReport};
use nearmiss::work;
use nearmiss_app::session::{Activity, Event};

/// Two groups of defences, little of each. The digits leave nothing over, so the attacker has no records of his own.
fn config() -> MatrixConfig {
    let named = |name: &str, values: &[f64]| Defence::named(name, values).expect("it is registered");
    MatrixConfig {
        n_shadows: 4,
        n_subjects: 40,
        n_copies: 10,
        n_unknown: 2,
        n_targets: 4,
        defences: vec![Defence::default(), named("mem_guard", &[]), named("early_stopping", &[2.0])],
        ..MatrixConfig::default()
    }
}

fn with(matrix: Option<MatrixConfig>) -> Experiment {
    Experiment { matrix, ..small() }
}

/// What the library gives without a page: the report's fingerprint and the matrix.
fn native(experiment: &Experiment) -> (String, Option<MatrixReport>) {
    let path = format!("{}/../www/data/digits.csv.gz", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(path).expect("it is shipped");
    let mut report = work::run(experiment.clone(), Some(&file)).expect("the experiment runs");
    (report.fingerprint(), report.trials.swap_remove(0).matrix)
}

#[test]
fn defences_asked_for_after_training_give_the_native_matrix() {
    let expected = native(&with(Some(config())));
    assert!(expected.1.as_ref().is_some_and(|matrix| matrix.rows.len() == 3));
    for n_workers in [1, 3] {
        let mut office = Office::open(n_workers, &small());
        let before = office.fingerprint();
        assert_eq!((office.session.found.shown.matrix.as_deref().cloned(), office.session.matrix_share()), (None, 0.0));
        office.handle(Event::Matrix(Some(config())));
        assert!(office.session.found.shown.report.is_none(), "the report isn't whole any more");
        assert_eq!(office.fingerprint(), expected.0, "{n_workers} workers");
        assert_eq!(office.session.found.shown.matrix.as_deref().cloned(), expected.1, "{n_workers} workers");
        assert_eq!(office.session.matrix_share(), 1.0);
        assert_eq!(experiment_of(&office.fragment), with(Some(config())));

        office.handle(Event::Matrix(None));
        assert_eq!(office.session.found.shown.matrix.as_deref().cloned(), None);
        assert_eq!(office.fingerprint(), before, "as if nobody had asked");
        assert_eq!(experiment_of(&office.fragment), small());
    }
}

#[test]
fn other_subjects_at_any_moment_give_the_matrix_of_the_last_number_only() {
    let asked = |n_subjects: usize| Some(MatrixConfig { n_subjects, ..config() });
    let expected = native(&with(asked(30)));
    for n_ticks in [0, 3, 10, 30, 60, 90, 150, 400] {
        let mut office = Office::open(2, &small());
        office.fingerprint();
        office.handle(Event::Matrix(asked(40)));
        for _ in 0..n_ticks {
            office.tick();
        }
        office.handle(Event::Matrix(asked(50)));
        for _ in 0..n_ticks {
            office.tick();
        }
        office.handle(Event::Matrix(asked(30)));
        assert_eq!(
            office.session.found.shown.matrix.as_deref().cloned(),
            None,
            "what was found of other subjects is gone"
        );
        assert_eq!(office.fingerprint(), expected.0, "after {n_ticks} ticks");
        assert_eq!(office.session.found.shown.matrix.as_deref().cloned(), expected.1, "after {n_ticks} ticks");
    }
}

#[test]
fn defences_can_be_asked_for_while_the_network_trains_and_be_stopped_and_given_up() {
    let expected = native(&with(Some(config())));
    let mut office = Office::open(2, &small());
    office.work_until("training", |session| session.run.activity == Activity::Training);
    office.handle(Event::Matrix(Some(config())));
    office.work_until("some of the matrix", |session| session.matrix_share() > 0.1);
    office.handle(Event::Stop);
    while office.tick() {}
    assert_eq!(office.session.run.activity, Activity::Stopped);
    office.handle(Event::Continue);
    assert_eq!(office.fingerprint(), expected.0);

    let mut office = Office::open(2, &with(Some(config())));
    office.work_until("some of the matrix", |session| session.matrix_share() > 0.1);
    office.handle(Event::Stop);
    office.handle(Event::Matrix(None));
    office.handle(Event::Continue);
    assert_eq!(office.fingerprint(), native(&small()).0);
}

#[test]
fn a_number_of_subjects_out_of_range_is_refused_and_changes_nothing() {
    let mut office = Office::open(1, &with(Some(config())));
    let before = (office.fingerprint(), office.session.found.shown.matrix.as_deref().cloned());
    office.handle(Event::Matrix(Some(MatrixConfig { n_subjects: 5, ..config() })));
    let notice = office.session.said.notice.clone().expect("it is told");
    assert!(notice.sentence.contains("The number of members attacked"), "{}", notice.sentence);
    assert_eq!((office.fingerprint(), office.session.found.shown.matrix.as_deref().cloned()), before);
}

#[test]
fn a_training_that_stops_early_is_whole_after_its_own_number_of_epochs() {
    let defence = Defence::named("early_stopping", &[2.0]).expect("it is registered");
    let mut office = Office::open(1, &Experiment { defence, ..small() });
    office.work_until("the model", |session| session.has_model());
    assert_eq!(office.session.run.course.trained, (2, 0.0));
    assert_eq!(office.session.found.shown.curve.last().map(|record| record.epoch), Some(2));
    office.fingerprint();
    let (done, all) = office.session.work();
    assert!((done / all - 1.0).abs() < 1e-9, "{done} of {all}");
}
