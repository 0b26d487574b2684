//! Links of version 1, told in the settings of today. They had shorter names, and no end that shows whether they were cut.

use super::error::LinkError;
use nearmiss::defence::Defence;
use nearmiss::experiment::SettingError;
use nearmiss::number;
use nearmiss::sorted_map::SortedMap;

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
    let mut settings: SortedMap<String, String> = SortedMap::new();
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
    let l2 = take("l2").filter(|l2| number::parse(l2) != Some(0.0_f64));
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
    match settings.into_iter().map(|(key, _)| key).next() {
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
        let left_out =
            defence.given().skip(parts.len() - 1).map(|(_, value)| value.to_string()).collect::<Vec<String>>();
        parts.extend(left_out);
    }
    parts.join(",")
}
