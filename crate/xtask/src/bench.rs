//! Measures the hot paths: in a browser, beside a ceiling and TensorFlow.js, and natively, beside jax.

use crate::browser::Browser;
use crate::failure::Failure;
use crate::page::{self, Offline};
use crate::process::{cargo, run};
use crate::tool::Tool;
use crate::wasm;
use crate::workspace;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What the bench's page loads of TensorFlow.js, relative to its packages.
const PEER_FILES: [&str; 4] = [
    "tfjs/dist/tf.min.js",
    "tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
    "tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
    "tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
];

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// Everything there is.
    All,
    /// The page and its hot paths, beside TensorFlow.js.
    Browser,
    /// The hot paths as the command runs them, beside jax.
    Command,
    /// The command's steps by the size of what they work on.
    Growth,
}

/// Measures a part. What is known of the others stays.
pub fn bench(part: Part) -> Result<(), Failure> {
    if matches!(part, Part::All | Part::Browser) {
        in_browser()?;
    }
    if matches!(part, Part::All | Part::Command) {
        beside_jax()?;
    }
    if matches!(part, Part::All | Part::Growth) {
        eprintln!("Measuring how cost grows (about 3 minutes; leave the machine alone) …");
        run(&mut program("growth"), "The bench of how cost grows")?;
    }
    if part == Part::All {
        eprintln!("Measuring products and training by criterion …");
        let mut criterion = workspace::cargo();
        criterion.args(["bench", "--quiet", "--package", "nearmiss-bench", "--bench", "native"]);
        run(&mut criterion, "cargo bench")?;
    }
    Ok(())
}

/// Builds page and bench and opens both in a browser.
fn in_browser() -> Result<(), Failure> {
    let dist = workspace::dist();
    page::build(&dist, Offline::Kept)?;
    let folder = workspace::target().join("bench");
    assemble(&folder)?;
    let browser = Browser::chromium()?;
    eprintln!("Measuring in a browser (about 5 minutes; leave the machine alone) …");
    let mut command = program("browser");
    command
        .env("NEARMISS_BENCH", folder)
        .env("NEARMISS_DIST", dist)
        .env("CHROMIUM", browser.program)
        .env("CHROMEDRIVER", browser.driver);
    run(&mut command, "The bench in a browser")
}

/// Ours alone where jax can't be had.
fn beside_jax() -> Result<(), Failure> {
    let mut command = program("command");
    command.env_remove("NEARMISS_PYTHON");
    match Tool::jax()? {
        Ok(python) => command.env("NEARMISS_PYTHON", python),
        Err(reason) => {
            eprintln!("{reason} So jax is left out and the command measured alone.");
            &mut command
        }
    };
    eprintln!("Measuring the command (about 2 minutes; leave the machine alone) …");
    run(&mut command, "The bench of the command")
}

fn program(part: &str) -> Command {
    let mut command = workspace::cargo();
    command.args(["run", "--quiet", "--release", "--package", "nearmiss-bench", "--", part]);
    command
}

/// Puts the bench's page together.
fn assemble(folder: &Path) -> Result<(), Failure> {
    let compiler = wasm::compiler()?;
    let wasm_bindgen = Tool::wasm_bindgen()?.ready()?;
    let peers = Tool::tensorflow_js()?;
    eprintln!("Building the bench …");
    let cargo = compiler.directory().map_or_else(cargo, |directory| Command::new(directory.join("cargo")));
    let mut build = cargo;
    build.current_dir(workspace::root());
    build.args([
        "rustc",
        "--quiet",
        "--profile",
        "page",
        "--package",
        "nearmiss-bench",
        "--lib",
        "--crate-type",
        "cdylib",
    ]);
    build.args(["--target", wasm::TARGET]);
    compiler.prepare(&mut build);
    run(&mut build, "Building the bench")?;
    let module = compiler.target().join(wasm::TARGET).join("page/nearmiss_bench.wasm");
    let mut bind = Command::new(wasm_bindgen.join("wasm-bindgen"));
    run(bind.args(["--target", "web", "--out-dir"]).arg(folder).arg(module), "wasm-bindgen")?;
    for name in ["index.html", "bench.js", "worker.js", "copier.js"] {
        copy(&workspace::root().join("crate/bench/www").join(name), &folder.join(name))?;
    }
    PEER_FILES.iter().try_for_each(|name| copy(&peers.join(name), &folder.join("peers").join(name)))
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let made = to.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::copy(from, to)).map_err(|source| Failure::File { path: to.to_owned(), source })?;
    Ok(())
}
