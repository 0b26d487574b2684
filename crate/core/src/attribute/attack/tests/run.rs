//! Runs over many records: what is guessed of them, and how it is summed up.

use super::{fold_of_non_members, levels, mixed, random_values, schema, trial};
use crate::attribute::attack::{
    ATTRIBUTE_ATTACKS, AttackGuess, AttributeAttackRun, AttributeMatrix, Guess, Guessed, N_FLIPPED, robustness,
};
use crate::attribute::imputation::Imputation;
use crate::attribute::{ExhaustiveRun, ExhaustiveWorkspace, TargetGuess};
use crate::dataset::FeatureKind;
use crate::defence::Defence;
use crate::mlp::{Activation, Layer, Mlp, Workspace};
use crate::portion::Portion;
use crate::seed::{Seed, Stream};
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use ndarray::{Array2, array};
use rand::RngExt;
use std::sync::Arc;

fn guess(
    trial: &Trial,
    portion: &Portion,
    targets: Vec<usize>,
    n_noisy: usize,
    model: &TargetModel,
    defence: Defence,
) -> Vec<Guessed> {
    let run = AttributeAttackRun::new(trial, portion, ATTRIBUTE_ATTACKS.to_vec(), targets, n_noisy, 0);
    guess_behind(run, trial, model, defence)
}

/// Confidences as they are, without the logits.
fn rounded_off() -> Defence {
    Defence::named("top_k", &[1000.0]).expect("it is registered")
}

fn guess_behind(mut run: AttributeAttackRun, trial: &Trial, model: &TargetModel, defence: Defence) -> Vec<Guessed> {
    let (mut workspace, mut progress) = (Workspace::default(), 0.0);
    loop {
        if let Some(mut guessed) = run.step(trial, model, &[defence], &mut workspace) {
            assert_eq!(run.progress(), 1.0);
            return guessed.swap_remove(0);
        }
        assert!(progress <= run.progress() && run.progress() < 1.0, "{progress}, then {}", run.progress());
        progress = run.progress();
    }
}

/// By name: the guess of an attack.
fn by<'a>(guessed: &'a Guessed, name: &str) -> &'a Guess {
    let of_attack = guessed.by_attack.iter().find(|own| own.attack == name);
    &of_attack.expect("the attack is registered").guess
}

/// Ten binary features, the first of which is the class; a linear network that knows it.
#[test]
fn attacks_that_are_told_the_class_read_off_what_it_determines() {
    let schema = schema(std::iter::repeat_n(FeatureKind::Binary, 10), 2);
    let values = random_values(&schema, 120, &mut Seed(1).rng(Stream::Synthetic, 0));
    let trial = trial(schema, values.clone(), |record| values[[record, 0]] as usize, 60);
    let mut weights = Array2::zeros((10, 2));
    weights[[0, 1]] = 8.0;
    let mlp = Mlp { layers: vec![Layer { weights, bias: array![4.0, 0.0] }], activation: Activation::Relu };
    let model = TargetModel::new(mlp);
    let portion = Portion::new(trial.dataset().schema(), vec![0]).expect("the portion is small");
    let targets = fold_of_non_members(&trial);
    let guessed = guess(&trial, &portion, targets.clone(), 3, &model, Defence::default());
    assert_eq!(guessed.iter().map(|g| g.record).collect::<Vec<_>>(), targets);
    for guessed in &guessed {
        for name in ["yeom_loss", "csmia", "lomia", "robustness"] {
            assert_eq!((by(guessed, name).mean_distance, by(guessed, name).exact()), (0.0, 1.0), "{name}");
        }
        // Without the class both values are as probable: z is (4, 0) or (4, 8).
        for name in ["confidence", "log_odds"] {
            assert_eq!((by(guessed, name).mean_distance, by(guessed, name).exact()), (0.5, 0.5), "{name}");
        }
        let chance = &guessed.by_imputation[Imputation::Chance as usize];
        assert_eq!(chance, &Guess { mean_distance: 0.5, within: vec![0.5, 1.0] });
        let logistic = &guessed.by_imputation[Imputation::LogisticRegression as usize];
        let imputed = by(guessed, "imputed_confidence");
        assert_eq!(imputed.mean_distance, logistic.mean_distance, "equal confidences leave the choice to imputation");
    }
}

/// The two scores of the main paper's attack, as the exhaustive attack has them.
#[test]
fn the_run_agrees_with_the_exhaustive_attack() {
    let (trial, model, portion) = mixed();
    let targets: Vec<usize> = trial.side(Side::Members)[..12].to_vec();
    let guessed = guess(&trial, &portion, targets.clone(), 2, &model, Defence::default());
    let model = Arc::new(model);
    for (guessed, record) in guessed.iter().zip(targets) {
        let mut run = ExhaustiveRun::new(&trial, &portion, record, 0..portion.n_completions());
        let mut workspace = ExhaustiveWorkspace::default();
        let tally = loop {
            if let Some(tally) = run.step(&model, &mut workspace) {
                break tally;
            }
        };
        let expected = TargetGuess::of(&tally);
        for (score, name) in ["confidence", "log_odds"].into_iter().enumerate() {
            assert_eq!(by(guessed, name).mean_distance, expected.mean_distance[score]);
            assert_eq!(by(guessed, name).within, expected.within[score]);
        }
    }
}

#[test]
fn a_records_guesses_do_not_depend_on_the_other_targets() {
    let (trial, model, portion) = mixed();
    let mut targets: Vec<usize> = trial.side(Side::Members)[..6].to_vec();
    targets.extend(&trial.side(Side::NonMembers)[..6]);
    let all = guess(&trial, &portion, targets.clone(), 4, &model, rounded_off());
    assert_eq!(all.iter().map(|g| g.record).collect::<Vec<_>>(), targets);
    for (record, expected) in targets.into_iter().zip(&all) {
        assert_eq!(&guess(&trial, &portion, vec![record], 4, &model, rounded_off())[0], expected);
    }
    assert!(guess(&trial, &portion, Vec::new(), 4, &model, rounded_off()).is_empty());
    // Exact or not, what is decided by classes and float32 confidences is the same.
    let exact = guess(&trial, &portion, vec![all[0].record], 4, &model, Defence::default());
    for name in ["confidence", "csmia", "lomia", "robustness", "imputed_confidence"] {
        assert_eq!(by(&exact[0], name), by(&all[0], name), "{name}");
    }
}

/// A service that shows the predicted class only: what needs no more stays as it is, what needs confidences ties.
#[test]
fn attacks_by_label_survive_a_service_that_shows_only_labels() {
    let (trial, model, portion) = mixed();
    let targets: Vec<usize> = trial.side(Side::Members)[..20].to_vec();
    let open = guess(&trial, &portion, targets.clone(), 4, &model, Defence::default());
    let label_only = Defence::named("label_only", &[]).expect("it is registered");
    let run = AttributeAttackRun::new(&trial, &portion, ATTRIBUTE_ATTACKS.to_vec(), targets, 4, 0);
    let closed = guess_behind(run, &trial, &model, label_only);
    for (open, closed) in open.iter().zip(&closed) {
        for name in ["lomia", "robustness"] {
            assert_eq!(by(open, name), by(closed, name), "{name}");
        }
        let chance = &closed.by_imputation[Imputation::Chance as usize];
        assert!(by(closed, "confidence") == chance && by(closed, "log_odds") == chance);
        let logistic = &closed.by_imputation[Imputation::LogisticRegression as usize];
        assert_eq!(by(closed, "imputed_confidence"), logistic);
        assert_eq!(open.by_imputation, closed.by_imputation);
    }
    assert!(open.iter().any(|guessed| by(guessed, "confidence").within[0] > 0.5), "the open service has few ties");
}

/// Nothing can be guessed: neither the network nor anybody else's record says anything of a target's unknown part.
#[test]
fn an_untrained_network_on_random_records_leaves_every_guess_at_chance() {
    let schema = schema(std::iter::repeat_n(FeatureKind::Binary, 24), 3);
    let mut rng = Seed(3).rng(Stream::Synthetic, 0);
    let values = random_values(&schema, 1000, &mut rng);
    let labels: Vec<usize> = (0..1000).map(|_| rng.random_range(0..3u32) as usize).collect();
    let trial = trial(schema, values, |record| labels[record], 300);
    let mlp = Mlp::glorot(&[24, 16, 3], Activation::Tanh, &mut Seed(3).rng(Stream::Init, 0));
    let unknown = vec![2, 3, 11, 17];
    let portion = Portion::new(trial.dataset().schema(), unknown).expect("the portion is small");
    let targets = fold_of_non_members(&trial);
    let n_guesses = 4 * targets.len();
    let guessed = guess(&trial, &portion, targets, 3, &TargetModel::new(mlp), Defence::default());
    let matrix = AttributeMatrix::of(&guessed, &guessed, None);
    // Of a fold that neither trained the network nor the imputations, every unknown bit is a fair coin whatever is
    // guessed: by Hoeffding, the mean over n bits is off 1/2 by more than sqrt(ln(2 / p) / (2 n)) with probability p.
    let n_rows = ATTRIBUTE_ATTACKS.len() + Imputation::ALL.len();
    let off = 4.0 * (libm::log(2.0 * n_rows as f64 / 1e-6) / (2.0 * n_guesses as f64)).sqrt();
    assert!(off < 0.6, "the test would notice half a feature or so: {off}");
    for row in matrix.attacks.iter().chain(&matrix.imputations) {
        let mean = row.members.mean_distance;
        assert!((mean - 2.0).abs() < off, "{}: {mean} is not 2 ± {off:.2}; false alarm 1e-6", row.name);
    }
    let chance = matrix.row("chance").expect("chance is in the matrix");
    assert_eq!((chance.members.mean_distance, chance.members.exact_rate), (2.0, 1.0 / 16.0));
}

#[test]
fn noise_falls_on_the_known_part_at_the_stated_rate() {
    let schema = schema((0..60).map(|j| if j % 3 == 0 { levels(4) } else { FeatureKind::Binary }), 2);
    let portion = Portion::new(&schema, vec![0, 1, 2]).expect("the portion is small");
    let mut rng = Seed(4).rng(Stream::KnownNoise, 0);
    let values = random_values(&schema, 1, &mut rng);
    let mut n_changed = 0.0;
    for _ in 0..400 {
        let noisy = robustness::noisy(&schema, &portion, values.row(0), &mut rng);
        assert_eq!(noisy.as_slice().expect("contiguous")[..3], values.row(0).to_vec()[..3]);
        assert!(noisy.iter().zip(&schema.features).all(|(value, f)| (*value as usize) < f.n_values()));
        n_changed += noisy.iter().zip(values.row(0)).filter(|(a, b)| a != b).count() as f64;
    }
    // 5 of 57 in the mean. By Hoeffding over 400 * 57 draws, the sum is off by 407 with probability 1e-6.
    assert!((n_changed - 400.0 * N_FLIPPED).abs() < 407.0, "{n_changed} is not about 2000; false alarm 1e-6");
}

#[test]
fn the_matrix_sums_up_by_hand() {
    // Of two unknown features: an attack's distance, the share of it that is exact, by record; the four imputations.
    let at = |distance: usize| Guess::best_of(&[0.0], &[distance], 2);
    let chance = || Guess::best_of(&[0.0; 4], &[0, 1, 1, 2], 2);
    let guessed = |record: usize, attack: usize, majority: usize| Guessed {
        record,
        by_attack: ATTRIBUTE_ATTACKS
            .iter()
            .map(|own| AttackGuess { attack: own.name(), guess: at(attack), certainty: 0.5 })
            .collect(),
        by_imputation: vec![chance(), at(majority), at(2), at(2), at(2), at(2)],
        regression_certainty: [0.5; 2],
    };
    let members = [guessed(0, 0, 1), guessed(1, 0, 0), guessed(2, 1, 2), guessed(3, 0, 0)];
    let non_members = [guessed(4, 2, 0), guessed(5, 2, 1)];
    let matrix = AttributeMatrix::of(&members, &non_members, None);
    assert_eq!((matrix.n_unknown, matrix.best_imputation), (2, Imputation::Majority));
    let row = matrix.row("csmia").expect("the attack is there");
    assert_eq!((row.members.mean_distance, row.non_members.mean_distance), (0.25, 2.0));
    assert_eq!((row.members.exact_rate, row.non_members.exact_rate), (0.75, 0.0));
    assert_eq!(row.members.within, [0.75, 1.0, 1.0]);
    assert_eq!(row.advantage, [0.75, 1.0, 0.0]);
    assert!(row.advantage_intervals[0].low < 0.75 && row.advantage_intervals[0].high > 0.75);
    // Differences of 1, 0, 1, 0 and of -2, -1; t of 3 degrees times the standard error .57735 / 2.
    let [on_members, on_non_members] = [row.adds_on_members, row.adds_on_non_members].map(|a| a.expect("it has one"));
    assert_eq!((on_members.mean, on_non_members.mean), (0.5, -1.5));
    assert!((on_members.interval.high - 0.5 - 3.182446 * 0.288675).abs() < 1e-5, "{on_members:?}");
    assert!(on_members.interval.low < 0.0);
    assert_eq!(matrix.row("majority").map(|row| row.adds_on_members), Some(None));
    // Always the same difference, 0: up to 1 - .025^(1/2) of other records might be 2 off.
    let same = AttributeMatrix::of(&[guessed(0, 1, 1), guessed(1, 0, 0)], &non_members, None);
    let adds = same.attacks[0].adds_on_members.expect("it has one");
    assert!(adds.mean == 0.0 && (adds.interval.high - 2.0 * (1.0 - 0.025_f64.sqrt())).abs() < 1e-12, "{adds:?}");
    assert_eq!(adds.interval.low, -adds.interval.high);
    // By share: the majority is exact on two of four members and on one of two others, whom it is chosen on.
    let gain = row.gains[0];
    assert_eq!((gain.imputation, gain.on_members.mean, gain.on_non_members.mean), (Imputation::Majority, 0.25, -0.5));
    // Where both features may be wrong, everything is 0 or 1 by definition; so is what chance gains.
    assert_eq!((row.gains.len(), row.advantage_intervals.len()), (2, 2));
    assert_eq!(matrix.row("chance").map(|row| row.advantage_intervals.len()), Some(0));
    assert!(row.surest.is_empty(), "four members have no ten most certain guesses");
    let text = serde_json::to_string(&matrix).expect("it can be written");
    assert_eq!(serde_json::from_str::<AttributeMatrix>(&text).expect("it can be read"), matrix);
}
