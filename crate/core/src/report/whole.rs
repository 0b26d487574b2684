//! Everything that an experiment says, and the digest that tells two reports apart.

use super::pooled::Pooled;
use super::recorded::Recorded;
use super::trial::TrialReport;
use crate::dataset::hex;
use crate::experiment::Experiment;
use crate::json;
use crate::order;
use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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
        order::sort_by_key(&mut trials, |trial| trial.repeat);
        let pooled = Pooled::of(&trials);
        Report { experiment, data_digest, trials, pooled }
    }

    /// Joins parts, in any order, into the report that one run gives. Parts that differ only in their number of repeats
    /// fit together: the greatest one counts.
    ///
    /// # Errors
    /// Parts of different experiments or data, a repeat with two results, or a repeat that no part has.
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
        let mut trials: SortedMap<usize, TrialReport> = SortedMap::new();
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
    #[inline]
    pub fn fingerprint(&self) -> String {
        hex(&Sha256::digest(json::write(self)))
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
    #[inline]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Signed<'a> {
            fingerprint: String,
            experiment: &'a Experiment,
            data_digest: &'a str,
            trials: &'a [TrialReport],
            pooled: &'a Pooled,
        }
        let Report { experiment, data_digest, trials, pooled } = self;
        let signed = Signed { fingerprint: self.fingerprint(), experiment, data_digest, trials, pooled };
        json::indented(&json::write(&signed))
    }
}
