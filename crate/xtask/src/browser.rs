//! The browsers for the tests, and the drivers through which they steer them.

use crate::apt;
use crate::failure::Failure;
use crate::process::{find, output_of, version_in};
use crate::tool::Tool;
use std::env;
use std::path::PathBuf;
use std::process::Command;

const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const CHROMEDRIVER: &str = "chromedriver";
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];
const GECKODRIVER: &str = "geckodriver";

/// A browser and its driver.
pub struct Browser {
    /// The browser.
    pub program: PathBuf,
    /// What steers it.
    pub driver: PathBuf,
}

impl Browser {
    /// Chromium or Chrome and a driver of the same version: those that `CHROMIUM` and `CHROMEDRIVER` name, or else those
    /// on PATH, or else installed now.
    pub fn chromium() -> Result<Browser, Failure> {
        if let Some(browser) = Browser::chromium_found() {
            return Ok(browser);
        }
        let what = "The tests need Chromium and a chromedriver of the same version";
        if apt::is_here() {
            apt::install(&["chromium", "chromium-driver"], what)?;
        }
        Browser::chromium_found().ok_or_else(|| Failure::Missing {
            what: what.to_owned(),
            remedy: "install both on PATH, or name them in CHROMIUM and CHROMEDRIVER, then try again.".to_owned(),
        })
    }

    fn chromium_found() -> Option<Browser> {
        let driver = named("CHROMEDRIVER").or_else(|| find(CHROMEDRIVER))?;
        let wanted = major(&driver)?;
        named("CHROMIUM")
            .into_iter()
            .chain(CHROMIUM.iter().filter_map(|name| find(name)))
            .find(|browser| major(browser).as_ref() == Some(&wanted))
            .map(|program| Browser { program, driver })
    }

    /// Firefox and geckodriver: those that `FIREFOX` and `GECKODRIVER` name, or else the Firefox on PATH and the driver
    /// among the tools, or else installed now. One driver speaks to Firefoxes of many versions.
    pub fn firefox() -> Result<Browser, Failure> {
        let found = || named("FIREFOX").or_else(|| FIREFOX.iter().find_map(|name| find(name)));
        let what = "One test needs Firefox";
        if found().is_none() && apt::is_here() {
            apt::install(&["firefox-esr"], what)?;
        }
        let program = found().ok_or_else(|| Failure::Missing {
            what: what.to_owned(),
            remedy: "install it on PATH, or name it in FIREFOX, then try again.".to_owned(),
        })?;
        let driver = match named("GECKODRIVER") {
            Some(driver) => driver,
            None => Tool::geckodriver().ready()?.join(GECKODRIVER),
        };
        Ok(Browser { program, driver })
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

/// The first number of a program's version: Chromium and its driver understand each other when theirs agree.
fn major(program: &PathBuf) -> Option<String> {
    let line = output_of(Command::new(program).arg("--version"))?;
    let (major, _) = version_in(&line)?.split_once('.')?;
    Some(major.to_owned())
}
