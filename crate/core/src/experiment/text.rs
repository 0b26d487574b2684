//! An experiment as settings by name, as a link holds them.

use super::checked::Checked;
use super::definition::Experiment;
use super::error::ExperimentError;
use super::setting::{SETTINGS, Setting, at};
use super::values::Values;
use crate::json;
use crate::matrix::MatrixConfig;
use crate::source::{DataSource, Source};

/// Why settings make no experiment.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SettingError {
    /// It isn't said on which data.
    #[error("the setting “data” is missing")]
    NoData,
    /// A setting that isn't one.
    #[error("there is no setting “{0}”")]
    Unknown(String),
    /// A setting that is there twice.
    #[error("the setting “{0}” is there twice")]
    Twice(String),
    /// A value that isn't one.
    #[error("the setting “{setting}” is “{value}”, which isn't {wanted}")]
    Value {
        /// Its name.
        setting: &'static str,
        /// As it stands there.
        value: String,
        /// In words.
        wanted: String,
    },
    /// Settings that don't fit together.
    #[error("the settings don't fit together: {0}")]
    Together(String),
    /// Values that make no experiment.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
}

impl Experiment {
    /// Every setting that it has, in the table's order, as in a link.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let json = json::value(self);
        let text = |setting: &Setting| Some((setting.name, setting.values.text(at(&json, setting.name)?)?));
        SETTINGS.iter().filter_map(text).collect()
    }

    /// The experiment that has these settings, by name and as in a link, and for what isn't said the page's defaults for
    /// its data.
    ///
    /// # Errors
    /// The first setting that is none, or that doesn't fit.
    #[inline]
    pub fn from_settings(settings: &[(&str, &str)]) -> Result<Checked, SettingError> {
        let (_, data) = settings.iter().find(|(name, _)| *name == "data").ok_or(SettingError::NoData)?;
        let base = Source::parse(data).map_or_else(Experiment::default, Experiment::on);
        let changed = base.with_settings(settings)?;
        if changed.data.is_own() && settings.iter().all(|(name, _)| *name != "data.sha256") {
            let wanted = Values::Digest.in_words();
            return Err(SettingError::Value { setting: "data.sha256", value: String::new(), wanted });
        }
        Ok(changed.check()?)
    }

    /// The page's experiment on a data set, with every other setting as its data want it.
    #[inline]
    pub fn on(source: Source) -> Experiment {
        let base = Experiment { data: DataSource::Registered(source), ..Experiment::default() };
        base.with_settings(source.kind().settings()).expect("a data set's settings are settings")
    }

    /// The same with other settings.
    #[inline]
    fn with_settings(&self, settings: &[(&str, &str)]) -> Result<Experiment, SettingError> {
        let mut changed = json::value(self);
        // What is said of the data comes behind the data, wherever it stands.
        let (data, others): (Vec<_>, Vec<_>) = settings.iter().partition(|(name, _)| *name == "data");
        for (place, (name, text)) in data.iter().chain(&others).enumerate() {
            let Some(setting) = SETTINGS.iter().find(|setting| setting.name == *name) else {
                return Err(SettingError::Unknown(name.to_string()));
            };
            if data.iter().chain(&others).take(place).any(|(before, _)| before == name) {
                return Err(SettingError::Twice(name.to_string()));
            }
            let value = setting.values.parse(text).ok_or_else(|| SettingError::Value {
                setting: setting.name,
                value: text.to_string(),
                wanted: setting.values.in_words(),
            })?;
            if name.starts_with("data.") && changed["data"]["name"] != DataSource::OWN {
                return Err(SettingError::Together(format!("“{name}” is of a file of one's own")));
            }
            if name.starts_with("matrix.") && changed["matrix"].is_null() {
                // What an experiment that names neither has.
                let matrix = MatrixConfig { n_trainings: 1, n_canaries: 0, ..MatrixConfig::default() };
                changed["matrix"] = json::value(&matrix);
            }
            *name.split('.').fold(&mut changed, |place, key| &mut place[key]) = value;
        }
        json::typed(&changed).map_err(|error| SettingError::Together(json::reason(&error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_data_set_has_an_experiment_that_can_be_run_and_reads_back() {
        for kind in crate::source::SOURCES {
            let experiment = Experiment::on(Source::of(*kind));
            let pairs = experiment.settings();
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, text)| (*name, text.as_str())).collect();
            let read = Experiment::from_settings(&pairs).map(Experiment::from);
            assert_eq!(read, Ok(experiment), "{}", kind.name());
        }
    }

    /// Whatever an experiment holds, the table tells: no key of the JSON is left out.
    #[test]
    fn the_table_has_every_setting() {
        fn leaves(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
            let is_told = |path: &str| SETTINGS.iter().any(|setting| setting.name == path);
            match value.as_object() {
                Some(members) if !is_told(path) || path == "data" => {
                    let of = |key: &String| if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    members.iter().for_each(|(key, value)| leaves(value, &of(key), found));
                }
                _ => found.push(path.to_string()),
            }
        }
        let own = DataSource::Own { sha256: "ab".repeat(32), csv: Default::default() };
        let experiment = Experiment { data: own, matrix: Some(MatrixConfig::default()), ..Experiment::default() };
        let mut found = Vec::new();
        leaves(&json::value(&experiment), "", &mut found);
        found.retain(|name| !["version", "data.name"].contains(&name.as_str()));
        for name in &found {
            assert!(SETTINGS.iter().any(|setting| setting.name == name), "{name} isn't in the table");
        }
        assert!(found.len() > 30, "{found:?}");
    }
}
