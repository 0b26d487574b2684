//! What the matrix says.

use crate::attribute::attack::AttributeMatrix;
use crate::defence::Defence;
use crate::game::strong_membership::PairResult;
use crate::interval::Interval;
use crate::membership::MembershipResult;
use serde::{Deserialize, Serialize};

/// What one attack tells under one defence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixCell {
    /// Its registered name.
    pub attack: String,
    /// Members against non-members.
    pub membership: MembershipResult,
    /// 95 %, of the true-positive rate at a false-positive rate of 1 %.
    pub tpr_interval: Interval,
    /// Share of members and of non-members that are told right, the mean of both, at a threshold that was learnt without
    /// them; none where none was learnt.
    pub balanced_accuracy: Option<f64>,
    /// The same with a threshold for each class.
    pub balanced_accuracy_by_class: Option<f64>,
    /// Members against their near misses at distance 1.
    pub near_miss: Option<PairResult>,
    /// Non-members against theirs: what isn't membership.
    pub near_miss_control: Option<PairResult>,
    /// Outliers among the members against all others among them; only without a defence.
    pub outliers: Option<Outliers>,
    /// By class with at least [`FEWEST_OF_CLASS`] records of each side; only without a defence.
    pub by_class: Vec<ClassAuc>,
}

/// Members of a class, and non-members, that its AUC takes.
pub const FEWEST_OF_CLASS: usize = 5;

/// AUC of the members that have least company, and of the others, each against all non-members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outliers {
    /// The tenth of the members attacked that lie farthest, by Hamming distance, from their nearest other member.
    pub n_outliers: usize,
    /// Of these.
    pub auc: f64,
    /// Of the other members attacked.
    pub auc_of_others: f64,
}

/// How well members of one class are told from non-members of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassAuc {
    /// The class.
    pub label: usize,
    /// Members of it that were attacked.
    pub n_members: usize,
    /// Non-members of it.
    pub n_non_members: usize,
    /// Of the attack on this class alone.
    pub auc: f64,
}

/// The δ at which a private training's ε is told.
pub const DELTA: f64 = 1e-5;

/// What all attacks tell under one defence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// Which.
    pub defence: Defence,
    /// Why there is nothing to tell, in a sentence.
    pub problem: Option<String>,
    /// Share of the members attacked that get their label.
    pub train_accuracy: f64,
    /// The same of the non-members.
    pub test_accuracy: f64,
    /// Where the training is differentially private: its epsilon at [`DELTA`], which bounds every attack on a record's
    /// presence.
    pub epsilon: Option<f64>,
    /// By attack, in the order of [`super::MatrixConfig::attacks`], those that could be carried out.
    pub attacks: Vec<MatrixCell>,
    /// What can be guessed of members and of non-members, where asked for.
    pub attributes: Option<AttributeMatrix>,
    /// The members that the attacks agree on most, most exposed first.
    pub exposed: Vec<Exposed>,
}

/// A member at risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exposed {
    /// Its index in the data.
    pub record: usize,
    /// Its class.
    pub label: usize,
    /// By attack: the share of the non-members that look less like a member; ties one half.
    pub above: Vec<f64>,
    /// Their mean.
    pub mean: f64,
}

impl MatrixRow {
    /// What an attack tells, if it could be carried out.
    pub fn attack(&self, name: &str) -> Option<&MatrixCell> {
        self.attacks.iter().find(|cell| cell.attack == name)
    }
}

/// What the matrix says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixReport {
    /// That the split itself gives nothing away.
    pub blind: BlindCheck,
    /// By defence, in the order of [`super::MatrixConfig::defences`].
    pub rows: Vec<MatrixRow>,
}

/// Whether members can be told from non-members without any model, by their features alone: if so, an attack's success on
/// this split says nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlindCheck {
    /// Of a logistic regression, learnt on one half of the records and used on the other.
    pub auc: f64,
    /// 95 %.
    pub auc_interval: Interval,
}
