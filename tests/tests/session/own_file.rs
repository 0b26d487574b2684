//! A person's own file: read once, in one worker, a little at a time.

use crate::simulated_page::{SimulatedPage, small};
use nearmiss::experiment::PortionChoice;
use nearmiss::reading::{ColumnKind, Decisions, Options, Separator, version_1};
use nearmiss::source::DataSource;
use nearmiss::work::{run, sha256_of};
use nearmiss::{Experiment, Seed, SplitSizes};
use nearmiss_app::session::{Activity, Event};

/// So many records of a class that two of three features tell something about.
fn file(n_records: usize) -> String {
    let line = |n: usize| {
        format!("{},{},{},{}\n", n * 7 % 5 % 2, n * n % 11, ["red", "?", "blue"][n % 3], ["a", "b"][n / 3 % 2])
    };
    format!("on,size,hue,class\n{}", (0..n_records).map(line).collect::<String>())
}

fn options(page: &SimulatedPage) -> Options {
    page.session.inspection().expect("a file was looked into").options()
}

#[test]
fn it_is_read_once_whatever_is_changed() {
    let mut page = SimulatedPage::open(2, &small());
    page.choose(file(300));
    page.work_until("what was understood", |session| session.inspection().is_some());
    assert_eq!(page.n_read.get(), 1);
    let mut changed = options(&page);
    changed.kinds.insert(2, ColumnKind::LeftOut);
    page.handle(Event::ReadAs(changed.clone()));
    page.work_until("the change", |session| session.inspection().is_some_and(|i| i.options() == changed));
    page.handle(Event::UseFile);
    page.work_until("the data", |session| session.own_inspection().is_some());
    let before = page.fingerprint();
    let own = Experiment::clone(&page.session.setup.experiment);
    page.handle(Event::Change(Experiment { seed: Seed(4), ..own.clone() }));
    page.work_until("the change", |session| session.setup.experiment.seed == Seed(4));
    page.handle(Event::SetWorkers(4));
    page.handle(Event::Lost(0, "unreachable executed".to_string()));
    page.handle(Event::Change(own));
    page.work_until("the change back", |session| session.setup.experiment.seed == Seed(1));
    assert_eq!(page.fingerprint(), before);
    assert_eq!(page.n_read.get(), 1);
    // Another first line is another table.
    page.handle(Event::ReadAs(Options { header: Some(false), kinds: Default::default(), ..changed }));
    page.work_until("the change", |session| session.inspection().is_some_and(|i| !i.reading.header));
    assert_eq!(page.n_read.get(), 2);
}

#[test]
fn reading_can_be_stopped_and_leaves_the_work_as_it_was() {
    let mut page = SimulatedPage::open(1, &small());
    page.work_until("training", |session| session.run.activity == Activity::Training);
    page.choose(file(300_000));
    page.work_until("some of it", |session| session.reading().is_some());
    for _ in 0..5 {
        page.tick();
    }
    page.handle(Event::StopReading);
    assert_eq!(page.session.reading(), None);
    assert!(page.session.inspection().is_none());
    assert_eq!(page.fingerprint(), crate::simulated_page::native(&small()));
    assert!(page.session.inspection().is_none());
    // The same file again.
    page.choose(file(300));
    page.work_until("what was understood", |session| session.inspection().is_some());
}

#[test]
fn a_file_that_is_gone_says_so_and_one_whose_reader_is_lost_is_read_again() {
    let mut page = SimulatedPage::open(2, &small());
    page.handle(Event::FileChosen(page.chosen(7)));
    page.work_until("the refusal", |session| session.said.notice.is_some());
    let said = page.session.said.notice.clone().expect("it is told").sentence;
    assert_eq!(said, "The file can't be read. What was shown before is kept.");
    page.choose(file(300));
    page.handle(Event::Lost(0, "unreachable executed".to_string()));
    page.work_until("what was understood", |session| session.inspection().is_some());
    page.handle(Event::UseFile);
    page.handle(Event::Lost(0, "unreachable executed".to_string()));
    page.work_until("the data", |session| session.own_inspection().is_some());
    page.fingerprint();
}

#[test]
fn what_the_browser_kept_is_read_for_its_link() {
    let mut page = SimulatedPage::open(2, &small());
    page.choose(file(300));
    page.work_until("what was understood", |session| session.inspection().is_some());
    page.handle(Event::UseFile);
    page.work_until("the data", |session| session.own_inspection().is_some());
    let (before, fragment) = (page.fingerprint(), page.fragment.clone());
    page.handle(Event::SaveRecords);
    while page.tick() {}
    assert!(page.handed.starts_with("record,side,class,filled,on,size,hue\n"), "{}", &page.handed[..40]);
    assert_eq!(page.handed.lines().count(), 301);
    assert_eq!(page.kept.as_ref().map(|(_, file)| file.0), Some(0));
    let mut again = SimulatedPage { files: page.files, kept: page.kept, ..SimulatedPage::closed(2) };
    again.handle(Event::Opened(fragment.clone()));
    assert_eq!(again.fingerprint(), before);
    // Chosen by hand where nothing was kept.
    let mut elsewhere = SimulatedPage::closed(1);
    elsewhere.handle(Event::Opened(fragment));
    while elsewhere.tick() {}
    assert_eq!(elsewhere.session.run.activity, Activity::AwaitingFile);
    elsewhere.choose(file(300));
    assert_eq!(elsewhere.fingerprint(), before);
}

#[test]
fn a_file_that_is_no_table_can_be_read_otherwise() {
    let mut page = SimulatedPage::open(1, &small());
    // Every other line has a comma more.
    let text: String =
        (0..60).map(|n| format!("{};{}{};{}\n", n % 7, n % 5, [",5", ""][n % 2], ["a", "b"][n / 3 % 2])).collect();
    page.choose(text.replace(';', "; "));
    while page.tick() {}
    let shown = page.session.inspection().is_some();
    page.choose("1 2\n1\n1 2 3\n1\n".repeat(20));
    page.work_until("the refusal", |session| session.unread().is_some());
    assert_eq!(page.session.inspection().is_some(), shown, "what was shown stays");
    // Another that can't be read so, either.
    page.handle(Event::ReadAgain(Options { separator: Some(Separator::Comma), ..Options::default() }));
    page.work_until("the refusal", |session| session.reading().is_none());
    assert_eq!(page.session.unread().and_then(|(_, options)| options.separator), Some(Separator::Comma));
    page.choose(file(300));
    page.work_until("what was understood", |session| session.inspection().is_some_and(|i| i.reading.rows == 300));
    assert!(page.session.unread().is_none());
    // A reading that comes to nothing leaves the one before.
    let before = options(&page);
    page.handle(Event::ReadAs(Options { separator: Some(Separator::Bar), ..Options::default() }));
    page.work_until("the refusal", |session| session.said.notice.is_some());
    assert_eq!(options(&page), before);
    page.handle(Event::Discard);
    assert!(page.session.inspection().is_none());
}

/// Links and experiments that people have keep their results: those of version 1 by its own rules, in whatever worker.
#[test]
fn an_experiment_of_version_1_gives_on_its_file_what_it_gave() {
    let line = |n: usize| format!("{},{},{}\n", n * 7 % 5 % 2, n * n % 11, ["a", "b"][n / 3 % 2]);
    let text = format!("on,size,class\n{}", (0..120).map(line).collect::<String>());
    let csv = Decisions::Version1(version_1::Options { label: Some(2), kinds: [(1, ColumnKind::Categorical)].into() });
    let mut experiment = small();
    experiment.data = DataSource::Own { sha256: sha256_of(text.as_bytes()), csv };
    experiment.split = SplitSizes { n_members: 40, n_non_members: 40 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(2);
    experiment.strong_membership.distances = vec![1];
    let wanted = run(experiment.clone(), Some(text.as_bytes())).expect("it can be run").fingerprint();
    let mut page = SimulatedPage::open(3, &experiment);
    while page.tick() {}
    page.choose(text);
    assert_eq!(page.fingerprint(), wanted);
    page.handle(Event::Lost(0, "unreachable executed".to_string()));
    page.handle(Event::SetWorkers(4));
    assert_eq!(page.fingerprint(), wanted);
}
