//! Serves, builds and tests Near Miss with one command each, and installs what is missing first.
//!
//! `cargo xtask serve` is all a reader needs. What it relies on, in the order in which it is fetched:
//! a compiler that can make WebAssembly (`wasm`), the three tools that turn its output into a page (`tool`),
//! and, for the tests, two browsers (`browser`). Nothing here knows what the page does.
//! Only the standard library is used, so that this program is ready in seconds on a machine that has nothing yet.
//! Progress goes to standard error; the one line a caller may want to read, the page's address, to standard output.

mod apt;
mod bench;
mod browser;
mod check;
mod extend;
mod failure;
mod page;
mod process;
mod record;
mod serve;
mod structure;
mod tool;
mod usage;
mod wasm;
mod workspace;

use bench::Part;
use failure::Failure;
use page::Offline;
use record::Recording;
use std::process::ExitCode;
use usage::USAGE;

const DEFAULT_PORT: u16 = 8080;

/// What the command line asks for.
#[derive(Debug, PartialEq)]
enum Task {
    Serve { port: u16 },
    Build,
    Bundle,
    Test { is_long: bool, cargo_arguments: Vec<String> },
    Bench { part: Part },
    Record { recording: Recording, names: Vec<String> },
    Lint,
    Extend,
    Help,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match parse(&arguments).and_then(carry_out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn carry_out(task: Task) -> Result<(), Failure> {
    match task {
        Task::Serve { port } => {
            // The port is taken first: a port in use should be known before minutes of building.
            let listener = serve::listen(port)?;
            let dist = workspace::dist();
            page::build(&dist, Offline::GivenUp)?;
            serve::serve(&listener, &dist)
        }
        Task::Build => {
            let dist = workspace::dist();
            page::build(&dist, Offline::Kept)?;
            eprintln!("The page is in {}.", dist.display());
            Ok(())
        }
        Task::Bundle => {
            let dist = workspace::dist();
            page::build(&dist, Offline::Kept)?;
            println!("{}", dist.join("nearmiss.html").display());
            Ok(())
        }
        Task::Test { is_long, cargo_arguments } => check::test(is_long, &cargo_arguments),
        Task::Bench { part } => bench::bench(part),
        Task::Record { recording, names } => record::record(recording, &names),
        Task::Lint => check::lint(),
        Task::Extend => extend::extend(extend::Extent::All),
        Task::Help => {
            println!("{USAGE}");
            Ok(())
        }
    }
}

fn parse(arguments: &[String]) -> Result<Task, Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => Ok(Task::Serve { port: DEFAULT_PORT }),
        ["serve", "--port", number] => parse_port(number).map(|port| Task::Serve { port }),
        ["serve", word] if word.starts_with("--port=") => {
            parse_port(&word["--port=".len()..]).map(|port| Task::Serve { port })
        }
        ["build"] => Ok(Task::Build),
        ["bundle"] => Ok(Task::Bundle),
        ["test", "--long", ..] => Ok(Task::Test { is_long: true, cargo_arguments: arguments[2..].to_vec() }),
        ["test", ..] => Ok(Task::Test { is_long: false, cargo_arguments: arguments[1..].to_vec() }),
        ["bench"] => Ok(Task::Bench { part: Part::All }),
        ["bench", "browser"] => Ok(Task::Bench { part: Part::Browser }),
        ["bench", "command"] => Ok(Task::Bench { part: Part::Command }),
        ["bench", "growth"] => Ok(Task::Bench { part: Part::Growth }),
        ["record", "--list", ..] => Ok(Task::Record { recording: Recording::List, names: arguments[2..].to_vec() }),
        ["record", "--install", ..] => {
            Ok(Task::Record { recording: Recording::Install, names: arguments[2..].to_vec() })
        }
        ["record", ..] => Ok(Task::Record { recording: Recording::Check, names: arguments[1..].to_vec() }),
        ["lint"] => Ok(Task::Lint),
        ["extend"] => Ok(Task::Extend),
        [] | ["help" | "--help" | "-h"] => Ok(Task::Help),
        _ => Err(Failure::Usage { given: words.join(" ") }),
    }
}

fn parse_port(number: &str) -> Result<u16, Failure> {
    number.parse().map_err(|_| Failure::Port { given: number.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Task, Failure> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&arguments)
    }

    #[test]
    fn serve_takes_a_port_in_both_spellings() {
        assert_eq!(parse_line("serve").unwrap(), Task::Serve { port: 8080 });
        assert_eq!(parse_line("serve --port 9000").unwrap(), Task::Serve { port: 9000 });
        assert_eq!(parse_line("serve --port=9000").unwrap(), Task::Serve { port: 9000 });
    }

    #[test]
    fn a_port_out_of_range_is_named_in_the_sentence() {
        let failure = parse_line("serve --port 70000").unwrap_err();
        assert!(failure.to_string().contains("70000"));
    }

    #[test]
    fn what_follows_test_goes_to_cargo() {
        assert_eq!(
            parse_line("test loss -- --nocapture").unwrap(),
            Task::Test { is_long: false, cargo_arguments: vec!["loss".into(), "--".into(), "--nocapture".into()] }
        );
        assert_eq!(
            parse_line("test --long loss").unwrap(),
            Task::Test { is_long: true, cargo_arguments: vec!["loss".into()] }
        );
    }

    #[test]
    fn a_part_of_the_bench_runs_alone() {
        assert_eq!(parse_line("bench").unwrap(), Task::Bench { part: Part::All });
        assert_eq!(parse_line("bench command").unwrap(), Task::Bench { part: Part::Command });
        assert!(parse_line("bench page").is_err());
    }

    #[test]
    fn one_file_is_asked_for_by_a_word() {
        assert_eq!(parse_line("bundle").unwrap(), Task::Bundle);
        assert!(parse_line("bundle there").is_err());
    }

    #[test]
    fn an_unknown_command_shows_the_usage() {
        let failure = parse_line("deploy now").unwrap_err();
        assert!(failure.to_string().contains("deploy now"));
        assert!(failure.to_string().contains("cargo xtask serve"));
    }
}
