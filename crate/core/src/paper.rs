//! What the main paper reports: Zhao, Bhaskar, Asghar, Kaafar, "On Inferring Training Data Attributes in Machine
//! Learning Models" (2019), section 3. Shown beside what is computed, never in its place.

use serde::{Deserialize, Serialize};

/// One of the paper's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperSetting {
    /// Check-ins, 30 classes.
    Location,
    /// Purchases in 2 classes.
    #[serde(rename = "purchase-2")]
    Purchase2,
    /// Purchases in 10 classes.
    #[serde(rename = "purchase-10")]
    Purchase10,
    /// Purchases in 20 classes.
    #[serde(rename = "purchase-20")]
    Purchase20,
    /// Purchases in 50 classes.
    #[serde(rename = "purchase-50")]
    Purchase50,
    /// Purchases in 100 classes.
    #[serde(rename = "purchase-100")]
    Purchase100,
}

impl PaperSetting {
    /// All.
    pub const ALL: [PaperSetting; 6] = [
        PaperSetting::Location,
        PaperSetting::Purchase2,
        PaperSetting::Purchase10,
        PaperSetting::Purchase20,
        PaperSetting::Purchase50,
        PaperSetting::Purchase100,
    ];

    /// Its name, as of the preset.
    pub fn name(self) -> &'static str {
        match self {
            PaperSetting::Location => "location",
            PaperSetting::Purchase2 => "purchase-2",
            PaperSetting::Purchase10 => "purchase-10",
            PaperSetting::Purchase20 => "purchase-20",
            PaperSetting::Purchase50 => "purchase-50",
            PaperSetting::Purchase100 => "purchase-100",
        }
    }

    /// The setting with so many classes of purchases.
    pub fn purchase(n_classes: usize) -> Option<PaperSetting> {
        PaperSetting::ALL.into_iter().find(|s| s.name() == format!("purchase-{n_classes}"))
    }

    /// Max-confidence AUC of members against non-members, averaged over 50 repeats.
    pub fn auc(self) -> f64 {
        match self {
            PaperSetting::Location => 0.872,
            PaperSetting::Purchase2 => 0.548,
            PaperSetting::Purchase10 => 0.628,
            PaperSetting::Purchase20 => 0.671,
            PaperSetting::Purchase50 => 0.745,
            PaperSetting::Purchase100 => 0.794,
        }
    }

    /// Mean Hamming distance of the guess from a member, "approximately"; told of 15 unknown features only, where chance
    /// is 7.5.
    pub fn mean_hamming(self, n_unknown: usize) -> Option<f64> {
        (self == PaperSetting::Location && n_unknown == 15).then_some(6.5)
    }
}
