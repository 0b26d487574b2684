//! The experiment as the fragment of a link: every setting by its name in the JSON, so that a person can read and change
//! it. What the page is to look like may stand beside it and is no part of the experiment.
//!
//! A fragment never reaches a server. All settings are written out, so that a link means the same when defaults change,
//! and the last key is `end`: a link that lacks it was cut somewhere on its way. `v` is the version of this form, `version`
//! that of the experiment; links that lack the latter are of version 1.

mod error;
mod page_settings;
#[cfg(test)]
mod tests;
mod version_1;

pub use error::LinkError;
pub use page_settings::{Hidden, PageSettings};

use crate::lesson::{Place, Step};
use error::VERSION;
use nearmiss::Experiment;
use nearmiss::experiment::{Checked, EarlierVersion, SettingError};

/// What a link holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Link {
    /// What is asked.
    pub experiment: Checked,
    /// What is to be said where it was asked of an earlier version.
    pub earlier: Option<EarlierVersion>,
    /// How the page is to be shown.
    pub page: PageSettings,
}

impl Link {
    /// What an address without a fragment stands for: the lesson at its beginning.
    pub fn of_lesson() -> Link {
        Link {
            experiment: Experiment::lesson().check().unwrap_or_default(),
            earlier: None,
            page: PageSettings::at(Place::Lesson(Step::default())),
        }
    }
}

/// The fragment of an experiment, without its `#`.
pub fn write(experiment: &Experiment, page: &PageSettings) -> String {
    let page = page.pairs();
    let versions = [("v", VERSION.to_string()), ("version", experiment.version.to_string())];
    let pairs: Vec<(&str, String)> = versions.into_iter().chain(experiment.settings()).chain(page).collect();
    let fragment = serde_urlencoded::to_string(pairs).expect("pairs of texts can be encoded");
    format!("{fragment}&end")
}

/// What is in a fragment (with or without its `#`). Settings that it leaves out have the default of its data.
///
/// # Errors
/// What is wrong with it: it was cut, or a setting is none, is there twice, or doesn't fit.
pub fn read(fragment: &str) -> Result<Link, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(fragment).map_err(|_| LinkError::Damaged)?;
    let version = taken(&mut pairs, "v", VERSION)?.ok_or(LinkError::Damaged)?;
    if version == 1 {
        return link(&version_1::translated(pairs)?, 1, PageSettings::default());
    }
    let version = taken(&mut pairs, "version", Experiment::VERSION)?.unwrap_or(1);
    match pairs.iter().position(|(key, _)| key == "end") {
        None => return Err(LinkError::Cut),
        Some(place) if place + 1 < pairs.len() => return Err(LinkError::GoesOn(pairs.swap_remove(place + 1).0)),
        Some(_) if pairs.pop().is_some_and(|(_, value)| !value.is_empty()) => return Err(LinkError::Cut),
        Some(_) => {}
    }
    let (page, settings): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|(key, _)| page_settings::KEYS.contains(&key.as_str()));
    if let Some((key, _)) = page.iter().enumerate().find_map(|(n, own)| page[..n].iter().find(|(key, _)| *key == own.0))
    {
        return Err(SettingError::Twice(key.clone()).into());
    }
    link(&settings, version, PageSettings::of(&page)?)
}

/// Takes a version out of the pairs, one up to `newest`; none where it isn't there.
fn taken(pairs: &mut Vec<(String, String)>, key: &str, newest: u32) -> Result<Option<u32>, LinkError> {
    let Some(place) = pairs.iter().position(|(own, _)| own == key) else { return Ok(None) };
    let version: u32 = pairs.remove(place).1.parse().map_err(|_| LinkError::Damaged)?;
    if pairs.iter().any(|(own, _)| own == key) {
        return Err(SettingError::Twice(key.to_string()).into());
    }
    if (1..=newest).contains(&version) { Ok(Some(version)) } else { Err(LinkError::Version(version)) }
}

fn link(settings: &[(String, String)], version: u32, page: PageSettings) -> Result<Link, LinkError> {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let experiment = Experiment::from_settings(&settings)?;
    let earlier = Experiment { version, ..Experiment::clone(&experiment) }.earlier_version();
    Ok(Link { experiment, earlier, page })
}
