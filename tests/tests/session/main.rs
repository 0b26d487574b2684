//! The page's logic with real workers' logic behind it, but without a browser: messages cross as bytes, in order for
//! each worker and in any order between them.

mod damaged;
mod defences;
mod hill;
mod lesson;
mod own_file;
mod repeats;
mod search;
mod simulated_page;
mod spending;

use nearmiss::experiment::{PortionChoice, Target};
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::source::DataSource;
use nearmiss::trial::Side;
use nearmiss::{Experiment, Metric, Seed};
use nearmiss_app::message::Reply;
use nearmiss_app::session::{Activity, Event, Record};
use simulated_page::{SimulatedPage, experiment_of, native, small};

#[test]
fn any_number_of_workers_in_any_order_gives_the_native_report() {
    let expected = native(&small());
    for n_workers in [1, 2, 3, 8] {
        assert_eq!(SimulatedPage::open(n_workers, &small()).fingerprint(), expected, "{n_workers} workers");
    }
}

#[test]
fn a_worker_that_traps_is_replaced_and_changes_no_bit() {
    let expected = native(&small());
    for traps in [vec![3], vec![20], vec![30, 260], vec![200]] {
        for n_workers in [1, 2] {
            let mut page = SimulatedPage::open(n_workers, &small());
            page.traps = traps.clone();
            assert_eq!(page.fingerprint(), expected, "{n_workers} workers, traps at {traps:?}");
        }
    }
}

#[test]
fn a_unit_that_fails_twice_is_told_and_can_be_tried_again() {
    let mut page = SimulatedPage::open(1, &small());
    page.traps = vec![30, 60];
    page.work_until("the second failure", |session| session.said.notice.is_some());
    let notice = page.session.said.notice.clone().expect("it is told");
    assert!(notice.sentence.contains("failed twice at the same task (training)"), "{}", notice.sentence);
    while page.tick() {}
    assert_eq!(page.session.run.activity, Activity::Paused);
    page.handle(Event::Train);
    assert_eq!(page.fingerprint(), native(&small()));
}

#[test]
fn another_question_at_any_moment_gives_the_same_report() {
    let mut experiment = small();
    let asked = experiment.attribute_inference.clone();
    for n_ticks in [0, 40, 150, 400, 2000] {
        let mut page = SimulatedPage::open(2, &small());
        for _ in 0..n_ticks {
            page.tick();
        }
        experiment.attribute_inference.portion = PortionChoice::Features(vec![10, 20, 21, 28, 35]);
        experiment.attribute_inference.target = Target { taken_from: Side::NonMembers, number: 3 };
        if page.session.setup.description.is_none() {
            continue;
        }
        for _ in 0..3 {
            page.handle(Event::Ask(asked.clone()));
            page.tick();
            page.handle(Event::Ask(experiment.attribute_inference.clone()));
        }
        assert_eq!(page.fingerprint(), native(&experiment), "asked after {n_ticks} ticks");
        assert_eq!(experiment_of(&page.fragment), experiment);
    }
}

#[test]
fn stopping_and_continuing_pausing_and_stepping_change_no_bit() {
    let mut page = SimulatedPage::open(2, &small());
    page.work_until("training", |session| session.run.activity == Activity::Training);
    page.handle(Event::Pause);
    while page.tick() {}
    assert_eq!(page.session.run.activity, Activity::Paused);
    page.handle(Event::Step);
    while page.tick() {}
    page.handle(Event::Train);
    page.work_until("attacks", |session| session.run.activity == Activity::Attacking);
    page.handle(Event::Stop);
    while page.tick() {}
    assert_eq!(page.session.run.activity, Activity::Stopped);
    assert!(page.session.found.shown.report.is_none());
    page.handle(Event::Continue);
    page.handle(Event::SetWorkers(4));
    page.handle(Event::SetWorkers(1));
    assert_eq!(page.fingerprint(), native(&small()));
}

#[test]
fn a_change_that_can_not_be_made_leaves_everything_as_it_is() {
    let mut page = SimulatedPage::open(2, &small());
    let before = page.fingerprint();
    let mut too_many = small();
    too_many.split.n_members = 5000;
    page.handle(Event::Change(too_many));
    while page.tick() {}
    assert!(page.session.said.notice.as_ref().is_some_and(|n| n.sentence.contains("Ask for fewer")));
    page.choose("a,b\n1,2\n");
    while page.tick() {}
    assert!(page.session.said.notice.as_ref().is_some_and(|n| n.sentence.contains("1 record")));
    assert_eq!(page.session.found.shown.report.as_ref().map(|r| r.fingerprint.clone()), Some(before));
    let mut other = small();
    other.seed = Seed(5);
    page.handle(Event::Change(other.clone()));
    page.work_until("the change", |session| session.setup.experiment.seed == Seed(5));
    assert_eq!(page.fingerprint(), native(&other));
}

#[test]
fn a_round_of_the_game_is_dealt_and_scored() {
    let mut page = SimulatedPage::open(2, &small());
    page.fingerprint();
    page.handle(Event::Deal(4, Neighbour::Flip));
    page.work_until("the pair", |session| session.play.near_miss.round.is_some());
    let round = page.session.play.near_miss.round.clone().expect("it is there");
    assert_eq!(round.pair.differing.len(), 4);
    page.handle(Event::Guess(round.member_first));
    page.handle(Event::Guess(!round.member_first));
    let won = &page.session.play.near_miss.won;
    assert_eq!(
        (won.len(), won[0].person, won[0].is_open),
        (1, 1.0, false),
        "counted once, in a half without confidences"
    );
}

#[test]
fn a_pair_is_dealt_by_the_metric_that_was_chosen() {
    let by_steps = Experiment { metric: Metric::Manhattan, ..small() };
    let mut page = SimulatedPage::open(2, &small());
    page.fingerprint();
    page.handle(Event::Change(by_steps.clone()));
    page.work_until("the change", |session| {
        *session.setup.experiment == by_steps && session.found.shown.report.is_none()
    });
    assert_eq!(page.fingerprint(), native(&by_steps));
    page.handle(Event::Deal(1, Neighbour::Flip));
    page.work_until("the pair", |session| session.play.near_miss.round.is_some());
    let round = page.session.play.near_miss.round.clone().expect("it is there");
    assert_eq!((round.metric, round.pair.differing.len()), (Metric::Manhattan, 1));
}

#[test]
fn a_question_while_another_experiment_is_tried_is_part_of_it() {
    let mut page = SimulatedPage::open(2, &small());
    page.fingerprint();
    let mut other = small();
    other.seed = Seed(5);
    page.handle(Event::Change(other.clone()));
    other.attribute_inference.portion = PortionChoice::Features(vec![10, 20, 28]);
    page.handle(Event::Ask(other.attribute_inference.clone()));
    page.work_until("the change", |session| {
        session.setup.experiment == *session.wanted() && session.found.shown.report.is_none()
    });
    assert_eq!(page.fingerprint(), native(&other));
}

#[test]
fn a_question_out_of_range_is_refused_in_words_and_changes_nothing() {
    let mut page = SimulatedPage::open(2, &small());
    let before = page.fingerprint();
    let mut asked = small().attribute_inference;
    asked.n_targets = 5000;
    page.handle(Event::Ask(asked));
    let notice = page.session.said.notice.clone().expect("it is told");
    assert!(notice.is_error && notice.sentence.contains("targets"), "{}", notice.sentence);
    assert_eq!(page.fingerprint(), before);
}

#[test]
fn of_several_changes_the_last_one_comes_and_a_refused_one_leaves_the_one_before() {
    let mut page = SimulatedPage::open(2, &small());
    for n_ticks in [0, 1, 5, 50] {
        let mut other = small();
        other.seed = Seed(6 + n_ticks);
        page.handle(Event::Change(Experiment { seed: Seed(99), ..small() }));
        for _ in 0..n_ticks {
            page.tick();
        }
        page.handle(Event::Change(other.clone()));
        for _ in 0..n_ticks {
            page.tick();
        }
        let mut too_many = other.clone();
        too_many.split.n_members = 5000;
        page.handle(Event::Change(too_many));
        page.work_until("the refusal", |session| session.said.notice.is_some());
        page.work_until("the change before", |session| *session.setup.experiment == other);
        assert_eq!(page.fingerprint(), native(&other), "{n_ticks} ticks between");
    }
}

#[test]
fn many_records_can_be_asked_for_at_any_moment() {
    let mut experiment = small();
    experiment.attribute_inference.portion = PortionChoice::Mrmr(13);
    let asked = experiment.attribute_inference.clone();
    experiment.attribute_inference.n_targets = 0;
    for n_ticks in [60, 150, 300, 420, 450, 480, 600] {
        let mut page = SimulatedPage::open(2, &experiment);
        for _ in 0..n_ticks {
            page.tick();
        }
        page.work_until("the data", |session| session.setup.description.is_some());
        page.handle(Event::Ask(asked.clone()));
        page.tick();
        page.handle(Event::Ask(nearmiss::experiment::AttributeConfig {
            target: Target { taken_from: Side::NonMembers, number: 1 },
            ..asked.clone()
        }));
        page.handle(Event::Ask(asked.clone()));
        let whole = Experiment { attribute_inference: asked.clone(), ..experiment.clone() };
        assert_eq!(page.fingerprint(), native(&whole), "asked after {n_ticks} ticks");
    }
}

#[test]
fn stopping_twice_loses_no_unit() {
    let mut page = SimulatedPage::open(1, &small());
    page.work_until("attacks", |session| session.run.activity == Activity::Attacking);
    page.handle(Event::Stop);
    let mut attribute = small().attribute_inference;
    attribute.target.number = 7;
    page.handle(Event::Ask(attribute.clone()));
    for _ in 0..6 {
        page.tick();
    }
    page.handle(Event::Stop);
    page.handle(Event::Continue);
    let expected = Experiment { attribute_inference: attribute, ..small() };
    assert_eq!(page.fingerprint(), native(&expected));
}

#[test]
fn a_bad_own_file_leaves_the_good_one_in_use() {
    let rows: String =
        (0..100).map(|n| format!("{},{},{}\n", n * 7 % 5 % 2, n * n % 11, ["a", "b"][n / 3 % 2])).collect();
    let mut page = SimulatedPage::open(2, &small());
    page.choose(format!("on,size,class\n{rows}"));
    page.work_until("what was understood", |session| session.inspection().is_some());
    assert!(page.session.own_inspection().is_none(), "nobody has said yet to use it");
    page.handle(Event::UseFile);
    page.work_until("the file", |session| session.own_inspection().is_some());
    let before = page.fingerprint();
    page.choose("a,b\n1,x\n");
    page.work_until("the refusal", |session| session.said.notice.is_some());
    let own = Experiment::clone(&page.session.setup.experiment);
    page.handle(Event::Change(Experiment { seed: Seed(4), ..own.clone() }));
    page.work_until("the change", |session| session.setup.experiment.seed == Seed(4));
    page.handle(Event::SetWorkers(3));
    page.fingerprint();
    page.handle(Event::Change(own));
    page.work_until("the change", |session| session.setup.experiment.seed == Seed(1));
    assert_eq!(page.fingerprint(), before);
}

#[test]
fn a_link_that_can_not_be_run_opens_the_default_and_says_so() {
    let mut too_many = small();
    too_many.attribute_inference.portion = PortionChoice::Random(30);
    let mut nobody = small();
    nobody.attribute_inference.target.number = 5000;
    let cases = [
        ("#v=1&data=everything".to_string(), "“everything”"),
        (nearmiss_app::link::write(&too_many, &Default::default()), "1,048,576 completions"),
        (nearmiss_app::link::write(&nobody, &Default::default()), "no record number 5001"),
    ];
    for (fragment, expected) in cases {
        let mut page = SimulatedPage::closed(2);
        page.handle(Event::Opened(fragment));
        page.work_until("the default data", |session| session.setup.description.is_some());
        let notice = page.session.said.notice.clone().expect("it is told");
        assert!(notice.sentence.contains(expected), "“{}” should contain “{expected}”", notice.sentence);
        assert!(notice.sentence.ends_with("The default experiment is shown instead."));
        assert_eq!(*page.session.setup.experiment, Experiment::check_ins());
    }
}

#[test]
fn a_link_of_an_earlier_version_opens_and_says_what_it_can_not_give() {
    let check_ins = Experiment { data: DataSource::check_ins(1600), ..small() };
    let mut page = SimulatedPage::closed(1);
    let fragment = nearmiss_app::link::write(&check_ins, &Default::default());
    page.handle(Event::Opened(fragment.replace("&version=2&", "&")));
    page.work_until("the data", |session| session.setup.description.is_some());
    let notice = page.session.said.notice.clone().expect("it is told");
    assert!(!notice.is_error && notice.sentence.contains("can't give its numbers"), "{}", notice.sentence);
    assert_eq!(*page.session.setup.experiment, check_ins);
    page.handle(Event::Opened(fragment));
    page.work_until("the data", |session| session.setup.description.is_some());
    assert_eq!(page.session.said.notice, None);
}

#[test]
fn a_step_is_measured() {
    let mut page = SimulatedPage::open(1, &small());
    page.work_until("training", |session| session.run.activity == Activity::Training);
    page.handle(Event::Reset);
    while page.tick() {}
    for epoch in 1..=3 {
        page.handle(Event::Step);
        while page.tick() {}
        assert_eq!(page.session.run.activity, Activity::Paused);
        assert_eq!(page.desks[0].progress().map(|reply| matches!(reply, Reply::Progress { .. })), Some(true));
        let Some(Reply::Progress { job, progress }) = page.desks[0].progress() else {
            panic!("a training is under way")
        };
        page.handle(Event::Heard(0, Reply::Progress { job, progress }));
        assert_eq!(page.session.found.shown.curve.last().map(|record| record.epoch), Some(epoch));
    }
}

#[test]
fn a_record_of_the_membership_game_is_dealt_and_scored() {
    let mut page = SimulatedPage::open(1, &small());
    page.handle(Event::DealRecord);
    assert!(page.session.play.membership.round.is_none(), "there is no model yet");
    page.fingerprint();
    for n in 1..=20 {
        page.handle(Event::DealRecord);
        let round = page.session.play.membership.round.clone().expect("it is there");
        page.handle(Event::GuessMember(round.is_member));
        page.handle(Event::GuessMember(!round.is_member));
        assert_eq!((page.session.play.membership.score.n_rounds, page.session.play.membership.score.person), (n, n));
    }
}

#[test]
fn a_recorded_result_is_unpacked_whatever_the_first_worker_is_doing() {
    let mut page = SimulatedPage::closed(1);
    page.handle(Event::ShowRecorded("digits"));
    page.handle(Event::Opened(nearmiss_app::link::write(&small(), &Default::default())));
    page.traps = vec![2];
    page.handle(Event::ShowRecorded("nonsense"));
    page.work_until("the record", |session| matches!(session.archive.records.get("digits"), Some(Record::Here(_))));
    assert_eq!(page.session.archive.records.get("nonsense"), Some(&Record::Absent));
    let Some(Record::Here(recorded)) = page.session.archive.records.get("digits").cloned() else {
        panic!("it is here")
    };
    assert_eq!(recorded.experiment, Experiment::digits());
    assert_eq!(recorded.fingerprint, native(&Experiment::digits()), "the recorded digits are of this version");
}

#[test]
fn without_anything_unknown_the_other_results_stay() {
    let mut page = SimulatedPage::open(2, &small());
    page.fingerprint();
    let mut asked = small().attribute_inference;
    asked.portion = PortionChoice::Features(Vec::new());
    asked.n_targets = 0;
    page.handle(Event::Ask(asked));
    while page.tick() {}
    let pooled = page.session.found.shown.pooled.clone();
    assert_eq!((pooled.n_trials, pooled.findings.membership.len()), (1, 5));
    assert!(!pooled.findings.strong_membership.is_empty() && pooled.findings.attribute_inference.is_none());
    let asked = small().attribute_inference;
    page.handle(Event::Ask(asked));
    assert_eq!(page.fingerprint(), native(&small()));
    assert!(page.session.found.shown.pooled.findings.attribute_inference.is_some());
}
