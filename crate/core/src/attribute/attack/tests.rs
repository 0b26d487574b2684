use super::*;
use crate::attribute::imputation::{Imputation, ImputationRun};
use crate::attribute::question::Question;
use crate::attribute::{ExhaustiveRun, ExhaustiveWorkspace, TargetGuess};
use crate::dataset::{Dataset, Feature, FeatureKind, Inputs, Schema, SplitSizes};
use crate::defence::Defence;
use crate::mlp::{Activation, Layer, Mlp, Workspace};
use crate::portion::Portion;
use crate::seed::{Rng, Seed, Stream};
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use ndarray::{Array2, array};
use rand::RngExt;
use std::sync::Arc;

/// Completions that are all as probable, of a record of class 0.
fn case(released: &Array2<f32>) -> Case<'_> {
    const EVEN: [f64; 4] = [0.25; 4];
    let even = &EVEN[..released.nrows()];
    Case {
        released: released.view(),
        logits: None,
        label: 0,
        prior: even,
        imputed: even,
        agreement: None,
        mean_train_loss: 1.0,
    }
}

fn scores(name: &str, case: Case<'_>) -> Vec<f64> {
    case.scores(attack(name).expect("the attack is registered"))
}

fn best(scores: &[f64]) -> Vec<usize> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..scores.len()).filter(|idx| scores[*idx] == top).collect()
}

fn assert_near(a: &[f64], b: &[f64]) {
    assert!(a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6), "{a:?} is not {b:?}");
}

#[test]
fn attacks_have_names_of_their_own() {
    let names: Vec<&str> = ATTRIBUTE_ATTACKS.iter().map(|attack| attack.name()).collect();
    assert_eq!(names, ["confidence", "log_odds", "yeom_loss", "csmia", "lomia", "robustness", "imputed_confidence"]);
    assert!(names.iter().all(|name| attack(name).is_some_and(|attack| attack.name() == *name)));
    assert!(attack("clairvoyance").is_none());
}

#[test]
fn confidence_is_of_any_class_and_ties() {
    let released = array![[0.625, 0.375], [0.125, 0.875], [0.875, 0.125]];
    let scores = scores("confidence", case(&released));
    assert_eq!(scores, [0.625, 0.875, 0.875]);
    // The tied two are at distances 1 and 2.
    let guess = Guess::best_of(&scores, &[0, 1, 2], 2);
    assert_eq!(guess, Guess { mean_distance: 1.5, within: vec![0.0, 0.5, 1.0] });
    assert_eq!(guess.exact(), 0.0);
    // All tied: chance.
    let all = Guess::best_of(&[7.0; 4], &[0, 1, 1, 2], 2);
    assert_eq!(all, Guess { mean_distance: 1.0, within: vec![0.25, 0.75, 1.0] });
}

#[test]
fn log_odds_need_logits_only_where_confidences_saturate() {
    let logits: Array2<f32> = array![[2.0, 0.0], [0.0, 3.0], [200.0, 0.0], [300.0, 0.0]];
    let mut released = logits.clone();
    released
        .outer_iter_mut()
        .for_each(|mut row| crate::loss::softmax(row.as_slice_mut().expect("rows are contiguous")));
    let exact = scores("log_odds", Case { logits: Some(logits.view()), ..case(&released) });
    assert_near(&exact, &[2.0, 3.0, 200.0, 300.0]);
    let blurred = scores("log_odds", case(&released));
    assert_near(&blurred[..2], &exact[..2]);
    // The confidences are 1 and 0: ln of 0 is that of the least float32.
    assert_eq!(blurred[2], blurred[3]);
    assert!((blurred[2] - 149.0 * std::f64::consts::LN_2).abs() < 1e-9, "{}", blurred[2]);
}

#[test]
fn yeoms_attack_weighs_the_loss_against_the_prior() {
    // Of the true class, 0: losses ln 2 and 2 ln 2.
    let released = array![[0.5, 0.5], [0.25, 0.75]];
    let prior = [0.2, 0.8];
    let given = || Case { prior: &prior, ..case(&released) };
    let of = |spread: f64| scores("yeom_loss", Case { mean_train_loss: spread, ..given() });
    let l = std::f64::consts::LN_2;
    assert_near(&of(1.0), &[libm::log(0.2) - l * l / 2.0, libm::log(0.8) - 2.0 * l * l]);
    assert_eq!(best(&of(1.0)), [1]);
    // Losses of 2.3 and 4.6 standard deviations: .2 exp(-2.67) is more than .8 exp(-10.7).
    assert_near(&of(0.3), &[libm::log(0.2) - l * l / 0.18, libm::log(0.8) - 4.0 * l * l / 0.18]);
    assert_eq!(best(&of(0.3)), [0]);
    // The logits, where released, give the same losses; a model without any loss decides by the loss alone.
    let logits = array![[0.0, 0.0], [0.0, libm::logf(3.0)]];
    let exact = scores("yeom_loss", Case { logits: Some(logits.view()), ..given() });
    assert_near(&exact, &of(1.0));
    assert_eq!(best(&of(0.0)), [0]);
}

#[test]
fn csmia_has_three_cases() {
    let of = |released: &Array2<f32>| best(&scores("csmia", case(released)));
    // One completion is given class 0, if with little confidence.
    assert_eq!(of(&array![[0.1, 0.9], [0.6, 0.4], [0.2, 0.8]]), [1]);
    // Several are: the most confident one of them, not the most confident one.
    assert_eq!(of(&array![[0.1, 0.9], [0.6, 0.4], [0.7, 0.3]]), [2]);
    // None is: the least confident one.
    assert_eq!(of(&array![[0.1, 0.9], [0.4, 0.6], [0.2, 0.8]]), [1]);
    // Ties stay ties in each of them.
    assert_eq!(of(&array![[0.7, 0.3], [0.7, 0.3], [0.6, 0.4]]), [0, 1]);
    assert_eq!(of(&array![[0.4, 0.6], [0.4, 0.6], [0.2, 0.8]]), [0, 1]);
    let scores = scores("csmia", case(&array![[0.75, 0.25], [0.25, 0.75]]));
    assert_eq!(scores, [1.75, -0.75]);
}

#[test]
fn lomia_guesses_the_only_completion_of_the_true_class_or_imputes() {
    let imputed = [0.1, 0.2, 0.7];
    let of = |released: &Array2<f32>| best(&scores("lomia", Case { imputed: &imputed, ..case(released) }));
    assert_eq!(of(&array![[0.1, 0.9], [0.6, 0.4], [0.2, 0.8]]), [1]);
    assert_eq!(of(&array![[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]]), [2], "two of them: imputation decides among all");
    assert_eq!(of(&array![[0.1, 0.9], [0.4, 0.6], [0.2, 0.8]]), [2]);
    // Confidences don't matter.
    let released = array![[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]];
    let harder = array![[1.0, 0.0], [0.51, 0.49], [0.0, 1.0]];
    assert_eq!(scores("lomia", case(&released)), scores("lomia", case(&harder)));
}

#[test]
fn robustness_is_the_share_of_copies_that_keep_the_true_class() {
    let released = array![[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]];
    let agreement = [0.25, 0.75, 1.0];
    // The last isn't given the true class itself.
    assert_eq!(scores("robustness", Case { agreement: Some(&agreement), ..case(&released) }), [0.25, 0.75, 0.0]);
    assert_eq!(scores("robustness", case(&released)), [1.0, 1.0, 0.0]);
}

#[test]
fn imputed_confidence_is_a_product() {
    let imputed = [0.75, 0.25];
    let released = array![[0.5, 0.5], [0.125, 0.875]];
    assert_eq!(scores("imputed_confidence", Case { imputed: &imputed, ..case(&released) }), [0.375, 0.21875]);
}

#[test]
fn scores_of_completions_are_finite_whatever_is_shown() {
    let released = array![[f32::NAN, f32::NAN], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]];
    let logits = array![[f32::NAN, 0.0], [f32::NEG_INFINITY; 2], [f32::INFINITY, 0.0], [f32::MIN, f32::MAX]];
    for attack in ATTRIBUTE_ATTACKS {
        for (logits, mean_train_loss) in [(None, 0.0), (Some(logits.view()), f64::NAN), (None, f64::INFINITY)] {
            let scores = scores(attack.name(), Case { logits, mean_train_loss, ..case(&released) });
            assert!(scores.iter().all(|score| score.is_finite()), "{}: {scores:?}", attack.name());
        }
    }
}

fn feature(kind: FeatureKind) -> Feature {
    Feature { name: String::new(), kind }
}

fn levels(n: usize) -> FeatureKind {
    FeatureKind::Categorical { levels: (0..n).map(|level| level.to_string()).collect() }
}

fn schema(kinds: impl IntoIterator<Item = FeatureKind>, n_classes: usize) -> Schema {
    let classes = (0..n_classes).map(|class| class.to_string()).collect();
    Schema { features: kinds.into_iter().map(feature).collect(), classes, picture: None }
}

/// Records whose codes are uniform and independent.
fn random_values(schema: &Schema, n_records: usize, rng: &mut Rng) -> Array2<f32> {
    Array2::from_shape_fn((n_records, schema.features.len()), |(_, j)| {
        schema.features[j].value(rng.random_range(0..schema.features[j].n_values() as u32) as usize)
    })
}

fn trial(schema: Schema, values: Array2<f32>, label: impl Fn(usize) -> usize, n_members: usize) -> Trial {
    let n_records = values.nrows();
    let labels = (0..n_records).map(label).collect();
    let dataset = Dataset::new(schema, values, labels).expect("the records fit");
    let sizes = SplitSizes { n_members, n_non_members: n_records - n_members };
    Trial::new(dataset, sizes, Seed(5).repeat(0)).expect("there are enough records")
}

/// The non-members of the first fold.
fn fold_of_non_members(trial: &Trial) -> Vec<usize> {
    trial.side(Side::NonMembers).iter().copied().filter(|record| trial.fold_of(*record) == 0).collect()
}

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

/// Features of all kinds and a network that nobody trained.
fn mixed() -> (Trial, TargetModel, Portion) {
    let numeric = FeatureKind::Numeric { grid: vec![-1.0, 0.0, 2.0, 5.0] };
    let kinds = (0..12).map(|j| match j % 4 {
        0 => levels(3),
        1 => FeatureKind::Binary,
        2 => numeric.clone(),
        _ => levels(2),
    });
    let schema = schema(kinds, 3);
    let values = random_values(&schema, 150, &mut Seed(2).rng(Stream::Synthetic, 0));
    let sizes = [schema.n_inputs(), 16, 3];
    let mlp = Mlp::glorot(&sizes, Activation::Relu, &mut Seed(2).rng(Stream::Init, 0));
    let portion = Portion::new(&schema, vec![5, 0, 10, 3]).expect("the portion is small");
    (trial(schema, values, |record| record * 7 % 3, 70), TargetModel::new(mlp), portion)
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
    let matrix = AttributeMatrix::of(&guessed, &guessed);
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
        by_attack: ATTRIBUTE_ATTACKS.iter().map(|own| AttackGuess { attack: own.name(), guess: at(attack) }).collect(),
        by_imputation: vec![chance(), at(majority), at(2), at(2)],
    };
    let members = [guessed(0, 0, 1), guessed(1, 0, 0), guessed(2, 1, 2), guessed(3, 0, 0)];
    let non_members = [guessed(4, 2, 0), guessed(5, 2, 1)];
    let matrix = AttributeMatrix::of(&members, &non_members);
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
    let same = AttributeMatrix::of(&[guessed(0, 1, 1), guessed(1, 0, 0)], &non_members);
    let adds = same.attacks[0].adds_on_members.expect("it has one");
    assert!(adds.mean == 0.0 && (adds.interval.high - 2.0 * (1.0 - 0.025_f64.sqrt())).abs() < 1e-12, "{adds:?}");
    assert_eq!(adds.interval.low, -adds.interval.high);
    let text = serde_json::to_string(&matrix).expect("it can be written");
    assert_eq!(serde_json::from_str::<AttributeMatrix>(&text).expect("it can be read"), matrix);
}

/// Whatever the kinds: a feature is known with all its inputs or unknown with all of them.
#[test]
fn inputs_of_an_unknown_feature_are_never_among_the_known() {
    let (trial, model, _) = mixed();
    let (dataset, schema) = (trial.dataset(), trial.dataset().schema());
    let mut starts = vec![0];
    schema.features.iter().for_each(|f| starts.push(starts[starts.len() - 1] + f.n_inputs()));
    for unknown in [vec![0], vec![3], vec![1, 3], vec![4, 2, 0], vec![11, 7, 8, 0]] {
        let portion = Portion::new(schema, unknown.clone()).expect("the portion is small");
        let is_hidden = |column: u32| unknown.iter().any(|j| (starts[*j]..starts[j + 1]).contains(&(column as usize)));
        for record in 0..20 {
            let question = Question::new(schema, &unknown, dataset.record(record));
            let full = trial.inputs().row(record);
            let expected = full.columns.iter().zip(full.values).filter(|(column, _)| !is_hidden(**column));
            assert_eq!(question.known, expected.map(|(c, v)| (*c, *v)).collect::<Vec<_>>());
            let mut known = Inputs::empty(schema.n_inputs());
            known.push_known(schema, dataset.record(record), |j| portion.knows(j));
            assert!(known.row(0).columns.iter().all(|column| !is_hidden(*column)), "what imputation sees");
            // Each completion is asked about as the record that it is: one input of each one-hot group is set.
            let mut asked = None;
            let completions = (0..portion.n_completions()).map(|idx| portion.completion(idx));
            question.ask(&model, completions, &mut asked, &mut Workspace::default(), |_, _| ());
            let asked = asked.expect("the model was asked");
            for idx in 0..portion.n_completions() {
                let mut values = dataset.record(record).to_owned();
                let pairs = unknown.iter().zip(portion.completion(idx));
                pairs.for_each(|(j, code)| values[*j] = schema.features[*j].value(code));
                let mut completed = Inputs::empty(schema.n_inputs());
                completed.push(schema, values.view());
                let (asked, completed) = (asked.row(idx), completed.row(0));
                assert_eq!((asked.columns, asked.values), (completed.columns, completed.values));
            }
        }
    }
}

/// A column of two texts is two inputs and one feature.
#[test]
fn two_texts_of_a_file_are_hidden_together() {
    use crate::dataset::format::{CsvOptions, read_csv};
    let rows = (0..40).map(|i| format!("{},{},c{}\n", ["male", "female"][i / 3 % 2], i % 5 % 2, i % 2));
    let file: String = std::iter::once("sex,active,class\n".to_string()).chain(rows).collect();
    let dataset = read_csv(file.as_bytes(), &CsvOptions::default()).expect("the file is a table");
    let schema = dataset.schema();
    assert_eq!((schema.features.len(), schema.n_inputs()), (2, 3));
    for record in 0..40 {
        let question = Question::new(schema, &[0], dataset.record(record));
        assert!(question.known.iter().all(|(column, _)| *column == 2), "{:?}", question.known);
        assert_eq!(question.choices, [vec![Some((0, 1.0)), Some((1, 1.0))]]);
    }
}

/// Mean distance of the logistic regressions' guesses of a fold of non-members, and how many they are.
fn regressed(trial: &Trial, unknown: &[usize]) -> (f64, usize) {
    let portion = Portion::new(trial.dataset().schema(), unknown.to_vec()).expect("the portion is small");
    let targets = fold_of_non_members(trial);
    let n_targets = targets.len();
    let mut run = ImputationRun::new(trial, &portion, targets, 0);
    let imputed = loop {
        if let Some(imputed) = run.step(trial) {
            break imputed;
        }
    };
    let distances = imputed.iter().map(|all| all[Imputation::LogisticRegression as usize].distance);
    (distances.sum::<f64>() / n_targets as f64, n_targets)
}

/// The first feature has three levels, the second is its twin. One of them tells the other; both hidden, nothing tells
/// either, which it would if one of their six inputs stayed visible.
#[test]
fn a_twin_tells_its_twin_and_a_hidden_one_hot_group_tells_nothing() {
    let schema = schema([levels(3), levels(3)].into_iter().chain(std::iter::repeat_n(FeatureKind::Binary, 16)), 2);
    let mut values = random_values(&schema, 1000, &mut Seed(6).rng(Stream::Synthetic, 0));
    for record in 0..1000 {
        values[[record, 1]] = values[[record, 0]];
    }
    let trial = trial(schema, values, |record| record % 2, 200);
    assert_eq!(regressed(&trial, &[0]).0, 0.0, "what other people's records say, and no leak of the target's own");
    let (mean, n) = regressed(&trial, &[0, 1]);
    // Each of the two is guessed wrong with probability 2/3. Hoeffding, for distances from 0 to 2: false alarm 1e-6.
    // One input of one group in sight would bring the mean from 4/3 to at most 2/3.
    let off = 2.0 * (libm::log(2.0 / 1e-6) / (2.0 * n as f64)).sqrt();
    assert!(off < 0.6 && (mean - 4.0 / 3.0).abs() < off, "{mean} is not 4/3 ± {off:.2}; false alarm 1e-6");
}

#[test]
fn priors_and_posteriors_are_probabilities_of_completions() {
    let (trial, _, portion) = mixed();
    let targets = fold_of_non_members(&trial);
    let mut run = ImputationRun::new(&trial, &portion, targets.clone(), 0);
    let imputed = loop {
        if let Some(imputed) = run.step(&trial) {
            break imputed;
        }
    };
    let prior = run.prior(&trial);
    assert!(prior.len() == portion.n_completions() && (prior.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    for (target, imputed) in imputed.iter().enumerate() {
        let posterior = run.posterior(target);
        assert!((posterior.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let guess: Option<Vec<usize>> = Some(portion.completion(best(&posterior)[0]).collect());
        assert_eq!(imputed[Imputation::LogisticRegression as usize].guess, guess);
    }
    // By hand: the second feature of the portion has three values.
    let others = trial.others(0);
    let count = |code: u16| others.iter().filter(|r| trial.dataset().codes()[[**r, 0]] == code).count();
    let of_code = |code: usize| -> f64 {
        let with = (0..portion.n_completions()).filter(|idx| portion.completion(*idx).nth(1) == Some(code));
        with.map(|idx| prior[idx]).sum()
    };
    for code in 0..3 {
        let expected = (count(code as u16) + 1) as f64 / (others.len() + 3) as f64;
        assert!((of_code(code) - expected).abs() < 1e-12, "{code}");
    }
}
