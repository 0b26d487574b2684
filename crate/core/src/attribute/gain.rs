//! What a model adds to a guess: how much better an attack does than whoever is told as much and never asks the model.
//!
//! An attack's advantage, members less non-members, doesn't say that: an attack can do far better on members than on
//! others and still worse on members than the most frequent values do (Jayaraman and Evans 2022 hold every attack against
//! imputation). Both attack and imputation guess the same records, so what counts is each record's difference.

use super::imputation::{Imputation, Told};
use crate::cluster;
use crate::interval::{self, Interval, over_repeats};
use serde::{Deserialize, Serialize};

/// How much better an attack is than an imputation, on one side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ModelAdds {
    /// Mean over records of the attack's success less the imputation's: above 0 where the model helps. Of distances, the
    /// imputation's less the attack's, in features.
    pub mean: f64,
    /// 95 %, of the paired differences: Student's t. Where all records have the same difference, whose spread of 0 says
    /// nothing, it is wide enough for as many other records as Clopper and Pearson can't exclude, each as far off as
    /// is possible.
    pub interval: Interval,
}

/// How much better an attack is than the best imputation that is told as much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// The imputation that it is held against: the one that does best on the non-members, of equals the first. So the
    /// members, on whom it is compared, had no part in the choice.
    pub imputation: Imputation,
    /// On members.
    pub on_members: ModelAdds,
    /// On non-members.
    pub on_non_members: ModelAdds,
}

/// What is compared.
pub(super) struct Compared<'a> {
    /// Of both, members first: as which clusters the records count.
    pub(super) clusters: Option<[&'a [usize]; 2]>,
    /// What the attack is told.
    pub(super) told: Told,
    /// The greatest difference that there can be.
    pub(super) most: f64,
}

impl Compared<'_> {
    /// Of both sides, each record's success of the attack, and that of every rival by [`Imputation::rivals`].
    pub(super) fn gain(&self, attack: [&[f64]; 2], rival: &dyn Fn(Imputation) -> [Vec<f64>; 2]) -> Gain {
        let mut best: Option<(Imputation, [Vec<f64>; 2], f64)> = None;
        for &imputation in Imputation::rivals(self.told) {
            let success = rival(imputation);
            let of_others = interval::mean(success[1].iter().copied());
            if best.as_ref().is_none_or(|(.., least)| of_others > *least) {
                best = Some((imputation, success, of_others));
            }
        }
        let (imputation, success, _) = best.expect("there are rivals");
        let [on_members, on_non_members] = [0, 1].map(|side| {
            let clusters = self.clusters.map(|clusters| clusters[side]);
            let differences: Vec<f64> = attack[side].iter().zip(&success[side]).map(|(a, i)| a - i).collect();
            ModelAdds::of(&differences, clusters, self.most)
        });
        Gain { imputation, on_members, on_non_members }
    }
}

impl Gain {
    /// The mean over repeats, of which there must be one; the imputation is that of the first.
    pub(super) fn pool(all: &[&Gain], most: f64) -> Gain {
        let side = |f: fn(&Gain) -> &ModelAdds| {
            let each: Vec<(f64, Interval)> = all.iter().map(|gain| (f(gain).mean, f(gain).interval)).collect();
            let (mean, interval) = over_repeats(&each, (-most, most));
            ModelAdds { mean, interval }
        };
        Gain {
            imputation: all[0].imputation,
            on_members: side(|gain| &gain.on_members),
            on_non_members: side(|gain| &gain.on_non_members),
        }
    }
}

impl ModelAdds {
    /// Of the differences of each record, none of them beyond `most`.
    fn of(differences: &[f64], clusters: Option<&[usize]>, most: f64) -> ModelAdds {
        let n = clusters.map_or(differences.len(), |clusters| cluster::effective_n(differences, clusters));
        let mean = interval::mean(differences.iter().copied());
        let over_records = Interval::over_clusters(differences, clusters, (-most, most));
        if n < 2 || differences.iter().any(|difference| *difference != differences[0]) {
            return ModelAdds { mean, interval: over_records };
        }
        let others = Interval::or_of_few(0.0, n, over_records);
        let (low, high) = (mean - others.high * (mean + most), mean + others.high * (most - mean));
        ModelAdds { mean, interval: Interval { low, high, ..others } }
    }

    /// What may be said of it: whether the model adds something, which it does where the interval lies above 0.
    pub fn is_seen(&self) -> bool {
        self.interval.low > 0.0
    }
}
