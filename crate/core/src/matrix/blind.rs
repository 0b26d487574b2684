//! An attack that never sees a model: it must fail.

use super::report::BlindCheck;
use crate::dataset::Sample;
use crate::mlp::{Activation, Workspace};
use crate::optimizer::OptimizerKind;
use crate::roc::RocCurve;
use crate::seed::{Stream, TrainedModel};
use crate::train::{Regularization, Training, TrainingConfig, TrainingState};
use crate::trial::{Side, Trial};

/// Records of each side, at most.
const N: usize = 1000;

/// A logistic regression of membership on the network's inputs: learnt on the records of even number, used on those of odd
/// number, and the other way round.
#[derive(Debug)]
pub struct BlindRun {
    halves: [Sample; 2],
    /// Members' scores and others', so far.
    scores: [Vec<f64>; 2],
    training: Option<Box<Training>>,
    half: usize,
    workspace: Workspace,
}

impl BlindRun {
    /// Nothing learnt yet.
    pub fn new(trial: &Trial) -> BlindRun {
        let half = |parity: usize| {
            let (mut records, mut labels) = (Vec::new(), Vec::new());
            for (label, side) in [Side::NonMembers, Side::Members].into_iter().enumerate() {
                let n = trial.side(Side::Members).len().min(trial.side(Side::NonMembers).len()).min(N);
                let of_side: Vec<usize> = trial.side(side)[..n].iter().copied().skip(parity).step_by(2).collect();
                labels.extend(vec![label; of_side.len()]);
                records.extend(of_side);
            }
            Sample { inputs: trial.inputs().select(&records), labels }
        };
        BlindRun {
            halves: [half(0), half(1)],
            scores: Default::default(),
            training: None,
            half: 0,
            workspace: Workspace::default(),
        }
    }

    /// Works on for a short while; the check, once done.
    pub fn step(&mut self, trial: &Trial) -> Option<BlindCheck> {
        let config = TrainingConfig {
            hidden: Vec::new(),
            activation: Activation::Relu,
            optimizer: OptimizerKind::Adam { learning_rate: 0.005 },
            batch_size: 64,
            epochs: 20,
            regularization: Regularization { l2: 0.01, ..Regularization::default() },
        };
        let index = TrainedModel::Blind(self.half).index();
        let training = self.training.get_or_insert_with(|| {
            let rng = |stream| trial.seed().rng(stream, index);
            Box::new(Training::new(config, trial.inputs().n_inputs(), 2, &mut rng(Stream::Init), rng(Stream::Batches)))
        });
        for _ in 0..20 {
            if training.step(&self.halves[self.half], None) != TrainingState::Running {
                let (mlp, other) = (training.mlp(), &self.halves[1 - self.half]);
                let logits = mlp.logits(&other.inputs, 0..other.labels.len(), &mut self.workspace);
                for (logits, label) in logits.outer_iter().zip(&other.labels) {
                    self.scores[1 - label].push(f64::from(logits[1]) - f64::from(logits[0]));
                }
                self.training = None;
                self.half += 1;
                break;
            }
        }
        (self.half == 2).then(|| {
            let curve = RocCurve::new(&self.scores[0], &self.scores[1]);
            BlindCheck { auc: curve.auc, auc_interval: curve.auc_interval }
        })
    }
}
