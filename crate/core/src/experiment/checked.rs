//! An experiment whose every setting is in its range; what depends on the data is checked with it.

use super::definition::Experiment;
use super::error::ExperimentError;
use super::setting::{SETTINGS, at};
use super::values::OutOfRange;
use crate::json;
use crate::parameter::{Configured, Registered};
use crate::source::DataSource;
use serde_json::Value;
use std::ops::Deref;

/// An experiment whose every setting is in its range. It can't be changed but by being checked again.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked(Experiment);

impl Deref for Checked {
    type Target = Experiment;

    fn deref(&self) -> &Experiment {
        &self.0
    }
}

impl PartialEq<Experiment> for Checked {
    fn eq(&self, other: &Experiment) -> bool {
        self.0 == *other
    }
}

impl From<Checked> for Experiment {
    fn from(checked: Checked) -> Experiment {
        checked.0
    }
}

impl Default for Checked {
    /// The page's default.
    fn default() -> Checked {
        Checked(Experiment::default())
    }
}

impl Experiment {
    /// The experiment, if every setting is in its range; one of an earlier version as one of today
    /// ([`Experiment::earlier_version`]).
    ///
    /// # Errors
    /// The first setting that isn't.
    pub fn check(self) -> Result<Checked, ExperimentError> {
        if !(1..=Experiment::VERSION).contains(&self.version) {
            return Err(ExperimentError::Version { version: self.version, known: Experiment::VERSION });
        }
        check_ranges(&self)?;
        if let DataSource::Registered(source) = &self.data {
            check_parameters(source)?;
            if let Some(problem) = source.kind().problem(source.values()) {
                return Err(ExperimentError::Source(problem));
            }
        }
        check_parameters(&self.defence)?;
        self.matrix.iter().flat_map(|matrix| &matrix.defences).try_for_each(check_parameters)?;
        Ok(Checked(Experiment { version: Experiment::VERSION, ..self }))
    }
}

fn check_ranges(experiment: &Experiment) -> Result<(), ExperimentError> {
    let json = json::value(experiment);
    for setting in SETTINGS {
        let value = at(&json, setting.name).unwrap_or(&Value::Null);
        if value.is_null() && setting.is_optional {
            continue;
        }
        if let Err(OutOfRange { value, range }) = setting.values.check(value) {
            return Err(ExperimentError::Range { what: setting.title, value, range });
        }
    }
    Ok(())
}

fn check_parameters<K: Registered + ?Sized>(own: &Configured<K>) -> Result<(), ExperimentError> {
    let Some((parameter, value)) = own.out_of_range() else { return Ok(()) };
    let (title, what) = (own.kind().title(), parameter.title);
    Err(ExperimentError::Parameter { title, what, value, range: parameter.range_in_words() })
}
