//! `scores.json`: what figures and tables need of the first trial that no report holds, which are every score and the
//! unknown part of the record looked at.

use crate::failure::Failure;
use crate::file;
use nearmiss::Report;
use nearmiss::membership::SideScores;
use nearmiss::work::{Results, TrialWorker};
use nearmiss_figures::{FigureInput, Scores, Truth};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What is known of the first trial beyond its report.
#[derive(Debug, Serialize, Deserialize)]
pub struct FirstTrial {
    /// Of the report beside it.
    fingerprint: String,
    /// Of the members that were scored; none if there is no model.
    members: Option<SideScores>,
    /// Of the non-members.
    non_members: Option<SideScores>,
    /// Of the record looked at.
    record: Option<Truth>,
}

const FILE: &str = "scores.json";

impl FirstTrial {
    /// Of a worker that has the first trial, when all units have come.
    pub fn of(report: &Report, worker: &TrialWorker, results: &Results) -> FirstTrial {
        let [members, non_members] = results.scores.clone();
        let guess = report.trials.first().and_then(|trial| trial.guess.as_ref());
        let dataset = worker.trial().dataset();
        let record = guess.map(|guess| Truth {
            features: guess.unknown.iter().map(|feature| dataset.schema().features[*feature].clone()).collect(),
            values: guess.unknown.iter().map(|feature| dataset.record(guess.record)[*feature]).collect(),
        });
        FirstTrial { fingerprint: report.fingerprint(), members, non_members, record }
    }

    /// What lies beside a report in a folder; none if nothing does.
    pub fn read(folder: &Path, report: &Report) -> Result<Option<FirstTrial>, Failure> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let first: FirstTrial = file::read_json(&path)?;
        if first.fingerprint == report.fingerprint() { Ok(Some(first)) } else { Err(Failure::OtherScores(path)) }
    }

    /// The same beside the report of the whole, of which its own is a part.
    pub fn beside(self, report: &Report) -> FirstTrial {
        FirstTrial { fingerprint: report.fingerprint(), ..self }
    }

    pub fn write(&self, out: &Path) -> Result<(), Failure> {
        let json = serde_json::to_vec(self).expect("scores are plain data");
        file::write(&out.join(FILE), &json)
    }

    /// All that figures and tables are made of.
    pub fn input<'a>(&'a self, report: &'a Report) -> FigureInput<'a> {
        let sides = self.members.as_ref().zip(self.non_members.as_ref());
        FigureInput {
            scores: sides.map(|(members, non_members)| Scores { members, non_members }),
            truth: self.record.as_ref(),
            ..FigureInput::of(report)
        }
    }
}
