//! What units cost, beside one another: for the time left, and for what is worth keeping.

use super::Bench;
use crate::attribute;
use crate::experiment::Experiment;
use crate::trial::Side;
use crate::work::Unit;

impl Bench {
    /// About how many multiplications a unit takes; only ratios mean something.
    pub fn cost(&self, unit: &Unit) -> f64 {
        let schema = self.trial.dataset().schema();
        let sides = [Side::Members, Side::NonMembers].map(|side| self.trial.side(side).len());
        let Experiment { training, strong_membership: games, n_scored, .. } = &*self.experiment;
        let n_parameters = training.n_parameters(schema.n_inputs(), schema.classes.len()) as f64;
        let n_completions = self.portion.n_completions();
        let passes = |records: usize| records as f64 * n_parameters;
        match unit {
            Unit::Training => {
                self.experiment.training_config().n_epochs() as f64 * (3.0 * passes(sides[0]) + passes(1000))
            }
            Unit::Scores(_) => passes(*n_scored),
            Unit::Distances => (sides[0] * sides[1] * schema.features.len()) as f64 / 8.0,
            Unit::Completions { .. } => passes(n_completions.min(Bench::BLOCK)) / self.spared(),
            Unit::Target(_) => passes(n_completions) / self.spared(),
            Unit::StrongMembership(_) => passes(games.n_originals * (games.n_variants + 1)),
            // Logistic regressions on sparse records: many passes over little, so each multiplication takes long.
            Unit::Imputation | Unit::TargetImputation { .. } => {
                2900.0 * (self.portion.unknown().len() * (sides[0] + sides[1]) * schema.n_inputs()) as f64
            }
            Unit::Repeat(_) => {
                let all = self.units();
                let others = all.iter().filter(|unit| !unit.is_guess());
                self.cost(&Unit::Training) + others.map(|unit| self.cost(unit)).sum::<f64>()
            }
            Unit::Pair { .. } => passes(2),
            // Some rounds of each start, each about every change of a beam of 4.
            Unit::Search { unknown, .. } => passes(8 * 4 * unknown.len() * 10),
            Unit::Blind => passes(2000),
            Unit::Defences(_) => {
                let matrix = self.experiment.matrix.clone().unwrap_or_default();
                let training = 3.0 * training.epochs as f64 * passes(sides[0]);
                let n_models = 1.0 + 2.0 * matrix.n_shadows as f64;
                n_models * training + passes(4 * matrix.n_subjects * matrix.n_copies)
            }
        }
    }

    /// How many times sooner completions are tried than by asking about each: 8 by a cube, as measured.
    fn spared(&self) -> f64 {
        let (training, schema) = (&self.experiment.training, self.trial.dataset().schema());
        let sizes: Vec<usize> = training.hidden.iter().copied().chain([schema.classes.len()]).collect();
        let n_unknown = self.portion.unknown().len();
        let is_cube = self.portion.n_completions() == 1 << n_unknown;
        if is_cube && attribute::pays(training.activation, &sizes, n_unknown) { 8.0 } else { 1.0 }
    }
}
