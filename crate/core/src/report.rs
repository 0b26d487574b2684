//! What came out of an experiment, and the digest that tells two reports apart.

use crate::attribute::imputation::Imputed;
use crate::attribute::{AttributeInferenceReport, Tally};
use crate::dataset::hex;
use crate::distance::DistanceReport;
use crate::experiment::Experiment;
use crate::game::strong_membership::{Neighbour, Played, StrongMembershipResult};
use crate::interval;
use crate::matrix::MatrixReport;
use crate::membership::MembershipResult;
use crate::train::EpochRecord;
use crate::trial::Side;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;

/// Everything that an experiment says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was asked.
    pub experiment: Experiment,
    /// SHA-256 of the data set ([`crate::Dataset::digest`]).
    pub data_digest: String,
    /// One a target model, by repeat. All repeats, unless it is a part.
    pub trials: Vec<TrialReport>,
    /// All trials together.
    pub pooled: Pooled,
}

/// What attacks on one target model, or on several, give.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Share of the scored members that get their label; none if there is no model.
    pub train_accuracy: Option<f64>,
    /// Share of the scored non-members that get theirs.
    pub test_accuracy: Option<f64>,
    /// By attack name.
    pub membership: BTreeMap<String, MembershipResult>,
    /// Non-members by their distance from the training set.
    pub non_member_distance: Option<DistanceReport>,
    /// By kind of neighbour, then by distance.
    pub strong_membership: Vec<StrongMembershipReport>,
    /// Many records, where asked for.
    pub attribute_inference: Option<AttributeInferenceReport>,
}

/// What one target model gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialReport {
    /// Number of the repeat, from 0.
    pub repeat: usize,
    /// Why there is nothing to report, in a sentence.
    pub problem: Option<String>,
    /// SHA-256 of the weights' bits; none if there is no model.
    pub model_digest: Option<String>,
    /// Before training and after each epoch.
    pub curve: Vec<EpochRecord>,
    /// What the attacks give.
    #[serde(flatten)]
    pub findings: Findings,
    /// The record looked at, in the first repeat.
    pub guess: Option<GuessReport>,
    /// Every attack against every defence, where asked for, in the first repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<MatrixReport>,
}

/// All trials together: means over repeats, each with Student's t interval; for a single trial, that trial's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pooled {
    /// Trials in it: those that have a model.
    pub n_trials: usize,
    /// What the attacks give.
    #[serde(flatten)]
    pub findings: Findings,
}

/// Strong membership at one distance, for one kind of neighbour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrongMembershipReport {
    /// r.
    pub distance: usize,
    /// How neighbours are made.
    pub neighbour: Neighbour,
    /// With members as originals, as the definition has it.
    #[serde(flatten)]
    pub members: Played,
    /// With non-members as originals: what the model says of records that it never saw.
    pub non_members: Option<Played>,
}

impl StrongMembershipReport {
    /// By side of the originals.
    pub fn of(&self, originals: Side) -> Option<&Played> {
        match originals {
            Side::Members => Some(&self.members),
            Side::NonMembers => self.non_members.as_ref(),
        }
    }

    /// Puts games together, in the report's order; distances at which no member could be played are left out.
    pub fn all(games: &[StrongMembershipResult]) -> Vec<StrongMembershipReport> {
        let mut reports: Vec<StrongMembershipReport> = Vec::new();
        for result in games.iter().filter(|result| result.game.originals == Side::Members) {
            let Some(members) = &result.played else { continue };
            let (distance, neighbour) = (result.game.distance, result.game.neighbour);
            let is_control = |other: &&StrongMembershipResult| {
                (other.game.distance, other.game.neighbour, other.game.originals)
                    == (distance, neighbour, Side::NonMembers)
            };
            let non_members = games.iter().find(is_control).and_then(|control| control.played.clone());
            reports.push(StrongMembershipReport { distance, neighbour, members: members.clone(), non_members });
        }
        reports.sort_by_key(|report| (report.neighbour as u8, report.distance));
        reports
    }

    fn pool(all: &[&StrongMembershipReport]) -> StrongMembershipReport {
        let members: Vec<&Played> = all.iter().map(|r| &r.members).collect();
        let non_members: Vec<&Played> = all.iter().filter_map(|r| r.non_members.as_ref()).collect();
        StrongMembershipReport {
            distance: all[0].distance,
            neighbour: all[0].neighbour,
            members: Played::pool(&members),
            non_members: (!non_members.is_empty()).then(|| Played::pool(&non_members)),
        }
    }
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
            findings: Findings::default(),
            guess: None,
            matrix: None,
        }
    }
}

impl Pooled {
    /// Of trials in their order.
    pub fn of(trials: &[TrialReport]) -> Pooled {
        let all: Vec<&Findings> = trials.iter().filter(|t| t.problem.is_none()).map(|t| &t.findings).collect();
        if all.is_empty() {
            return Pooled { n_trials: 0, findings: Findings::default() };
        }
        let accuracy = |f: fn(&Findings) -> Option<f64>| {
            let each: Vec<f64> = all.iter().filter_map(|findings| f(findings)).collect();
            (!each.is_empty()).then(|| interval::mean(each))
        };
        let membership = |name: &String| {
            let each: Vec<&MembershipResult> = all.iter().filter_map(|f| f.membership.get(name)).collect();
            (name.clone(), MembershipResult::pool(&each))
        };
        let mut games: BTreeMap<(u8, usize), Vec<&StrongMembershipReport>> = BTreeMap::new();
        for report in all.iter().flat_map(|f| &f.strong_membership) {
            games.entry((report.neighbour as u8, report.distance)).or_default().push(report);
        }
        let distances: Vec<&DistanceReport> = all.iter().filter_map(|f| f.non_member_distance.as_ref()).collect();
        let inference: Vec<&AttributeInferenceReport> =
            all.iter().filter_map(|f| f.attribute_inference.as_ref()).collect();
        Pooled {
            n_trials: all.len(),
            findings: Findings {
                train_accuracy: accuracy(|f| f.train_accuracy),
                test_accuracy: accuracy(|f| f.test_accuracy),
                membership: all[0].membership.keys().map(membership).collect(),
                non_member_distance: (!distances.is_empty()).then(|| DistanceReport::pool(&distances)),
                strong_membership: games.values().map(|reports| StrongMembershipReport::pool(reports)).collect(),
                attribute_inference: (!inference.is_empty()).then(|| AttributeInferenceReport::pool(&inference)),
            },
        }
    }
}

/// A report without its trials: small enough to ship with the page, which shows it as recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Of the whole report.
    pub fingerprint: String,
    /// What was asked.
    pub experiment: Experiment,
    /// SHA-256 of the data set.
    pub data_digest: String,
    /// All trials together.
    pub pooled: Pooled,
    /// Of the first trial, where asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<MatrixReport>,
}

impl Recorded {
    /// As JSON, compressed by gzip.
    pub fn pack(&self) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        serde_json::to_writer(&mut packer, self).expect("a report is plain data, and memory takes every write");
        packer.finish().expect("memory takes every write")
    }

    /// The JSON in what [`Recorded::pack`] wrote.
    pub fn json(packed: &[u8]) -> std::io::Result<String> {
        let mut json = String::new();
        GzDecoder::new(packed).read_to_string(&mut json).map(|_| json)
    }
}

/// Why parts make no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Nothing to merge.
    #[error("there is no part")]
    Empty,
    /// Parts of different things.
    #[error("the parts are of different {0}")]
    Different(&'static str),
    /// One repeat twice, with different results.
    #[error("repeat {0} is in two parts with different results")]
    Contradiction(usize),
    /// Repeats that no part has.
    #[error("no part has repeat {}", .0.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))]
    Missing(Vec<usize>),
}

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not JSON, or without a key that is needed.
    #[error("{0}.")]
    Json(#[from] serde_json::Error),
    /// Changed since it was written.
    #[error(
        "the report's fingerprint is {found}, not {wanted} as it says: it was changed or damaged, or another version of this program has written it; run that part again."
    )]
    Fingerprint {
        /// Of what is there.
        found: String,
        /// As the text says.
        wanted: String,
    },
}

impl Report {
    /// Pools the trials, which are put into the order of their repeats.
    pub fn new(experiment: Experiment, data_digest: String, mut trials: Vec<TrialReport>) -> Report {
        trials.sort_by_key(|trial| trial.repeat);
        let pooled = Pooled::of(&trials);
        Report { experiment, data_digest, trials, pooled }
    }

    /// Joins parts, in any order, into the report that one run gives. Parts that differ only in their number of repeats
    /// fit together: the greatest one counts.
    pub fn merge(parts: Vec<Report>) -> Result<Report, MergeError> {
        let first = parts.first().ok_or(MergeError::Empty)?;
        let (mut experiment, data_digest) = (first.experiment.clone(), first.data_digest.clone());
        experiment.repeats = parts.iter().map(|part| part.experiment.repeats).max().expect("there is a part");
        let repeats = experiment.repeats;
        if parts.iter().any(|part| Experiment { repeats, ..part.experiment.clone() } != experiment) {
            return Err(MergeError::Different("experiments"));
        }
        if parts.iter().any(|part| part.data_digest != data_digest) {
            return Err(MergeError::Different("data"));
        }
        let mut trials: BTreeMap<usize, TrialReport> = BTreeMap::new();
        for trial in parts.into_iter().flat_map(|part| part.trials) {
            let repeat = trial.repeat;
            if trials.get(&repeat).is_some_and(|known| *known != trial) {
                return Err(MergeError::Contradiction(repeat));
            }
            trials.insert(repeat, trial);
        }
        let missing: Vec<usize> = (0..experiment.repeats).filter(|repeat| !trials.contains_key(repeat)).collect();
        if !missing.is_empty() {
            return Err(MergeError::Missing(missing));
        }
        Ok(Report::new(experiment, data_digest, trials.into_values().collect()))
    }

    /// SHA-256 of the report as JSON, keys in the order of their definition, numbers in the shortest form that reads
    /// back the same: 64 hexadecimal digits. It holds no time and no count of workers, so equal experiments have
    /// equal fingerprints.
    pub fn fingerprint(&self) -> String {
        let json = serde_json::to_vec(self).expect("a report is plain data");
        hex(&Sha256::digest(json))
    }

    /// The report without its trials.
    pub fn recorded(&self) -> Recorded {
        let Report { experiment, data_digest, pooled, .. } = self.clone();
        let matrix = self.trials.first().and_then(|trial| trial.matrix.clone());
        Recorded { fingerprint: self.fingerprint(), experiment, data_digest, pooled, matrix }
    }

    /// The report in a text as [`Report::to_json`] makes it.
    ///
    /// # Errors
    /// A text that isn't a report, or whose fingerprint isn't that of its content.
    pub fn from_json(json: &[u8]) -> Result<Report, ReadError> {
        #[derive(Deserialize)]
        struct Signature {
            fingerprint: String,
        }
        let Signature { fingerprint: wanted } = serde_json::from_slice(json)?;
        let report: Report = serde_json::from_slice(json)?;
        let found = report.fingerprint();
        if found == wanted { Ok(report) } else { Err(ReadError::Fingerprint { found, wanted }) }
    }

    /// The report as JSON for people and programs, its fingerprint first.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Signed<'a> {
            fingerprint: String,
            #[serde(flatten)]
            report: &'a Report,
        }
        let signed = Signed { fingerprint: self.fingerprint(), report: self };
        serde_json::to_string_pretty(&signed).expect("a report is plain data")
    }
}
