//! `query` and `infer` on the golden network, `attacks` and the other lists, and what happens to bad input.

mod nearmiss;

use flate2::Compression;
use flate2::write::GzEncoder;
use nearmiss::{golden, nearmiss, refused, succeeded};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// float32 against float64: see `tests/tests/golden/main.rs`.
const ONE_PASS: f64 = 2e-6;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

/// A file of records with these inputs and labels.
fn write_records(folder: &TempDir, records: &[Vec<f64>], labels: &[f64]) -> PathBuf {
    let cells = |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    let names: Vec<String> = (0..records[0].len()).map(|j| j.to_string()).collect();
    let rows = records.iter().zip(labels).map(|(record, label)| format!("{label},{}\n", cells(record)));
    let path = folder.path().join("records.csv");
    fs::write(&path, format!("label,{}\n{}", names.join(","), rows.collect::<String>())).expect("it can be written");
    path
}

/// The golden network, its logits multiplied.
fn write_network(folder: &TempDir, factor: f64) -> PathBuf {
    let mut network = golden("net");
    fn scale(value: &mut Value, factor: f64) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|value| scale(value, factor)),
            number => *number = Value::from(number.as_f64().expect("a number") * factor),
        }
    }
    for key in ["W", "b"] {
        scale(&mut network[key][2], factor);
    }
    let path = folder.path().join("net.json");
    fs::write(&path, network.to_string()).expect("it can be written");
    path
}

fn arguments<'a>(order: &'a str, model: &'a Path, records: &'a Path) -> Vec<&'a str> {
    let text = |path: &'a Path| path.to_str().expect("paths of tests are text");
    vec![order, "--model", text(model), "--records", text(records)]
}

#[test]
fn registered_names_stand_one_a_line() {
    assert_eq!(
        succeeded(&["attacks"]),
        "max_confidence\nlog_odds\nloss\nmodified_entropy\nentropy\nshadow\nlira_online\nlira_offline\nrmia\ngradient_norm\nwhite_box\ngap\nnoise\nboundary\n"
    );
    assert_eq!(succeeded(&["datasets"]), "check_ins\npurchases\ndigits\nvoters\n");
    assert_eq!(
        succeeded(&["defences"]),
        "none\nl2\ndropout\nearly_stopping\nlabel_smoothing\ndp_sgd\nadversarial\nrounding\ntop_k\ntemperature\nlabel_only\nmem_guard\n"
    );
    let presets = succeeded(&["presets"]);
    assert!(
        presets
            .starts_with("checkins\ndigits\nlesson\nvoters\nlocation\nlocation-quick\nlocation-matrix\npurchase-2\n"),
        "{presets}"
    );
    assert_eq!(presets.lines().count(), 17);
}

#[test]
fn a_preset_is_the_experiment_of_the_library() {
    for name in succeeded(&["presets"]).lines() {
        let experiment: ::nearmiss::Experiment =
            serde_json::from_str(&succeeded(&["preset", name])).expect("an experiment");
        assert_eq!(Some(experiment), ::nearmiss::experiment::preset(name));
    }
    assert!(refused(&["preset", "nonsense"]).contains("checkins, digits"));
}

#[test]
fn query_gives_the_golden_numbers() {
    let folder = TempDir::new().expect("a folder");
    let (forward, mia) = (golden("forward"), golden("mia"));
    let records: Vec<Vec<f64>> = forward["X"].as_array().expect("a list").iter().map(numbers).collect();
    let labels = numbers(&forward["y"]);
    let (model, file) = (write_network(&folder, 1.0), write_records(&folder, &records, &labels));
    let printed = succeeded(&arguments("query", &model, &file));
    let packed = folder.path().join("records.csv.gz");
    let mut packer = GzEncoder::new(fs::File::create(&packed).expect("it can be made"), Compression::fast());
    packer.write_all(&fs::read(&file).expect("it is there")).expect("it can be written");
    packer.finish().expect("it can be written");
    assert_eq!(succeeded(&arguments("query", &model, &packed)), printed, "compressed");
    let mut lines = printed.lines();
    let header = "record,label,predicted,max_confidence,log_odds,loss,entropy,modified_entropy,p0,p1,p2";
    assert_eq!(lines.next(), Some(header));
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|cell| cell.parse().expect("a number")).collect()).collect();
    assert_eq!(rows.len(), records.len());
    let softmax = |n: usize| numbers(&forward["softmax"][n]);
    let column = |name: &str| numbers(&mia["per_row"][name]);
    let minus_log_odds = column("neg_logodds_of_max");
    let (loss, entropy, modified_entropy) = (column("loss"), column("entropy"), column("modified_entropy"));
    for (n, row) in rows.iter().enumerate() {
        let p = softmax(n);
        let top = p.iter().copied().fold(0.0, f64::max);
        let predicted = p.iter().position(|q| *q == top).expect("one is the greatest");
        let mut expected = vec![n as f64, labels[n], predicted as f64, top, -minus_log_odds[n], loss[n]];
        expected.extend([entropy[n], modified_entropy[n]]);
        expected.extend(p);
        for (found, expected) in row.iter().zip(&expected) {
            assert!((found - expected).abs() <= 5.0 * ONE_PASS, "record {n}: {row:?}, not {expected:?}");
        }
        assert_eq!(row[..3], expected[..3]);
    }
}

/// Cases that saturate in float64 are not compared: float32 ties more.
#[test]
fn infer_gives_the_golden_guesses() {
    let folder = TempDir::new().expect("a folder");
    let aia = golden("aia");
    let (mut n_plain, mut n_saturated) = (0, 0);
    for case in aia["cases"].as_array().expect("a list") {
        let name = case["case"].as_str().expect("a name");
        let scale = case.get("logit_scale").and_then(Value::as_f64);
        match scale {
            None => n_plain += 1,
            Some(_) if name.contains("float32") => n_saturated += 1,
            Some(_) => continue,
        }
        let model = write_network(&folder, scale.unwrap_or(1.0));
        let file = write_records(&folder, &[numbers(&case["target"])], &[0.0]);
        let unknown = numbers(&case["unknown"]).iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let mut asked = arguments("infer", &model, &file);
        asked.extend(["--unknown", &unknown]);
        let printed = succeeded(&asked);
        assert_eq!(printed.lines().count(), 1);
        let guess: Value = serde_json::from_str(&printed).expect("a JSON object");
        let number = |value: &Value| value.as_f64().expect("a number");
        assert_eq!(guess["record"], 0);
        assert_eq!(numbers(&guess["guess"]), numbers(&case["first_guess_bits"]), "{name}");
        assert_eq!(guess["ties"], case["tie_count"], "{name}");
        for (key, tolerance) in [("confidence", ONE_PASS), ("mean_hamming", 1e-12), ("exact_rate", 1e-12)] {
            assert!((number(&guess[key]) - number(&case[key])).abs() <= tolerance, "{name}: {key} in {guess}");
        }
        let n_completions = f64::from(1 << numbers(&case["unknown"]).len());
        assert!((1.0..=n_completions).contains(&number(&guess["rank_of_truth"])), "{name}: {guess}");
        if scale.is_none() && guess["exact_rate"] == 1.0 {
            assert_eq!(guess["rank_of_truth"], 1);
        }
    }
    assert_eq!((n_plain, n_saturated), (8, 3), "no kind of case was left out");
}

/// On the golden network a search finds what trying all completions finds.
#[test]
fn a_search_says_that_it_is_one() {
    let folder = TempDir::new().expect("a folder");
    let case = &golden("aia")["cases"][0];
    let model = write_network(&folder, 1.0);
    let file = write_records(&folder, &[numbers(&case["target"])], &[0.0]);
    let unknown = numbers(&case["unknown"]).iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    let mut asked = arguments("infer", &model, &file);
    asked.extend(["--unknown", &unknown, "--search"]);
    let guess: Value = serde_json::from_str(&succeeded(&asked)).expect("a JSON object");
    assert_eq!(guess["search"]["is_best"], true);
    assert_eq!(numbers(&guess["guess"]), numbers(&case["first_guess_bits"]));
    assert!(guess["search"]["tried"].as_u64().is_some_and(|tried| tried > 8), "{guess}");
}

#[test]
fn bad_records_are_refused_with_file_line_and_column() {
    let folder = TempDir::new().expect("a folder");
    let (model, file) = (write_network(&folder, 1.0), folder.path().join("bad.csv"));
    let header = "label,a,b,c,d,e,f,g,h,i,j,k,l";
    let check = |order: &str, text: &str, expected: &str| {
        fs::write(&file, text).expect("it can be written");
        let mut asked = arguments(order, &model, &file);
        if order == "infer" {
            asked.extend(["--unknown", "0,3"]);
        }
        let sentence = refused(&asked);
        assert!(sentence.contains("bad.csv: ") && sentence.contains(expected), "“{sentence}”, not “{expected}”");
    };
    check("query", "", "empty");
    check("query", "class,a\n", "Line 1, column 1 is “class”");
    check("query", "label,a,b\n", "2 columns beside “label”; the network has 12 inputs");
    let good = "0,0,0,0,0,0,0,0,0,0,0,0";
    check("query", &format!("{header}\n0,{good}\n1,0\n"), "Line 3 has 2 cells; the header has 13");
    check("query", &format!("{header}\n3,{good}\n"), "Line 2, column 1 (“label”) holds “3”");
    check("query", &format!("{header}\n0,x{good}\n"), "Line 2, column 2 (“a”) holds “x0”");
    check("query", &format!("{header}\n0,NaN{}\n", &good[1..]), "a finite number");
    check("infer", &format!("{header}\n0,{good}\n0,0.5{}\n", &good[1..]), "Line 3, column 2 (“a”) holds “0.5”");
}

#[test]
fn bad_models_and_portions_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let (model, file) = (write_network(&folder, 1.0), write_records(&folder, &[vec![0.0; 12]], &[0.0]));
    let mut asked = arguments("infer", &model, &file);
    asked.extend(["--unknown", "0,12"]);
    assert!(refused(&asked).contains("no feature number 12"));
    let absent = folder.path().join("absent.json");
    assert!(refused(&arguments("query", &absent, &file)).contains("absent.json: can't be read"));
    fs::write(&absent, "{\n\"sizes\": 1}").expect("it can be written");
    assert!(refused(&arguments("query", &absent, &file)).contains("absent.json: line 2, column 10"));
}

#[test]
fn wrong_usage_ends_with_2() {
    for asked in [&["nonsense"][..], &["query"], &["infer", "--model", "a", "--records", "b", "--unknown", "x"]] {
        assert_eq!(nearmiss(asked).status.code(), Some(2), "{asked:?}");
    }
    assert_eq!(nearmiss(&["--help"]).status.code(), Some(0));
}
