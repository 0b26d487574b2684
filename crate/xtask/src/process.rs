//! Starts other programs: to run a step, to ask for a line of output, to find out where they are.

use crate::failure::Failure;
use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Runs a step to its end, with its output shown as it comes. `what` names the step in the error.
pub fn run(command: &mut Command, what: &str) -> Result<(), Failure> {
    // Nothing here asks questions, so no step may wait for an answer.
    let status = command.stdin(Stdio::null()).status().map_err(|source| not_started(command, source))?;
    finished(status, what)
}

/// Runs a step that may hang, a download for example, and ends it when `limit` has passed.
#[expect(clippy::disallowed_methods, reason = "a time limit needs a clock, and nothing here is a result")]
pub fn run_within(limit: Duration, command: &mut Command, what: &str) -> Result<(), Failure> {
    let mut child = command.stdin(Stdio::null()).spawn().map_err(|source| not_started(command, source))?;
    let deadline = Instant::now() + limit;
    loop {
        let waited = child.try_wait().map_err(|source| not_started(command, source))?;
        if let Some(status) = waited {
            return finished(status, what);
        }
        if Instant::now() > deadline {
            // The child may have ended since; then there is nothing left to end.
            let _ = child.kill();
            let _ = child.wait();
            return Err(Failure::Step { what: format!("{what}, given {} seconds,", limit.as_secs()), code: 1 });
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What a program prints, if it starts and reports success.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// How a program ended and what it said on standard error.
pub fn told(command: &mut Command) -> Result<(ExitStatus, String), Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(|source| not_started(command, source))?;
    Ok((output.status, String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// The first file on PATH that goes by this name.
pub fn find(name: &str) -> Option<PathBuf> {
    let file_name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|directory| directory.join(&file_name)).find(|path| path.is_file())
}

/// The cargo that runs this program, so that every step uses the same toolchain.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The first word of a program's version line that starts with a digit: "0.21.14" from "trunk 0.21.14".
pub fn version_in(line: &str) -> Option<&str> {
    line.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// Whether a step ended well. `what` names it in the error.
pub fn finished(status: ExitStatus, what: &str) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    // A step ended by a signal has no code of its own.
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Err(Failure::Step { what: what.to_owned(), code })
}

fn not_started(command: &Command, source: std::io::Error) -> Failure {
    Failure::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_first_word_that_starts_with_a_digit() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130"), Some("0.2.130"));
        assert_eq!(version_in("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(version_in("rustc 1.96.0 (ac68faa20 2026-05-25)"), Some("1.96.0"));
        assert_eq!(version_in("no version at all"), None);
    }

    #[test]
    fn a_step_fails_with_its_own_exit_code() {
        let failure = run(Command::new("sh").args(["-c", "exit 7"]), "The step").unwrap_err();
        assert_eq!(failure.exit_code(), 7);
    }

    #[test]
    fn a_step_that_hangs_is_ended() {
        let limit = Duration::from_millis(200);
        assert!(run_within(limit, Command::new("sleep").arg("600"), "The step").is_err());
    }
}
