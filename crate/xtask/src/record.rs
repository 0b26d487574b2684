//! Makes the recorded results anew: every preset at the size that it states, in parts that any scheduler can run.
//!
//! A part is a folder below `target/record`; one that is finished is taken as it is, so that parts may come from other
//! machines, and what was stopped goes on. Results don't depend on where a part ran, so a finished preset is the same file,
//! byte for byte, as the one that the page ships.

use crate::failure::Failure;
use crate::process;
use crate::workspace;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Repeats of a part.
const AT_ONCE: usize = 5;

/// All recorded results together, in bytes: the page ships them.
const MOST_BYTES: u64 = 500_000;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recording {
    /// Says which commands make the parts.
    List,
    /// Runs what is missing and says whether it is as recorded.
    Check,
    /// Puts it in the place of what is recorded, too.
    Install,
}

/// One preset, or some repeats of it.
struct Part {
    repeats: std::ops::Range<usize>,
    folder: PathBuf,
}

/// Carries it out for the presets named, or all.
///
/// # Errors
/// A step that fails, a name that is no preset, or recorded results that are too big together.
pub fn record(recording: Recording, names: &[String]) -> Result<(), Failure> {
    let mut build = workspace::cargo();
    process::run(build.args(["build", "--release", "--package", "nearmiss-cli"]), "Building the command")?;
    let program = workspace::target().join("release").join(format!("nearmiss{}", std::env::consts::EXE_SUFFIX));
    let presets = process::output_of(Command::new(&program).arg("presets")).unwrap_or_default();
    let presets: Vec<&str> = presets.lines().collect();
    if let Some(unknown) = names.iter().find(|name| !presets.contains(&name.as_str())) {
        return Err(Failure::Usage { given: format!("record {unknown}") });
    }
    for name in presets.into_iter().filter(|name| names.is_empty() || names.iter().any(|own| own == name)) {
        let parts = parts(&program, name);
        if recording == Recording::List {
            parts.iter().for_each(|part| println!("{:?}", run_of(&program, name, part)));
            continue;
        }
        let made = made(&program, name, &parts)?;
        let shipped = recorded().join(format!("{name}.json.gz"));
        let is_as_recorded = read(&made)? == fs::read(&shipped).unwrap_or_default();
        println!("{name}: {}", if is_as_recorded { "as recorded" } else { "differs from what is recorded" });
        if recording == Recording::Install && !is_as_recorded {
            fs::copy(&made, &shipped).map_err(|source| Failure::File { path: shipped, source })?;
        }
    }
    check_size()
}

fn recorded() -> PathBuf {
    workspace::root().join("www").join("recorded")
}

/// The parts of a preset: its repeats stand in what `nearmiss preset` prints.
fn parts(program: &Path, name: &str) -> Vec<Part> {
    let json = process::output_of(Command::new(program).args(["preset", name])).unwrap_or_default();
    let folder = workspace::target().join("record").join(name);
    let n_repeats = n_repeats(&json);
    let starts = (0..n_repeats).step_by(AT_ONCE);
    let part = |start: usize| {
        let repeats = start..n_repeats.min(start + AT_ONCE);
        Part { folder: folder.join(format!("{}-{}", repeats.start, repeats.end)), repeats }
    };
    starts.map(part).collect()
}

fn n_repeats(json: &str) -> usize {
    let number = json.split_once("\"repeats\":").map(|(_, rest)| rest.trim_start());
    let digits = number.map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(1)
}

fn run_of(program: &Path, name: &str, part: &Part) -> Command {
    let mut command = Command::new(program);
    let repeats = format!("{}..{}", part.repeats.start, part.repeats.end);
    command.args(["run", name, "--trials", &repeats, "--out"]).arg(&part.folder);
    command
}

/// Runs the parts that aren't finished and joins them: the file to ship.
fn made(program: &Path, name: &str, parts: &[Part]) -> Result<PathBuf, Failure> {
    for part in parts {
        if !part.folder.join("report.json").exists() {
            process::run(&mut run_of(program, name, part), &format!("Running {name}"))?;
        }
    }
    let [only] = parts else {
        let whole = workspace::target().join("record").join(name).join("whole");
        let mut merge = Command::new(program);
        merge.arg("merge").args(parts.iter().map(|part| &part.folder)).arg("--out").arg(&whole).arg("--force");
        process::run(&mut merge, &format!("Joining the parts of {name}"))?;
        return Ok(whole.join("recorded.json.gz"));
    };
    Ok(only.folder.join("recorded.json.gz"))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|source| Failure::File { path: path.into(), source })
}

fn check_size() -> Result<(), Failure> {
    let folder = recorded();
    let entries = fs::read_dir(&folder).map_err(|source| Failure::File { path: folder, source })?;
    let sizes = entries.filter_map(|entry| entry.ok()?.metadata().ok()).map(|file| file.len());
    let size: u64 = sizes.sum();
    eprintln!("The recorded results have {size} bytes together, of {MOST_BYTES} at most.");
    if size > MOST_BYTES {
        return Err(Failure::Step { what: "Keeping the recorded results small".into(), code: 1 });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_found_in_a_preset() {
        assert_eq!(n_repeats("{\n  \"seed\": 1,\n  \"repeats\": 50,\n  \"attacks\": []\n}"), 50);
        assert_eq!(n_repeats("{}"), 1);
    }
}
