//! Experiments that are ready to run, by name. A new one is a function and a line in [`PRESETS`].

use super::definition::Experiment;
use super::portion_choice::PortionChoice;
use crate::dataset::{Dataset, SplitSizes};
use crate::game::strong_membership::StrongMembershipConfig;
use crate::matrix::MatrixConfig;
use crate::mlp::Activation;
use crate::order;
use crate::paper::PaperSetting;
use crate::reading::Decisions;
use crate::source::{DataSource, Source};

/// A registered experiment.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// As the command has it.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// How it is made.
    pub make: fn() -> Experiment,
}

const fn preset_of(name: &'static str, title: &'static str, make: fn() -> Experiment) -> Preset {
    Preset { name, title, make }
}

/// Every registered experiment.
pub const PRESETS: &[Preset] = &[
    preset_of("checkins", "Check-ins, a small network", Experiment::check_ins),
    preset_of("digits", "Digits", Experiment::digits),
    preset_of("lesson", "Digits of the lesson", Experiment::lesson),
    preset_of("voters", "Voters", Experiment::voters),
    preset_of("location", "The paper's Location, 50 repeats", Experiment::location),
    preset_of("location-quick", "The paper's Location, 3 repeats", Experiment::location_quick),
    preset_of("location-matrix", "Every attack on every defence", Experiment::location_matrix),
    preset_of("purchase-2", "The paper's purchases, 2 classes", || Experiment::purchase(2)),
    preset_of("purchase-10", "The paper's purchases, 10 classes", || Experiment::purchase(10)),
    preset_of("purchase-20", "The paper's purchases, 20 classes", || Experiment::purchase(20)),
    preset_of("purchase-50", "The paper's purchases, 50 classes", || Experiment::purchase(50)),
    preset_of("purchase-100", "The paper's purchases, 100 classes", || Experiment::purchase(100)),
    preset_of("purchase-2-quick", "Purchases in small, 2 classes", || Experiment::purchase_quick(2)),
    preset_of("purchase-10-quick", "Purchases in small, 10 classes", || Experiment::purchase_quick(10)),
    preset_of("purchase-20-quick", "Purchases in small, 20 classes", || Experiment::purchase_quick(20)),
    preset_of("purchase-50-quick", "Purchases in small, 50 classes", || Experiment::purchase_quick(50)),
    preset_of("purchase-100-quick", "Purchases in small, 100 classes", || Experiment::purchase_quick(100)),
];

/// The experiment registered under `name`.
pub fn preset(name: &str) -> Option<Experiment> {
    PRESETS.iter().find(|preset| preset.name == name).map(|preset| (preset.make)())
}

impl Experiment {
    /// The page's default: synthetic check-ins and a small network.
    pub fn check_ins() -> Experiment {
        Experiment::default()
    }

    /// The pictures of digits: 64 pixels.
    pub fn digits() -> Experiment {
        Experiment::named("digits", &[])
    }

    /// The lesson's: a hundred digits, which the network soon knows by heart, and a hundred records of each side whose
    /// pixels are guessed.
    pub fn lesson() -> Experiment {
        let mut experiment = Experiment::digits();
        experiment.split.n_members = 100;
        experiment.attribute_inference.n_targets = 100;
        experiment
    }

    /// The election survey.
    pub fn voters() -> Experiment {
        Experiment::named("voters", &[])
    }

    /// Synthetic purchases and a small network, for the page.
    pub fn purchases(n_classes: usize) -> Experiment {
        Experiment::named("purchases", &[4800.0, n_classes as f64])
    }

    /// The page's experiment on the data set registered under `name`.
    fn named(name: &str, values: &[f64]) -> Experiment {
        Experiment::on(Source::named(name, values).expect("the data set is registered"))
    }

    /// The main paper's: its network, four fifths of 5,010 records as members, 50 repeats. The records are synthetic
    /// until a person puts the real file in their place. The paper gives neither epochs nor optimizer.
    pub fn location() -> Experiment {
        let mut experiment = Experiment::check_ins();
        experiment.paper = Some(PaperSetting::Location);
        experiment.data = DataSource::check_ins(5010);
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
        experiment.data = DataSource::check_ins(5010);
        experiment.training.activation = Activation::Tanh;
        experiment.training.epochs = 60;
        experiment.matrix =
            Some(MatrixConfig { n_shadows: 64, n_trainings: 8, n_copies: 300, ..MatrixConfig::default() });
        experiment
    }

    /// The main paper's network for purchases, on synthetic ones: 10,000 records, four fifths of them members, 5 repeats
    /// of 20 epochs. The paper has 50 repeats and guesses attributes of check-ins only; here, 4 records of each side and
    /// repeat are guessed.
    pub fn purchase(n_classes: usize) -> Experiment {
        let mut experiment = Experiment::location();
        experiment.distance_groups = Experiment::purchases(n_classes).distance_groups;
        experiment.paper = PaperSetting::purchase(n_classes);
        experiment.data = DataSource::purchases(10_000, n_classes);
        experiment.split = SplitSizes { n_members: 8000, n_non_members: 2000 };
        experiment.training.hidden = vec![1024, 1024, 512, 512, 512];
        experiment.training.epochs = 20;
        experiment.repeats = 5;
        experiment.strong_membership.distances.extend([500, 600]);
        experiment.attribute_inference.n_targets = 4;
        experiment
    }

    /// [`Experiment::purchase`] in small: 2,500 records, 2 repeats, 200 originals with 2 variants, 2 targets a side.
    pub fn purchase_quick(n_classes: usize) -> Experiment {
        let mut experiment = Experiment::purchase(n_classes);
        experiment.data = DataSource::purchases(2500, n_classes);
        experiment.split = SplitSizes { n_members: 2000, n_non_members: 500 };
        experiment.repeats = 2;
        experiment.strong_membership.n_originals = 200;
        experiment.strong_membership.n_variants = 2;
        experiment.attribute_inference.n_targets = 2;
        experiment
    }

    /// A person's own records: sizes fitted to them.
    pub fn own(sha256: String, csv: Decisions, dataset: &Dataset) -> Experiment {
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
            order::sort_by_key(&mut sizes, |n| std::cmp::Reverse(*n));
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
        for Preset { name, make, .. } in PRESETS {
            let experiment = make();
            assert_eq!(experiment.clone().check().map(Experiment::from), Ok(experiment.clone()), "{name}");
            let json = serde_json::to_string(&experiment).expect("an experiment is plain data");
            assert_eq!(serde_json::from_str::<Experiment>(&json).expect("it reads back"), experiment, "{name}");
            assert_eq!(preset(name), Some(experiment));
        }
        assert_eq!(preset("nonsense"), None);
    }
}
