//! Builds the page: compiler, wasm-bindgen and wasm-opt, all run by Trunk.

use crate::apt;
use crate::failure::Failure;
use crate::process::{find, run};
use crate::tool::Tool;
use crate::wasm;
use crate::workspace;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether browsers keep the page for use without a network.
#[derive(Clone, Copy, PartialEq)]
pub enum Offline {
    /// They do.
    Kept,
    /// They don't, and give up what they kept: who changes the page wants to see what was built last, without being asked.
    GivenUp,
}

/// Builds the page for release into `dist`, having installed what that takes, and finishes it.
pub fn build(dist: &Path, offline: Offline) -> Result<(), Failure> {
    let compiler = wasm::compiler()?;
    let trunk = Tool::trunk().ready()?;
    let wasm_bindgen = Tool::wasm_bindgen()?.ready()?;
    let wasm_opt = wasm_opt();

    eprintln!("Building the page (some minutes the first time) …");
    let mut command = Command::new(trunk.join("trunk"));
    command.current_dir(workspace::root()).args(["build", "--skip-version-check", "--log", "warn", "--dist"]).arg(dist);
    // Trunk runs wasm-opt exactly when it is told `--release`; the profile that index.html names gives the same build without.
    if wasm_opt.is_some() {
        command.arg("--release");
    }
    // Trunk takes the first program of a name on PATH, so those chosen here stand before all others.
    let mut directories = vec![wasm_bindgen];
    directories.extend(wasm_opt);
    directories.extend(compiler.directory().map(Path::to_owned));
    command.env("PATH", path_with(directories));
    // Trunk's own backtrace would bury the compiler's message.
    command.env("RUST_LIB_BACKTRACE", "0");
    compiler.prepare(&mut command);
    run(&mut command, "Building the page")?;

    // A program of its own, because it needs packages that this one does without.
    let mut finish = workspace::cargo();
    finish.args(["run", "--quiet", "--package", "nearmiss-site", "--"]).arg(dist);
    if offline == Offline::GivenUp {
        finish.arg("--online");
    }
    run(&mut finish, "Finishing the page")
}

/// The directory of wasm-opt, or none where it can't be had: the page does without it.
fn wasm_opt() -> Option<PathBuf> {
    let tool = Tool::wasm_opt();
    tool.found().or_else(|| {
        node("wasm-opt needs Node and npm")
            .and_then(|()| tool.ready())
            .inspect_err(|failure| {
                eprintln!("{failure} The page works without wasm-opt, but will be bigger.");
            })
            .ok()
    })
}

/// Node and npm, which bring and run some tools; `what` says which needs them.
pub fn node(what: &str) -> Result<(), Failure> {
    if find("node").is_some() && find("npm").is_some() {
        return Ok(());
    }
    if apt::is_here() {
        return apt::install(&["nodejs", "npm"], what);
    }
    Err(Failure::Missing {
        what: what.to_owned(),
        remedy: "install Node.js, which brings npm, then try again.".to_owned(),
    })
}

/// PATH with these directories in front.
fn path_with(directories: Vec<PathBuf>) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let all = directories.into_iter().chain(env::split_paths(&path));
    env::join_paths(all).expect("a directory found on PATH or in the cache has no path separator in its name")
}
