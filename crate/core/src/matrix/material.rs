//! What a scene is made of: who is attacked, what the attacker has; and what scores on it say.

use super::{MatrixCell, MatrixConfig};
use crate::attribute::attack::{AttributeAttackRun, N_NOISY};
use crate::game::strong_membership::{Neighbour, PairResult, StrongMembership, pair_result};
use crate::membership::{Asked, EquippedAttack, MembershipResult, Scene, Subjects, Thresholds};
use crate::metric::Metric;
use crate::portion::Portion;
use crate::roc::RocCurve;
use crate::seed::Stream;
use crate::trial::{Side, Trial};
use rand::seq::SliceRandom;
use std::ops::Range;

/// What the scene is made of.
#[derive(Debug)]
pub(super) struct Material {
    pub(super) subjects: Subjects,
    pub(super) n_real: usize,
    pub(super) own: Subjects,
    /// Rows of original and near miss, by side of the original.
    pub(super) pairs: [Vec<(usize, usize)>; 2],
    pub(super) target: Option<Asked>,
    pub(super) in_out: Vec<Asked>,
    pub(super) shadows: Vec<Asked>,
    pub(super) n_copies: usize,
}

impl Material {
    /// Of a split.
    pub(super) fn of(trial: &Trial, config: &MatrixConfig) -> Material {
        let dataset = trial.dataset();
        let schema = dataset.schema();
        let n = config.n_subjects.min(trial.side(Side::Members).len()).min(trial.side(Side::NonMembers).len());
        let mut subjects = Subjects::empty(schema);
        let mut push = |record: usize| {
            subjects.push(schema, dataset.record(record), dataset.labels()[record], record);
        };
        trial.side(Side::Members)[..n].iter().for_each(|record| push(*record));
        trial.side(Side::NonMembers)[..n].iter().for_each(|record| push(*record));
        let mut pairs = [Vec::new(), Vec::new()];
        for (side, originals) in [Side::Members, Side::NonMembers].into_iter().enumerate() {
            let (distance, metric, neighbour) = (1, Metric::Hamming, Neighbour::Flip);
            let game = StrongMembership { distance, metric, neighbour, originals };
            for original in 0..n {
                if let Some(near_miss) = game.neighbour_of(trial, original, 0) {
                    let record = trial.side(originals)[original];
                    pairs[side].push((side * n + original, subjects.len()));
                    subjects.push(schema, near_miss.view(), dataset.labels()[record], record);
                }
            }
        }
        let mut own = Subjects::empty(schema);
        let mut rest = trial.rest();
        rest.shuffle(&mut trial.seed().rng(Stream::Shadow, 0));
        if rest.len() >= FEWEST_OWN {
            for record in rest {
                own.push(schema, dataset.record(record), dataset.labels()[record], record);
            }
        }
        Material {
            subjects,
            n_real: 2 * n,
            own,
            pairs,
            target: None,
            in_out: Vec::new(),
            shadows: Vec::new(),
            n_copies: config.n_copies,
        }
    }

    /// Everything, once the models are there.
    pub(super) fn take_scene(&mut self, trial: &Trial) -> Scene {
        let schema = trial.dataset().schema();
        let take = |subjects: &mut Subjects| std::mem::replace(subjects, Subjects::empty(schema));
        Scene {
            schema: schema.clone(),
            subjects: take(&mut self.subjects),
            n_real: self.n_real,
            own: take(&mut self.own),
            target: self.target.take().expect("the target was trained first"),
            in_out: std::mem::take(&mut self.in_out),
            shadows: std::mem::take(&mut self.shadows),
            n_copies: self.n_copies,
            seed: trial.seed(),
        }
    }

    /// What the scores of an attack say.
    pub(super) fn cell(
        &self,
        attack: &dyn EquippedAttack,
        scene: &Scene,
        scores: &[f64],
        thresholds: Option<&Thresholds>,
    ) -> MatrixCell {
        let n = self.n_real / 2;
        let (members, others) = (&scores[..n], &scores[n..2 * n]);
        let accuracy = |threshold: &dyn Fn(usize) -> f64| {
            let called = |rows: Range<usize>| rows.filter(|row| scores[*row] >= threshold(*row)).count();
            0.5 + 0.5 * (called(0..n) as f64 - called(n..2 * n) as f64) / n as f64
        };
        let pairs = |pairs: &[(usize, usize)]| -> Option<PairResult> {
            let own: Vec<f64> = pairs.iter().map(|(row, _)| scores[*row]).collect();
            let near: Vec<f64> = pairs.iter().map(|(_, row)| scores[*row]).collect();
            let originals: Vec<usize> = pairs.iter().map(|(row, _)| *row).collect();
            (!pairs.is_empty()).then(|| pair_result(&own, &near, &originals))
        };
        let curve = RocCurve::new(members, others);
        MatrixCell {
            attack: attack.name().to_string(),
            membership: MembershipResult::of_curve(&curve, members, others),
            tpr_interval: curve.tpr_interval_at_fpr(0.01),
            balanced_accuracy: thresholds.map(|t| accuracy(&|_| t.global)),
            balanced_accuracy_by_class: thresholds.map(|t| accuracy(&|row| t.by_class[scene.subjects.labels[row]])),
            near_miss: pairs(&self.pairs[0]),
            near_miss_control: pairs(&self.pairs[1]),
            outliers: None,
            by_class: Vec::new(),
        }
    }
}

/// Members that are guessed, and as many non-members.
pub(super) fn n_targets(trial: &Trial, config: &MatrixConfig) -> usize {
    config.n_targets.min(trial.side(Side::Members).len()).min(trial.side(Side::NonMembers).len())
}

/// Features of members, then of non-members, being guessed; none where that isn't asked for.
pub(super) fn guessing(trial: &Trial, config: &MatrixConfig) -> Option<AttributeAttackRun> {
    let (schema, n) = (trial.dataset().schema(), n_targets(trial, config));
    let mut unknown: Vec<usize> = trial.mrmr().iter().take(config.n_unknown).copied().collect();
    let n_completions = |unknown: &[usize]| unknown.iter().map(|j| schema.features[*j].n_values()).product::<usize>();
    while n_completions(&unknown) > AttributeAttackRun::MAX_COMPLETIONS {
        unknown.pop();
    }
    let portion = Portion::new(schema, unknown).ok()?;
    let targets = [&trial.side(Side::Members)[..n], &trial.side(Side::NonMembers)[..n]].concat();
    (n > 0).then(|| AttributeAttackRun::new(trial, &portion, targets, N_NOISY, 0))
}

/// Records of the attacker's own, at least, for models to be trained on.
const FEWEST_OWN: usize = 40;
