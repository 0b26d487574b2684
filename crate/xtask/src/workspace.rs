//! Where things are in this repository, and which versions its Cargo.lock has chosen.

use crate::failure::Failure;
use crate::process;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The directory of the workspace: two above this crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lies two directories below the workspace")
}

/// A cargo that works on this workspace.
pub fn cargo() -> Command {
    let mut command = process::cargo();
    command.current_dir(root());
    command
}

/// Where the page is built for a reader.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where the page is built for the tests: another place, so that a page being served isn't pulled away.
pub fn test_dist() -> PathBuf {
    target().join("test-dist")
}

/// Cargo's target directory.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The version of a package in Cargo.lock.
pub fn locked_version(package: &'static str) -> Result<String, Failure> {
    let path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|source| Failure::File { path, source })?;
    version_in_lock(&lock, package).map(str::to_owned).ok_or(Failure::NotLocked { package })
}

fn version_in_lock<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry"
"#;

    #[test]
    fn the_version_belongs_to_the_package_of_exactly_that_name() {
        assert_eq!(version_in_lock(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in_lock(LOCK, "wasm"), None);
    }

    #[test]
    fn this_workspace_locks_wasm_bindgen() {
        assert!(locked_version("wasm-bindgen").is_ok());
    }
}
