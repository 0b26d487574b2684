//! What figures and tables are made of.

use nearmiss::matrix::MatrixReport;
use nearmiss::membership::{ATTACKS, SideScores};
use nearmiss::privacy::Guarantee;
use nearmiss::report::{Findings, GuessReport, Report};
use nearmiss::train::EpochRecord;
use nearmiss::{Experiment, Feature};
use serde::{Deserialize, Serialize};

/// Everything that figures and tables are made of: a report, or what is known of one so far, and what its first trial knows
/// beyond it.
#[derive(Debug, Clone, Copy)]
pub struct FigureInput<'a> {
    /// What was asked.
    pub experiment: &'a Experiment,
    /// What the attacks give, all trials together.
    pub findings: &'a Findings,
    /// Of the first trial.
    pub curve: &'a [EpochRecord],
    /// What its training promises, where that is private.
    pub guarantee: Option<&'a Guarantee>,
    /// The record looked at, in the first trial.
    pub guess: Option<&'a GuessReport>,
    /// Every attack against every defence, in the first trial.
    pub matrix: Option<&'a MatrixReport>,
    /// Of the first trial. No report holds them.
    pub scores: Option<Scores<'a>>,
    /// Of the record looked at. No report holds it.
    pub truth: Option<&'a Truth>,
}

/// Every score of the records that membership attacks are measured on.
#[derive(Debug, Clone, Copy)]
pub struct Scores<'a> {
    /// Of members.
    pub members: &'a SideScores,
    /// Of non-members.
    pub non_members: &'a SideScores,
}

/// What is guessed of the record looked at, and what is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The unknown features, in the order of the guesses.
    pub features: Vec<Feature>,
    /// The record's values of them.
    pub values: Vec<f32>,
}

impl<'a> FigureInput<'a> {
    /// All that a report holds.
    pub fn of(report: &'a Report) -> FigureInput<'a> {
        let first = report.trials.first();
        FigureInput {
            experiment: &report.experiment,
            findings: &report.pooled.findings,
            curve: first.map_or(&[], |trial| &trial.curve),
            guarantee: first.and_then(|trial| trial.guarantee.as_ref()),
            guess: first.and_then(|trial| trial.guess.as_ref()),
            matrix: first.and_then(|trial| trial.matrix.as_ref()),
            scores: None,
            truth: None,
        }
    }
}

impl<'a> Scores<'a> {
    /// The attacks that scored, in the registry's order.
    pub fn attacks(&self) -> Vec<&'static str> {
        ATTACKS.iter().map(|attack| attack.name()).filter(|name| self.of(name).is_some()).collect()
    }

    /// One attack's scores of members and of non-members; none where it has none of either.
    pub fn of(&self, attack: &str) -> Option<[&'a [f64]; 2]> {
        let sides = [self.members.of(attack)?, self.non_members.of(attack)?];
        sides.iter().all(|side| !side.is_empty()).then_some(sides)
    }
}
