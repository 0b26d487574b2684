//! Who adversarial regularization trains against (Nasr, Shokri and Houmansadr 2018): a small network that tells members from
//! reference records by what the model says of them, and learns on while the model learns to fool it.

use crate::dataset::{Inputs, Sample};
use crate::loss::{cross_entropy_gradient, softmax};
use crate::mlp::{Activation, Before, Mlp, Workspace};
use crate::optimizer::{Optimizer, OptimizerKind};
use crate::seed::Rng;
use ndarray::{Array1, Array2, ArrayView2};
use rand::RngExt;

/// The place of members in the adversary's answer.
const MEMBER: usize = 1;

/// h(p, y): confidences and true class in, member or not out.
#[derive(Debug)]
pub(crate) struct Adversary {
    /// λ: how much it counts beside the cross-entropy.
    weight: f32,
    mlp: Mlp,
    optimizer: Optimizer,
    workspace: Workspace,
    rng: Rng,
}

impl Adversary {
    /// At its random start.
    pub fn new(weight: f32, n_classes: usize, mut rng: Rng) -> Adversary {
        let mlp = Mlp::glorot(&[2 * n_classes, 64, 2], Activation::Relu, &mut rng);
        let optimizer = Optimizer::new(OptimizerKind::Adam { learning_rate: 1e-3 }, &mlp);
        Adversary { weight, mlp, optimizer, workspace: Workspace::default(), rng }
    }

    /// As many records of the reference as asked for, drawn with replacement.
    pub fn draw(&mut self, reference: &Sample, n: usize) -> Sample {
        let n_reference = reference.labels.len() as u32;
        let drawn: Vec<usize> = (0..n).map(|_| self.rng.random_range(0..n_reference) as usize).collect();
        let labels = drawn.iter().map(|record| reference.labels[*record]).collect();
        Sample { inputs: reference.inputs.select(&drawn), labels }
    }

    /// Learns one step from the model's logits, records x classes, of members and of reference records.
    pub fn learn(&mut self, members: (ArrayView2<'_, f32>, &[usize]), others: (ArrayView2<'_, f32>, &[usize])) {
        let mut inputs = Inputs::empty(self.mlp.n_inputs());
        push(&mut inputs, members);
        push(&mut inputs, others);
        let n = inputs.n_rows();
        let mut by_answer = self.mlp.logits(&inputs, 0..n, &mut self.workspace).to_owned();
        for (row, answer) in by_answer.outer_iter_mut().enumerate() {
            let side = if row < members.1.len() { MEMBER } else { 1 - MEMBER };
            cross_entropy_gradient(answer, side, 1.0 / n as f32);
        }
        let mut gradient = self.mlp.zeros_like();
        let Adversary { mlp, workspace, .. } = self;
        mlp.gradient(&inputs, 0..n, by_answer.view(), &mut gradient, Before::Nothing, workspace);
        self.optimizer.step(&mut self.mlp, &gradient);
    }

    /// Adds to `by_logits` the derivative of λ `share` log h(p, y) by the model's logits, of each member.
    pub fn add_gradient(
        &mut self,
        logits: ArrayView2<'_, f32>,
        labels: &[usize],
        share: f32,
        by_logits: &mut Array2<f32>,
    ) {
        let mut inputs = Inputs::empty(self.mlp.n_inputs());
        push(&mut inputs, (logits, labels));
        let mut by_answer = self.mlp.logits(&inputs, 0..labels.len(), &mut self.workspace).to_owned();
        // log h falls where the cross-entropy with "member" rises.
        by_answer.outer_iter_mut().for_each(|answer| cross_entropy_gradient(answer, MEMBER, -self.weight * share));
        let by_inputs = self.mlp.input_gradient(by_answer.view(), &mut self.workspace);
        for ((logits, by_inputs), mut by_logits) in
            logits.outer_iter().zip(by_inputs.outer_iter()).zip(by_logits.outer_iter_mut())
        {
            let mut p = logits.to_vec();
            softmax(&mut p);
            // d p_j / d z_k = p_j (1[j = k] - p_k)
            let mean = p.iter().zip(by_inputs).fold(0.0, |sum, (p, g)| sum + p * g);
            for ((d, p), g) in by_logits.iter_mut().zip(&p).zip(by_inputs) {
                *d += p * (g - mean);
            }
        }
    }
}

/// Rows of confidences, then the true class as onehot.
fn push(inputs: &mut Inputs, (logits, labels): (ArrayView2<'_, f32>, &[usize])) {
    for (logits, label) in logits.outer_iter().zip(labels) {
        let mut row = logits.to_vec();
        softmax(&mut row);
        row.extend((0..logits.len()).map(|class| f32::from(u8::from(class == *label))));
        inputs.push_values(Array1::from(row).view());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Seed, Stream};

    fn answers() -> (Array2<f32>, Vec<usize>) {
        let mut rng = Seed(9).rng(Stream::Synthetic, 0);
        (Array2::from_shape_simple_fn((5, 4), || 3.0 * rng.random::<f32>()), vec![0, 1, 2, 3, 0])
    }

    /// By central differences of the mean of λ log h.
    #[test]
    fn the_gradient_is_that_of_log_h() {
        let (logits, labels) = answers();
        let mut adversary = Adversary::new(0.7, 4, Seed(1).rng(Stream::Defence, 0));
        let mut by_logits = Array2::zeros(logits.dim());
        adversary.add_gradient(logits.view(), &labels, 0.2, &mut by_logits);
        let mut gain = |logits: &Array2<f32>| -> f64 {
            let mut inputs = Inputs::empty(8);
            push(&mut inputs, (logits.view(), &labels));
            let answers = adversary.mlp.logits(&inputs, 0..5, &mut adversary.workspace);
            let log_h = answers
                .outer_iter()
                .map(|answer| -crate::loss::cross_entropy(answer.to_slice().expect("rows are contiguous"), MEMBER));
            0.2 * 0.7 * log_h.sum::<f64>()
        };
        for (place, wanted) in by_logits.indexed_iter() {
            // Small, so that no unit of the adversary switches on the way.
            const STEP: f32 = 1e-3;
            let mut moved = |by: f32| {
                let mut moved = logits.clone();
                moved[place] += by;
                gain(&moved)
            };
            let slope = (moved(STEP) - moved(-STEP)) / (2.0 * f64::from(STEP));
            assert!((slope - f64::from(*wanted)).abs() < 2e-4, "{place:?}: {slope}, {wanted}");
        }
    }

    #[test]
    fn the_adversary_learns_to_tell_two_kinds_of_answers() {
        let mut adversary = Adversary::new(1.0, 4, Seed(1).rng(Stream::Defence, 0));
        let (flat, labels) = answers();
        let sharp = &flat * 6.0;
        for _ in 0..300 {
            adversary.learn((sharp.view(), &labels), (flat.view(), &labels));
        }
        let mut inputs = Inputs::empty(8);
        push(&mut inputs, (sharp.view(), &labels));
        push(&mut inputs, (flat.view(), &labels));
        let answers = adversary.mlp.logits(&inputs, 0..10, &mut adversary.workspace);
        assert!(answers.outer_iter().enumerate().all(|(row, answer)| (answer[MEMBER] > answer[0]) == (row < 5)));
    }
}
