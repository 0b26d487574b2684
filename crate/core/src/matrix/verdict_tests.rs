//! Verdicts on small models: some whose sides are drawn after they were trained, some that differ by their seed alone, and
//! some that a defence changed.

use super::effect::DefenceEffect;
use super::plan;
use super::report::{BlindCheck, MatrixReport, MatrixRow};
use super::resampling::Resampling;
use super::strongest::Judging;
use crate::dataset::{SplitSizes, synthetic};
use crate::defence::Defence;
use crate::interval::{Interval, IntervalMethod};
use crate::membership::{self, AttackContext, QueriedModel, Subjects, Whose};
use crate::mlp::{Activation, Workspace};
use crate::optimizer::OptimizerKind;
use crate::roc::Ranked;
use crate::seed::{Rng, Seed, Stream};
use crate::simulation::{count, is_rare, is_usual};
use crate::target_model::TargetModel;
use crate::train::{Regularization, Training, TrainingConfig, TrainingState};
use crate::trial::Trial;
use rand::RngExt;
use rand::seq::SliceRandom;

/// Records of each side.
const N: usize = 800;
/// Pairs of halves, and seeds with which each half is learnt: 40 models.
const N_PAIRS: usize = 4;
const N_SEEDS: usize = 5;
/// Attacks that take no copies and no records of the attacker's own.
const ATTACKS: [&str; 7] =
    ["max_confidence", "loss", "modified_entropy", "entropy", "gap", "gradient_norm", "lira_online"];
/// Models attacked, as in the page's matrix.
const N_TRAININGS: usize = 3;

/// What models say, by attack, seed and half: each half's models attacked with the other pairs' models of the same seed.
struct Pool {
    scores: Vec<Vec<Vec<Vec<f64>>>>,
    /// By half: whether each subject is in it.
    members: Vec<Vec<bool>>,
}

fn trial() -> Trial {
    let dataset = synthetic::check_ins(2000, Seed(3));
    Trial::new(dataset, SplitSizes { n_members: N, n_non_members: N }, Seed(3).repeat(0)).expect("there are enough")
}

/// Halves of both sides are learnt; the subjects are these records, or others that no model saw.
fn pool(regularization: Regularization, defence: &Defence, n_seeds: usize, are_seen: bool) -> Pool {
    // Steps of noise are kept small.
    let learning_rate = if regularization.privacy.is_some() { 0.001 } else { 0.003 };
    let trial = trial();
    let schema = trial.dataset().schema().clone();
    let config = TrainingConfig {
        hidden: vec![48],
        activation: Activation::Relu,
        optimizer: OptimizerKind::Adam { learning_rate },
        batch_size: 64,
        epochs: 20,
        regularization,
    };
    let learnt = plan::pool(&trial);
    let records = if are_seen { learnt.clone() } else { trial.rest() };
    let mut subjects = Subjects::empty(&schema);
    for record in &records {
        subjects.push(&schema, trial.dataset().record(*record), trial.dataset().labels()[*record], *record);
    }
    let halves: Vec<Vec<usize>> = (0..N_PAIRS)
        .flat_map(|pair| plan::halves(&learnt, None, &mut Seed(4).rng(Stream::Shadow, pair as u64)))
        .collect();
    let mut workspace = Workspace::default();
    let mut model = |half: usize, seed: usize| {
        let rng = |stream| Seed(7).rng(stream, (half * N_SEEDS + seed) as u64);
        let (n_inputs, n_classes) = (schema.n_inputs(), schema.classes.len());
        let (mut init, sample) = (rng(Stream::Init), trial.sample_of(&halves[half]));
        let mut training = Training::new(config.clone(), n_inputs, n_classes, &mut init, rng(Stream::Batches))
            .with_noise(rng(Stream::Defence));
        while training.step(&sample, None) == TrainingState::Running {}
        let mut trained_on = vec![false; trial.dataset().n_records()];
        halves[half].iter().for_each(|record| trained_on[*record] = true);
        let mut model = QueriedModel::new(TargetModel::new(training.into_mlp()), trained_on, [records.len(), 0]);
        model.ask(Whose::Subjects, &subjects, 0..records.len(), &mut workspace);
        model.release(defence);
        model
    };
    let mut scores = vec![vec![vec![Vec::new(); 2 * N_PAIRS]; n_seeds]; ATTACKS.len()];
    for seed in 0..n_seeds {
        let models: Vec<QueriedModel> = (0..2 * N_PAIRS).map(|half| model(half, seed)).collect();
        let mut context = AttackContext {
            schema: schema.clone(),
            subjects: subjects.clone(),
            n_real: records.len(),
            own: Subjects::empty(&schema),
            target: models[0].clone(),
            in_out: models,
            stands_in: None,
            shadows: Vec::new(),
            n_copies: 1,
            seed: Seed(1).repeat(0),
        };
        for half in 0..2 * N_PAIRS {
            context.attack_model(half + 1);
            for (scores, name) in scores.iter_mut().zip(ATTACKS) {
                let attack = membership::attack(name).expect("it is registered");
                let Some(mut attacker) = attack.begin(&context) else { continue };
                while !attacker.learn(&context, &mut Workspace::default()) {}
                let score = |row| crate::answer::finite(attacker.score(&context, row, &mut Workspace::default()));
                scores[seed][half] = (0..records.len()).map(score).collect();
            }
        }
    }
    let in_half = |half: &Vec<usize>| records.iter().map(|record| half.contains(record)).collect();
    Pool { scores, members: halves.iter().map(in_half).collect() }
}

/// What is said of a defence: `models` has a half and the seeds without and with the defence for each training; sides are
/// those of the half, or drawn.
fn verdict(
    pools: [&Pool; 2],
    models: &[(usize, [usize; 2])],
    sides: Option<&mut Rng>,
    draw: u64,
) -> Option<DefenceEffect> {
    verdict_by(&ATTACKS, pools, models, sides, draw)
}

/// The same where only some attacks were asked for.
fn verdict_by(
    asked: &[&str],
    pools: [&Pool; 2],
    models: &[(usize, [usize; 2])],
    sides: Option<&mut Rng>,
    draw: u64,
) -> Option<DefenceEffect> {
    let n = pools[0].members[0].len();
    let sides: Vec<Vec<bool>> = match sides {
        None => models.iter().map(|(half, _)| pools[0].members[*half].clone()).collect(),
        Some(rng) => models.iter().map(|_| (0..n).map(|_| rng.random_range(0..2_u32) == 0).collect()).collect(),
    };
    let resampling = Resampling::draw(99, n, None, Seed(draw).repeat(0));
    let row = |defended: usize| {
        let of_attack = |(attack, name): (usize, &&str)| {
            let ranked = models.iter().zip(&sides).map(|((half, seeds), is_member)| {
                let scores = &pools[defended].scores[attack][seeds[defended]][*half];
                (!scores.is_empty()).then(|| Ranked::new(scores, |row| is_member[row]))
            });
            Some((membership::attack(name)?, ranked.collect::<Option<Vec<Ranked>>>()?))
        };
        let mut judging = Judging::new(
            ATTACKS.iter().enumerate().filter(|(_, name)| asked.contains(name)).filter_map(of_attack).collect(),
        );
        let strongest = loop {
            if let Some(strongest) = judging.step(&resampling) {
                break strongest;
            }
        };
        let defence = Defence::named(["none", "l2"][defended], &[]).expect("it is registered");
        MatrixRow { strongest, problem: None, ..MatrixRow::without_numbers(defence, "") }
    };
    let interval = Interval { low: 0.4, high: 0.6, method: IntervalMethod::Delong };
    let report = MatrixReport::of(BlindCheck { auc: 0.5, auc_interval: interval }, vec![row(0), row(1)]);
    Some(report.measured(&report.rows[1])?.effect)
}

/// Different halves, as far as may be of different pairs, each with a seed without and another one with the defence.
fn drawn(rng: &mut Rng, n_trainings: usize, n_seeds: [usize; 2]) -> Vec<(usize, [usize; 2])> {
    let mut pairs: Vec<(usize, usize)> = (0..N_PAIRS).map(|pair| (pair, rng.random_range(0..2_u32) as usize)).collect();
    pairs.shuffle(rng);
    let others: Vec<(usize, usize)> = pairs.iter().map(|(pair, half)| (*pair, 1 - half)).collect();
    let one = |(pair, half): (usize, usize)| {
        let seed = rng.random_range(0..n_seeds[0] as u32) as usize;
        let mut other = rng.random_range(0..n_seeds[1] as u32) as usize;
        if other == seed {
            other = (other + 1) % n_seeds[1];
        }
        (2 * pair + half, [seed, other])
    };
    pairs.into_iter().chain(others).take(n_trainings).map(one).collect()
}

#[test]
fn verdicts_are_rarely_given_where_nothing_leaks() {
    // No model saw them; sides are drawn by coin.
    let unseen = pool(Regularization::default(), &Defence::default(), 2, false);
    let mut said = Vec::new();
    let false_alarms = count(|draw| {
        let mut rng = Seed(31).rng(Stream::Neighbours, *draw);
        let models = drawn(&mut rng, N_TRAININGS, [2, 2]);
        let effect = verdict([&unseen, &unseen], &models, Some(&mut rng), *draw);
        said.extend(effect.filter(|effect| *effect != DefenceEffect::NothingToProtectFrom));
        effect != Some(DefenceEffect::NothingToProtectFrom)
    });
    eprintln!("{said:?}");
    is_rare("a verdict but “nothing to protect from”, of records that no model saw", false_alarms);

    // A defence that is none, with another seed.
    let seen = pool(Regularization::default(), &Defence::default(), N_SEEDS, true);
    let said: Vec<DefenceEffect> = (0..crate::simulation::n_draws())
        .filter_map(|draw| {
            let mut rng = Seed(32).rng(Stream::Neighbours, draw);
            verdict([&seen, &seen], &drawn(&mut rng, N_TRAININGS, [N_SEEDS, N_SEEDS]), None, draw)
        })
        .collect();
    for (effect, name) in [
        (DefenceEffect::Protects, "“protects”"),
        (DefenceEffect::Lowers, "“lowers”"),
        (DefenceEffect::OnlyHides, "“only hides”"),
        (DefenceEffect::Worse, "“worse”"),
        (DefenceEffect::NothingToProtectFrom, "“nothing to protect from”"),
    ] {
        let n = said.iter().filter(|own| **own == effect).count();
        is_rare(&format!("{name}, of no defence with another seed"), n as u64);
    }
}

#[test]
fn defences_get_the_verdict_that_they_deserve() {
    let plain = pool(Regularization::default(), &Defence::default(), 2, true);
    let regularization =
        |name: &str, values: &[f64]| Defence::named(name, values).expect("it is registered").regularization();
    let label_only = Defence::named("label_only", &[]).expect("it is registered");
    let check = |name: &str, wanted: DefenceEffect, defended: &Pool, n_trainings: usize, n_seeds: usize| {
        let said = count(|draw| {
            let mut rng = Seed(33).rng(Stream::Neighbours, *draw);
            let models = drawn(&mut rng, n_trainings, [2, n_seeds]);
            verdict([&plain, defended], &models, None, *draw) == Some(wanted)
        });
        is_usual(name, said);
    };
    let early = pool(regularization("early_stopping", &[4.0]), &Defence::default(), 1, true);
    check("early stopping (4 epochs) “lowers”", DefenceEffect::Lowers, &early, N_TRAININGS, 1);
    let labels = pool(Regularization::default(), &label_only, 1, true);
    check("label only “only hides”", DefenceEffect::OnlyHides, &labels, N_TRAININGS, 1);
    // Epsilon .9 at delta 1e-5. Its guarantee allows an AUC of .57, so three models are too few to say that it is below .55.
    let private = pool(regularization("dp_sgd", &[6.0, 1.0]), &Defence::default(), 3, true);
    check("DP-SGD at epsilon 1 “protects”, six models attacked", DefenceEffect::Protects, &private, 6, 3);
    // Who asks for attacks on confidences alone learns nothing of what labels tell: no verdict, though confidences are equal.
    let models = drawn(&mut Seed(33).rng(Stream::Neighbours, 0), N_TRAININGS, [2, 1]);
    assert_eq!(verdict_by(&["max_confidence", "entropy"], [&plain, &labels], &models, None, 0), None);
    // And of labels alone it isn't said that nothing protects less.
    let asked = ["gap", "loss"];
    assert_ne!(verdict_by(&asked, [&plain, &private], &models, None, 0), Some(DefenceEffect::Protects));
}
