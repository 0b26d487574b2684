//! What is played, and between whom.

use super::game_result::GameResult;
use super::neighbour::{Neighbour, draw_neighbour};
use crate::dataset::Schema;
use crate::metric::Metric;
use crate::seed::{RepeatSeed, Rng, Stream};
use crate::trial::{Side, Trial};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

/// What is played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    pub game_result: Option<GameResult>,
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
