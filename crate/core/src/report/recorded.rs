//! A result that ships with the page.

use super::pooled::Pooled;
use crate::distance::DistanceReport;
use crate::experiment::Experiment;
use crate::gzip;
use crate::json;
use crate::matrix::MatrixReport;
use crate::membership::{self, MembershipResult};
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

    /// From JSON, without what a later version has mended: true-positive rates that counted ties as nothing and took their
    /// threshold as given, near misses of attacks that had to be told the original, outliers against all non-members, and of
    /// attribute attacks what [`crate::attribute::attack::AttributeMatrix::leave_out_mended`] says. Small groups of non-members
    /// are joined, as a later version has them.
    pub fn read(json: &str) -> Option<Recorded> {
        let mut recorded: Recorded = json::read(json).ok()?;
        let forget_rates = |result: &mut MembershipResult| {
            if result.tpr_intervals.is_empty() {
                result.tpr_at_fpr.clear();
            }
        };
        recorded.pooled.findings.membership.iter_mut().for_each(|(_, result)| forget_rates(result));
        let distances = &mut recorded.pooled.findings.non_member_distance;
        *distances = distances.take().map(DistanceReport::with_small_groups_joined);
        if let Some(inferred) = &mut recorded.pooled.findings.attribute_inference {
            inferred.leave_out_mended();
        }
        for row in recorded.matrix.iter_mut().flat_map(|matrix| &mut matrix.rows) {
            if let Some(attributes) = &mut row.attributes {
                attributes.leave_out_mended();
            }
            for cell in &mut row.attacks {
                forget_rates(&mut cell.membership);
                cell.outliers = cell.outliers.take().filter(|outliers| outliers.interval.is_some());
                if membership::attack(&cell.attack).is_some_and(|attack| attack.needs().needs_the_original()) {
                    (cell.near_miss, cell.near_miss_control) = (None, None);
                }
            }
        }
        Some(recorded)
    }

    /// Whether an earlier version made it, of which [`Recorded::read`] has left something out: this one gives it another
    /// fingerprint.
    pub fn is_of_earlier_version(&self) -> bool {
        self.pooled.findings.membership.values().all(|result| result.tpr_at_fpr.is_empty())
    }

    /// The JSON in what [`Recorded::pack`] wrote; none where it isn't gzip or isn't text.
    pub fn json(packed: &[u8]) -> Option<String> {
        String::from_utf8(gzip::unpack(packed, usize::MAX).ok()?).ok()
    }
}
