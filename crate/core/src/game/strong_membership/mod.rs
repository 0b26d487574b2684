//! Strong membership inference (Definition 2): tell a record x from a neighbour x' at distance r that is no member. The
//! paper's distance is Hamming's; records with numbers have others too ([`Metric`]).
//!
//! The paper scores it unpaired (AUC of records against neighbours); the definition is paired (the attacker gets both
//! and names one), and that is won more often. Neither measures membership alone: a random flip of a record with few
//! ones mostly adds a one, so rules that never ask the model win too. Hence the two controls. *Non-members as
//! originals*: what the model says of records that it never saw. *A model-free opponent*: what can be won without a
//! model.

mod played;
mod stepped;

pub use played::{ConfidenceChange, PairResult, Played, Rules};

use crate::dataset::{FeatureKind, Inputs, Schema};
use crate::interval::{Interval, IntervalMethod, RATE};
use crate::membership::{ATTACKS, MembershipAttack};
use crate::metric::Metric;
use crate::mlp::Workspace;
use crate::roc::clustered_auc;
use crate::seed::{RepeatSeed, Rng, Stream};
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use ndarray::{Array1, ArrayView1};
use rand::RngExt;
use rand::seq::index;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a neighbour is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Neighbour {
    /// r features take another value, drawn uniformly; by another distance than Hamming's, random steps to distance r.
    Flip,
    /// r/2 ones become zeros and r/2 zeros ones, which keeps the number of ones. Binary features and even r only, and
    /// not by Euclidean distance.
    Swap,
}

/// What is played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrongMembershipConfig {
    /// The distances r.
    pub distances: Vec<usize>,
    /// Records of each side that neighbours are made of.
    pub n_originals: usize,
    /// Neighbours of each.
    pub n_variants: usize,
}

/// One game: all pairs of one distance, one kind of neighbour, one side's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrongMembership {
    /// r, from 1 to the greatest distance that there is.
    pub distance: usize,
    /// What r is measured by.
    #[serde(default)]
    pub metric: Metric,
    /// How x' is made of x.
    pub neighbour: Neighbour,
    /// Whose records are x.
    pub originals: Side,
}

/// The outcome of one game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrongMembershipResult {
    /// Which.
    pub game: StrongMembership,
    /// None where no record has such a neighbour.
    pub played: Option<Played>,
}

/// The name of the attack that the paper plays with.
pub const PAPERS_ATTACK: &str = "max_confidence";

/// The attacks that play: those that need no label, since the definition gives none.
pub fn players() -> impl Iterator<Item = &'static dyn MembershipAttack> {
    ATTACKS.into_iter().filter(|a| !a.needs().label)
}

impl StrongMembership {
    /// Every game of a configuration that the schema allows, in the report's order.
    pub fn games(config: &StrongMembershipConfig, metric: Metric, schema: &Schema) -> Vec<StrongMembership> {
        let mut games = Vec::new();
        for neighbour in [Neighbour::Flip, Neighbour::Swap] {
            for &distance in &config.distances {
                if neighbour.fits(distance, metric, schema) {
                    for originals in [Side::Members, Side::NonMembers] {
                        games.push(StrongMembership { distance, metric, neighbour, originals });
                    }
                }
            }
        }
        games
    }

    /// Where the randomness of neighbour number `variant` of original number `original` comes from.
    fn rng(&self, seed: RepeatSeed, original: usize, variant: usize) -> Rng {
        let kind = (self.metric as u64) << 2 | (self.neighbour as u64) << 1 | self.originals as u64;
        seed.rng(
            Stream::Neighbours,
            (self.distance as u64) << 40 | kind << 36 | (original as u64) << 8 | variant as u64,
        )
    }

    /// Neighbour number `variant` of original number `original` of its side; none where there is none.
    pub fn neighbour_of(&self, trial: &Trial, original: usize, variant: usize) -> Option<Array1<f32>> {
        let record = trial.side(self.originals)[original];
        let mut rng = self.rng(trial.seed(), original, variant);
        let schema = trial.dataset().schema();
        let own = trial.dataset().record(record);
        let drawn = draw_neighbour(schema, own, self.distance, self.metric, self.neighbour, &mut rng)?;
        (!trial.is_member(drawn.view())).then_some(drawn)
    }
}

impl Neighbour {
    /// Whether records of this schema can have such a neighbour at distance `distance`.
    pub fn fits(self, distance: usize, metric: Metric, schema: &Schema) -> bool {
        let is_made = match self {
            Neighbour::Flip => true,
            Neighbour::Swap => schema.is_binary() && metric != Metric::Euclidean && distance.is_multiple_of(2),
        };
        is_made && distance >= 1 && distance as f64 <= metric.diameter(schema)
    }
}

/// Features that can take another value.
pub fn changeable(schema: &Schema) -> impl Iterator<Item = usize> + '_ {
    (0..schema.features.len()).filter(|j| schema.features[*j].n_values() > 1)
}

/// A random neighbour of `record` at distance `distance`; none if there is none. By Hamming distance, flipping draws the
/// features uniformly, then the other value of each: over binary features, that is uniform over all neighbours. By
/// Manhattan distance random features go single steps, r together; by Euclidean likewise, and where no steps come to
/// exactly r, they end within half a step below.
pub fn draw_neighbour(
    schema: &Schema,
    record: ArrayView1<'_, f32>,
    distance: usize,
    metric: Metric,
    neighbour: Neighbour,
    rng: &mut Rng,
) -> Option<Array1<f32>> {
    let mut drawn = record.to_owned();
    match neighbour {
        Neighbour::Flip if !metric.is_hamming() => return stepped::draw_stepped(schema, record, distance, metric, rng),
        Neighbour::Flip => {
            let changeable: Vec<usize> = changeable(schema).collect();
            if changeable.len() < distance {
                return None;
            }
            for place in index::sample(rng, changeable.len(), distance) {
                let feature_idx = changeable[place];
                let feature = &schema.features[feature_idx];
                let code = feature.value_idx(record[feature_idx]);
                let other = match &feature.kind {
                    FeatureKind::Binary => 1 - code,
                    FeatureKind::Categorical { .. } | FeatureKind::Numeric { .. } => {
                        (code + rng.random_range(1..feature.n_values())) % feature.n_values()
                    }
                };
                drawn[feature_idx] = feature.value(other);
            }
        }
        Neighbour::Swap if !schema.is_binary() || metric == Metric::Euclidean => return None,
        Neighbour::Swap => {
            for value in [1.0, 0.0] {
                let holders: Vec<usize> = (0..record.len()).filter(|j| record[*j] == value).collect();
                if holders.len() < distance / 2 {
                    return None;
                }
                for holder in index::sample(rng, holders.len(), distance / 2) {
                    drawn[holders[holder]] = 1.0 - value;
                }
            }
        }
    }
    Some(drawn)
}

/// One game being played, a few records a step.
#[derive(Debug, Clone)]
pub struct StrongMembershipRun {
    game: StrongMembership,
    config: StrongMembershipConfig,
    /// The next original.
    original: usize,
    /// By player: scores of originals, once a pair, and of neighbours.
    scores: Vec<[Vec<f64>; 2]>,
    /// By pair, its original's number.
    pair_originals: Vec<usize>,
    fewer_ones: Vec<f64>,
    frequencies: Vec<f64>,
}

impl StrongMembershipRun {
    /// Nothing played yet.
    pub fn new(game: StrongMembership, config: &StrongMembershipConfig) -> StrongMembershipRun {
        StrongMembershipRun {
            game,
            config: config.clone(),
            original: 0,
            scores: players().map(|_| [Vec::new(), Vec::new()]).collect(),
            pair_originals: Vec::new(),
            fewer_ones: Vec::new(),
            frequencies: Vec::new(),
        }
    }

    /// Plays on for at most about 20 ms; the result, once all records are through.
    pub fn step(
        &mut self,
        trial: &Trial,
        model: &TargetModel,
        workspace: &mut Workspace,
    ) -> Option<StrongMembershipResult> {
        let n_originals = self.config.n_originals.min(trial.side(self.game.originals).len());
        let per_step = (model.mlp().rows_per_step() / (self.config.n_variants + 1)).max(1);
        let schema = trial.dataset().schema();
        let end = n_originals.min(self.original + per_step);
        let mut asked = Inputs::empty(schema.n_inputs());
        let mut pairs = Vec::new();
        for original in self.original..end {
            let record = trial.side(self.game.originals)[original];
            let own_row = asked.n_rows();
            asked.push_row(trial.inputs().row(record));
            for variant in 0..self.config.n_variants {
                if let Some(neighbour) = self.game.neighbour_of(trial, original, variant) {
                    pairs.push((own_row, asked.n_rows()));
                    asked.push(schema, neighbour.view());
                    self.pair_originals.push(original);
                    self.play_model_free(trial, record, neighbour.view());
                }
            }
        }
        let logits = model.logits(&asked, 0..asked.n_rows(), workspace);
        for (player, scores) in players().zip(&mut self.scores) {
            let of_row = |row: usize| {
                let logits = logits.row(row);
                model.answer(logits.to_slice().expect("rows are contiguous"), 0, |answer| answer.score(player))
            };
            for &(own_row, row) in &pairs {
                scores[0].push(of_row(own_row));
                scores[1].push(of_row(row));
            }
        }
        self.original = end;
        (end == n_originals).then(|| self.result())
    }

    /// Share of the originals that are through.
    pub fn progress(&self) -> f64 {
        self.original as f64 / self.config.n_originals.max(1) as f64
    }

    fn play_model_free(&mut self, trial: &Trial, record: usize, neighbour: ArrayView1<'_, f32>) {
        let dataset = trial.dataset();
        let own = dataset.record(record);
        let n_ones = |values: ArrayView1<'_, f32>| values.iter().filter(|v| **v == 1.0).count();
        if dataset.schema().is_binary() {
            self.fewer_ones.push(win(n_ones(neighbour) as f64, n_ones(own) as f64));
        }
        let (mut of_own, mut of_neighbour) = (0.0, 0.0);
        for (feature_idx, feature) in dataset.schema().features.iter().enumerate() {
            let (code, other) = (feature.value_idx(own[feature_idx]), feature.value_idx(neighbour[feature_idx]));
            if code != other {
                of_own += trial.log_frequency(feature_idx, code, record);
                of_neighbour += trial.log_frequency(feature_idx, other, record);
            }
        }
        self.frequencies.push(win(of_own, of_neighbour));
    }

    fn result(&self) -> StrongMembershipResult {
        let n_pairs = self.pair_originals.len();
        if n_pairs == 0 {
            return StrongMembershipResult { game: self.game, played: None };
        }
        let mean = |wins: &[f64]| wins.iter().sum::<f64>() / n_pairs as f64;
        let mut attacks: BTreeMap<String, PairResult> = players()
            .zip(&self.scores)
            .map(|(player, scores)| {
                (player.name().to_string(), pair_result(&scores[0], &scores[1], &self.pair_originals))
            })
            .collect();
        let papers = players().position(|p| p.name() == PAPERS_ATTACK).expect("the paper's attack needs no label");
        let [own, others] = &self.scores[papers];
        let rules = Rules {
            fewer_ones: (!self.fewer_ones.is_empty()).then(|| mean(&self.fewer_ones)),
            frequencies: mean(&self.frequencies),
        };
        let played = Played {
            n_pairs,
            max_confidence: attacks.remove(PAPERS_ATTACK).expect("it is one of the players"),
            model_free: rules.best(),
            rules,
            confidence_change: ConfidenceChange::of(own, others),
            other_attacks: attacks,
        };
        StrongMembershipResult { game: self.game, played: Some(played) }
    }
}

/// One player's result over pairs, given the scores of originals, once a pair, and of their neighbours; pairs of one
/// original, by its number, stand together and count as one observation.
pub(crate) fn pair_result(own: &[f64], others: &[f64], originals: &[usize]) -> PairResult {
    let n_pairs = own.len() as f64;
    let n_originals = originals.chunk_by(|a, b| a == b).count();
    let wins: Vec<f64> = own.iter().zip(others).map(|(a, b)| win(*a, *b)).collect();
    let paired_success = wins.iter().sum::<f64>() / n_pairs;
    let (auc, auc_error) = clustered_auc(own, others, originals);
    let interval = |rate: f64, error: f64| {
        Interval::or_of_few(rate, n_originals, Interval::normal(rate, error, RATE, IntervalMethod::Clusters))
    };
    PairResult {
        auc,
        auc_interval: interval(auc, auc_error),
        paired_success,
        paired_interval: interval(paired_success, clustered_error(&wins, paired_success, originals)),
        tied: own.iter().zip(others).filter(|(a, b)| a == b).count() as f64 / n_pairs,
    }
}

/// Standard error of the mean of `wins`, the pairs of one original counted as one observation.
fn clustered_error(wins: &[f64], mean: f64, originals: &[usize]) -> f64 {
    let (mut squares, mut place) = (0.0, 0);
    for cluster in originals.chunk_by(|a, b| a == b) {
        let sum: f64 = wins[place..place + cluster.len()].iter().map(|win| win - mean).sum();
        place += cluster.len();
        squares += sum * sum;
    }
    squares.sqrt() / wins.len() as f64
}

/// Points in one pair: 1 if `a` beats `b`, 1/2 if they are equal, else 0.
pub fn win(a: f64, b: f64) -> f64 {
    if a > b {
        1.0
    } else if a == b {
        0.5
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Feature;
    use crate::seed::Seed;
    use ndarray::arr1;
    use proptest::prelude::*;

    fn schema(n_values: &[usize]) -> Schema {
        let kind = |n: usize| match n {
            2 => FeatureKind::Binary,
            n => FeatureKind::Categorical { levels: (0..n).map(|l| l.to_string()).collect() },
        };
        let features = n_values.iter().map(|n| Feature { name: String::new(), kind: kind(*n) }).collect();
        Schema { features, classes: Vec::new(), picture: None }
    }

    proptest! {
        #[test]
        fn a_neighbour_has_exactly_its_distance(distance in 1..5_usize, seed in 0..500_u64) {
            let (schema, record) = (schema(&[2, 1, 3, 2, 7]), arr1(&[1.0, 0.0, 2.0, 0.0, 3.0]));
            let mut rng = Seed(seed).rng(Stream::Neighbours, 0);
            let neighbour = draw_neighbour(&schema, record.view(), distance, Metric::Hamming, Neighbour::Flip, &mut rng);
            let neighbour = neighbour.expect("four features can change");
            prop_assert_eq!(record.iter().zip(&neighbour).filter(|(a, b)| a != b).count(), distance);
        }

        #[test]
        fn a_swap_keeps_the_number_of_ones(half in 1..4_usize, seed in 0..500_u64) {
            let (schema, record) = (schema(&[2; 8]), arr1(&[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0]));
            let mut rng = Seed(seed).rng(Stream::Neighbours, 0);
            let neighbour = draw_neighbour(&schema, record.view(), 2 * half, Metric::Hamming, Neighbour::Swap, &mut rng);
            let neighbour = neighbour.expect("three ones");
            prop_assert_eq!(neighbour.sum(), 3.0);
            prop_assert_eq!(record.iter().zip(&neighbour).filter(|(a, b)| a != b).count(), 2 * half);
        }
    }

    #[test]
    fn where_there_is_no_neighbour_there_is_none() {
        let mut rng = Seed(1).rng(Stream::Neighbours, 0);
        let mut draw = |n_values: &[usize], distance, neighbour| {
            let record = Array1::from_elem(n_values.len(), 0.0);
            draw_neighbour(&schema(n_values), record.view(), distance, Metric::Hamming, neighbour, &mut rng)
        };
        assert_eq!(draw(&[2, 1, 2], 3, Neighbour::Flip), None);
        assert_eq!(draw(&[2, 2, 2], 2, Neighbour::Swap), None);
        assert_eq!(draw(&[2, 3, 2], 2, Neighbour::Swap), None);
    }
}
