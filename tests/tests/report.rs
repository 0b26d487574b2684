//! The promise behind every link: an experiment has one report, whoever works on it, in whatever order.

use nearmiss::defence::Defence;
use nearmiss::experiment::{AttributeConfig, PortionChoice, SETTINGS, Setting, Target};
use nearmiss::game::strong_membership::StrongMembershipConfig;
use nearmiss::optimizer::OptimizerKind;
use nearmiss::reading::Decisions;
use nearmiss::source::DataSource;
use nearmiss::trial::Side;
use nearmiss::work::{self, Results, TrialWorker, Unit};
use nearmiss::{Experiment, Metric, Report, Seed, SplitSizes};
use serde_json::Value;
use std::collections::BTreeSet;

/// A file that ships with the page.
fn shipped(experiment: &Experiment) -> Option<Vec<u8>> {
    experiment.data.shipped_file().map(|name| {
        let path = format!("{}/../www/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    })
}

/// Every kind of unit, each small: two blocks of completions, both kinds of neighbours, targets of every fold.
fn small(mut experiment: Experiment) -> Experiment {
    experiment.training.hidden = vec![16];
    experiment.training.epochs = 10;
    experiment.n_scored = 100;
    let distances = vec![1, 2, 4];
    experiment.strong_membership = StrongMembershipConfig { distances, n_originals: 20, n_variants: 2 };
    experiment.attribute_inference.n_targets = 6;
    experiment.repeats = 2;
    experiment
}

/// The experiment whose fingerprint is pinned. The browser has to find the same.
fn small_digits() -> Experiment {
    let mut experiment = small(Experiment::digits());
    experiment.attribute_inference.portion = PortionChoice::Mrmr(12);
    experiment
}

fn small_voters() -> Experiment {
    small(Experiment::voters())
}

fn small_check_ins() -> Experiment {
    let mut experiment = small(Experiment::check_ins());
    experiment.data = DataSource::check_ins(300);
    experiment.split = SplitSizes { n_members: 150, n_non_members: 150 };
    experiment.training.optimizer = OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.9 };
    experiment.attribute_inference.portion = PortionChoice::Random(5);
    experiment
}

fn run(experiment: &Experiment) -> Report {
    work::run(experiment.clone(), shipped(experiment).as_deref()).expect("the experiment can be run")
}

fn work_off(worker: &mut TrialWorker, unit: &Unit, results: &mut Results) {
    results.put(unit, worker.finish(unit));
}

fn report_of(worker: &TrialWorker, results: &Results) -> Report {
    let mut trials = vec![results.trial_report(worker)];
    trials.extend(results.repeats.values().cloned());
    Report::new(worker.experiment().clone(), worker.trial().dataset().digest(), trials)
}

#[test]
fn the_same_experiment_gives_the_same_report() {
    for experiment in [small_digits(), small_voters(), small_check_ins()] {
        let (one, other) = (run(&experiment), run(&experiment));
        assert_eq!(one, other);
        assert_eq!(one.fingerprint(), other.fingerprint());
    }
}

/// SHA-256 of all that the small digits experiment says. It moves when a definition, a default constant or the order of
/// a sum in core changes, and then every shared result changes: set it anew only if that is meant.
const SMALL_DIGITS: &str = "fbd9ca863ba687205955ed3d4a5c2be8a540e9116944ad1b97fbb0e4ad14ab99";

#[test]
fn the_fingerprint_of_a_small_experiment_is_pinned() {
    assert_eq!(run(&small_digits()).fingerprint(), SMALL_DIGITS);
}

#[test]
fn units_in_reverse_order_give_the_same_report() {
    for experiment in [small_digits(), small_voters(), small_check_ins()] {
        let mut worker =
            TrialWorker::new(experiment.clone(), shipped(&experiment).as_deref()).expect("a good experiment");
        let mut results = Results::default();
        work_off(&mut worker, &Unit::Training, &mut results);
        for unit in worker.units().iter().chain(&Unit::further_repeats(worker.experiment())).rev() {
            work_off(&mut worker, unit, &mut results);
        }
        assert_eq!(report_of(&worker, &results), run(&experiment));
    }
}

/// As two workers do it: one trains, the other is given its model, and both have a unit in hand at any time.
#[test]
fn two_workers_in_turn_give_the_same_report() {
    for experiment in [small_digits(), small_voters(), small_check_ins()] {
        let worker =
            || TrialWorker::new(experiment.clone(), shipped(&experiment).as_deref()).expect("a good experiment");
        let (mut workers, mut results) = ([worker(), worker()], Results::default());
        work_off(&mut workers[0], &Unit::Training, &mut results);
        let model = workers[0].model().expect("the training finished").clone();
        workers[1].set_model(model);
        let mut waiting =
            workers[1].units().into_iter().chain(Unit::further_repeats(&experiment)).collect::<Vec<_>>().into_iter();
        let mut in_hand = [None, None];
        loop {
            for (worker, place) in workers.iter_mut().zip(&mut in_hand) {
                if place.is_none() {
                    *place = waiting.next().map(|unit| (worker.start(&unit), unit));
                }
                if let Some((run, unit)) = place
                    && let Some(outcome) = worker.step(run)
                {
                    results.put(unit, outcome);
                    *place = None;
                }
            }
            if in_hand.iter().all(Option::is_none) && waiting.len() == 0 {
                break;
            }
        }
        assert_eq!(report_of(&workers[1], &results), run(&experiment));
    }
}

/// The paths at which a JSON value holds null, list indices left out.
fn nulls(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Null => {
            found.insert(path.to_string());
        }
        Value::Array(values) => values.iter().for_each(|value| nulls(value, path, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                nulls(value, &path, found);
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// JSON has no NaN and no infinity: they would become null.
#[test]
fn a_report_has_null_only_where_nothing_is_meant() {
    let check = |experiment: Experiment, expected: &[&str]| {
        let report = run(&experiment);
        let json: Value = serde_json::from_str(&report.to_json()).expect("the report is JSON");
        let mut found = BTreeSet::new();
        nulls(&json, "", &mut found);
        // No end of alpha, no setting of the paper; only the first repeat looks at a record.
        let always = ["experiment.attribute_inference.max_alpha", "experiment.paper", "trials.guess"];
        let expected: BTreeSet<&str> = always.into_iter().chain(expected.iter().copied()).collect();
        assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected, "{:?}", experiment.data);
        assert_eq!(json["fingerprint"], report.fingerprint());
        assert_eq!(serde_json::from_value::<Report>(json).expect("a report reads back"), report);
    };
    // Chance has no guess of its own, and only binary records have ones to count.
    let (chance, problem) = ("trials.guess.baselines.guess", "trials.problem");
    check(small_digits(), &[chance, problem]);
    check(small_check_ins(), &[chance, problem]);
    let not_binary = [
        "non_member_distance.groups.mean_ones",
        "non_member_distance.ones_correlation",
        "strong_membership.non_members.rules.fewer_ones",
        "strong_membership.rules.fewer_ones",
    ];
    let in_both = ["pooled", "trials"].map(|part| not_binary.map(|path| format!("{part}.{path}")));
    let of_voters: Vec<&str> = in_both.iter().flatten().map(String::as_str).chain([chance, problem]).collect();
    check(small_voters(), &of_voters);
    let mut no_targets = small_digits();
    no_targets.attribute_inference.n_targets = 0;
    check(no_targets, &["pooled.attribute_inference", "trials.attribute_inference", chance, problem]);
    let mut diverging = small_check_ins();
    diverging.training.optimizer = OptimizerKind::Sgd { learning_rate: 10.0, momentum: 0.0 };
    diverging.defence = Defence::named("l2", &[10.0]).expect("it is registered");
    diverging.training.epochs = 200;
    check(
        diverging,
        &[
            "pooled.attribute_inference",
            "pooled.non_member_distance",
            "pooled.test_accuracy",
            "pooled.train_accuracy",
            "trials.attribute_inference",
            "trials.model_digest",
            "trials.non_member_distance",
            "trials.test_accuracy",
            "trials.train_accuracy",
        ],
    );
}

#[test]
fn what_is_asked_changes_the_fingerprint() {
    let base = small_digits();
    let changes: [fn(&mut Experiment); 8] = [
        |e| e.seed = Seed(2),
        |e| e.training.epochs = 4,
        |e| e.defence = Defence::named("l2", &[1e-4]).expect("it is registered"),
        |e| e.split.n_members = 599,
        |e| e.n_scored = 101,
        |e| e.strong_membership.n_variants = 3,
        |e| e.metric = Metric::Manhattan,
        |e| e.attribute_inference.target = Target { taken_from: Side::NonMembers, number: 0 },
    ];
    let mut fingerprints: BTreeSet<String> = [run(&base).fingerprint()].into();
    for change in changes {
        let mut experiment = base.clone();
        change(&mut experiment);
        let report = run(&experiment);
        assert!(fingerprints.insert(report.fingerprint()), "another experiment has the fingerprint of {experiment:?}");
    }
}

/// The seed reaches everything that it should: another seed gives another model and other results, not only another
/// number in the report's head.
#[test]
fn another_seed_gives_other_results() {
    let [one, other] = [1, 2].map(|seed| run(&Experiment { seed: Seed(seed), ..small_digits() }));
    let (one_trial, other_trial) = (&one.trials[0], &other.trials[0]);
    assert_eq!(one.data_digest, other.data_digest, "the digits are the same");
    assert_ne!(one_trial.model_digest, other_trial.model_digest);
    assert_ne!(one_trial.curve, other_trial.curve);
    assert_ne!(one_trial.findings.membership, other_trial.findings.membership);
    assert_ne!(one_trial.findings.strong_membership, other_trial.findings.strong_membership);
    assert_ne!(one_trial.guess, other_trial.guess);
}

#[test]
fn an_own_file_gives_the_results_of_the_same_shipped_data() {
    let experiment = small_voters();
    let file = shipped(&experiment).expect("voters are shipped");
    let csv = Decisions::Version1(Default::default());
    let own = Experiment { data: DataSource::Own { sha256: work::sha256_of(&file), csv }, ..experiment.clone() };
    let (own, shipped) = (work::run(own, Some(&file)).expect("the file is its own"), run(&experiment));
    assert_eq!(own.trials, shipped.trials);
    assert_ne!(own.fingerprint(), shipped.fingerprint());
}

#[test]
fn another_question_on_a_worker_gives_the_report_of_a_new_worker() {
    let first = small_digits();
    let attribute_inference = AttributeConfig {
        portion: PortionChoice::Features(vec![20, 28, 36]),
        target: Target { taken_from: Side::NonMembers, number: 3 },
        ..first.attribute_inference.clone()
    };
    let second = Experiment { attribute_inference, ..first.clone() };
    let mut worker = TrialWorker::new(first.clone(), shipped(&first).as_deref()).expect("a good experiment");
    let mut results = Results::default();
    work_off(&mut worker, &Unit::Training, &mut results);
    for unit in worker.units() {
        work_off(&mut worker, &unit, &mut results);
    }
    worker.ask(second.attribute_inference.clone(), None).expect("the question is a good one");
    results.forget_guess();
    results.forget_population();
    for unit in worker
        .guess_units()
        .into_iter()
        .chain(worker.population_units())
        .chain(Unit::further_repeats(worker.experiment()))
    {
        work_off(&mut worker, &unit, &mut results);
    }
    assert_eq!(report_of(&worker, &results), run(&second));
}

/// What the page opens with, and what people compare. They moved last when true-positive rates were mended (ties, intervals),
/// and imputation; links of before open with the numbers of today.
#[test]
fn the_pages_defaults_keep_their_fingerprints() {
    let shipped = |name: &str| {
        let path = format!("{}/../www/data/{name}.csv.gz", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let pinned = [
        ("checkins", None, "31c5a8e021e8a46dc8e1192e2edd931299d4880c60b353630cf0776b8a98ec45"),
        ("digits", Some("digits"), "8542bcaf28f71042b446522ae16ce35082984ffeb9ac598dc52497ce3cde8fe2"),
        ("voters", Some("voters"), "927b24f09302ea509b9d6ea72637050b19e0a3b3aa5bc20147e3738018689381"),
    ];
    for (name, file, fingerprint) in pinned {
        let experiment = nearmiss::experiment::preset(name).expect("it is a preset");
        let report = work::run(experiment, file.map(shipped).as_deref()).expect("it can be run");
        assert_eq!(report.fingerprint(), fingerprint, "{name}");
    }
}

/// The table of settings in docs/experiment.md is made of the settings themselves: with NEARMISS_WRITE_DOCS set, this
/// writes it.
#[test]
fn the_table_of_settings_is_the_one_that_the_code_has() {
    let path = format!("{}/../docs/experiment.md", env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (before, rest) = docs.split_once("<!-- settings -->\n").expect("the table begins");
    let (_, after) = rest.split_once("<!-- end -->").expect("the table ends");
    let row = |setting: &Setting| {
        let absent = if setting.is_optional { ", or null" } else { "" };
        format!("| `{}` | {} | {}{absent} |\n", setting.name, setting.doc, setting.values.in_words())
    };
    let rows: String = SETTINGS.iter().map(row).collect();
    let table = format!("| setting | what | may be |\n|---|---|---|\n{rows}");
    let expected = format!("{before}<!-- settings -->\n{table}<!-- end -->{after}");
    if std::env::var_os("NEARMISS_WRITE_DOCS").is_some() {
        std::fs::write(&path, &expected).expect("the docs can be written");
    }
    assert!(docs == expected, "docs/experiment.md has another table: run this test with NEARMISS_WRITE_DOCS=1");
}

#[test]
fn every_key_of_experiments_and_findings_is_documented() {
    let path = format!("{}/../docs/experiment.md", env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut found = BTreeSet::new();
    let report = run(&small_digits());
    let json: Value = serde_json::from_str(&report.to_json()).expect("the report is JSON");
    let members = |value: &Value| value.as_object().into_iter().flatten().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    for object in [&json, &json["pooled"], &json["trials"][0]] {
        found.extend(members(object));
    }
    for (name, value) in json["pooled"].as_object().expect("an object") {
        let entries = if value.is_array() { &value[0] } else { value };
        found.extend(members(entries).into_iter().filter(|_| name != "membership"));
    }
    let is_told = |name: &str| {
        let is_named = [format!("`{name}`"), format!("\"{name}\":")].iter().any(|form| docs.contains(form));
        is_named || name.ends_with("_interval") || name.ends_with("_intervals")
    };
    let untold: Vec<&String> = found.iter().filter(|name| !is_told(name)).collect();
    assert_eq!(untold, Vec::<&String>::new(), "docs/experiment.md doesn't tell about them");
}
