//! Predicted classes alone: LOMIA (Mehnaz et al. 2022).

use super::case::{AttributeAttack, Case};
use crate::membership::{Access, Needs, OtherData};

/// The completion that alone is given the true class, if there is one; else the imputed posterior, which is told the class
/// as the attack is, decides among all.
///
/// Mehnaz et al. let the records with such a completion train a model that guesses the others. Here that model is the
/// imputation, which learns from complete records of other people and hasn't seen the network: where the classes leave
/// the choice open, as they nearly always do among many completions, the attack's row equals that of the regression with
/// the class by construction. As in CSMIA, their values of one attribute are here completions of the portion.
pub struct Lomia;

impl AttributeAttack for Lomia {
    fn name(&self) -> &'static str {
        "lomia"
    }

    fn title(&self) -> &'static str {
        "Label only (LOMIA)"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Label, label: true, other_data: OtherData::CompleteRecords, n_queries: 1 }
    }

    fn scores(&self, case: &Case<'_>) -> Vec<f64> {
        let right: Vec<bool> = (0..case.n_completions()).map(|idx| case.is_right(idx)).collect();
        let is_decided = right.iter().filter(|right| **right).count() == 1;
        // A probability is at most 1, which rounding may exceed by little.
        let of = |(right, imputed): (&bool, &f64)| if is_decided && *right { 2.0 } else { *imputed };
        right.iter().zip(case.imputed_with_class).map(of).collect()
    }
}
