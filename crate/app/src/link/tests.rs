//! Links of today, and of version 1.

use super::{Hidden, PageSettings, read, write};
use crate::lesson::{Place, Station, Step};
use nearmiss::Experiment;
use nearmiss::defence::Defence;
use nearmiss::experiment::{EarlierVersion, PRESETS, PortionChoice, Target};
use nearmiss::matrix::MatrixConfig;
use nearmiss::optimizer::OptimizerKind;
use nearmiss::paper::PaperSetting;
use nearmiss::reading::{ColumnKind, Decisions, Options, Separator, version_1};
use nearmiss::source::DataSource;
use nearmiss::trial::Side;
use nearmiss::{Metric, Seed};

fn experiments() -> impl Iterator<Item = Experiment> {
    let mut own = Experiment::check_ins();
    let kinds = [(3, ColumnKind::Categorical), (5, ColumnKind::LeftOut)].into();
    own.data = DataSource::Own {
        sha256: "ab".repeat(32),
        csv: Decisions::Version1(version_1::Options { label: Some(2), kinds }),
    };
    own.training.optimizer = OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.95 };
    own.training.hidden = vec![];
    own.attribute_inference.portion = PortionChoice::Features(vec![4, 7]);
    own.attribute_inference.target = Target { taken_from: Side::NonMembers, number: 6 };
    own.defence = Defence::named("l2", &[0.001]).expect("it is registered");
    own.attribute_inference.max_alpha = Some(3);
    own.matrix = Some(MatrixConfig { n_shadows: 4, ..MatrixConfig::default() });
    own.metric = Metric::Euclidean;
    own.seed = Seed(u64::MAX);
    let by_steps = Experiment { metric: Metric::Manhattan, ..Experiment::voters() };
    let options = Options {
        separator: Some(Separator::Semicolon),
        header: Some(true),
        label: Some(15),
        kinds: [(1, ColumnKind::Numeric), (2, ColumnKind::Categorical), (4, ColumnKind::LeftOut)].into(),
        drop_holes: vec![2, 9],
        cut: Some(3),
        join_labels: Some(true),
        sample: Some(0),
        group: Some(4),
        ..Options::default()
    };
    let mut read = Experiment::check_ins();
    read.data = DataSource::Own { sha256: "cd".repeat(32), csv: Decisions::Version2(options) };
    let nothing = PortionChoice::Features(Vec::new());
    let mut empty = Experiment::digits();
    empty.attribute_inference.portion = nothing;
    empty.distance_groups = Vec::new();
    empty.attacks = Vec::new();
    PRESETS.iter().map(|preset| (preset.make)()).chain([own, read, by_steps, empty])
}

#[test]
fn a_link_gives_back_its_experiment() {
    for experiment in experiments() {
        let link = read(&write(&experiment, &PageSettings::default())).map(|link| Experiment::from(link.experiment));
        assert_eq!(link, Ok(experiment));
    }
}

/// Cut anywhere, a link is never another experiment.
#[test]
fn a_link_that_was_cut_is_refused() {
    for experiment in experiments() {
        let fragment = write(&experiment, &PageSettings::default());
        for end in (0..fragment.len()).filter(|end| fragment.is_char_boundary(*end)) {
            assert!(read(&fragment[..end]).is_err(), "{}", &fragment[..end]);
        }
    }
}

#[test]
fn what_the_page_is_told_is_no_part_of_the_experiment() {
    let fragment = "v=2&version=2&data=digits&at=membership&embed=1&end";
    let link = read(fragment).expect("a good link");
    let place = Place::Laboratory(Station::Membership);
    assert_eq!(link.page, PageSettings { is_embedded: true, ..PageSettings::at(place) });
    assert_eq!(Experiment::from(link.experiment.clone()), Experiment::digits());
    assert_eq!(read(&write(&link.experiment, &link.page)), Ok(link));
}

#[test]
fn what_the_page_is_told_comes_back_and_what_it_cannot_be_told_is_said() {
    let page = PageSettings {
        at: Some(Place::Lesson(Step::NearMiss)),
        is_embedded: true,
        hidden: vec![Hidden::Laboratory, Hidden::Class],
        is_data_locked: true,
    };
    let link = read(&write(&Experiment::lesson(), &page)).expect("a good link");
    assert_eq!((link.page, Experiment::from(link.experiment)), (page, Experiment::lesson()));
    for wrong in ["at=nowhere", "hide=everything", "lock=seed", "embed=maybe"] {
        let error = read(&format!("v=2&version=2&data=digits&{wrong}&end")).expect_err("no such page").to_string();
        let (key, value) = wrong.split_once('=').expect("a key and a value");
        assert!(error.contains(key) && error.contains(value), "{error}");
    }
}

/// Every link that people have: of version 1, and those written before links said what version their experiment is of.
#[test]
fn a_link_says_which_numbers_this_version_cannot_give() {
    let says = |fragment: &str| read(fragment).expect("a good link").earlier;
    let other = Some(EarlierVersion::OtherRecords);
    assert_eq!(says("#v=1&data=checkins&n=4800"), other);
    assert_eq!(says("#v=1&data=purchases&n=4800&classes=10"), other);
    assert_eq!(says("#v=2&data=check_ins,4800&end"), other);
    assert_eq!(says("#v=2&version=1&data=purchases,4800,10&end"), other);
    assert_eq!(says("#v=2&version=2&data=check_ins,4800&end"), None);
    assert_eq!(says("#v=1&data=digits"), Some(EarlierVersion::SameRecords));
    assert_eq!(says(&write(&Experiment::check_ins(), &PageSettings::default())), None);
    let sentence = EarlierVersion::OtherRecords.to_string();
    assert!(sentence.contains("can't give its numbers") && sentence.contains("commit"), "{sentence}");
}

#[test]
fn a_broken_link_says_what_is_wrong() {
    let check = |fragment: &str, expected: &str| {
        let error = read(fragment).expect_err("the link is broken").to_string();
        assert!(error.contains(expected), "“{error}” should contain “{expected}”");
    };
    check("#hello", "damaged");
    check("#v=two&data=digits&end", "damaged");
    check("#v=9&data=digits&end", "version 9");
    check("#v=2&version=9&data=digits&end", "version 9");
    check("#v=2&version=new&data=digits&end", "damaged");
    check("#v=2&version=2&version=2&data=digits&end", "“version” is there twice");
    check("#v=2&data=digits", "was cut");
    check("#v=2&data=digits&en", "was cut");
    check("#v=2&data=digits&end=5", "was cut");
    check("#v=2&data=digits&end&utm_source=mail", "behind its “end” with “utm_source”");
    check("#v=2&seed=2&end", "“data” is missing");
    check("#v=2&data=mnist&end", "“mnist”");
    check("#v=2&data=digits&epochs=many&end", "“epochs” is “many”, which isn't from 1 to 1,000");
    check("#v=2&data=digits&epochs=0&end", "epochs is 0");
    check("#v=2&data=digits&colour=red&end", "“colour”");
    check("#v=2&data=digits&seed=1&seed=2&end", "“seed” is there twice");
    check("#v=2&data=digits&data=voters&end", "“data” is there twice");
    check("#v=2&data=digits&at=1&at=2&end", "“at” is there twice");
    check("#v=2&data=check_ins,4800,3&end", "check_ins,4800,3");
    check("#v=2&data=check_ins&end", "“check_ins”");
    check("#v=2&data=digits&defence=l2,0.01,7&end", "“defence” is “l2,0.01,7”");
    check("#v=2&data=digits&defence=l2&end", "“defence” is “l2”");
    check("#v=2&data=digits&hidden=64..64&end", "“64..64”");
    check("#v=2&data=own&data.sha256=12&end", "data.sha256");
    check("#v=2&data=own&end", "data.sha256");
    check("#v=2&data=digits&data.csv.label=2&end", "“data.csv.label” is of a file of one's own");
    check("#v=2&data=digits&optimizer.momentum=0.5&end", "momentum");
    check("#v=2&data=voters&metric=miles&end", "“metric” is “miles”");
    check("#v=2&data=digits&attribute_inference.portion=mrmrx&end", "mrmrx");
    check("#v=2&data=digits&attacks=loss.magic&end", "loss.magic");
}

fn opened(fragment: &str) -> Experiment {
    read(fragment).unwrap_or_else(|error| panic!("{fragment}: {error}")).experiment.into()
}

/// As the page of version 1 wrote them.
#[test]
fn links_of_version_1_open_the_experiment_that_they_were_made_of() {
    let digits = "#v=1&data=digits&members=300&others=1197&hidden=64.64&activation=relu&optimizer=adam&rate=0.001\
        &batch=64&epochs=60&defence=none&seed=1&repeats=1&attacks=max_confidence.log_odds.loss.modified_entropy.entropy\
        &scored=1000&groups=3.4.5.6.7.8.9.10.12&distances=1.2.3.4.5.6.8.10.14.20.30&originals=300&variants=5\
        &from=members&record=1&unknown=mrmr12&by=confidence&targets=20";
    assert_eq!(opened(digits), Experiment::digits());
    let mut changed = Experiment::location();
    changed.training.optimizer = OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.95 };
    changed.attribute_inference.target = Target { taken_from: Side::NonMembers, number: 6 };
    changed.attribute_inference.portion = PortionChoice::Features(vec![4, 7]);
    changed.attribute_inference.guess_by = nearmiss::attribute::GuessBy::LogOdds;
    changed.attribute_inference.max_alpha = Some(3);
    changed.metric = nearmiss::Metric::Euclidean;
    changed.defence = Defence::named("temperature", &[20.0, 2.0]).expect("it is registered");
    let defences = vec![Defence::default(), Defence::named("l2", &[0.01]).expect("it is registered")];
    // Then one model was attacked, and nobody mislabelled.
    let was = MatrixConfig { n_subjects: 400, n_trainings: 1, n_canaries: 0, ..MatrixConfig::default() };
    changed.matrix = Some(MatrixConfig { n_shadows: 4, n_unknown: 3, defences, ..was });
    assert_eq!(changed.paper, Some(PaperSetting::Location));
    let fragment = "#v=1&data=checkins&n=5010&members=4008&others=1002&hidden=512.512.512.512.512&activation=relu\
        &optimizer=sgd&rate=0.1&momentum=0.95&batch=128&epochs=100&defence=temperature%2C20%2C2&seed=1&repeats=50\
        &attacks=max_confidence.log_odds.loss.modified_entropy.entropy&scored=1000\
        &groups=20.25.30.35.40.45.50.55.60.70.80.100&metric=euclidean\
        &distances=1.2.3.5.7.10.15.20.30.50.75.100.150.200.250.300.350.400&originals=1000&variants=5&from=others\
        &record=7&unknown=4.7&by=logodds&targets=20&alpha=3&against=none%3Bl2%2C0.01&shadows=4&subjects=400\
        &copies=100&guessed=3&guessedof=50&paper=location";
    assert_eq!(opened(fragment), changed);
}

#[test]
fn what_version_1_left_out_is_as_it_was() {
    assert_eq!(opened("#v=1&data=voters"), Experiment::voters());
    assert_eq!(opened("v=1&data=checkins&l2=0.001").defence, Defence::named("l2", &[0.001]).expect("it is registered"));
    assert_eq!(opened("v=1&data=digits&l2=0.5&defence=mem_guard").defence.name(), "mem_guard");
    assert_eq!(opened("v=1&data=digits&defence=dp_sgd").defence.name(), "dp_sgd");
    let purchases = opened("#v=1&data=purchases&classes=2&n=600");
    assert_eq!(purchases, Experiment { data: DataSource::purchases(600, 2), ..Experiment::purchases(2) });
    let sha256 = "ab".repeat(32);
    let own = opened(&format!("#v=1&data=own&sha256={sha256}&label=2&categories=3&leftout=5.6"));
    let kinds = [(3, ColumnKind::Categorical), (5, ColumnKind::LeftOut), (6, ColumnKind::LeftOut)].into();
    assert_eq!(
        own.data,
        DataSource::Own { sha256, csv: Decisions::Version1(version_1::Options { label: Some(2), kinds }) }
    );
}

#[test]
fn a_broken_link_of_version_1_says_what_is_wrong() {
    for (fragment, expected) in [
        ("#v=1&data=mnist", "“mnist”"),
        ("#v=1&data=digits&epochs=many", "“many”"),
        ("#v=1&data=digits&epochs=0", "epochs is 0"),
        ("#v=1&data=digits&colour=red", "“colour”"),
        ("#v=1&data=digits&seed=1&seed=2", "“seed” is there twice"),
        ("#v=1&data=digits&record=0", "“record” is “0”"),
        ("#v=1&data=digits&defence=l2,0.1,7", "“l2,0.1,7”"),
    ] {
        let error = read(fragment).expect_err("the link is broken").to_string();
        assert!(error.contains(expected), "“{error}” should contain “{expected}”");
    }
}
