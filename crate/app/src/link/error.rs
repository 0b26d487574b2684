//! Why a fragment is no link.

use nearmiss::experiment::{ExperimentError, SettingError};

/// Of links. Version 1 had shorter names for settings, and no end.
pub(super) const VERSION: u32 = 2;

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
    /// A page that can't be shown so.
    #[error(
        "The link asks for a page with “{key}” as “{value}”, which there isn't. Ask whoever made it, or remove that part."
    )]
    Page {
        /// The key.
        key: String,
        /// Its value.
        value: String,
    },
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
