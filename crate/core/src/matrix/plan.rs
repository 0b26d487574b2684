//! Which models an attacker trains, and on whose records.
//!
//! As far as the records go, each model learns as many as the one under attack: what fewer records tell of an attack's
//! threshold isn't what more do.

use super::config::MatrixConfig;
use crate::cluster;
use crate::seed::{Rng, ShadowDraw, Stream, TrainedModel};
use crate::trial::{Side, Trial};
use rand::seq::SliceRandom;

/// A model that is to be trained.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub model: TrainedModel,
    /// Its training set.
    pub records: Vec<usize>,
    /// Records of the same people that it isn't trained on: what an adversary in its training holds members against.
    pub reference: Vec<usize>,
}

/// Models on the attacker's own records, at most: more of them tell hardly more.
const MOST_SHADOWS: usize = 16;

/// The experiment's model, then those on members and non-members, then those on the attacker's own records.
pub(super) fn of_attacks(trial: &Trial, config: &MatrixConfig, own: &[usize]) -> Vec<Planned> {
    let members = trial.side(Side::Members).to_vec();
    let mut planned = vec![Planned { model: TrainedModel::Target, records: members, reference: trial.rest() }];
    let pool = pool(trial);
    for pair in 0..config.n_shadows / 2 {
        let mut rng = trial.seed().rng(Stream::Shadow, ShadowDraw::InOutHalves(pair).index());
        let [one, other] = halves(&pool, trial.clusters(&pool), &mut rng);
        planned.extend(pair_of(TrainedModel::InOut, pair, one, other));
    }
    let n = own.len();
    let n_shadows = config.n_shadows.min(MOST_SHADOWS);
    // Each record is left out by some of them.
    let n_left_out = n.saturating_sub(trial.side(Side::Members).len()).max(n.div_ceil(n_shadows.clamp(1, 5)));
    for number in 0..n_shadows {
        let from = number * n_left_out;
        let is_out = |place: usize| (place + n - from % n.max(1)) % n.max(1) < n_left_out;
        let of = |wanted: bool| (0..n).filter(|place| is_out(*place) == wanted).map(|place| own[place]).collect();
        let (records, reference): (Vec<usize>, Vec<usize>) = (of(false), of(true));
        if !records.is_empty() {
            planned.push(Planned { model: TrainedModel::Shadow(number), records, reference });
        }
    }
    planned
}

/// Models of which each learns half of the canaries, and half of the other records.
pub(super) fn of_canaries(trial: &Trial, canaries: &[usize]) -> Vec<Planned> {
    let others: Vec<usize> = pool(trial).into_iter().filter(|record| !canaries.contains(record)).collect();
    let pairs = (0..MatrixConfig::N_CANARY_MODELS / 2).flat_map(|pair| {
        let mut rng = trial.seed().rng(Stream::Shadow, ShadowDraw::CanaryHalves(pair).index());
        let [mut one, mut other] = halves(&others, trial.clusters(&others), &mut rng);
        let [in_one, in_other] = halves(canaries, None, &mut rng);
        one.extend(in_one);
        other.extend(in_other);
        pair_of(TrainedModel::Canary, pair, one, other)
    });
    pairs.collect()
}

fn pair_of(model: fn(usize) -> TrainedModel, pair: usize, one: Vec<usize>, other: Vec<usize>) -> [Planned; 2] {
    [
        Planned { model: model(2 * pair), records: one.clone(), reference: other.clone() },
        Planned { model: model(2 * pair + 1), records: other, reference: one },
    ]
}

/// Members and as many non-members, of which half are as many as the members; all, where non-members are fewer.
pub(super) fn pool(trial: &Trial) -> Vec<usize> {
    let (members, others) = (trial.side(Side::Members), trial.side(Side::NonMembers));
    [members, &others[..others.len().min(members.len())]].concat()
}

/// Two halves at random; what is of one cluster is of one half.
pub(super) fn halves(records: &[usize], clusters: Option<Vec<usize>>, rng: &mut Rng) -> [Vec<usize>; 2] {
    let mut groups = match clusters {
        Some(clusters) => cluster::by_cluster(&clusters),
        None => (0..records.len()).map(|place| vec![place]).collect(),
    };
    groups.shuffle(rng);
    let mut halves = [Vec::new(), Vec::new()];
    for group in groups {
        let half = usize::from(halves[0].len() >= records.len() / 2);
        halves[half].extend(group.into_iter().map(|place| records[place]));
    }
    halves
}
