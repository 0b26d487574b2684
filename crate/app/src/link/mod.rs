//! The experiment as the fragment of a link: every setting by its name in the JSON, so that a person can read and change
//! it. What the page is to look like may stand beside it and is no part of the experiment.
//!
//! A fragment never reaches a server. All settings are written out, so that a link means the same when defaults change,
//! and the last key is `end`: a link that lacks it was cut somewhere on its way.

mod version_1;

use nearmiss::Experiment;
use nearmiss::experiment::{Checked, ExperimentError, SettingError};

/// Of links. Version 1 had shorter names for settings, and no end.
const VERSION: u32 = 2;

/// Why a fragment is no experiment.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// Not even settings.
    #[error("The link is damaged: it can't be read as settings.")]
    Damaged,
    /// It doesn't end where it should.
    #[error("The link was cut: its last setting has to be “end”. Copy the whole of it.")]
    Cut,
    /// Something stands behind its end.
    #[error("The link goes on behind its “end” with “{0}”. Remove what doesn't belong to it.")]
    GoesOn(String),
    /// Of a version to come, or of none.
    #[error(
        "This link has version {0}; only versions up to {VERSION} are known here. Reload the page to have its newest version."
    )]
    Version(u32),
    /// Settings that make no experiment.
    #[error("The link can't be run: {0}.")]
    Setting(SettingError),
    /// Values that make no experiment.
    #[error("The link can't be run. {0}")]
    Experiment(ExperimentError),
}

impl From<SettingError> for LinkError {
    fn from(error: SettingError) -> LinkError {
        match error {
            SettingError::Experiment(error) => LinkError::Experiment(error),
            error => LinkError::Setting(error),
        }
    }
}

/// Keys that say how the page is to be shown: they stand outside the experiment and its fingerprint.
const PAGE_KEYS: [&str; 4] = ["at", "embed", "hide", "lock"];

/// What a link holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Link {
    /// What is asked.
    pub experiment: Checked,
    /// How the page is to be shown.
    pub page: PageSettings,
}

/// How the page is to be shown, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageSettings(Vec<(String, String)>);

impl PageSettings {
    /// What a link says of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }
}

/// The fragment of an experiment, without its `#`.
pub fn write(experiment: &Experiment, page: &PageSettings) -> String {
    let page = page.0.iter().map(|(key, value)| (key.as_str(), value.clone()));
    let version = ("v", VERSION.to_string());
    let pairs: Vec<(&str, String)> = [version].into_iter().chain(experiment.settings()).chain(page).collect();
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
    let Some(place) = pairs.iter().position(|(key, _)| key == "v") else { return Err(LinkError::Damaged) };
    let (_, version) = pairs.remove(place);
    let version: u32 = version.parse().map_err(|_| LinkError::Damaged)?;
    if version == 0 || version > VERSION {
        return Err(LinkError::Version(version));
    }
    if version == 1 {
        let pairs = version_1::translated(pairs)?;
        return Ok(Link { experiment: experiment_of(&pairs)?, page: PageSettings::default() });
    }
    match pairs.iter().position(|(key, _)| key == "end") {
        None => return Err(LinkError::Cut),
        Some(place) if place + 1 < pairs.len() => return Err(LinkError::GoesOn(pairs.swap_remove(place + 1).0)),
        Some(_) if pairs.pop().is_some_and(|(_, value)| !value.is_empty()) => return Err(LinkError::Cut),
        Some(_) => {}
    }
    let (page, settings): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| PAGE_KEYS.contains(&key.as_str()));
    if let Some((key, _)) = page.iter().enumerate().find_map(|(n, own)| page[..n].iter().find(|(key, _)| *key == own.0))
    {
        return Err(SettingError::Twice(key.clone()).into());
    }
    Ok(Link { experiment: experiment_of(&settings)?, page: PageSettings(page) })
}

fn experiment_of(pairs: &[(String, String)]) -> Result<Checked, LinkError> {
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    Ok(Experiment::from_settings(&pairs)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nearmiss::dataset::format::{ColumnKind, CsvOptions};
    use nearmiss::defence::Defence;
    use nearmiss::experiment::{PRESETS, PortionChoice, Target};
    use nearmiss::matrix::MatrixConfig;
    use nearmiss::optimizer::OptimizerKind;
    use nearmiss::source::DataSource;
    use nearmiss::trial::Side;
    use nearmiss::{Metric, Seed};

    fn experiments() -> impl Iterator<Item = Experiment> {
        let mut own = Experiment::check_ins();
        let kinds = [(3, ColumnKind::Categorical), (5, ColumnKind::LeftOut)].into();
        own.data = DataSource::Own { sha256: "ab".repeat(32), csv: CsvOptions { label: Some(2), kinds } };
        own.training.optimizer = OptimizerKind::Sgd { learning_rate: 0.1, momentum: 0.95 };
        own.training.hidden = vec![];
        own.attribute_inference.portion = PortionChoice::Features(vec![4, 7]);
        own.attribute_inference.target = Target { taken_from: Side::NonMembers, number: 6 };
        own.defence = Defence::named("l2", &[0.001]).expect("it is registered");
        own.attribute_inference.max_alpha = Some(3);
        own.matrix = Some(MatrixConfig { n_shadows: 4, ..MatrixConfig::default() });
        own.metric = Metric::Euclidean;
        own.seed = Seed(u64::MAX);
        let by_steps = Experiment { metric: Metric::Manhattan, ..Experiment::voters() };
        let nothing = PortionChoice::Features(Vec::new());
        let mut empty = Experiment::digits();
        empty.attribute_inference.portion = nothing;
        empty.distance_groups = Vec::new();
        empty.attacks = Vec::new();
        PRESETS.iter().map(|(_, make)| make()).chain([own, by_steps, empty])
    }

    #[test]
    fn a_link_gives_back_its_experiment() {
        for experiment in experiments() {
            let link =
                read(&write(&experiment, &PageSettings::default())).map(|link| Experiment::from(link.experiment));
            assert_eq!(link, Ok(experiment));
        }
    }

    /// Cut anywhere, a link is never another experiment.
    #[test]
    fn a_link_that_was_cut_is_refused() {
        for experiment in experiments() {
            let fragment = write(&experiment, &PageSettings::default());
            for end in (0..fragment.len()).filter(|end| fragment.is_char_boundary(*end)) {
                assert!(read(&fragment[..end]).is_err(), "{}", &fragment[..end]);
            }
        }
    }

    #[test]
    fn what_the_page_is_told_is_no_part_of_the_experiment() {
        let fragment = "v=2&data=digits&at=membership&embed=1&end";
        let link = read(fragment).expect("a good link");
        assert_eq!(
            (link.page.get("at"), link.page.get("embed"), link.page.get("hide")),
            (Some("membership"), Some("1"), None)
        );
        assert_eq!(Experiment::from(link.experiment.clone()), Experiment::digits());
        assert_eq!(read(&write(&link.experiment, &link.page)), Ok(link));
    }

    #[test]
    fn a_broken_link_says_what_is_wrong() {
        let check = |fragment: &str, expected: &str| {
            let error = read(fragment).expect_err("the link is broken").to_string();
            assert!(error.contains(expected), "“{error}” should contain “{expected}”");
        };
        check("#hello", "damaged");
        check("#v=two&data=digits&end", "damaged");
        check("#v=9&data=digits&end", "version 9");
        check("#v=2&data=digits", "was cut");
        check("#v=2&data=digits&en", "was cut");
        check("#v=2&data=digits&end=5", "was cut");
        check("#v=2&data=digits&end&utm_source=mail", "behind its “end” with “utm_source”");
        check("#v=2&seed=2&end", "“data” is missing");
        check("#v=2&data=mnist&end", "“mnist”");
        check("#v=2&data=digits&epochs=many&end", "“epochs” is “many”, which isn't from 1 to 1,000");
        check("#v=2&data=digits&epochs=0&end", "epochs is 0");
        check("#v=2&data=digits&colour=red&end", "“colour”");
        check("#v=2&data=digits&seed=1&seed=2&end", "“seed” is there twice");
        check("#v=2&data=digits&data=voters&end", "“data” is there twice");
        check("#v=2&data=digits&at=1&at=2&end", "“at” is there twice");
        check("#v=2&data=check_ins,4800,3&end", "check_ins,4800,3");
        check("#v=2&data=check_ins&end", "“check_ins”");
        check("#v=2&data=digits&defence=l2,0.01,7&end", "“defence” is “l2,0.01,7”");
        check("#v=2&data=digits&defence=l2&end", "“defence” is “l2”");
        check("#v=2&data=digits&hidden=64..64&end", "“64..64”");
        check("#v=2&data=own&data.sha256=12&end", "data.sha256");
        check("#v=2&data=own&end", "data.sha256");
        check("#v=2&data=digits&data.csv.label=2&end", "“data.csv.label” is of a file of one's own");
        check("#v=2&data=digits&optimizer.momentum=0.5&end", "momentum");
        check("#v=2&data=voters&metric=miles&end", "“metric” is “miles”");
        check("#v=2&data=digits&attribute_inference.portion=mrmrx&end", "mrmrx");
        check("#v=2&data=digits&attacks=loss.magic&end", "loss.magic");
    }
}
