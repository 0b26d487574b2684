//! A Rust compiler that can make WebAssembly.
//!
//! The ordinary way is the standard library that rustup adds to the toolchain in use. Where rustup can't download it,
//! Debian has a compiler, beside that toolchain, with the sources of its standard library, which cargo then builds itself.

use crate::apt;
use crate::failure::Failure;
use crate::process::{find, output_of, run_within, version_in};
use crate::workspace;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The name of WebAssembly among the compiler's targets.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A download that takes longer than this is taken for one that never ends.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(60);

const DEBIAN_DIRECTORY: &str = "/usr/bin";
const DEBIAN_STANDARD_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library";
const DEBIAN_LINKER: &str = "wasm-ld-19";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Which compiler makes the page.
#[derive(Clone, Copy)]
pub enum Compiler {
    /// The toolchain in use; it has the standard library for WebAssembly.
    Toolchain,
    /// Debian's; the standard library is built along with the page.
    Debian,
}

/// Finds a compiler for WebAssembly, or installs one.
pub fn compiler() -> Result<Compiler, Failure> {
    if toolchain_has_target() {
        return Ok(Compiler::Toolchain);
    }
    // Debian's compiler is there because rustup couldn't help before: it isn't asked again.
    if debian_is_complete() {
        return Ok(Compiler::Debian);
    }
    if rustup_adds_target() {
        return Ok(Compiler::Toolchain);
    }
    let what = "The Rust compiler can't make WebAssembly yet";
    let remedy = format!("run `rustup target add {TARGET}`, then try again.");
    if apt::is_here() {
        apt::install(&DEBIAN_PACKAGES, what)?;
        if debian_is_complete() {
            return Ok(Compiler::Debian);
        }
    }
    Err(Failure::Missing { what: what.to_owned(), remedy })
}

impl Compiler {
    /// The directory whose programs must be found before those of the same name elsewhere.
    pub fn directory(self) -> Option<&'static Path> {
        match self {
            Compiler::Toolchain => None,
            Compiler::Debian => Some(Path::new(DEBIAN_DIRECTORY)),
        }
    }

    /// Makes a command, and the cargo that it starts, compile with this compiler.
    /// The flags for WebAssembly stay in .cargo/config.toml: `RUSTFLAGS` here would replace them.
    pub fn prepare(self, command: &mut Command) {
        let Compiler::Debian = self else { return };
        let directory = Path::new(DEBIAN_DIRECTORY);
        command
            .env("RUSTC", directory.join("rustc"))
            .env("CARGO", directory.join("cargo"))
            // Building the standard library is an unstable part of cargo, which a stable compiler allows to its own kind.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
            // A directory of its own, so that neither compiler discards the other's work or waits for it.
            .env("CARGO_TARGET_DIR", self.target());
    }

    /// Where cargo puts what this compiler makes.
    pub fn target(self) -> PathBuf {
        match self {
            Compiler::Toolchain => workspace::target(),
            Compiler::Debian => workspace::target().join("debian"),
        }
    }
}

fn toolchain_has_target() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    output_of(Command::new(rustc).args(["--print", "sysroot"]))
        .is_some_and(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

fn rustup_adds_target() -> bool {
    if find("rustup").is_none() {
        return false;
    }
    eprintln!("Adding the {TARGET} standard library by rustup (once) …");
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]);
    match run_within(DOWNLOAD_LIMIT, &mut command, "rustup target add") {
        Ok(()) => toolchain_has_target(),
        Err(failure) => {
            eprintln!("{failure} Looking for another compiler …");
            false
        }
    }
}

/// Whether Debian's compiler is there with all its parts, and recent enough.
fn debian_is_complete() -> bool {
    let rustc = Path::new(DEBIAN_DIRECTORY).join("rustc");
    let recent = output_of(Command::new(rustc).arg("--version"))
        .is_some_and(|line| version_in(&line).and_then(minor) >= minor(env!("CARGO_PKG_RUST_VERSION")));
    recent
        && Path::new(DEBIAN_DIRECTORY).join("cargo").is_file()
        && Path::new(DEBIAN_STANDARD_LIBRARY).is_dir()
        && find(DEBIAN_LINKER).is_some()
}

/// The 96 of "1.96.0".
fn minor(version: &str) -> Option<u32> {
    version.split('.').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_and_an_unreadable_one_is_too_old() {
        assert!(minor("1.100.0") > minor("1.95"));
        assert!(minor("unknown") < minor("1.95"));
    }
}
