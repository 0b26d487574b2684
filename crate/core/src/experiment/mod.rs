//! What is asked: plain data that determines every bit of the [`crate::Report`].

mod checked;
mod definition;
mod error;
mod portion_choice;
mod presets;
mod setting;
mod text;
mod values;
mod version;

pub use checked::Checked;
pub use definition::{AttributeConfig, Experiment, Target};
pub use error::ExperimentError;
pub use portion_choice::PortionChoice;
pub use presets::{PRESETS, Preset, preset};
pub use setting::{SETTINGS, Setting};
pub use text::SettingError;
pub use values::Values;
pub use version::EarlierVersion;
