//! What a folder of results holds: of one run, and of a person what a person put there.

mod nearmiss;

use ::nearmiss::{Experiment, Seed};
use nearmiss::{files, names, nearmiss, refused, small, start, succeeded, text, write_experiment};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with two experiments and a place for results.
struct Place {
    folder: TempDir,
    digits: String,
    voters: String,
}

impl Place {
    fn new() -> Place {
        let folder = TempDir::new().expect("a folder");
        let at = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir(&path).expect("it can be made");
            path
        };
        let digits = write_experiment(&at("d"), &small(Experiment::digits()));
        let voters = write_experiment(&at("v"), &small(Experiment::voters()));
        Place { folder, digits, voters }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `run` of an experiment to a folder, with further arguments.
    fn run<'a>(&self, experiment: &'a str, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        [&["run", experiment, "--out", out], more].concat()
    }
}

fn put(folder: &Path, name: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
    fs::write(path, "a person's").expect("it can be written");
}

#[test]
fn a_persons_own_files_stay_whatever_is_run() {
    let place = Place::new();
    let out = place.path("out");
    let own = ["notes.txt", "unfinished/notes.txt", "unfinished/old/notes.txt", "unfinished/results/notes.txt"];
    let more = ["unfinished/results/figures/notes.txt", "figures/mine.svg", "figures/notes.txt", "tables/mine.csv"];
    let own: Vec<&str> = own.into_iter().chain(more).collect();
    own.iter().for_each(|name| put(&out, name));
    let folder = text(&out);
    succeeded(&place.run(&place.digits, &folder, &["--out-model"]));
    succeeded(&place.run(&place.digits, &folder, &["--out-model"]));
    succeeded(&place.run(&place.voters, &folder, &["--force"]));
    let fresh = text(&place.path("fresh"));
    succeeded(&place.run(&place.voters, &fresh, &[]));
    let mut found = files(&out);
    for name in own {
        assert_eq!(found.remove(name).as_deref(), Some(&b"a person's"[..]), "{name}");
    }
    assert!(found == files(Path::new(&fresh)), "beside them there is what one run writes: {:?}", found.keys());
}

#[test]
fn a_file_of_a_persons_that_is_in_the_way_is_not_replaced() {
    let place = Place::new();
    for name in ["report.json", "model.json", "recorded.json.gz", "files.json"] {
        let out = place.path(&format!("with {name}"));
        put(&out, name);
        let folder = text(&out);
        let sentence = refused(&place.run(&place.digits, &folder, &["--out-model"]));
        assert!(sentence.contains(&format!("{name}: isn't known as a file of this program")), "{sentence}");
        let found = files(&out);
        assert_eq!(found.get(name).map(|bytes| &bytes[..]), Some(&b"a person's"[..]));
        assert!(!out.join("unfinished").exists(), "it is told before the work: {:?}", found.keys());
    }
    // A figure's name is known only when it is drawn: nothing is lost by then.
    let out = place.path("with a figure");
    put(&out, "figures/roc_loss.svg");
    let folder = text(&out);
    let sentence = refused(&place.run(&place.digits, &folder, &[]));
    assert!(sentence.contains("roc_loss.svg: isn't known as a file of this program"), "{sentence}");
    assert_eq!(names(&out.join("figures")).len(), 1);
    assert!(!out.join("report.json").exists());
    fs::rename(out.join("figures/roc_loss.svg"), place.path("moved.svg")).expect("it can be moved");
    let output = nearmiss(&place.run(&place.digits, &folder, &[]));
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{words}");
    assert!(words.contains("going on with an interrupted run"), "{words}");
    assert!(!out.join("unfinished").exists());
}

#[test]
fn results_of_another_experiment_or_of_other_trials_are_replaced_by_force_only() {
    let place = Place::new();
    let (out, fresh) = (text(&place.path("out")), text(&place.path("fresh")));
    let first = succeeded(&place.run(&place.digits, &out, &["--out-model"]));
    let before = files(Path::new(&out));
    let seed = place.path("seed");
    fs::create_dir(&seed).expect("it can be made");
    let seed = write_experiment(&seed, &Experiment { seed: Seed(5), ..small(Experiment::digits()) });
    for other in [&place.voters, &seed] {
        let sentence = refused(&place.run(other, &out, &[]));
        assert!(sentence.contains("holds the results of another experiment"), "{sentence}");
    }
    for (trials, held) in [("0", "0..2 of 2"), ("1..2", "0..2 of 2"), ("0..3", "0..2 of 2")] {
        let sentence = refused(&place.run(&place.digits, &out, &["--trials", trials]));
        assert!(sentence.contains(&format!("other trials of this experiment, {held}")), "{sentence}");
    }
    assert!(files(Path::new(&out)) == before, "a refusal changes nothing");
    assert_eq!(succeeded(&place.run(&place.digits, &out, &["--out-model", "--jobs", "1"])), first, "the same again");
    assert!(files(Path::new(&out)) == before);

    for (experiment, more) in [(&place.voters, &[][..]), (&place.digits, &["--trials", "1"])] {
        let forced = succeeded(&place.run(experiment, &out, &[more, &["--force"]].concat()));
        assert_eq!(forced, succeeded(&place.run(experiment, &fresh, &[more, &["--force"]].concat())));
        assert!(files(Path::new(&out)) == files(Path::new(&fresh)), "nothing of the run before is left");
    }
}

#[test]
fn a_merged_whole_replaces_another_one_by_force_only() {
    let place = Place::new();
    let [a, b, out] = ["a", "b", "out"].map(|name| text(&place.path(name)));
    succeeded(&place.run(&place.digits, &a, &["--trials", "0"]));
    succeeded(&place.run(&place.digits, &b, &["--trials", "1"]));
    succeeded(&place.run(&place.voters, &out, &[]));
    let merge = ["merge", &a, &b, "--out", &out];
    assert!(refused(&merge).contains("holds the results of another experiment"));
    let forced = succeeded(&[&merge[..], &["--force"]].concat());
    assert_eq!(succeeded(&merge), forced, "the same again");
    let whole = text(&place.path("whole"));
    assert_eq!(succeeded(&place.run(&place.digits, &whole, &[])), forced);
    assert!(files(Path::new(&out)) == files(Path::new(&whole)), "nothing of the run before is left");
    let into_part = ["merge", &a, &b, "--out", &a];
    assert!(refused(&into_part).contains("other trials of this experiment, 0..1 of 2"));
    assert_eq!(succeeded(&[&into_part[..], &["--force"]].concat()), forced);
    assert!(files(Path::new(&a)) == files(Path::new(&whole)));
}

/// Changes one digit of a number in a file.
fn change_digit(path: &Path, after: &str) {
    let json = fs::read_to_string(path).expect("it is there");
    let at = json.find(after).expect("it has this key") + after.len();
    let digit = at + json[at..].find(|c: char| c.is_ascii_digit() && c != '0').expect("it has a number");
    let other = if json.as_bytes()[digit] == b'1' { "2" } else { "1" };
    fs::write(path, format!("{}{other}{}", &json[..digit], &json[digit + 1..])).expect("it can be written");
}

#[test]
fn a_part_that_is_not_as_it_was_written_is_not_merged() {
    let place = Place::new();
    let [a, b, out] = ["a", "b", "out"].map(|name| text(&place.path(name)));
    succeeded(&place.run(&place.digits, &a, &["--trials", "0"]));
    succeeded(&place.run(&place.digits, &b, &["--trials", "1"]));
    let report = place.path("b").join("report.json");
    let whole = fs::read(&report).expect("it is there");
    for key in ["\"auc\":", "\"test_accuracy\":", "\"seed\":", "\"fingerprint\": \""] {
        change_digit(&report, key);
        let sentence = refused(&["merge", &a, &b, "--out", &out]);
        let place = sentence.contains("b/report.json: the report's fingerprint is ");
        assert!(place, "{key}: {sentence}");
        fs::write(&report, &whole).expect("it can be written");
    }
    fs::write(&report, &whole[..whole.len() / 2]).expect("it can be written");
    let sentence = refused(&["merge", &a, &b, "--out", &out]);
    assert!(sentence.contains("b/report.json: EOF") && sentence.contains("line "), "{sentence}");
    assert!(!Path::new(&out).exists(), "nothing is written");
    fs::write(&report, &whole).expect("it can be written");
    succeeded(&["merge", &a, &b, "--out", &out]);
}

#[test]
fn a_second_run_in_a_folder_is_told() {
    let place = Place::new();
    let longer = place.path("longer");
    fs::create_dir(&longer).expect("it can be made");
    let longer = write_experiment(&longer, &Experiment { repeats: 500, ..small(Experiment::digits()) });
    let out = text(&place.path("out"));
    let mut running = start(&place.run(&longer, &out, &["--jobs", "1"]));
    while !place.path("out").join("unfinished/units.jsonl").exists() {
        assert!(running.try_wait().expect("it can be asked").is_none(), "it is long");
        std::thread::yield_now();
    }
    for more in [&[][..], &["--force"]] {
        let sentence = refused(&place.run(&longer, &out, more));
        assert!(sentence.contains("out: another run is at work in this folder"), "{sentence}");
    }
    // Killed, it holds the folder no more.
    running.kill().expect("it can be killed");
    running.wait().expect("it ends");
    succeeded(&place.run(&place.digits, &out, &["--force"]));
}

/// As a version left it that wrote no list of files.
#[test]
fn a_folder_without_a_list_of_files_is_used_again() {
    let place = Place::new();
    let out = place.path("out");
    let folder = text(&out);
    succeeded(&place.run(&place.digits, &folder, &["--out-model"]));
    let whole = files(&out);
    fs::remove_file(out.join("files.json")).expect("it can be removed");
    put(&out, "figures/mine.svg");
    let output = nearmiss(&place.run(&place.digits, &folder, &["--out-model"]));
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{words}");
    assert!(words.contains("1 files there look like results and aren't of this run"), "{words}");
    let mut found: BTreeMap<String, Vec<u8>> = files(&out);
    assert_eq!(found.remove("figures/mine.svg").as_deref(), Some(&b"a person's"[..]));
    assert!(found == whole);
}

#[test]
fn a_list_of_files_names_only_what_a_run_writes() {
    let place = Place::new();
    let out = place.path("out");
    let folder = text(&out);
    succeeded(&place.run(&place.digits, &folder, &[]));
    let own = ["notes.txt", "figures/notes.txt", "../notes.txt", "figures/../mine.svg"];
    own.iter().for_each(|name| put(&out, name));
    let list = serde_json::json!({ "files": own });
    fs::write(out.join("files.json"), list.to_string()).expect("it can be written");
    succeeded(&place.run(&place.voters, &folder, &["--force"]));
    for name in own {
        assert!(out.join(name).exists(), "{name}");
    }
}
