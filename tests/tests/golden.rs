//! Core against numbers that another implementation made (`golden/README.md`), and its gradient against finite
//! differences.
//!
//! The golden numbers are float64, core's network is float32. A float32 operation is off by at most 6e-8 of its
//! result; the golden network adds some 30 terms of size 1 on the way to a logit, so everything that follows from one
//! pass is held to 2e-6. What core computes in float64 is held to 1e-12.

use ndarray::{Array1, Array2, ArrayView1};
use nearmiss::answer::Answer;
use nearmiss::attribute::{ExhaustiveRun, ExhaustiveWorkspace, GuessBy, Tally};
use nearmiss::dataset::Sample;
use nearmiss::dataset::{Feature, FeatureKind, Inputs};
use nearmiss::distance::least_distance;
use nearmiss::membership;
use nearmiss::mlp::{Layer, Workspace, argmax};
use nearmiss::optimizer::{Optimizer, OptimizerKind};
use nearmiss::train::{Regularization, TrainingState};
use nearmiss::trial::Trial;
use nearmiss::{
    Activation, Dataset, Mlp, Portion, RocCurve, Schema, Seed, SplitSizes, Stream, TargetModel, Training,
    TrainingConfig, loss, mrmr,
};
use rand::RngExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// One float32 pass against float64.
const ONE_PASS: f64 = 2e-6;
/// float64 against float64, sums in another order.
const FLOAT64: f64 = 1e-12;

fn golden<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn assert_close(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected} within {tolerance}");
}

fn assert_all_close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}: as many numbers");
    for (n, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_close(&format!("{what}, number {n}"), *found, *expected, tolerance);
    }
}

/// Weights, layer by layer, inputs x outputs, and biases, in float64.
#[derive(Debug, Clone, Deserialize)]
struct Network {
    #[serde(rename = "W", alias = "gW")]
    weights: Vec<Vec<Vec<f64>>>,
    #[serde(rename = "b", alias = "gb")]
    biases: Vec<Vec<f64>>,
}

impl Network {
    fn of(mlp: &Mlp) -> Network {
        let wide = |row: ArrayView1<'_, f32>| row.iter().map(|w| f64::from(*w)).collect::<Vec<f64>>();
        Network {
            weights: mlp.layers.iter().map(|l| l.weights.outer_iter().map(wide).collect()).collect(),
            biases: mlp.layers.iter().map(|l| wide(l.bias.view())).collect(),
        }
    }

    fn to_mlp(&self) -> Mlp {
        let layers = self.weights.iter().zip(&self.biases).map(|(weights, bias)| Layer {
            weights: Array2::from_shape_fn((weights.len(), bias.len()), |(i, j)| weights[i][j] as f32),
            bias: bias.iter().map(|b| *b as f32).collect::<Array1<f32>>(),
        });
        Mlp { layers: layers.collect(), activation: Activation::Relu }
    }

    /// Multiplies the logits.
    fn scaled(mut self, factor: f64) -> Network {
        let (weights, biases) = (self.weights.last_mut(), self.biases.last_mut());
        weights.into_iter().flatten().flatten().chain(biases.into_iter().flatten()).for_each(|w| *w *= factor);
        self
    }

    /// The definition of a multi-layer perceptron, unit by unit.
    fn logits(&self, x: &[f64], activation: Activation) -> Vec<f64> {
        let mut a = x.to_vec();
        for (l, (weights, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            let z = (0..bias.len()).map(|j| bias[j] + (0..a.len()).map(|i| a[i] * weights[i][j]).sum::<f64>());
            a = match activation {
                _ if l + 1 == self.weights.len() => z.collect(),
                Activation::Relu => z.map(|z| z.max(0.0)).collect(),
                Activation::Tanh => z.map(libm::tanh).collect(),
            };
        }
        a
    }

    /// Mean cross-entropy.
    fn loss(&self, records: &[Vec<f64>], labels: &[usize], activation: Activation) -> f64 {
        let total: f64 =
            records.iter().zip(labels).map(|(x, y)| -libm::log(softmax(&self.logits(x, activation))[*y])).sum();
        total / records.len() as f64
    }

    /// Every weight and bias, in the order of [`Mlp::parameters`].
    fn parameters_mut(&mut self) -> Vec<&mut f64> {
        let pairs = self.weights.iter_mut().zip(&mut self.biases);
        pairs.flat_map(|(weights, bias)| weights.iter_mut().flatten().chain(bias)).collect()
    }

    fn parameters(&mut self) -> Vec<f64> {
        self.parameters_mut().into_iter().map(|w| *w).collect()
    }
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let exps: Vec<f64> = logits.iter().map(|z| libm::exp(*z)).collect();
    exps.iter().map(|e| e / exps.iter().sum::<f64>()).collect()
}

#[derive(Debug, Deserialize)]
struct Forward {
    #[serde(rename = "X")]
    records: Vec<Vec<f64>>,
    #[serde(rename = "y")]
    labels: Vec<usize>,
    logits: Vec<Vec<f64>>,
    softmax: Vec<Vec<f64>>,
    maxconf: Vec<f64>,
    argmax: Vec<usize>,
}

fn inputs(records: &[Vec<f64>]) -> Inputs {
    let mut inputs = Inputs::empty(records[0].len());
    for record in records {
        inputs.push_values(record.iter().map(|x| *x as f32).collect::<Array1<f32>>().view());
    }
    inputs
}

fn logits(mlp: &Mlp, records: &[Vec<f64>]) -> Vec<Vec<f32>> {
    let mut workspace = Workspace::default();
    mlp.logits(&inputs(records), 0..records.len(), &mut workspace).outer_iter().map(|row| row.to_vec()).collect()
}

fn score(attack: &str, logits: &[f32], label: usize) -> f64 {
    let of_one_answer = membership::attack(attack).and_then(|attack| attack.per_answer());
    Answer::of(logits, label).score(of_one_answer.expect("the attack scores one answer"))
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|v| f64::from(*v)).collect()
}

#[test]
fn forward_pass_matches_float64() {
    let forward: Forward = golden("forward");
    let mlp = golden::<Network>("net").to_mlp();
    for (n, logits) in logits(&mlp, &forward.records).into_iter().enumerate() {
        assert_all_close("logits", &wide(&logits), &forward.logits[n], ONE_PASS);
        assert_eq!(argmax(&logits), forward.argmax[n]);
        assert_close("max-confidence", score("max_confidence", &logits, 0), forward.maxconf[n], ONE_PASS);
        let mut p = logits;
        loss::softmax(&mut p);
        assert_all_close("softmax", &wide(&p), &forward.softmax[n], ONE_PASS);
    }
}

/// Gradient of `share` times the summed cross-entropy.
fn gradient(mlp: &Mlp, records: &[Vec<f64>], labels: &[usize], share: f32) -> Mlp {
    let (inputs, mut workspace) = (inputs(records), Workspace::default());
    let mut by_logits = mlp.logits(&inputs, 0..labels.len(), &mut workspace).to_owned();
    for (logits, label) in by_logits.outer_iter_mut().zip(labels) {
        loss::cross_entropy_gradient(logits, *label, share);
    }
    let mut gradient = mlp.zeros_like();
    mlp.add_gradient(&inputs, 0..labels.len(), by_logits.view(), &mut gradient, &mut workspace);
    gradient
}

#[test]
fn gradient_matches_float64() {
    let forward: Forward = golden("forward");
    let mlp = golden::<Network>("net").to_mlp();
    let found = gradient(&mlp, &forward.records, &forward.labels, 1.0 / 16.0);
    let expected = golden::<Network>("grads").parameters();
    assert_all_close("gradient", &Network::of(&found).parameters(), &expected, 1e-7);
}

/// A gradient is a few sums of at most 20 records' shares, each well below 1, so float32 is within 1e-6 of the truth;
/// the central difference in float64 is off by about h² = 1e-10 and, by cancellation, 1e-16 / h = 1e-11. A step across
/// a ReLU's kink would show; the seeds are fixed, and none does.
#[test]
fn gradient_matches_finite_differences() {
    let check = |sizes: &[usize], activation: Activation, seed: u64| {
        let mut rng = Seed(seed).rng(Stream::Init, 0);
        let mut mlp = Mlp::glorot(sizes, activation, &mut rng);
        mlp.layers.iter_mut().flat_map(|l| &mut l.bias).for_each(|b| *b = rng.random::<f32>() - 0.5);
        // Zeros, ones and numbers between them, as categories and scaled columns give.
        let value = |rng: &mut nearmiss::Rng| match rng.random_range(0..3) {
            0 => 0.0,
            1 => 1.0,
            _ => f64::from(rng.random::<f32>()),
        };
        let records: Vec<Vec<f64>> = (0..20).map(|_| (0..sizes[0]).map(|_| value(&mut rng)).collect()).collect();
        let labels: Vec<usize> = (0..20).map(|_| rng.random_range(0..sizes[sizes.len() - 1])).collect();
        let found = Network::of(&gradient(&mlp, &records, &labels, 1.0 / 20.0)).parameters();
        let mut network = Network::of(&mlp);
        assert_eq!(found.len(), mlp.n_parameters());
        for (n, found) in found.into_iter().enumerate() {
            const H: f64 = 1e-5;
            let mut loss_with = |shift: f64| {
                let before = *network.parameters_mut()[n];
                *network.parameters_mut()[n] = before + shift;
                let loss = network.loss(&records, &labels, activation);
                *network.parameters_mut()[n] = before;
                loss
            };
            let expected = (loss_with(H) - loss_with(-H)) / (2.0 * H);
            assert_close(&format!("{sizes:?} {activation:?}, parameter {n}"), found, expected, 1e-6);
        }
    };
    for (seed, activation) in [(1, Activation::Relu), (2, Activation::Tanh)] {
        check(&[6, 4], activation, seed);
        check(&[9, 7, 3], activation, seed);
        check(&[5, 8, 6, 2], activation, seed);
        check(&[7, 5, 9, 4, 6, 3], activation, seed);
    }
}

#[derive(Debug, Deserialize)]
struct Steps {
    adam: Adam,
    adagrad: Adagrad,
}

#[derive(Debug, Deserialize)]
struct Adam {
    lr: f32,
    after1: Network,
    after5: Network,
    losses_before_each_step: Vec<f64>,
}

#[derive(Debug, Deserialize)]
struct Adagrad {
    lr: f32,
    after1_mean_loss: Network,
    #[serde(rename = "after3_SUM_loss")]
    after3_sum_loss: Network,
}

/// A step moves a weight of size 1, known to 6e-8, by about the learning rate, known to the gradient's relative error
/// of some 1e-6: 2e-6 holds for 5 steps.
#[test]
fn optimizer_steps_match_float64() {
    let forward: Forward = golden("forward");
    let steps: Steps = golden("optim");
    let check = |kind: OptimizerKind, n_steps: usize, share: f32, mut expected: Network| {
        let mut mlp = golden::<Network>("net").to_mlp();
        let mut optimizer = Optimizer::new(kind, &mlp);
        for _ in 0..n_steps {
            let gradient = gradient(&mlp, &forward.records, &forward.labels, share);
            optimizer.step(&mut mlp, &gradient);
        }
        let what = format!("{} after {n_steps}", kind.title());
        assert_all_close(&what, &Network::of(&mlp).parameters(), &expected.parameters(), 2e-6);
    };
    let adam = OptimizerKind::Adam { learning_rate: steps.adam.lr };
    check(adam, 1, 1.0 / 16.0, steps.adam.after1);
    check(adam, 5, 1.0 / 16.0, steps.adam.after5);
    let adagrad = OptimizerKind::Adagrad { learning_rate: steps.adagrad.lr };
    check(adagrad, 1, 1.0 / 16.0, steps.adagrad.after1_mean_loss);
    check(adagrad, 3, 1.0, steps.adagrad.after3_sum_loss);
}

/// [`Training`] on one batch an epoch takes the golden steps, and its learning curve says the golden losses: the curve's
/// point before epoch n is the loss before step n.
#[test]
fn training_takes_the_golden_steps() {
    let forward: Forward = golden("forward");
    let adam = golden::<Steps>("optim").adam;
    let config = TrainingConfig {
        hidden: vec![8, 8],
        activation: Activation::Relu,
        optimizer: OptimizerKind::Adam { learning_rate: adam.lr },
        batch_size: 16,
        epochs: 5,
        regularization: Regularization::default(),
    };
    let sample = Sample { inputs: inputs(&forward.records), labels: forward.labels.clone() };
    let mlp = golden::<Network>("net").to_mlp();
    let mut training = Training::from_network(config, mlp, Seed(1).rng(Stream::Batches, 0));
    assert_eq!(training.finish(&sample, Some(&sample)), TrainingState::Finished);
    let mut expected = adam.after5;
    assert_all_close("weights", &Network::of(training.mlp()).parameters(), &expected.parameters(), 2e-6);
    let losses: Vec<f64> = training.curve().iter().map(|point| point.loss).collect();
    assert_all_close("losses", &losses[..5], &adam.losses_before_each_step, ONE_PASS);
    let n_right = forward.argmax.iter().zip(&forward.labels).filter(|(a, b)| a == b).count();
    assert_eq!(training.curve()[0].train_accuracy, n_right as f64 / 16.0);
}

#[derive(Debug, Deserialize)]
struct Membership {
    auc: Scores,
    per_row: PerRow,
}

#[derive(Debug, Deserialize)]
struct Scores {
    members: Vec<f64>,
    nonmembers: Vec<f64>,
    auc: f64,
    tpr: Vec<Tpr>,
    best_balanced_accuracy: f64,
}

#[derive(Debug, Deserialize)]
struct Tpr {
    fpr_max: f64,
    tpr: f64,
    threshold: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct PerRow {
    loss: Vec<f64>,
    modified_entropy: Vec<f64>,
    entropy: Vec<f64>,
    neg_logodds_of_max: Vec<f64>,
}

#[test]
fn roc_curve_matches() {
    let scores = golden::<Membership>("mia").auc;
    let curve = RocCurve::new(&scores.members, &scores.nonmembers);
    assert_close("AUC", curve.auc, scores.auc, FLOAT64);
    for Tpr { fpr_max, tpr, threshold } in scores.tpr {
        assert_close(&format!("TPR at FPR {fpr_max}"), curve.tpr_at_fpr(fpr_max), tpr, FLOAT64);
        if let Some(threshold) = threshold {
            assert_close(&format!("TPR at threshold {threshold}"), curve.at(threshold).tpr, tpr, FLOAT64);
        }
    }
    assert_close("balanced accuracy", 0.5 + 0.5 * curve.advantage(), scores.best_balanced_accuracy, FLOAT64);
}

#[test]
fn attack_scores_match_float64() {
    let forward: Forward = golden("forward");
    let per_row = golden::<Membership>("mia").per_row;
    let answers = logits(&golden::<Network>("net").to_mlp(), &forward.records);
    let check = |attack: &str, expected: &[f64]| {
        let found = answers.iter().zip(&forward.labels).map(|(logits, label)| -score(attack, logits, *label));
        // The derivative of a score by a logit is about 1, and up to 3 logits count.
        assert_all_close(attack, &found.collect::<Vec<f64>>(), expected, 3.0 * ONE_PASS);
    };
    check("loss", &per_row.loss);
    check("modified_entropy", &per_row.modified_entropy);
    check("entropy", &per_row.entropy);
    check("log_odds", &per_row.neg_logodds_of_max);
}

#[derive(Debug, Deserialize)]
struct Mrmr {
    table: Vec<Vec<u16>>,
    labels: Vec<usize>,
    relevance: Vec<f64>,
    mi_matrix: Vec<Vec<f64>>,
    ranking: Vec<usize>,
    score_at_selection: Vec<f64>,
}

#[test]
fn mrmr_matches() {
    let Mrmr { table, labels, relevance, mi_matrix, ranking, score_at_selection } = golden("mrmr");
    let n_features = ranking.len();
    let columns: Vec<Vec<usize>> =
        (0..n_features).map(|j| table.iter().map(|row| usize::from(row[j])).collect()).collect();
    for (j, column) in columns.iter().enumerate() {
        let with_label = mrmr::mutual_information(column, 2, &labels, 3);
        assert_close(&format!("relevance of {j}"), with_label, relevance[j], FLOAT64);
        let with_others: Vec<f64> = columns.iter().map(|other| mrmr::mutual_information(column, 2, other, 2)).collect();
        assert_all_close(&format!("information of {j}"), &with_others, &mi_matrix[j], FLOAT64);
    }
    let codes = Array2::from_shape_fn((table.len(), n_features), |(i, j)| table[i][j]);
    let ranked = mrmr::rank(&codes, &[2; 10], &labels, 3, n_features);
    assert_eq!(ranked.iter().map(|r| r.feature).collect::<Vec<_>>(), ranking);
    let scores: Vec<f64> = ranked.iter().map(|r| r.score).collect();
    assert_all_close("scores", &scores, &score_at_selection, FLOAT64);
}

/// Binary records as a data set; the labels don't matter.
fn binary_dataset(records: &[Vec<f64>]) -> Dataset {
    let n_features = records[0].len();
    let features = (0..n_features).map(|j| Feature { name: format!("{j}"), kind: FeatureKind::Binary }).collect();
    let schema = Schema { features, classes: ["a", "b", "c"].map(String::from).to_vec(), picture: None };
    let values = Array2::from_shape_fn((records.len(), n_features), |(i, j)| records[i][j] as f32);
    Dataset::new(schema, values, (0..records.len()).map(|i| i % 3).collect()).expect("bits fit the schema")
}

#[derive(Debug, Deserialize)]
struct Hamming {
    train: Vec<Vec<f64>>,
    min_distance: Vec<usize>,
    strong_game: StrongGame,
}

#[derive(Debug, Deserialize)]
struct StrongGame {
    cases: Vec<StrongCase>,
}

#[derive(Debug, Deserialize)]
struct StrongCase {
    row: usize,
    flip: Vec<usize>,
    conf0: f64,
    conf1: f64,
}

/// The distance from the training set, and the one between a completion and a record; here every feature is unknown.
#[test]
fn least_hamming_distances_match() {
    let queries = golden::<Forward>("forward").records;
    let hamming: Hamming = golden("hamming");
    let all: Vec<Vec<f64>> = queries.iter().chain(&hamming.train).cloned().collect();
    let dataset = binary_dataset(&all);
    let members: Vec<usize> = (queries.len()..all.len()).collect();
    let portion = Portion::new(dataset.schema(), (0..12).collect()).expect("4,096 completions");
    for (query, expected) in hamming.min_distance.into_iter().enumerate() {
        assert_eq!(least_distance(&dataset, query, &members), expected, "record {query}");
        let idx = portion.index_of(dataset.codes().row(query));
        let distances = members.iter().map(|member| portion.distance(idx, dataset.codes().row(*member)));
        assert_eq!(distances.min(), Some(expected), "record {query}");
    }
}

/// Flipping the inert feature leaves every bit of the confidence, so that the pair is a tie and counts one half.
#[test]
fn strong_membership_pairs_match() {
    let records = golden::<Forward>("forward").records;
    let mlp = golden::<Network>("net").to_mlp();
    for StrongCase { row, flip, conf0, conf1 } in golden::<Hamming>("hamming").strong_game.cases {
        let mut neighbour = records[row].clone();
        flip.iter().for_each(|j| neighbour[*j] = 1.0 - neighbour[*j]);
        let answers = logits(&mlp, &[records[row].clone(), neighbour]);
        let [own, other] = [0, 1].map(|n| score("max_confidence", &answers[n], 0));
        assert_close("the record", own, conf0, ONE_PASS);
        assert_close("its neighbour", other, conf1, ONE_PASS);
        let expected = if conf0 > conf1 {
            1.0
        } else if conf0 == conf1 {
            0.5
        } else {
            0.0
        };
        assert_eq!(RocCurve::new(&[own], &[other]).auc, expected, "record {row} with {flip:?} flipped");
    }
}

#[derive(Debug, Deserialize)]
struct Attribute {
    cases: Vec<Completions>,
}

#[derive(Debug, Deserialize)]
struct Completions {
    case: String,
    target: Vec<f64>,
    unknown: Vec<usize>,
    truth_index: usize,
    first_guess_index: usize,
    confidence: f64,
    tied_indices: Vec<usize>,
    mean_hamming: f64,
    exact_rate: f64,
    max_logodds: f64,
    logit_scale: Option<f64>,
}

/// A data set in which every target of the attribute cases is a record.
fn attribute_trial(cases: &[Completions]) -> Trial {
    let others = golden::<Hamming>("hamming").train;
    let records: Vec<Vec<f64>> = cases.iter().map(|case| case.target.clone()).chain(others).collect();
    let sizes = SplitSizes { n_members: 15, n_non_members: 15 };
    Trial::new(binary_dataset(&records), sizes, Seed(1).repeat(0)).expect("the records can be split")
}

fn tally(trial: &Trial, portion: &Portion, record: usize, block: std::ops::Range<usize>, mlp: &Mlp) -> Tally {
    let mut run = ExhaustiveRun::new(trial, portion, record, block);
    let (model, mut workspace) = (Arc::new(TargetModel::new(mlp.clone())), ExhaustiveWorkspace::default());
    loop {
        if let Some(tally) = run.step(&model, &mut workspace) {
            return tally;
        }
    }
}

/// Where confidence doesn't saturate, the guess, its ties and distances are those of float64; where it saturates in
/// float32, the golden case is made so that rounding can't change the ties; where it saturates in float64, core's
/// float32 would tie more, and only the log-odds are compared.
#[test]
fn guesses_of_all_completions_match() {
    let cases = golden::<Attribute>("aia").cases;
    let trial = attribute_trial(&cases);
    let (mut n_plain, mut n_saturated) = (0, 0);
    for (record, case) in cases.iter().enumerate() {
        let what = format!("case {record} ({})", case.case);
        let scale = case.logit_scale.unwrap_or(1.0);
        let mlp = golden::<Network>("net").scaled(scale).to_mlp();
        let portion = Portion::new(trial.dataset().schema(), case.unknown.clone()).expect("few completions");
        let tally = tally(&trial, &portion, record, 0..portion.n_completions(), &mlp);
        assert_eq!(tally.n_tried, 1 << case.unknown.len());
        assert_eq!(portion.index_of(trial.dataset().codes().row(record)), case.truth_index, "{what}");
        let best = tally.ranking(GuessBy::LogOdds).listed[0].scores[GuessBy::LogOdds as usize];
        assert_close(&what, best, case.max_logodds, scale * 3.0 * ONE_PASS);

        let rankings = match &case.logit_scale {
            None => &GuessBy::ALL[..],
            Some(_) if case.case.contains("float32") => &GuessBy::ALL[..1],
            Some(_) => continue,
        };
        n_plain += usize::from(case.logit_scale.is_none());
        n_saturated += usize::from(case.logit_scale.is_some());
        for by in rankings {
            let ranking = tally.ranking(*by);
            assert_eq!(ranking.listed[0].idx, case.first_guess_index, "{what}");
            let best = ranking.listed[0].scores[GuessBy::MaxConfidence as usize];
            assert_close(&what, best, case.confidence, ONE_PASS);
            let mut tied = vec![0; case.unknown.len() + 1];
            for idx in &case.tied_indices {
                tied[(idx ^ case.truth_index).count_ones() as usize] += 1;
            }
            assert_eq!(ranking.tied_by_distance, tied, "{what}");
            assert_eq!(ranking.n_tied(), case.tied_indices.len() as u64, "{what}");
            assert_close(&what, ranking.mean_distance(), case.mean_hamming, FLOAT64);
            assert_close(&what, ranking.within(0), case.exact_rate, FLOAT64);
            assert_eq!(ranking.within(case.unknown.len()), 1.0, "{what}");
        }
    }
    assert_eq!((n_plain, n_saturated), (8, 3), "no kind of case was left out");
}

/// The truth's rank is counted over a float64 pass of each completion; pairs that differ in the inert feature are equal
/// there too, and no other pair of confidences is within 1e-7.
#[test]
fn rank_of_the_truth_matches_a_float64_count() {
    let cases = golden::<Attribute>("aia").cases;
    let trial = attribute_trial(&cases);
    let network: Network = golden("net");
    for (record, case) in cases.iter().enumerate().filter(|(_, case)| case.logit_scale.is_none()) {
        let portion = Portion::new(trial.dataset().schema(), case.unknown.clone()).expect("few completions");
        let confidence = |idx: usize| {
            let mut completed = case.target.clone();
            for (bit, j) in case.unknown.iter().enumerate() {
                completed[*j] = f64::from((idx >> bit & 1) as u8);
            }
            softmax(&network.logits(&completed, Activation::Relu)).into_iter().fold(0.0, f64::max)
        };
        let truth = confidence(case.truth_index);
        let others: Vec<f64> =
            (0..portion.n_completions()).filter(|i| *i != case.truth_index).map(confidence).collect();
        assert!(others.iter().all(|c| (c - truth).abs() < 1e-12 || (c - truth).abs() > 1e-7), "float32 can tell");
        let n_equal = others.iter().filter(|c| (**c - truth).abs() < 1e-12).count();
        let n_above = others.iter().filter(|c| **c > truth + 1e-12).count();
        let tally = tally(&trial, &portion, record, 0..portion.n_completions(), &network.to_mlp());
        for ranking in &tally.by {
            assert_eq!(ranking.rank_of_truth(), 1.0 + n_above as f64 + 0.5 * n_equal as f64, "case {record}");
        }
    }
}

#[test]
fn blocks_in_any_order_give_the_tally_of_the_whole() {
    let cases = golden::<Attribute>("aia").cases;
    let trial = attribute_trial(&cases);
    for (record, case) in cases.iter().enumerate() {
        let mlp = golden::<Network>("net").scaled(case.logit_scale.unwrap_or(1.0)).to_mlp();
        let portion = Portion::new(trial.dataset().schema(), case.unknown.clone()).expect("few completions");
        let n = portion.n_completions();
        let whole = tally(&trial, &portion, record, 0..n, &mlp);
        for length in [1, 3, 7, n] {
            let mut merged = Tally::empty(case.unknown.len());
            for start in (0..n).step_by(length).rev() {
                merged.merge(&tally(&trial, &portion, record, start..start + length, &mlp));
            }
            assert_eq!(merged, whole, "case {record} in blocks of {length}");
        }
    }
}
