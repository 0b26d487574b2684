//! Scores of many records, by attack.

use super::attack::Attack;
use crate::answer::AnswerScore;
use crate::mlp::{Workspace, argmax};
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use serde::{Deserialize, Serialize};

/// An attack that scores single answers.
#[derive(Debug, Clone, Copy)]
pub struct AnswerAttack {
    /// Registered name.
    pub name: &'static str,
    /// Its score of an answer.
    pub score: AnswerScore,
}

impl AnswerAttack {
    /// None of an attack that takes more than one answer.
    pub fn of(attack: &dyn Attack) -> Option<AnswerAttack> {
        Some(AnswerAttack { name: attack.name(), score: attack.per_answer()? })
    }
}

/// One attack's scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttackScores {
    /// Registered name.
    pub attack: String,
    /// One a record.
    pub scores: Vec<f64>,
}

/// What the model says of up to so many records of one side.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SideScores {
    /// Each attack's scores.
    pub attacks: Vec<AttackScores>,
    /// Records that get their label.
    pub n_right: usize,
    /// Records asked about.
    pub n_records: usize,
    /// The cluster of each, where several records of own data are of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Vec<usize>>,
}

impl SideScores {
    /// An attack's scores, one a record; none if it wasn't asked for.
    pub fn of(&self, attack: &str) -> Option<&[f64]> {
        self.attacks.iter().find(|own| own.attack == attack).map(|own| &own.scores[..])
    }
}

/// The clusters of members and of non-members, where there are any.
pub fn clusters_of(sides: [&SideScores; 2]) -> Option<[&[usize]; 2]> {
    let [members, non_members] = sides.map(|side| side.clusters.as_deref());
    Some([members?, non_members?])
}

/// Asks the model about the first `n` records of a side, a few a step.
#[derive(Debug, Clone)]
pub struct ScoringRun {
    side: Side,
    n: usize,
    attacks: Vec<AnswerAttack>,
    so_far: SideScores,
}

impl ScoringRun {
    /// Nothing asked yet.
    pub fn new(side: Side, n: usize, attacks: Vec<AnswerAttack>) -> ScoringRun {
        let none = |attack: &AnswerAttack| AttackScores { attack: attack.name.to_string(), scores: Vec::new() };
        let so_far = SideScores { attacks: attacks.iter().map(none).collect(), ..SideScores::default() };
        ScoringRun { side, n, attacks, so_far }
    }

    /// Asks on for about 10 ms; all scores, once done.
    pub fn step(&mut self, trial: &Trial, model: &TargetModel, workspace: &mut Workspace) -> Option<SideScores> {
        let records = trial.side(self.side);
        let n = self.n.min(records.len());
        let start = self.so_far.n_records;
        let end = n.min(start + model.mlp().rows_per_step());
        let inputs = trial.inputs().select(&records[start..end]);
        let logits = model.logits(&inputs, 0..end - start, workspace);
        for (logits, record) in logits.outer_iter().zip(&records[start..end]) {
            let (logits, label) = (logits.to_slice().expect("rows are contiguous"), trial.dataset().labels()[*record]);
            self.so_far.n_right += usize::from(argmax(logits) == label);
            model.answer(logits, label, |answer| {
                for (attack, own) in self.attacks.iter().zip(&mut self.so_far.attacks) {
                    own.scores.push(answer.score(attack.score));
                }
            });
        }
        self.so_far.n_records = end;
        (end == n).then(|| SideScores { clusters: trial.clusters(&records[..n]), ..std::mem::take(&mut self.so_far) })
    }
}
