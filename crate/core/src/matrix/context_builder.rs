//! What attackers are given, while it is put together: who is attacked, the attacker's records, the models.

use super::config::MatrixConfig;
use crate::dataset::Sample;
use crate::game::strong_membership::{Neighbour, StrongMembership};
use crate::membership::{AttackContext, QueriedModel, Subjects};
use crate::metric::Metric;
use crate::seed::{ShadowDraw, Stream};
use crate::sorted_map::SortedMap;
use crate::trial::{Side, Trial};
use rand::RngExt;
use rand::seq::SliceRandom;

/// An [`AttackContext`] that lacks models.
#[derive(Debug)]
pub(super) struct AttackContextBuilder {
    pub(super) subjects: Subjects,
    pub(super) n_real: usize,
    pub(super) own: Subjects,
    pub(super) pairs: Pairs,
    pub(super) target: Option<QueriedModel>,
    pub(super) in_out: Vec<QueriedModel>,
    pub(super) shadows: Vec<QueriedModel>,
    pub(super) n_copies: usize,
    /// Models that will be attacked.
    pub(super) n_trainings: usize,
    /// By record, the label that it has instead of its own.
    wrong_labels: SortedMap<usize, usize>,
}

/// Rows of original and near miss, by side of the original: members, then non-members.
pub(super) type Pairs = [Vec<(usize, usize)>; 2];

impl AttackContextBuilder {
    /// Of a split.
    pub(super) fn of(trial: &Trial, config: &MatrixConfig) -> AttackContextBuilder {
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
        rest.shuffle(&mut trial.seed().rng(Stream::Shadow, ShadowDraw::OwnOrder.index()));
        if rest.len() >= FEWEST_OWN {
            for record in rest {
                own.push(schema, dataset.record(record), dataset.labels()[record], record);
            }
        }
        AttackContextBuilder {
            subjects,
            n_real: 2 * n,
            own,
            pairs,
            target: None,
            in_out: Vec::new(),
            shadows: Vec::new(),
            n_copies: config.n_copies,
            n_trainings: config.n_trainings.clamp(1, 1 + config.n_shadows / 2 * 2),
            wrong_labels: SortedMap::new(),
        }
    }

    /// Of records that get a wrong label, as many of each side: what a model can't know unless it was trained on them, as
    /// it can't know what nobody else has (Aerni, Zhang and Tramèr 2024). None where there is a single class, or too few
    /// records.
    pub(super) fn of_canaries(trial: &Trial, config: &MatrixConfig) -> Option<AttackContextBuilder> {
        let dataset = trial.dataset();
        let schema = dataset.schema();
        let n_classes = schema.classes.len();
        let sides = [Side::Members, Side::NonMembers].map(|side| trial.side(side));
        let n = (config.n_canaries / 2).min(sides[0].len().min(sides[1].len()) / 10);
        // In half of the models they are out: 100 pairs of one that is out and a model, at least, for a rate of 1 %.
        if n * MatrixConfig::N_CANARY_MODELS < 100 || n_classes < 2 {
            return None;
        }
        let mut rng = trial.seed().rng(Stream::Shadow, ShadowDraw::CanaryLabels.index());
        let (mut subjects, mut wrong_labels) = (Subjects::empty(schema), SortedMap::new());
        // Both sides are in random order.
        for record in sides.iter().flat_map(|side| side[..n].iter().copied()) {
            let other = rng.random_range(0..n_classes as u32 - 1) as usize;
            let label = other + usize::from(other >= dataset.labels()[record]);
            subjects.push(schema, dataset.record(record), label, record);
            wrong_labels.insert(record, label);
        }
        Some(AttackContextBuilder {
            subjects,
            n_real: 2 * n,
            own: Subjects::empty(schema),
            pairs: Pairs::default(),
            target: None,
            in_out: Vec::new(),
            shadows: Vec::new(),
            n_copies: config.n_copies,
            n_trainings: 0,
            wrong_labels,
        })
    }

    /// A training set with the labels that are given out.
    pub(super) fn relabelled(&self, mut sample: Sample, records: &[usize]) -> Sample {
        for (label, record) in sample.labels.iter_mut().zip(records) {
            *label = self.wrong_labels.get(record).copied().unwrap_or(*label);
        }
        sample
    }

    /// Of models alone, one of which is the target to begin with.
    pub(super) fn build_of_canaries(mut self, trial: &Trial) -> AttackContext {
        self.target = self.in_out.first().cloned();
        self.build(trial).0
    }

    /// Everything, and which rows are pairs.
    ///
    /// # Panics
    /// Before the target is there.
    pub(super) fn build(self, trial: &Trial) -> (AttackContext, Pairs) {
        let context = AttackContext {
            schema: trial.dataset().schema().clone(),
            subjects: self.subjects,
            n_real: self.n_real,
            own: self.own,
            target: self.target.expect("the target was trained first"),
            in_out: self.in_out,
            stands_in: None,
            shadows: self.shadows,
            n_copies: self.n_copies,
            seed: trial.seed(),
        };
        (context, self.pairs)
    }
}

/// Records of the attacker's own, at least, for models to be trained on.
const FEWEST_OWN: usize = 40;
