//! The experiment cut into units that can be done anywhere and in any order, and their results put together.
//!
//! A [`Bench`] is where units are worked on: data, and once there is one, a model. [`Results`] collects what units
//! give. The page hands units to workers, [`run`] does them one after the other; both end with the same report.

use crate::attribute::imputation::{ImputationRun, Imputed};
use crate::attribute::{ExhaustiveRun, Tally};
use crate::dataset::Inputs;
use crate::dataset::format::{self, CsvError};
use crate::dataset::{Dataset, hex};
use crate::dataset::{Split, synthetic};
use crate::experiment::{AttributeConfig, DataSource, Experiment, ExperimentError, Target};
use crate::game::strong_membership::{StrongMembership, StrongMembershipResult, StrongMembershipRun, players};
use crate::membership::{ATTACKS, Answer, MembershipResult};
use crate::mlp::{Mlp, Workspace};
use crate::portion::Portion;
use crate::report::{AttributeInferenceReport, GuessReport, Report, TargetGuess, TrialReport};
use crate::roc::RocCurve;
use crate::seed::Stream;
use crate::train::{EpochRecord, Sample, Training, TrainingState};
use crate::trial::{ScoringRun, Side, SideScores, Trial};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Train the target model.
    Training,
    /// Every membership attack's score of one side's records.
    Scores(Side),
    /// One block of completions of the record looked at.
    Completions {
        /// Its number.
        block: usize,
    },
    /// The baselines for the record looked at.
    Imputation,
    /// One game of strong membership.
    StrongMembership(StrongMembership),
    /// All completions of one of many records.
    Target(Target),
    /// The baselines for those of the many records that are of one fold.
    TargetImputation {
        /// The fold.
        fold: usize,
    },
    /// One pair of the strong membership game, to be looked at; no part of the report.
    Pair {
        /// The game.
        game: StrongMembership,
        /// The original's number on its side.
        original: usize,
        /// The neighbour's number.
        variant: usize,
    },
}

impl Unit {
    /// Whether it is about the record looked at.
    pub fn is_guess(&self) -> bool {
        matches!(self, Unit::Completions { .. } | Unit::Imputation)
    }

    /// Whether it is about many records.
    pub fn is_population(&self) -> bool {
        matches!(self, Unit::Target(_) | Unit::TargetImputation { .. })
    }
}

/// What a unit gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Of [`Unit::Training`].
    Training {
        /// How it ended.
        state: TrainingState,
        /// Before training and after each epoch.
        curve: Vec<EpochRecord>,
        /// SHA-256 of the weights' bits.
        model_digest: String,
    },
    /// Of [`Unit::Scores`].
    Scores(SideScores),
    /// Of [`Unit::Completions`].
    Completions(Tally),
    /// Of [`Unit::Imputation`].
    Imputation(Vec<Imputed>),
    /// Of [`Unit::StrongMembership`].
    StrongMembership(StrongMembershipResult),
    /// Of [`Unit::Target`].
    Target(TargetGuess),
    /// Of [`Unit::TargetImputation`]: by target of the fold.
    TargetImputation(Vec<(Target, Vec<Imputed>)>),
    /// Of [`Unit::Pair`].
    Pair(Option<Pair>),
}

/// One pair of the strong membership game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Features in which the two differ, with the original's and the neighbour's value.
    pub differing: Vec<(usize, f32, f32)>,
    /// All of the original's values.
    pub original: Vec<f32>,
    /// Ones of the original and of the neighbour; binary features only.
    pub n_ones: Option<(usize, usize)>,
    /// By player of [`players`]: the original's score and the neighbour's.
    pub scores: Vec<(f64, f64)>,
}

/// How far a unit is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Progress {
    /// Of a training: epochs finished and the share of the current one, and the curve so far.
    Training {
        /// Finished.
        epoch: usize,
        /// Of the current one.
        share: f64,
        /// So far.
        curve: Vec<EpochRecord>,
    },
    /// Of completions: what was found so far.
    Completions(Tally),
    /// Of anything else, from 0 to 1.
    Share(f64),
}

/// Why there is nothing to work on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BenchError {
    /// The file can't be read.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// The experiment can't be run.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// The file isn't there.
    #[error("The experiment's data file isn't here.")]
    NoFile,
    /// Another file.
    #[error("This file isn't the one that the experiment was made with: its SHA-256 is {found}, not {wanted}.")]
    OtherFile {
        /// Of this file.
        found: String,
        /// Of the experiment's.
        wanted: String,
    },
}

/// Data, and a model once there is one.
#[derive(Debug, Clone)]
pub struct Bench {
    experiment: Experiment,
    trial: Trial,
    portion: Portion,
    target: usize,
    model: Option<Mlp>,
    workspace: Workspace,
}

impl Bench {
    /// Completions of one block.
    pub const BLOCK: usize = 2048;

    /// Reads or makes the data. `file` holds the bytes of [`DataSource::shipped_file`] or of a person's own file.
    pub fn new(experiment: Experiment, file: Option<&[u8]>) -> Result<Bench, BenchError> {
        experiment.check()?;
        let dataset = read_data(&experiment, file)?;
        Bench::with_dataset(experiment, dataset)
    }

    /// For data that is there already.
    pub fn with_dataset(experiment: Experiment, dataset: Dataset) -> Result<Bench, BenchError> {
        let trial = Trial::new(dataset, experiment.split, experiment.seed).map_err(ExperimentError::from)?;
        let portion = experiment.attribute_inference.portion.resolve(&trial).map_err(ExperimentError::from)?;
        let target = experiment.target_record(&trial)?;
        Ok(Bench { experiment, trial, portion, target, model: None, workspace: Workspace::default() })
    }

    /// Changes what attribute inference is asked; data, split and model stay. An error changes nothing.
    pub fn ask(&mut self, attribute: AttributeConfig) -> Result<(), BenchError> {
        let mut experiment = self.experiment.clone();
        experiment.attribute_inference = attribute;
        experiment.check()?;
        let portion = experiment.attribute_inference.portion.resolve(&self.trial).map_err(ExperimentError::from)?;
        self.target = experiment.target_record(&self.trial)?;
        self.portion = portion;
        self.experiment = experiment;
        Ok(())
    }

    /// What is asked.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Data and split.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// What is unknown.
    pub fn portion(&self) -> &Portion {
        &self.portion
    }

    /// The record looked at, by its index in the data.
    pub fn target(&self) -> usize {
        self.target
    }

    /// The trained model.
    pub fn model(&self) -> Option<&Mlp> {
        self.model.as_ref()
    }

    /// Takes a model that was trained elsewhere.
    pub fn set_model(&mut self, model: Mlp) {
        self.model = Some(model);
    }

    /// Every unit that the report needs once the model is trained, the ones that a person waits for first.
    pub fn units(&self) -> Vec<Unit> {
        let mut units: Vec<Unit> = self.guess_units();
        units.extend([Unit::Scores(Side::Members), Unit::Scores(Side::NonMembers)]);
        let games = StrongMembership::games(&self.experiment.strong_membership, self.trial.dataset().schema());
        units.extend(games.into_iter().map(Unit::StrongMembership));
        units.extend(self.population_units());
        units
    }

    /// The units about the record looked at.
    pub fn guess_units(&self) -> Vec<Unit> {
        let n_blocks = self.portion.n_completions().div_ceil(Bench::BLOCK);
        let mut units: Vec<Unit> = (0..n_blocks).map(|block| Unit::Completions { block }).collect();
        units.push(Unit::Imputation);
        units
    }

    /// The units about many records.
    pub fn population_units(&self) -> Vec<Unit> {
        let targets = self.targets();
        let folds = if targets.is_empty() { 0 } else { Split::N_FOLDS };
        let units = targets.into_iter().map(Unit::Target);
        units.chain((0..folds).map(|fold| Unit::TargetImputation { fold })).collect()
    }

    /// The many records, members first.
    fn targets(&self) -> Vec<Target> {
        let n = self.experiment.attribute_inference.n_targets;
        let of = |taken_from: Side| {
            (0..n.min(self.trial.side(taken_from).len())).map(move |number| Target { taken_from, number })
        };
        of(Side::Members).chain(of(Side::NonMembers)).collect()
    }

    /// Starts a unit. All but training need a model.
    pub fn start(&self, unit: &Unit) -> UnitRun {
        let record = |target: &Target| self.trial.side(target.taken_from)[target.number];
        let work = match unit {
            Unit::Training => {
                let Experiment { training, seed, .. } = &self.experiment;
                let schema = self.trial.dataset().schema();
                let mut init = seed.rng(Stream::Init, 0);
                let rng = seed.rng(Stream::Batches, 0);
                Work::Training(Box::new(TrainingRun {
                    training: Training::new(training.clone(), schema.n_inputs(), schema.classes.len(), &mut init, rng),
                    members: self.trial.sample(Side::Members),
                    non_members: self.trial.sample(Side::NonMembers),
                }))
            }
            Unit::Scores(side) => Work::Scores(ScoringRun::new(*side, self.experiment.n_scored)),
            Unit::Completions { block } => {
                let range = block * Bench::BLOCK..(block + 1) * Bench::BLOCK;
                Work::Completions(ExhaustiveRun::new(&self.trial, &self.portion, self.target, range))
            }
            Unit::Imputation => {
                let fold = self.trial.fold_of(self.target);
                Work::Imputation(ImputationRun::new(&self.trial, &self.portion, vec![self.target], fold))
            }
            Unit::StrongMembership(game) => {
                Work::StrongMembership(StrongMembershipRun::new(*game, &self.experiment.strong_membership))
            }
            Unit::Target(target) => {
                let all = 0..self.portion.n_completions();
                Work::Target(ExhaustiveRun::new(&self.trial, &self.portion, record(target), all))
            }
            Unit::TargetImputation { fold } => {
                let targets: Vec<Target> =
                    self.targets().into_iter().filter(|t| self.trial.fold_of(record(t)) == *fold).collect();
                let records = targets.iter().map(record).collect();
                Work::TargetImputation(targets, ImputationRun::new(&self.trial, &self.portion, records, *fold))
            }
            Unit::Pair { game, original, variant } => Work::Pair(*game, *original, *variant),
        };
        UnitRun { work }
    }

    /// Works on a unit for a short while; its outcome, once done.
    ///
    /// # Panics
    /// If a unit other than training is worked on without a model.
    pub fn step(&mut self, run: &mut UnitRun) -> Option<Outcome> {
        if let Work::Training(run) = &mut run.work {
            let state = run.training.step(&run.members, Some(&run.non_members));
            if state == TrainingState::Running {
                return None;
            }
            let mlp = run.training.mlp().clone();
            let model_digest = mlp_digest(&mlp);
            self.model = (state == TrainingState::Finished).then_some(mlp);
            return Some(Outcome::Training { state, curve: run.training.curve().to_vec(), model_digest });
        }
        let Bench { trial, model, workspace, .. } = self;
        let mlp = model.as_ref().expect("attacks need a model");
        match &mut run.work {
            Work::Training(_) => unreachable!("training is handled above"),
            Work::Scores(run) => run.step(trial, mlp, workspace).map(Outcome::Scores),
            Work::Completions(run) => run.step(mlp, workspace).map(Outcome::Completions),
            Work::Imputation(run) => run.step(trial).map(|mut all| Outcome::Imputation(all.swap_remove(0))),
            Work::StrongMembership(run) => run.step(trial, mlp, workspace).map(Outcome::StrongMembership),
            Work::Target(run) => run.step(mlp, workspace).map(|tally| Outcome::Target(TargetGuess::of(&tally))),
            Work::TargetImputation(targets, run) => {
                run.step(trial).map(|all| Outcome::TargetImputation(targets.iter().copied().zip(all).collect()))
            }
            Work::Pair(game, original, variant) => Some(Outcome::Pair(self.pair(*game, *original, *variant))),
        }
    }

    fn pair(&mut self, game: StrongMembership, original: usize, variant: usize) -> Option<Pair> {
        let Bench { trial, model, workspace, .. } = self;
        let mlp = model.as_ref().expect("attacks need a model");
        let record = *trial.side(game.originals).get(original)?;
        let neighbour = game.neighbour_of(trial, original, variant)?;
        let own = trial.dataset().record(record);
        let schema = trial.dataset().schema();
        let mut asked = Inputs::empty(schema.n_inputs());
        asked.push(schema, own);
        asked.push(schema, neighbour.view());
        let logits = mlp.logits(&asked, 0..2, workspace);
        let score = |player: &dyn crate::membership::MembershipAttack, row: usize| {
            let logits = logits.row(row);
            Answer { logits: logits.to_slice().expect("rows are contiguous"), label: 0 }.score(player)
        };
        let pairs = own.iter().zip(&neighbour).enumerate().filter(|(_, (a, b))| a != b);
        let n_ones = |values: ndarray::ArrayView1<'_, f32>| values.iter().filter(|v| **v == 1.0).count();
        Some(Pair {
            differing: pairs.map(|(j, (a, b))| (j, *a, *b)).collect(),
            original: own.to_vec(),
            n_ones: schema.is_binary().then(|| (n_ones(own), n_ones(neighbour.view()))),
            scores: players().map(|p| (score(p, 0), score(p, 1))).collect(),
        })
    }
}

/// Reads or makes the records of an experiment.
fn read_data(experiment: &Experiment, file: Option<&[u8]>) -> Result<Dataset, BenchError> {
    match &experiment.data {
        DataSource::CheckIns { n_records } => Ok(synthetic::check_ins(*n_records, experiment.seed)),
        DataSource::Digits => {
            let mut dataset = format::read_csv(file.ok_or(BenchError::NoFile)?, &Default::default())?;
            dataset.set_picture(8, 8);
            Ok(dataset)
        }
        DataSource::Voters => Ok(format::read_csv(file.ok_or(BenchError::NoFile)?, &Default::default())?),
        DataSource::Own { sha256, csv } => {
            let file = file.ok_or(BenchError::NoFile)?;
            let found = sha256_of(file);
            if found != *sha256 {
                return Err(BenchError::OtherFile { found, wanted: sha256.clone() });
            }
            Ok(format::read_csv(file, csv)?)
        }
    }
}

/// SHA-256 of a file's bytes, in hexadecimal digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of the bits of every weight and bias.
pub fn mlp_digest(mlp: &Mlp) -> String {
    let mut hash = Sha256::new();
    for values in mlp.parameters() {
        for value in values {
            hash.update(value.to_bits().to_le_bytes());
        }
    }
    hex(&hash.finalize())
}

/// A unit being worked on.
#[derive(Debug)]
pub struct UnitRun {
    work: Work,
}

#[derive(Debug)]
enum Work {
    Training(Box<TrainingRun>),
    Scores(ScoringRun),
    Completions(ExhaustiveRun),
    Imputation(ImputationRun),
    StrongMembership(StrongMembershipRun),
    Target(ExhaustiveRun),
    TargetImputation(Vec<Target>, ImputationRun),
    Pair(StrongMembership, usize, usize),
}

#[derive(Debug)]
struct TrainingRun {
    training: Training,
    members: Sample,
    non_members: Sample,
}

impl UnitRun {
    /// How far it is.
    pub fn progress(&self) -> Progress {
        match &self.work {
            Work::Training(run) => {
                let (epoch, share) = run.training.progress();
                Progress::Training { epoch, share, curve: run.training.curve().to_vec() }
            }
            Work::Completions(run) => Progress::Completions(run.tally().clone()),
            Work::Target(run) => Progress::Share(run.progress()),
            Work::Imputation(run) | Work::TargetImputation(_, run) => Progress::Share(run.progress()),
            Work::StrongMembership(run) => Progress::Share(run.progress()),
            Work::Scores(_) | Work::Pair(..) => Progress::Share(0.0),
        }
    }

    /// Epochs that a training has finished and measured.
    pub fn epochs_measured(&self) -> Option<usize> {
        match &self.work {
            Work::Training(run) => Some(run.training.curve().last().map_or(0, |record| record.epoch)),
            _ => None,
        }
    }
}

/// What units have given so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// How training ended, its curve, the model's digest.
    pub training: Option<(TrainingState, Vec<EpochRecord>, String)>,
    /// Members, then non-members.
    pub scores: [Option<SideScores>; 2],
    /// Completions of the record looked at, all finished blocks together.
    pub tally: Option<Tally>,
    /// The baselines for it.
    pub imputed: Option<Vec<Imputed>>,
    /// By game, in the order in which they finished.
    pub strong_membership: Vec<StrongMembershipResult>,
    /// Many records: members, then non-members; by number.
    pub targets: [Vec<Option<TargetGuess>>; 2],
    /// The baselines for them.
    pub targets_imputed: [Vec<Option<Vec<Imputed>>>; 2],
    /// Units whose outcome is taken in.
    done: Vec<Unit>,
}

impl Results {
    /// Takes in what a unit gave; a unit that comes again is ignored.
    pub fn put(&mut self, unit: &Unit, outcome: Outcome) {
        if self.done.contains(unit) {
            return;
        }
        if !matches!(unit, Unit::Pair { .. }) {
            self.done.push(unit.clone());
        }
        let place = AttributeInferenceReport::side_idx;
        match (unit, outcome) {
            (Unit::Training, Outcome::Training { state, curve, model_digest }) => {
                self.training = Some((state, curve, model_digest));
            }
            (Unit::Scores(side), Outcome::Scores(scores)) => self.scores[place(*side)] = Some(scores),
            (Unit::Completions { .. }, Outcome::Completions(tally)) => match &mut self.tally {
                None => self.tally = Some(tally),
                Some(all) => all.merge(&tally),
            },
            (Unit::Imputation, Outcome::Imputation(imputed)) => self.imputed = Some(imputed),
            (Unit::StrongMembership(_), Outcome::StrongMembership(result)) => self.strong_membership.push(result),
            (Unit::Target(target), Outcome::Target(guess)) => {
                put_at(&mut self.targets[place(target.taken_from)], target.number, guess);
            }
            (Unit::TargetImputation { .. }, Outcome::TargetImputation(all)) => {
                for (target, imputed) in all {
                    put_at(&mut self.targets_imputed[place(target.taken_from)], target.number, imputed);
                }
            }
            (Unit::Pair { .. }, Outcome::Pair(_)) => {}
            (unit, _) => unreachable!("the outcome is not one of {unit:?}"),
        }
    }

    /// Forgets what was found about the record looked at.
    pub fn forget_guess(&mut self) {
        self.tally = None;
        self.imputed = None;
        self.done.retain(|unit| !unit.is_guess());
    }

    /// Forgets what was found about many records.
    pub fn forget_population(&mut self) {
        self.targets = Default::default();
        self.targets_imputed = Default::default();
        self.done.retain(|unit| !unit.is_population());
    }

    /// Whether all these units' outcomes are taken in.
    pub fn has_all(&self, units: &[Unit]) -> bool {
        units.iter().all(|unit| self.done.contains(unit))
    }

    /// The ROC curve of one attack, once both sides are scored.
    pub fn roc(&self, attack_idx: usize) -> Option<RocCurve> {
        let [Some(members), Some(non_members)] = &self.scores else { return None };
        Some(RocCurve::new(&members.scores[attack_idx], &non_members.scores[attack_idx]))
    }

    /// What was guessed of many records, once all `n_targets` of each side are through.
    pub fn attribute_inference(
        &self,
        unknown: &[usize],
        n_completions: usize,
        n_targets: [usize; 2],
    ) -> Option<AttributeInferenceReport> {
        let whole = |side: usize| -> Option<(Vec<TargetGuess>, Vec<Vec<Imputed>>)> {
            let guesses: Option<Vec<_>> = self.targets[side].iter().cloned().collect();
            let imputed: Option<Vec<_>> = self.targets_imputed[side].iter().cloned().collect();
            let (guesses, imputed) = (guesses?, imputed?);
            let is_whole = n_targets[side] > 0 && guesses.len() == n_targets[side] && imputed.len() == n_targets[side];
            is_whole.then_some((guesses, imputed))
        };
        let (members, non_members) = (whole(0)?, whole(1)?);
        let guesses = [&members.0[..], &non_members.0[..]];
        let imputed = [&members.1[..], &non_members.1[..]];
        Some(AttributeInferenceReport::of(unknown, n_completions, guesses, imputed))
    }

    /// The report, when every unit has come. `record` and `unknown` are the record looked at and its unknown part.
    pub fn report(
        &self,
        experiment: &Experiment,
        data_digest: &str,
        record: usize,
        unknown: &[usize],
        n_completions: usize,
    ) -> Report {
        let (state, curve, model_digest) = self.training.clone().expect("training came first");
        let accuracy =
            |side: &Option<SideScores>| side.as_ref().map(|scores| scores.n_right as f64 / scores.n_records as f64);
        let membership = ATTACKS
            .iter()
            .enumerate()
            .filter_map(|(idx, attack)| Some((attack.name().to_string(), MembershipResult::of(&self.roc(idx)?))))
            .collect();
        let mut strong_membership = self.strong_membership.clone();
        strong_membership.sort_by_key(|r| (r.game.neighbour as u8, r.game.distance, r.game.originals as u8));
        let guess = self.tally.clone().zip(self.imputed.clone());
        let n_targets = [self.targets[0].len(), self.targets[1].len()];
        let trial = TrialReport {
            model_digest: (state == TrainingState::Finished).then_some(model_digest),
            curve,
            train_accuracy: accuracy(&self.scores[0]),
            test_accuracy: accuracy(&self.scores[1]),
            membership,
            strong_membership,
            guess: guess.map(|(tally, baselines)| GuessReport { record, unknown: unknown.to_vec(), tally, baselines }),
            attribute_inference: self.attribute_inference(unknown, n_completions, n_targets),
        };
        Report { experiment: experiment.clone(), data_digest: data_digest.to_string(), trials: vec![trial] }
    }
}

fn put_at<T: Clone>(places: &mut Vec<Option<T>>, at: usize, value: T) {
    if places.len() <= at {
        places.resize(at + 1, None);
    }
    places[at] = Some(value);
}

/// Runs a whole experiment, one unit after the other.
pub fn run(experiment: Experiment, file: Option<&[u8]>) -> Result<Report, BenchError> {
    let mut bench = Bench::new(experiment, file)?;
    Ok(run_on(&mut bench))
}

/// Runs a whole experiment on a bench.
pub fn run_on(bench: &mut Bench) -> Report {
    let mut results = Results::default();
    work_off(bench, &mut results, Unit::Training);
    if bench.model.is_some() {
        for unit in bench.units() {
            work_off(bench, &mut results, unit);
        }
    }
    let digest = bench.trial.dataset().digest();
    let portion = &bench.portion;
    results.report(&bench.experiment, &digest, bench.target, portion.unknown(), portion.n_completions())
}

fn work_off(bench: &mut Bench, results: &mut Results, unit: Unit) {
    let mut run = bench.start(&unit);
    loop {
        if let Some(outcome) = bench.step(&mut run) {
            results.put(&unit, outcome);
            return;
        }
    }
}
