//! What is asked: plain data that determines every bit of the [`crate::Report`].

mod presets;

pub use presets::{PRESETS, PURCHASE_CLASSES, Preset, preset};

use crate::attribute::GuessBy;
use crate::dataset::format::CsvOptions;
use crate::dataset::{Schema, SplitError, SplitSizes};
use crate::defence::{Defence, Parameter};
use crate::game::strong_membership::StrongMembershipConfig;
use crate::matrix::MatrixConfig;
use crate::membership::{self, ATTACKS, AnswerAttack, PAPERS_ATTACK};
use crate::metric::Metric;
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
    #[serde(default = "first_attacks")]
    pub attacks: Vec<String>,
    /// Records of each side that membership attacks are measured on, at most.
    pub n_scored: usize,
    /// Where groups of non-members by distance from the training set begin, beside 0; ascending.
    #[serde(default)]
    pub distance_groups: Vec<usize>,
    /// What distances between records are measured by. Hamming's isn't written, so that experiments from before there
    /// were others keep their fingerprints.
    #[serde(default, skip_serializing_if = "Metric::is_hamming")]
    pub metric: Metric,
    /// Strong membership.
    pub strong_membership: StrongMembershipConfig,
    /// Attribute inference.
    pub attribute_inference: AttributeConfig,
    /// Every attack against every defence; none leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<MatrixConfig>,
}

fn one() -> usize {
    1
}

/// The attacks of one answer that there were when this format began: what an experiment has that names none. It never
/// grows, so that such an experiment stays what it was.
const FIRST_ATTACKS: [&str; 5] = ["max_confidence", "log_odds", "loss", "modified_entropy", "entropy"];

/// Those of them that need no label: they play every game of strong membership, asked for or not.
const FIRST_PLAYERS: [&str; 3] = ["max_confidence", "log_odds", "entropy"];

fn first_attacks() -> Vec<String> {
    FIRST_ATTACKS.map(String::from).to_vec()
}

/// Every attack that an experiment can ask for, in words.
fn names_of_attacks() -> String {
    let of_one_answer = ATTACKS.iter().filter(|attack| attack.per_answer().is_some());
    of_one_answer.map(|attack| attack.name()).collect::<Vec<_>>().join(", ")
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
    /// A defence's strength outside its range.
    #[error("{title}: {what} is {value}; it has to be {range}.")]
    Defence {
        /// The defence.
        title: &'static str,
        /// Its parameter.
        what: &'static str,
        /// As asked.
        value: f64,
        /// In words.
        range: String,
    },
    /// The data can't be split so.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// The unknown part is none.
    #[error(transparent)]
    Portion(#[from] PortionError),
    /// A name that is none.
    #[error("There is no membership attack “{0}”; there are {names}.", names = names_of_attacks())]
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

    /// Whether every number is in its range; what depends on the data is checked with it.
    pub fn check(&self) -> Result<(), ExperimentError> {
        let range = |what, value: String, range| Err(ExperimentError::Range { what, value, range });
        let TrainingConfig { hidden, optimizer, batch_size, epochs, .. } = &self.training;
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
        check_defence(&self.defence)?;
        if !(1..=1000).contains(&self.repeats) {
            return range("The number of repeats", self.repeats.to_string(), "from 1 to 1000");
        }
        if let Some(unknown) = self.attacks.iter().find(|name| !is_of_one_answer(name)) {
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
        if let Some(matrix) = &self.matrix {
            check_matrix(matrix)?;
        }
        if self.attribute_inference.n_targets > 1000 {
            return range("The number of targets", self.attribute_inference.n_targets.to_string(), "at most 1000");
        }
        Ok(())
    }

    /// The training, with what the defence changes.
    pub fn training_config(&self) -> TrainingConfig {
        TrainingConfig { regularization: self.defence.regularization(), ..self.training.clone() }
    }

    /// The attacks whose scores are measured: the paper's, which other numbers rest on, and those asked for.
    pub fn scored_attacks(&self) -> Vec<AnswerAttack> {
        membership::answer_attacks([PAPERS_ATTACK].into_iter().chain(self.attacks.iter().map(String::as_str)))
    }

    /// The attacks that play strong membership: the first three that need no label, and of those asked for whichever else
    /// needs none.
    pub fn players(&self) -> Vec<AnswerAttack> {
        let needs_none = |name: &&str| membership::attack(name).is_some_and(|attack| !attack.needs().label);
        let asked = self.attacks.iter().map(String::as_str).filter(needs_none);
        membership::answer_attacks(FIRST_PLAYERS.into_iter().chain(asked))
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

fn is_of_one_answer(name: &str) -> bool {
    membership::attack(name).is_some_and(|attack| attack.per_answer().is_some())
}

fn check_matrix(matrix: &MatrixConfig) -> Result<(), ExperimentError> {
    let range = |what, value: usize, range| Err(ExperimentError::Range { what, value: value.to_string(), range });
    if matrix.n_shadows > 256 || !matrix.n_shadows.is_multiple_of(2) {
        return range("The number of shadow models", matrix.n_shadows, "even and at most 256");
    }
    if !(20..=10_000).contains(&matrix.n_subjects) {
        return range("The number of members attacked", matrix.n_subjects, "from 20 to 10,000");
    }
    if !(1..=10_000).contains(&matrix.n_copies) {
        return range("The number of noisy copies", matrix.n_copies, "from 1 to 10,000");
    }
    if !(1..=10).contains(&matrix.n_unknown) {
        return range("The number of features guessed in the matrix", matrix.n_unknown, "from 1 to 10");
    }
    if matrix.n_targets > 1000 {
        return range("The number of members whose features are guessed", matrix.n_targets, "at most 1000");
    }
    if !(1..=40).contains(&matrix.defences.len()) {
        return range("The number of defences in the matrix", matrix.defences.len(), "from 1 to 40");
    }
    matrix.defences.iter().try_for_each(check_defence)
}

/// Whether a defence's strength is in its range.
pub(crate) fn check_defence(defence: &Defence) -> Result<(), ExperimentError> {
    let Some((title, value, parameter)) = defence.out_of_range() else { return Ok(()) };
    let Parameter { title: what, range: (least, most), whole, .. } = *parameter;
    let kind = if whole { "a whole number " } else { "" };
    Err(ExperimentError::Defence { title, what, value, range: format!("{kind}from {least} to {most}") })
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
