//! What a defence does, in a word: whether attacks lose, or only those that look at what it changes.

use super::{MatrixReport, MatrixRow};
use crate::game::strong_membership::PAPERS_ATTACK;
use crate::membership::{EQUIPPED, EquippedAttack};
use serde::{Deserialize, Serialize};

/// What a defence does to attacks, beside no defence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Attacks on confidences and on labels tell less.
    Protects,
    /// Attacks on confidences tell less, those on labels as much as before.
    Hides,
    /// Neither tells less.
    Nothing,
    /// Some tell more.
    Worsens,
}

/// How much a kind of attack tells with and without a defence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Without.
    pub without: f64,
    /// With it.
    pub with: f64,
}

impl Change {
    fn falls(self, margin: f64) -> bool {
        self.with < self.without - margin
    }

    fn rises(self, margin: f64) -> bool {
        self.with > self.without + margin
    }
}

/// What a defence does and by how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// In a word.
    pub effect: Effect,
    /// Mean AUC of the attacks on what is shown of confidences.
    pub confidences: Change,
    /// Greatest AUC of the attacks that see labels only.
    pub labels: Change,
}

/// The least difference of AUCs that counts; more where the interval of an AUC reaches farther to either side.
pub const LEAST_MARGIN: f64 = 0.03;

impl MatrixReport {
    /// What a row's defence does; none without a row of no defence, or where a network is missing.
    pub fn measured(&self, row: &MatrixRow) -> Option<Measured> {
        let plain = self.rows.iter().find(|row| row.defence.name() == "none" && row.problem.is_none())?;
        let confidences = Change { without: mean_of_answers(plain)?, with: mean_of_answers(row)? };
        let labels = Change { without: best_of_labels(plain)?, with: best_of_labels(row)? };
        let interval = plain.attack(PAPERS_ATTACK)?.membership.auc_interval;
        let margin = (0.5 * (interval.high - interval.low)).max(LEAST_MARGIN);
        let effect = match () {
            () if confidences.rises(margin) || labels.rises(margin) => Effect::Worsens,
            () if confidences.falls(margin) && labels.falls(margin) => Effect::Protects,
            () if confidences.falls(margin) => Effect::Hides,
            () => Effect::Nothing,
        };
        Some(Measured { effect, confidences, labels })
    }
}

fn aucs<'a>(row: &'a MatrixRow, which: fn(&dyn EquippedAttack) -> bool) -> impl Iterator<Item = f64> + 'a {
    let asked = EQUIPPED.iter().filter(move |attack| which(**attack));
    asked.filter_map(|attack| Some(row.attack(attack.name())?.membership.auc))
}

fn mean_of_answers(row: &MatrixRow) -> Option<f64> {
    let aucs: Vec<f64> = aucs(row, |attack| attack.needs().access.is_of_answers()).collect();
    (!aucs.is_empty()).then(|| aucs.iter().sum::<f64>() / aucs.len() as f64)
}

fn best_of_labels(row: &MatrixRow) -> Option<f64> {
    aucs(row, |attack| attack.needs().access == crate::membership::Access::Label).reduce(f64::max)
}
