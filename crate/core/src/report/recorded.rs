//! A result that ships with the page.

use super::pooled::Pooled;
use crate::experiment::Experiment;
use crate::gzip;
use crate::json;
use crate::matrix::MatrixReport;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

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

    /// From JSON; none where it isn't the form of this version.
    pub fn read(json: &str) -> Option<Recorded> {
        json::read(json).ok()
    }

    /// The JSON in what [`Recorded::pack`] wrote; none where it isn't gzip or isn't text.
    pub fn json(packed: &[u8]) -> Option<String> {
        String::from_utf8(gzip::unpack(packed, usize::MAX).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of every size, and what some of a hundred settings leave out.
    #[test]
    fn what_ships_with_the_page_is_read_and_written_as_by_the_library() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/recorded");
        let mut n = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let Some(text) = Recorded::json(&std::fs::read(entry.unwrap().path()).unwrap()) else { continue };
            let recorded: Recorded = serde_json::from_str(&text).unwrap();
            assert_eq!(json::read::<Recorded>(&text).unwrap(), recorded);
            assert_eq!(json::write(&recorded), serde_json::to_string(&recorded).unwrap());
            n += 1;
        }
        assert!(n > 5, "{n}");
    }
}
