//! Attacks that learn from the attacker's own models what members look like: each record becomes a list of numbers, and a
//! small network is trained to tell those that a shadow model was trained on from the others.

use super::attack::{Attack, Attacker, Thresholds};
use super::context::{AttackContext, QueriedModel, Whose};
use super::gradient_norm::squared_norms;
use super::needs::{Access, Needs, OtherData};
use crate::answer::Answer;
use crate::dataset::{Inputs, Sample};
use crate::mlp::{Activation, Mlp, Workspace};
use crate::optimizer::OptimizerKind;
use crate::seed::{ShadowDraw, Stream};
use crate::train::{Regularization, Training, TrainingConfig, TrainingState};
use ndarray::Array1;

/// Shokri et al. 2017: for each class an attack model of the confidences, as their logarithms.
pub struct Shadow;

/// After Nasr, Shokri and Houmansadr 2019, in small: one attack model of the loss, whether the label is right, and the norm
/// of the gradient by each layer's parameters.
pub struct WhiteBox;

/// What a record's numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Confidences,
    Gradients,
}

/// Shadow models that are looked into: gradients take the model itself.
const N_LOOKED_INTO: usize = 4;
/// Records of a class, over all shadow models, that an attack model of its own takes.
const FEWEST_OF_CLASS: usize = 40;

struct FeatureAttacker {
    numbers: Numbers,
    /// Mean and deviation of each number.
    scale: Vec<(f32, f32)>,
    /// By attack model, its training data.
    samples: Vec<Sample>,
    /// By attack model, once trained.
    models: Vec<Mlp>,
    training: Option<Box<Training>>,
    /// By class, its attack model.
    of_class: Vec<usize>,
    /// Shadow and row of what is still to be looked at.
    waiting: Vec<(usize, usize)>,
    /// Where the attack models are even.
    even: Thresholds,
    seen: Vec<(Vec<f32>, usize, bool)>,
}

impl FeatureAttacker {
    fn begin_on(context: &AttackContext, numbers: Numbers) -> Option<Box<dyn Attacker>> {
        let n_shadows = match numbers {
            Numbers::Confidences => context.shadows.len(),
            Numbers::Gradients => {
                context.target.model.as_ref()?;
                context.shadows.iter().take(N_LOOKED_INTO).take_while(|shadow| shadow.model.is_some()).count()
            }
        };
        let waiting: Vec<(usize, usize)> =
            (0..n_shadows).rev().flat_map(|s| (0..context.own.len()).rev().map(move |row| (s, row))).collect();
        if waiting.is_empty() {
            return None;
        }
        Some(Box::new(FeatureAttacker {
            numbers,
            scale: Vec::new(),
            samples: Vec::new(),
            models: Vec::new(),
            training: None,
            of_class: Vec::new(),
            waiting,
            even: Thresholds { global: 0.0, by_class: vec![0.0; context.schema.classes.len()] },
            seen: Vec::new(),
        }))
    }

    fn numbers_of(
        &self,
        context: &AttackContext,
        asked: &QueriedModel,
        whose: Whose,
        row: usize,
        workspace: &mut Workspace,
    ) -> Vec<f32> {
        let about = context.about(whose);
        let answer = asked.answer(whose, row, about.labels[row]);
        match self.numbers {
            Numbers::Confidences => {
                (0..answer.logits.len()).map(|class| answer.log_confidence(class).max(-25.0) as f32).collect()
            }
            Numbers::Gradients => {
                // Who has the network doesn't see by what is released.
                let answer = Answer::of(answer.logits, answer.label);
                let mut numbers = vec![
                    (-answer.log_confidence(answer.label)).min(30.0) as f32,
                    f32::from(u8::from(answer.predicted() == answer.label)),
                ];
                let norms = squared_norms(asked, about, row, workspace);
                numbers.extend(norms.into_iter().map(|norm| libm::log(norm + 1e-20) as f32));
                numbers
            }
        }
    }

    /// Puts what was seen into samples, one a class or one for all.
    fn sort(&mut self, context: &AttackContext) {
        let n_numbers = self.seen[0].0.len();
        let n = self.seen.len() as f64;
        self.scale = (0..n_numbers)
            .map(|j| {
                let values = || self.seen.iter().map(|(numbers, ..)| f64::from(numbers[j]));
                let mean = values().sum::<f64>() / n;
                let variance = values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
                (mean as f32, (variance.sqrt() + 1e-6) as f32)
            })
            .collect();
        let n_classes = context.schema.classes.len();
        let mut n_of_class = vec![0; n_classes];
        self.seen.iter().for_each(|(_, label, _)| n_of_class[*label] += 1);
        let is_own = |n: usize| self.numbers == Numbers::Confidences && n >= FEWEST_OF_CLASS;
        // The first model is for all classes without one of their own.
        let mut n_models = 1;
        self.of_class = n_of_class
            .iter()
            .map(|n| {
                n_models += usize::from(is_own(*n));
                if is_own(*n) { n_models - 1 } else { 0 }
            })
            .collect();
        self.samples = vec![Sample { inputs: Inputs::empty(n_numbers), labels: Vec::new() }; n_models];
        for (numbers, label, is_in) in std::mem::take(&mut self.seen) {
            let sample = &mut self.samples[self.of_class[label]];
            sample.inputs.push_values(Array1::from(scaled(numbers, &self.scale)).view());
            sample.labels.push(usize::from(is_in));
        }
    }

    fn begin(&self, context: &AttackContext) -> Training {
        let config = TrainingConfig {
            hidden: vec![16],
            activation: Activation::Relu,
            optimizer: OptimizerKind::Adam { learning_rate: 0.005 },
            batch_size: 32,
            epochs: if self.numbers == Numbers::Confidences { 30 } else { 10 },
            regularization: Regularization { l2: 1e-3, ..Regularization::default() },
        };
        let rng = |draw: fn(usize) -> ShadowDraw| context.seed.rng(Stream::Shadow, draw(self.models.len()).index());
        let mut init = rng(ShadowDraw::AttackModelInit);
        Training::new(config, self.scale.len(), 2, &mut init, rng(ShadowDraw::AttackModelBatches))
    }
}

fn scaled(mut numbers: Vec<f32>, scale: &[(f32, f32)]) -> Vec<f32> {
    numbers.iter_mut().zip(scale).for_each(|(value, (mean, deviation))| *value = (*value - mean) / deviation);
    numbers
}

impl Attacker for FeatureAttacker {
    fn learn(&mut self, context: &AttackContext, workspace: &mut Workspace) -> bool {
        if !self.waiting.is_empty() {
            let n = self.rows_per_step(context).min(4096).min(self.waiting.len());
            for (shadow, row) in self.waiting.split_off(self.waiting.len() - n).into_iter().rev() {
                let asked = &context.shadows[shadow];
                let numbers = self.numbers_of(context, asked, Whose::Own, row, workspace);
                self.seen.push((numbers, context.own.labels[row], asked.trained_on[context.own.records[row]]));
            }
            if self.waiting.is_empty() {
                self.sort(context);
            }
            return false;
        }
        let Some(sample) = self.samples.get(self.models.len()) else { return true };
        let mut training = match self.training.take() {
            Some(training) => training,
            // Every class has a model of its own: nothing to learn for all.
            None if sample.labels.is_empty() => {
                self.models.push(self.begin(context).into_mlp());
                return false;
            }
            None => Box::new(self.begin(context)),
        };
        for _ in 0..50 {
            if training.step(sample, None) != TrainingState::Running {
                self.models.push(training.into_mlp());
                return false;
            }
        }
        self.training = Some(training);
        false
    }

    fn rows_per_step(&self, context: &AttackContext) -> usize {
        match self.numbers {
            Numbers::Confidences => 2000,
            Numbers::Gradients => {
                context.target.model.as_ref().map_or(1, |model| (model.mlp().rows_per_step() / 16).max(1))
            }
        }
    }

    fn score(&self, context: &AttackContext, row: usize, workspace: &mut Workspace) -> f64 {
        let numbers = self.numbers_of(context, &context.target, Whose::Subjects, row, workspace);
        let mut inputs = Inputs::empty(self.scale.len());
        inputs.push_values(Array1::from(scaled(numbers, &self.scale)).view());
        let model = &self.models[self.of_class[context.subjects.labels[row]]];
        let logits = model.logits(&inputs, 0..1, workspace);
        f64::from(logits[(0, 1)]) - f64::from(logits[(0, 0)])
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        Some(&self.even)
    }
}

impl Attack for Shadow {
    fn name(&self) -> &'static str {
        "shadow"
    }

    fn title(&self) -> &'static str {
        "Shadow models"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: OtherData::ManyModels, n_queries: 1 }
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        FeatureAttacker::begin_on(context, Numbers::Confidences)
    }
}

impl Attack for WhiteBox {
    fn name(&self) -> &'static str {
        "white_box"
    }

    fn title(&self) -> &'static str {
        "White box, learnt"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Network, label: true, other_data: OtherData::SomeModels, n_queries: 1 }
    }

    fn deviation(&self) -> &'static str {
        "The published attack looks at every layer's gradient and learns from part of the members; here norms by layer, learnt on four models of the attacker's own."
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        FeatureAttacker::begin_on(context, Numbers::Gradients)
    }
}
