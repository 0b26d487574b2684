//! Every setting of an experiment, told once: its place in the JSON, which is its key in a link, what it may be, and what
//! it is. Links are read and written by this table, ranges are checked by it, and docs/experiment.md is made of it.

use super::values::Values;
use crate::attribute::attack::ATTRIBUTE_ATTACKS;
use crate::membership::ATTACKS;
use serde_json::Value;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its place in an experiment's JSON, with dots between the keys; in a link its key.
    pub name: &'static str,
    /// In words, as in "… is 7".
    pub title: &'static str,
    /// What it may be.
    pub values: Values,
    /// Whether it may be null, or not there at all.
    pub is_optional: bool,
    /// What it is; empty in the page, which doesn't show it.
    pub doc: &'static str,
}

const fn setting(name: &'static str, title: &'static str, values: Values, doc: &'static str) -> Setting {
    let doc = if cfg!(target_family = "wasm") { "" } else { doc };
    Setting { name, title, values, is_optional: false, doc }
}

const fn optional(name: &'static str, title: &'static str, values: Values, doc: &'static str) -> Setting {
    Setting { is_optional: true, ..setting(name, title, values, doc) }
}

fn answer_attacks() -> Vec<&'static str> {
    ATTACKS.iter().filter(|attack| attack.per_answer().is_some()).map(|attack| attack.name()).collect()
}

fn all_attacks() -> Vec<&'static str> {
    ATTACKS.iter().map(|attack| attack.name()).collect()
}

fn attribute_attacks() -> Vec<&'static str> {
    ATTRIBUTE_ATTACKS.iter().map(|attack| attack.name()).collect()
}

/// All, in the order of the JSON.
pub const SETTINGS: &[Setting] = &[
    optional(
        "paper",
        "The setting of the paper",
        Values::Choice(&["location", "purchase-2", "purchase-10", "purchase-20", "purchase-50", "purchase-100"]),
        "the setting of the main paper that is redone, whose numbers are shown beside",
    ),
    setting("data", "The data set", Values::Data, "where records come from: a data set with its numbers, or `own`"),
    optional("data.sha256", "The file's SHA-256", Values::Digest, "of a file of one's own: SHA-256 of its bytes"),
    optional(
        "data.csv.rules",
        "The version of the rules",
        Values::Whole(2, 2),
        "of a file of one's own: by which rules it is read; none for those of version 1, which counted columns from 0",
    ),
    optional(
        "data.csv.encoding",
        "The encoding",
        Values::Choice(&["utf-8", "utf-16", "windows-1252"]),
        "of a file of one's own: how its bytes stand for characters",
    ),
    optional(
        "data.csv.separator",
        "The separator",
        Values::Choice(&[",", ";", "tab", "|", "blanks", "wide-blanks"]),
        "of a file of one's own: what stands between cells",
    ),
    optional(
        "data.csv.header",
        "The header",
        Values::Switch,
        "of a file of one's own: whether its first line holds names",
    ),
    optional(
        "data.csv.label",
        "The label's column",
        Values::Whole(0, 20_000),
        "of a file of one's own: the column of the label, from 1; null where the suggested one is taken",
    ),
    optional(
        "data.csv.kinds",
        "The kinds of columns",
        Values::Kinds,
        "of a file of one's own: what columns are taken for, as runs from the first one on: b of two values, c categories, \
         n numbers, x left out, . as suggested",
    ),
    optional(
        "data.csv.drop_holes",
        "The list of columns whose holes leave records out",
        Values::Ascending(20_000),
        "of a file of one's own: columns, from 1, whose holes leave their records out",
    ),
    optional(
        "data.csv.cut",
        "The number of classes that the label is cut into",
        Values::Whole(2, 10),
        "of a file of one's own whose label is an amount: classes that it is cut into at its quantiles",
    ),
    optional(
        "data.csv.join_labels",
        "The joining of labels",
        Values::Switch,
        "of a file of one's own: whether labels that differ only in case, blanks or a last dot are one",
    ),
    optional(
        "data.csv.sample",
        "The size of the sample",
        Values::Whole(0, 10_000_000),
        "of a file of one's own: records that take part, drawn at random; 0 for all",
    ),
    optional(
        "data.csv.group",
        "The column of persons",
        Values::Whole(1, 20_000),
        "of a file of one's own: the column, from 1, whose equal values say that records are of one person, who stands on \
         one side of a split",
    ),
    setting(
        "n_members",
        "The number of members",
        Values::Whole(1, 1_000_000),
        "records that the network is trained on",
    ),
    setting("n_non_members", "The number of non-members", Values::Whole(1, 1_000_000), "records that it never sees"),
    setting(
        "hidden",
        "The list of units in hidden layers",
        Values::Wholes(8, (1, 2048)),
        "units of each hidden layer; none gives a linear model",
    ),
    setting("activation", "The activation", Values::Choice(&["relu", "tanh"]), "between the layers"),
    setting(
        "optimizer.name",
        "The optimizer",
        Values::Choice(&["adam", "sgd", "adagrad"]),
        "how a gradient becomes a step",
    ),
    setting(
        "optimizer.learning_rate",
        "The learning rate",
        Values::Number(|rate| rate > 0.0 && rate <= 10.0, "above 0 and at most 10"),
        "the size of a step",
    ),
    optional(
        "optimizer.momentum",
        "The momentum",
        Values::Number(|momentum| (0.0..1.0).contains(&momentum), "from 0 to below 1"),
        "of `sgd` alone: μ in v ← μ v + g; w ← w − η v",
    ),
    setting("batch_size", "The batch size", Values::Whole(1, 4096), "records a step"),
    setting("epochs", "The number of epochs", Values::Whole(1, 1000), "passes over the members"),
    setting("defence", "The defence", Values::Defence, "what protects the model, with its strength"),
    setting("seed", "The seed", Values::Whole(0, u64::MAX), "the one number that all randomness comes from"),
    setting(
        "repeats",
        "The number of repeats",
        Values::Whole(1, 1000),
        "trials: each splits the same data anew, trains a network of its own and attacks it",
    ),
    setting(
        "attacks",
        "The list of membership attacks",
        Values::Names(answer_attacks),
        "membership attacks of one answer that are reported",
    ),
    setting(
        "n_scored",
        "The number of records scored",
        Values::Whole(10, 20_000),
        "records of each side that membership attacks are measured on, at most",
    ),
    setting(
        "distance_groups",
        "The list of groups of distances",
        Values::Ascending(60),
        "where groups of non-members by distance from the training set begin, beside 0 (figure 1)",
    ),
    optional(
        "metric",
        "The metric",
        Values::Choice(&["hamming", "manhattan", "euclidean"]),
        "what distances between records are measured by, in Definition 2 and in figures 1 and 2: features that differ, the \
         sum of what each is off by, or the root of the sum of its squares. A numeric feature is off by the steps between \
         two values on its grid, any other by 0 or 1, so a distance of 1 is one grid step or one other value",
    ),
    setting(
        "strong_membership.distances",
        "The list of distances",
        Values::Ascending(40),
        "Definition 2: the distances r, by Euclidean distance met exactly or within half a step below",
    ),
    setting(
        "strong_membership.n_originals",
        "The number of originals",
        Values::Whole(1, 20_000),
        "records of each side that neighbours are made of",
    ),
    setting("strong_membership.n_variants", "The number of variants", Values::Whole(1, 20), "neighbours of each"),
    setting(
        "attribute_inference.portion",
        "The unknown part",
        Values::Portion,
        "Definitions 3 and 4: what is unknown of a record, the same in every repeat: the first n features by mRMR on the \
         first repeat's members, n drawn at random, or these",
    ),
    setting(
        "attribute_inference.guess_by",
        "The score of the guess",
        Values::Choice(&["max_confidence", "log_odds"]),
        "the score by which a completion of the record looked at is the guess",
    ),
    setting(
        "attribute_inference.target.taken_from",
        "The side of the record looked at",
        Values::Choice(&["members", "non_members"]),
        "the side that the record looked at stands on",
    ),
    setting(
        "attribute_inference.target.number",
        "The number of the record looked at",
        Values::Whole(0, 1_000_000),
        "its number on that side, from 0",
    ),
    setting(
        "attribute_inference.n_targets",
        "The number of targets",
        Values::Whole(0, 1000),
        "records of each side and repeat whose unknown part is guessed; 0 for none",
    ),
    optional(
        "attribute_inference.max_alpha",
        "The greatest alpha",
        Values::Whole(0, 1_000_000),
        "the greatest α of Definition 4 that is reported; null for all",
    ),
    optional(
        "matrix.n_shadows",
        "The number of shadow models",
        Values::Even(0, 256),
        "models that the attacker trains on halves of members and non-members, and as many, at most 16, on the records that \
         stand on neither side, each on as many as the target as far as these go",
    ),
    optional(
        "matrix.n_subjects",
        "The number of members attacked",
        Values::Whole(20, 10_000),
        "members attacked, and as many non-members, each with a near miss at distance 1",
    ),
    optional(
        "matrix.n_copies",
        "The number of noisy copies",
        Values::Whole(1, 10_000),
        "noisy copies of a record that a label-only attack asks about",
    ),
    optional(
        "matrix.n_trainings",
        "The number of models attacked",
        Values::Whole(1, 257),
        "models that are attacked in turn: the experiment's, then some of the attacker's on members and non-members; which \
         attack is strongest is found on other ones than it is judged on, so a verdict takes two",
    ),
    optional(
        "matrix.n_canaries",
        "The number of mislabelled records",
        Values::Whole(0, 1000),
        "mislabelled records, at most a tenth of a side, each in or out of 8 models more by coin: the most vulnerable; 0 for \
         none",
    ),
    optional(
        "matrix.n_unknown",
        "The number of features guessed in the matrix",
        Values::Whole(1, 10),
        "features guessed of a record: the first by mRMR",
    ),
    optional(
        "matrix.n_targets",
        "The number of members whose features are guessed",
        Values::Whole(0, 1000),
        "members whose features are guessed, and as many non-members; 0 for none",
    ),
    optional(
        "matrix.defences",
        "The list of defences in the matrix",
        Values::Defences(40),
        "the defences that are tried",
    ),
    optional(
        "matrix.attacks",
        "The list of attacks in the matrix",
        Values::Names(all_attacks),
        "the membership attacks that are tried",
    ),
    optional(
        "matrix.attribute_attacks",
        "The list of attribute attacks in the matrix",
        Values::Names(attribute_attacks),
        "the attribute attacks that are tried",
    ),
];

/// The value at a setting's place in an experiment's JSON.
pub(super) fn at<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    name.split('.').try_fold(json, |value, key| value.get(key))
}
