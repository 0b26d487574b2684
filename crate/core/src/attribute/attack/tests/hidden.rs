//! What is unknown is out of sight of whoever guesses it.

use super::{best, fold_of_non_members, levels, mixed, random_values, schema, trial};
use crate::attribute::imputation::{Imputation, ImputationRun, Told};
use crate::attribute::question::Question;
use crate::dataset::{FeatureKind, Inputs};
use crate::mlp::Workspace;
use crate::portion::Portion;
use crate::reading;
use crate::seed::{Seed, Stream};
use crate::trial::Trial;

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

/// A column of three texts is three inputs and one feature.
#[test]
fn texts_of_a_file_are_hidden_together() {
    let rows = (0..40).map(|i| format!("{},{},c{}\n", ["north", "south", "west"][i / 3 % 3], i % 5 % 2, i % 2));
    let file: String = std::iter::once("region,active,class\n".to_string()).chain(rows).collect();
    let dataset = reading::read(file.as_bytes(), &Default::default(), usize::MAX).expect("the file is a table").dataset;
    let schema = dataset.schema();
    assert_eq!((schema.features.len(), schema.n_inputs()), (2, 4));
    for record in 0..40 {
        let question = Question::new(schema, &[0], dataset.record(record));
        assert!(question.known.iter().all(|(column, _)| *column == 3), "{:?}", question.known);
        assert_eq!(question.choices, [vec![Some((0, 1.0)), Some((1, 1.0)), Some((2, 1.0))]]);
    }
}

/// Mean distance of the logistic regressions' guesses of a fold of non-members, and how many they are.
fn regressed(trial: &Trial, unknown: &[usize]) -> (f64, usize) {
    let portion = Portion::new(trial.dataset().schema(), unknown.to_vec()).expect("the portion is small");
    let targets = fold_of_non_members(trial);
    let n_targets = targets.len();
    let mut run = ImputationRun::new(trial, &portion, targets, 0, Told::KnownPart);
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
    let mut run = ImputationRun::new(&trial, &portion, targets.clone(), 0, Told::ClassToo);
    let imputed = loop {
        if let Some(imputed) = run.step(&trial) {
            break imputed;
        }
    };
    let prior = run.prior(&trial);
    assert!(prior.len() == portion.n_completions() && (prior.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    for (target, imputed) in imputed.iter().enumerate() {
        for told in [Told::KnownPart, Told::ClassToo] {
            let posterior = run.posterior(target, told);
            assert!((posterior.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let top = best(&posterior)[0];
            let regression = &imputed[Imputation::regression(told) as usize];
            assert_eq!(regression.guess, Some(portion.completion(top).collect()));
            assert!(regression.certainty.is_some_and(|own| (own - posterior[top]).abs() < 1e-12));
        }
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
