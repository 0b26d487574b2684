//! Every attack beside every guess that needs no model, on members and on non-members.
//!
//! Two questions are kept apart. How much better an attack does on members than on non-members is its advantage
//! (Definition 4). How much better it does than the best imputation that is told as much is what the model adds
//! ([`Gain`]). Neither says the other: an attack can be far from chance on members and non-members alike and add nothing
//! (Jayaraman and Evans 2022), and it can have a great advantage because it fails on non-members.

use super::guess::{Guess, Guessed};
use crate::attribute::gain::{Compared, Gain, ModelAdds};
use crate::attribute::imputation::{Imputation, Told};
use crate::attribute::surest::{Certain, Surest};
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
    /// 95 %, by alpha; none for the last, at which every guess counts and the advantage is 0 by definition.
    pub advantage_intervals: Vec<Interval>,
    /// What the model adds on members, in features: the mean distance of the imputation held against less the attack's;
    /// none where no model is asked.
    pub adds_on_members: Option<ModelAdds>,
    /// The same on non-members.
    pub adds_on_non_members: Option<ModelAdds>,
    /// What it is held against there, chosen as in [`Gain`]; none in what earlier versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_against: Option<Imputation>,
    /// What the model adds to the share within alpha, by alpha, as far as there are intervals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gains: Vec<Gain>,
    /// Of members, the most certain guesses; of imputations, the regressions' alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surest: Vec<Surest>,
}

/// Every attack beside every imputation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeMatrix {
    /// Features that are guessed.
    pub n_unknown: usize,
    /// What attacks are held against that aren't told the class: the imputation of the least mean distance on non-members,
    /// of equals the first.
    pub best_imputation: Imputation,
    /// The same for attacks that are told the class; none in what earlier versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_with_class: Option<Imputation>,
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
        let guesses = Guesses { sides, clusters };
        let n_attacks = members[0].by_attack.len();
        let attacks: Vec<AttributeRow> = (0..n_attacks).map(|place| guesses.attack(place)).collect();
        let imputations = Imputation::ALL.into_iter().zip(0..members[0].by_imputation.len());
        AttributeMatrix {
            n_unknown: guesses.n_unknown(),
            best_imputation: guesses.best(Told::KnownPart),
            best_with_class: (members[0].by_imputation.len() == Imputation::ALL.len())
                .then(|| guesses.best(Told::ClassToo)),
            attacks,
            imputations: imputations.map(|(by, place)| guesses.imputation(by, place)).collect(),
        }
    }

    /// The row of an attack or an imputation.
    pub fn row(&self, name: &str) -> Option<&AttributeRow> {
        self.attacks.iter().chain(&self.imputations).find(|row| row.name == name)
    }
}

/// What was guessed of both sides.
struct Guesses<'a> {
    sides: [&'a [Guessed]; 2],
    clusters: Option<[&'a [usize]; 2]>,
}

/// Which guess of a record.
type Own<'a, 'b> = &'b dyn Fn(&'a Guessed) -> &'a Guess;
/// A measure of success, and the most of it.
type Success<'b> = (&'b dyn Fn(&Guess) -> f64, f64);

impl<'a> Guesses<'a> {
    fn n_unknown(&self) -> usize {
        self.sides[0][0].by_imputation[0].within.len() - 1
    }

    fn clusters_of(&self, side: usize) -> Option<&'a [usize]> {
        self.clusters.map(|clusters| clusters[side])
    }

    /// By side, a number of each record's guess.
    fn each(&self, own: Own<'a, '_>, number: &dyn Fn(&Guess) -> f64) -> [Vec<f64>; 2] {
        self.sides.map(|side| side.iter().map(|guessed| number(own(guessed))).collect())
    }

    /// What an attack that is told so much adds to a measure of success.
    fn gain(&self, told: Told, own: Own<'a, '_>, (success, most): Success<'_>) -> Gain {
        let [members, others] = self.each(own, success);
        let compared = Compared { clusters: self.clusters, told, most };
        let rival = |by: Imputation| self.each(&|guessed| &guessed.by_imputation[by as usize], success);
        compared.gain([&members, &others], &rival)
    }

    fn gain_in_features(&self, told: Told, own: Own<'a, '_>) -> Gain {
        self.gain(told, own, (&|guess| -guess.mean_distance, self.n_unknown() as f64))
    }

    /// The imputation that is held against whoever is told so much, by mean distance.
    fn best(&self, told: Told) -> Imputation {
        self.gain_in_features(told, &|guessed| &guessed.by_imputation[0]).imputation
    }

    /// Of the members, the most certain of guesses.
    fn surest(&self, own: Own<'a, '_>, certainty: &dyn Fn(&Guessed) -> f64) -> Vec<Surest> {
        let certain = |guessed: &'a Guessed| {
            let guess = own(guessed);
            Certain { certainty: certainty(guessed), exact: guess.exact(), distance: guess.mean_distance }
        };
        Surest::all(&self.sides[0].iter().map(certain).collect::<Vec<_>>(), self.clusters_of(0))
    }

    fn attack(&self, place: usize) -> AttributeRow {
        let name = self.sides[0][0].by_attack[place].attack;
        let own: Own<'a, '_> = &|guessed| &guessed.by_attack[place].guess;
        let told = Told::with(super::attack(name).is_some_and(|attack| attack.needs().label));
        let in_features = self.gain_in_features(told, own);
        AttributeRow {
            adds_on_members: Some(in_features.on_members),
            adds_on_non_members: Some(in_features.on_non_members),
            held_against: Some(in_features.imputation),
            gains: (0..self.n_unknown())
                .map(|alpha| self.gain(told, own, (&|guess| guess.within[alpha], 1.0)))
                .collect(),
            surest: self.surest(own, &|guessed| guessed.by_attack[place].certainty),
            ..self.row(name, own)
        }
    }

    fn imputation(&self, by: Imputation, place: usize) -> AttributeRow {
        let own: Own<'a, '_> = &|guessed| &guessed.by_imputation[place];
        let row = self.row(by.name(), own);
        match Told::of_regression(by) {
            Some(told) => {
                let surest = self.surest(own, &|guessed| guessed.regression_certainty[told as usize]);
                AttributeRow { surest, ..row }
            }
            // Members and others are all guessed alike: an advantage of 0 by definition.
            None if by == Imputation::Chance => AttributeRow { advantage_intervals: Vec::new(), ..row },
            None => row,
        }
    }

    /// One way to guess, and nothing of what it adds.
    fn row(&self, name: &str, own: Own<'a, '_>) -> AttributeRow {
        let [members, non_members] = [0, 1].map(|side| {
            let guesses: Vec<&Guess> = self.sides[side].iter().map(own).collect();
            AttributeSide::of(&guesses, self.clusters_of(side))
        });
        let interval = |alpha: usize| {
            let within = self.each(own, &|guess| guess.within[alpha]);
            let [of_members, of_others] = [0, 1].map(|side| worth(&within[side], self.clusters_of(side)));
            Interval::of_difference((members.within[alpha], of_members), (non_members.within[alpha], of_others))
        };
        AttributeRow {
            name: name.to_string(),
            advantage: members.within.iter().zip(&non_members.within).map(|(m, n)| m - n).collect(),
            advantage_intervals: (0..self.n_unknown()).map(interval).collect(),
            members,
            non_members,
            adds_on_members: None,
            adds_on_non_members: None,
            held_against: None,
            gains: Vec::new(),
            surest: Vec::new(),
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
