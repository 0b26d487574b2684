//! Attacks against defences: whoever tries them, in whatever order, they are about the network that is trained, and about
//! nothing else in the report.

use nearmiss::answer::Answer;
use nearmiss::dataset::synthetic;
use nearmiss::defence::{ActsOn, Defence};
use nearmiss::experiment::PortionChoice;
use nearmiss::game::strong_membership::{Neighbour, StrongMembership, StrongMembershipConfig};
use nearmiss::matrix::{AccessKind, BlindCheck, BlindRun, MatrixCell, MatrixConfig, MatrixReport, MatrixRow};
use nearmiss::membership::{Access, Attack, attack};
use nearmiss::mlp::Workspace;
use nearmiss::source::DataSource;
use nearmiss::trial::{Side, Trial};
use nearmiss::work::{self, Results, TrialWorker, Unit};
use nearmiss::{Experiment, Inputs, Metric, RocCurve, Seed, SplitSizes};

fn named(name: &str, values: &[f64]) -> Defence {
    Defence::named(name, values).expect("it is registered")
}

/// As many records scored as attacked, so that the rest of the report can be held against the matrix.
const N: usize = 100;

/// No more than the matrix and what every report has. The attacker has 200 records of his own.
fn small() -> Experiment {
    let mut experiment = Experiment::check_ins();
    experiment.data = DataSource::check_ins(600);
    experiment.split = SplitSizes { n_members: 200, n_non_members: 200 };
    experiment.training.hidden = vec![32];
    experiment.training.epochs = 12;
    experiment.n_scored = N;
    experiment.strong_membership = StrongMembershipConfig { distances: vec![2], n_originals: 10, n_variants: 1 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(4);
    experiment.matrix = Some(MatrixConfig {
        n_shadows: 4,
        n_subjects: N,
        n_copies: 20,
        n_trainings: 1,
        n_canaries: 0,
        n_unknown: 3,
        n_targets: 10,
        defences: vec![
            named("early_stopping", &[3.0]),
            named("label_only", &[]),
            Defence::default(),
            named("mem_guard", &[]),
            named("rounding", &[1.0]),
        ],
        ..MatrixConfig::default()
    });
    experiment
}

fn worker(experiment: &Experiment) -> TrialWorker {
    TrialWorker::new(experiment.clone(), None).expect("a good experiment")
}

fn matrix(experiment: &Experiment) -> MatrixReport {
    let mut report = work::run(experiment.clone(), None).expect("a good experiment");
    report.trials.swap_remove(0).matrix.expect("it was asked for")
}

fn row<'a>(matrix: &'a MatrixReport, defence: &str) -> &'a MatrixRow {
    matrix.rows.iter().find(|row| row.defence.name() == defence).expect("it was tried")
}

/// The attacks that an experiment asks for.
fn asked() -> Vec<&'static dyn Attack> {
    let config = MatrixConfig::default();
    config.attacks.iter().map(|name| attack(name).expect("it is registered")).collect()
}

#[test]
fn the_undefended_row_is_about_the_network_that_the_page_trains() {
    let report = work::run(small(), None).expect("a good experiment");
    let findings = &report.trials[0].findings;
    let matrix = report.trials[0].matrix.as_ref().expect("it was asked for");
    let plain = row(matrix, "none");
    assert_eq!(
        (Some(plain.train_accuracy), Some(plain.test_accuracy)),
        (findings.train_accuracy, findings.test_accuracy)
    );
    for (name, result) in &findings.membership {
        let cell = plain.attack(name).expect("it needs nothing");
        assert_eq!(cell.membership, *result, "{name}");
    }
    // The claim isn't empty: another network has other results.
    let early = row(matrix, "early_stopping");
    assert_ne!(early.train_accuracy, plain.train_accuracy);
    assert_ne!(
        early.attack("loss").map(|cell| cell.membership.auc),
        plain.attack("loss").map(|cell| cell.membership.auc)
    );
}

#[test]
fn a_near_miss_differs_in_one_feature_and_is_scored_by_the_same_network() {
    let experiment = small();
    let matrix = matrix(&experiment);
    let mut worker = worker(&experiment);
    worker.finish(&Unit::Training);
    let (trial, mlp) = (worker.trial(), worker.model().expect("the training finished"));
    let data = trial.dataset();
    let max_confidence = attack("max_confidence").and_then(|attack| attack.per_answer()).expect("it scores one answer");
    let score = |values: ndarray::ArrayView1<'_, f32>| {
        let mut inputs = Inputs::empty(data.schema().n_inputs());
        inputs.push(data.schema(), values);
        let logits = mlp.logits(&inputs, 0..1, &mut Workspace::default()).to_owned();
        Answer::of(logits.as_slice().expect("it is one row"), 0).score(max_confidence)
    };
    let cell = row(&matrix, "none").attack("max_confidence").expect("it needs nothing");
    for (originals, told) in [(Side::Members, &cell.near_miss), (Side::NonMembers, &cell.near_miss_control)] {
        let game = StrongMembership { distance: 1, metric: Metric::Hamming, neighbour: Neighbour::Flip, originals };
        let (mut own, mut near) = (Vec::new(), Vec::new());
        for original in 0..N {
            let record = data.record(trial.side(originals)[original]);
            let Some(near_miss) = game.neighbour_of(trial, original, 0) else { continue };
            assert_eq!(record.iter().zip(&near_miss).filter(|(a, b)| a != b).count(), 1);
            assert!(!trial.is_member(near_miss.view()));
            own.push(score(record));
            near.push(score(near_miss.view()));
        }
        let won: f64 =
            own.iter().zip(&near).map(|(a, b)| f64::from(u8::from(a > b)) + 0.5 * f64::from(u8::from(a == b))).sum();
        let told = told.as_ref().expect("there are pairs");
        assert!((told.paired_success - won / own.len() as f64).abs() < 1e-12, "{originals:?}: {told:?}, won {won}");
        assert!((told.auc - RocCurve::new(&own, &near).auc).abs() < 1e-12, "{originals:?}: {told:?}");
    }
}

#[test]
fn groups_done_in_any_order_and_apart_give_the_same_matrix() {
    let experiment = small();
    let expected = matrix(&experiment);
    let units = worker(&experiment).matrix_units();
    assert_eq!(units, [Unit::Defences(0), Unit::Defences(1), Unit::Blind]);

    let mut reversed = Results::default();
    for unit in units.iter().rev() {
        reversed.put(unit, worker(&experiment).finish(unit));
    }
    assert_eq!(reversed.matrix(&experiment), Some(expected.clone()), "each on a worker of its own, the last first");

    // All at once on one worker, a step each in turn.
    let (mut worker, mut in_turn) = (worker(&experiment), Results::default());
    let mut running: Vec<_> = units.iter().map(|unit| (unit, worker.start(unit))).collect();
    while !running.is_empty() {
        running.retain_mut(|(unit, run)| match worker.step(run) {
            Some(outcome) => {
                in_turn.put(unit, outcome);
                false
            }
            None => true,
        });
    }
    assert_eq!(in_turn.matrix(&experiment), Some(expected), "in turn");
}

#[test]
fn a_defence_is_told_the_same_whatever_others_stand_beside_it() {
    let mut experiment = small();
    let among_others = matrix(&experiment);
    for defence in [named("rounding", &[1.0]), named("early_stopping", &[3.0])] {
        experiment.matrix.as_mut().expect("it is asked for").defences = vec![defence];
        let alone = matrix(&experiment);
        assert_eq!(alone.rows.len(), 1);
        let beside = row(&among_others, defence.name());
        for (own, beside) in alone.rows[0].attacks.iter().zip(&beside.attacks) {
            assert_eq!(own, beside, "{} under {}", own.attack, defence.title());
        }
        assert_eq!(&alone.rows[0], beside, "{}", defence.title());
    }
}

#[test]
fn a_matrix_changes_nothing_else_in_the_report() {
    let with = work::run(small(), None).expect("a good experiment");
    let without = work::run(Experiment { matrix: None, ..small() }, None).expect("a good experiment");
    assert_eq!(with.pooled, without.pooled);
    let mut trials = with.trials.clone();
    assert!(trials.iter_mut().all(|trial| trial.matrix.take().is_some()));
    assert_eq!(trials, without.trials);
    assert_ne!(with.fingerprint(), without.fingerprint(), "the matrix is part of the fingerprint");
}

#[test]
fn what_was_not_asked_for_is_not_written() {
    let experiment = Experiment { matrix: None, ..small() };
    let json = serde_json::to_value(&experiment).expect("plain data");
    assert!(json.get("matrix").is_none());
    assert_eq!(serde_json::from_value::<Experiment>(json).expect("it reads back"), experiment);
    let report = work::run(experiment, None).expect("a good experiment");
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).expect("the report is JSON");
    assert!(json["trials"][0].get("matrix").is_none());
    let json = serde_json::to_value(small()).expect("plain data");
    assert!(json.get("matrix").is_some());
    assert_eq!(serde_json::from_value::<Experiment>(json).expect("it reads back"), small());
}

/// Where the same confidences are shown for all records, max-confidence is chance; the label and the network are as
/// they were.
#[test]
fn masked_answers_blind_max_confidence_and_nothing_that_looks_elsewhere() {
    let matrix = matrix(&small());
    let plain = row(&matrix, "none");
    assert!(plain.attack("max_confidence").is_some_and(|cell| cell.membership.auc > 0.6), "there is something to hide");
    for masked in ["mem_guard", "label_only"] {
        let row = row(&matrix, masked);
        let auc = |name: &str| row.attack(name).expect("it needs nothing").membership.auc;
        assert_eq!(auc("max_confidence"), 0.5, "{masked}");
        assert_eq!(auc("log_odds"), 0.5, "{masked}");
        assert_eq!(auc("entropy"), 0.5, "{masked}");
        assert_eq!(auc("loss"), auc("gap"), "{masked}: the loss has two values, right and wrong");
        assert_eq!((row.train_accuracy, row.test_accuracy), (plain.train_accuracy, plain.test_accuracy));
    }
    for row in matrix.rows.iter().filter(|row| row.defence.acts_on() == ActsOn::Answers) {
        let untouched =
            asked().into_iter().filter(|attack| matches!(attack.needs().access, Access::Label | Access::Network));
        let names: Vec<&str> = untouched.map(|attack| attack.name()).collect();
        // The last one needs numbers.
        assert_eq!(names, ["gradient_norm", "white_box", "gap", "noise", "boundary"]);
        for name in &names[..4] {
            // What is told of single records is told of the undefended network alone.
            let told = |row: &MatrixRow| {
                let cell = row.attack(name).unwrap_or_else(|| panic!("{name} is carried out"));
                MatrixCell { outliers: None, by_class: Vec::new(), ..cell.clone() }
            };
            assert_eq!(told(row), told(plain), "{name} under {}", row.defence.title());
        }
    }
}

/// Yeom et al. 2018: the gap attack's balanced accuracy is 1/2 + (training accuracy - test accuracy) / 2, and so is its
/// AUC, for its score has two values.
#[test]
fn the_gap_attack_tells_the_gap() {
    for row in &matrix(&small()).rows {
        let gap = row.attack("gap").expect("it needs nothing");
        let expected = 0.5 + 0.5 * (row.train_accuracy - row.test_accuracy);
        assert!((gap.membership.auc - expected).abs() < 1e-12, "{}", row.defence.title());
        assert_eq!(gap.balanced_accuracy.map(|found| (found - expected).abs() < 1e-12), Some(true));
    }
}

/// Attacks that can't be carried out are left out, the others stay as they are.
#[test]
fn without_records_left_over_the_attacks_that_need_them_are_left_out() {
    let mut experiment = small();
    experiment.data = DataSource::check_ins(400);
    let matrix = matrix(&experiment);
    for row in &matrix.rows {
        let absent: Vec<&str> =
            asked().into_iter().map(|attack| attack.name()).filter(|name| row.attack(name).is_none()).collect();
        // Bits have no distance from a boundary.
        let absent: Vec<&str> = absent.into_iter().filter(|name| *name != "boundary").collect();
        assert_eq!(absent, ["shadow", "lira_offline", "rmia", "white_box"], "{}", row.defence.title());
        for name in absent {
            let needs = attack(name).expect("it is registered").needs();
            assert!(needs.other_data.is_own_records(), "{name}: {}", needs.other_data.title());
        }
        // Nobody has learnt a threshold; the gap and LiRA's come without learning.
        let has_threshold = |name: &str| row.attack(name).map(|cell| cell.balanced_accuracy.is_some());
        assert_eq!(
            ["loss", "noise", "gap", "lira_online"].map(has_threshold),
            [Some(false), Some(false), Some(true), Some(true)]
        );
    }
}

fn blind(trial: &Trial) -> BlindCheck {
    let mut run = BlindRun::new(trial);
    loop {
        if let Some(check) = run.step(trial) {
            return check;
        }
    }
}

/// Members are drawn at random, so 95 % of the intervals hold .5: of 20 splits, 9 or more don't with probability 2e-7.
#[test]
fn a_random_split_gives_nothing_away_without_a_model() {
    let sizes = SplitSizes { n_members: 200, n_non_members: 200 };
    let n_missed = (0..20)
        .filter(|repeat| {
            let data = synthetic::check_ins(600, Seed(1));
            let trial = Trial::new(data, sizes, Seed(1).repeat(*repeat)).expect("it can be split");
            let interval = blind(&trial).auc_interval;
            !(interval.low..=interval.high).contains(&0.5)
        })
        .count();
    assert!(n_missed < 9, "{n_missed} of 20 intervals miss .5 (false alarm 2e-7)");
    let interval = matrix(&small()).blind.auc_interval;
    assert!((interval.low..=interval.high).contains(&0.5), "{interval:?} (false alarm .05 over all seeds)");
}

/// Several models attacked in turn, and mislabelled records: one of each beside the numbers of one model, which stay.
#[test]
fn models_are_attacked_in_turn_and_mislabelled_records_in_models_of_their_own() {
    let mut experiment = small();
    let alone = matrix(&experiment);
    let config = experiment.matrix.as_mut().expect("it has one");
    (config.n_trainings, config.n_canaries, config.n_shadows) = (3, 40, 6);
    config.defences = vec![Defence::default(), named("early_stopping", &[3.0]), named("label_only", &[])];
    let several = matrix(&experiment);
    let cell = |matrix: &MatrixReport, attack: &str| row(matrix, "none").attack(attack).expect("it is tried").clone();
    assert_eq!(
        cell(&several, "loss").membership,
        cell(&alone, "loss").membership,
        "the experiment's model is the first"
    );
    assert_eq!(cell(&several, "loss").near_miss, cell(&alone, "loss").near_miss);
    for row in &several.rows {
        for cell in &row.attacks {
            assert_eq!(cell.trainings.len(), 3, "{} under {}", cell.attack, row.defence.title());
            assert!((cell.trainings[0].auc - cell.membership.auc).abs() < 1e-12, "{}", cell.attack);
        }
        let strongest = row.strongest_of(AccessKind::Any).expect("several models are attacked");
        let mean = strongest.auc.by_training.iter().sum::<f64>() / 3.0;
        assert!((strongest.auc.value - mean).abs() < 1e-12);
        assert_eq!(strongest.auc.change.is_none(), row.defence.name() == "none");
        let canaries = row.canaries.as_ref().expect("they were asked for");
        assert_eq!((canaries.n_canaries, canaries.n_models), (40, 8));
        assert!(several.measured(row).is_some() && alone.rows.iter().all(|row| alone.measured(row).is_none()));
    }
    // What is told by heart: nearly always where all is learnt, hardly ever after three epochs.
    let told = |defence: &str| row(&several, defence).canaries.as_ref().expect("they were asked for").auc;
    assert!(told("none") > 0.7 && told("early_stopping") < told("none"), "{} {}", told("none"), told("early_stopping"));
}

/// Without records outside there is nobody to train against: no numbers, and no word of protection.
#[test]
fn adversarial_regularization_without_other_records_is_not_applicable() {
    let mut experiment = small();
    experiment.data = DataSource::check_ins(400);
    experiment.matrix.as_mut().expect("it has one").defences = vec![Defence::default(), named("adversarial", &[1.0])];
    let matrix = matrix(&experiment);
    let row = row(&matrix, "adversarial");
    assert!(row.problem.as_ref().is_some_and(|problem| problem.contains("Not applicable")), "{:?}", row.problem);
    assert!(row.attacks.is_empty() && matrix.measured(row).is_none());
}
