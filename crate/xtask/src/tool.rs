//! The three programs that turn the compiler's output into a page, the one that steers Firefox, and the bench's peers, each
//! in exactly one version.
//!
//! They are kept in a cache of the user's, one directory for each version, never on PATH: another clone finds them,
//! another project isn't disturbed. A tool counts as there when it runs and reports the version wanted;
//! anything else in its place is replaced.

use crate::failure::Failure;
use crate::process::{cargo, find, output_of, run, version_in};
use crate::workspace;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Trunk's last version before 0.22, which needs a newer compiler than this workspace does.
const TRUNK_VERSION: &str = "0.21.14";

/// Old versions of wasm-opt, Debian's among them, reject what today's compiler emits.
const BINARYEN_VERSION: &str = "132";

/// What steers Firefox, in the newest version: it knows every Firefox that Debian has.
const GECKODRIVER_VERSION: &str = "0.37.1";

/// What finds whom the page keeps out.
const AXE_VERSION: &str = "4.14.1";

/// What gives the page marks: the last version for Node 20.
const LIGHTHOUSE_VERSION: &str = "12.8.2";

/// The bench's peer in a browser.
const TENSORFLOW_JS_VERSION: &str = "4.22.0";

/// The bench's peer of the command.
const JAX_VERSION: &str = "0.10.2";

/// A program in one version, and the package that brings it.
pub struct Tool {
    name: &'static str,
    version: String,
    package: Package,
    duration: &'static str,
}

enum Package {
    Crate { name: &'static str, lock: Lock },
    Npm { name: &'static str },
}

/// Whether cargo takes the dependencies that the package was published with.
enum Lock {
    Published,
    Newest,
}

impl Tool {
    /// Trunk: runs compiler, wasm-bindgen and wasm-opt, and writes the page around their output.
    pub fn trunk() -> Tool {
        Tool {
            name: "trunk",
            version: TRUNK_VERSION.to_owned(),
            package: Package::Crate { name: "trunk", lock: Lock::Published },
            duration: "about 4 minutes",
        }
    }

    /// wasm-bindgen: writes the JavaScript between page and WebAssembly, in the version of the library in Cargo.lock.
    pub fn wasm_bindgen() -> Result<Tool, Failure> {
        Ok(Tool {
            name: "wasm-bindgen",
            version: workspace::locked_version("wasm-bindgen")?,
            // Its published lock names a version that is no longer there.
            package: Package::Crate { name: "wasm-bindgen-cli", lock: Lock::Newest },
            duration: "about 1 minute",
        })
    }

    /// wasm-opt: makes the WebAssembly smaller. The page also works without.
    pub fn wasm_opt() -> Tool {
        Tool {
            name: "wasm-opt",
            version: BINARYEN_VERSION.to_owned(),
            package: Package::Npm { name: "binaryen" },
            duration: "some seconds",
        }
    }

    /// geckodriver: steers Firefox in a test. Debian has the browser alone.
    pub fn geckodriver() -> Tool {
        Tool {
            name: "geckodriver",
            version: GECKODRIVER_VERSION.to_owned(),
            package: Package::Crate { name: "geckodriver", lock: Lock::Published },
            duration: "about 2 minutes",
        }
    }

    /// lighthouse: gives the page marks in a test.
    pub fn lighthouse() -> Tool {
        Tool {
            name: "lighthouse",
            version: LIGHTHOUSE_VERSION.to_owned(),
            package: Package::Npm { name: "lighthouse" },
            duration: "about 1 minute",
        }
    }

    /// axe-core's script, which a test runs in the page.
    pub fn axe() -> Result<PathBuf, Failure> {
        library("axe-core", AXE_VERSION, &["axe-core"], "axe-core/axe.min.js")
    }

    /// TensorFlow.js with its WebAssembly backend: what the bench compares with. A library, so nothing runs it here.
    pub fn tensorflow_js() -> Result<PathBuf, Failure> {
        let names = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"];
        let inside = "@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js";
        let file = library("tfjs", TENSORFLOW_JS_VERSION, &names, inside)?;
        Ok(file.ancestors().nth(3).map(Path::to_owned).unwrap_or(file))
    }

    /// The Python that has jax, which the bench compares the command with, in a virtual environment. Where it can't be
    /// made, without python3 or its venv for example, the inner error says why: the bench can do without.
    pub fn jax() -> Result<Result<PathBuf, Failure>, Failure> {
        let cache = cache()?;
        let _lock = lock(&cache)?;
        let root = cache.join(format!("jax-{JAX_VERSION}"));
        let python = root.join("bin/python");
        let version = ["-c", "import jax; print(jax.__version__)"];
        if output_of(Command::new(&python).args(version)).is_some_and(|line| line.trim() == JAX_VERSION) {
            return Ok(Ok(python));
        }
        let what = format!("Installing jax {JAX_VERSION}");
        eprintln!("{what} (about 1 minute, once) …");
        // What is there doesn't run or is unfinished.
        let made = run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(root), "python3 -m venv");
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip.arg(format!("jax=={JAX_VERSION}"));
        Ok(made.and_then(|()| run(&mut pip, &what)).map(|()| python))
    }

    /// The directory that holds this tool, if there is one: in the cache, or else on PATH.
    pub fn found(&self) -> Option<PathBuf> {
        let cached = cache().ok().map(|cache| self.directory_in(&cache));
        let on_path = || find(self.name)?.parent().map(Path::to_owned);
        cached.filter(|directory| self.is_in(directory)).or_else(|| on_path().filter(|directory| self.is_in(directory)))
    }

    /// The directory that holds this tool, installed now if it wasn't before.
    pub fn ready(&self) -> Result<PathBuf, Failure> {
        if let Some(directory) = self.found() {
            return Ok(directory);
        }
        let cache = cache()?;
        let _lock = lock(&cache)?;
        // Whoever held the lock may have installed it.
        if let Some(directory) = self.found() {
            return Ok(directory);
        }
        self.install(&cache.join(self.key()))?;
        self.found().ok_or_else(|| Failure::Missing {
            what: format!("{} {} was installed and doesn't run", self.name, self.version),
            remedy: format!("see what `{} --version` says.", self.directory_in(&cache).join(self.name).display()),
        })
    }

    fn directory_in(&self, cache: &Path) -> PathBuf {
        cache.join(self.key()).join(match self.package {
            Package::Crate { .. } => "bin",
            Package::Npm { .. } => "node_modules/.bin",
        })
    }

    fn key(&self) -> String {
        let name = match self.package {
            Package::Crate { .. } => self.name,
            Package::Npm { name } => name,
        };
        format!("{name}-{}", self.version)
    }

    fn is_in(&self, directory: &Path) -> bool {
        let path = directory.join(format!("{}{}", self.name, env::consts::EXE_SUFFIX));
        output_of(Command::new(path).arg("--version")).is_some_and(|line| version_in(&line) == Some(&self.version))
    }

    fn install(&self, root: &Path) -> Result<(), Failure> {
        let what = format!("Installing {} {}", self.name, self.version);
        eprintln!("{what} ({}, once) …", self.duration);
        // What is there doesn't run or is another version.
        if root.exists() {
            fs::remove_dir_all(root).map_err(|source| Failure::File { path: root.to_owned(), source })?;
        }
        let mut command = match &self.package {
            Package::Crate { name, lock } => cargo_install(name, &self.version, lock, root),
            Package::Npm { name } => {
                let mut npm = npm_install(root);
                npm.arg(format!("{name}@{}", self.version));
                npm
            }
        };
        run(&mut command, &what)
    }
}

/// A file of packages of one version, which nothing runs here: `inside` of what npm installs them into.
fn library(key: &str, version: &str, packages: &[&str], inside: &str) -> Result<PathBuf, Failure> {
    let cache = cache()?;
    let _lock = lock(&cache)?;
    let root = cache.join(format!("{key}-{version}"));
    let file = root.join("node_modules").join(inside);
    if !file.is_file() {
        let what = format!("Installing {key} {version}");
        eprintln!("{what} (some seconds, once) …");
        run(npm_install(&root).args(packages.iter().map(|name| format!("{name}@{version}"))), &what)?;
    }
    Ok(file)
}

fn npm_install(root: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(root);
    npm
}

fn cargo_install(name: &str, version: &str, lock: &Lock, root: &Path) -> Command {
    let mut command = cargo();
    command
        .args(["install", name, "--version", version, "--root"])
        .arg(root)
        // Compiling these tools takes far longer than they ever run, so they are compiled with little optimisation.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_remove("CARGO_TARGET_DIR");
    if let Lock::Published = lock {
        command.arg("--locked");
    }
    command
}

/// The user's cache of tools.
fn cache() -> Result<PathBuf, Failure> {
    let base = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .ok_or_else(|| Failure::Missing {
            what: "There is no place to keep the tools".to_owned(),
            remedy: "set HOME or XDG_CACHE_HOME to a directory you may write to.".to_owned(),
        })?;
    Ok(base.join("nearmiss"))
}

/// Two commands started together would install into the same place: the second waits here for the first.
/// The lock ends with the file's handle, however this program ends.
fn lock(cache: &Path) -> Result<File, Failure> {
    let path = cache.join("lock");
    let locked =
        fs::create_dir_all(cache).and_then(|()| File::create(&path)).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|source| Failure::File { path, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_its_own_directory() {
        assert_eq!(Tool::trunk().key(), "trunk-0.21.14");
        assert_eq!(Tool::wasm_opt().key(), "binaryen-132");
    }

    #[test]
    fn a_program_of_another_version_does_not_count() {
        let tool =
            Tool { name: "cargo", version: "0.1.0".to_owned(), package: Package::Npm { name: "none" }, duration: "" };
        let directory = find("cargo").expect("cargo runs this test");
        assert!(!tool.is_in(directory.parent().expect("a file has a parent")));
    }
}
