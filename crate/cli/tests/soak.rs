//! What happens to a run on bad days, drawn at random: it is killed wherever it happens to be, and what it has kept is
//! damaged. Whatever comes, it ends with the report, the figures and the tables of an undisturbed run, and says which
//! work is lost.
//!
//! A few bad days in an ordinary test; as many as `NEARMISS_SOAK` says in a long one. A day's number draws all that
//! happens on it; only the moment of a kill depends on the machine, too.

mod nearmiss;

use ::nearmiss::Experiment;
use ::nearmiss::work::sha256_of;
use nearmiss::{files, nearmiss, refused, small, succeeded, text, write_experiment};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

type Files = BTreeMap<String, Vec<u8>>;

fn n_days() -> usize {
    env::var("NEARMISS_SOAK").map_or(5, |n| n.parse().expect("NEARMISS_SOAK is a number"))
}

/// Draws numbers.
struct Chance {
    day: usize,
    n_drawn: usize,
}

impl Chance {
    fn of(day: usize) -> Chance {
        Chance { day, n_drawn: 0 }
    }

    /// One of 0 to `n` - 1.
    fn below(&mut self, n: usize) -> usize {
        self.n_drawn += 1;
        let digits = sha256_of(format!("{} {}", self.day, self.n_drawn).as_bytes());
        let number = u64::from_str_radix(&digits[..15], 16).expect("digits are hexadecimal");
        (number % n as u64) as usize
    }
}

/// Two experiments, and what an undisturbed run of each writes.
struct Undisturbed {
    folder: TempDir,
    file: String,
    fingerprint: String,
    files: Files,
    other_file: String,
    other_files: Files,
}

impl Undisturbed {
    fn new() -> Undisturbed {
        let folder = TempDir::new().expect("a folder");
        let run = |name: &str, experiment: Experiment| {
            let path = folder.path().join(name);
            fs::create_dir(&path).expect("it can be made");
            let file = write_experiment(&path, &experiment);
            let out = path.join("out");
            let printed = succeeded(&["run", &file, "--out", &text(&out), "--out-model"]);
            (file, printed.trim_end().to_string(), files(&out))
        };
        let mut experiment = Experiment { repeats: 3, ..small(Experiment::digits()) };
        experiment.attribute_inference.n_targets = 8;
        let (file, fingerprint, files) = run("wanted", experiment);
        let (other_file, _, other_files) = run("other", small(Experiment::voters()));
        Undisturbed { folder, file, fingerprint, files, other_file, other_files }
    }

    fn arguments<'a>(&'a self, out: &'a str) -> Vec<&'a str> {
        vec!["run", &self.file, "--out", out, "--out-model", "--force"]
    }

    /// Results are of one run, whole with its report.
    fn check_that_files_are_of_one_run(&self, out: &Path, day: usize) {
        let mut found = files(out);
        found.retain(|name, _| !name.starts_with("unfinished/") && name != "files.json");
        for of in [&self.files, &self.other_files] {
            let is_of = found.iter().all(|(name, bytes)| of.get(name) == Some(bytes));
            let is_whole = found.len() == of.len() - 1;
            if is_of && (is_whole || !found.contains_key("report.json")) {
                return;
            }
        }
        panic!("day {day}: neither of one run nor of the other: {:?}", found.keys());
    }
}

/// When a run is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// After so many lines of progress.
    Work(usize),
    /// When all units are done.
    Writing,
    /// When the first file comes into place or goes.
    Moving,
}

/// Kills a run at a moment, or a little later. Whether it was still running.
fn killed(arguments: &[&str], out: &Path, moment: Moment, n_yields: usize) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nearmiss"));
    command.args(arguments).arg("--json").stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("it starts");
    let mut lines = BufReader::new(running.stderr.take().expect("it is piped")).lines();
    let n_lines = if let Moment::Work(n) = moment { n } else { usize::MAX };
    for _ in 0..n_lines {
        let Some(line) = lines.next() else { break };
        if line.expect("it is text").contains("\"share\":1.0") {
            break;
        }
    }
    if let Moment::Moving = moment {
        let list = || fs::read(out.join("files.json")).ok();
        let (before, was_there) = (list(), out.join("report.json").exists());
        let has_begun = || list() != before || out.join("report.json").exists() != was_there;
        while !has_begun() && running.try_wait().expect("it can be asked").is_none() {}
    }
    (0..n_yields).for_each(|_| std::thread::yield_now());
    let is_running = running.try_wait().expect("it can be asked").is_none();
    running.kill().expect("it can be killed");
    running.wait().expect("it ends");
    is_running
}

#[test]
fn a_run_that_is_killed_at_any_moment_ends_with_the_right_report() {
    let undisturbed = Undisturbed::new();
    let out = undisturbed.folder.path().join("killed");
    let folder = text(&out);
    let (mut n_killed, mut n_while_moved, mut day) = (0, 0, 0);
    while n_killed < n_days() {
        let mut chance = Chance::of(day);
        if chance.below(2) == 0 {
            succeeded(&["run", &undisturbed.other_file, "--out", &folder, "--out-model", "--force"]);
        }
        for _ in 0..1 + chance.below(3) {
            let moment = match chance.below(4) {
                0 => Moment::Writing,
                1 => Moment::Moving,
                _ => Moment::Work(chance.below(60)),
            };
            let n_yields = chance.below(if let Moment::Moving = moment { 40 } else { 300 });
            if killed(&undisturbed.arguments(&folder), &out, moment, n_yields) {
                n_killed += 1;
                n_while_moved += usize::from(out.join("files.json").exists() && !out.join("report.json").exists());
            }
            undisturbed.check_that_files_are_of_one_run(&out, day);
        }
        let printed = succeeded(&undisturbed.arguments(&folder));
        assert_eq!(printed.trim_end(), undisturbed.fingerprint, "day {day}");
        assert!(files(&out) == undisturbed.files, "day {day}");
        day += 1;
    }
    println!("{n_killed} kills on {day} days, {n_while_moved} of them while results came into place");
}

/// Another digit in the place of one.
fn change_digit(bytes: &mut [u8], chance: &mut Chance) {
    let places: Vec<usize> = (0..bytes.len()).filter(|place| bytes[*place].is_ascii_digit()).collect();
    if let Some(place) = (!places.is_empty()).then(|| places[chance.below(places.len())]) {
        bytes[place] = b'0' + (bytes[place] - b'0' + 1 + chance.below(9) as u8) % 10;
    }
}

/// Something happens to the journal's lines.
fn damage_lines(lines: &mut Vec<Vec<u8>>, chance: &mut Chance) {
    let n = lines.len();
    let (line, other) = (chance.below(n), chance.below(n));
    let place = chance.below(lines[line].len().max(1));
    match chance.below(7) {
        _ if lines[line].is_empty() => {}
        0 => lines[line][place] ^= 1 << chance.below(8),
        1 => lines[line][place] = 0xff,
        2 => change_digit(&mut lines[line], chance),
        3 => lines.swap(line, other),
        4 => lines[line].truncate(place),
        // The end of a line is kept, or there would be one line less.
        5 => {
            let end = lines[line].len() - 1;
            lines[line].drain(place..end);
        }
        _ => {
            lines.truncate(line + 1);
            lines[line].truncate(place);
        }
    }
}

#[test]
fn a_run_whose_journal_is_damaged_ends_with_the_right_report() {
    let undisturbed = Undisturbed::new();
    let out = undisturbed.folder.path().join("damaged");
    let (folder, unfinished) = (text(&out), out.join("unfinished"));
    let [units, model, header] = ["units.jsonl", "model.json", "experiment.json"].map(|name| unfinished.join(name));
    // A file in the way keeps a run from its end when all units are done.
    let in_the_way = out.join("figures/roc_loss.svg");
    fs::create_dir_all(in_the_way.parent().expect("it is in a folder")).expect("it can be made");
    fs::write(&in_the_way, "a person's").expect("it can be written");
    refused(&["run", &undisturbed.file, "--out", &folder]);
    fs::remove_file(&in_the_way).expect("it can be removed");
    let kept = files(&unfinished);
    let all: Vec<Vec<u8>> = kept["units.jsonl"].split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let is_training = |line: &&[u8]| line.windows(17).any(|part| part == b"\"unit\":\"Training\"");

    let (mut n_lost, mut n_lost_models, mut n_refused) = (0, 0, 0);
    for day in 0..n_days() {
        let mut chance = Chance::of(day);
        fs::create_dir_all(&unfinished).expect("it can be made");
        let mut lines = all[..1 + chance.below(all.len())].to_vec();
        (0..1 + chance.below(3)).for_each(|_| damage_lines(&mut lines, &mut chance));
        let journal = lines.concat();
        fs::write(&units, &journal).expect("it can be written");
        let is_model_lost = match chance.below(4) {
            0 => {
                fs::remove_file(&model).or_else(|_| fs::remove_dir(&model)).ok();
                true
            }
            1 => {
                let mut bytes = kept["model.json"].clone();
                let place = chance.below(bytes.len());
                bytes[place] ^= 1 << chance.below(8);
                fs::write(&model, bytes).expect("it can be written");
                true
            }
            _ => {
                fs::write(&model, &kept["model.json"]).expect("it can be written");
                false
            }
        };
        let is_header_lost = chance.below(5) == 0;
        let header_bytes = &kept["experiment.json"];
        let header_bytes =
            if is_header_lost { &header_bytes[..chance.below(header_bytes.len())] } else { header_bytes };
        fs::write(&header, header_bytes).expect("it can be written");

        let found: Vec<&[u8]> = journal.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let is_whole = |line: &&[u8]| all.iter().any(|known| known.strip_suffix(b"\n") == Some(line));
        let (whole, damaged): (Vec<&[u8]>, Vec<&[u8]>) = found.into_iter().partition(is_whole);
        if is_header_lost && whole.is_empty() {
            assert!(refused(&["run", &undisturbed.file, "--out", &folder]).contains("holds an unfinished run"));
            assert_eq!(fs::read(&units).expect("it is left alone"), journal, "day {day}");
            n_refused += 1;
        }
        let output = nearmiss(&undisturbed.arguments(&folder));
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), undisturbed.fingerprint, "day {day}: {words}");
        assert!(files(&out) == undisturbed.files, "day {day}");

        let says = |sentence: &str| words.contains(sentence);
        let n_done = whole.len();
        assert_eq!(says(&format!("of which {n_done} units are done")), n_done > 0, "day {day}: {words}");
        let is_told = !(is_header_lost && whole.is_empty());
        assert_eq!(says("computed again"), is_told && !damaged.is_empty(), "day {day}: {words}");
        let n_damaged = damaged.len();
        assert!(
            !says("computed again") || says(&format!(": {n_damaged} line")),
            "day {day}: {n_damaged} lines are damaged: {words}"
        );
        let needs_model = whole.iter().any(is_training);
        assert_eq!(says("the network is trained again"), needs_model && is_model_lost, "day {day}: {words}");
        n_lost += n_damaged;
        n_lost_models += usize::from(needs_model && is_model_lost);
    }
    println!("{n_lost} lines and {n_lost_models} networks lost, {n_refused} journals refused");
}
