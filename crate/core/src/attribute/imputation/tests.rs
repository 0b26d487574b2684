//! What the class and the number of people known do to imputation.

use super::{Imputation, ImputationRun, Imputed, PeopleRun, TargetImputed, Told};
use crate::dataset::{Dataset, Feature, FeatureKind, Schema, SplitSizes};
use crate::portion::Portion;
use crate::seed::{Rng, Seed, Stream};
use crate::trial::{Side, Trial};
use ndarray::Array2;
use rand::RngExt;

/// Binary records of two classes; `value` makes a record's feature, given its class.
fn trial(n_records: usize, n_features: usize, value: impl Fn(usize, usize, &mut Rng) -> bool) -> Trial {
    let mut rng = Seed(8).rng(Stream::Synthetic, 0);
    let features = (0..n_features).map(|j| Feature::new(format!("f{j}"), FeatureKind::Binary)).collect();
    let schema = Schema { features, classes: vec!["a".to_string(), "b".to_string()], picture: None };
    let labels: Vec<usize> = (0..n_records).map(|_| usize::from(rng.random::<bool>())).collect();
    let values = Array2::from_shape_fn((n_records, n_features), |(record, j)| {
        f32::from(u8::from(value(j, labels[record], &mut rng)))
    });
    let dataset = Dataset::new(schema, values, labels).expect("the records fit");
    let sizes = SplitSizes { n_members: n_records / 2, n_non_members: n_records / 2 };
    Trial::new(dataset, sizes, Seed(8).repeat(0)).expect("there are enough records")
}

fn portion(trial: &Trial, unknown: Vec<usize>) -> Portion {
    Portion::new(trial.dataset().schema(), unknown).expect("the portion is small")
}

/// Everybody of the first fold.
fn targets(trial: &Trial) -> Vec<usize> {
    let all = trial.side(Side::Members).iter().chain(trial.side(Side::NonMembers));
    all.copied().filter(|record| trial.fold_of(*record) == 0).collect()
}

fn imputed(trial: &Trial, unknown: Vec<usize>, told: Told) -> Vec<Vec<Imputed>> {
    let mut run = ImputationRun::new(trial, &portion(trial, unknown), targets(trial), 0, told);
    loop {
        if let Some(imputed) = run.step(trial) {
            return imputed;
        }
    }
}

fn mean_distance(all: &[Vec<Imputed>], by: Imputation) -> f64 {
    all.iter().map(|imputed| imputed[by as usize].distance).sum::<f64>() / all.len() as f64
}

/// The first feature is the class, the others are coins: who is told the class knows it, who isn't has to toss one.
#[test]
fn who_is_told_the_class_knows_the_feature_that_equals_it() {
    let trial = trial(400, 12, |j, label, rng| if j == 0 { label == 1 } else { rng.random() });
    let all = imputed(&trial, vec![0], Told::ClassToo);
    assert_eq!(mean_distance(&all, Imputation::ClassMajority), 0.0);
    assert_eq!(mean_distance(&all, Imputation::ClassRegression), 0.0);
    // 80 coins: by Hoeffding the mean is off 1/2 by .31 with probability 1e-6 at most, for each of three.
    for by in [Imputation::Majority, Imputation::NearestNeighbours, Imputation::LogisticRegression] {
        let mean = mean_distance(&all, by);
        assert!((mean - 0.5).abs() < 0.31, "{}: {mean} is not about 1/2; false alarm 3e-6", by.name());
    }
}

#[test]
fn what_is_told_changes_nothing_for_those_who_are_not() {
    let trial =
        trial(200, 8, |j, label, rng| rng.random::<f64>() < if j % 2 == 0 { 0.2 + 0.6 * label as f64 } else { 0.5 });
    let without = imputed(&trial, vec![0, 3], Told::KnownPart);
    let with = imputed(&trial, vec![0, 3], Told::ClassToo);
    for (without, with) in without.iter().zip(&with) {
        assert_eq!(without[..], with[..without.len()]);
        assert_eq!((without.len(), with.len()), (4, 6));
        let names = Imputation::ALL.into_iter().zip(with).map(|(by, own)| (by, own.by));
        assert!(names.into_iter().all(|(by, own)| by == own));
    }
}

/// The unknown feature is that of most of nine known ones: fifty people teach it badly, a thousand well.
#[test]
fn who_knows_more_people_imputes_better() {
    let trial = trial(2000, 41, |_, _, rng| rng.random());
    let schema = trial.dataset().schema().clone();
    let mut values = trial.dataset().values().to_owned();
    for mut record in values.outer_iter_mut() {
        let n_ones = (1..10).filter(|j| record[*j] == 1.0).count();
        record[0] = f32::from(u8::from(n_ones > 4));
    }
    let labels = trial.dataset().labels().to_vec();
    let dataset = Dataset::new(schema, values, labels).expect("the records fit");
    let sizes = SplitSizes { n_members: 1000, n_non_members: 1000 };
    let trial = Trial::new(dataset, sizes, Seed(8).repeat(0)).expect("there are enough records");
    let (portion, targets) = (portion(&trial, vec![0]), targets(&trial));
    let mut run = PeopleRun::new(&trial, &portion, targets.clone(), 0);
    let mut progress = 0.0;
    let all: Vec<TargetImputed> = loop {
        if let Some(all) = run.step(&trial, &portion) {
            break all;
        }
        assert!((progress..=1.0).contains(&run.progress()), "{progress}, then {}", run.progress());
        progress = run.progress();
    };
    assert_eq!(all.len(), targets.len());
    let numbers: Vec<usize> = all[0].by_people.iter().map(|of| of.n_people).collect();
    assert_eq!(numbers, [50, 100, 200, 400, 800, 1600]);
    let by = Imputation::LogisticRegression as usize;
    let mean = |place: usize| all.iter().map(|own| own.by_people[place].distances[by]).sum::<f64>() / all.len() as f64;
    // 400 records: by Hoeffding each mean is off by .13 with probability 1e-6 at most.
    let (few, many) = (mean(0), mean(5));
    assert!(few - many > 0.1, "{few} with 50 people, {many} with 1600; false alarm 1e-6");
    // Everybody else is the same as without any number.
    for own in &all {
        assert_eq!(own.by_people[5].distances, own.by_all.iter().map(|i| i.distance).collect::<Vec<_>>());
    }
}
