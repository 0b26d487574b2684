//! Where units are worked on: data, and a model once there is one.

mod cost;

use super::repeat::RepeatRun;
use super::{Asked, Outcome, Pair, PairScores, Progress, Unit};
use crate::attribute::imputation::ImputationRun;
use crate::attribute::{ExhaustiveRun, ExhaustiveWorkspace, SearchConfig, SearchRun, TargetGuess};
use crate::dataset::format::{self, CsvError};
use crate::dataset::{Dataset, Inputs, Sample, Split, SplitError, hex};
use crate::distance::DistanceRun;
use crate::experiment::{AttributeConfig, Checked, Experiment, ExperimentError, Target};
use crate::game::strong_membership::{StrongMembership, StrongMembershipRun};
use crate::matrix::{BlindRun, MatrixConfig, MatrixRun};
use crate::membership::{AnswerAttack, ScoringRun};
use crate::mlp::{Mlp, Workspace};
use crate::portion::Portion;
use crate::seed::Stream;
use crate::source::DataSource;
use crate::target_model::TargetModel;
use crate::train::{Training, TrainingState};
use crate::trial::{Side, Trial};
use sha2::{Digest, Sha256};
use std::sync::Arc;

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

/// Data and one repeat's split of it, and a model once there is one. A copy shares both.
#[derive(Debug, Clone)]
pub struct Bench {
    experiment: Checked,
    /// Number of the repeat, from 0.
    repeat: usize,
    trial: Arc<Trial>,
    /// The same in every repeat; mRMR is computed on the first one's members.
    portion: Portion,
    /// In the first repeat.
    target: usize,
    model: Option<Arc<TargetModel>>,
    workspace: Workspace,
    exhaustive: ExhaustiveWorkspace,
}

impl Bench {
    /// Completions of one block.
    pub const BLOCK: usize = 2048;

    /// Reads or makes the data. `file` holds the bytes of [`DataSource::shipped_file`] or of a person's own file.
    pub fn new(experiment: Experiment, file: Option<&[u8]>) -> Result<Bench, BenchError> {
        let experiment = experiment.check()?;
        let dataset = read_data(&experiment, file)?;
        Bench::with_dataset(experiment, dataset)
    }

    /// For data that is there already.
    pub fn with_dataset(experiment: Checked, dataset: Dataset) -> Result<Bench, BenchError> {
        let trial = Trial::new(dataset, experiment.split, experiment.seed.repeat(0)).map_err(ExperimentError::from)?;
        let portion = experiment.attribute_inference.portion.resolve(&trial).map_err(ExperimentError::from)?;
        let target = experiment.target_record(&trial)?;
        let trial = Arc::new(trial);
        Ok(Bench {
            experiment,
            repeat: 0,
            trial,
            portion,
            target,
            model: None,
            workspace: Workspace::default(),
            exhaustive: ExhaustiveWorkspace::default(),
        })
    }

    /// A bench for another repeat: the same data, portion and questions, another split, no model yet.
    pub fn repeat(&self, repeat: usize) -> Result<Bench, SplitError> {
        let trial = self.trial.again(self.experiment.split, self.experiment.seed.repeat(repeat))?;
        Ok(Bench { repeat, trial: Arc::new(trial), model: None, ..self.clone() })
    }

    /// Changes what attribute inference is asked and which defences are tried; data, split and model stay. An error changes
    /// nothing.
    pub fn ask(&mut self, attribute: AttributeConfig, matrix: Option<MatrixConfig>) -> Result<(), BenchError> {
        let mut experiment = Experiment::from(self.experiment.clone());
        experiment.attribute_inference = attribute;
        experiment.matrix = matrix;
        let experiment = experiment.check()?;
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

    /// Number of the repeat, from 0.
    pub fn repeat_idx(&self) -> usize {
        self.repeat
    }

    /// Data and split.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// What is unknown.
    pub fn portion(&self) -> &Portion {
        &self.portion
    }

    /// The record looked at in the first repeat, by its index in the data.
    pub fn target(&self) -> usize {
        self.target
    }

    /// What attribute inference is asked.
    pub fn asked(&self) -> Asked {
        let n_targets = self.experiment.attribute_inference.n_targets;
        Asked {
            record: self.target,
            unknown: self.portion.unknown().to_vec(),
            n_completions: self.portion.n_completions(),
            n_targets: [Side::Members, Side::NonMembers].map(|side| n_targets.min(self.trial.side(side).len())),
        }
    }

    /// The trained model.
    pub fn model(&self) -> Option<&Mlp> {
        self.model.as_deref().map(TargetModel::mlp)
    }

    /// Takes a model that was trained elsewhere.
    pub fn set_model(&mut self, model: Mlp) {
        self.model = Some(Arc::new(TargetModel::new(model).behind(self.experiment.defence)));
    }

    /// Every unit that the trial's report needs once the model is trained, the ones that a person waits for first.
    pub fn units(&self) -> Vec<Unit> {
        let mut units: Vec<Unit> = if self.repeat == 0 { self.guess_units() } else { Vec::new() };
        units.extend([Unit::Scores(Side::Members), Unit::Scores(Side::NonMembers), Unit::Distances]);
        let Experiment { strong_membership, metric, .. } = &*self.experiment;
        let games = StrongMembership::games(strong_membership, *metric, self.trial.dataset().schema());
        units.extend(games.into_iter().map(Unit::StrongMembership));
        units.extend(self.population_units());
        if self.repeat == 0 {
            units.extend(self.matrix_units());
        }
        units
    }

    /// The units about attacks against defences.
    pub fn matrix_units(&self) -> Vec<Unit> {
        let Some(matrix) = &self.experiment.matrix else { return Vec::new() };
        (0..matrix.groups().len()).map(Unit::Defences).chain([Unit::Blind]).collect()
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

    /// Starts a unit. All but training and repeats need a model.
    pub fn start(&self, unit: &Unit) -> UnitRun {
        let record = |target: &Target| self.trial.side(target.taken_from)[target.number];
        let work = match unit {
            Unit::Training => {
                let (config, seed) = (self.experiment.training_config(), self.trial.seed());
                let schema = self.trial.dataset().schema();
                let mut init = seed.rng(Stream::Init, 0);
                let rng = seed.rng(Stream::Batches, 0);
                Work::Training(Box::new(TrainingRun {
                    training: Training::new(config, schema.n_inputs(), schema.classes.len(), &mut init, rng)
                        .with_noise(seed.rng(Stream::Defence, 0))
                        .with_reference(self.trial.sample_of(&self.trial.rest()), seed.rng(Stream::Adversary, 0)),
                    members: self.trial.sample(Side::Members),
                    non_members: self.trial.sample(Side::NonMembers),
                }))
            }
            Unit::Scores(side) => {
                Work::Scores(ScoringRun::new(*side, self.experiment.n_scored, self.experiment.scored_attacks()))
            }
            Unit::Distances => Work::Distances(DistanceRun::new(self.experiment.metric)),
            Unit::Completions { block } => {
                let range = block * Bench::BLOCK..(block + 1) * Bench::BLOCK;
                Work::Completions(ExhaustiveRun::new(&self.trial, &self.portion, self.target, range))
            }
            Unit::Imputation => {
                let fold = self.trial.fold_of(self.target);
                Work::Imputation(ImputationRun::new(&self.trial, &self.portion, vec![self.target], fold))
            }
            Unit::StrongMembership(game) => {
                let Experiment { strong_membership, .. } = &*self.experiment;
                Work::StrongMembership(StrongMembershipRun::new(*game, strong_membership, self.experiment.players()))
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
            Unit::Repeat(repeat) => Work::Repeat(Box::new(RepeatRun::new(*repeat))),
            Unit::Pair { game, original, variant } => Work::Pair(*game, *original, *variant),
            Unit::Search { target, unknown } => Work::Search(self.search(target, unknown).map(Box::new)),
            Unit::Defences(group) => {
                let config = self.experiment.matrix.clone().unwrap_or_default();
                let defences = config.groups().swap_remove(*group);
                Work::Defences(Box::new(MatrixRun::new(&self.trial, &self.experiment.training, &config, defences)))
            }
            Unit::Blind => Work::Blind(Box::new(BlindRun::new(&self.trial))),
        };
        UnitRun { work }
    }

    /// Works on a unit until it is done.
    pub fn finish(&mut self, unit: &Unit) -> Outcome {
        let mut run = self.start(unit);
        loop {
            if let Some(outcome) = self.step(&mut run) {
                return outcome;
            }
        }
    }

    /// Works on a unit for a short while; its outcome, once done.
    ///
    /// # Panics
    /// If a unit other than a training or a repeat is worked on without a model.
    pub fn step(&mut self, run: &mut UnitRun) -> Option<Outcome> {
        if let Work::Training(run) = &mut run.work {
            let state = run.training.step(&run.members, Some(&run.non_members));
            if state == TrainingState::Running {
                return None;
            }
            let mlp = run.training.mlp().clone();
            let model_digest = mlp_digest(&mlp);
            self.model = (state == TrainingState::Finished)
                .then(|| Arc::new(TargetModel::new(mlp).behind(self.experiment.defence)));
            return Some(Outcome::Training { state, curve: run.training.curve().to_vec(), model_digest });
        }
        if let Work::Repeat(run) = &mut run.work {
            return run.step(self).map(|trial| Outcome::Repeat(Box::new(trial)));
        }
        let Bench { trial, model, workspace, exhaustive, .. } = self;
        match &mut run.work {
            Work::Defences(run) => return run.step(trial).map(Outcome::Defences),
            Work::Blind(run) => return run.step(trial).map(Outcome::Blind),
            _ => {}
        }
        let model = model.as_ref().expect("attacks need a model");
        match &mut run.work {
            Work::Training(_) | Work::Repeat(_) | Work::Defences(_) | Work::Blind(_) => {
                unreachable!("what needs no model is handled above")
            }
            Work::Distances(run) => run.step(trial).map(Outcome::Distances),
            Work::Scores(run) => run.step(trial, model, workspace).map(Outcome::Scores),
            Work::Completions(run) => run.step(model, exhaustive).map(Outcome::Completions),
            Work::Imputation(run) => run.step(trial).map(|mut all| Outcome::Imputation(all.swap_remove(0))),
            Work::StrongMembership(run) => run.step(trial, model, workspace).map(Outcome::StrongMembership),
            Work::Target(run) => run.step(model, exhaustive).map(|tally| Outcome::Target(TargetGuess::of(&tally))),
            Work::TargetImputation(targets, run) => {
                run.step(trial).map(|all| Outcome::TargetImputation(targets.iter().copied().zip(all).collect()))
            }
            Work::Search(None) => Some(Outcome::Search(None)),
            Work::Search(Some(run)) => run.step(model, workspace).map(|found| Outcome::Search(Some(found))),
            Work::Pair(game, original, variant) => Some(Outcome::Pair(self.pair(*game, *original, *variant))),
        }
    }

    /// A search about a record of the trial; none where there is no such record or feature.
    fn search(&self, target: &Target, unknown: &[usize]) -> Option<SearchRun> {
        let dataset = self.trial.dataset();
        let record = *self.trial.side(target.taken_from).get(target.number)?;
        let rng = self.trial.seed().rng(Stream::Search, record as u64);
        SearchRun::new(dataset.schema(), unknown, dataset.record(record), SearchConfig::default(), rng).ok()
    }

    fn pair(&mut self, game: StrongMembership, original: usize, variant: usize) -> Option<Pair> {
        let Bench { experiment, trial, model, workspace, .. } = self;
        let model = model.as_deref().expect("attacks need a model");
        let record = *trial.side(game.originals).get(original)?;
        let neighbour = game.neighbour_of(trial, original, variant)?;
        let own = trial.dataset().record(record);
        let schema = trial.dataset().schema();
        let mut asked = Inputs::empty(schema.n_inputs());
        asked.push(schema, own);
        asked.push(schema, neighbour.view());
        let logits = model.logits(&asked, 0..2, workspace);
        let score = |player: &AnswerAttack, row: usize| {
            let logits = logits.row(row);
            model.answer(logits.to_slice().expect("rows are contiguous"), 0, |answer| answer.score(player.score))
        };
        let of_player = |player: &AnswerAttack| PairScores {
            attack: player.name.to_string(),
            original: score(player, 0),
            neighbour: score(player, 1),
        };
        let pairs = own.iter().zip(&neighbour).enumerate().filter(|(_, (a, b))| a != b);
        let n_ones = |values: ndarray::ArrayView1<'_, f32>| values.iter().filter(|v| **v == 1.0).count();
        Some(Pair {
            differing: pairs.map(|(j, (a, b))| (j, *a, *b)).collect(),
            original: own.to_vec(),
            n_ones: schema.is_binary().then(|| (n_ones(own), n_ones(neighbour.view()))),
            scores: experiment.players().iter().map(of_player).collect(),
        })
    }
}

/// Reads or makes the records of an experiment.
fn read_data(experiment: &Experiment, file: Option<&[u8]>) -> Result<Dataset, BenchError> {
    match &experiment.data {
        DataSource::Registered(source) => {
            let file = match source.kind().file() {
                Some(_) => file.ok_or(BenchError::NoFile)?,
                None => &[],
            };
            Ok(source.kind().records(source.values(), experiment.seed, file)?)
        }
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
    Distances(DistanceRun),
    Completions(ExhaustiveRun),
    Imputation(ImputationRun),
    StrongMembership(StrongMembershipRun),
    Target(ExhaustiveRun),
    TargetImputation(Vec<Target>, ImputationRun),
    Repeat(Box<RepeatRun>),
    Pair(StrongMembership, usize, usize),
    Search(Option<Box<SearchRun>>),
    Defences(Box<MatrixRun>),
    Blind(Box<BlindRun>),
}

#[derive(Debug)]
struct TrainingRun {
    training: Training,
    members: Sample,
    non_members: Sample,
}

impl UnitRun {
    /// How far it is.
    pub fn progress(&self, bench: &Bench) -> Progress {
        match &self.work {
            Work::Training(run) => {
                let (epoch, share) = run.training.progress();
                Progress::Training { epoch, share, curve: run.training.curve().to_vec() }
            }
            Work::Completions(run) => Progress::Completions(run.tally().clone()),
            _ => Progress::Share(self.share(bench)),
        }
    }

    /// How far it is, from 0 to 1.
    pub fn share(&self, bench: &Bench) -> f64 {
        match &self.work {
            Work::Training(run) => {
                let (epoch, share) = run.training.progress();
                (epoch as f64 + share) / bench.experiment.training_config().n_epochs() as f64
            }
            Work::Completions(run) | Work::Target(run) => run.progress(),
            Work::Imputation(run) | Work::TargetImputation(_, run) => run.progress(),
            Work::StrongMembership(run) => run.progress(),
            Work::Distances(run) => run.progress(&bench.trial),
            Work::Repeat(run) => run.progress(),
            Work::Scores(_) | Work::Pair(..) | Work::Blind(_) => 0.0,
            Work::Defences(run) => run.progress(),
            Work::Search(run) => run.as_ref().map_or(0.0, |run| run.progress()),
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
