//! Work that was interrupted: what is whole is gone on with, what is damaged is said and computed again.

mod nearmiss;

use ::nearmiss::Experiment;
use ::nearmiss::work::{self, Outcome, Subject, TrialWorker, Unit};
use nearmiss::{nearmiss, refused, shipped, small, start, succeeded, text, write_experiment};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// Where a run was interrupted when all its units were done.
struct Interrupted {
    folder: TempDir,
    experiment: String,
    expected: String,
}

impl Interrupted {
    fn new() -> Interrupted {
        let folder = TempDir::new().expect("a folder");
        let experiment = small(Experiment::digits());
        let file = write_experiment(folder.path(), &experiment);
        let in_the_way = folder.path().join("out/figures/roc_loss.svg");
        fs::create_dir_all(in_the_way.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(&in_the_way, "a person's").expect("it can be written");
        refused(&["run", &file, "--out", &text(&folder.path().join("out"))]);
        fs::remove_file(&in_the_way).expect("it can be removed");
        let expected = work::run(experiment, Some(&shipped("digits").1)).expect("it can be run").fingerprint();
        Interrupted { folder, experiment: file, expected }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn units(&self) -> PathBuf {
        self.out().join("unfinished/units.jsonl")
    }

    fn lines(&self) -> Vec<Vec<u8>> {
        let bytes = fs::read(self.units()).expect("it is there");
        bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
    }

    /// Goes on with these lines; what is said. The report is right.
    fn go_on_with(&self, lines: &[Vec<u8>]) -> String {
        fs::write(self.units(), lines.concat()).expect("it can be written");
        self.go_on()
    }

    fn go_on(&self) -> String {
        let Output { status, stdout, stderr } =
            nearmiss(&["run", &self.experiment, "--out", &text(&self.out()), "--jobs", "2"]);
        let words = String::from_utf8_lossy(&stderr).into_owned();
        assert_eq!(status.code(), Some(0), "{words}");
        assert_eq!(String::from_utf8_lossy(&stdout).trim_end(), self.expected, "{words}");
        assert!(!self.out().join("unfinished").exists(), "nothing is left over");
        words
    }
}

/// The place of a line's first decimal.
fn decimal(line: &[u8]) -> Option<usize> {
    line.windows(2).position(|pair| pair[0] == b'.' && pair[1].is_ascii_digit()).map(|place| place + 1)
}

#[test]
fn a_changed_digit_costs_its_unit() {
    let run = Interrupted::new();
    let mut lines = run.lines();
    let n = lines.len();
    let (line, place) = lines.iter_mut().find_map(|l| decimal(l).map(|place| (l, place))).expect("it has decimals");
    line[place] = if line[place] == b'1' { b'2' } else { b'1' };
    let words = run.go_on_with(&lines);
    assert!(words.contains(&format!("of which {} units are done", n - 1)), "{words}");
    assert!(words.contains("units.jsonl: 1 line is damaged; its unit is computed again."), "{words}");
}

#[test]
fn bytes_that_are_no_text_cost_their_units_and_no_others() {
    let run = Interrupted::new();
    let mut lines = run.lines();
    let n = lines.len();
    for line in [1, n / 2, n - 1] {
        let middle = lines[line].len() / 2;
        lines[line][middle] = 0xff;
    }
    let words = run.go_on_with(&lines);
    assert!(words.contains(&format!("of which {} units are done", n - 3)), "{words}");
    assert!(words.contains("units.jsonl: 3 lines are damaged; their units are computed again."), "{words}");
}

#[test]
fn a_lost_or_damaged_model_costs_its_training_alone() {
    type Damage = fn(&Path);
    let damages: [Damage; 3] = [
        |path| fs::remove_file(path).expect("it is there"),
        |path| fs::write(path, "{}").expect("it can be written"),
        |path| {
            let json = fs::read_to_string(path).expect("it is there");
            fs::write(path, json.replace("relu", "tanh")).expect("it can be written");
        },
    ];
    let run = Interrupted::new();
    let (lines, n) = (run.lines(), run.lines().len());
    let unfinished = run.out().join("unfinished");
    let kept =
        ["experiment.json", "model.json"].map(|name| (name, fs::read(unfinished.join(name)).expect("it is there")));
    for damage in damages {
        fs::create_dir_all(&unfinished).expect("it can be made");
        kept.iter().for_each(|(name, bytes)| fs::write(unfinished.join(name), bytes).expect("it can be written"));
        damage(&unfinished.join("model.json"));
        let words = run.go_on_with(&lines);
        assert!(words.contains(&format!("of which {n} units are done")), "{words}");
        assert!(words.contains("model.json: is missing or damaged; the network is trained again"), "{words}");
        assert!(!words.contains("computed again"), "{words}");
    }
}

/// As on a machine whose memory fails: the line is whole, but what it says can't be got again.
#[test]
fn a_training_that_ends_with_another_network_than_before_is_refused() {
    let run = Interrupted::new();
    let lines = run.lines();
    let line: serde_json::Value = serde_json::from_slice(&lines[0]).expect("a line is JSON");
    let build = line["key"].as_str().and_then(|key| key.split('/').next()).expect("a key begins with the build");
    let worker = TrialWorker::new(small(Experiment::digits()), Some(&shipped("digits").1)).expect("it can be run");
    let subject = Subject {
        build: build.to_string(),
        experiment: worker.experiment().clone(),
        data_digest: worker.trial().dataset().digest(),
        repeat: 0,
    };
    let place =
        lines.iter().position(|line| subject.open(line.trim_ascii_end()).map(|kept| kept.unit) == Ok(Unit::Training));
    let place = place.expect("the training is kept");
    let Ok(Outcome::Training { state, curve, .. }) =
        subject.open(lines[place].trim_ascii_end()).map(|kept| kept.outcome)
    else {
        panic!("a training ends as one")
    };
    let other = Outcome::Training { state, curve, model_digest: "0".repeat(64), guarantee: None };
    let mut lines = lines;
    lines[place] = format!("{}\n", subject.seal(&Unit::Training, &other, Some(b"lost"))).into_bytes();
    fs::write(run.units(), lines.concat()).expect("it can be written");
    let arguments = ["run", &run.experiment, "--out", &text(&run.out())];
    let output = nearmiss(&arguments);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("training again gives another network than before the interruption"), "{words}");
    fs::remove_dir_all(run.out().join("unfinished")).expect("it is there");
    assert_eq!(succeeded(&arguments).trim_end(), run.expected);
}

#[test]
fn the_order_of_lines_and_a_cut_off_end_do_not_matter() {
    let run = Interrupted::new();
    let mut lines = run.lines();
    let n = lines.len();
    lines.reverse();
    // The last line is whole, only its end isn't.
    lines[n - 1].pop();
    let words = run.go_on_with(&lines);
    assert!(words.contains(&format!("of which {n} units are done")) && !words.contains("damaged"), "{words}");
}

#[test]
fn without_a_header_the_lines_tell_whose_they_are() {
    let run = Interrupted::new();
    let header = run.out().join("unfinished/experiment.json");
    fs::write(&header, "{\"build\":").expect("it can be written");
    let words = run.go_on();
    assert!(words.contains("going on with an interrupted run"), "{words}");
}

/// The line is whole, but of another experiment.
#[test]
fn one_line_of_something_else_is_enough_for_a_refusal() {
    let (run, other) = (Interrupted::new(), TempDir::new().expect("a folder"));
    let experiment = Experiment { seed: ::nearmiss::Seed(5), ..small(Experiment::digits()) };
    let file = write_experiment(other.path(), &Experiment { repeats: 500, ..experiment });
    let out = other.path().join("out");
    let mut running = start(&["run", &file, "--out", &text(&out), "--jobs", "1"]);
    let foreign = loop {
        let bytes = fs::read(out.join("unfinished/units.jsonl")).unwrap_or_default();
        if let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            break bytes[..=end].to_vec();
        }
        std::thread::yield_now();
    };
    running.kill().expect("it can be killed");
    running.wait().expect("it ends");

    let mut lines = run.lines();
    lines.push(foreign);
    fs::write(run.units(), lines.concat()).expect("it can be written");
    let arguments = ["run", &run.experiment, "--out", &text(&run.out())];
    assert!(refused(&arguments).contains("holds an unfinished run of another experiment"));
    assert_eq!(fs::read(run.units()).expect("it is there"), lines.concat(), "it is left alone");
    let printed = succeeded(&[&arguments[..], &["--force"]].concat());
    assert_eq!(printed.trim_end(), run.expected);
}

/// What was done doesn't depend on how many repeats there are; but nothing that was done is passed over.
#[test]
fn more_repeats_go_on_with_those_that_are_done() {
    let run = Interrupted::new();
    let more = run.folder.path().join("more");
    fs::create_dir(&more).expect("it can be made");
    let longer = Experiment { repeats: 3, ..small(Experiment::digits()) };
    let file = write_experiment(&more, &longer);
    let n = run.lines().len();
    let fewer = ["run", &run.experiment, "--out", &text(&run.out()), "--trials", "0"];
    assert!(refused(&fewer).contains("holds an unfinished run of another experiment"));
    let output = nearmiss(&["run", &file, "--out", &text(&run.out())]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains(&format!("of which {n} units are done")), "{words}");
    let expected = work::run(longer, Some(&shipped("digits").1)).expect("it can be run").fingerprint();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), expected);
}

/// As on a disk that is full.
#[cfg(unix)]
#[test]
fn a_journal_that_can_not_be_written_anew_stays_as_it_is() {
    let run = Interrupted::new();
    let mut lines = run.lines();
    let n = lines.len();
    lines[0].truncate(100);
    lines[0].push(b'\n');
    fs::write(run.units(), lines.concat()).expect("it can be written");
    let program = env!("CARGO_BIN_EXE_nearmiss");
    let shell = "ulimit -f 1; exec \"$0\" run \"$1\" --out \"$2\"";
    let mut command = std::process::Command::new("sh");
    let output = command.args(["-c", shell, program, &run.experiment, &text(&run.out())]).output().expect("it starts");
    assert!(!output.status.success());
    assert_eq!(fs::read(run.units()).expect("it is there"), lines.concat());
    let words = run.go_on();
    assert!(words.contains(&format!("of which {} units are done", n - 1)), "{words}");
}
