//! Every attack beside every guess that needs no model, on members and on non-members.
//!
//! Two questions are kept apart. How much better an attack does on members (Definition 4's advantage) is what training
//! leaks of them. How much better it does than imputation is what the model adds to what other people's records say; an
//! attack can be far from chance on members and non-members alike and add nothing (Jayaraman and Evans 2022).

use super::guess::{AttackGuess, Guess, Guessed};
use crate::attribute::imputation::Imputation;
use crate::cluster;
use crate::interval::{self, Interval};
use serde::{Deserialize, Serialize};

/// What one way to guess achieves on one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeSide {
    /// Records.
    pub n_records: usize,
    /// Mean Hamming distance from the truth, in features.
    pub mean_distance: f64,
    /// 95 %.
    pub mean_distance_interval: Interval,
    /// Mean over records of the share of guesses that are exactly the truth.
    pub exact_rate: f64,
    /// 95 %.
    pub exact_rate_interval: Interval,
    /// Pr[distance <= alpha], for alpha from 0 to the number of unknown features.
    pub within: Vec<f64>,
}

/// What one way to guess achieves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeRow {
    /// Registered name of the attack or the imputation.
    pub name: String,
    /// On members.
    pub members: AttributeSide,
    /// On non-members.
    pub non_members: AttributeSide,
    /// Definition 4: `members.within` less `non_members.within`, by alpha.
    pub advantage: Vec<f64>,
    /// 95 %, by alpha.
    pub advantage_intervals: Vec<Interval>,
    /// What the model adds on members; none where no model is asked.
    pub adds_on_members: Option<ModelAdds>,
    /// The same on non-members.
    pub adds_on_non_members: Option<ModelAdds>,
}

/// How much nearer to the truth an attack is than the best imputation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ModelAdds {
    /// Mean over records of the imputation's distance less the attack's, in features: above 0 where the model helps.
    pub mean: f64,
    /// 95 %, of the paired differences: Student's t. Where all records have the same difference, whose spread of 0 says
    /// nothing, it is wide enough for as many other records as Clopper and Pearson can't exclude, each as far off as
    /// is possible.
    pub interval: Interval,
}

/// Every attack beside every imputation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeMatrix {
    /// Features that are guessed.
    pub n_unknown: usize,
    /// The imputation of the least mean distance, both sides weighing the same, of equals the first: what attacks are
    /// held against. It is chosen by the same records, which favours it, not the attacks.
    pub best_imputation: Imputation,
    /// In the order in which they were asked for.
    pub attacks: Vec<AttributeRow>,
    /// In the order of [`Imputation::ALL`].
    pub imputations: Vec<AttributeRow>,
}

impl AttributeMatrix {
    /// Sums up what an [`super::AttributeAttackRun`] guessed of members and of non-members, neither of them empty, all with
    /// the same portion and attacks; what is of one cluster counts once in intervals.
    ///
    /// # Panics
    /// Without members or without non-members.
    pub fn of(members: &[Guessed], non_members: &[Guessed], clusters: Option<[&[usize]; 2]>) -> AttributeMatrix {
        let sides = [members, non_members];
        assert!(sides.iter().all(|side| !side.is_empty()), "records of both sides were guessed");
        let mean_distance = |place: usize| -> f64 {
            let of_side = |side: &[Guessed]| interval::mean(side.iter().map(|g| g.by_imputation[place].mean_distance));
            sides.iter().map(|side| of_side(side)).sum()
        };
        let distances: Vec<f64> = (0..Imputation::ALL.len()).map(mean_distance).collect();
        let best = (1..distances.len()).fold(0, |best, place| match distances[place] < distances[best] {
            true => place,
            false => best,
        });
        let attack = |(place, of_first): (usize, &AttackGuess)| {
            AttributeRow::of(of_first.attack, (sides, clusters), |g| &g.by_attack[place].guess, Some(best))
        };
        let imputation = |(place, by): (usize, Imputation)| {
            AttributeRow::of(by.name(), (sides, clusters), |g| &g.by_imputation[place], None)
        };
        AttributeMatrix {
            n_unknown: members[0].by_imputation[0].within.len() - 1,
            best_imputation: Imputation::ALL[best],
            attacks: members[0].by_attack.iter().enumerate().map(attack).collect(),
            imputations: Imputation::ALL.into_iter().enumerate().map(imputation).collect(),
        }
    }

    /// The row of an attack or an imputation.
    pub fn row(&self, name: &str) -> Option<&AttributeRow> {
        self.attacks.iter().chain(&self.imputations).find(|row| row.name == name)
    }
}

impl AttributeRow {
    /// One way to guess, and, where `imputation` says by which, what it adds to that imputation.
    fn of(
        name: &str,
        (sides, clusters): ([&[Guessed]; 2], Option<[&[usize]; 2]>),
        own: impl Fn(&Guessed) -> &Guess,
        imputation: Option<usize>,
    ) -> AttributeRow {
        let of_side = |side: usize| clusters.map(|clusters| clusters[side]);
        let [members, non_members] =
            [0, 1].map(|side| AttributeSide::of(&sides[side].iter().map(&own).collect::<Vec<_>>(), of_side(side)));
        let [adds_on_members, adds_on_non_members] = [0, 1].map(|side| {
            imputation.map(|place| {
                let pairs = sides[side].iter().map(|g| (&g.by_imputation[place], own(g)));
                ModelAdds::of(&pairs.collect::<Vec<_>>(), of_side(side))
            })
        });
        let n_alphas = members.within.len();
        let at = |own_side: &AttributeSide, side: usize, alpha: usize| {
            let within: Vec<f64> = sides[side].iter().map(|g| own(g).within[alpha]).collect();
            (own_side.within[alpha], worth(&within, of_side(side)))
        };
        let interval = |alpha: usize| Interval::of_difference(at(&members, 0, alpha), at(&non_members, 1, alpha));
        AttributeRow {
            name: name.to_string(),
            advantage: members.within.iter().zip(&non_members.within).map(|(m, n)| m - n).collect(),
            advantage_intervals: (0..n_alphas).map(interval).collect(),
            members,
            non_members,
            adds_on_members,
            adds_on_non_members,
        }
    }
}

impl AttributeSide {
    fn of(guesses: &[&Guess], clusters: Option<&[usize]>) -> AttributeSide {
        let n_unknown = guesses[0].within.len() - 1;
        let distances: Vec<f64> = guesses.iter().map(|g| g.mean_distance).collect();
        let within = |alpha: usize| interval::mean(guesses.iter().map(|g| g.within[alpha]));
        let exact_rate = within(0);
        let exact: Vec<f64> = guesses.iter().map(|g| g.within[0]).collect();
        AttributeSide {
            n_records: guesses.len(),
            mean_distance: interval::mean(distances.iter().copied()),
            mean_distance_interval: Interval::over_clusters(&distances, clusters, (0.0, n_unknown as f64)),
            exact_rate,
            exact_rate_interval: Interval::of_rate(exact_rate, worth(&exact, clusters)),
            within: (0..=n_unknown).map(within).collect(),
        }
    }
}

/// As how many independent records these count.
fn worth(values: &[f64], clusters: Option<&[usize]>) -> usize {
    clusters.map_or(values.len(), |clusters| cluster::effective_n(values, clusters))
}

impl ModelAdds {
    /// Of pairs: the imputation's guess and the attack's.
    fn of(pairs: &[(&Guess, &Guess)], clusters: Option<&[usize]>) -> ModelAdds {
        let most = (pairs[0].0.within.len() - 1) as f64;
        let differences: Vec<f64> = pairs.iter().map(|(i, a)| i.mean_distance - a.mean_distance).collect();
        let (mean, n) = (interval::mean(differences.iter().copied()), worth(&differences, clusters));
        let over_records = Interval::over_clusters(&differences, clusters, (-most, most));
        if n < 2 || differences.iter().any(|difference| *difference != differences[0]) {
            return ModelAdds { mean, interval: over_records };
        }
        let others = Interval::or_of_few(0.0, n, over_records);
        let (low, high) = (mean - others.high * (mean + most), mean + others.high * (most - mean));
        ModelAdds { mean, interval: Interval { low, high, ..others } }
    }
}
