//! The browser for the tests, and the driver through which they steer it.

use crate::apt;
use crate::failure::Failure;
use crate::process::{find, output_of, version_in};
use std::env;
use std::path::PathBuf;
use std::process::Command;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const DRIVER: &str = "chromedriver";

/// A browser and the driver of the same version.
pub struct Browser {
    /// Chromium or Chrome.
    pub chromium: PathBuf,
    /// Its driver.
    pub driver: PathBuf,
}

impl Browser {
    /// The browser that `CHROMIUM` and `CHROMEDRIVER` name, or else the one on PATH, or else one installed now.
    pub fn ready() -> Result<Browser, Failure> {
        if let Some(browser) = Browser::found() {
            return Ok(browser);
        }
        let what = "The tests need Chromium and a chromedriver of the same version";
        if apt::is_here() {
            apt::install(&["chromium", "chromium-driver"], what)?;
        }
        Browser::found().ok_or_else(|| Failure::Missing {
            what: what.to_owned(),
            remedy: "install both on PATH, or name them in CHROMIUM and CHROMEDRIVER, then try again.".to_owned(),
        })
    }

    fn found() -> Option<Browser> {
        let driver = named("CHROMEDRIVER").or_else(|| find(DRIVER))?;
        let wanted = major(&driver)?;
        named("CHROMIUM")
            .into_iter()
            .chain(BROWSERS.iter().filter_map(|name| find(name)))
            .find(|browser| major(browser).as_ref() == Some(&wanted))
            .map(|chromium| Browser { chromium, driver })
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

/// The first number of a program's version: browser and driver understand each other when theirs agree.
fn major(program: &PathBuf) -> Option<String> {
    let line = output_of(Command::new(program).arg("--version"))?;
    let (major, _) = version_in(&line)?.split_once('.')?;
    Some(major.to_owned())
}
