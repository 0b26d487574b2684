//! `nearmiss-site FOLDER [--online]` finishes the page that Trunk has built there, as `cargo xtask build` asks it to.
//! With `--online` the page isn't kept for use without a network, and a copy that a browser has is given up.

use nearmiss_site::Offline;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (folder, offline) = match words[..] {
        [folder] => (folder, Offline::Kept),
        [folder, "--online"] => (folder, Offline::GivenUp),
        _ => {
            eprintln!("usage: nearmiss-site FOLDER [--online]");
            return ExitCode::from(2);
        }
    };
    match nearmiss_site::finish(Path::new(folder), offline) {
        Ok(left_out) => {
            left_out
                .iter()
                .for_each(|path| eprintln!("{path} is too large for the page as one file and left out of it."));
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
