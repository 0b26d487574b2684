//! Checks the whole workspace: its form, then every test, those in a browser included.

use crate::browser::Browser;
use crate::extend::{self, Extent};
use crate::failure::Failure;
use crate::page::{self, Offline};
use crate::process::{finished, output_of, run, told};
use crate::structure;
use crate::tool::Tool;
use crate::workspace;
use std::env;

/// Where the measured data set of the paper lies, if anywhere, relative to the workspace.
const LOCATION: &str = "../shared/data/location.csv.gz";

/// How files hang together, rustfmt and clippy, without leniency.
pub fn lint() -> Result<(), Failure> {
    eprintln!("Checking form …");
    structure::check()?;
    run(workspace::cargo().args(["fmt", "--all", "--check"]), "cargo fmt --check")?;
    run(workspace::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]), "cargo clippy")
}

/// The form, where this toolchain can check it; the page; every test, with long simulations if asked for, whose counts are
/// then printed.
pub fn test(is_long: bool, cargo_arguments: &[String]) -> Result<(), Failure> {
    let can_lint = ["fmt", "clippy"]
        .iter()
        .all(|component| output_of(workspace::cargo().args([component, "--version"])).is_some());
    if can_lint {
        lint()?;
    } else {
        structure::check()?;
        eprintln!(
            "This toolchain has no rustfmt or no clippy: their part of the form isn't checked (`rustup component add rustfmt clippy`)."
        );
    }

    let dist = workspace::test_dist();
    page::build(&dist, Offline::Kept)?;
    let chromium = Browser::chromium()?;
    let firefox = Browser::firefox().inspect_err(|failure| {
        tell_skipped(failure, "the page in Firefox");
    });
    let node = page::node("axe-core and lighthouse need Node and npm");
    let axe = node.and_then(|()| Tool::axe()).inspect_err(|failure| tell_skipped(failure, "whom the page keeps out"));
    let lighthouse = Tool::lighthouse();
    let lighthouse = lighthouse.ready().inspect_err(|failure| tell_skipped(failure, "the page's marks"));

    eprintln!("Running the tests …");
    let mut command = workspace::cargo();
    command
        .args(["test", "--workspace"])
        .args(cargo_arguments)
        .env("NEARMISS_DIST", dist)
        .env("CHROMIUM", chromium.program)
        .env("CHROMEDRIVER", chromium.driver);
    if let Ok(firefox) = firefox {
        command.env("FIREFOX", firefox.program).env("GECKODRIVER", firefox.driver);
    }
    if let Ok(axe) = axe {
        command.env("AXE", axe);
    }
    if let Ok(directory) = lighthouse {
        command.env("LIGHTHOUSE", directory.join("lighthouse"));
    }
    // The real Location-30 data carries no licence, so the repository doesn't contain it. Who has a copy gets the tests
    // that compare with the paper's figures on it; without one, those tests report that it is absent.
    if env::var_os("NEARMISS_LOCATION").is_none() {
        let location = workspace::root().join(LOCATION).canonicalize();
        command.env("NEARMISS_LOCATION", location.unwrap_or_else(|_| "absent".into()));
    }
    if is_long {
        command.env("NEARMISS_LONG", "1");
        simulate()?;
    }
    run(&mut command, "cargo test")?;
    // Benches are compiled and linked, not run: with the tests' profile, as everything they need is there.
    let mut benches = workspace::cargo();
    run(benches.args(["test", "--quiet", "--workspace", "--bench", "*", "--no-run"]), "Compiling the benches")?;
    extend::extend(Extent::Registries)
}

/// Says what isn't tested without something that could not be had.
fn tell_skipped(failure: &Failure, what: &str) {
    eprintln!("{failure} Without it the test of {what} is skipped, or fails where CI is set.");
}

/// Every simulation of the library, and what each has counted, in alphabetical order.
fn simulate() -> Result<(), Failure> {
    let mut command = workspace::cargo();
    command.args(["test", "--package", "nearmiss", "--lib", "--", "--nocapture"]).env("NEARMISS_LONG", "1");
    let (status, said) = told(&mut command)?;
    let mut counts: Vec<&str> =
        said.lines().filter_map(|line| line.split_once("simulation: ")).map(|of| of.1).collect();
    counts.sort_unstable();
    counts.iter().for_each(|line| println!("{line}"));
    finished(status, "cargo test --package nearmiss --lib")
}
