//! How guesses of many records are summed up.

use super::GuessBy;
use super::gain::{Compared, Gain};
use super::imputation::{Imputation, TargetImputed, Told};
use super::report::{
    AttributeAttackReport, AttributeInferenceReport, BaselineReport, PeopleReport, SideGuesses, SideImputed,
    TargetGuess,
};
use super::surest::{Certain, Surest};
use crate::cluster;
use crate::interval::{self, Interval};
use crate::sorted_map::SortedMap;

impl AttributeInferenceReport {
    /// Puts together what was guessed of members (first) and non-members, one entry a record, none of them empty; what is
    /// of one cluster counts once in intervals; alpha goes to `max_alpha` or the number of unknown features.
    pub fn of(
        unknown: &[usize],
        n_completions: usize,
        max_alpha: Option<usize>,
        guesses: [&[TargetGuess]; 2],
        imputed: [&[TargetImputed]; 2],
        clusters: Option<[&[usize]; 2]>,
    ) -> Self {
        let summary = Summary {
            n_unknown: unknown.len(),
            n_alphas: unknown.len().min(max_alpha.unwrap_or(usize::MAX)) + 1,
            n_completions,
            guesses,
            imputed,
            clusters,
        };
        let people = imputed[0][0].by_people.iter().enumerate().map(|(place, of)| PeopleReport {
            n_people: of.n_people,
            baselines: summary.baselines(&|imputed, by| imputed.by_people[place].distances[by]),
        });
        AttributeInferenceReport {
            unknown: unknown.to_vec(),
            n_completions,
            max_confidence: summary.attack(GuessBy::MaxConfidence),
            log_odds: summary.attack(GuessBy::LogOdds),
            baselines: summary.baselines(&|imputed, by| imputed.by_all[by].distance),
            people: people.collect(),
            surest_of_regression: summary.surest_of_regression(),
        }
    }
}

/// What was guessed of members (first) and non-members, one entry a record.
struct Summary<'a> {
    n_unknown: usize,
    n_alphas: usize,
    n_completions: usize,
    guesses: [&'a [TargetGuess]; 2],
    imputed: [&'a [TargetImputed]; 2],
    /// What is of one cluster counts once in intervals.
    clusters: Option<[&'a [usize]; 2]>,
}

/// The paper's attack and its log-odds aren't told the class.
const TOLD: Told = Told::KnownPart;

impl Summary<'_> {
    fn clusters_of(&self, side: usize) -> Option<&[usize]> {
        self.clusters.map(|clusters| clusters[side])
    }

    fn possible(&self) -> (f64, f64) {
        (0.0, self.n_unknown as f64)
    }

    /// What the baselines achieve, each by a record's distance.
    fn baselines(&self, distance: &dyn Fn(&TargetImputed, usize) -> f64) -> SortedMap<String, BaselineReport> {
        let baseline = |(place, by): (usize, &Imputation)| {
            let [members, non_members] = [0, 1].map(|side| {
                let distances: Vec<f64> = self.imputed[side].iter().map(|own| distance(own, place)).collect();
                SideImputed {
                    mean_hamming: interval::mean(distances.iter().copied()),
                    mean_hamming_interval: Interval::over_clusters(&distances, self.clusters_of(side), self.possible()),
                }
            });
            (by.name().to_string(), BaselineReport { members, non_members })
        };
        Imputation::of(TOLD).iter().enumerate().map(baseline).collect()
    }

    /// Of members, the logistic regression's most certain guesses.
    fn surest_of_regression(&self) -> Vec<Surest> {
        let certain = |own: &TargetImputed| {
            let imputed = &own.by_all[Imputation::LogisticRegression as usize];
            let exact = f64::from(u8::from(imputed.distance == 0.0));
            Certain { certainty: imputed.certainty.unwrap_or_default(), exact, distance: imputed.distance }
        };
        Surest::all(&self.imputed[0].iter().map(certain).collect::<Vec<_>>(), self.clusters_of(0))
    }

    /// What one score achieves.
    fn attack(&self, by: GuessBy) -> AttributeAttackReport {
        let score = by as usize;
        let [members, non_members] = [0, 1].map(|side| {
            let guesses = self.guesses[side];
            let mean = |f: &dyn Fn(&TargetGuess) -> f64| interval::mean(guesses.iter().map(f));
            let distances: Vec<f64> = guesses.iter().map(|g| g.mean_distance[score]).collect();
            SideGuesses {
                mean_hamming: mean(&|g| g.mean_distance[score]),
                mean_hamming_interval: Interval::over_clusters(&distances, self.clusters_of(side), self.possible()),
                exact_rate: mean(&|g| g.within[score][0]),
                rank_of_truth: mean(&|g| g.rank_of_truth[score]) / self.n_completions as f64,
                within: (0..self.n_alphas).map(|alpha| mean(&|g| g.within[score][alpha])).collect(),
                distances,
            }
        });
        // Where every feature may be wrong, all guesses count by definition.
        let n_intervals = self.n_alphas.min(self.n_unknown);
        let interval = |alpha: usize| {
            let of = |own: &SideGuesses, side: usize| {
                let within: Vec<f64> = self.guesses[side].iter().map(|g| g.within[score][alpha]).collect();
                let n = self.clusters_of(side).map_or(within.len(), |of_side| cluster::effective_n(&within, of_side));
                (own.within[alpha], n)
            };
            Interval::of_difference(of(&members, 0), of(&non_members, 1))
        };
        let within = |alpha: usize| {
            let imputed = move |distance: f64| f64::from(u8::from(distance <= alpha as f64));
            self.gain(&|guess| guess.within[score][alpha], &imputed, 1.0)
        };
        let certain = |guess: &TargetGuess| Certain {
            certainty: guess.certainty[score],
            exact: guess.within[score][0],
            distance: guess.mean_distance[score],
        };
        AttributeAttackReport {
            advantage: members.within.iter().zip(&non_members.within).map(|(m, n)| m - n).collect(),
            advantage_intervals: (0..n_intervals).map(interval).collect(),
            adds: Some(self.gain(&|guess| -guess.mean_distance[score], &|distance| -distance, self.n_unknown as f64)),
            gains: (0..n_intervals).map(within).collect(),
            surest: Surest::all(&self.guesses[0].iter().map(certain).collect::<Vec<_>>(), self.clusters_of(0)),
            members,
            non_members,
        }
    }

    /// What the model adds to a measure of success, of the attack and of an imputed distance.
    fn gain(&self, own: &dyn Fn(&TargetGuess) -> f64, imputed: &dyn Fn(f64) -> f64, most: f64) -> Gain {
        let [members, others] = self.guesses.map(|side| side.iter().map(own).collect::<Vec<f64>>());
        let rival = |by: Imputation| {
            self.imputed.map(|side| side.iter().map(|of| imputed(of.by_all[by as usize].distance)).collect())
        };
        Compared { clusters: self.clusters, told: TOLD, most }.gain([&members, &others], &rival)
    }
}
