//! Where units are worked on: data, and a model once there is one.

mod cost;

use super::digest::sha256_of;
use super::question::Question;
use super::unit::listing::Unit;
use crate::attribute::ExhaustiveWorkspace;
use crate::dataset::{Dataset, Split, SplitError};
use crate::experiment::{AttributeConfig, Checked, Experiment, ExperimentError, Target};
use crate::game::strong_membership::StrongMembership;
use crate::matrix::MatrixConfig;
use crate::mlp::{Mlp, Workspace};
use crate::portion::Portion;
use crate::reading::{self, Decisions, ReadError, version_1};
use crate::source::DataSource;
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use std::sync::Arc;

/// Why there is nothing to work on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TrialWorkerError {
    /// The file can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
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
pub struct TrialWorker {
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

impl TrialWorker {
    /// Completions of one block.
    pub const BLOCK: usize = 2048;

    /// Reads or makes the data. `file` holds the bytes of [`DataSource::shipped_file`] or of a person's own file.
    ///
    /// # Errors
    /// A setting out of its range, a file that isn't there or isn't the one meant, or that is no table of records; and as
    /// [`TrialWorker::with_dataset`].
    pub fn new(experiment: Experiment, file: Option<&[u8]>) -> Result<TrialWorker, TrialWorkerError> {
        let experiment = experiment.check()?;
        let dataset = read_data(&experiment, file)?;
        TrialWorker::with_dataset(experiment, dataset)
    }

    /// For data that is there already.
    ///
    /// # Errors
    /// Data that can't be split so, or that haven't the features or the record that are asked about.
    pub fn with_dataset(experiment: Checked, dataset: Dataset) -> Result<TrialWorker, TrialWorkerError> {
        let trial = Trial::new(dataset, experiment.split, experiment.seed.repeat(0)).map_err(ExperimentError::from)?;
        let portion = experiment.attribute_inference.portion.resolve(&trial).map_err(ExperimentError::from)?;
        let target = experiment.target_record(&trial)?;
        let trial = Arc::new(trial);
        Ok(TrialWorker {
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

    /// A worker for another repeat: the same data, portion and questions, another split, no model yet.
    ///
    /// # Errors
    /// As [`Split::draw`].
    pub fn repeat(&self, repeat: usize) -> Result<TrialWorker, SplitError> {
        let trial = self.trial.again(self.experiment.split, self.experiment.seed.repeat(repeat))?;
        Ok(TrialWorker { repeat, trial: Arc::new(trial), model: None, ..self.clone() })
    }

    /// Changes what attribute inference is asked and which defences are tried; data, split and model stay. An error changes
    /// nothing.
    ///
    /// # Errors
    /// A setting out of its range, or features or a record that the data haven't. Then nothing is changed.
    pub fn ask(&mut self, attribute: AttributeConfig, matrix: Option<MatrixConfig>) -> Result<(), TrialWorkerError> {
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
    pub fn question(&self) -> Question {
        let targets = self.targets();
        let clusters_of = |side: Side| {
            let of_side = targets.iter().filter(|target| target.taken_from == side);
            self.trial.clusters(&of_side.map(|target| self.record_of(target)).collect::<Vec<_>>())
        };
        let n_of = |side: Side| targets.iter().filter(|target| target.taken_from == side).count();
        Question {
            record: self.target,
            unknown: self.portion.unknown().to_vec(),
            n_completions: self.portion.n_completions(),
            n_targets: [Side::Members, Side::NonMembers].map(n_of),
            clusters: clusters_of(Side::Members).zip(clusters_of(Side::NonMembers)).map(|(own, others)| [own, others]),
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

    /// Gives up the model.
    pub(super) fn forget_model(&mut self) {
        self.model = None;
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
        let n_blocks = self.portion.n_completions().div_ceil(TrialWorker::BLOCK);
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

    /// The many records, members first: of each side the first ones of whom all of the unknown part is known to us.
    pub(super) fn targets(&self) -> Vec<Target> {
        let n = self.experiment.attribute_inference.n_targets;
        let of = |taken_from: Side| {
            let side = self.trial.side(taken_from);
            let is_whole = |number: &usize| self.trial.is_whole(side[*number], self.portion.unknown());
            (0..side.len()).filter(is_whole).take(n).map(move |number| Target { taken_from, number })
        };
        of(Side::Members).chain(of(Side::NonMembers)).collect()
    }

    /// A target's record, by its index in the data.
    pub(super) fn record_of(&self, target: &Target) -> usize {
        self.trial.side(target.taken_from)[target.number]
    }

    /// What an attack works on.
    ///
    /// # Panics
    /// Without a model.
    pub(super) fn attacked(&mut self) -> Attacked<'_> {
        let TrialWorker { trial, model, workspace, exhaustive, .. } = self;
        Attacked { trial, model: model.as_ref().expect("attacks need a model"), workspace, exhaustive }
    }
}

/// What an attack works on: the trial, its model, memory.
pub(super) struct Attacked<'a> {
    pub(super) trial: &'a Trial,
    pub(super) model: &'a Arc<TargetModel>,
    pub(super) workspace: &'a mut Workspace,
    pub(super) exhaustive: &'a mut ExhaustiveWorkspace,
}

/// Reads or makes the records of an experiment.
fn read_data(experiment: &Experiment, file: Option<&[u8]>) -> Result<Dataset, TrialWorkerError> {
    match &experiment.data {
        DataSource::Registered(source) => {
            let file = match source.kind().file() {
                Some(_) => file.ok_or(TrialWorkerError::NoFile)?,
                None => &[],
            };
            Ok(source.kind().records(source.values(), experiment.seed, file)?)
        }
        DataSource::Own { sha256, csv } => {
            let file = file.ok_or(TrialWorkerError::NoFile)?;
            let found = sha256_of(file);
            if found != *sha256 {
                return Err(TrialWorkerError::OtherFile { found, wanted: sha256.clone() });
            }
            Ok(match csv {
                Decisions::Version1(options) => version_1::read(file, options, usize::MAX)?,
                Decisions::Version2(options) => reading::read(file, options, usize::MAX)?.dataset,
            })
        }
    }
}
