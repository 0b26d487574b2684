//! Experiments that are ready to run, by name. A new one is a function and a line in [`PRESETS`].

use super::{AttributeConfig, DataSource, Experiment, PortionChoice, Target, first_attacks};
use crate::attribute::GuessBy;
use crate::dataset::format::CsvOptions;
use crate::dataset::{Dataset, SplitSizes};
use crate::defence::Defence;
use crate::game::strong_membership::StrongMembershipConfig;
use crate::matrix::MatrixConfig;
use crate::metric::Metric;
use crate::mlp::Activation;
use crate::optimizer::OptimizerKind;
use crate::paper::PaperSetting;
use crate::seed::Seed;
use crate::train::{Regularization, TrainingConfig};
use crate::trial::Side;

/// A registered experiment: its name and how it is made.
pub type Preset = (&'static str, fn() -> Experiment);

/// Every registered experiment.
pub const PRESETS: [Preset; 16] = [
    ("checkins", Experiment::check_ins),
    ("digits", Experiment::digits),
    ("voters", Experiment::voters),
    ("location", Experiment::location),
    ("location-quick", Experiment::location_quick),
    ("location-matrix", Experiment::location_matrix),
    ("purchase-2", || Experiment::purchase(2)),
    ("purchase-10", || Experiment::purchase(10)),
    ("purchase-20", || Experiment::purchase(20)),
    ("purchase-50", || Experiment::purchase(50)),
    ("purchase-100", || Experiment::purchase(100)),
    ("purchase-2-quick", || Experiment::purchase_quick(2)),
    ("purchase-10-quick", || Experiment::purchase_quick(10)),
    ("purchase-20-quick", || Experiment::purchase_quick(20)),
    ("purchase-50-quick", || Experiment::purchase_quick(50)),
    ("purchase-100-quick", || Experiment::purchase_quick(100)),
];

/// Lower edges that spread the non-members of 10,000 synthetic purchases over groups of like size, and show the tail.
const PURCHASE_GROUPS: [usize; 11] = [35, 40, 44, 48, 52, 57, 63, 71, 85, 100, 130];

/// Numbers of classes of purchases, as in the paper.
pub const PURCHASE_CLASSES: [usize; 5] = [2, 10, 20, 50, 100];

/// The experiment registered under `name`.
pub fn preset(name: &str) -> Option<Experiment> {
    PRESETS.into_iter().find(|(n, _)| *n == name).map(|(_, make)| make())
}

impl Experiment {
    /// The page's default: synthetic check-ins and a small network.
    pub fn check_ins() -> Experiment {
        Experiment {
            version: Experiment::VERSION,
            paper: None,
            // A third is left for an attacker to train models of his own on.
            data: DataSource::CheckIns { n_records: 4800 },
            split: SplitSizes { n_members: 1600, n_non_members: 1600 },
            training: TrainingConfig {
                hidden: vec![128],
                activation: Activation::Relu,
                optimizer: OptimizerKind::Adam { learning_rate: 1e-3 },
                batch_size: 64,
                epochs: 30,
                regularization: Regularization::default(),
            },
            defence: Defence::default(),
            seed: Seed(1),
            repeats: 1,
            attacks: first_attacks(),
            n_scored: 1000,
            distance_groups: vec![20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 100],
            metric: Metric::Hamming,
            strong_membership: StrongMembershipConfig {
                distances: vec![1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 30, 50],
                n_originals: 300,
                n_variants: 5,
            },
            attribute_inference: AttributeConfig {
                portion: PortionChoice::Mrmr(15),
                guess_by: GuessBy::MaxConfidence,
                target: Target { taken_from: Side::Members, number: 0 },
                n_targets: 0,
                max_alpha: None,
            },
            matrix: None,
        }
    }

    /// The pictures of digits: 64 pixels. Few members, since a network that has seen many digits has little to learn by
    /// heart.
    pub fn digits() -> Experiment {
        let mut experiment = Experiment::check_ins();
        experiment.data = DataSource::Digits;
        experiment.training.epochs = 60;
        experiment.split = SplitSizes { n_members: 300, n_non_members: 1197 };
        experiment.training.hidden = vec![64, 64];
        experiment.distance_groups = vec![3, 4, 5, 6, 7, 8, 9, 10, 12];
        experiment.strong_membership.distances = vec![1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 30];
        experiment.attribute_inference.portion = PortionChoice::Mrmr(12);
        experiment.attribute_inference.n_targets = 20;
        experiment
    }

    /// The election survey.
    pub fn voters() -> Experiment {
        let mut experiment = Experiment::check_ins();
        experiment.data = DataSource::Voters;
        experiment.split = SplitSizes { n_members: 320, n_non_members: 320 };
        experiment.training.hidden = vec![64, 64];
        experiment.training.epochs = 100;
        experiment.distance_groups = vec![2, 3, 4, 5, 6, 7];
        experiment.strong_membership.distances = vec![1, 2, 3, 4, 5, 6];
        experiment.attribute_inference.portion = PortionChoice::Mrmr(3);
        experiment.attribute_inference.n_targets = 20;
        experiment
    }

    /// Synthetic purchases and a small network, for the page.
    pub fn purchases(n_classes: usize) -> Experiment {
        let mut experiment = Experiment::check_ins();
        experiment.data = DataSource::Purchases { n_records: 4800, n_classes };
        experiment.distance_groups = PURCHASE_GROUPS.to_vec();
        experiment
    }

    /// The main paper's: its network, four fifths of 5,010 records as members, 50 repeats. The records are synthetic
    /// until a person puts the real file in their place. The paper gives neither epochs nor optimizer.
    pub fn location() -> Experiment {
        let mut experiment = Experiment::check_ins();
        experiment.paper = Some(PaperSetting::Location);
        experiment.data = DataSource::CheckIns { n_records: 5010 };
        experiment.split = SplitSizes { n_members: 4008, n_non_members: 1002 };
        experiment.training.hidden = vec![512; 5];
        experiment.training.batch_size = 128;
        experiment.training.epochs = 100;
        experiment.repeats = 50;
        experiment.strong_membership = StrongMembershipConfig {
            distances: vec![1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 200, 250, 300, 350, 400],
            n_originals: 1000,
            n_variants: 5,
        };
        experiment.attribute_inference.n_targets = 20;
        experiment
    }

    /// [`Experiment::location`] with 3 repeats instead of 50.
    pub fn location_quick() -> Experiment {
        Experiment { repeats: 3, ..Experiment::location() }
    }

    /// Every attack against every defence, on check-ins: 1,600 members, 1,600 non-members, the rest of 5,010 records the
    /// attacker's; one hidden layer of 128 units, as in the literature on defences.
    pub fn location_matrix() -> Experiment {
        let mut experiment = Experiment::check_ins();
        experiment.data = DataSource::CheckIns { n_records: 5010 };
        experiment.training.activation = Activation::Tanh;
        experiment.training.epochs = 60;
        experiment.matrix =
            Some(MatrixConfig { n_shadows: 16, n_subjects: 800, n_copies: 300, ..MatrixConfig::default() });
        experiment
    }

    /// The main paper's network for purchases, on synthetic ones: 10,000 records, four fifths of them members, 5 repeats
    /// of 20 epochs. The paper has 50 repeats and guesses attributes of check-ins only; here, 4 records of each side and
    /// repeat are guessed.
    pub fn purchase(n_classes: usize) -> Experiment {
        let mut experiment = Experiment::location();
        experiment.paper = PaperSetting::purchase(n_classes);
        experiment.data = DataSource::Purchases { n_records: 10_000, n_classes };
        experiment.split = SplitSizes { n_members: 8000, n_non_members: 2000 };
        experiment.training.hidden = vec![1024, 1024, 512, 512, 512];
        experiment.training.epochs = 20;
        experiment.repeats = 5;
        experiment.distance_groups = PURCHASE_GROUPS.to_vec();
        experiment.strong_membership.distances.extend([500, 600]);
        experiment.attribute_inference.n_targets = 4;
        experiment
    }

    /// [`Experiment::purchase`] in small: 2,500 records, 2 repeats, 200 originals with 2 variants, 2 targets a side.
    pub fn purchase_quick(n_classes: usize) -> Experiment {
        let mut experiment = Experiment::purchase(n_classes);
        experiment.data = DataSource::Purchases { n_records: 2500, n_classes };
        experiment.split = SplitSizes { n_members: 2000, n_non_members: 500 };
        experiment.repeats = 2;
        experiment.strong_membership.n_originals = 200;
        experiment.strong_membership.n_variants = 2;
        experiment.attribute_inference.n_targets = 2;
        experiment
    }

    /// A person's own records: sizes fitted to them.
    pub fn own(sha256: String, csv: CsvOptions, dataset: &Dataset) -> Experiment {
        let mut experiment = Experiment::check_ins();
        let n = dataset.n_records();
        // A third is left for an attacker to train models of his own on, if there are enough.
        let n_members = if n < 120 { n / 2 } else { (n / 3).min(1600) };
        experiment.data = DataSource::Own { sha256, csv };
        experiment.split = SplitSizes { n_members, n_non_members: n_members.min(n - n_members) };
        let schema = dataset.schema();
        let n_features = schema.features.len();
        experiment.strong_membership.distances.retain(|r| *r <= n_features);
        // The groups of the check-ins, in proportion.
        experiment.distance_groups.iter_mut().for_each(|edge| *edge = (*edge * n_features).div_ceil(446));
        experiment.distance_groups.dedup();
        let mut n_unknown = schema.features.len().min(15);
        let n_completions = |n: usize| {
            let mut sizes: Vec<usize> = schema.features.iter().map(|f| f.n_values()).collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            sizes.iter().take(n).fold(1_usize, |product, n| product.saturating_mul(*n))
        };
        while n_unknown > 1 && n_completions(n_unknown) > 1 << 15 {
            n_unknown -= 1;
        }
        experiment.attribute_inference.portion = PortionChoice::Mrmr(n_unknown);
        experiment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_in_range_and_read_back() {
        for (name, make) in PRESETS {
            let experiment = make();
            assert_eq!(experiment.check(), Ok(()), "{name}");
            let json = serde_json::to_string(&experiment).expect("an experiment is plain data");
            assert_eq!(serde_json::from_str::<Experiment>(&json).expect("it reads back"), experiment, "{name}");
            assert!(DataSource::NAMES.contains(&experiment.data.name()), "{name}");
            assert_eq!(preset(name), Some(experiment));
        }
        assert_eq!(preset("nonsense"), None);
    }
}
