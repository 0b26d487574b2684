//! One target model's surroundings: the data, who is a member, and what can be known without the model.

use crate::dataset::{self, Dataset, Feature, Inputs, Sample, Split, SplitError, SplitSizes};
use crate::mrmr;
use crate::portion::Portion;
use crate::seed::{RepeatSeed, Stream};
use ndarray::{ArrayView1, Axis};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

/// Which side of the split a record stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Trained on.
    Members,
    /// Never seen.
    NonMembers,
}

impl Side {
    /// Which of a pair of sides: members first.
    pub fn place(self) -> usize {
        match self {
            Side::Members => 0,
            Side::NonMembers => 1,
        }
    }
}

/// Data, split and everything derived from them; no model yet.
#[derive(Debug, Clone)]
pub struct Trial {
    seed: RepeatSeed,
    dataset: Arc<Dataset>,
    inputs: Arc<Inputs>,
    split: Split,
    /// Value bits of every member.
    member_bits: HashSet<Vec<u32>>,
    /// By feature and code: how many non-members have it.
    counts: Vec<Vec<u32>>,
    /// By record: its side and its fold there, if it takes part.
    folds: Vec<Option<(Side, usize)>>,
    /// Once asked for.
    mrmr: OnceLock<Vec<usize>>,
    /// Once asked for; none where every record stands for itself.
    clusters: OnceLock<Option<Vec<usize>>>,
}

impl Trial {
    /// Splits the data by the seed.
    ///
    /// # Errors
    /// As [`Split::draw`].
    pub fn new(dataset: Dataset, sizes: SplitSizes, seed: RepeatSeed) -> Result<Trial, SplitError> {
        let inputs = Inputs::of(&dataset);
        Trial::of_data(Arc::new(dataset), Arc::new(inputs), sizes, seed)
    }

    /// Splits the same data by another seed; the data aren't copied.
    ///
    /// # Errors
    /// As [`Split::draw`].
    pub fn again(&self, sizes: SplitSizes, seed: RepeatSeed) -> Result<Trial, SplitError> {
        Trial::of_data(self.dataset.clone(), self.inputs.clone(), sizes, seed)
    }

    fn of_data(
        dataset: Arc<Dataset>,
        inputs: Arc<Inputs>,
        sizes: SplitSizes,
        seed: RepeatSeed,
    ) -> Result<Trial, SplitError> {
        let split = Split::draw(&dataset, sizes, &mut seed.rng(Stream::Split, 0))?;
        let member_bits = split.members.iter().map(|r| bits(dataset.record(*r))).collect();
        let mut counts: Vec<Vec<u32>> = dataset.schema().features.iter().map(|f| vec![0; f.n_values()]).collect();
        let mut folds = vec![None; dataset.n_records()];
        let sides = [(Side::Members, &split.members), (Side::NonMembers, &split.non_members)];
        for ((side, records), of_side) in sides.into_iter().zip(&split.folds) {
            records.iter().zip(of_side).for_each(|(record, fold)| folds[*record] = Some((side, *fold)));
        }
        for &record in &split.non_members {
            for (counts, code) in counts.iter_mut().zip(dataset.codes().row(record)) {
                counts[usize::from(*code)] += 1;
            }
        }
        Ok(Trial {
            seed,
            dataset,
            inputs,
            split,
            member_bits,
            counts,
            folds,
            mrmr: OnceLock::new(),
            clusters: OnceLock::new(),
        })
    }

    /// What its randomness comes from.
    pub fn seed(&self) -> RepeatSeed {
        self.seed
    }

    /// The data.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The network's inputs, a row a record.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// Who is a member.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// The records of one side, in the split's random order.
    pub fn side(&self, side: Side) -> &[usize] {
        match side {
            Side::Members => &self.split.members,
            Side::NonMembers => &self.split.non_members,
        }
    }

    /// Records that stand on neither side, ascending: an attacker may have them.
    pub fn rest(&self) -> Vec<usize> {
        (0..self.folds.len()).filter(|record| self.folds[*record].is_none()).collect()
    }

    /// Inputs and labels of one side.
    pub fn sample(&self, side: Side) -> Sample {
        self.sample_of(self.side(side))
    }

    /// Inputs and labels of some records.
    pub fn sample_of(&self, records: &[usize]) -> Sample {
        Sample {
            inputs: self.inputs.select(records),
            labels: records.iter().map(|r| self.dataset.labels()[*r]).collect(),
        }
    }

    /// Whether some member has exactly these feature values.
    pub fn is_member(&self, values: ArrayView1<'_, f32>) -> bool {
        self.member_bits.contains(&bits(values))
    }

    /// log of the share of non-members that have this code (one added to each count), `left_out` not counted.
    pub fn log_frequency(&self, feature_idx: usize, code: usize, left_out: usize) -> f64 {
        let (mut count, mut n) = (self.counts[feature_idx][code], self.split.non_members.len());
        if matches!(self.folds[left_out], Some((Side::NonMembers, _))) {
            n -= 1;
            count -= u32::from(usize::from(self.dataset.codes()[[left_out, feature_idx]]) == code);
        }
        libm::log(f64::from(count + 1) / (n + self.counts[feature_idx].len()) as f64)
    }

    /// The fold of a record of the split; a baseline leaves it out when it is asked about the record.
    ///
    /// # Panics
    /// About a record that stands on neither side.
    pub fn fold_of(&self, record: usize) -> usize {
        self.folds[record].expect("the record takes part").1
    }

    /// Records of both sides outside a fold: what can be known of other people.
    pub fn others(&self, fold: usize) -> Vec<usize> {
        let records = self.split.members.iter().chain(&self.split.non_members);
        records.copied().filter(|record| self.folds[*record].is_some_and(|(_, own)| own != fold)).collect()
    }

    /// The clusters of some records, by their numbers, if one of the data's clusters holds several records:
    /// what is found of one cluster counts once in intervals.
    pub fn clusters(&self, records: &[usize]) -> Option<Vec<usize>> {
        let of_all = || {
            let clusters = dataset::clusters(&self.dataset);
            let n_clusters = clusters.iter().max().map_or(0, |last| last + 1);
            (n_clusters < clusters.len()).then_some(clusters)
        };
        let clusters = self.clusters.get_or_init(of_all).as_ref()?;
        Some(records.iter().map(|record| clusters[*record]).collect())
    }

    /// Whether a record's values of these features are all known, none filled in.
    pub fn is_whole(&self, record: usize, features: &[usize]) -> bool {
        features.iter().all(|feature| !self.dataset.is_filled(record, *feature))
    }

    /// The first features by mRMR on the members: as many as an exhaustive attack could have unknown.
    pub fn mrmr(&self) -> &[usize] {
        self.mrmr.get_or_init(|| self.rank())
    }

    fn rank(&self) -> Vec<usize> {
        let n_values: Vec<usize> = self.dataset.schema().features.iter().map(Feature::n_values).collect();
        let codes = self.dataset.codes().select(Axis(0), &self.split.members);
        let labels: Vec<usize> = self.split.members.iter().map(|r| self.dataset.labels()[*r]).collect();
        let n_classes = self.dataset.schema().classes.len();
        let ranked = mrmr::rank(&codes, &n_values, &labels, n_classes, Portion::MAX_UNKNOWN);
        ranked.into_iter().map(|r| r.feature).collect()
    }
}

fn bits(values: ArrayView1<'_, f32>) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}
