use super::face::{BLOCK, Face};
use super::*;
use crate::attribute::{ExhaustiveRun, ExhaustiveWorkspace, Tally};
use crate::dataset::{Feature, FeatureKind, Inputs, Sample, Schema};
use crate::loss;
use crate::mlp::Workspace;
use crate::optimizer::OptimizerKind;
use crate::portion::Portion;
use crate::seed::{Rng, Seed, Stream};
use crate::train::{Regularization, Training, TrainingConfig};
use ndarray::Array1;
use rand::RngExt;
use rand::seq::index;
use std::sync::Arc;

const N_FEATURES: usize = 60;

fn rng(number: usize) -> Rng {
    Seed(number as u64).rng(Stream::Init, 0)
}

fn schema() -> Schema {
    let feature = |j: usize| Feature::new(j.to_string(), FeatureKind::Binary);
    Schema { features: (0..N_FEATURES).map(feature).collect(), classes: Vec::new(), picture: None }
}

/// A network trained until nothing is left to learn on records whose labels mean little, or not at all.
fn network(number: usize, hidden: &[usize], n_epochs: usize) -> Arc<TargetModel> {
    let config = TrainingConfig {
        hidden: hidden.to_vec(),
        activation: Activation::Relu,
        optimizer: OptimizerKind::Adam { learning_rate: 1e-3 },
        batch_size: 32,
        epochs: n_epochs,
        regularization: Regularization::default(),
    };
    let mut members = Sample { inputs: Inputs::empty(N_FEATURES), labels: Vec::new() };
    let mut random = rng(number + 100);
    for label in (0..10).cycle().take(300) {
        members.inputs.push_values(record(&mut random).view());
        members.labels.push(label);
    }
    let mut training = Training::new(config, N_FEATURES, 10, &mut rng(number), rng(number + 200));
    training.finish(&members, None);
    Arc::new(TargetModel::new(training.mlp().clone()))
}

fn record(rng: &mut Rng) -> Array1<f32> {
    Array1::from_shape_simple_fn(N_FEATURES, || f32::from(rng.random::<f32>() < 0.3))
}

fn tally(run: &mut ExhaustiveRun, model: &Arc<TargetModel>, workspace: &mut ExhaustiveWorkspace) -> Tally {
    loop {
        if let Some(tally) = run.step(model, workspace) {
            return tally;
        }
    }
}

/// Portions of random records: blocks of their completions, and in every twentieth case all of them.
fn check_portions(networks: &[Arc<TargetModel>], n_portions: usize) {
    let (schema, mut workspace, mut random) = (schema(), ExhaustiveWorkspace::default(), rng(1));
    for number in 0..n_portions {
        let model = &networks[number % networks.len()];
        let n_unknown = 10 + number % 3;
        let portion = Portion::new(&schema, index::sample(&mut random, N_FEATURES, n_unknown).into_vec());
        let (portion, record) = (portion.expect("the portion is small"), record(&mut random));
        let n_blocks = portion.n_completions() >> BLOCK;
        let block = random.random_range(0..n_blocks as u32) as usize;
        let tried = if number % 20 == 0 { 0..portion.n_completions() } else { block << BLOCK..(block + 1) << BLOCK };
        let run = || ExhaustiveRun::about(&schema, &portion, record.view(), tried.clone());
        let mut folded = run();
        let found = tally(&mut folded, model, &mut workspace);
        assert_eq!(found, tally(&mut run().plainly(), model, &mut workspace), "portion {number}");
        assert!(folded.is_folded(), "portion {number} strayed");
    }
}

/// Untrained, half trained and trained through; deep and wide ones, whose first layer is deeper than a run of a product.
#[test]
fn a_cube_gives_the_bits_of_asking_about_each_completion() {
    let deep = [160; 4];
    let networks = [network(1, &deep, 0), network(2, &deep, 5), network(3, &deep, 60), network(4, &[1300, 128], 10)];
    check_portions(&networks, 2000);
}

#[test]
fn every_answer_of_a_cube_is_near_the_networks() {
    let (model, mut random, mut workspace) = (network(4, &[160; 4], 60), rng(2), FaceWorkspace::default());
    let values = record(&mut random);
    let unknown = index::sample(&mut random, N_FEATURES, 10).into_vec();
    let known: Vec<(u32, f32)> = values.iter().enumerate().map(|(j, value)| (j as u32, *value)).collect();
    let known: Vec<(u32, f32)> =
        known.into_iter().filter(|(j, v)| *v != 0.0 && !unknown.contains(&(*j as usize))).collect();
    let choices: Vec<[Choice; 2]> = unknown.iter().map(|j| [None, Some((*j as u32, 1.0))]).collect();
    let cube = Cube::new(&model, &known, &choices);
    let free: Vec<usize> = (0..10).collect();
    let face = Face::new(model.mlp(), &cube, &free, &[], &mut workspace);
    for number in 0..8 {
        let ones: Vec<usize> = (0..3).filter(|j| number >> j & 1 == 1).map(|j| BLOCK + j).collect();
        let folded = face.logits(&free[..BLOCK], &ones, &mut workspace).to_owned();
        for (corner, folded) in folded.outer_iter().enumerate() {
            let in_block = (0..BLOCK).filter(|j| corner >> j & 1 == 1);
            let mut completed = values.clone();
            unknown.iter().for_each(|j| completed[*j] = 0.0);
            in_block.chain(ones.iter().copied()).for_each(|rank| completed[unknown[cube.order[rank]]] = 1.0);
            let mut asked = Inputs::empty(N_FEATURES);
            asked.push_values(completed.view());
            let mut passes = Workspace::default();
            let own = model.logits(&asked, 0..1, &mut passes).row(0).to_vec();
            let folded = folded.to_vec();
            for (own, folded) in own.iter().zip(&folded) {
                assert!((own - folded).abs() < TOLERANCE / 10.0, "{folded} is too far from {own}");
            }
            assert!((loss::max_confidence(&own) - loss::max_confidence(&folded)).abs() <= 1e-5);
        }
    }
}
