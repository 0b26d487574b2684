//! The relative attack (Zarifzadeh, Liu and Shokri 2024): is the record's confidence high beside that of records that are
//! surely no members?

use super::attack::{Attack, Attacker};
use super::context::{AttackContext, QueriedModel};
use super::needs::{Access, Needs, OtherData};
use crate::mlp::Workspace;
use crate::order;

/// The share of the attacker's own records z with (p(x) / q(x)) / (p(z) / q(z)) >= 1, where p is the target's confidence in
/// the true class and q = ((1 + a) q_out + 1 - a) / 2, a = 0.3, with q_out the mean of models not trained on the record.
pub struct Rmia;

/// How much of a model's confidence in a record is taken to come from having seen it.
const A: f64 = 0.3;

struct RmiaAttacker {
    /// By subject, q.
    expected: Vec<f64>,
    /// p(z) / q(z) of the attacker's own records, ascending.
    of_own: Vec<f64>,
}

impl Attack for Rmia {
    fn name(&self) -> &'static str {
        "rmia"
    }

    fn title(&self) -> &'static str {
        "RMIA"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: OtherData::ManyModels, n_queries: 1 }
    }

    fn deviation(&self) -> &'static str {
        "The published attack finds a on models of its own and can use models trained on the record; here a is .3 and all models are without it."
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        if context.shadows.len() < 2 {
            return None;
        }
        let confidence = |asked: &QueriedModel, row: usize| {
            let answer = context.of_subject(asked, row);
            libm::exp(answer.log_confidence(answer.label))
        };
        let expected = |sum: f64, n: usize| 0.5 * ((1.0 + A) * sum / n as f64 + 1.0 - A);
        let of_subjects = (0..context.subjects.len()).map(|row| {
            expected(context.shadows.iter().map(|shadow| confidence(shadow, row)).sum(), context.shadows.len())
        });
        let own_confidence = |asked: &QueriedModel, row: usize| {
            let answer = context.of_own(asked, row);
            libm::exp(answer.log_confidence(answer.label))
        };
        let ratio = |row: usize| {
            let record = context.own.records[row];
            let out = || context.shadows.iter().filter(|shadow| !shadow.trained_on[record]);
            own_confidence(&context.target, row)
                / expected(out().map(|shadow| own_confidence(shadow, row)).sum(), out().count().max(1))
        };
        let mut of_own: Vec<f64> = (0..context.own.len()).map(ratio).collect();
        order::ascending(&mut of_own);
        Some(Box::new(RmiaAttacker { expected: of_subjects.collect(), of_own }))
    }
}

impl Attacker for RmiaAttacker {
    fn knows_the_target(&self) -> bool {
        true
    }

    fn score(&self, context: &AttackContext, row: usize, _workspace: &mut Workspace) -> f64 {
        let answer = context.of_subject(&context.target, row);
        let ratio = libm::exp(answer.log_confidence(answer.label)) / self.expected[row];
        self.of_own.partition_point(|own| *own <= ratio) as f64 / self.of_own.len() as f64
    }
}
