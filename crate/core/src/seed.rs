//! One number determines everything: where every random draw comes from.
//!
//! A [`Seed`] is the experiment's number. Each repeat of the experiment has a [`RepeatSeed`], each use of randomness a
//! numbered [`Stream`] of its own, and each repetition within it (a record, a distance) an index, so that the order in
//! which work is done, or the number of workers doing it, can't change a draw.

use rand::SeedableRng;
use serde::{Deserialize, Serialize};

/// The generator behind every draw: ChaCha with 8 rounds, whose output is fixed by its definition.
pub type Rng = nearmiss_kernel::Rng;

/// The one number that an experiment's randomness comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

/// The uses of randomness. Append, never renumber: a number is part of every shared link's promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    /// Records of a synthetic data set.
    Synthetic = 1,
    /// Which records are members.
    Split = 2,
    /// The network's first weights.
    Init = 3,
    /// The order of mini-batches.
    Batches = 4,
    /// Neighbours in the strong membership game.
    Neighbours = 5,
    /// Unknown features chosen at random.
    Portion = 6,
    /// Fitting the imputation baselines.
    Baseline = 7,
    /// Which side a record stands on when a person guesses.
    Shuffle = 8,
    /// The coin and the record when a person plays the membership game.
    Coin = 9,
    /// Where searches for a completion start.
    Search = 10,
    /// What a defence draws in training: units left out, noise.
    Defence = 11,
    /// Which records an attacker's own models are trained on.
    Shadow = 12,
    /// Noisy copies that a label-only attack asks about.
    Copies = 13,
    /// Noise on the known part of a record whose unknown part is guessed.
    KnownNoise = 14,
    /// The adversary of adversarial regularization.
    Adversary = 15,
    /// Starts and directions of a search for the nearest point with another label.
    Boundary = 16,
    /// Which records of a large file take part.
    Sample = 17,
    /// Records drawn again, of which an interval is made.
    Bootstrap = 18,
    /// How records are parted, and how networks are trained, when a private training's settings are chosen.
    Tuning = 19,
    /// What a record's features flip to, and in which order, when it is walked away from.
    Hill = 20,
}

/// A network that a repeat trains: its index in the streams of training ([`Stream::Init`], [`Stream::Batches`],
/// [`Stream::Defence`], [`Stream::Adversary`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainedModel {
    /// The one under attack.
    Target,
    /// The attacker's, on half of members and non-members: its number, below 499.
    InOut(usize),
    /// The attacker's, on half of his own records: its number, below 1,500.
    Shadow(usize),
    /// Of the blind check: the half of the records that it learns on, 0 or 1.
    Blind(usize),
    /// On records of which some are mislabelled: its number, below 1,000.
    Canary(usize),
}

impl TrainedModel {
    /// Never renumbered, as streams aren't.
    pub(crate) fn index(self) -> u64 {
        match self {
            TrainedModel::Target => 0,
            TrainedModel::InOut(number) => 1 + number as u64,
            TrainedModel::Shadow(number) => 500 + number as u64,
            TrainedModel::Blind(half) => 2000 + half as u64,
            TrainedModel::Canary(number) => 3000 + number as u64,
        }
    }
}

/// What is drawn from [`Stream::Shadow`]: its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShadowDraw {
    /// The order of the attacker's own records.
    OwnOrder,
    /// How members and non-members are halved for a pair of models: its number, below 499.
    InOutHalves(usize),
    /// The labels of mislabelled records.
    CanaryLabels,
    /// How these, and the other records, are halved for a pair of models: its number, below 500.
    CanaryHalves(usize),
    /// For records that no model saw, which of them are taken to have been in one of a pair of models: its number.
    Untrained(usize),
    /// First weights of an attack model: its number, below 1,000. Attacks that learn draw alike.
    AttackModelInit(usize),
    /// The order of its batches.
    AttackModelBatches(usize),
}

impl ShadowDraw {
    /// Never renumbered, as streams aren't.
    pub(crate) fn index(self) -> u64 {
        match self {
            ShadowDraw::OwnOrder => 0,
            ShadowDraw::InOutHalves(pair) => 1 + pair as u64,
            ShadowDraw::CanaryLabels => 3000,
            ShadowDraw::CanaryHalves(pair) => 3001 + pair as u64,
            ShadowDraw::Untrained(pair) => 4000 + pair as u64,
            ShadowDraw::AttackModelInit(number) => 1000 + number as u64,
            ShadowDraw::AttackModelBatches(number) => 2000 + number as u64,
        }
    }
}

impl Seed {
    /// The seed of repeat number `repeat`, from 0.
    pub fn repeat(self, repeat: usize) -> RepeatSeed {
        RepeatSeed { seed: self, repeat: repeat as u64 }
    }

    /// The generator of what all repeats share, such as synthetic records; it is the first repeat's.
    pub fn rng(self, stream: Stream, index: u64) -> Rng {
        self.repeat(0).rng(stream, index)
    }
}

/// What one repeat's randomness comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatSeed {
    seed: Seed,
    repeat: u64,
}

impl RepeatSeed {
    /// The generator of use `stream`, repetition `index`. Different quadruples of seed, repeat, stream and index give
    /// unrelated draws: the quadruple is the generator's key.
    pub fn rng(self, stream: Stream, index: u64) -> Rng {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.seed.0.to_le_bytes());
        key[8..16].copy_from_slice(&(stream as u64).to_le_bytes());
        key[16..24].copy_from_slice(&index.to_le_bytes());
        key[24..].copy_from_slice(&self.repeat.to_le_bytes());
        Rng::from_seed(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng as _;

    #[test]
    fn streams_are_pinned_and_differ() {
        let first = |seed, stream, index| Seed(seed).rng(stream, index).next_u64();
        assert_eq!(first(1, Stream::Split, 0), PINNED);
        assert_ne!(first(1, Stream::Split, 0), first(1, Stream::Split, 1));
        assert_ne!(first(1, Stream::Split, 0), first(1, Stream::Init, 0));
        assert_ne!(first(1, Stream::Split, 0), first(2, Stream::Split, 0));
        let of_repeat = |repeat| Seed(1).repeat(repeat).rng(Stream::Split, 0).next_u64();
        assert_eq!(of_repeat(0), PINNED);
        assert_ne!(of_repeat(1), PINNED);
    }

    /// First word of ChaCha8 under the key (1, 2, 0, 0) as little-endian 64-bit words.
    const PINNED: u64 = 6082804599785255738;
}
