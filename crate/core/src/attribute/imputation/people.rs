//! How good imputation is by the number of people whose complete records it learns from (Jayaraman and Evans 2022 ask the
//! same of attacks: an attacker seldom knows thousands).

use super::baseline::{Imputed, Told};
use super::run::ImputationRun;
use crate::dataset::Split;
use crate::portion::Portion;
use crate::trial::{Side, Trial};
use serde::{Deserialize, Serialize};

/// What the baselines that aren't told the class say of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetImputed {
    /// Of who knows everybody else ([`Trial::others`]).
    pub by_all: Vec<Imputed>,
    /// By number of people known, from few to everybody else.
    pub by_people: Vec<PeopleImputed>,
}

/// How far off the baselines are that learn from some people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeopleImputed {
    /// How many.
    pub n_people: usize,
    /// Hamming distance from the truth, by baseline of [`super::Imputation::of`] [`Told::KnownPart`].
    pub distances: Vec<f64>,
}

/// The fewest people; each next number is twice the last.
const FEWEST: usize = 50;

/// The baselines for some records of one fold, by number of people known.
#[derive(Debug)]
pub struct PeopleRun {
    targets: Vec<usize>,
    /// Everybody else.
    others: Vec<usize>,
    /// Numbers of people that are still to come, the next one last.
    numbers: Vec<usize>,
    n_numbers: usize,
    now: ImputationRun,
    /// By target, what is known so far.
    by_people: Vec<Vec<PeopleImputed>>,
}

impl PeopleRun {
    /// Nothing fitted yet; all `targets` must be of the fold `fold`.
    pub fn new(trial: &Trial, portion: &Portion, targets: Vec<usize>, fold: usize) -> PeopleRun {
        let others = trial.others(fold);
        let mut numbers = numbers(trial);
        numbers.push(others.len());
        let n_numbers = numbers.len();
        let first = evenly(&others, numbers.remove(0));
        numbers.reverse();
        PeopleRun {
            now: ImputationRun::among(trial, portion, targets.clone(), first, Told::KnownPart),
            by_people: vec![Vec::new(); targets.len()],
            targets,
            others,
            numbers,
            n_numbers,
        }
    }

    /// Fits on for a bounded time; by target, once all is done.
    pub fn step(&mut self, trial: &Trial, portion: &Portion) -> Option<Vec<TargetImputed>> {
        let all = self.now.step(trial)?;
        let n_people = self.now.n_others();
        for (by_people, imputed) in self.by_people.iter_mut().zip(&all) {
            let distances = imputed.iter().map(|imputed| imputed.distance).collect();
            by_people.push(PeopleImputed { n_people, distances });
        }
        match self.numbers.pop() {
            Some(n) => {
                let people = evenly(&self.others, n);
                self.now = ImputationRun::among(trial, portion, self.targets.clone(), people, Told::KnownPart);
                None
            }
            None => {
                let of_targets = all.into_iter().zip(std::mem::take(&mut self.by_people));
                Some(of_targets.map(|(by_all, by_people)| TargetImputed { by_all, by_people }).collect())
            }
        }
    }

    /// Share of the numbers that are through.
    pub fn progress(&self) -> f64 {
        ((self.n_numbers - self.numbers.len() - 1) as f64 + self.now.progress()) / self.n_numbers as f64
    }
}

/// 50, 100, 200 and so on, as long as a quarter more is left in every fold.
fn numbers(trial: &Trial) -> Vec<usize> {
    let n_records: usize = [Side::Members, Side::NonMembers].map(|side| trial.side(side).len()).iter().sum();
    let n_others = n_records - n_records.div_ceil(Split::N_FOLDS);
    let doubled = std::iter::successors(Some(FEWEST), |n| Some(2 * n));
    doubled.take_while(|n| n + n / 4 <= n_others).collect()
}

/// So many of some records, members and non-members in proportion: each side stands in random order.
fn evenly(records: &[usize], n: usize) -> Vec<usize> {
    let n = n.min(records.len());
    (0..n).map(|place| records[place * records.len() / n]).collect()
}
