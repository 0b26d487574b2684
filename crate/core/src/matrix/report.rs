//! What the matrix says.

use super::canary::Canaries;
use super::risk::RecordRisk;
use super::roc_sketch::RocSketch;
use super::strongest::Strongest;
use crate::attribute::attack::AttributeMatrix;
use crate::defence::Defence;
use crate::game::strong_membership::PairResult;
use crate::interval::Interval;
use crate::membership::MembershipResult;
use crate::normal::normal_quantile;
use crate::privacy::Guarantee;
use crate::roc::Rates;
use serde::{Deserialize, Serialize};

/// What one attack tells under one defence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixCell {
    /// Its registered name.
    pub attack: String,
    /// Members against non-members.
    pub membership: MembershipResult,
    /// Share of members and of non-members that are told right, the mean of both, at a threshold that was learnt without
    /// them; none where none was learnt.
    pub balanced_accuracy: Option<f64>,
    /// The same with a threshold for each class.
    pub balanced_accuracy_by_class: Option<f64>,
    /// Members against their near misses at distance 1.
    pub near_miss: Option<PairResult>,
    /// Non-members against theirs: what isn't membership.
    pub near_miss_control: Option<PairResult>,
    /// Outliers against outliers, and the others against the others; only without a defence.
    pub outliers: Option<Outliers>,
    /// By class with at least [`FEWEST_OF_CLASS`] records of each side; only without a defence.
    pub by_class: Vec<ClassAuc>,
    /// By model attacked, the first the experiment's; the others' members are other records. The true-positive rates are at a
    /// false-positive rate of 1 %.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trainings: Vec<Rates>,
    /// Of all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roc: Option<RocSketch>,
}

/// Members of a class, and non-members, that its AUC takes.
pub const FEWEST_OF_CLASS: usize = 5;

/// AUC of the records that have least company, and of the others, each time members against non-members: a model is surer
/// or less sure of records without company whether it was trained on them or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outliers {
    /// About a tenth of the members attacked: those that lie farthest, by Hamming distance, from their nearest other member.
    pub n_outliers: usize,
    /// Non-members that lie as far from their nearest member; none in what earlier versions wrote, which took all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_non_members: Option<usize>,
    /// Of these against those.
    pub auc: f64,
    /// 95 %; none in what earlier versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Of the other members attacked against the other non-members.
    pub auc_of_others: f64,
    /// 95 %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_of_others: Option<Interval>,
}

impl Outliers {
    /// How much better outliers are told than the others, with its 95 % interval; none in what earlier versions wrote.
    pub fn gain(&self) -> Option<(f64, Interval)> {
        let (outliers, others) = ((self.auc, self.interval?), (self.auc_of_others, self.interval_of_others?));
        Some((self.auc - self.auc_of_others, Interval::difference_of(outliers, others, 1)))
    }
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
    /// Different ones of both, where equal records, or those of one person, count once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_clusters: Option<[usize; 2]>,
    /// Of the attack on this class alone.
    pub auc: f64,
}

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
    /// Where the training is differentially private: its epsilon, which bounds every attack on a record's presence.
    pub epsilon: Option<f64>,
    /// All that it promises; none in what earlier versions wrote, whose epsilon is the Rényi accountant's at δ = 1e-5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarantee: Option<Guarantee>,
    /// By attack, in the order of [`super::MatrixConfig::attacks`], those that could be carried out.
    pub attacks: Vec<MatrixCell>,
    /// What can be guessed of members and of non-members, where asked for.
    pub attributes: Option<AttributeMatrix>,
    /// By kind of access, the strongest attack; none of a single training.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strongest: Vec<Strongest>,
    /// What is told of mislabelled records, in models of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canaries: Option<Canaries>,
    /// How much records differ in what a model gives away of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RecordRisk>,
}

/// Whether attacks on classes of these sizes differ more than they would if all had one AUC: a chi-squared test at 5 %, each
/// AUC's variance by Hanley and McNeil (1982) at the mean of all.
pub fn classes_differ(classes: &[ClassAuc]) -> bool {
    if classes.len() < 2 {
        return false;
    }
    let n = |class: &ClassAuc| {
        let [members, others] = class.n_clusters.unwrap_or([class.n_members, class.n_non_members]);
        (members as f64, others as f64)
    };
    let weight = |class: &ClassAuc| {
        let (m, n) = n(class);
        m * n / (m + n + 1.0)
    };
    let sum = |of: &dyn Fn(&ClassAuc) -> f64| classes.iter().map(of).sum::<f64>();
    let mean = sum(&|class| weight(class) * class.auc) / sum(&weight);
    let variance = |class: &ClassAuc| {
        let (m, n) = n(class);
        // Of an AUC of 1 nothing would vary.
        let mean = mean.clamp(0.02, 0.98);
        let (one, two) = (mean / (2.0 - mean), 2.0 * mean * mean / (1.0 + mean));
        (mean * (1.0 - mean) + (m - 1.0) * (one - mean * mean) + (n - 1.0) * (two - mean * mean)) / (m * n)
    };
    let chi_squared = sum(&|class| (class.auc - mean) * (class.auc - mean) / variance(class));
    // Wilson and Hilferty's: the cube root is about normal.
    let degrees = (classes.len() - 1) as f64;
    let spread = 2.0 / (9.0 * degrees);
    libm::cbrt(chi_squared / degrees) > 1.0 - spread + normal_quantile(0.95) * spread.sqrt()
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

impl MatrixReport {
    /// Rows in order, each with its differences to no defence.
    pub(crate) fn of(blind: BlindCheck, mut rows: Vec<MatrixRow>) -> MatrixReport {
        let plain = rows.iter().find(|row| row.defence.name() == "none").map(|row| row.strongest.clone());
        for row in &mut rows {
            // Without a defence the difference is 0 by definition.
            let plain = plain.as_ref().filter(|_| row.defence.name() != "none");
            for own in &mut row.strongest {
                let plain = plain.and_then(|plain| plain.iter().find(|plain| plain.access == own.access));
                own.auc.hold_against(plain.map(|plain| &plain.auc));
                if let Some(tpr) = &mut own.tpr {
                    tpr.hold_against(plain.and_then(|plain| plain.tpr.as_ref()));
                }
            }
        }
        MatrixReport { blind, rows }
    }
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
