//! The target model being trained.

use super::super::digest::mlp_digest;
use super::super::outcome::Outcome;
use super::super::outcome::Progress;
use super::super::results::Results;
use super::super::trial_worker::TrialWorker;
use super::kind::{UnitKind, UnitWork, mixed_up};
use crate::dataset::Sample;
use crate::seed::{Stream, TrainedModel};
use crate::train::{Training, TrainingState};
use crate::trial::Side;

/// Train the target model.
pub(super) struct TrainingKind;

impl UnitKind for TrainingKind {
    fn cost(&self, worker: &TrialWorker) -> f64 {
        let n_members = worker.trial().side(Side::Members).len();
        worker.experiment().training_config().n_epochs() as f64 * (3.0 * worker.passes(n_members) + worker.passes(1000))
    }

    fn start(&self, worker: &TrialWorker) -> Box<dyn UnitWork> {
        let (config, seed) = (worker.experiment().training_config(), worker.trial().seed());
        let schema = worker.trial().dataset().schema();
        let rng = |stream| seed.rng(stream, TrainedModel::Target.index());
        let (n_inputs, n_classes) = (schema.n_inputs(), schema.classes.len());
        let training = Training::new(config, n_inputs, n_classes, &mut rng(Stream::Init), rng(Stream::Batches))
            .with_noise(rng(Stream::Defence))
            .with_reference(worker.trial().sample_of(&worker.trial().rest()), rng(Stream::Adversary));
        let [members, non_members] = [Side::Members, Side::NonMembers].map(|side| worker.trial().sample(side));
        Box::new(TrainingWork { training, members, non_members })
    }

    fn put(&self, outcome: Outcome, results: &mut Results) {
        let Outcome::Training { state, curve, model_digest, guarantee } = outcome else { mixed_up() };
        results.guarantee = guarantee;
        results.training = Some((state, curve, model_digest));
    }
}

#[derive(Debug)]
struct TrainingWork {
    training: Training,
    members: Sample,
    non_members: Sample,
}

impl UnitWork for TrainingWork {
    fn step(&mut self, worker: &mut TrialWorker) -> Option<Outcome> {
        let state = self.training.step(&self.members, Some(&self.non_members));
        if state == TrainingState::Running {
            return None;
        }
        let mlp = self.training.mlp().clone();
        let model_digest = mlp_digest(&mlp);
        match state {
            TrainingState::Finished => worker.set_model(mlp),
            TrainingState::Running | TrainingState::Diverged => worker.forget_model(),
        }
        // It is the same in every repeat.
        let config = (worker.repeat_idx() == 0).then(|| worker.experiment().training_config());
        let guarantee = config.and_then(|config| config.guarantee(self.members.labels.len()));
        Some(Outcome::Training { state, curve: self.training.curve().to_vec(), model_digest, guarantee })
    }

    fn share(&self, worker: &TrialWorker) -> f64 {
        let (epoch, share) = self.training.progress();
        (epoch as f64 + share) / worker.experiment().training_config().n_epochs() as f64
    }

    fn progress(&self, _bench: &TrialWorker) -> Progress {
        let (epoch, share) = self.training.progress();
        Progress::Training { epoch, share, curve: self.training.curve().to_vec() }
    }

    fn epochs_measured(&self) -> Option<usize> {
        Some(self.training.curve().last().map_or(0, |record| record.epoch))
    }
}
