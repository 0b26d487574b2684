//! What can go wrong, each told in a sentence that says what, where, and what to do.

use crate::usage::USAGE;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// The reason why a command of this program ended early.
#[derive(Debug)]
pub enum Failure {
    /// The command line is none of those in the usage text.
    Usage { given: String },
    /// `--port` isn't followed by a port number.
    Port { given: String },
    /// Another program listens on the port, or the system refuses it.
    Listen { port: u16, source: io::Error },
    /// A program couldn't be started at all.
    Start { program: String, source: io::Error },
    /// A step ran and reported an error, having said why in its own output.
    Step { what: String, code: u8 },
    /// A file or directory couldn't be read, written or locked.
    File { path: PathBuf, source: io::Error },
    /// Cargo.lock doesn't name a package whose version is needed.
    NotLocked { package: &'static str },
    /// Files depend on each other in a circle, or are too long; each has been named.
    Structure { n_circles: usize, n_long: usize },
    /// Something isn't on this machine and couldn't be put there.
    Missing { what: String, remedy: String },
}

impl Failure {
    /// The exit code to leave with: the step's own where a step failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage { .. } | Failure::Port { .. } => 2,
            Failure::Step { code, .. } => *code,
            _ => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage { given } => {
                write!(f, "`cargo xtask {given}` isn't a command; there are:\n{}", USAGE)
            }
            Failure::Port { given } => {
                write!(f, "`{given}` isn't a port number: give one from 0 to 65535.")
            }
            Failure::Listen { port, source } if source.kind() == io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "Port {port} is in use by another program: choose another, for example `cargo xtask serve --port {}`.",
                    port.checked_add(1).unwrap_or(8080)
                )
            }
            Failure::Listen { port, source } => {
                write!(f, "Can't listen on port {port} ({source}): choose another with --port.")
            }
            Failure::Start { program, source } => {
                write!(f, "Can't start `{program}` ({source}): check that it is installed and on PATH.")
            }
            Failure::Step { what, code } => {
                write!(f, "{what} failed (exit code {code}); the lines above say why.")
            }
            Failure::File { path, source } => {
                write!(f, "Can't use {} ({source}): check that it exists and that you may write there.", path.display())
            }
            Failure::NotLocked { package } => {
                write!(f, "Cargo.lock doesn't name `{package}`: restore Cargo.lock from the repository.")
            }
            Failure::Structure { n_circles, n_long } => {
                write!(
                    f,
                    "{n_circles} circle(s) of files and {n_long} file(s) too long: move what closes a circle to the file where it belongs, and split a long file at a natural seam."
                )
            }
            Failure::Missing { what, remedy } => write!(f, "{what}: {remedy}"),
        }
    }
}
