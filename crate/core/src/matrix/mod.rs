//! Every attack against every defence: what each tells of membership, of near misses, and at what price in accuracy.
//!
//! A defence that acts on training needs a network of its own, and so do the attacker's models, which are trained with
//! it; one that acts on answers shares the networks of the undefended ones. So the work falls into groups of defences, each
//! a unit that any worker can do.

mod blind;
mod effect;
mod material;
mod record;
mod run;

pub use blind::BlindRun;
pub use effect::{Change, Effect, Measured};
pub use run::MatrixRun;

use crate::attribute::attack::AttributeMatrix;
use crate::defence::{ActsOn, Defence};
use crate::experiment::{ExperimentError, check_defence};
use crate::game::strong_membership::PairResult;
use crate::interval::Interval;
use crate::membership::MembershipResult;
use serde::{Deserialize, Serialize};

/// What is tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixConfig {
    /// Models that the attacker trains on members and non-members, each of which is in half of them; and as many on records
    /// of his own. Even.
    pub n_shadows: usize,
    /// Members that are attacked, and as many non-members, at most.
    pub n_subjects: usize,
    /// Noisy copies of a record that a label-only attack asks about.
    pub n_copies: usize,
    /// Features that are guessed of a record: the first by mRMR.
    pub n_unknown: usize,
    /// Members whose features are guessed, and as many non-members, at most; 0 leaves guessing out.
    pub n_targets: usize,
    /// The defences, in the order of the report.
    pub defences: Vec<Defence>,
}

impl Default for MatrixConfig {
    /// Every defence at strengths at which it shows what it does.
    fn default() -> MatrixConfig {
        let named = |name: &str, values: &[f64]| Defence::named(name, values).expect("it is registered");
        MatrixConfig {
            n_shadows: 8,
            n_subjects: 400,
            n_copies: 100,
            n_unknown: 5,
            n_targets: 50,
            defences: vec![
                Defence::default(),
                named("l2", &[0.01]),
                named("dropout", &[0.5]),
                named("early_stopping", &[4.0]),
                named("label_smoothing", &[0.2]),
                named("dp_sgd", &[1.0, 1.0]),
                named("adversarial", &[1.0]),
                named("rounding", &[1.0]),
                named("top_k", &[3.0]),
                named("temperature", &[20.0, 2.0]),
                named("label_only", &[]),
                named("mem_guard", &[]),
            ],
        }
    }
}

impl MatrixConfig {
    /// Whether every number is in its range.
    ///
    /// # Errors
    /// The first one that isn't.
    pub fn check(&self) -> Result<(), ExperimentError> {
        let range = |what, value: usize, range| Err(ExperimentError::Range { what, value: value.to_string(), range });
        if self.n_shadows > 256 || !self.n_shadows.is_multiple_of(2) {
            return range("The number of shadow models", self.n_shadows, "even and at most 256");
        }
        if !(20..=10_000).contains(&self.n_subjects) {
            return range("The number of members attacked", self.n_subjects, "from 20 to 10,000");
        }
        if !(1..=10_000).contains(&self.n_copies) {
            return range("The number of noisy copies", self.n_copies, "from 1 to 10,000");
        }
        if !(1..=10).contains(&self.n_unknown) {
            return range("The number of features guessed in the matrix", self.n_unknown, "from 1 to 10");
        }
        if self.n_targets > 1000 {
            return range("The number of members whose features are guessed", self.n_targets, "at most 1000");
        }
        if !(1..=40).contains(&self.defences.len()) {
            return range("The number of defences in the matrix", self.defences.len(), "from 1 to 40");
        }
        self.defences.iter().try_for_each(check_defence)
    }

    /// Defences that share their networks, each group a unit: first those that act on answers, with none, then each other
    /// one.
    pub fn groups(&self) -> Vec<Vec<Defence>> {
        let shares = |defence: &&Defence| defence.acts_on() == ActsOn::Answers || defence.name() == "none";
        let (shared, others): (Vec<&Defence>, Vec<&Defence>) = self.defences.iter().partition(shares);
        let first = (!shared.is_empty()).then(|| shared.into_iter().copied().collect());
        first.into_iter().chain(others.into_iter().map(|defence| vec![*defence])).collect()
    }
}

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
    /// By attack, in the order of [`crate::membership::EQUIPPED`], those that could be carried out.
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
    /// By defence, in the order of [`MatrixConfig::defences`].
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
