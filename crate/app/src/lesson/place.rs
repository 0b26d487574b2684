//! Where on the page somebody is: a step of the lesson or a station of the laboratory. A link says it as `at`.

use super::step::Step;
use super::text::Text;

/// A place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A step of the lesson.
    Lesson(Step),
    /// A station of the laboratory.
    Laboratory(Station),
}

/// A station of the laboratory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Station {
    /// The data.
    Data,
    /// Station 1.
    Train,
    /// Station 2.
    Membership,
    /// Station 3.
    NearMiss,
    /// Station 4.
    Guess,
    /// Station 5.
    Defend,
    /// The paper's experiments.
    Paper,
    /// Results of a class.
    Class,
    /// The result as something to pass on.
    Share,
}

/// What a step's name begins with in a link.
const LESSON: &str = "lesson-";

impl Station {
    /// In their order on the page.
    pub const ALL: [Station; 9] = [
        Station::Data,
        Station::Train,
        Station::Membership,
        Station::NearMiss,
        Station::Guess,
        Station::Defend,
        Station::Paper,
        Station::Class,
        Station::Share,
    ];

    /// As a link has it.
    pub fn name(self) -> &'static str {
        match self {
            Station::Data => "data",
            Station::Train => "train",
            Station::Membership => "membership",
            Station::NearMiss => "near-miss",
            Station::Guess => "guess",
            Station::Defend => "defend",
            Station::Paper => "paper",
            Station::Class => "class",
            Station::Share => "share",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Station::Data => "The data",
            Station::Train => "Train",
            Station::Membership => "Member or not",
            Station::NearMiss => "The near miss",
            Station::Guess => "Guess the unknown",
            Station::Defend => "Defend",
            Station::Paper => "The paper, redone",
            Station::Class => "Class",
            Station::Share => "Share",
        }
    }

    /// The element that its heading is.
    pub fn heading(self) -> &'static str {
        match self {
            Station::Data => "data-heading",
            Station::Train => "train-heading",
            Station::Membership => "membership-heading",
            Station::NearMiss => "near-miss-heading",
            Station::Guess => "guess-heading",
            Station::Defend => "defend-heading",
            Station::Paper => "paper-heading",
            Station::Class => "class-heading",
            Station::Share => "share-heading",
        }
    }
}

impl Place {
    /// Every place.
    pub fn all() -> impl Iterator<Item = Place> {
        Step::ALL.map(Place::Lesson).into_iter().chain(Station::ALL.map(Place::Laboratory))
    }

    /// As a link has it.
    pub fn name(self) -> String {
        match self {
            Place::Lesson(step) => format!("{LESSON}{}", step.name()),
            Place::Laboratory(station) => station.name().to_string(),
        }
    }

    /// For people.
    pub fn title(self, text: &Text) -> String {
        match self {
            Place::Lesson(step) => format!("Lesson {}: {}", step.place() + 1, text.steps[step.place()].title),
            Place::Laboratory(station) => format!("Laboratory: {}", station.title()),
        }
    }

    /// The place of this name, if there is one.
    pub fn named(name: &str) -> Option<Place> {
        Place::all().find(|place| place.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_their_names_and_share_none() {
        for place in Place::all() {
            assert_eq!(Place::named(&place.name()), Some(place));
        }
        assert_eq!(Place::named("lesson-nowhere"), None);
    }
}
