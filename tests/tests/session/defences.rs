//! Attacks against defences, asked for, changed and given up at any moment.

use crate::simulated_page::{SimulatedPage, experiment_of, small};
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
        let mut page = SimulatedPage::open(n_workers, &small());
        let before = page.fingerprint();
        assert_eq!((page.session.found.shown.matrix.as_deref().cloned(), page.session.matrix_share()), (None, 0.0));
        page.handle(Event::Matrix(Some(config())));
        assert!(page.session.found.shown.report.is_none(), "the report isn't whole any more");
        assert_eq!(page.fingerprint(), expected.0, "{n_workers} workers");
        assert_eq!(page.session.found.shown.matrix.as_deref().cloned(), expected.1, "{n_workers} workers");
        assert_eq!(page.session.matrix_share(), 1.0);
        assert_eq!(experiment_of(&page.fragment), with(Some(config())));

        page.handle(Event::Matrix(None));
        assert_eq!(page.session.found.shown.matrix.as_deref().cloned(), None);
        assert_eq!(page.fingerprint(), before, "as if nobody had asked");
        assert_eq!(experiment_of(&page.fragment), small());
    }
}

#[test]
fn other_subjects_at_any_moment_give_the_matrix_of_the_last_number_only() {
    let asked = |n_subjects: usize| Some(MatrixConfig { n_subjects, ..config() });
    let expected = native(&with(asked(30)));
    for n_ticks in [0, 3, 10, 30, 60, 90, 150, 400] {
        let mut page = SimulatedPage::open(2, &small());
        page.fingerprint();
        page.handle(Event::Matrix(asked(40)));
        for _ in 0..n_ticks {
            page.tick();
        }
        page.handle(Event::Matrix(asked(50)));
        for _ in 0..n_ticks {
            page.tick();
        }
        page.handle(Event::Matrix(asked(30)));
        assert_eq!(
            page.session.found.shown.matrix.as_deref().cloned(),
            None,
            "what was found of other subjects is gone"
        );
        assert_eq!(page.fingerprint(), expected.0, "after {n_ticks} ticks");
        assert_eq!(page.session.found.shown.matrix.as_deref().cloned(), expected.1, "after {n_ticks} ticks");
    }
}

#[test]
fn defences_can_be_asked_for_while_the_network_trains_and_be_stopped_and_given_up() {
    let expected = native(&with(Some(config())));
    let mut page = SimulatedPage::open(2, &small());
    page.work_until("training", |session| session.run.activity == Activity::Training);
    page.handle(Event::Matrix(Some(config())));
    page.work_until("some of the matrix", |session| session.matrix_share() > 0.1);
    page.handle(Event::Stop);
    while page.tick() {}
    assert_eq!(page.session.run.activity, Activity::Stopped);
    page.handle(Event::Continue);
    assert_eq!(page.fingerprint(), expected.0);

    let mut page = SimulatedPage::open(2, &with(Some(config())));
    page.work_until("some of the matrix", |session| session.matrix_share() > 0.1);
    page.handle(Event::Stop);
    page.handle(Event::Matrix(None));
    page.handle(Event::Continue);
    assert_eq!(page.fingerprint(), native(&small()).0);
}

#[test]
fn a_number_of_subjects_out_of_range_is_refused_and_changes_nothing() {
    let mut page = SimulatedPage::open(1, &with(Some(config())));
    let before = (page.fingerprint(), page.session.found.shown.matrix.as_deref().cloned());
    page.handle(Event::Matrix(Some(MatrixConfig { n_subjects: 5, ..config() })));
    let notice = page.session.said.notice.clone().expect("it is told");
    assert!(notice.sentence.contains("The number of members attacked"), "{}", notice.sentence);
    assert_eq!((page.fingerprint(), page.session.found.shown.matrix.as_deref().cloned()), before);
}

#[test]
fn a_training_that_stops_early_is_whole_after_its_own_number_of_epochs() {
    let defence = Defence::named("early_stopping", &[2.0]).expect("it is registered");
    let mut page = SimulatedPage::open(1, &Experiment { defence, ..small() });
    page.work_until("the model", |session| session.has_model());
    assert_eq!(page.session.run.course.trained, (2, 0.0));
    assert_eq!(page.session.found.shown.curve.last().map(|record| record.epoch), Some(2));
    page.fingerprint();
    let (done, all) = page.session.work();
    assert!((done / all - 1.0).abs() < 1e-9, "{done} of {all}");
}

/// What every attack does to every defence doesn't depend on the one that is chosen for the network shown.
#[test]
fn another_defence_keeps_the_matrix_and_the_report_is_the_native_one() {
    let mut page = SimulatedPage::open(2, &with(Some(config())));
    page.fingerprint();
    let defended = Experiment { defence: config().defences[1], ..with(Some(config())) };
    page.handle(Event::Change(defended.clone()));
    page.work_until("the change", |session| session.setup.experiment.defence == defended.defence);
    assert_eq!(page.session.matrix_share(), 1.0, "nothing of it is tried again");
    assert!(page.session.found.shown.matrix.is_some());
    assert_eq!(page.fingerprint(), native(&defended).0);
    // Other data have another matrix.
    let other = Experiment { seed: nearmiss::Seed(9), ..defended };
    page.handle(Event::Change(other));
    page.work_until("the change", |session| session.setup.experiment.seed == nearmiss::Seed(9));
    assert_eq!(page.session.matrix_share(), 0.0);
}
