//! What defences do to training, against what their definitions say.

use ndarray::{Array1, Array2};
use nearmiss::dataset::Sample;
use nearmiss::dataset::{Inputs, synthetic};
use nearmiss::defence::{ActsOn, DEFENCES, Defence};
use nearmiss::mlp::{Before, Workspace};
use nearmiss::optimizer::OptimizerKind;
use nearmiss::train::{Privacy, Regularization, TrainingState};
use nearmiss::trial::{Side, Trial};
use nearmiss::{Activation, Mlp, Seed, SplitSizes, Stream, Training, TrainingConfig, loss};
use rand::RngExt;

const N: usize = 40;
const SIZES: [usize; 4] = [12, 9, 7, 3];

fn sample() -> Sample {
    let mut rng = Seed(3).rng(Stream::Synthetic, 0);
    let mut inputs = Inputs::empty(SIZES[0]);
    for _ in 0..N {
        inputs.push_values(Array1::from_shape_fn(SIZES[0], |_| rng.random::<f32>() - 0.3).view());
    }
    Sample { inputs, labels: (0..N).map(|n| n % 3).collect() }
}

fn network(activation: Activation) -> Mlp {
    Mlp::glorot(&SIZES, activation, &mut Seed(2).rng(Stream::Init, 0))
}

/// One step of plain gradient descent at rate 1: the network's change is the gradient used, its sign turned.
fn gradient_used(mlp: &Mlp, sample: &Sample, batch_size: usize, regularization: Regularization) -> Vec<f64> {
    let config = TrainingConfig {
        hidden: SIZES[1..3].to_vec(),
        activation: mlp.activation,
        optimizer: OptimizerKind::Sgd { learning_rate: 1.0, momentum: 0.0 },
        batch_size,
        epochs: 1,
        regularization,
    };
    let mut training = Training::from_network(config, mlp.clone(), Seed(1).rng(Stream::Batches, 0))
        .with_noise(Seed(1).rng(Stream::Defence, 0));
    assert_eq!(training.finish(sample, None), TrainingState::Finished);
    let after = training.into_mlp();
    let both = mlp.parameters().flatten().zip(after.parameters().flatten());
    both.map(|(before, after)| f64::from(*before) - f64::from(*after)).collect()
}

/// The gradient of one record's cross-entropy.
fn gradient_of(mlp: &Mlp, sample: &Sample, record: usize) -> Vec<f64> {
    let (mut workspace, mut gradient) = (Workspace::default(), mlp.zeros_like());
    let mut by_logits: Array2<f32> = mlp.logits(&sample.inputs, record..record + 1, &mut workspace).to_owned();
    loss::cross_entropy_gradient(by_logits.row_mut(0), sample.labels[record], 1.0);
    mlp.gradient(&sample.inputs, record..record + 1, by_logits.view(), &mut gradient, Before::Nothing, &mut workspace);
    gradient.parameters().flatten().map(|g| f64::from(*g)).collect()
}

fn norm(gradient: &[f64]) -> f64 {
    gradient.iter().map(|g| g * g).sum::<f64>().sqrt()
}

#[test]
fn gradient_norms_need_no_gradients() {
    for activation in [Activation::Relu, Activation::Tanh] {
        let (mlp, sample) = (network(activation), sample());
        let mut workspace = Workspace::default();
        let mut by_logits = mlp.logits(&sample.inputs, 0..N, &mut workspace).to_owned();
        for (logits, label) in by_logits.outer_iter_mut().zip(&sample.labels) {
            loss::cross_entropy_gradient(logits, *label, 1.0);
        }
        let norms = mlp.squared_gradient_norms(&sample.inputs, 0..N, by_logits.view(), &mut workspace);
        for (record, norms) in norms.iter().enumerate() {
            let (own, written) = (norms.iter().sum::<f64>().sqrt(), norm(&gradient_of(&mlp, &sample, record)));
            assert!((own / written - 1.0).abs() < 1e-5, "record {record}: {own}, {written}");
        }
    }
}

/// With every member in the batch and no noise, a private step is the mean of the clipped gradients.
#[test]
fn private_steps_clip_each_record_over_all_parameters() {
    let (mlp, sample) = (network(Activation::Tanh), sample());
    let all: Vec<Vec<f64>> = (0..N).map(|record| gradient_of(&mlp, &sample, record)).collect();
    let mut norms: Vec<f64> = all.iter().map(|g| norm(g)).collect();
    norms.sort_by(f64::total_cmp);
    // Half of the records are clipped.
    let clip = norms[N / 2] as f32;
    let privacy = Some(Privacy { noise: 0.0, clip });
    let used = gradient_used(&mlp, &sample, N, Regularization { privacy, ..Regularization::default() });
    for (place, used) in used.iter().enumerate() {
        let kept = |g: &Vec<f64>| g[place] * (f64::from(clip) / norm(g)).min(1.0);
        let mean = all.iter().map(kept).sum::<f64>() / N as f64;
        assert!((used - mean).abs() < 1e-6, "parameter {place}: {used}, {mean}");
    }
}

/// The noise of a step has the standard deviation σ C / batch size: over the network's 208 parameters its mean square
/// lies within 45 % of that with all but 1e-6 of all seeds (a chi-squared's tail), and gradients clipped to 1e-5 add
/// nothing that shows.
#[test]
fn private_noise_has_its_deviation() {
    let (mlp, sample) = (network(Activation::Tanh), sample());
    let privacy = Some(Privacy { noise: 2e4, clip: 1e-5 });
    let used = gradient_used(&mlp, &sample, N, Regularization { privacy, ..Regularization::default() });
    assert_eq!(used.len(), mlp.n_parameters());
    let wanted = 0.2 / N as f64;
    let mean_square = used.iter().map(|g| g * g).sum::<f64>() / used.len() as f64;
    let ratio = mean_square / (wanted * wanted);
    assert!((0.55..1.45).contains(&ratio), "mean square {ratio} of what it should be");
}

/// Smoothing by ε is the mean of the record's own loss, weighted 1 - ε, and of the losses of all classes, weighted ε.
#[test]
fn smoothing_mixes_in_every_class() {
    let (mlp, sample) = (network(Activation::Relu), sample());
    let smoothing = 0.3;
    let used = gradient_used(&mlp, &sample, N, Regularization { smoothing, ..Regularization::default() });
    let mut wanted = vec![0.0; used.len()];
    for record in 0..N {
        for class in 0..3 {
            let own = f64::from(u8::from(class == sample.labels[record]));
            let weight = (1.0 - f64::from(smoothing)) * own + f64::from(smoothing) / 3.0;
            let as_labelled = Sample { inputs: sample.inputs.clone(), labels: vec![class; N] };
            let gradient = gradient_of(&mlp, &as_labelled, record);
            wanted.iter_mut().zip(gradient).for_each(|(w, g)| *w += weight * g / N as f64);
        }
    }
    for (place, (used, wanted)) in used.iter().zip(wanted).enumerate() {
        assert!((used - wanted).abs() < 1e-6, "parameter {place}: {used}, {wanted}");
    }
}

/// Every training defence lowers the max-confidence AUC of an overfitted network, but for label smoothing, which keeps it
/// from certainty without hiding who was there. Early stopping ends early. The AUC's standard error is .016.
#[test]
fn training_defences_narrow_the_gap() {
    let data = synthetic::check_ins(1200, Seed(1));
    let trial = Trial::new(data, SplitSizes { n_members: 400, n_non_members: 400 }, Seed(1).repeat(0))
        .expect("it can be split");
    let (members, others) = (trial.sample(Side::Members), trial.sample(Side::NonMembers));
    let end = |defence: Defence| {
        let config = TrainingConfig {
            hidden: vec![64],
            activation: Activation::Relu,
            optimizer: OptimizerKind::Adam { learning_rate: 1e-3 },
            batch_size: 32,
            epochs: 30,
            regularization: defence.regularization(),
        };
        let mut init = Seed(1).rng(Stream::Init, 0);
        let mut training = Training::new(config, 446, 30, &mut init, Seed(1).rng(Stream::Batches, 0))
            .with_noise(Seed(1).rng(Stream::Defence, 0))
            .with_reference(trial.sample_of(&trial.rest()), Seed(1).rng(Stream::Adversary, 0));
        assert_eq!(training.finish(&members, Some(&others)), TrainingState::Finished, "{}", defence.title());
        *training.curve().last().expect("there is a curve")
    };
    let plain = end(Defence::default());
    assert!(plain.train_accuracy > 0.99 && plain.auc > 0.75, "{plain:?}");
    let most = |name: &str| match name {
        "l2" | "dropout" | "adversarial" => plain.auc,
        "early_stopping" => 0.7,
        "dp_sgd" => 0.55,
        "label_smoothing" => 1.0,
        new => panic!("what {new} does isn't known here"),
    };
    for kind in DEFENCES.iter().skip(1).filter(|kind| kind.acts_on() == ActsOn::Training) {
        let defended = end(Defence::of(*kind));
        assert!(defended.auc < most(kind.name()), "{}: AUC {} after {}", kind.name(), defended.auc, plain.auc);
        assert!(defended.loss > 2.0 * plain.loss, "{}: loss {} after {}", kind.name(), defended.loss, plain.loss);
        assert_eq!(defended.epoch, if kind.name() == "early_stopping" { 4 } else { 30 });
    }
}
