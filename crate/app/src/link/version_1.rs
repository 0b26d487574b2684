//! Links of version 1, told in the settings of today. They had shorter names, and no end that shows whether they were cut.

use super::LinkError;
use nearmiss::defence::Defence;
use nearmiss::experiment::SettingError;
use std::collections::BTreeMap;

/// Today's names, by the names of version 1, where a value means the same.
const NAMES: [(&str, &str); 26] = [
    ("members", "n_members"),
    ("others", "n_non_members"),
    ("hidden", "hidden"),
    ("activation", "activation"),
    ("optimizer", "optimizer.name"),
    ("rate", "optimizer.learning_rate"),
    ("momentum", "optimizer.momentum"),
    ("batch", "batch_size"),
    ("epochs", "epochs"),
    ("defence", "defence"),
    ("seed", "seed"),
    ("repeats", "repeats"),
    ("attacks", "attacks"),
    ("scored", "n_scored"),
    ("groups", "distance_groups"),
    ("metric", "metric"),
    ("distances", "strong_membership.distances"),
    ("originals", "strong_membership.n_originals"),
    ("variants", "strong_membership.n_variants"),
    ("unknown", "attribute_inference.portion"),
    ("targets", "attribute_inference.n_targets"),
    ("alpha", "attribute_inference.max_alpha"),
    ("paper", "paper"),
    ("sha256", "data.sha256"),
    ("label", "data.csv.label"),
    ("against", "matrix.defences"),
];

/// The numbers of a matrix, which meant nothing without its defences.
const MATRIX: [(&str, &str); 5] = [
    ("shadows", "matrix.n_shadows"),
    ("subjects", "matrix.n_subjects"),
    ("copies", "matrix.n_copies"),
    ("guessed", "matrix.n_unknown"),
    ("guessedof", "matrix.n_targets"),
];

/// What columns were taken for, by the setting that listed them.
const KINDS: [(&str, &str); 4] =
    [("binary", "binary"), ("categories", "categorical"), ("numeric", "numeric"), ("leftout", "left_out")];

/// The settings of today.
pub(super) fn translated(pairs: Vec<(String, String)>) -> Result<Vec<(String, String)>, LinkError> {
    let mut settings: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in pairs {
        if settings.contains_key(&key) {
            return Err(SettingError::Twice(key).into());
        }
        settings.insert(key, value);
    }
    let mut take = |name: &str| settings.remove(name);
    let mut found: Vec<(&str, String)> = Vec::new();
    let data = take("data").ok_or(LinkError::Damaged)?;
    found.push(match data.as_str() {
        "checkins" => ("data", format!("check_ins,{}", take("n").unwrap_or("4800".to_string()))),
        "purchases" => {
            let (n, classes) = (take("n").unwrap_or("4800".to_string()), take("classes").unwrap_or("10".to_string()));
            ("data", format!("purchases,{n},{classes}"))
        }
        _ => ("data", data),
    });
    let kinds = KINDS.into_iter().flat_map(|(name, kind)| {
        let columns = take(name).unwrap_or_default();
        let each = columns.split('.').filter(|column| !column.is_empty()).map(|column| format!("{column}:{kind}"));
        each.collect::<Vec<String>>()
    });
    let kinds: Vec<String> = kinds.collect();
    if !kinds.is_empty() {
        found.push(("data.csv.kinds", kinds.join(".")));
    }
    if let Some(record) = take("record") {
        let number = record.parse::<usize>().ok().and_then(|record| record.checked_sub(1));
        let wanted = "a number from 1".to_string();
        let number = number.ok_or(SettingError::Value { setting: "record", value: record, wanted })?;
        found.push(("attribute_inference.target.number", number.to_string()));
    }
    if let Some(side) = take("from") {
        let side = if side == "others" { "non_members".to_string() } else { side };
        found.push(("attribute_inference.target.taken_from", side));
    }
    if let Some(score) = take("by") {
        let score = match score.as_str() {
            "confidence" => "max_confidence".to_string(),
            "logodds" => "log_odds".to_string(),
            _ => score,
        };
        found.push(("attribute_inference.guess_by", score));
    }
    for (before, now) in NAMES {
        if let Some(value) = take(before) {
            found.push((now, value));
        }
    }
    // Before there were other defences.
    let l2 = take("l2").filter(|l2| l2.parse() != Ok(0.0));
    if let Some(l2) = l2.filter(|_| !is_set(&found, "defence")) {
        found.push(("defence", format!("l2,{l2}")));
    }
    for (_, value) in found.iter_mut().filter(|(name, _)| ["defence", "matrix.defences"].contains(name)) {
        *value = value.split(';').map(with_all_numbers).collect::<Vec<String>>().join(";");
    }
    let is_tried = is_set(&found, "matrix.defences");
    for (before, now) in MATRIX.into_iter().filter(|_| is_tried) {
        if let Some(value) = take(before) {
            found.push((now, value));
        }
    }
    let is_sgd = found.iter().any(|(name, value)| *name == "optimizer.name" && value == "sgd");
    match is_sgd {
        true if !is_set(&found, "optimizer.momentum") => found.push(("optimizer.momentum", "0.9".into())),
        true => {}
        // It was passed over where the optimizer has none.
        false => found.retain(|(name, _)| *name != "optimizer.momentum"),
    }
    match settings.into_keys().next() {
        Some(name) => Err(SettingError::Unknown(name).into()),
        None => Ok(found.into_iter().map(|(name, value)| (name.to_string(), value)).collect()),
    }
}

fn is_set(found: &[(&str, String)], name: &str) -> bool {
    found.iter().any(|(own, _)| *own == name)
}

/// A defence with the numbers that version 1 let be left out, at their defaults.
fn with_all_numbers(text: &str) -> String {
    let mut parts: Vec<String> = text.split(',').map(String::from).collect();
    if let Some(defence) = Defence::named(&parts[0], &[]) {
        let left_out = defence.values().iter().skip(parts.len() - 1).map(f64::to_string).collect::<Vec<String>>();
        parts.extend(left_out);
    }
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use nearmiss::Experiment;
    use nearmiss::dataset::format::{ColumnKind, CsvOptions};
    use nearmiss::defence::Defence;
    use nearmiss::experiment::{PortionChoice, Target};
    use nearmiss::matrix::MatrixConfig;
    use nearmiss::optimizer::OptimizerKind;
    use nearmiss::paper::PaperSetting;
    use nearmiss::source::DataSource;
    use nearmiss::trial::Side;

    fn opened(fragment: &str) -> Experiment {
        read(fragment).unwrap_or_else(|error| panic!("{fragment}: {error}")).experiment.into()
    }

    /// As the page of version 1 wrote them.
    #[test]
    fn links_of_version_1_open_the_experiment_that_they_were_made_of() {
        let digits = "#v=1&data=digits&members=300&others=1197&hidden=64.64&activation=relu&optimizer=adam&rate=0.001\
            &batch=64&epochs=60&defence=none&seed=1&repeats=1&attacks=max_confidence.log_odds.loss.modified_entropy.entropy\
            &scored=1000&groups=3.4.5.6.7.8.9.10.12&distances=1.2.3.4.5.6.8.10.14.20.30&originals=300&variants=5\
            &from=members&record=1&unknown=mrmr12&by=confidence&targets=20";
        assert_eq!(opened(digits), Experiment::digits());
        let mut changed = Experiment::location();
        changed.training.optimizer = OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.95 };
        changed.attribute_inference.target = Target { taken_from: Side::NonMembers, number: 6 };
        changed.attribute_inference.portion = PortionChoice::Features(vec![4, 7]);
        changed.attribute_inference.guess_by = nearmiss::attribute::GuessBy::LogOdds;
        changed.attribute_inference.max_alpha = Some(3);
        changed.metric = nearmiss::Metric::Euclidean;
        changed.defence = Defence::named("temperature", &[20.0, 2.0]).expect("it is registered");
        let defences = vec![Defence::default(), Defence::named("l2", &[0.01]).expect("it is registered")];
        changed.matrix = Some(MatrixConfig { n_shadows: 4, n_unknown: 3, defences, ..MatrixConfig::default() });
        assert_eq!(changed.paper, Some(PaperSetting::Location));
        let fragment = "#v=1&data=checkins&n=5010&members=4008&others=1002&hidden=512.512.512.512.512&activation=relu\
            &optimizer=sgd&rate=0.1&momentum=0.95&batch=128&epochs=100&defence=temperature%2C20%2C2&seed=1&repeats=50\
            &attacks=max_confidence.log_odds.loss.modified_entropy.entropy&scored=1000\
            &groups=20.25.30.35.40.45.50.55.60.70.80.100&metric=euclidean\
            &distances=1.2.3.5.7.10.15.20.30.50.75.100.150.200.250.300.350.400&originals=1000&variants=5&from=others\
            &record=7&unknown=4.7&by=logodds&targets=20&alpha=3&against=none%3Bl2%2C0.01&shadows=4&subjects=400\
            &copies=100&guessed=3&guessedof=50&paper=location";
        assert_eq!(opened(fragment), changed);
    }

    #[test]
    fn what_version_1_left_out_is_as_it_was() {
        assert_eq!(opened("#v=1&data=voters"), Experiment::voters());
        assert_eq!(
            opened("v=1&data=checkins&l2=0.001").defence,
            Defence::named("l2", &[0.001]).expect("it is registered")
        );
        assert_eq!(opened("v=1&data=digits&l2=0.5&defence=mem_guard").defence.name(), "mem_guard");
        assert_eq!(opened("v=1&data=digits&defence=dp_sgd").defence.name(), "dp_sgd");
        let purchases = opened("#v=1&data=purchases&classes=2&n=600");
        assert_eq!(purchases, Experiment { data: DataSource::purchases(600, 2), ..Experiment::purchases(2) });
        let sha256 = "ab".repeat(32);
        let own = opened(&format!("#v=1&data=own&sha256={sha256}&label=2&categories=3&leftout=5.6"));
        let kinds = [(3, ColumnKind::Categorical), (5, ColumnKind::LeftOut), (6, ColumnKind::LeftOut)].into();
        assert_eq!(own.data, DataSource::Own { sha256, csv: CsvOptions { label: Some(2), kinds } });
    }

    #[test]
    fn a_broken_link_of_version_1_says_what_is_wrong() {
        for (fragment, expected) in [
            ("#v=1&data=mnist", "“mnist”"),
            ("#v=1&data=digits&epochs=many", "“many”"),
            ("#v=1&data=digits&epochs=0", "epochs is 0"),
            ("#v=1&data=digits&colour=red", "“colour”"),
            ("#v=1&data=digits&seed=1&seed=2", "“seed” is there twice"),
            ("#v=1&data=digits&record=0", "“record” is “0”"),
            ("#v=1&data=digits&defence=l2,0.1,7", "“l2,0.1,7”"),
        ] {
            let error = read(fragment).expect_err("the link is broken").to_string();
            assert!(error.contains(expected), "“{error}” should contain “{expected}”");
        }
    }
}
