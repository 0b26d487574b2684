//! `nearmiss inspect`: files as people have them, each read as `tests/cases/expected.json` says.

use nearmiss::experiment::PortionChoice;
use nearmiss::reading::Options;
use nearmiss::{Experiment, SplitSizes};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

/// What `inspect --json` prints about a file, and its exit code.
fn inspect(file: &str) -> (Value, Option<i32>) {
    let path = folder().join(file);
    let output = Command::new(env!("CARGO_BIN_EXE_nearmiss")).arg("inspect").arg(path).arg("--json").output();
    let output = output.expect("the program starts");
    let json = serde_json::from_slice(&output.stdout);
    (json.unwrap_or_else(|error| panic!("{file}: {error}")), output.status.code())
}

/// Whether a value is the one wanted, or one of several.
fn is(found: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::Array(any) => any.contains(found),
        wanted => found == wanted,
    }
}

/// The column of this name, or of this number behind `#`.
fn column<'a>(found: &'a Value, name: &str) -> &'a Value {
    let columns = found["columns"].as_array().expect("columns");
    let numbered = name.strip_prefix('#').and_then(|n| n.parse::<usize>().ok()).and_then(|n| columns.get(n - 1));
    numbered.or_else(|| columns.iter().find(|column| column["name"] == name)).unwrap_or(&Value::Null)
}

fn kind(column: &Value) -> Value {
    if column["left_out"].is_null() { column["kind"].clone() } else { "left_out".into() }
}

fn n_columns(found: &Value) -> &Vec<Value> {
    found["columns"].as_array().expect("columns")
}

/// What is wrong about how a file was understood.
fn problems(found: &Value, wanted: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let mut check = |what: &str, found: Value, wanted: &Value| {
        if !is(&found, wanted) {
            problems.push(format!("{what} is {found}, not {wanted}"));
        }
    };
    for (key, wanted) in wanted.as_object().expect("an object") {
        match key.as_str() {
            "rows" | "encoding" | "separator" | "header" => check(key, found[key].clone(), wanted),
            "n_columns" => check(key, n_columns(found).len().into(), wanted),
            "n_used" => {
                let n = n_columns(found).iter().filter(|column| kind(column) != "left_out").count();
                check(key, n.into(), wanted);
            }
            "names_differ" => {
                let mut names: Vec<String> = n_columns(found).iter().map(|column| column["name"].to_string()).collect();
                names.sort();
                names.dedup();
                check(key, (names.len() == n_columns(found).len()).into(), wanted);
            }
            "label_column" => check(key, found["label"]["column"].clone(), wanted),
            "label_any_of" => check(key, found["label"]["name"].clone(), wanted),
            "certain" => check(key, found["label"]["certain"].clone(), wanted),
            "n_classes" => check(key, found["label"]["classes"].as_array().map_or(0, Vec::len).into(), wanted),
            "classes" => {
                let classes = found["label"]["classes"].as_array().into_iter().flatten();
                let classes = classes.map(|pair| (pair[0].as_str().unwrap_or_default().to_string(), pair[1].clone()));
                check(key, Value::Object(classes.collect()), wanted);
            }
            "kinds" => wanted.as_object().expect("by column").iter().for_each(|(name, wanted)| {
                check(&format!("the kind of {name}"), kind(column(found, name)), wanted);
            }),
            "missing" | "distinct" => wanted.as_object().expect("by column").iter().for_each(|(name, wanted)| {
                check(&format!("{key} of {name}"), column(found, name)[key].clone(), wanted);
            }),
            _ => check("a key", key.as_str().into(), &"one that is known".into()),
        }
    }
    problems
}

/// The words of which one is enough to speak of a topic.
fn words(topic: &str) -> &'static [&'static str] {
    match topic {
        "duplicates" => &["duplicates", "different records"],
        "identifier" => &["identifier", "row names", "row numbers"],
        "constant" => &["constant"],
        "holes" => &["holes", "missing"],
        "encoding" => &["windows-1252"],
        "classes" => &["with fewer than 5 records", "only one"],
        "amount" => &["amount"],
        "leak" => &["tells the label"],
        "group" => &["several records of one person"],
        "case" => &["differ only in case", "last dot"],
        _ => panic!("“{topic}” isn't known"),
    }
}

/// All that is said of a file beside its columns, in lower case.
fn said(found: &Value) -> String {
    let warnings = found["warnings"].as_array().into_iter().flatten();
    let reasons = found["columns"].as_array().into_iter().flatten().map(|column| &column["left_out"]);
    warnings.chain(reasons).filter_map(Value::as_str).collect::<Vec<_>>().join("\n").to_lowercase()
}

fn holds_one_of(text: &str, words: &str) -> bool {
    words.split('|').any(|word| text.to_lowercase().contains(&word.to_lowercase()))
}

#[test]
fn files_are_understood_as_they_should_be() {
    let expected = std::fs::read(folder().join("expected.json")).expect("expected.json");
    let cases: Vec<Value> = serde_json::from_slice(&expected).expect("JSON");
    let mut wrong = Vec::new();
    for case in &cases {
        let file = case["file"].as_str().expect("a file");
        let (found, code) = inspect(file);
        let strings = |key: &str| case[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let error = found["error"].as_str();
        let mut problems = match (error, &case["inspect"], &case["or_inspect"]) {
            (None, Value::Null, Value::Null) => vec!["it should be refused".to_string()],
            (None, Value::Null, wanted) | (None, wanted, _) => problems(&found, wanted),
            (Some(error), Value::Null, _) => {
                let missing = strings("error_says").filter(|words| !holds_one_of(error, words));
                missing.map(|words| format!("“{error}” doesn't say {words}")).collect()
            }
            (Some(error), ..) => vec![format!("it is refused: {error}")],
        };
        if let Some(line) = case["error_line"].as_u64() {
            let told = error.map_or_else(|| said(&found), str::to_lowercase);
            if !told.split(|c: char| !c.is_ascii_digit()).any(|number| number == line.to_string()) {
                problems.push(format!("line {line} isn't named in “{told}”"));
            }
        }
        if error.is_none() {
            let said = said(&found);
            let silent = strings("warns").filter(|topic| !words(topic).iter().any(|word| said.contains(word)));
            problems.extend(silent.map(|topic| format!("nothing is said of {topic}")));
            problems.extend(
                strings("warns_say")
                    .filter(|words| !holds_one_of(&said, words))
                    .map(|words| format!("nothing says {words}")),
            );
            let loud = strings("warns_not").filter(|topic| words(topic).iter().any(|word| said.contains(word)));
            problems.extend(loud.map(|topic| format!("{topic} is spoken of")));
        }
        if code != Some(i32::from(error.is_some())) {
            problems.push(format!("the exit code is {code:?}"));
        }
        wrong.extend(problems.into_iter().map(|problem| format!("{file}: {problem}")));
    }
    assert!(wrong.is_empty(), "of {} files:\n{}", cases.len(), wrong.join("\n"));
}

/// Runs a small experiment on a file of the cases, with a label or without: where its results are, exit code and what is
/// said.
fn run_on(file: &str, label: Option<&str>) -> (TempDir, Option<i32>, String) {
    let out = TempDir::new().expect("a folder");
    let mut experiment = Experiment::digits();
    experiment.training.epochs = 1;
    experiment.training.hidden = vec![8];
    experiment.split = SplitSizes { n_members: 20, n_non_members: 20 };
    experiment.strong_membership.distances = vec![1];
    experiment.strong_membership.n_originals = 10;
    experiment.attribute_inference.portion = PortionChoice::Mrmr(2);
    experiment.attribute_inference.n_targets = 5;
    let written = out.path().join("small.json");
    std::fs::write(&written, serde_json::to_string(&experiment).expect("plain data")).expect("it can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_nearmiss"));
    command.arg("run").arg(&written).arg("--out").arg(out.path().join("out")).arg("--data").arg(folder().join(file));
    command.arg("--out-model").args(label.map(|label| ["--label", label]).into_iter().flatten());
    let output = command.output().expect("the program starts");
    (out, output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The network's file knows what the columns mean: it is asked about records as they stand in the person's file, and answers
/// as it does about the records that were made of them.
#[test]
fn a_network_is_asked_about_records_as_they_stand() {
    for (file, label, column) in [
        ("quoted_names.csv", "Survived", 2),
        ("windows1252.csv", "Urteil", 5),
        ("census_no_header.data", "10", 10),
        ("missing_markers.csv", "class", 11),
        // A quote that is no more than a character makes a number a text.
        ("stray_quote.csv", "class", 4),
    ] {
        let (out, code, said) = run_on(file, Some(label));
        assert_eq!(code, Some(0), "{file}: {said}");
        let model = out.path().join("out/model.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_nearmiss"));
        command.arg("query").arg("--model").arg(&model).arg("--records").arg(folder().join(file));
        let output = command.output().expect("the program starts");
        assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let found: Vec<(usize, usize)> = text
            .lines()
            .skip(1)
            .map(|line| {
                let mut cells = line.split(',').skip(1).map(|cell| cell.parse().expect("a class"));
                (cells.next().expect("a label"), cells.next().expect("a prediction"))
            })
            .collect();
        let bytes = std::fs::read(folder().join(file)).expect("it is there");
        let options = Options { label: Some(column), ..Options::default() };
        let dataset = nearmiss::reading::read(&bytes, &options, usize::MAX).expect("a good file").dataset;
        let mlp = nearmiss::mlp_format::read_mlp(&std::fs::read(&model).expect("it is written")).expect("a network");
        let predicted = mlp.predict(&nearmiss::Inputs::of(&dataset));
        let wanted: Vec<(usize, usize)> = dataset.labels().iter().copied().zip(predicted).collect();
        assert_eq!(found, wanted, "{file}");
    }
}

#[test]
fn a_label_is_taken_if_it_is_certain_or_named() {
    for (file, label) in
        [("plain.csv", None), ("census_no_header.data", Some("10")), ("quoted_names.csv", Some("Survived"))]
    {
        let (_out, code, said) = run_on(file, label);
        assert_eq!(code, Some(0), "{file}: {said}");
    }
    for (file, label, wanted) in [
        ("census_no_header.data", None, "column 10 (“column 10”, 2 different values)"),
        ("quoted_names.csv", Some("survived"), "no column “survived”; the columns are PassengerId, Survived"),
        ("quoted_names.csv", Some("11"), "no column number 11: the file has 10"),
        ("quoted_names.csv", Some("PassengerId"), "100 different values in 100 records"),
    ] {
        let (_out, code, said) = run_on(file, label);
        assert!(code == Some(1) && said.contains(wanted), "{file}: “{said}” should contain “{wanted}”");
    }
}
