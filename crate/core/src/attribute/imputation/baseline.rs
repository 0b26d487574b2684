//! The ways to guess without the model, and what they are told.

use serde::{Deserialize, Serialize};

/// What whoever guesses is told of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Its known part.
    KnownPart,
    /// Its class as well.
    ClassToo,
}

impl Told {
    /// The same of an attack that is told the record's class, or that isn't.
    pub(crate) fn with(is_told_class: bool) -> Told {
        if is_told_class { Told::ClassToo } else { Told::KnownPart }
    }

    /// What a regression is told; none of another baseline.
    pub(crate) fn of_regression(by: Imputation) -> Option<Told> {
        match by {
            Imputation::LogisticRegression => Some(Told::KnownPart),
            Imputation::ClassRegression => Some(Told::ClassToo),
            _ => None,
        }
    }
}

/// A way to guess without the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Imputation {
    /// Any value with the same probability.
    Chance,
    /// Each feature's most frequent value.
    Majority,
    /// The most frequent value among the 10 records whose known part is nearest in Hamming distance.
    NearestNeighbours,
    /// One regularized multinomial logistic regression a feature, on the known part.
    LogisticRegression,
    /// Each feature's most frequent value among records of the same class.
    ClassMajority,
    /// The same regressions on the known part and the class.
    ClassRegression,
}

impl Imputation {
    /// All, in the order of the table: first those that aren't told the class.
    pub const ALL: [Imputation; 6] = [
        Imputation::Chance,
        Imputation::Majority,
        Imputation::NearestNeighbours,
        Imputation::LogisticRegression,
        Imputation::ClassMajority,
        Imputation::ClassRegression,
    ];

    /// What there is for who is told so much: the first ones of [`Imputation::ALL`].
    pub fn of(told: Told) -> &'static [Imputation] {
        match told {
            Told::KnownPart => &Imputation::ALL[..4],
            Told::ClassToo => &Imputation::ALL,
        }
    }

    /// What an attack that is told so much is held against: all of them but chance, which in the population is never
    /// better than the most frequent value.
    pub(crate) fn rivals(told: Told) -> &'static [Imputation] {
        &Imputation::of(told)[1..]
    }

    /// The regression for who is told so much.
    pub fn regression(told: Told) -> Imputation {
        match told {
            Told::KnownPart => Imputation::LogisticRegression,
            Told::ClassToo => Imputation::ClassRegression,
        }
    }

    /// Registered name.
    pub fn name(self) -> &'static str {
        match self {
            Imputation::Chance => "chance",
            Imputation::Majority => "majority",
            Imputation::NearestNeighbours => "nearest_neighbours",
            Imputation::LogisticRegression => "logistic_regression",
            Imputation::ClassMajority => "class_majority",
            Imputation::ClassRegression => "class_regression",
        }
    }

    /// Name in the page.
    pub fn title(self) -> &'static str {
        match self {
            Imputation::Chance => "Chance",
            Imputation::Majority => "Majority value",
            Imputation::NearestNeighbours => "Nearest neighbours",
            Imputation::LogisticRegression => "Logistic regression",
            Imputation::ClassMajority => "Majority value of the class",
            Imputation::ClassRegression => "Logistic regression with the class",
        }
    }
}

/// What a baseline says of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imputed {
    /// Which baseline.
    pub by: Imputation,
    /// A code an unknown feature; none for chance.
    pub guess: Option<Vec<usize>>,
    /// Hamming distance from the truth; for chance, the expected one.
    pub distance: f64,
    /// Of a regression, the probability that it gives to its guess, unknown features taken as independent given the
    /// known ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<f64>,
}
