//! The models that attackers need, trained one after the other and asked about all records.

use super::context_builder::AttackContextBuilder;
use super::plan::Planned;
use crate::dataset::Sample;
use crate::membership::{QueriedModel, Whose};
use crate::mlp::Workspace;
use crate::seed::{Stream, TrainedModel};
use crate::target_model::TargetModel;
use crate::train::{Training, TrainingConfig, TrainingState};
use crate::trial::Trial;
use std::collections::VecDeque;

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
    /// Models that are still to be trained.
    waiting: VecDeque<Planned>,
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
    /// Nothing trained yet: of the models that were planned.
    pub(super) fn new(training: TrainingConfig, builder: AttackContextBuilder, planned: Vec<Planned>) -> ModelsRun {
        ModelsRun {
            config: training,
            n_models: planned.len(),
            waiting: planned.into(),
            now: Now::Between,
            builder,
            workspace: Workspace::default(),
        }
    }

    /// Trains or asks on for about 20 ms.
    pub(super) fn step(&mut self, trial: &Trial) -> Models {
        self.now = match std::mem::replace(&mut self.now, Now::Between) {
            Now::Between => match self.waiting.pop_front() {
                Some(planned) => self.begin(trial, planned),
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

    fn begin(&self, trial: &Trial, Planned { model, records, reference }: Planned) -> Now {
        let schema = trial.dataset().schema();
        // The target's numbers are those of the page's own training.
        let rng = |stream| trial.seed().rng(stream, model.index());
        let reference = if self.config.regularization.adversary > 0.0 { reference } else { Vec::new() };
        let (n_inputs, n_classes) = (schema.n_inputs(), schema.classes.len());
        let (mut init, batches) = (rng(Stream::Init), rng(Stream::Batches));
        let training = Training::new(self.config.clone(), n_inputs, n_classes, &mut init, batches)
            .with_noise(rng(Stream::Defence))
            .with_reference(trial.sample_of(&reference), rng(Stream::Adversary));
        let sample = self.builder.relabelled(trial.sample_of(&records), &records);
        Now::Training { model, sample, records, training: Box::new(training) }
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
            TrainedModel::InOut(number) => number + 1 < self.builder.n_trainings,
            TrainedModel::Canary(_) => false,
            TrainedModel::Shadow(number) => number < N_KEPT,
        };
        if !is_kept {
            queried.model = None;
        }
        match model {
            TrainedModel::InOut(_) | TrainedModel::Canary(_) => self.builder.in_out.push(queried),
            TrainedModel::Shadow(_) => self.builder.shadows.push(queried),
            TrainedModel::Target | TrainedModel::Blind(_) => self.builder.target = Some(queried),
        }
        Now::Between
    }
}
