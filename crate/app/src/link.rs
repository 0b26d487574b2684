//! The experiment as the fragment of a link: every setting by name, so that a person can read and change it.
//!
//! A fragment never reaches a server. All settings are written out, so that a link means the same when defaults change.

use nearmiss::attribute::GuessBy;
use nearmiss::dataset::format::{ColumnKind, CsvOptions};
use nearmiss::defence::Defence;
use nearmiss::experiment::{DataSource, ExperimentError, PortionChoice, Target};
use nearmiss::matrix::MatrixConfig;
use nearmiss::optimizer::OptimizerKind;
use nearmiss::paper::PaperSetting;
use nearmiss::trial::Side;
use nearmiss::{Activation, Experiment, Metric, Seed};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Why a fragment is no experiment.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// Not even settings.
    #[error("The link is damaged: it can't be read as settings.")]
    Damaged,
    /// A setting that isn't one.
    #[error("The link has a setting “{0}” that this page doesn't know.")]
    Unknown(String),
    /// A value that isn't one.
    #[error("The link's setting “{setting}” is “{value}”, which isn't {wanted}.")]
    Value {
        /// Its name.
        setting: &'static str,
        /// As it stands there.
        value: String,
        /// In words.
        wanted: &'static str,
    },
    /// Values that make no experiment.
    #[error("The link can't be run. {0}")]
    Experiment(#[from] ExperimentError),
}

/// The fragment of an experiment, without its `#`.
pub fn write(experiment: &Experiment) -> String {
    let Experiment {
        version,
        paper,
        data,
        split,
        training,
        defence,
        seed,
        repeats,
        attacks,
        n_scored,
        distance_groups,
        metric,
        strong_membership,
        attribute_inference,
        matrix,
    } = experiment;
    let mut settings: Vec<(&str, String)> = vec![("v", version.to_string()), ("data", data.name().to_string())];
    match data {
        DataSource::CheckIns { n_records } => settings.push(("n", n_records.to_string())),
        DataSource::Purchases { n_records, n_classes } => {
            settings.push(("n", n_records.to_string()));
            settings.push(("classes", n_classes.to_string()));
        }
        DataSource::Own { sha256, csv } => {
            settings.push(("sha256", sha256.clone()));
            if let Some(label) = csv.label {
                settings.push(("label", label.to_string()));
            }
            for (name, kind) in KINDS {
                let columns: Vec<usize> = csv.kinds.iter().filter(|(_, k)| **k == kind).map(|(c, _)| *c).collect();
                if !columns.is_empty() {
                    settings.push((name, join(&columns)));
                }
            }
        }
        DataSource::Digits | DataSource::Voters => {}
    }
    settings.push(("members", split.n_members.to_string()));
    settings.push(("others", split.n_non_members.to_string()));
    settings.push(("hidden", join(&training.hidden)));
    settings.push(("activation", name_of(&ACTIVATIONS, training.activation).to_string()));
    settings.push(("optimizer", training.optimizer.title().to_lowercase()));
    settings.push(("rate", training.optimizer.learning_rate().to_string()));
    if let OptimizerKind::Sgd { momentum, .. } = training.optimizer {
        settings.push(("momentum", momentum.to_string()));
    }
    settings.push(("batch", training.batch_size.to_string()));
    settings.push(("epochs", training.epochs.to_string()));
    settings.push(("defence", write_defence(defence)));
    settings.push(("seed", seed.0.to_string()));
    settings.push(("repeats", repeats.to_string()));
    settings.push(("attacks", attacks.join(".")));
    settings.push(("scored", n_scored.to_string()));
    settings.push(("groups", join(distance_groups)));
    // As in experiments: left out where it is the one that links had before there were others.
    if !metric.is_hamming() {
        settings.push(("metric", metric.name().to_string()));
    }
    settings.push(("distances", join(&strong_membership.distances)));
    settings.push(("originals", strong_membership.n_originals.to_string()));
    settings.push(("variants", strong_membership.n_variants.to_string()));
    settings.push(("from", name_of(&SIDES, attribute_inference.target.taken_from).to_string()));
    settings.push(("record", (attribute_inference.target.number + 1).to_string()));
    settings.push(("unknown", write_portion(&attribute_inference.portion)));
    settings.push(("by", name_of(&SCORES, attribute_inference.guess_by).to_string()));
    settings.push(("targets", attribute_inference.n_targets.to_string()));
    if let Some(max_alpha) = attribute_inference.max_alpha {
        settings.push(("alpha", max_alpha.to_string()));
    }
    if let Some(matrix) = matrix {
        let defences: Vec<String> = matrix.defences.iter().map(write_defence).collect();
        settings.push(("against", defences.join(";")));
        settings.push(("shadows", matrix.n_shadows.to_string()));
        settings.push(("subjects", matrix.n_subjects.to_string()));
        settings.push(("copies", matrix.n_copies.to_string()));
        settings.push(("guessed", matrix.n_unknown.to_string()));
        settings.push(("guessedof", matrix.n_targets.to_string()));
    }
    if let Some(paper) = paper {
        settings.push(("paper", paper.name().to_string()));
    }
    serde_urlencoded::to_string(settings).expect("pairs of texts can be encoded")
}

/// The experiment of a fragment (with or without its `#`). Settings that it leaves out have the default of its data.
pub fn read(fragment: &str) -> Result<Experiment, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(fragment).map_err(|_| LinkError::Damaged)?;
    let mut settings: BTreeMap<String, String> = pairs.into_iter().collect();
    let mut take = |name: &'static str| settings.remove(name);
    let version = number(take("v"), "v", Experiment::VERSION)?;
    if version != Experiment::VERSION {
        return Err(ExperimentError::Version(version).into());
    }
    let data = take("data").ok_or(LinkError::Damaged)?;
    let mut experiment = match data.as_str() {
        "checkins" => {
            let mut experiment = Experiment::check_ins();
            if let DataSource::CheckIns { n_records } = &mut experiment.data {
                *n_records = number(take("n"), "n", *n_records)?;
            }
            experiment
        }
        "purchases" => {
            let mut experiment = Experiment::purchases(number(take("classes"), "classes", 10)?);
            if let DataSource::Purchases { n_records, .. } = &mut experiment.data {
                *n_records = number(take("n"), "n", *n_records)?;
            }
            experiment
        }
        "digits" => Experiment::digits(),
        "voters" => Experiment::voters(),
        "own" => {
            let sha256 = take("sha256").unwrap_or_default();
            if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(LinkError::Value { setting: "sha256", value: sha256, wanted: "64 hexadecimal digits" });
            }
            let mut csv = CsvOptions { label: None, kinds: BTreeMap::new() };
            if let Some(label) = take("label") {
                csv.label = Some(number(Some(label), "label", 0)?);
            }
            for (name, kind) in KINDS {
                for column in numbers(take(name), name, &[])? {
                    csv.kinds.insert(column, kind);
                }
            }
            let mut experiment = Experiment::check_ins();
            experiment.data = DataSource::Own { sha256, csv };
            experiment
        }
        _ => return Err(LinkError::Value { setting: "data", value: data, wanted: "a data set of this page" }),
    };
    if let Some(paper) = take("paper") {
        let setting = PaperSetting::ALL.into_iter().find(|setting| setting.name() == paper);
        let wanted = "one of the paper's settings";
        experiment.paper = Some(setting.ok_or(LinkError::Value { setting: "paper", value: paper, wanted })?);
    }
    if let Some(attacks) = take("attacks") {
        experiment.attacks = attacks.split('.').filter(|name| !name.is_empty()).map(String::from).collect();
    }
    experiment.repeats = number(take("repeats"), "repeats", experiment.repeats)?;
    experiment.distance_groups = numbers(take("groups"), "groups", &experiment.distance_groups)?;
    // Links made before there were other defences.
    let l2: f64 = number(take("l2"), "l2", 0.0)?;
    if l2 != 0.0 {
        experiment.defence = Defence::named("l2", &[l2]).expect("it is registered");
    }
    if let Some(defence) = take("defence") {
        experiment.defence = read_defence(&defence).ok_or(LinkError::Value {
            setting: "defence",
            value: defence,
            wanted: "the name of a defence, and behind commas its numbers",
        })?;
    }
    let metrics = Metric::ALL.map(|metric| (metric.name(), metric));
    experiment.metric = one_of(take("metric"), "metric", &metrics, Metric::Hamming)?;
    let Experiment { split, training, seed, n_scored, strong_membership, attribute_inference, .. } = &mut experiment;
    split.n_members = number(take("members"), "members", split.n_members)?;
    split.n_non_members = number(take("others"), "others", split.n_non_members)?;
    training.hidden = numbers(take("hidden"), "hidden", &training.hidden)?;
    training.activation = one_of(take("activation"), "activation", &ACTIVATIONS, training.activation)?;
    let learning_rate = number(take("rate"), "rate", training.optimizer.learning_rate())?;
    let momentum = number(take("momentum"), "momentum", 0.9)?;
    training.optimizer = match take("optimizer").as_deref() {
        None | Some("adam") => OptimizerKind::Adam { learning_rate },
        Some("sgd") => OptimizerKind::Sgd { learning_rate, momentum },
        Some("adagrad") => OptimizerKind::Adagrad { learning_rate },
        Some(value) => {
            let value = value.to_string();
            return Err(LinkError::Value { setting: "optimizer", value, wanted: "adam, sgd or adagrad" });
        }
    };
    training.batch_size = number(take("batch"), "batch", training.batch_size)?;
    training.epochs = number(take("epochs"), "epochs", training.epochs)?;
    *seed = Seed(number(take("seed"), "seed", seed.0)?);
    *n_scored = number(take("scored"), "scored", *n_scored)?;
    strong_membership.distances = numbers(take("distances"), "distances", &strong_membership.distances)?;
    strong_membership.n_originals = number(take("originals"), "originals", strong_membership.n_originals)?;
    strong_membership.n_variants = number(take("variants"), "variants", strong_membership.n_variants)?;
    let taken_from = one_of(take("from"), "from", &SIDES, Side::Members)?;
    let record: usize = number(take("record"), "record", 1)?;
    if record == 0 {
        return Err(LinkError::Value { setting: "record", value: "0".to_string(), wanted: "a number from 1" });
    }
    attribute_inference.target = Target { taken_from, number: record - 1 };
    if let Some(value) = take("unknown") {
        attribute_inference.portion = read_portion(value)?;
    }
    attribute_inference.guess_by = one_of(take("by"), "by", &SCORES, attribute_inference.guess_by)?;
    attribute_inference.n_targets = number(take("targets"), "targets", attribute_inference.n_targets)?;
    if let Some(value) = take("alpha") {
        attribute_inference.max_alpha = Some(number(Some(value), "alpha", 0)?);
    }
    experiment.matrix = read_matrix(&mut take)?;
    if let Some(name) = settings.into_keys().next() {
        return Err(LinkError::Unknown(name));
    }
    experiment.check()?;
    Ok(experiment)
}

const KINDS: [(&str, ColumnKind); 4] = [
    ("binary", ColumnKind::Binary),
    ("categories", ColumnKind::Categorical),
    ("numeric", ColumnKind::Numeric),
    ("leftout", ColumnKind::LeftOut),
];
const ACTIVATIONS: [(&str, Activation); 2] = [("relu", Activation::Relu), ("tanh", Activation::Tanh)];
const SIDES: [(&str, Side); 2] = [("members", Side::Members), ("others", Side::NonMembers)];
const SCORES: [(&str, GuessBy); 2] = [("confidence", GuessBy::MaxConfidence), ("logodds", GuessBy::LogOdds)];

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names.iter().find(|(_, v)| *v == value).map_or("", |(name, _)| name)
}

fn one_of<T: Copy>(
    value: Option<String>,
    setting: &'static str,
    names: &[(&'static str, T)],
    default: T,
) -> Result<T, LinkError> {
    let Some(value) = value else { return Ok(default) };
    let found = names.iter().find(|(name, _)| *name == value).map(|(_, v)| *v);
    found.ok_or(LinkError::Value { setting, value, wanted: "one of its choices" })
}

fn number<T: FromStr>(value: Option<String>, setting: &'static str, default: T) -> Result<T, LinkError> {
    let Some(value) = value else { return Ok(default) };
    value.parse().map_err(|_| LinkError::Value { setting, value, wanted: "a number that fits" })
}

fn join(numbers: &[usize]) -> String {
    numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(".")
}

fn numbers(value: Option<String>, setting: &'static str, default: &[usize]) -> Result<Vec<usize>, LinkError> {
    let Some(value) = value else { return Ok(default.to_vec()) };
    let parsed: Result<Vec<usize>, _> = value.split('.').filter(|n| !n.is_empty()).map(str::parse).collect();
    parsed.map_err(|_| LinkError::Value { setting, value, wanted: "a list of numbers with dots between them" })
}

fn write_defence(defence: &Defence) -> String {
    let strength = defence.values().iter().map(f64::to_string);
    let parts: Vec<String> = std::iter::once(defence.name().to_string()).chain(strength).collect();
    parts.join(",")
}

/// Numbers and defences of the matrix.
fn read_matrix(take: &mut impl FnMut(&'static str) -> Option<String>) -> Result<Option<MatrixConfig>, LinkError> {
    let Some(value) = take("against") else { return Ok(None) };
    let defences: Option<Vec<Defence>> = value.split(';').map(read_defence).collect();
    let wanted = "a list of defences with semicolons between them";
    let defences = defences.ok_or(LinkError::Value { setting: "against", value, wanted })?;
    let default = MatrixConfig::default();
    Ok(Some(MatrixConfig {
        n_shadows: number(take("shadows"), "shadows", default.n_shadows)?,
        n_subjects: number(take("subjects"), "subjects", default.n_subjects)?,
        n_copies: number(take("copies"), "copies", default.n_copies)?,
        n_unknown: number(take("guessed"), "guessed", default.n_unknown)?,
        n_targets: number(take("guessedof"), "guessedof", default.n_targets)?,
        defences,
        ..default
    }))
}

fn read_defence(text: &str) -> Option<Defence> {
    let mut parts = text.split(',');
    let name = parts.next()?;
    let values: Vec<f64> = parts.map(|value| value.parse().ok()).collect::<Option<_>>()?;
    Defence::named(name, &values)
}

fn write_portion(portion: &PortionChoice) -> String {
    match portion {
        PortionChoice::Mrmr(n) => format!("mrmr{n}"),
        PortionChoice::Random(n) => format!("random{n}"),
        PortionChoice::Features(features) => join(features),
    }
}

fn read_portion(value: String) -> Result<PortionChoice, LinkError> {
    let wanted = "mrmr or random with a number, or a list of features with dots between them";
    let count = |n: &str| n.parse().map_err(|_| LinkError::Value { setting: "unknown", value: value.clone(), wanted });
    if let Some(n) = value.strip_prefix("mrmr") {
        return Ok(PortionChoice::Mrmr(count(n)?));
    }
    if let Some(n) = value.strip_prefix("random") {
        return Ok(PortionChoice::Random(count(n)?));
    }
    Ok(PortionChoice::Features(numbers(Some(value), "unknown", &[])?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nearmiss::experiment::PRESETS;

    #[test]
    fn a_link_gives_back_its_experiment() {
        let mut own = Experiment::check_ins();
        let kinds = [(3, ColumnKind::Categorical), (5, ColumnKind::LeftOut)].into();
        own.data = DataSource::Own { sha256: "ab".repeat(32), csv: CsvOptions { label: Some(2), kinds } };
        own.training.optimizer = OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.95 };
        own.training.hidden = vec![];
        own.attribute_inference.portion = PortionChoice::Features(vec![4, 7]);
        own.attribute_inference.target = Target { taken_from: Side::NonMembers, number: 6 };
        own.defence = Defence::named("l2", &[0.001]).expect("it is registered");
        own.attribute_inference.max_alpha = Some(3);
        own.matrix = Some(MatrixConfig { n_shadows: 4, ..MatrixConfig::default() });
        own.metric = Metric::Euclidean;
        let by_steps = Experiment { metric: Metric::Manhattan, ..Experiment::voters() };
        for experiment in PRESETS.into_iter().map(|(_, make)| make()).chain([own, by_steps]) {
            assert_eq!(read(&write(&experiment)), Ok(experiment));
        }
    }

    #[test]
    fn a_broken_link_says_what_is_wrong() {
        let check = |fragment: &str, expected: &str| {
            let error = read(fragment).expect_err("the link is broken").to_string();
            assert!(error.contains(expected), "“{error}” should contain “{expected}”");
        };
        check("#hello", "damaged");
        check("#v=9&data=digits", "version 9");
        check("#v=1&data=mnist", "“mnist”");
        check("#v=1&data=digits&epochs=many", "“epochs” is “many”");
        check("#v=1&data=digits&epochs=0", "epochs is 0");
        check("#v=1&data=digits&colour=red", "“colour”");
        check("#v=1&data=own&sha256=12", "sha256");
        check("#v=1&data=voters&metric=miles", "“metric” is “miles”");
        check("#v=1&data=digits&unknown=mrmrx", "mrmrx");
        check("#v=1&data=digits&record=0", "“record” is “0”");
    }
}
