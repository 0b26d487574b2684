//! What several tests of the attacks need: made-up records, and which scores are the best.

mod added;
mod hidden;
mod run;
mod score;

use crate::dataset::{Dataset, Feature, FeatureKind, Schema, SplitSizes};
use crate::mlp::{Activation, Mlp};
use crate::portion::Portion;
use crate::seed::{Rng, Seed, Stream};
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use ndarray::Array2;
use rand::RngExt;

/// Which scores are the highest.
fn best(scores: &[f64]) -> Vec<usize> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..scores.len()).filter(|idx| scores[*idx] == top).collect()
}

fn feature(kind: FeatureKind) -> Feature {
    Feature::new(String::new(), kind)
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
