//! What `run` and `merge` leave in a folder: every figure and every table, the matrix's among them, and the scores.

mod nearmiss;

use ::nearmiss::defence::Defence;
use ::nearmiss::experiment::PortionChoice;
use ::nearmiss::game::strong_membership::StrongMembershipConfig;
use ::nearmiss::matrix::MatrixConfig;
use ::nearmiss::source::DataSource;
use ::nearmiss::{Experiment, Report, SplitSizes, work};
use nearmiss::{nearmiss, refused, succeeded};
use nearmiss_figures::{FIGURES, TABLES};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An experiment of every kind of unit, the matrix's among them, that takes a second or two.
fn everything(repeats: usize) -> Experiment {
    let named = |name: &str, values: &[f64]| Defence::named(name, values).expect("it is registered");
    let mut experiment = Experiment::location();
    experiment.data = DataSource::purchases(300, 2);
    experiment.split = SplitSizes { n_members: 130, n_non_members: 130 };
    experiment.training.hidden = vec![12];
    experiment.training.epochs = 3;
    experiment.repeats = repeats;
    experiment.n_scored = 60;
    experiment.strong_membership = StrongMembershipConfig { distances: vec![1, 2], n_originals: 20, n_variants: 2 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(3);
    experiment.attribute_inference.n_targets = 10;
    experiment.matrix = Some(MatrixConfig {
        n_shadows: 4,
        n_canaries: 26,
        n_subjects: 100,
        n_copies: 3,
        n_unknown: 2,
        n_targets: 10,
        defences: vec![Defence::default(), named("l2", &[0.01]), named("mem_guard", &[])],
        ..MatrixConfig::default()
    });
    experiment
}

/// A folder with an experiment in it, in which runs and merges have folders of their own.
struct Folder {
    folder: TempDir,
    experiment: String,
}

impl Folder {
    fn of(experiment: &Experiment) -> Folder {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("experiment.json");
        fs::write(&path, serde_json::to_string(experiment).expect("plain data")).expect("it can be written");
        Folder { experiment: text(&path), folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, out: &str, more: &[&str]) -> String {
        succeeded(&[&["run", &self.experiment, "--out", &text(&self.path(out))], more].concat())
    }

    fn merge(&self, parts: &[&str], out: &str) -> Vec<String> {
        let parts = parts.iter().map(|part| text(&self.path(part)));
        let all = ["merge".to_string()].into_iter().chain(parts);
        all.chain(["--out".to_string(), text(&self.path(out))]).collect()
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("paths of tests are text").to_string()
}

/// Every file below a folder, by its path there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("text").to_string();
        if path.is_dir() {
            all.extend(files(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            all.insert(name, fs::read(&path).expect("it can be read"));
        }
    }
    all
}

/// Names of the files of a folder that have this ending, without it.
fn stems(files: &BTreeMap<String, Vec<u8>>, folder: &str, ending: &str) -> BTreeSet<String> {
    let stem = |name: &String| Some(name.strip_prefix(folder)?.strip_suffix(ending)?.to_string());
    files.keys().filter_map(stem).collect()
}

fn arguments(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[test]
fn every_figure_and_table_of_the_registries_is_saved() {
    let experiment = everything(1);
    let folder = Folder::of(&experiment);
    folder.run("out", &[]);
    let files = files(&folder.path("out"));
    let (figures, tables) = (stems(&files, "figures/", ".svg"), stems(&files, "tables/", ".csv"));
    for kind in FIGURES {
        let own: Vec<&String> = figures.iter().filter(|name| name.starts_with(kind.name)).collect();
        assert!(!own.is_empty(), "no figure “{}”", kind.title);
        assert!(own.iter().all(|name| tables.contains(*name)), "no numbers behind “{}”", kind.title);
    }
    for kind in TABLES {
        assert!(tables.iter().any(|name| name.starts_with(kind.name)), "no table “{}”", kind.title);
    }
    let matrix = experiment.matrix.expect("there is one");
    for defence in ["none", "l2_0.01", "mem_guard"] {
        assert!(figures.contains(&format!("near_miss_by_attack_{defence}")), "{defence}");
    }
    let report: Report = serde_json::from_slice(&files["report.json"]).expect("a report");
    let rows = report.trials[0].matrix.as_ref().expect("it was asked for").rows.len();
    assert_eq!(rows, matrix.defences.len());
    let names: Vec<&String> = files.keys().filter(|name| !name.contains('/')).collect();
    assert_eq!(names, [".nearmiss-lock", "files.json", "recorded.json.gz", "report.json", "scores.json"]);
}

#[test]
fn scores_read_back_to_the_bit_and_say_whose_they_are() {
    let experiment = Experiment { matrix: None, ..everything(1) };
    let folder = Folder::of(&experiment);
    let fingerprint = folder.run("out", &[]);
    let scores: Value = serde_json::from_slice(&files(&folder.path("out"))["scores.json"]).expect("JSON");
    assert_eq!(scores["fingerprint"], fingerprint.trim_end());
    let mut worker = work::TrialWorker::new(experiment.clone(), None).expect("it can be run");
    let results = work::work_off(&mut worker);
    for (side, name) in results.scores.iter().zip(["members", "non_members"]) {
        let attacks = scores[name]["attacks"].as_array().expect("a list");
        assert_eq!(attacks.len(), experiment.attacks.len());
        for of in attacks {
            let attack = of["attack"].as_str().expect("a name");
            let read: Vec<u64> = of["scores"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|s| s.as_f64().expect("a number").to_bits())
                .collect();
            let own = side.as_ref().and_then(|side| side.of(attack)).expect("it scored");
            assert_eq!(read, own.iter().map(|score| score.to_bits()).collect::<Vec<_>>(), "{attack}");
        }
    }
}

#[test]
fn merged_parts_are_one_run_byte_for_byte_with_a_matrix() {
    let folder = Folder::of(&everything(3));
    let whole = folder.run("whole", &["--jobs", "2"]);
    folder.run("later", &["--trials", "1..3"]);
    folder.run("first", &["--trials", "0"]);
    let merged = succeeded(&arguments(&folder.merge(&["later", "first"], "merged")));
    assert_eq!(merged, whole);
    let [merged, whole] = ["merged", "whole"].map(|name| files(&folder.path(name)));
    assert_eq!(merged.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    for (name, bytes) in &whole {
        assert!(merged[name] == *bytes, "{name} differs");
    }
    assert!(whole.contains_key("tables/attacks_by_defence.csv") && whole.contains_key("scores.json"));
    assert!(!folder.path("later").join("scores.json").exists(), "they are of the first trial");
}

#[test]
fn a_part_without_scores_merges_all_the_same_and_says_so() {
    let folder = Folder::of(&Experiment { matrix: None, ..everything(2) });
    let whole = folder.run("whole", &[]);
    folder.run("first", &["--trials", "0"]);
    folder.run("later", &["--trials", "1"]);
    fs::remove_file(folder.path("first").join("scores.json")).expect("it is there");
    let output = nearmiss(&arguments(&folder.merge(&["first", "later"], "merged")));
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned()), (Some(0), whole));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.lines().count() == 1 && words.contains("no part has the scores.json of repeat 0"), "{words}");
    let [merged, whole] = ["merged", "whole"].map(|name| files(&folder.path(name)));
    let of_scores = ["scores", "roc", "guesses", "feature_by_feature"];
    // That one lists the others.
    for (name, bytes) in whole.iter().filter(|(name, _)| *name != "files.json") {
        let stem = name.rsplit('/').next().expect("a name");
        match of_scores.iter().any(|start| stem.starts_with(start)) {
            true => assert!(!merged.contains_key(name), "{name} needs scores"),
            false => assert!(merged.get(name) == Some(bytes), "{name} differs"),
        }
    }
}

#[test]
fn scores_of_another_report_are_refused() {
    let folder = Folder::of(&Experiment { matrix: None, ..everything(2) });
    folder.run("whole", &[]);
    folder.run("first", &["--trials", "0"]);
    folder.run("later", &["--trials", "1"]);
    fs::copy(folder.path("whole").join("scores.json"), folder.path("first").join("scores.json")).expect("it is there");
    let sentence = refused(&arguments(&folder.merge(&["first", "later"], "merged")));
    assert!(sentence.contains("scores.json: belongs to another report"), "{sentence}");
    assert!(!folder.path("merged").exists(), "nothing is written");
}
