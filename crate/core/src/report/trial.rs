//! What one target model gave.

use super::findings::Findings;
use super::strong_membership::StrongMembershipReport;
use crate::attribute::imputation::Imputed;
use crate::attribute::{AttributeInferenceReport, Tally};
use crate::distance::DistanceReport;
use crate::matrix::MatrixReport;
use crate::membership::MembershipResult;
use crate::privacy::Guarantee;
use crate::sorted_map::SortedMap;
use crate::train::EpochRecord;
use serde::{Deserialize, Serialize};

/// What one target model gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "FlatTrial", into = "FlatTrial")]
pub struct TrialReport {
    /// Number of the repeat, from 0.
    pub repeat: usize,
    /// Why there is nothing to report, in a sentence.
    pub problem: Option<String>,
    /// SHA-256 of the weights' bits; none if there is no model.
    pub model_digest: Option<String>,
    /// Before training and after each epoch.
    pub curve: Vec<EpochRecord>,
    /// What a private training promises, in the first repeat; none in what earlier versions wrote.
    pub guarantee: Option<Guarantee>,
    /// What the attacks give.
    pub findings: Findings,
    /// The record looked at, in the first repeat.
    pub guess: Option<GuessReport>,
    /// Every attack against every defence, where asked for, in the first repeat.
    pub matrix: Option<MatrixReport>,
}

/// What was guessed of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuessReport {
    /// The record's index in the data.
    pub record: usize,
    /// The unknown features.
    pub unknown: Vec<usize>,
    /// All completions tried.
    pub tally: Tally,
    /// What can be guessed without the model.
    pub baselines: Vec<Imputed>,
}

impl TrialReport {
    /// Of a repeat that came to nothing.
    pub(crate) fn without_model(repeat: usize, problem: String) -> TrialReport {
        TrialReport {
            repeat,
            problem: Some(problem),
            model_digest: None,
            curve: Vec::new(),
            guarantee: None,
            findings: Findings::default(),
            guess: None,
            matrix: None,
        }
    }
}

/// A trial as reports have it, its findings among the other keys: fingerprints cover them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatTrial {
    repeat: usize,
    problem: Option<String>,
    model_digest: Option<String>,
    curve: Vec<EpochRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guarantee: Option<Guarantee>,
    train_accuracy: Option<f64>,
    test_accuracy: Option<f64>,
    membership: SortedMap<String, MembershipResult>,
    non_member_distance: Option<DistanceReport>,
    strong_membership: Vec<StrongMembershipReport>,
    attribute_inference: Option<AttributeInferenceReport>,
    guess: Option<GuessReport>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    matrix: Option<MatrixReport>,
}

impl From<FlatTrial> for TrialReport {
    fn from(flat: FlatTrial) -> TrialReport {
        let FlatTrial {
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
            ..
        } = flat;
        let findings = Findings {
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
        };
        TrialReport {
            repeat: flat.repeat,
            problem: flat.problem,
            model_digest: flat.model_digest,
            curve: flat.curve,
            guarantee: flat.guarantee,
            findings,
            guess: flat.guess,
            matrix: flat.matrix,
        }
    }
}

impl From<TrialReport> for FlatTrial {
    fn from(own: TrialReport) -> FlatTrial {
        let Findings {
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
        } = own.findings;
        FlatTrial {
            repeat: own.repeat,
            problem: own.problem,
            model_digest: own.model_digest,
            curve: own.curve,
            guarantee: own.guarantee,
            train_accuracy,
            test_accuracy,
            membership,
            non_member_distance,
            strong_membership,
            attribute_inference,
            guess: own.guess,
            matrix: own.matrix,
        }
    }
}
