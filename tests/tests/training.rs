//! What training promises besides its numbers: steps of any size give the same bits, and a training that fails says so.

use ndarray::Array1;
use nearmiss::dataset::Inputs;
use nearmiss::dataset::Sample;
use nearmiss::dataset::synthetic;
use nearmiss::defence::Defence;
use nearmiss::experiment::{Experiment, PortionChoice};
use nearmiss::mlp::{Before, Workspace};
use nearmiss::optimizer::{Optimizer, OptimizerKind};
use nearmiss::source::DataSource;
use nearmiss::train::Regularization;
use nearmiss::train::TrainingState;
use nearmiss::trial::{Side, Trial};
use nearmiss::work::{self, Outcome, TrialWorker, Unit};
use nearmiss::{Activation, Mlp, Seed, SplitSizes, Stream, Training, TrainingConfig, loss};
use rand::RngExt;
use rand::seq::SliceRandom;

const ADAM: OptimizerKind = OptimizerKind::Adam { learning_rate: 1e-3 };

fn config(hidden: Vec<usize>, optimizer: OptimizerKind) -> TrainingConfig {
    TrainingConfig {
        hidden,
        activation: Activation::Relu,
        optimizer,
        batch_size: 100,
        epochs: 2,
        regularization: Regularization::default(),
    }
}

/// Records of 20 numbers, one of 3 classes each.
fn noise(n_records: usize) -> Sample {
    let mut rng = Seed(1).rng(Stream::Synthetic, 0);
    let mut inputs = Inputs::empty(20);
    for _ in 0..n_records {
        inputs.push_values(Array1::from_shape_fn(20, |_| rng.random::<f32>()).view());
    }
    Sample { inputs, labels: (0..n_records).map(|n| n % 3).collect() }
}

/// Check-ins of both sides.
fn check_ins() -> (Sample, Sample) {
    let data = synthetic::check_ins(400, Seed(1));
    let trial = Trial::new(data, SplitSizes { n_members: 200, n_non_members: 200 }, Seed(1).repeat(0))
        .expect("it can be split");
    (trial.sample(Side::Members), trial.sample(Side::NonMembers))
}

fn trained(config: TrainingConfig, members: &Sample, non_members: &Sample) -> Training {
    let mut init = Seed(1).rng(Stream::Init, 0);
    let mut training = Training::new(config, members.inputs.n_inputs(), 30, &mut init, Seed(1).rng(Stream::Batches, 0));
    training.finish(members, Some(non_members));
    training
}

/// A million parameters make a batch take several steps; by hand it is one pass.
#[test]
fn a_batch_in_slices_has_the_bits_of_a_batch_in_one_piece() {
    let sample = noise(250);
    let config = config(vec![2500, 2500], ADAM);
    let start = Mlp::glorot(&[20, 2500, 2500, 3], Activation::Relu, &mut Seed(1).rng(Stream::Init, 0));
    let rng = || Seed(1).rng(Stream::Batches, 0);

    let mut training = Training::from_network(config.clone(), start.clone(), rng());
    let mut n_steps = 1;
    while training.step(&sample, None) == TrainingState::Running {
        n_steps += 1;
    }
    let n_batches = 2 * 3;
    assert!(n_steps > 3 * n_batches, "{n_steps} steps for {n_batches} batches: too few to be slices");

    let (mut mlp, mut rng, mut workspace) = (start, rng(), Workspace::default());
    let mut optimizer = Optimizer::new(config.optimizer, &mlp);
    let mut order: Vec<usize> = (0..250).collect();
    for _ in 0..config.epochs {
        order.shuffle(&mut rng);
        for batch in order.chunks(config.batch_size) {
            let inputs = sample.inputs.select(batch);
            let mut by_logits = mlp.logits(&inputs, 0..batch.len(), &mut workspace).to_owned();
            for (logits, record) in by_logits.outer_iter_mut().zip(batch) {
                loss::cross_entropy_gradient(logits, sample.labels[*record], 1.0 / batch.len() as f32);
            }
            let mut gradient = mlp.zeros_like();
            mlp.gradient(&inputs, 0..batch.len(), by_logits.view(), &mut gradient, Before::Nothing, &mut workspace);
            optimizer.step(&mut mlp, &gradient);
        }
    }
    assert_eq!(work::mlp_digest(training.mlp()), work::mlp_digest(&mlp));
}

#[test]
fn sgd_with_momentum_reduces_the_loss() {
    let (members, non_members) = check_ins();
    let check = |momentum: f32| {
        let mut config = config(vec![16], OptimizerKind::Sgd { learning_rate: 0.05, momentum });
        config.epochs = 20;
        let training = trained(config, &members, &non_members);
        assert_eq!(training.state(), TrainingState::Finished);
        let losses: Vec<f64> = training.curve().iter().map(|point| point.loss).collect();
        assert_eq!(losses.len(), 21);
        (losses[0], losses[20])
    };
    let ((start, plain), (same_start, fast)) = (check(0.0), check(0.9));
    assert_eq!(start, same_start);
    // 30 classes guessed at random cost log 30 = 3.4 nats.
    assert!((start - 3.4).abs() < 0.5, "a network that knows nothing: {start}");
    // Momentum 0.9 comes to ten times the learning rate.
    assert!(plain < start - 0.1 && fast < plain - 0.5, "from {start} to {plain}, with momentum to {fast}");
}

/// One step of plain gradient descent with penalty λ moves each weight by -η λ w more than without, and no bias.
#[test]
fn l2_pulls_each_weight_and_no_bias() {
    let (members, non_members) = check_ins();
    const RATE: f32 = 0.5;
    const L2: f32 = 0.1;
    let mut mlp = Mlp::glorot(&[446, 16, 30], Activation::Tanh, &mut Seed(1).rng(Stream::Init, 0));
    mlp.layers.iter_mut().for_each(|l| l.bias.fill(0.25));
    let after = |l2: f32| {
        let optimizer = OptimizerKind::Sgd { learning_rate: RATE, momentum: 0.0 };
        let config = TrainingConfig {
            regularization: Regularization { l2, ..Regularization::default() },
            batch_size: 200,
            epochs: 1,
            activation: Activation::Tanh,
            ..config(vec![16], optimizer)
        };
        let mut training = Training::from_network(config, mlp.clone(), Seed(1).rng(Stream::Batches, 0));
        assert_eq!(training.finish(&members, Some(&non_members)), TrainingState::Finished);
        training.into_mlp()
    };
    let (plain, pulled) = (after(0.0), after(L2));
    for (l, start) in mlp.layers.iter().enumerate() {
        assert_eq!(plain.layers[l].bias, pulled.layers[l].bias);
        for (idx, w) in start.weights.indexed_iter() {
            let moved = pulled.layers[l].weights[idx] - plain.layers[l].weights[idx];
            // Weights below 1 in float32: three roundings of 6e-8.
            assert!((moved + RATE * L2 * w).abs() < 2e-7, "layer {l}, weight {idx:?}: {w} moved by {moved}");
        }
    }
}

#[test]
fn l2_shrinks_the_weights_and_the_gap() {
    let (members, non_members) = check_ins();
    let check = |l2: f32| {
        let regularization = Regularization { l2, ..Regularization::default() };
        let config = TrainingConfig { regularization, epochs: 60, ..config(vec![32], ADAM) };
        let training = trained(config, &members, &non_members);
        assert_eq!(training.state(), TrainingState::Finished);
        let norm: f32 = training.mlp().layers.iter().map(|l| l.weights.iter().map(|w| w * w).sum::<f32>()).sum();
        let end = training.curve().last().copied().expect("there is a curve");
        (norm, end.auc)
    };
    let ((norm, auc), (small_norm, small_auc)) = (check(0.0), check(0.1));
    assert!(small_norm < 0.5 * norm, "squared weights {norm}, with L2 {small_norm}");
    // The AUC's standard error is .02 on 200 records a side, and L2 takes away some .2.
    assert!(small_auc < auc - 0.1, "AUC {auc}, with L2 {small_auc}");
}

/// Learning rates that can't work, with each rule and from one layer to several: the training ends as diverged, and
/// what was measured before is numbers.
#[test]
fn a_huge_learning_rate_ends_as_diverged() {
    let (members, non_members) = check_ins();
    let check = |hidden: &[usize], optimizer: OptimizerKind| {
        let training =
            trained(TrainingConfig { epochs: 50, ..config(hidden.to_vec(), optimizer) }, &members, &non_members);
        assert_eq!(training.state(), TrainingState::Diverged, "{hidden:?} {optimizer:?}");
        for point in training.curve() {
            assert!(point.loss.is_finite() && point.auc.is_finite(), "{hidden:?} {optimizer:?}: {point:?}");
        }
    };
    // Without a learning curve, as the baselines train, the weights alone have to tell.
    let huge = config(vec![16], OptimizerKind::Sgd { learning_rate: 1e38, momentum: 0.9 });
    let mut init = Seed(1).rng(Stream::Init, 0);
    let mut training = Training::new(huge, 446, 30, &mut init, Seed(1).rng(Stream::Batches, 0));
    assert_eq!(training.finish(&members, None), TrainingState::Diverged);
    for hidden in [&[][..], &[16], &[16, 16, 16]] {
        check(hidden, OptimizerKind::Sgd { learning_rate: 1e38, momentum: 0.9 });
        check(hidden, OptimizerKind::Adam { learning_rate: 1e38 });
        check(hidden, OptimizerKind::Adagrad { learning_rate: 1e38 });
    }
}

/// With learning rate η and penalty λ both at the greatest that an experiment takes, each step multiplies each weight
/// by 1 - η λ = -99.
#[test]
fn a_run_that_diverges_still_reports() {
    let mut experiment = Experiment::check_ins();
    experiment.data = DataSource::check_ins(200);
    experiment.split = SplitSizes { n_members: 100, n_non_members: 100 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(4);
    let optimizer = OptimizerKind::Sgd { learning_rate: 10.0, momentum: 0.0 };
    experiment.training = TrainingConfig { epochs: 200, ..config(vec![32, 32], optimizer) };
    experiment.defence = Defence::named("l2", &[10.0]).expect("it is registered");
    let mut worker = TrialWorker::new(experiment.clone(), None).expect("the experiment is in range");
    let Outcome::Training { state, curve, .. } = worker.finish(&Unit::Training) else { panic!("a training gives one") };
    assert_eq!(state, TrainingState::Diverged);
    assert!(worker.model().is_none(), "a diverged model is not attacked");
    assert!(curve.len() < 200, "the training stopped early");
    assert!(curve.iter().all(|point| point.loss.is_finite() && point.auc.is_finite()), "{curve:?}");

    let report = work::run(experiment, None).expect("the experiment is in range");
    let trial = &report.trials[0];
    assert_eq!(trial.model_digest, None);
    assert_eq!(trial.curve, curve);
    assert!(
        trial.findings.membership.is_empty() && trial.findings.strong_membership.is_empty() && trial.guess.is_none()
    );
}
