//! Robustness to noise, by labels alone (Choquette-Choo et al. 2021, sections 3.4 and 5.1): a member keeps its label when
//! it is changed a little.

use super::attack::{Attack, Attacker, Thresholds};
use super::context::{AttackContext, QueriedModel, Whose};
use super::needs::{Access, Needs, OtherData};
use super::threshold::best_threshold;
use crate::dataset::{FeatureKind, Inputs, Schema, standard_normal};
use crate::mlp::{Workspace, argmax};
use crate::roc::RocCurve;
use crate::seed::{Rng, Stream};
use ndarray::ArrayView1;
use rand::RngExt;

/// The share of noisy copies that get the record's true label; 0 if the record itself doesn't. Each binary or categorical
/// feature of a copy takes another value with probability k / features, each numeric one moves by a normal step of k / 100
/// of its range. k is the one that tells a shadow model's members best.
pub struct Noise;

/// Strengths tried.
const STRENGTHS: [f64; 6] = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0];
/// Copies of each record while strengths are compared, and records of either side.
const TUNING: (usize, usize) = (30, 100);

struct NoiseAttacker {
    /// AUC on the first shadow model, by the strengths tried so far.
    tried: Vec<f64>,
    strength: f64,
    /// At the strength tried now, of records that the shadow model was trained on, and of others.
    scores: [Vec<f64>; 2],
    thresholds: Option<Thresholds>,
}

impl Attack for Noise {
    fn name(&self) -> &'static str {
        "noise"
    }

    fn title(&self) -> &'static str {
        "Noise (labels of noisy copies)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Label, label: true, other_data: OtherData::OneModel, n_queries: 1 + 100 }
    }

    fn n_queries(&self, n_copies: usize) -> usize {
        1 + n_copies
    }

    fn deviation(&self) -> &'static str {
        "The published attack asks 10,000 copies; here as many as the matrix is set to, 100 unless it says otherwise."
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        context.target.model.as_ref()?;
        Some(Box::new(NoiseAttacker { tried: Vec::new(), strength: 5.0, scores: Default::default(), thresholds: None }))
    }
}

impl Attacker for NoiseAttacker {
    fn learn(&mut self, context: &AttackContext, workspace: &mut Workspace) -> bool {
        let Some(shadow) = context.shadows.first().filter(|shadow| shadow.model.is_some()) else { return true };
        // Strengths one after the other, with few copies; then the threshold at the best, with as many as there will be.
        let (strength, n_copies) = match STRENGTHS.get(self.tried.len()) {
            Some(strength) => (*strength, TUNING.0),
            None => (self.strength, context.n_copies),
        };
        let rows: Vec<(usize, bool)> = [true, false]
            .into_iter()
            .flat_map(|wanted| context.in_and_out(shadow).filter(move |(_, is_in)| *is_in == wanted).take(TUNING.1))
            .collect();
        let n_asked = self.scores.iter().map(Vec::len).sum::<usize>();
        for &(row, is_in) in rows.iter().skip(n_asked).take(rows_of(context, n_copies)) {
            let score = robustness(context, shadow, Whose::Own, row, strength, n_copies, workspace);
            self.scores[usize::from(!is_in)].push(score);
        }
        if self.scores.iter().map(Vec::len).sum::<usize>() < rows.len() {
            return false;
        }
        let [of_in, of_out] = std::mem::take(&mut self.scores);
        let curve = RocCurve::new(&of_in, &of_out);
        if self.tried.len() == STRENGTHS.len() {
            let global = best_threshold(&curve);
            self.thresholds = Some(Thresholds { global, by_class: vec![global; context.schema.classes.len()] });
            return true;
        }
        if self.tried.iter().all(|auc| *auc < curve.auc) {
            self.strength = strength;
        }
        self.tried.push(curve.auc);
        false
    }

    fn rows_per_step(&self, context: &AttackContext) -> usize {
        rows_of(context, context.n_copies)
    }

    fn score(&self, context: &AttackContext, row: usize, workspace: &mut Workspace) -> f64 {
        robustness(context, &context.target, Whose::Subjects, row, self.strength, context.n_copies, workspace)
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        self.thresholds.as_ref()
    }
}

/// Records that are asked about with so many copies in about 20 ms.
fn rows_of(context: &AttackContext, n_copies: usize) -> usize {
    let rows = context.target.model.as_ref().map_or(1, |model| model.mlp().rows_per_step());
    (rows / n_copies.max(1)).max(1)
}

fn robustness(
    context: &AttackContext,
    asked: &QueriedModel,
    whose: Whose,
    row: usize,
    strength: f64,
    n_copies: usize,
    workspace: &mut Workspace,
) -> f64 {
    let about = context.about(whose);
    let label = about.labels[row];
    if asked.answer(whose, row, label).predicted() != label {
        return 0.0;
    }
    let mut rng = context.seed.rng(Stream::Copies, (whose as u64) << 32 | row as u64);
    let (schema, values) = (&context.schema, about.values.row(row));
    let first_inputs = schema.first_inputs();
    let (mut copies, mut changes) = (Inputs::empty(schema.n_inputs()), Vec::new());
    for _ in 0..n_copies {
        changes.clear();
        change(schema, values, strength, &mut rng, &mut changes);
        copies.push_changed(schema, &first_inputs, about.inputs.row(row), &changes);
    }
    let model = asked.model.as_ref().expect("who asks has the model");
    let logits = model.logits(&copies, 0..n_copies, workspace);
    let kept = logits.outer_iter().filter(|row| argmax(row.to_slice().expect("rows are contiguous")) == label).count();
    kept as f64 / n_copies as f64
}

/// Draws noise of a strength: the features of a copy that change, ascending, each with its new value.
fn change(schema: &Schema, values: ArrayView1<'_, f32>, strength: f64, rng: &mut Rng, changes: &mut Vec<(usize, f32)>) {
    let n_features = schema.features.len();
    // log of the chance that a level stays; how many do in a row is geometric, so that one draw is made a change.
    let log_stays = libm::log1p(-(strength / n_features as f64).min(1.0));
    let n_staying = |rng: &mut Rng| libm::floor(libm::log(1.0 - rng.random::<f64>()) / log_stays) as usize;
    let mut next = n_staying(rng);
    let has_numbers = schema.has_numbers();
    let mut feature_idx = if has_numbers { 0 } else { next };
    while feature_idx < n_features {
        let (feature, value) = (&schema.features[feature_idx], values[feature_idx]);
        match &feature.kind {
            FeatureKind::Numeric { .. } => {
                let range = feature.value(feature.n_values() - 1) - feature.value(0);
                changes.push((feature_idx, value + (0.01 * strength * standard_normal(rng)) as f32 * range));
            }
            FeatureKind::Binary | FeatureKind::Categorical { .. } if feature_idx == next => {
                let n_values = feature.n_values();
                let other = feature.value_idx(value) + rng.random_range(1..n_values.max(2) as u32) as usize;
                changes.push((feature_idx, feature.value(other % n_values)));
            }
            FeatureKind::Binary | FeatureKind::Categorical { .. } => {}
        }
        if feature_idx == next {
            next += n_staying(rng).saturating_add(1);
        }
        feature_idx = if has_numbers { feature_idx + 1 } else { next };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Feature;
    use crate::seed::Seed;
    use ndarray::Array1;

    /// Over 20,000 copies of strength 2: of 4 features each binary and categorical one changes with probability 1/2, to
    /// either other level of three alike, and the numeric one, which runs from 10 to 20, has a deviation of .2. Each share
    /// and the variance lie within 4.9 standard errors of these but for one seed in 1e5.
    #[test]
    fn noise_changes_each_feature_as_its_kind_allows() {
        let feature = |name: &str, kind| Feature::new(name.to_string(), kind);
        let levels = ["x", "y", "z"].map(str::to_string).to_vec();
        let schema = Schema {
            features: vec![
                feature("binary", FeatureKind::Binary),
                feature("level", FeatureKind::Categorical { levels }),
                feature("number", FeatureKind::Numeric { grid: vec![10.0, 12.0, 20.0] }),
                feature("other", FeatureKind::Binary),
            ],
            classes: vec!["a".to_string(), "b".to_string()],
            picture: None,
        };
        let (n, mut rng) = (20_000, Seed(1).rng(Stream::Copies, 0));
        let own = Array1::from_vec(vec![1.0, 2.0, 12.0, 0.0]);
        let first_inputs = schema.first_inputs();
        let mut inputs = Inputs::empty(schema.n_inputs());
        inputs.push(&schema, own.view());
        let copies: Vec<Array1<f32>> = (0..n)
            .map(|_| {
                let (mut copy, mut changes, mut pushed) = (own.clone(), Vec::new(), inputs.clone());
                change(&schema, own.view(), 2.0, &mut rng, &mut changes);
                changes.iter().for_each(|(feature, value)| copy[*feature] = *value);
                pushed.push_changed(&schema, &first_inputs, inputs.row(0), &changes);
                pushed.push(&schema, copy.view());
                assert_eq!(
                    (pushed.row(1).columns, pushed.row(1).values),
                    (pushed.row(2).columns, pushed.row(2).values)
                );
                copy
            })
            .collect();
        let share = |j: usize, value: f32| copies.iter().filter(|copy| copy[j] == value).count() as f64 / n as f64;
        for (j, value, expected) in
            [(0, 0.0, 0.5), (0, 1.0, 0.5), (1, 0.0, 0.25), (1, 1.0, 0.25), (1, 2.0, 0.5), (3, 1.0, 0.5), (3, 0.0, 0.5)]
        {
            let tolerance = 4.9 * (expected * (1.0 - expected) / n as f64).sqrt();
            let found = share(j, value);
            assert!((found - expected).abs() < tolerance, "feature {j} is {value}: {found} (false alarm 1e-6)");
        }
        let squares = copies.iter().map(|copy| f64::from(copy[2] - 12.0)).map(|step| step * step).sum::<f64>();
        let ratio = squares / n as f64 / (0.2 * 0.2);
        assert!((ratio - 1.0).abs() < 4.9 * (2.0 / n as f64).sqrt(), "variance {ratio} of what it should be");
    }
}
