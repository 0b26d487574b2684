//! An experiment: plain data.

use super::error::ExperimentError;
use super::portion_choice::PortionChoice;
use crate::attribute::GuessBy;
use crate::dataset::SplitSizes;
use crate::defence::Defence;
use crate::game::strong_membership::StrongMembershipConfig;
use crate::matrix::MatrixConfig;
use crate::membership::{self, AnswerAttack, PAPERS_ATTACK};
use crate::metric::Metric;
use crate::mlp::Activation;
use crate::optimizer::OptimizerKind;
use crate::paper::PaperSetting;
use crate::seed::Seed;
use crate::source::DataSource;
use crate::train::{Regularization, TrainingConfig};
use crate::trial::{Side, Trial};
use serde::{Deserialize, Serialize};

/// The record whose unknown part is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its side.
    pub taken_from: Side,
    /// Its number on that side, from 0.
    pub number: usize,
}

/// What attribute inference is asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// One experiment. What each setting is and may be, [`super::SETTINGS`] tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Flat", into = "Flat")]
pub struct Experiment {
    /// Of this format.
    pub version: u32,
    /// The setting of the paper that it redoes, whose numbers are shown beside.
    pub paper: Option<PaperSetting>,
    /// Where records come from.
    pub data: DataSource,
    /// How many are members, how many are not.
    pub split: SplitSizes,
    /// The network and its training.
    pub training: TrainingConfig,
    /// What protects the model.
    pub defence: Defence,
    /// Of everything random.
    pub seed: Seed,
    /// Trials: each splits the same data anew and trains a network of its own.
    pub repeats: usize,
    /// Membership attacks that are reported, by name; each scores single answers.
    pub attacks: Vec<String>,
    /// Records of each side that membership attacks are measured on, at most.
    pub n_scored: usize,
    /// Where groups of non-members by distance from the training set begin, beside 0; ascending.
    pub distance_groups: Vec<usize>,
    /// What distances between records are measured by.
    pub metric: Metric,
    /// Strong membership.
    pub strong_membership: StrongMembershipConfig,
    /// Attribute inference.
    pub attribute_inference: AttributeConfig,
    /// Every attack against every defence; none leaves it out.
    pub matrix: Option<MatrixConfig>,
}

/// An experiment as JSON has it. What is in it is part of every fingerprint, so its keys and their order stay, and what came
/// later is left out where it is as it was before.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    version: u32,
    #[serde(default)]
    paper: Option<PaperSetting>,
    data: DataSource,
    n_members: usize,
    n_non_members: usize,
    hidden: Vec<usize>,
    activation: Activation,
    optimizer: OptimizerKind,
    batch_size: usize,
    epochs: usize,
    #[serde(default)]
    defence: Defence,
    seed: Seed,
    #[serde(default = "one")]
    repeats: usize,
    #[serde(default = "first_attacks")]
    attacks: Vec<String>,
    n_scored: usize,
    #[serde(default)]
    distance_groups: Vec<usize>,
    #[serde(default, skip_serializing_if = "Metric::is_hamming")]
    metric: Metric,
    strong_membership: StrongMembershipConfig,
    attribute_inference: AttributeConfig,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    matrix: Option<MatrixConfig>,
}

impl From<Flat> for Experiment {
    fn from(flat: Flat) -> Experiment {
        let Flat { hidden, activation, optimizer, batch_size, epochs, .. } = flat;
        let regularization = Regularization::default();
        Experiment {
            version: flat.version,
            paper: flat.paper,
            data: flat.data,
            split: SplitSizes { n_members: flat.n_members, n_non_members: flat.n_non_members },
            training: TrainingConfig { hidden, activation, optimizer, batch_size, epochs, regularization },
            defence: flat.defence,
            seed: flat.seed,
            repeats: flat.repeats,
            attacks: flat.attacks,
            n_scored: flat.n_scored,
            distance_groups: flat.distance_groups,
            metric: flat.metric,
            strong_membership: flat.strong_membership,
            attribute_inference: flat.attribute_inference,
            matrix: flat.matrix,
        }
    }
}

impl From<Experiment> for Flat {
    fn from(experiment: Experiment) -> Flat {
        let SplitSizes { n_members, n_non_members } = experiment.split;
        let TrainingConfig { hidden, activation, optimizer, batch_size, epochs, .. } = experiment.training;
        Flat {
            version: experiment.version,
            paper: experiment.paper,
            data: experiment.data,
            n_members,
            n_non_members,
            hidden,
            activation,
            optimizer,
            batch_size,
            epochs,
            defence: experiment.defence,
            seed: experiment.seed,
            repeats: experiment.repeats,
            attacks: experiment.attacks,
            n_scored: experiment.n_scored,
            distance_groups: experiment.distance_groups,
            metric: experiment.metric,
            strong_membership: experiment.strong_membership,
            attribute_inference: experiment.attribute_inference,
            matrix: experiment.matrix,
        }
    }
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

impl Default for Experiment {
    /// The page's default: synthetic check-ins and a small network.
    fn default() -> Experiment {
        Experiment {
            version: Experiment::VERSION,
            paper: None,
            data: DataSource::check_ins(4800),
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
}

impl Experiment {
    /// Of this format.
    pub const VERSION: u32 = 2;

    /// The training, with what the defence changes.
    pub fn training_config(&self) -> TrainingConfig {
        self.training.regularized(self.defence.regularization())
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
    ///
    /// # Errors
    /// Where the side has no record of that number.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_none_is_refused_wherever_it_stands() {
        let good = serde_json::to_string(&Experiment::location_matrix()).expect("plain data");
        assert_eq!(serde_json::from_str::<Experiment>(&good).expect("it reads back"), Experiment::location_matrix());
        for key in
            ["n_members", "hidden", "learning_rate", "distances", "mrmr", "taken_from", "n_shadows", "lambda", "seed"]
        {
            let bad = good.replacen(&format!("\"{key}\""), &format!("\"{key}x\""), 1);
            assert_ne!(good, bad, "{key}");
            let error = serde_json::from_str::<Experiment>(&bad).expect_err("a misspelt key").to_string();
            assert!(error.contains(&format!("{key}x")) && error.contains("line 1 column"), "{key}: {error}");
        }
        let digits = serde_json::to_string(&Experiment::digits()).expect("plain data");
        let null = digits.replacen('{', "{\"matrix\":null,", 1);
        assert_eq!(serde_json::from_str::<Experiment>(&null).expect("it reads back"), Experiment::digits());
    }
}
