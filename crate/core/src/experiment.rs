//! What is asked: plain data that determines every bit of the [`crate::Report`].

use crate::attribute::GuessBy;
use crate::dataset::format::CsvOptions;
use crate::dataset::{Dataset, Schema, SplitError, SplitSizes};
use crate::defence::Defence;
use crate::game::strong_membership::StrongMembershipConfig;
use crate::membership::{self, ATTACKS};
use crate::mlp::Activation;
use crate::optimizer::OptimizerKind;
use crate::paper::PaperSetting;
use crate::portion::{Portion, PortionError};
use crate::seed::{Seed, Stream};
use crate::train::TrainingConfig;
use crate::trial::{Side, Trial};
use rand::seq::index;
use serde::{Deserialize, Serialize};

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum DataSource {
    /// Synthetic check-ins, made from the seed.
    #[serde(alias = "checkins")]
    CheckIns {
        /// How many.
        n_records: usize,
    },
    /// Synthetic purchases, made from the seed.
    Purchases {
        /// How many.
        n_records: usize,
        /// Labels, by k-means.
        n_classes: usize,
    },
    /// scikit-learn's 8x8 digits, thresholded.
    Digits,
    /// The 1996 American National Election Study.
    Voters,
    /// A person's own file.
    Own {
        /// SHA-256 of the file's bytes, in hexadecimal digits.
        sha256: String,
        /// How it is read.
        csv: CsvOptions,
    },
}

impl DataSource {
    /// Every [`DataSource::name`].
    pub const NAMES: [&str; 5] = ["checkins", "purchases", "digits", "voters", "own"];

    /// Short name, as in links.
    pub fn name(&self) -> &'static str {
        match self {
            DataSource::CheckIns { .. } => "checkins",
            DataSource::Purchases { .. } => "purchases",
            DataSource::Digits => "digits",
            DataSource::Voters => "voters",
            DataSource::Own { .. } => "own",
        }
    }

    /// The file that ships with the page, by its path there.
    pub fn shipped_file(&self) -> Option<&'static str> {
        match self {
            DataSource::Digits => Some("data/digits.csv.gz"),
            DataSource::Voters => Some("data/voters.csv.gz"),
            DataSource::CheckIns { .. } | DataSource::Purchases { .. } | DataSource::Own { .. } => None,
        }
    }
}

/// Which features are unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortionChoice {
    /// The first so many by mRMR, computed on the members.
    Mrmr(usize),
    /// So many drawn from the seed.
    Random(usize),
    /// These.
    Features(Vec<usize>),
}

/// The record whose unknown part is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its side.
    pub taken_from: Side,
    /// Its number on that side, from 0.
    pub number: usize,
}

/// What attribute inference is asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeConfig {
    /// What is unknown.
    pub portion: PortionChoice,
    /// What makes a completion the guess.
    pub guess_by: GuessBy,
    /// The record that is looked at.
    pub target: Target,
    /// Records of each side and repeat for the advantage; 0 leaves it out.
    pub n_targets: usize,
    /// The greatest α of Definition 4 that is reported; none for all, up to the number of unknown features.
    #[serde(default)]
    pub max_alpha: Option<usize>,
}

/// One experiment. Version 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// Of this format.
    pub version: u32,
    /// The setting of the paper that it redoes, whose numbers are shown beside.
    #[serde(default)]
    pub paper: Option<PaperSetting>,
    /// Where records come from.
    pub data: DataSource,
    /// How many are members, how many are not.
    #[serde(flatten)]
    pub split: SplitSizes,
    /// The network and its training.
    #[serde(flatten)]
    pub training: TrainingConfig,
    /// What protects the model.
    #[serde(default)]
    pub defence: Defence,
    /// Of everything random.
    pub seed: Seed,
    /// Trials: each splits the same data anew and trains a network of its own.
    #[serde(default = "one")]
    pub repeats: usize,
    /// Membership attacks that are reported, by name.
    #[serde(default = "all_attacks")]
    pub attacks: Vec<String>,
    /// Records of each side that membership attacks are measured on, at most.
    pub n_scored: usize,
    /// Where groups of non-members by distance from the training set begin, beside 0; ascending.
    #[serde(default)]
    pub distance_groups: Vec<usize>,
    /// Strong membership.
    pub strong_membership: StrongMembershipConfig,
    /// Attribute inference.
    pub attribute_inference: AttributeConfig,
}

fn one() -> usize {
    1
}

fn all_attacks() -> Vec<String> {
    ATTACKS.iter().map(|attack| attack.name().to_string()).collect()
}

/// A registered experiment: its name and how it is made.
pub type Preset = (&'static str, fn() -> Experiment);

/// Every registered experiment.
pub const PRESETS: [Preset; 15] = [
    ("checkins", Experiment::check_ins),
    ("digits", Experiment::digits),
    ("voters", Experiment::voters),
    ("location", Experiment::location),
    ("location-quick", Experiment::location_quick),
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

/// Why an experiment can't be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExperimentError {
    /// A format that this program doesn't know.
    #[error("This experiment has version {0}; only version {known} is known here. Reload the page, or update the program, to have its newest version.", known = Experiment::VERSION)]
    Version(u32),
    /// A number outside its range.
    #[error("{what} is {value}; it has to be {range}.")]
    Range {
        /// The setting, in words.
        what: &'static str,
        /// As asked.
        value: String,
        /// In words.
        range: &'static str,
    },
    /// The data can't be split so.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// The unknown part is none.
    #[error(transparent)]
    Portion(#[from] PortionError),
    /// A name that is none.
    #[error("There is no membership attack “{0}”; there are {names}.", names = all_attacks().join(", "))]
    Attack(String),
    /// No such record.
    #[error("There is no record number {number} among the {n} {side}.")]
    Target {
        /// As asked, from 1.
        number: usize,
        /// On that side.
        n: usize,
        /// In words.
        side: &'static str,
    },
}

impl Experiment {
    /// Of this format.
    pub const VERSION: u32 = 1;

    /// The page's default: synthetic check-ins and a small network.
    pub fn check_ins() -> Experiment {
        Experiment {
            version: Experiment::VERSION,
            paper: None,
            data: DataSource::CheckIns { n_records: 3200 },
            split: SplitSizes { n_members: 1600, n_non_members: 1600 },
            training: TrainingConfig {
                hidden: vec![128],
                activation: Activation::Relu,
                optimizer: OptimizerKind::Adam { learning_rate: 1e-3 },
                batch_size: 64,
                epochs: 30,
                l2: 0.0,
            },
            defence: Defence::None,
            seed: Seed(1),
            repeats: 1,
            attacks: all_attacks(),
            n_scored: 1000,
            distance_groups: vec![20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 100],
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
        experiment.split = SplitSizes { n_members: 472, n_non_members: 472 };
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
        experiment.data = DataSource::Purchases { n_records: 3200, n_classes };
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
        let n_members = (n / 2).min(1600);
        experiment.data = DataSource::Own { sha256, csv };
        experiment.split = SplitSizes { n_members, n_non_members: (n - n_members).min(1600) };
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

    /// Whether every number is in its range; what depends on the data is checked with it.
    pub fn check(&self) -> Result<(), ExperimentError> {
        let range = |what, value: String, range| Err(ExperimentError::Range { what, value, range });
        let TrainingConfig { hidden, optimizer, batch_size, epochs, .. } = &self.training;
        let l2 = self.defence.l2();
        let rate = optimizer.learning_rate();
        if self.version != Experiment::VERSION {
            return Err(ExperimentError::Version(self.version));
        }
        if let DataSource::CheckIns { n_records } | DataSource::Purchases { n_records, .. } = self.data
            && !(100..=20_000).contains(&n_records)
        {
            return range("The number of synthetic records", n_records.to_string(), "from 100 to 20,000");
        }
        if let DataSource::Purchases { n_classes, n_records } = self.data
            && !(2..=100.min(n_records / 10)).contains(&n_classes)
        {
            let wanted = "from 2 to 100, and at most a tenth of the records";
            return range("The number of classes of purchases", n_classes.to_string(), wanted);
        }
        if hidden.len() > 8 {
            return range("The number of hidden layers", hidden.len().to_string(), "at most 8");
        }
        if let Some(units) = hidden.iter().find(|units| !(1..=2048).contains(*units)) {
            return range("The number of units in a hidden layer", units.to_string(), "from 1 to 2048");
        }
        if !(rate > 0.0 && rate <= 10.0) {
            return range("The learning rate", rate.to_string(), "above 0 and at most 10");
        }
        if let OptimizerKind::Sgd { momentum, .. } = optimizer
            && !(0.0..1.0).contains(momentum)
        {
            return range("The momentum", momentum.to_string(), "from 0 to below 1");
        }
        if !(1..=4096).contains(batch_size) {
            return range("The batch size", batch_size.to_string(), "from 1 to 4096");
        }
        if !(1..=1000).contains(epochs) {
            return range("The number of epochs", epochs.to_string(), "from 1 to 1000");
        }
        if !(0.0..=10.0).contains(&l2) {
            return range("The L2 penalty", l2.to_string(), "from 0 to 10");
        }
        if !(1..=1000).contains(&self.repeats) {
            return range("The number of repeats", self.repeats.to_string(), "from 1 to 1000");
        }
        if let Some(unknown) = self.attacks.iter().find(|name| membership::attack(name).is_none()) {
            return Err(ExperimentError::Attack(unknown.clone()));
        }
        let groups = &self.distance_groups;
        if groups.len() > 60 || groups.windows(2).any(|pair| pair[0] >= pair[1]) || groups.first() == Some(&0) {
            let wanted = "at most 60 numbers from 1, ascending";
            return range("The list of groups of distances", format!("{groups:?}"), wanted);
        }
        if !(10..=20_000).contains(&self.n_scored) {
            return range("The number of records scored", self.n_scored.to_string(), "from 10 to 20,000");
        }
        let StrongMembershipConfig { distances, n_originals, n_variants } = &self.strong_membership;
        if distances.len() > 40 || distances.windows(2).any(|pair| pair[0] >= pair[1]) || distances.first() == Some(&0)
        {
            return range("The list of distances", format!("{distances:?}"), "at most 40 numbers from 1, ascending");
        }
        if !(1..=20_000).contains(n_originals) || !(1..=20).contains(n_variants) {
            return range(
                "The number of originals and variants",
                format!("{n_originals} and {n_variants}"),
                "from 1 to 20,000 and from 1 to 20",
            );
        }
        if self.attribute_inference.n_targets > 1000 {
            return range("The number of targets", self.attribute_inference.n_targets.to_string(), "at most 1000");
        }
        Ok(())
    }

    /// The training, its penalty the defence's.
    pub fn training_config(&self) -> TrainingConfig {
        TrainingConfig { l2: self.defence.l2(), ..self.training.clone() }
    }

    /// The record looked at, by its index in the data.
    pub fn target_record(&self, trial: &Trial) -> Result<usize, ExperimentError> {
        let Target { taken_from, number } = self.attribute_inference.target;
        let records = trial.side(taken_from);
        let side = match taken_from {
            Side::Members => "members",
            Side::NonMembers => "non-members",
        };
        records.get(number).copied().ok_or(ExperimentError::Target { number: number + 1, n: records.len(), side })
    }
}

impl PortionChoice {
    /// The portion chosen, in this trial.
    pub fn resolve(&self, trial: &Trial) -> Result<Portion, PortionError> {
        let schema: &Schema = trial.dataset().schema();
        let n_features = schema.features.len();
        let unknown = match self {
            PortionChoice::Mrmr(n) if *n > Portion::MAX_UNKNOWN => return Err(PortionError::TooMany { n_unknown: *n }),
            PortionChoice::Mrmr(n) => trial.mrmr().iter().take(*n).copied().collect(),
            PortionChoice::Random(n) => {
                let mut rng = trial.seed().rng(Stream::Portion, 0);
                let mut drawn = index::sample(&mut rng, n_features, (*n).min(n_features)).into_vec();
                drawn.sort_unstable();
                drawn
            }
            PortionChoice::Features(features) => features.clone(),
        };
        Portion::new(schema, unknown)
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
