//! What can be guessed without the model: the lines that every attribute attack must be held against.
//!
//! Everything is learnt from complete records of other people, members and non-members alike: a sample of the population,
//! from which the fold of the record in question is left out, so that no baseline has seen the record that it guesses.
//! That is more than most attackers have; what an attack adds to it is added by the model.

use crate::dataset::{Inputs, Sample};
use crate::loss;
use crate::mlp::{Activation, Mlp, Workspace, argmax};
use crate::optimizer::OptimizerKind;
use crate::order;
use crate::portion::Portion;
use crate::seed::Stream;
use crate::train::{Regularization, Schedule, Training, TrainingConfig, TrainingState};
use crate::trial::Trial;
use serde::{Deserialize, Serialize};

/// A way to guess without the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Imputation {
    /// Any value with the same probability.
    Chance,
    /// Each feature's most frequent value.
    Majority,
    /// The most frequent value among the 10 records whose known part is nearest in Hamming distance.
    NearestNeighbours,
    /// One regularized multinomial logistic regression a feature, on the known part.
    LogisticRegression,
}

impl Imputation {
    /// All, in the order of the table.
    pub const ALL: [Imputation; 4] =
        [Imputation::Chance, Imputation::Majority, Imputation::NearestNeighbours, Imputation::LogisticRegression];

    /// Registered name.
    pub fn name(self) -> &'static str {
        match self {
            Imputation::Chance => "chance",
            Imputation::Majority => "majority",
            Imputation::NearestNeighbours => "nearest_neighbours",
            Imputation::LogisticRegression => "logistic_regression",
        }
    }

    /// Name in the page.
    pub fn title(self) -> &'static str {
        match self {
            Imputation::Chance => "Chance",
            Imputation::Majority => "Majority value",
            Imputation::NearestNeighbours => "Nearest neighbours",
            Imputation::LogisticRegression => "Logistic regression",
        }
    }
}

/// What a baseline says of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imputed {
    /// Which baseline.
    pub by: Imputation,
    /// A code an unknown feature; none for chance.
    pub guess: Option<Vec<usize>>,
    /// Hamming distance from the truth; for chance, the expected one.
    pub distance: f64,
}

/// Neighbours that vote.
const N_NEIGHBOURS: usize = 10;
/// Of the logistic regressions; chosen on check-ins, synthetic and real, where the held-out error is flat around it.
const REGRESSION: TrainingConfig = TrainingConfig {
    hidden: Vec::new(),
    activation: Activation::Relu,
    optimizer: OptimizerKind::Adam { learning_rate: 0.01 },
    batch_size: 100,
    epochs: 20,
    regularization: Regularization {
        l2: 0.02,
        dropout: 0.0,
        smoothing: 0.0,
        most_epochs: None,
        privacy: None,
        schedule: Schedule { batch_size: 0, learning_rate: 0.0, epochs: 0 },
        adversary: 0.0,
    },
};

/// All baselines for some records of one fold, fitted and asked a bit a step.
#[derive(Debug)]
pub struct ImputationRun {
    portion: Portion,
    targets: Vec<usize>,
    /// Records that the baselines learn from.
    others: Vec<usize>,
    /// Their known inputs.
    known: Inputs,
    /// Finished regressions, by unknown feature.
    regressed: Vec<Regressed>,
    /// Finished targets.
    imputed: Vec<Vec<Imputed>>,
    fitting: Option<(Training, Sample)>,
}

/// What the regression of one unknown feature says.
#[derive(Debug)]
struct Regressed {
    /// By target: the most probable code.
    codes: Vec<usize>,
    /// By target, then by code.
    probabilities: Vec<Vec<f64>>,
}

impl ImputationRun {
    /// Nothing fitted yet. All `targets` must be of the fold `fold` ([`Trial::fold_of`]).
    pub fn new(trial: &Trial, portion: &Portion, targets: Vec<usize>, fold: usize) -> ImputationRun {
        let others = trial.others(fold);
        let schema = trial.dataset().schema();
        let mut known = Inputs::empty(schema.n_inputs());
        for &record in &others {
            known.push_known(schema, trial.dataset().record(record), |j| portion.knows(j));
        }
        ImputationRun {
            portion: portion.clone(),
            targets,
            others,
            known,
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
        let idx = self.regressed.len();
        if let Some((mut training, sample)) = self.fitting.take() {
            match training.step(&sample, None) {
                TrainingState::Running => self.fitting = Some((training, sample)),
                _ => self.regressed.push(self.regress(trial, training.mlp())),
            }
        } else if let Some(&feature_idx) = self.portion.unknown().get(idx) {
            let n_values = trial.dataset().schema().features[feature_idx].n_values();
            // Whose value isn't known has nothing to teach.
            let rows: Vec<usize> =
                (0..self.others.len()).filter(|row| trial.is_whole(self.others[*row], &[feature_idx])).collect();
            let label = |row: &usize| usize::from(trial.dataset().codes()[[self.others[*row], feature_idx]]);
            let inputs = if rows.len() == self.others.len() { self.known.clone() } else { self.known.select(&rows) };
            let sample = Sample { inputs, labels: rows.iter().map(label).collect() };
            let mut config = REGRESSION;
            config.batch_size = config.batch_size.min(sample.labels.len().max(1));
            // A convex problem: it needs no random start.
            let start = Mlp::glorot(
                &[self.known.n_inputs(), n_values],
                Activation::Relu,
                &mut trial.seed().rng(Stream::Init, 0),
            );
            let rng = trial.seed().rng(Stream::Baseline, feature_idx as u64);
            self.fitting = Some((Training::from_network(config, start.zeros_like(), rng), sample));
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
        self.regressed.len() as f64 / self.portion.unknown().len() as f64
    }

    /// The probability of each completion by how frequent each value is among other people (one added to each count),
    /// unknown features taken as independent: the same for all targets. It needs no step.
    pub fn prior(&self, trial: &Trial) -> Vec<f64> {
        let frequencies = self.portion.unknown().iter().map(|&j| {
            let counts = self.count(trial, &self.others, j);
            let n = counts.iter().sum::<usize>() + counts.len();
            counts.into_iter().map(|count| (count + 1) as f64 / n as f64).collect()
        });
        self.portion.product(&frequencies.collect::<Vec<Vec<f64>>>())
    }

    /// The probability of each completion of target number `target` by the logistic regressions, unknown features taken
    /// as independent given the known ones.
    ///
    /// # Panics
    /// Before all regressions are fitted.
    pub fn posterior(&self, target: usize) -> Vec<f64> {
        let each: Vec<&Vec<f64>> = self.regressed.iter().map(|r| &r.probabilities[target]).collect();
        self.portion.product(&each)
    }

    fn regress(&self, trial: &Trial, regression: &Mlp) -> Regressed {
        let schema = trial.dataset().schema();
        let mut asked = Inputs::empty(schema.n_inputs());
        for &target in &self.targets {
            asked.push_known(schema, trial.dataset().record(target), |j| self.portion.knows(j));
        }
        let mut workspace = Workspace::default();
        let logits = regression.logits(&asked, 0..asked.n_rows(), &mut workspace);
        let rows = || logits.outer_iter().map(|row| row.to_slice().expect("rows are contiguous"));
        let probabilities = |logits: &[f32]| {
            let log_sum = loss::log_sum_exp(logits, None);
            logits.iter().map(|z| libm::exp(f64::from(*z) - log_sum)).collect()
        };
        Regressed { codes: rows().map(argmax).collect(), probabilities: rows().map(probabilities).collect() }
    }

    /// How many of some records have each code of a feature.
    fn count(&self, trial: &Trial, records: &[usize], feature_idx: usize) -> Vec<usize> {
        let mut counts = vec![0; trial.dataset().schema().features[feature_idx].n_values()];
        let known = records.iter().filter(|record| trial.is_whole(**record, &[feature_idx]));
        known.for_each(|record| counts[usize::from(trial.dataset().codes()[[*record, feature_idx]])] += 1);
        counts
    }

    /// Every baseline's word on target number `target`.
    fn impute(&self, trial: &Trial, target: usize) -> Vec<Imputed> {
        let codes = trial.dataset().codes();
        let truth = codes.row(self.targets[target]);
        let unknown = self.portion.unknown();
        let vote = |records: &[usize]| -> Vec<usize> {
            unknown
                .iter()
                .map(|&j| {
                    let counts = self.count(trial, records, j);
                    (1..counts.len()).fold(0, |best, code| if counts[code] > counts[best] { code } else { best })
                })
                .collect()
        };
        Imputation::ALL
            .into_iter()
            .map(|by| {
                let guess = match by {
                    Imputation::Chance => None,
                    Imputation::Majority => Some(vote(&self.others)),
                    Imputation::NearestNeighbours => Some(vote(&self.nearest(trial, self.targets[target]))),
                    Imputation::LogisticRegression => Some(self.regressed.iter().map(|r| r.codes[target]).collect()),
                };
                let distance = match &guess {
                    None => unknown
                        .iter()
                        .map(|&j| 1.0 - 1.0 / trial.dataset().schema().features[j].n_values() as f64)
                        .sum(),
                    Some(guess) => {
                        let pairs = guess.iter().zip(unknown);
                        pairs.filter(|(code, j)| **code != usize::from(truth[**j])).count() as f64
                    }
                };
                Imputed { by, guess, distance }
            })
            .collect()
    }

    /// The other records whose known part is nearest; of equals the first.
    fn nearest(&self, trial: &Trial, record: usize) -> Vec<usize> {
        let codes = trial.dataset().codes();
        let truth = codes.row(record);
        let distance = |other: usize| {
            let differing = codes.row(other).iter().zip(truth).filter(|(a, b)| a != b).count();
            let unknown = self.portion.unknown().iter().filter(|j| codes[[other, **j]] != truth[**j]).count();
            differing - unknown
        };
        let distances: Vec<usize> = self.others.iter().map(|other| distance(*other)).collect();
        let nearest = order::places(distances.len(), &mut |a, b| distances[a].cmp(&distances[b]));
        nearest.into_iter().take(N_NEIGHBOURS).map(|place| self.others[place]).collect()
    }
}
