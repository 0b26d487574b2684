//! Passes, gradients and steps.

use crate::{Forward, Network, ONE_PASS, assert_all_close, assert_close, golden, inputs, logits, score, wide};
use nearmiss::dataset::Sample;
use nearmiss::mlp::{Before, Workspace, argmax};
use nearmiss::optimizer::{Optimizer, OptimizerKind};
use nearmiss::train::{Regularization, TrainingState};
use nearmiss::{Activation, Mlp, Seed, Stream, Training, TrainingConfig, loss};
use rand::RngExt;
use serde::Deserialize;

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
    mlp.gradient(&inputs, 0..labels.len(), by_logits.view(), &mut gradient, Before::Nothing, &mut workspace);
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
