//! All baselines for some records, fitted and asked a bit a step.

use super::baseline::{Imputation, Imputed, Told};
use super::regression::{Fitting, People, Regressed};
use crate::order;
use crate::portion::Portion;
use crate::trial::Trial;

/// Neighbours that vote.
const N_NEIGHBOURS: usize = 10;

/// All baselines for some records, fitted and asked a bit a step.
#[derive(Debug)]
pub struct ImputationRun {
    portion: Portion,
    told: Told,
    targets: Vec<usize>,
    /// The targets as they are asked about.
    asked: People,
    /// Records that the baselines learn from.
    others: People,
    /// Finished regressions, by unknown feature: first those that aren't told the class, then those that are.
    regressed: Vec<Regressed>,
    /// Finished targets.
    imputed: Vec<Vec<Imputed>>,
    fitting: Option<Fitting>,
}

impl ImputationRun {
    /// Nothing fitted yet. All `targets` must be of the fold `fold` ([`Trial::fold_of`]); there are the baselines of
    /// [`Imputation::of`] `told`.
    pub fn new(trial: &Trial, portion: &Portion, targets: Vec<usize>, fold: usize, told: Told) -> ImputationRun {
        ImputationRun::among(trial, portion, targets, trial.others(fold), told)
    }

    /// The same for who knows `others`, which must hold none of the targets.
    pub(super) fn among(
        trial: &Trial,
        portion: &Portion,
        targets: Vec<usize>,
        others: Vec<usize>,
        told: Told,
    ) -> ImputationRun {
        ImputationRun {
            portion: portion.clone(),
            told,
            asked: People::new(trial, portion, targets.clone(), told),
            others: People::new(trial, portion, others, told),
            targets,
            regressed: Vec::new(),
            imputed: Vec::new(),
            fitting: None,
        }
    }

    /// Fits on for a bounded time; by target, what each baseline says, once all are fitted.
    pub fn step(&mut self, trial: &Trial) -> Option<Vec<Vec<Imputed>>> {
        if self.targets.is_empty() {
            return Some(Vec::new());
        }
        if let Some(mut fitting) = self.fitting.take() {
            let (_, told) = self.task();
            match fitting.step(self.asked.known(told)) {
                None => self.fitting = Some(fitting),
                Some(regressed) => self.regressed.push(regressed),
            }
        } else if self.regressed.len() < self.n_regressions() {
            let (feature_idx, told) = self.task();
            self.fitting = Some(Fitting::new(trial, &self.others, told, feature_idx));
        } else {
            self.imputed.push(self.impute(trial, self.imputed.len()));
            if self.imputed.len() == self.targets.len() {
                return Some(std::mem::take(&mut self.imputed));
            }
        }
        None
    }

    /// Share of the regressions that are fitted.
    pub fn progress(&self) -> f64 {
        self.regressed.len() as f64 / self.n_regressions() as f64
    }

    /// Records that the baselines learn from.
    pub(super) fn n_others(&self) -> usize {
        self.others.records.len()
    }

    fn n_regressions(&self) -> usize {
        (1 + self.told as usize) * self.portion.unknown().len()
    }

    /// The feature of the regression that comes next, and what it is told.
    fn task(&self) -> (usize, Told) {
        let (unknown, place) = (self.portion.unknown(), self.regressed.len());
        (unknown[place % unknown.len()], Told::with(place >= unknown.len()))
    }

    /// The regressions of who is told so much, by unknown feature.
    fn regressions(&self, told: Told) -> &[Regressed] {
        let n = self.portion.unknown().len();
        &self.regressed[told as usize * n..][..n]
    }

    /// The probability of each completion by how frequent each value is among other people (one added to each count),
    /// unknown features taken as independent: the same for all targets. It needs no step.
    pub fn prior(&self, trial: &Trial) -> Vec<f64> {
        let frequencies = self.portion.unknown().iter().map(|&j| {
            let counts = count(trial, &self.others.records, j);
            let n = counts.iter().sum::<usize>() + counts.len();
            counts.into_iter().map(|count| (count + 1) as f64 / n as f64).collect()
        });
        self.portion.product(&frequencies.collect::<Vec<Vec<f64>>>())
    }

    /// The probability of each completion of target number `target` by the logistic regressions that are told so much,
    /// unknown features taken as independent given the known ones.
    ///
    /// # Panics
    /// Before all regressions are fitted, and about the class if the run isn't told it.
    pub fn posterior(&self, target: usize, told: Told) -> Vec<f64> {
        let each: Vec<&Vec<f64>> = self.regressions(told).iter().map(|r| &r.probabilities[target]).collect();
        self.portion.product(&each)
    }

    /// Every baseline's word on target number `target`.
    fn impute(&self, trial: &Trial, target: usize) -> Vec<Imputed> {
        let (dataset, record) = (trial.dataset(), self.targets[target]);
        let truth = dataset.codes().row(record);
        let unknown = self.portion.unknown();
        let vote = |records: &[usize]| -> Vec<usize> {
            unknown
                .iter()
                .map(|&j| {
                    let counts = count(trial, records, j);
                    (1..counts.len()).fold(0, |best, code| if counts[code] > counts[best] { code } else { best })
                })
                .collect()
        };
        let by_regressions = |told| self.regressions(told).iter().map(|r| r.codes[target]).collect();
        let all = &self.others.records;
        Imputation::of(self.told)
            .iter()
            .map(|&by| {
                let guess: Option<Vec<usize>> = match by {
                    Imputation::Chance => None,
                    Imputation::Majority => Some(vote(all)),
                    Imputation::NearestNeighbours => Some(vote(&self.nearest(trial, record))),
                    Imputation::LogisticRegression => Some(by_regressions(Told::KnownPart)),
                    Imputation::ClassMajority => {
                        let is_alike = |other: &&usize| dataset.labels()[**other] == dataset.labels()[record];
                        let alike: Vec<usize> = all.iter().filter(is_alike).copied().collect();
                        Some(vote(if alike.is_empty() { all } else { &alike }))
                    }
                    Imputation::ClassRegression => Some(by_regressions(Told::ClassToo)),
                };
                let distance = match &guess {
                    None => unknown.iter().map(|&j| 1.0 - 1.0 / dataset.schema().features[j].n_values() as f64).sum(),
                    Some(guess) => {
                        let pairs = guess.iter().zip(unknown);
                        pairs.filter(|(code, j)| **code != usize::from(truth[**j])).count() as f64
                    }
                };
                let certainty = Told::of_regression(by).map(|told| {
                    let each = self.regressions(told).iter().map(|r| r.probabilities[target][r.codes[target]]);
                    each.product()
                });
                Imputed { by, guess, distance, certainty }
            })
            .collect()
    }

    /// The other records whose known part is nearest; of equals the first.
    fn nearest(&self, trial: &Trial, record: usize) -> Vec<usize> {
        let (codes, others) = (trial.dataset().codes(), &self.others.records);
        let truth = codes.row(record);
        let distance = |other: usize| {
            let differing = codes.row(other).iter().zip(truth).filter(|(a, b)| a != b).count();
            let unknown = self.portion.unknown().iter().filter(|j| codes[[other, **j]] != truth[**j]).count();
            differing - unknown
        };
        let distances: Vec<usize> = others.iter().map(|other| distance(*other)).collect();
        let nearest = order::places(distances.len(), &mut |a, b| distances[a].cmp(&distances[b]));
        nearest.into_iter().take(N_NEIGHBOURS).map(|place| others[place]).collect()
    }
}

/// How many of some records have each code of a feature.
fn count(trial: &Trial, records: &[usize], feature_idx: usize) -> Vec<usize> {
    let mut counts = vec![0; trial.dataset().schema().features[feature_idx].n_values()];
    let known = records.iter().filter(|record| trial.is_whole(**record, &[feature_idx]));
    known.for_each(|record| counts[usize::from(trial.dataset().codes()[[*record, feature_idx]])] += 1);
    counts
}
