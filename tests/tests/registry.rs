//! Whatever is registered can be asked for and is shown: nothing here names an attack, a defence or a data set, so that one
//! more of them is tested as soon as it has its line. (`cargo xtask extend` adds one of each, from docs/extending.)

use nearmiss::attribute::attack::ATTRIBUTE_ATTACKS;
use nearmiss::defence::{DEFENCES, Defence};
use nearmiss::experiment::PortionChoice;
use nearmiss::experiment::Preset;
use nearmiss::game::strong_membership::StrongMembershipConfig;
use nearmiss::matrix::MatrixConfig;
use nearmiss::membership::ATTACKS;
use nearmiss::source::{DataSource, SOURCES, Source};
use nearmiss::work::{TrialWorker, run, work_off};
use nearmiss::{Experiment, SplitSizes};
use nearmiss_app::link::{self, PageSettings};

/// Of the page's experiment on some data, so little that it takes a moment.
fn small(mut experiment: Experiment) -> Experiment {
    experiment.split = SplitSizes { n_members: 60, n_non_members: 60 };
    experiment.training.hidden = vec![12];
    experiment.training.epochs = 3;
    experiment.n_scored = 60;
    experiment.strong_membership = StrongMembershipConfig { distances: vec![1, 2], n_originals: 20, n_variants: 1 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(2);
    experiment.attribute_inference.n_targets = 2;
    experiment
}

fn shipped(path: &str) -> Vec<u8> {
    let path = format!("{}/../www/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    all.map(String::from).collect()
}

#[test]
fn every_data_set_has_an_experiment_a_link_and_a_report() {
    for kind in SOURCES {
        let page = Experiment::on(Source::of(*kind));
        let opened = link::read(&link::write(&page, &PageSettings::default())).expect("a link of the page");
        assert_eq!(Experiment::from(opened.experiment), page, "{}", kind.name());
        let mut experiment = small(page);
        if let DataSource::Registered(source) = &mut experiment.data {
            // Synthetic ones as few as there can be.
            for (value, parameter) in source.values_mut().iter_mut().zip(kind.parameters()) {
                *value = if parameter.name == "n_records" { 300.0 } else { parameter.range.0 };
            }
        }
        let file = kind.file().map(shipped);
        let report = run(experiment, file.as_deref()).unwrap_or_else(|error| panic!("{}: {error}", kind.name()));
        assert_eq!(report.pooled.n_trials, 1, "{}", kind.name());
    }
}

#[test]
fn every_attack_of_one_answer_can_be_asked_for_and_plays_if_it_needs_no_label() {
    let of_one_answer = || ATTACKS.iter().filter(|attack| attack.per_answer().is_some());
    let mut experiment = small(Experiment::check_ins());
    experiment.data = DataSource::check_ins(300);
    experiment.attacks = names(of_one_answer().map(|attack| attack.name()));
    let mut worker = TrialWorker::new(experiment, None).expect("every attack can be asked for");
    let results = work_off(&mut worker);
    let trial = results.trial_report(&worker);
    for attack in of_one_answer() {
        let name = attack.name();
        assert!(trial.findings.membership.contains_key(name), "{name} has a result");
        assert!(results.roc(name).is_some(), "{name} has a curve");
        let game = &trial.findings.strong_membership[0].members;
        assert_eq!(game.attack(name).is_some(), !attack.needs().label, "{name} plays if it needs no label");
    }
}

#[test]
fn every_attack_is_tried_behind_every_defence() {
    let mut experiment = small(Experiment::check_ins());
    // A third is the attacker's.
    experiment.data = DataSource::check_ins(300);
    let config = MatrixConfig {
        n_shadows: 4,
        n_subjects: 30,
        n_copies: 3,
        n_trainings: 2,
        n_canaries: 20,
        n_unknown: 2,
        n_targets: 2,
        defences: DEFENCES.iter().map(|kind| Defence::of(*kind)).collect(),
        attacks: names(ATTACKS.iter().map(|attack| attack.name())),
        attribute_attacks: names(ATTRIBUTE_ATTACKS.iter().map(|attack| attack.name())),
    };
    experiment.matrix = Some(config);
    let opened = link::read(&link::write(&experiment, &PageSettings::default())).expect("a link of the page");
    assert_eq!(Experiment::from(opened.experiment), experiment);
    let report = run(experiment, None).expect("everything can be asked for");
    let matrix = report.trials[0].matrix.as_ref().expect("it was asked for");
    assert_eq!(matrix.rows.len(), DEFENCES.len());
    for row in matrix.rows.iter().filter(|row| row.problem.is_none()) {
        let title = row.defence.title();
        for attack in ATTACKS {
            // Bits have no boundary near which they could move.
            let is_tried = row.attack(attack.name()).is_some();
            assert!(is_tried || attack.name() == "boundary", "{} is tried behind {title}", attack.name());
        }
        let attributes = row.attributes.as_ref().expect("they are guessed");
        for attack in ATTRIBUTE_ATTACKS {
            assert!(attributes.row(attack.name()).is_some(), "{} is tried behind {title}", attack.name());
        }
    }
}

/// One more attack, defence or data set changes no experiment that there was: recorded results are of the presets, and a
/// fingerprint covers its experiment.
#[test]
fn recorded_results_are_of_the_presets() {
    let mut n_recorded = 0;
    for Preset { name, make, .. } in nearmiss::experiment::PRESETS {
        let path = format!("{}/../www/recorded/{name}.json.gz", env!("CARGO_MANIFEST_DIR"));
        let Ok(packed) = std::fs::read(path) else { continue };
        let json = nearmiss::report::Recorded::json(&packed).expect("it can be unpacked");
        let shown = nearmiss::report::Recorded::read(&json).expect("it reads back");
        for row in shown.matrix.iter().flat_map(|matrix| &matrix.rows) {
            for cell in &row.attacks {
                assert!(cell.outliers.iter().all(|outliers| outliers.interval.is_some()), "{name}: like with like");
                assert!(cell.attack != "lira_online" || cell.near_miss.is_none(), "{name}: it tells the original");
            }
        }
        for result in shown.pooled.findings.membership.values() {
            // Of fewer than 1,000 non-members the lower rate has no interval.
            assert!(result.tpr_intervals.contains_key("0.01"), "{name}: no rate of 1 % without its interval");
        }
        n_recorded += 1;
        let again = serde_json::to_string(&shown).expect("plain data");
        assert!(again == json, "{name}: the form of reports has changed");
        let preset = make();
        assert_eq!(shown.experiment, preset, "{name}: at the size that the preset states");
    }
    assert_eq!(n_recorded, nearmiss::experiment::PRESETS.len(), "every preset is recorded");
}

/// Before the program is there, index.html shows the lesson's first words.
#[test]
fn the_first_words_in_the_page_are_the_lessons_own() {
    use nearmiss_app::lesson::text::{EN, Noun};
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../index.html")).expect("it can be read");
    let [first, ..] = &EN.steps;
    let n_members = Experiment::lesson().split.n_members;
    for words in first.lead.iter().chain([&first.title]) {
        assert!(page.contains(&Noun::Picture.of(words, n_members)), "index.html lacks “{words}”");
    }
}
