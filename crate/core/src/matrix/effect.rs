//! What a defence does, in a word: whether attacks lose, or only those that look at what it changes.

use super::report::{MatrixReport, MatrixRow};
use crate::membership::{self, Access, Attack, PAPERS_ATTACK};
use serde::{Deserialize, Serialize};

/// What a defence does to attacks, beside no defence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DefenceEffect {
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
    pub effect: DefenceEffect,
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
            () if confidences.rises(margin) || labels.rises(margin) => DefenceEffect::Worsens,
            () if confidences.falls(margin) && labels.falls(margin) => DefenceEffect::Protects,
            () if confidences.falls(margin) => DefenceEffect::Hides,
            () => DefenceEffect::Nothing,
        };
        Some(Measured { effect, confidences, labels })
    }
}

/// AUCs of those of a row's attacks that see so much.
fn aucs<'a>(row: &'a MatrixRow, which: fn(&dyn Attack) -> bool) -> impl Iterator<Item = f64> + 'a {
    let is_wanted = move |name: &str| membership::attack(name).is_some_and(which);
    row.attacks.iter().filter(move |cell| is_wanted(&cell.attack)).map(|cell| cell.membership.auc)
}

fn mean_of_answers(row: &MatrixRow) -> Option<f64> {
    let aucs: Vec<f64> = aucs(row, |attack| attack.needs().access.is_of_answers()).collect();
    (!aucs.is_empty()).then(|| aucs.iter().sum::<f64>() / aucs.len() as f64)
}

fn best_of_labels(row: &MatrixRow) -> Option<f64> {
    aucs(row, |attack| attack.needs().access == Access::Label).reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::defence::Defence;
    use crate::interval::{Interval, IntervalMethod};
    use crate::matrix::{BlindCheck, MatrixCell};
    use crate::membership::MembershipResult;

    /// A row in which every attack on confidences has one AUC, and every attack on labels another.
    fn row(defence: &str, confidences: f64, labels: f64) -> MatrixRow {
        // Scores of two values: the AUC is half of 1 and what the share of ones among members exceeds that among others.
        let with_auc = |auc: f64| {
            let n_ones = (1000.0 * (2.0 * auc - 1.0)).round() as usize;
            let members: Vec<f64> = (0..1000).map(|n| f64::from(u8::from(n < n_ones))).collect();
            MembershipResult::of(&members, &[0.0; 1000], None)
        };
        let cell = |attack: &&'static dyn Attack| MatrixCell {
            attack: attack.name().to_string(),
            membership: with_auc(if attack.needs().access.is_of_answers() { confidences } else { labels }),
            tpr_interval: Interval { low: 0.0, high: 1.0, method: IntervalMethod::Exact },
            balanced_accuracy: None,
            balanced_accuracy_by_class: None,
            near_miss: None,
            near_miss_control: None,
            outliers: None,
            by_class: Vec::new(),
        };
        MatrixRow {
            defence: Defence::named(defence, &[]).expect("it is registered"),
            problem: None,
            train_accuracy: 1.0,
            test_accuracy: 0.5,
            epsilon: None,
            guarantee: None,
            attacks: membership::ATTACKS.iter().map(cell).collect(),
            attributes: None,
            exposed: Vec::new(),
            exposed_others: Vec::new(),
        }
    }

    #[test]
    fn masking_hides_and_only_what_reaches_labels_protects() {
        let interval = Interval { low: 0.4, high: 0.6, method: IntervalMethod::Delong };
        let defended = [("l2", 0.7, 0.7), ("mem_guard", 0.5, 0.9), ("rounding", 0.89, 0.9), ("dropout", 0.9, 0.97)];
        let rows = [("none", 0.9, 0.9)].into_iter().chain(defended).map(|(name, of, by)| row(name, of, by)).collect();
        let report = MatrixReport { blind: BlindCheck { auc: 0.5, auc_interval: interval }, rows };
        let effects: Vec<DefenceEffect> =
            report.rows[1..].iter().filter_map(|row| Some(report.measured(row)?.effect)).collect();
        assert_eq!(
            effects,
            [DefenceEffect::Protects, DefenceEffect::Hides, DefenceEffect::Nothing, DefenceEffect::Worsens]
        );
        let measured = report.measured(&report.rows[2]).expect("there is a row without a defence");
        assert!((measured.confidences.with - 0.5).abs() < 1e-9 && (measured.labels.with - 0.9).abs() < 1e-9);
        let alone = MatrixReport { rows: report.rows[1..].to_vec(), ..report };
        assert_eq!(alone.measured(&alone.rows[0]), None, "nothing to hold it against");
    }
}
