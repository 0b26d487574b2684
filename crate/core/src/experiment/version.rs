//! Experiments that people have of earlier versions, and what this one makes of them.
//!
//! Version 2 draws other check-ins and purchases than version 1, and counts records that occur more than once as one in
//! every interval. What version 2 gives is kept from here on.

use super::definition::Experiment;
use crate::source::DataSource;
use std::fmt;

/// The last commit that gives the numbers of version 1.
const LAST_OF_VERSION_1: &str = "70c76b6";

/// An experiment was made for an earlier version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlierVersion {
    /// On records that aren't drawn any more.
    OtherRecords,
    /// On the same records.
    SameRecords,
}

impl fmt::Display for EarlierVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EarlierVersion::OtherRecords => write!(
                formatter,
                "This experiment was made for version 1 of Near Miss, which drew its synthetic records otherwise. The program of today can't give its numbers; the project's commit {LAST_OF_VERSION_1} is the last that does. What is shown has the same settings, on the records of today."
            ),
            EarlierVersion::SameRecords => write!(
                formatter,
                "This experiment was made for version 1 of Near Miss. Its records, networks and scores are the same today, but intervals and conclusions are made by newer rules; the project's commit {LAST_OF_VERSION_1} is the last that gives the old ones."
            ),
        }
    }
}

impl Experiment {
    /// What is to be said where it was made for an earlier version.
    pub fn earlier_version(&self) -> Option<EarlierVersion> {
        (self.version == 1).then(|| match &self.data {
            DataSource::Registered(source) if source.kind().file().is_none() => EarlierVersion::OtherRecords,
            _ => EarlierVersion::SameRecords,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_experiment_of_version_1_is_run_as_one_of_today_and_says_what_has_changed() {
        for (today, says) in [
            (Experiment::check_ins(), EarlierVersion::OtherRecords),
            (Experiment::purchases(10), EarlierVersion::OtherRecords),
            (Experiment::digits(), EarlierVersion::SameRecords),
            (Experiment::voters(), EarlierVersion::SameRecords),
        ] {
            assert_eq!(today.earlier_version(), None);
            let earlier = Experiment { version: 1, ..today.clone() };
            assert_eq!(earlier.earlier_version(), Some(says));
            assert_eq!(earlier.check().map(Experiment::from), Ok(today));
        }
    }
}
