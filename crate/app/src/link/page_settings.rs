//! How a link says that the page is to be shown. None of it is part of the experiment or of its fingerprint.

use super::error::LinkError;
use crate::lesson::Place;

/// How the page is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageSettings {
    /// Where it opens; at the laboratory's head if it isn't said.
    pub at: Option<Place>,
    /// One step or station alone, for another page to hold.
    pub is_embedded: bool,
    /// What isn't shown, in the order of [`Hidden::ALL`].
    pub hidden: Vec<Hidden>,
    /// Whether the data can't be changed.
    pub is_data_locked: bool,
}

/// Something that a link can leave out of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// The way to the laboratory.
    Laboratory,
    /// Settings of network and training.
    Settings,
    /// The paper's experiments.
    Paper,
    /// Results of a class.
    Class,
}

/// Keys that say how the page is to be shown.
pub(super) const KEYS: [&str; 4] = ["at", "embed", "hide", "lock"];

impl Hidden {
    /// Everything that can be left out.
    pub const ALL: [Hidden; 4] = [Hidden::Laboratory, Hidden::Settings, Hidden::Paper, Hidden::Class];

    /// As a link has it.
    pub fn name(self) -> &'static str {
        match self {
            Hidden::Laboratory => "laboratory",
            Hidden::Settings => "settings",
            Hidden::Paper => "paper",
            Hidden::Class => "class",
        }
    }

    /// For a teacher to choose.
    pub fn title(self) -> &'static str {
        match self {
            Hidden::Laboratory => "the laboratory",
            Hidden::Settings => "settings of network and training",
            Hidden::Paper => "the paper's experiments",
            Hidden::Class => "results of a class",
        }
    }
}

impl PageSettings {
    /// Nothing but a place.
    pub fn at(place: Place) -> PageSettings {
        PageSettings { at: Some(place), ..PageSettings::default() }
    }

    /// Whether it is left out.
    pub fn hides(&self, hidden: Hidden) -> bool {
        self.hidden.contains(&hidden)
    }

    /// As keys and values; what isn't set is left out.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let hidden: Vec<&str> = self.hidden.iter().map(|hidden| hidden.name()).collect();
        let at = self.at.map(|place| ("at", place.name()));
        let embed = self.is_embedded.then(|| ("embed", "1".to_string()));
        let hide = (!hidden.is_empty()).then(|| ("hide", hidden.join(",")));
        let lock = self.is_data_locked.then(|| ("lock", "data".to_string()));
        [at, embed, hide, lock].into_iter().flatten().collect()
    }

    /// # Errors
    /// A value that its key can't have.
    pub(super) fn of(pairs: &[(String, String)]) -> Result<PageSettings, LinkError> {
        let mut page = PageSettings::default();
        for (key, value) in pairs {
            let isnt = || LinkError::Page { key: key.clone(), value: value.clone() };
            match (key.as_str(), value.as_str()) {
                ("at", name) => page.at = Some(Place::named(name).ok_or_else(isnt)?),
                ("embed", "1") => page.is_embedded = true,
                ("embed", "0") => {}
                ("lock", "data") => page.is_data_locked = true,
                ("hide", names) => {
                    let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
                    if names.iter().any(|name| Hidden::ALL.iter().all(|own| own.name() != *name)) {
                        return Err(isnt());
                    }
                    page.hidden = Hidden::ALL.into_iter().filter(|own| names.contains(&own.name())).collect();
                }
                _ => return Err(isnt()),
            }
        }
        Ok(page)
    }
}
