//! What a person chooses of a link for a class.

/// What a link is to say of the page beside the experiment.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LinkChoices {
    /// Where the page opens, by its place among those offered.
    pub at: usize,
    /// What is checked: parts to hide and the panel's other choices, by name.
    pub checked: Vec<&'static str>,
}

impl LinkChoices {
    /// Whether this is checked.
    pub fn has(&self, name: &str) -> bool {
        self.checked.contains(&name)
    }

    /// With the other answer to this.
    pub fn toggled(&self, name: &'static str) -> LinkChoices {
        let mut changed = self.clone();
        changed.checked.retain(|own| *own != name);
        if changed.checked.len() == self.checked.len() {
            changed.checked.push(name);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_taken_back_by_the_next_click() {
        let none = LinkChoices::default();
        let both = none.toggled("lock").toggled("embed");
        assert!(both.has("lock") && both.has("embed") && !none.has("lock"));
        assert!(!both.toggled("lock").has("lock") && both.toggled("lock").has("embed"));
    }
}
