//! Data that isn't binary goes through everything: numbers, categories and bits, by every distance.

use ndarray::{Array1, arr1};
use nearmiss::attribute::{ExhaustiveRun, ExhaustiveWorkspace, Tally};
use nearmiss::defence::Defence;
use nearmiss::experiment::PortionChoice;
use nearmiss::game::strong_membership::{Neighbour, StrongMembership, draw_neighbour};
use nearmiss::matrix::MatrixConfig;
use nearmiss::reading::{self, Decisions, Options};
use nearmiss::source::DataSource;
use nearmiss::work::{self, Outcome, TrialWorker, Unit};
use nearmiss::{
    Experiment, FeatureKind, Inputs, Metric, Portion, Report, Schema, Seed, SplitSizes, Stream, TargetModel,
};
use serde_json::Value;
use std::sync::Arc;

fn voters() -> Vec<u8> {
    let path = format!("{}/../www/data/voters.csv.gz", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// 80 made-up people: a number of 40 values (so searched over 16 quantiles), a category, a bit. Older people with a cat
/// mostly say yes.
fn pets() -> Vec<u8> {
    let mut file = "age,pet,member,answer\n".to_string();
    for person in 0..80_usize {
        let age = 20 + (person * 27) % 40;
        let pet = ["cat", "dog", "bird"][(person * 7 / 4) % 3];
        let answer = if (age > 40) == (pet == "cat") || person % 9 == 0 { "yes" } else { "no" };
        file.push_str(&format!("{age},{pet},{},{answer}\n", usize::from(person % 5 < 2)));
    }
    file.into_bytes()
}

fn small(mut experiment: Experiment, metric: Metric) -> Experiment {
    experiment.metric = metric;
    experiment.training.hidden = vec![16];
    experiment.training.epochs = 10;
    experiment.n_scored = 100;
    experiment.strong_membership.distances = vec![1, 2, 3, 5];
    experiment.strong_membership.n_originals = 30;
    experiment.strong_membership.n_variants = 2;
    experiment.attribute_inference.n_targets = 6;
    experiment.repeats = 2;
    experiment
}

fn small_voters(metric: Metric) -> (Experiment, Vec<u8>) {
    (small(Experiment::voters(), metric), voters())
}

fn small_own(metric: Metric) -> (Experiment, Vec<u8>) {
    let file = pets();
    let records = reading::read(&file, &Options::default(), usize::MAX).expect("the file is a table");
    let csv = Decisions::Version2(records.options);
    (small(Experiment::own(work::sha256_of(&file), csv, &records.dataset), metric), file)
}

/// JSON has neither NaN nor infinity: serde writes null. Where null is meant, the key says so.
fn check_numbers(value: &Value, path: &str) {
    let meant = ["paper", "max_alpha", "label", "guess", "problem", "mean_ones", "ones_correlation", "fewer_ones"];
    match value {
        Value::Null => {
            let key = path.rsplit('.').next().expect("a path has an end");
            assert!(meant.contains(&key), "{path} is null");
        }
        Value::Number(number) => assert!(number.as_f64().is_some_and(f64::is_finite), "{path} is {number}"),
        Value::Array(values) => values.iter().for_each(|value| check_numbers(value, path)),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| check_numbers(value, &format!("{path}.{name}")))
        }
        Value::Bool(_) | Value::String(_) => {}
    }
}

fn check_report(experiment: Experiment, file: &[u8]) -> Report {
    let metric = experiment.metric;
    let report = work::run(experiment, Some(file)).expect("the experiment can be run");
    check_numbers(&serde_json::from_str(&report.to_json()).expect("the report is JSON"), "");
    let findings = &report.pooled.findings;
    let nearest =
        findings.strong_membership.iter().find(|game| (game.distance, game.neighbour) == (1, Neighbour::Flip));
    let nearest = nearest.unwrap_or_else(|| panic!("no pair at distance 1 by {metric:?}"));
    assert!(nearest.members.n_pairs > 0 && nearest.non_members.as_ref().is_some_and(|p| p.n_pairs > 0));
    assert!(
        findings.strong_membership.iter().all(|game| game.neighbour == Neighbour::Flip),
        "only bits can be swapped"
    );
    assert!(findings.non_member_distance.is_some() && findings.attribute_inference.is_some());
    assert_eq!(findings.membership.len(), report.experiment.attacks.len());
    let json = serde_json::to_string(&report.experiment).expect("plain data");
    assert_eq!(serde_json::from_str::<Experiment>(&json).expect("it reads back"), report.experiment);
    report
}

#[test]
fn voters_and_an_own_file_go_through_everything_by_every_distance() {
    for make in [small_voters, small_own] {
        let reports = Metric::ALL.map(|metric| {
            let (experiment, file) = make(metric);
            check_report(experiment, &file)
        });
        let [hamming, manhattan, _] = &reports;
        let mean = |report: &Report| report.pooled.findings.non_member_distance.as_ref().map(|d| d.mean);
        assert!(mean(manhattan) >= mean(hamming), "a feature that differs is off by a step at least");
        assert_ne!(manhattan.pooled.findings.strong_membership, hamming.pooled.findings.strong_membership);
        assert_eq!(manhattan.pooled.findings.membership, hamming.pooled.findings.membership);
    }
}

#[test]
fn neighbours_of_real_records_are_at_their_distance() {
    for make in [small_voters, small_own] {
        for metric in Metric::ALL {
            let (experiment, file) = make(metric);
            let worker = TrialWorker::new(experiment.clone(), Some(&file)).expect("a good experiment");
            let (trial, schema) = (worker.trial(), worker.trial().dataset().schema());
            let games = StrongMembership::games(&experiment.strong_membership, metric, schema);
            assert!(games.iter().any(|game| game.distance == 1));
            let mut n_drawn = 0;
            for game in games {
                for original in 0..30 {
                    let Some(neighbour) = game.neighbour_of(trial, original, 0) else { continue };
                    let own = trial.dataset().record(trial.side(game.originals)[original]);
                    let (found, r) = (metric.distance(schema, own, neighbour.view()), game.distance as f64);
                    let least = if metric == Metric::Euclidean && game.distance > 1 { r - 0.5 } else { r };
                    assert!(found >= least && found <= r, "{found} for {r} by {metric:?}");
                    n_drawn += 1;
                }
            }
            assert!(n_drawn > 60, "{n_drawn} neighbours by {metric:?}");
        }
    }
}

/// The first input of each categorical feature, and how many it has.
fn groups(schema: &Schema) -> Vec<(usize, usize)> {
    let mut start = 0;
    let mut groups = Vec::new();
    for feature in &schema.features {
        if let FeatureKind::Categorical { .. } = feature.kind {
            groups.push((start, feature.n_inputs()));
        }
        start += feature.n_inputs();
    }
    groups
}

#[test]
fn a_neighbour_changes_one_hot_groups_as_a_whole() {
    for file in [voters(), pets()] {
        let dataset = reading::read(&file, &Options::default(), usize::MAX).expect("the file is a table").dataset;
        let schema = dataset.schema();
        assert!(!groups(schema).is_empty());
        for (metric, record) in Metric::ALL.into_iter().flat_map(|metric| (0..40).map(move |record| (metric, record))) {
            let mut rng = Seed(1).rng(Stream::Neighbours, record as u64);
            let own = dataset.record(record);
            let Some(neighbour) = draw_neighbour(schema, own, 2, metric, Neighbour::Flip, &mut rng) else { continue };
            let mut inputs = Inputs::empty(schema.n_inputs());
            inputs.push(schema, neighbour.view());
            let row = inputs.row(0);
            for (start, n) in groups(schema) {
                let ones =
                    row.columns.iter().zip(row.values).filter(|(c, _)| (start..start + n).contains(&(**c as usize)));
                let ones: Vec<f32> = ones.map(|(_, value)| *value).collect();
                assert_eq!(ones, [1.0], "one level is set, its twins are not");
            }
        }
    }
}

/// All completions of a record, with one feature unknown.
fn guess(schema: &Schema, model: &Arc<TargetModel>, feature: usize, values: &Array1<f32>) -> Tally {
    let portion = Portion::new(schema, vec![feature]).expect("one feature can be unknown");
    let mut run = ExhaustiveRun::about(schema, &portion, values.view(), 0..portion.n_completions());
    loop {
        if let Some(tally) = run.step(model, &mut ExhaustiveWorkspace::default()) {
            return tally;
        }
    }
}

/// Each input of a one-hot group tells about the others: were only one of the twins hidden, what is shown would give the
/// level away. So records that differ in nothing but the unknown feature must get the same scores for each completion.
#[test]
fn a_twin_column_cannot_leak() {
    let (mut experiment, file) = small_own(Metric::Hamming);
    experiment.attribute_inference.portion = PortionChoice::Features(vec![1]);
    let mut worker = TrialWorker::new(experiment, Some(&file)).expect("a good experiment");
    worker.finish(&Unit::Training);
    let model = Arc::new(TargetModel::new(worker.model().expect("the training finished").clone()));
    let schema = worker.trial().dataset().schema();
    // Age, pet, member: every kind of feature as the unknown one, numbers on the grid and off it.
    let cases: [(usize, &[f32]); 3] = [(0, &[20.0, 33.4, 59.0]), (1, &[0.0, 1.0, 2.0]), (2, &[0.0, 1.0])];
    for (feature, values) in cases {
        let scores = values.iter().map(|value| {
            let mut record = arr1(&[41.0, 2.0, 1.0]);
            record[feature] = *value;
            let tally = guess(schema, &model, feature, &record);
            assert_eq!(tally.n_tried as usize, schema.features[feature].n_values());
            let listed = tally.by.into_iter().flat_map(|ranking| ranking.listed);
            listed.map(|candidate| (candidate.idx, candidate.scores)).collect::<Vec<_>>()
        });
        let scores: Vec<_> = scores.collect();
        assert!(scores.windows(2).all(|pair| pair[0] == pair[1]), "the true value shows in the scores of {feature}");
    }
    // What is known of a record shows no input of an unknown group.
    for (start, n) in groups(schema) {
        let mut known = Inputs::empty(schema.n_inputs());
        known.push_known(schema, worker.trial().dataset().record(0), |feature| feature != 1);
        assert!(known.row(0).columns.iter().all(|c| !(start..start + n).contains(&(*c as usize))));
    }
}

/// The boundary attack moves numbers only: the matrix has it of voters, not of bits.
#[test]
fn the_matrix_has_boundary_distances_where_there_are_numbers() {
    let matrix = MatrixConfig {
        n_shadows: 2,
        n_subjects: 20,
        n_copies: 5,
        n_canaries: 0,
        n_targets: 0,
        defences: vec![Defence::default(), Defence::named("label_only", &[]).expect("it is registered")],
        ..MatrixConfig::default()
    };
    let rows = |experiment: Experiment, file: Option<&[u8]>| {
        let experiment = Experiment { matrix: Some(matrix.clone()), ..experiment };
        let mut worker = TrialWorker::new(experiment, file).expect("the experiment can be run");
        let Outcome::Defences(rows) = worker.finish(&Unit::Defences(0)) else { unreachable!("it gives rows") };
        rows
    };
    let (mut experiment, file) = small_voters(Metric::Hamming);
    experiment.split = SplitSizes { n_members: 200, n_non_members: 200 };
    let of_numbers = rows(experiment, Some(&file));
    let cells: Vec<_> = of_numbers.iter().map(|row| row.attack("boundary").expect("voters have numbers")).collect();
    assert_eq!(cells[0].membership, cells[1].membership, "labels stay as they are");
    assert!(cells[0].balanced_accuracy.is_some(), "the threshold is learnt on a shadow model");
    let mut of_bits = small(Experiment::check_ins(), Metric::Hamming);
    of_bits.data = DataSource::check_ins(500);
    of_bits.split = SplitSizes { n_members: 150, n_non_members: 150 };
    assert!(rows(of_bits, None).iter().all(|row| row.attack("boundary").is_none() && row.attack("noise").is_some()));
}
