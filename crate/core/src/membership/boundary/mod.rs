//! Distance to the decision boundary, by labels alone (Choquette-Choo et al. 2021, section 3.4): a member lies further from
//! the nearest point that gets another label.

mod search;

use super::attack::{Attack, Attacker, Thresholds};
use super::context::{AttackContext, QueriedModel, Whose};
use super::needs::{Access, Needs, OtherData};
use super::threshold::best_threshold;
use crate::dataset::{FeatureKind, Schema};
use crate::mlp::Workspace;
use crate::roc::RocCurve;
use crate::seed::Stream;
use search::{N_QUERIES, Search};

/// The L2 distance, in the network's inputs, from a record to the nearest point found that gets another label than its true
/// one; 0 if the record itself does. Only the inputs of numeric features move, over their range and beyond. Where no start
/// with another label is found, it is the greatest distance there can be within the ranges: the root of the number of
/// inputs that move, which also bounds all others.
///
/// The point is found by HopSkipJump (Chen, Jordan and Wainwright 2020, algorithm 2, L2), with the probes' radius a fixed
/// share of the distance.
pub struct Boundary;

/// Records of either side that the threshold is learnt on.
const TUNING: usize = 100;

struct BoundaryAttacker {
    /// Inputs that move.
    moving: Vec<usize>,
    /// Of the first shadow model: the attacker's own records that the threshold is still to be learnt on.
    waiting: Vec<(usize, bool)>,
    /// Their scores: trained on, not trained on.
    scores: [Vec<f64>; 2],
    thresholds: Option<Thresholds>,
}

impl Attack for Boundary {
    fn name(&self) -> &'static str {
        "boundary"
    }

    fn title(&self) -> &'static str {
        "Boundary distance (labels)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Label, label: true, other_data: OtherData::OneModel, n_queries: N_QUERIES }
    }

    fn deviation(&self) -> &'static str {
        "It moves numbers only, and is left out where there are none; the published search is another one."
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        let moving = moving(&context.schema);
        if moving.is_empty() {
            return None;
        }
        context.target.model.as_ref()?;
        let mut waiting = Vec::new();
        if let Some(shadow) = context.shadows.first().filter(|shadow| shadow.model.is_some()) {
            for wanted in [true, false] {
                waiting.extend(context.in_and_out(shadow).filter(|(_, is_in)| *is_in == wanted).take(TUNING));
            }
        }
        Some(Box::new(BoundaryAttacker { moving, waiting, scores: [Vec::new(), Vec::new()], thresholds: None }))
    }
}

impl BoundaryAttacker {
    fn distance(
        &self,
        context: &AttackContext,
        asked: &QueriedModel,
        whose: Whose,
        row: usize,
        workspace: &mut Workspace,
    ) -> f64 {
        let about = context.about(whose);
        let label = about.labels[row];
        if asked.answer(whose, row, label).predicted() != label {
            return 0.0;
        }
        let model = asked.model.as_ref().expect("who asks has the model");
        let mut rng = context.seed.rng(Stream::Boundary, (whose as u64) << 32 | row as u64);
        Search::new(model, about.inputs.row(row), label, &self.moving, workspace).nearest(&mut rng)
    }
}

impl Attacker for BoundaryAttacker {
    fn learn(&mut self, context: &AttackContext, workspace: &mut Workspace) -> bool {
        for _ in 0..self.rows_per_step(context) {
            let Some((row, is_in)) = self.waiting.pop() else { break };
            let score = self.distance(context, &context.shadows[0], Whose::Own, row, workspace);
            self.scores[usize::from(!is_in)].push(score);
        }
        if !self.waiting.is_empty() {
            return false;
        }
        let [of_in, of_out] = &self.scores;
        if !of_in.is_empty() && !of_out.is_empty() {
            let global = best_threshold(&RocCurve::new(of_in, of_out));
            self.thresholds = Some(Thresholds { global, by_class: vec![global; context.schema.classes.len()] });
        }
        true
    }

    fn rows_per_step(&self, context: &AttackContext) -> usize {
        let rows = context.target.model.as_ref().map_or(1, |model| model.mlp().rows_per_step());
        (rows / N_QUERIES).max(1)
    }

    fn score(&self, context: &AttackContext, row: usize, workspace: &mut Workspace) -> f64 {
        self.distance(context, &context.target, Whose::Subjects, row, workspace)
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        self.thresholds.as_ref()
    }
}

/// The inputs of numeric features, but for those that always have the same value.
fn moving(schema: &Schema) -> Vec<usize> {
    let mut moving = Vec::new();
    let mut column = 0;
    for feature in &schema.features {
        if let FeatureKind::Numeric { grid } = &feature.kind
            && grid[grid.len() - 1] > grid[0]
        {
            moving.push(column);
        }
        column += feature.n_inputs();
    }
    moving
}

#[cfg(test)]
mod tests {
    use super::search::tests::plane;
    use super::*;
    use crate::dataset::Feature;
    use crate::membership::Subjects;
    use crate::seed::Seed;
    use ndarray::Array1;

    fn numbers(n: usize) -> Schema {
        let feature = |j| Feature::new(format!("number {j}"), FeatureKind::Numeric { grid: vec![0.0, 1.0] });
        let classes = vec!["below".to_string(), "above".to_string()];
        Schema { features: (0..n).map(feature).collect(), classes, picture: None }
    }

    /// A subject on either side of a plane, each given as of both classes, and as many records of the attacker's own.
    fn context(schema: Schema) -> AttackContext {
        let n = schema.n_inputs();
        let mut rng = Seed(4).rng(Stream::Synthetic, 0);
        let (model, ..) = plane(n, &mut rng);
        let mut subjects = Subjects::empty(&schema);
        for (row, value) in [0.0, 0.0, 1.0, 1.0].into_iter().enumerate() {
            subjects.push(&schema, Array1::from_elem(n, value).view(), row % 2, row);
        }
        let own = subjects.clone();
        let asked = |trained_on: [bool; 4]| {
            let mut asked = QueriedModel::new(model.clone(), trained_on.to_vec(), [4, 4]);
            asked.ask(Whose::Subjects, &subjects, 0..4, &mut Workspace::default());
            asked.ask(Whose::Own, &own, 0..4, &mut Workspace::default());
            asked
        };
        let (target, shadow) = (asked([false; 4]), asked([true, false, true, false]));
        AttackContext {
            schema,
            n_real: 4,
            own,
            target,
            in_out: Vec::new(),
            stands_in: None,
            shadows: vec![shadow],
            n_copies: 1,
            seed: Seed(1).repeat(0),
            subjects,
        }
    }

    #[test]
    fn a_wrong_label_scores_0_and_a_row_always_the_same() {
        let context = context(numbers(6));
        let mut attacker = Boundary.begin(&context).expect("there are numbers");
        let mut workspace = Workspace::default();
        let mut score = |row| attacker.score(&context, row, &mut workspace);
        let first: Vec<f64> = (0..4).map(&mut score).collect();
        let mut again: Vec<f64> = (0..4).rev().map(&mut score).collect();
        again.reverse();
        assert_eq!(first, again);
        for (row, score) in first.iter().enumerate() {
            let answer = context.of_subject(&context.target, row);
            assert_eq!(*score == 0.0, answer.predicted() != answer.label, "row {row}: {score}");
        }
        assert_eq!(first.iter().filter(|score| **score == 0.0).count(), 2);
        while !attacker.learn(&context, &mut workspace) {}
        // Those that the shadow model was trained on are of class 0, one of them right.
        let learnt = attacker.thresholds().expect("there is a shadow model");
        assert!(learnt.global >= 0.0 && learnt.by_class == [learnt.global; 2], "{learnt:?}");
    }

    #[test]
    fn only_numbers_with_a_range_move() {
        let mut schema = numbers(5);
        schema.features[0].kind = FeatureKind::Binary;
        schema.features[1].kind = FeatureKind::Categorical { levels: vec!["a".to_string(), "b".to_string()] };
        schema.features[3].kind = FeatureKind::Numeric { grid: vec![7.0] };
        assert_eq!(moving(&schema), [3, 5]);
        let mut binary = numbers(3);
        binary.features.iter_mut().for_each(|feature| feature.kind = FeatureKind::Binary);
        assert!(Boundary.begin(&context(binary)).is_none());
    }
}
