//! Records in the order of their scores, each counted as often as asked: what resampling goes through again and again.

use crate::order;
use serde::{Deserialize, Serialize};

/// What an attack achieves: AUC, and the true-positive rate at one false-positive rate, equal scores called at random.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Area under the curve, ties one half.
    pub auc: f64,
    /// True-positive rate.
    pub tpr: f64,
}

/// Scores of some records in order, and whether each is a member.
#[derive(Debug)]
pub(crate) struct Ranked {
    /// From the highest score on: record, whether it is a member, whether the next one has the same score.
    places: Vec<(u32, bool, bool)>,
}

impl Ranked {
    /// `score` and membership by record.
    pub fn new(scores: &[f64], is_member: impl Fn(usize) -> bool) -> Ranked {
        let mut records: Vec<u32> = (0..scores.len() as u32).collect();
        let score = |record: u32| scores[record as usize];
        order::sort_by(&mut records, |a, b| score(*b).total_cmp(&score(*a)).then(a.cmp(b)));
        let place = |(n, record): (usize, &u32)| {
            let is_tied = records.get(n + 1).is_some_and(|next| score(*next) == score(*record));
            (*record, is_member(*record as usize), is_tied)
        };
        Ranked { places: records.iter().enumerate().map(place).collect() }
    }

    /// Whether there are non-members enough for one of them to be accused at this rate.
    pub fn reaches(&self, fpr: f64) -> bool {
        self.places.iter().filter(|(_, is_member, _)| !is_member).count() as f64 * fpr >= 1.0
    }

    /// Each record once.
    pub fn rates_of_all(&self, fpr: f64) -> Rates {
        self.rates(fpr, |_| 1.0)
    }

    /// True-positive rates at ascending false-positive rates, equal scores called at random.
    pub fn tprs(&self, fprs: &[f64]) -> Vec<f64> {
        let n_members = self.places.iter().filter(|(_, is_member, _)| *is_member).count() as f64;
        let n_others = self.places.len() as f64 - n_members;
        let mut tprs = Vec::with_capacity(fprs.len());
        let (mut above, mut here) = ([0.0, 0.0], [0.0, 0.0]);
        for (_, is_member, is_tied) in &self.places {
            here[usize::from(!is_member)] += 1.0;
            if *is_tied {
                continue;
            }
            while let Some(fpr) = fprs.get(tprs.len()).filter(|fpr| (above[1] + here[1]) / n_others > **fpr) {
                let share = (fpr * n_others - above[1]) / here[1];
                tprs.push((above[0] + share * here[0]) / n_members);
            }
            (above, here) = ([above[0] + here[0], above[1] + here[1]], [0.0, 0.0]);
        }
        tprs.resize(fprs.len(), 1.0);
        tprs
    }

    /// The true-positive rate where a record counts as often as its weight says, and so many members and others count in
    /// all: what [`Ranked::rates`] gives, without the records below the threshold.
    pub fn tpr(&self, fpr: f64, [members, others]: [f64; 2], weight: impl Fn(usize) -> f64) -> f64 {
        if members == 0.0 || others == 0.0 {
            return fpr;
        }
        let (mut above, mut here) = ([0.0, 0.0], [0.0, 0.0]);
        for (record, is_member, is_tied) in &self.places {
            here[usize::from(!is_member)] += weight(*record as usize);
            if *is_tied {
                continue;
            }
            if (above[1] + here[1]) / others > fpr {
                let share = (fpr * others - above[1]) / here[1];
                return (above[0] + share * here[0]) / members;
            }
            (above, here) = ([above[0] + here[0], above[1] + here[1]], [0.0, 0.0]);
        }
        1.0
    }

    /// Where a record counts as often as its weight says; of a side without any, those of an attack that knows nothing.
    pub fn rates(&self, fpr: f64, weight: impl Fn(usize) -> f64) -> Rates {
        let (mut all, mut members) = (0.0, 0.0);
        for (record, is_member, _) in &self.places {
            let weight = weight(*record as usize);
            all += weight;
            members += if *is_member { weight } else { 0.0 };
        }
        let others = all - members;
        if members == 0.0 || others == 0.0 {
            return Rates { auc: 0.5, tpr: fpr };
        }
        let (mut won, mut tpr) = (0.0, None);
        let (mut members_above, mut others_above) = (0.0, 0.0);
        let (mut members_here, mut others_here) = (0.0, 0.0);
        for (record, is_member, is_tied) in &self.places {
            *(if *is_member { &mut members_here } else { &mut others_here }) += weight(*record as usize);
            if *is_tied {
                continue;
            }
            won += members_here * (others - others_above - 0.5 * others_here);
            if tpr.is_none() && (others_above + others_here) / others > fpr {
                let share = (fpr * others - others_above) / others_here;
                tpr = Some((members_above + share * members_here) / members);
            }
            (members_above, others_above) = (members_above + members_here, others_above + others_here);
            (members_here, others_here) = (0.0, 0.0);
        }
        Rates { auc: won / (members * others), tpr: tpr.unwrap_or(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Seed, Stream};
    use rand::RngExt;

    #[test]
    fn the_rate_alone_has_the_bits_of_the_rate_beside_the_auc() {
        let mut rng = Seed(3).rng(Stream::Bootstrap, 0);
        for n in 1..60_usize {
            let mut whole = |below: u32| f64::from(rng.random_range(0..below));
            let scores: Vec<f64> = (0..n).map(|_| whole(20)).collect();
            let weights: Vec<f64> = (0..n).map(|_| whole(4)).collect();
            let n_members = n / 2;
            let ranked = Ranked::new(&scores, |place| place < n_members);
            let sums = [&weights[..n_members], &weights[n_members..]].map(|side| side.iter().sum());
            for fpr in [0.0, 0.01, 0.1, 0.5, 1.0] {
                let (alone, beside) =
                    (ranked.tpr(fpr, sums, |at| weights[at]), ranked.rates(fpr, |at| weights[at]).tpr);
                assert_eq!(alone.to_bits(), beside.to_bits(), "{n} records at {fpr}");
            }
        }
    }
}
