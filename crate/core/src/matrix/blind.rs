//! An attack that never sees a model: it must fail.

use super::report::BlindCheck;
use crate::cluster;
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
/// number, and the other way round; what is of one cluster is of one half.
#[derive(Debug)]
pub struct BlindRun {
    halves: [Sample; 2],
    /// Of each half's records, where several of own data are of one.
    clusters: Option<[Vec<usize>; 2]>,
    /// Members' scores and others', so far.
    scores: [Vec<f64>; 2],
    /// The cluster of each, where there are any.
    scored: [Vec<usize>; 2],
    training: Option<Box<Training>>,
    half: usize,
    workspace: Workspace,
}

impl BlindRun {
    /// Nothing learnt yet.
    pub fn new(trial: &Trial) -> BlindRun {
        let [first, second] = [0, 1].map(|half| {
            let (mut records, mut labels) = (Vec::new(), Vec::new());
            for (label, side) in [Side::NonMembers, Side::Members].into_iter().enumerate() {
                let n = trial.side(Side::Members).len().min(trial.side(Side::NonMembers).len()).min(N);
                let of_side = &trial.side(side)[..n];
                let halves = cluster::halves(n, trial.clusters(of_side).as_deref());
                let of_half = of_side.iter().zip(halves).filter(|(_, own)| *own == half);
                let of_side: Vec<usize> = of_half.map(|(record, _)| *record).collect();
                labels.extend(vec![label; of_side.len()]);
                records.extend(of_side);
            }
            (Sample { inputs: trial.inputs().select(&records), labels }, trial.clusters(&records))
        });
        BlindRun {
            halves: [first.0, second.0],
            clusters: first.1.zip(second.1).map(|(first, second)| [first, second]),
            scores: Default::default(),
            scored: Default::default(),
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
                for (row, (logits, label)) in logits.outer_iter().zip(&other.labels).enumerate() {
                    self.scores[1 - label].push(f64::from(logits[1]) - f64::from(logits[0]));
                    if let Some(clusters) = &self.clusters {
                        self.scored[1 - label].push(clusters[1 - self.half][row]);
                    }
                }
                self.training = None;
                self.half += 1;
                break;
            }
        }
        (self.half == 2).then(|| {
            let clusters = self.clusters.as_ref().map(|_| [&self.scored[0][..], &self.scored[1][..]]);
            let curve = RocCurve::of(&self.scores[0], &self.scores[1], clusters);
            BlindCheck { auc: curve.auc, auc_interval: curve.auc_interval }
        })
    }
}
