//! The attack that needs no more than the label (Yeom et al. 2018, section 3.2).

use super::attack::{Attack, Attacker, Thresholds};
use super::context::AttackContext;
use super::needs::{Access, Needs, OtherData};
use crate::mlp::Workspace;

/// 1 if the record gets its label, else 0: an attack with no more to say than the gap between training and test accuracy.
pub struct Gap;

struct GapAttacker(Thresholds);

impl Attack for Gap {
    fn name(&self) -> &'static str {
        "gap"
    }

    fn title(&self) -> &'static str {
        "Gap (label right or wrong)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Label, label: true, other_data: OtherData::None, n_queries: 1 }
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        let by_class = vec![1.0; context.schema.classes.len()];
        Some(Box::new(GapAttacker(Thresholds { global: 1.0, by_class })))
    }
}

impl Attacker for GapAttacker {
    fn score(&self, context: &AttackContext, row: usize, _workspace: &mut Workspace) -> f64 {
        let answer = context.of_subject(&context.target, row);
        f64::from(u8::from(answer.predicted() == answer.label))
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        Some(&self.0)
    }
}
