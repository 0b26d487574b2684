//! Students' numbers, and the seeds that are made of them.

use nearmiss::Seed;
use std::str::FromStr;

/// How far the seeds of two neighbours are apart: "New seed" draws none as large.
const APART: u64 = 1_000_000;

/// A student's number, up to [`Number::LAST`]; 0 is whoever runs the experiment with the seed that it came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(u8);

impl Number {
    /// The greatest.
    pub const LAST: u8 = 99;

    /// None where it is too great.
    pub fn new(number: u64) -> Option<Number> {
        u8::try_from(number).ok().filter(|number| *number <= Number::LAST).map(Number)
    }

    /// From 0 to [`Number::LAST`].
    pub fn get(self) -> u8 {
        self.0
    }
}

impl FromStr for Number {
    type Err = ();

    /// # Errors
    /// What isn't a whole number from 0 to [`Number::LAST`].
    fn from_str(text: &str) -> Result<Number, ()> {
        text.parse().ok().and_then(Number::new).ok_or(())
    }
}

/// Whose seed it is: 0 of one that is none of a student's.
pub fn number_of(seed: Seed) -> Number {
    Number::new(seed.0 / APART).unwrap_or(Number(0))
}

/// The seed that a student's was made of; one that is none of a student's is its own.
pub(super) fn without_number(seed: Seed) -> Seed {
    if number_of(seed) == Number(0) { seed } else { Seed(seed.0 % APART) }
}

/// The seed of a student: his number in millions and the experiment's seed, of which what goes beyond six digits is left
/// out; with number 0 the experiment's own seed. It is the same whichever student's seed it is made of.
pub fn with_number(seed: Seed, number: Number) -> Seed {
    let own = without_number(seed);
    if number == Number(0) { own } else { Seed(own.0 % APART + u64::from(number.0) * APART) }
}
