//! The models that attackers need, trained one after the other and asked about all records.

use super::config::MatrixConfig;
use super::context_builder::AttackContextBuilder;
use crate::dataset::Sample;
use crate::membership::{QueriedModel, Whose};
use crate::mlp::Workspace;
use crate::seed::{ShadowDraw, Stream, TrainedModel};
use crate::target_model::TargetModel;
use crate::train::{Training, TrainingConfig, TrainingState};
use crate::trial::{Side, Trial};
use rand::seq::SliceRandom;
use std::collections::{HashSet, VecDeque};

/// Shadow models that stay after they were asked, for attacks that look inside or ask again.
const N_KEPT: usize = 4;

/// What came of a step.
pub(super) enum Models {
    /// There is more to do.
    Running,
    /// All are there.
    Ready,
    /// One of them isn't to be had.
    Diverged,
}

/// Models being trained and asked.
#[derive(Debug)]
pub(super) struct ModelsRun {
    config: TrainingConfig,
    /// Models that are still to be trained, each with the records of its training set.
    waiting: VecDeque<(TrainedModel, Vec<usize>)>,
    n_models: usize,
    now: Now,
    pub(super) builder: AttackContextBuilder,
    workspace: Workspace,
}

#[derive(Debug)]
enum Now {
    /// The next model is taken up.
    Between,
    /// A model learns its records.
    Training { model: TrainedModel, records: Vec<usize>, sample: Sample, training: Box<Training> },
    /// It is asked about subjects, then about the attacker's own records, from a row on.
    Asking { model: TrainedModel, queried: QueriedModel, whose: Whose, row: usize },
}

impl ModelsRun {
    /// Nothing trained yet.
    pub(super) fn new(trial: &Trial, config: &MatrixConfig, training: TrainingConfig) -> ModelsRun {
        let builder = AttackContextBuilder::of(trial, config);
        let mut waiting = VecDeque::from([(TrainedModel::Target, trial.side(Side::Members).to_vec())]);
        type Model = fn(usize) -> TrainedModel;
        type Draw = fn(usize) -> ShadowDraw;
        let (both, own) = (both_sides(trial), builder.own.records.clone());
        let sources: [(&[usize], Model, Draw); 2] = [
            (&both, TrainedModel::InOut, ShadowDraw::InOutHalves),
            (&own, TrainedModel::Shadow, ShadowDraw::OwnHalves),
        ];
        for pair in 0..config.n_shadows / 2 {
            for (source, model, draw) in sources {
                let mut records = source.to_vec();
                records.shuffle(&mut trial.seed().rng(Stream::Shadow, draw(pair).index()));
                let second = records.split_off(records.len() / 2);
                if !records.is_empty() {
                    waiting.push_back((model(2 * pair), records));
                    waiting.push_back((model(2 * pair + 1), second));
                }
            }
        }
        let n_models = waiting.len();
        ModelsRun { config: training, waiting, n_models, now: Now::Between, builder, workspace: Workspace::default() }
    }

    /// Trains or asks on for about 20 ms.
    pub(super) fn step(&mut self, trial: &Trial) -> Models {
        self.now = match std::mem::replace(&mut self.now, Now::Between) {
            Now::Between => match self.waiting.pop_front() {
                Some((model, records)) => self.begin(trial, model, records),
                None => return Models::Ready,
            },
            Now::Training { model, records, sample, mut training } => match training.step(&sample, None) {
                TrainingState::Running => Now::Training { model, records, sample, training },
                TrainingState::Diverged => return Models::Diverged,
                TrainingState::Finished => {
                    let mut trained_on = vec![false; trial.dataset().n_records()];
                    records.into_iter().for_each(|record| trained_on[record] = true);
                    let n_records = [self.builder.subjects.len(), self.builder.own.len()];
                    let queried = QueriedModel::new(TargetModel::new(training.into_mlp()), trained_on, n_records);
                    Now::Asking { model, queried, whose: Whose::Subjects, row: 0 }
                }
            },
            Now::Asking { model, queried, whose, row } => self.ask(model, queried, whose, row),
        };
        Models::Running
    }

    /// Share of the models that are trained.
    pub(super) fn progress(&self) -> f64 {
        let n_left = self.waiting.len() + usize::from(matches!(self.now, Now::Training { .. }));
        1.0 - n_left as f64 / self.n_models as f64
    }

    fn begin(&self, trial: &Trial, model: TrainedModel, records: Vec<usize>) -> Now {
        let schema = trial.dataset().schema();
        // The target's numbers are those of the page's own training.
        let rng = |stream| trial.seed().rng(stream, model.index());
        // The half that the attacker's models aren't trained on is their reference.
        let reference = match model {
            TrainedModel::InOut(_) => self.others(both_sides(trial), &records),
            TrainedModel::Shadow(_) => self.others(self.builder.own.records.clone(), &records),
            TrainedModel::Target | TrainedModel::Blind(_) => trial.rest(),
        };
        let (n_inputs, n_classes) = (schema.n_inputs(), schema.classes.len());
        let (mut init, batches) = (rng(Stream::Init), rng(Stream::Batches));
        let training = Training::new(self.config.clone(), n_inputs, n_classes, &mut init, batches)
            .with_noise(rng(Stream::Defence))
            .with_reference(trial.sample_of(&reference), rng(Stream::Adversary));
        Now::Training { model, sample: trial.sample_of(&records), records, training: Box::new(training) }
    }

    /// Those of `all` that aren't among `records`; none where no adversary needs them.
    fn others(&self, all: Vec<usize>, records: &[usize]) -> Vec<usize> {
        let is_needed = self.config.regularization.adversary > 0.0;
        let taken: HashSet<&usize> = records.iter().collect();
        all.into_iter().filter(|record| is_needed && !taken.contains(record)).collect()
    }

    fn ask(&mut self, model: TrainedModel, mut queried: QueriedModel, whose: Whose, row: usize) -> Now {
        let about = match whose {
            Whose::Subjects => &self.builder.subjects,
            Whose::Own => &self.builder.own,
        };
        let n = queried.model.as_ref().map_or(1, |model| model.mlp().rows_per_step());
        let end = about.len().min(row + n);
        queried.ask(whose, about, row..end, &mut self.workspace);
        match whose {
            _ if end < about.len() => return Now::Asking { model, queried, whose, row: end },
            Whose::Subjects => return Now::Asking { model, queried, whose: Whose::Own, row: 0 },
            Whose::Own => {}
        }
        let is_kept = match model {
            TrainedModel::Target | TrainedModel::Blind(_) => true,
            TrainedModel::InOut(_) => false,
            TrainedModel::Shadow(number) => number < N_KEPT,
        };
        if !is_kept {
            queried.model = None;
        }
        match model {
            TrainedModel::InOut(_) => self.builder.in_out.push(queried),
            TrainedModel::Shadow(_) => self.builder.shadows.push(queried),
            TrainedModel::Target | TrainedModel::Blind(_) => self.builder.target = Some(queried),
        }
        Now::Between
    }
}

fn both_sides(trial: &Trial) -> Vec<usize> {
    [trial.side(Side::Members), trial.side(Side::NonMembers)].concat()
}
