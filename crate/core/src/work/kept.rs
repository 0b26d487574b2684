//! Finished units that are kept, so that an interrupted experiment goes on where it was: by the page in the browser's
//! store, by the command in its journal. What is written here are lines of text; where they are kept is the caller's.
//!
//! A line holds one unit, its outcome, and a key that names everything the outcome depends on. It begins with a digest
//! of all that follows. So a line tells of itself whether it was changed and what it belongs to, wherever it stands and
//! in whatever order. This guards against damage (a bad block, a cut-off write, a hand in the wrong file), not against a
//! forger: whoever changes a line on purpose can give it the right digest, too.
//!
//! What writes and reads JSON of reports and experiments is `#[inline]`, here and beside them: so it is compiled with the
//! page, which has the same code for its messages and is made small, and stands in it once.

use super::digest::sha256_of;
use super::outcome::Outcome;
use super::unit::listing::{DependsOn, Unit};
use crate::attribute::GuessBy;
use crate::experiment::{AttributeConfig, Experiment, Target};
use crate::json;
use crate::trial::Side;
use serde::{Deserialize, Serialize};

/// What is being worked on: all that the outcome of a unit can depend on beside the unit itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Names the program: another one may compute something else.
    pub build: String,
    /// What is asked.
    pub experiment: Experiment,
    /// SHA-256 of the data set ([`crate::Dataset::digest`]).
    pub data_digest: String,
    /// The repeat whose units are done one by one, from 0.
    pub repeat: usize,
}

/// A unit that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Of this unit, as [`Subject::key`] gives it.
    pub key: String,
    /// What was done.
    pub unit: Unit,
    /// What it gave.
    pub outcome: Outcome,
    /// SHA-256 of the bytes of the model that is kept beside the line; none unless a training ended with one.
    pub model: Option<String>,
}

/// Why a line gives no unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKept {
    /// It isn't as it was written.
    Damaged,
    /// It is as it was written, for another experiment, other data, another repeat or another build.
    OtherSubject,
}

/// How a line begins; 64 hexadecimal digits and [`DIGEST_END`] follow, then what the digest is of.
const DIGEST_START: &[u8] = b"{\"digest\":\"";
const DIGEST_END: &[u8] = b"\",";

/// A line without its digest.
#[derive(Serialize)]
struct Line<'a> {
    key: &'a str,
    unit: &'a Unit,
    outcome: &'a Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
}

/// What a line belongs to.
#[derive(Deserialize)]
struct Head {
    key: String,
    unit: Unit,
}

/// What a line holds.
#[derive(Deserialize)]
struct Body {
    outcome: Outcome,
    #[serde(default)]
    model: Option<String>,
}

impl Subject {
    /// Under what a unit is kept: `BUILD/SUBJECT/UNIT`, the last two a SHA-256 each. Two units have the same key only if
    /// they give the same outcome.
    #[inline]
    pub fn key(&self, unit: &Unit) -> String {
        format!("{}{}", self.key_start(unit), sha256_of(&json(unit)))
    }

    /// How the keys of all units begin whose outcome depends on the same settings as this one's.
    #[inline]
    pub fn key_start(&self, unit: &Unit) -> String {
        let attribute = &self.experiment.attribute_inference;
        let asked = match unit.depends_on() {
            DependsOn::NoQuestion => None,
            DependsOn::Portion => Some(AttributeConfig {
                target: Target { taken_from: Side::Members, number: 0 },
                guess_by: GuessBy::MaxConfidence,
                ..attribute.clone()
            }),
            DependsOn::Question => Some(attribute.clone()),
        };
        let base = Experiment {
            repeats: 1,
            matrix: self.experiment.matrix.clone().filter(|_| unit.is_matrix()),
            // Told by `asked`, where it matters.
            attribute_inference: Experiment::check_ins().attribute_inference,
            ..self.experiment.clone()
        };
        // A repeat has its own number in the unit.
        let repeat = if matches!(unit, Unit::Repeat(_)) { 0 } else { self.repeat };
        format!("{}/{}/", self.build, sha256_of(&json(&(base, asked, &self.data_digest, repeat))))
    }

    /// A finished unit as a line of JSON, without the end of the line. `model` is what is kept beside it of a training,
    /// as the very bytes that will be read again.
    #[inline]
    pub fn seal(&self, unit: &Unit, outcome: &Outcome, model: Option<&[u8]>) -> String {
        let line = json(&Line { key: &self.key(unit), unit, outcome, model: model.map(sha256_of) });
        let content = &line[1..];
        let mut sealed = DIGEST_START.to_vec();
        sealed.extend(sha256_of(content).into_bytes());
        sealed.extend(DIGEST_END);
        sealed.extend(content);
        String::from_utf8(sealed).expect("JSON is text")
    }

    /// The unit in a line that [`Subject::seal`] has made.
    ///
    /// # Errors
    /// A line that was changed, and one of something else.
    #[inline]
    pub fn open(&self, line: &[u8]) -> Result<Kept, NotKept> {
        let digits = line.strip_prefix(DIGEST_START).ok_or(NotKept::Damaged)?;
        let (digest, rest) = digits.split_at_checked(64).ok_or(NotKept::Damaged)?;
        let content = rest.strip_prefix(DIGEST_END).ok_or(NotKept::Damaged)?;
        if sha256_of(content).as_bytes() != digest {
            return Err(NotKept::Damaged);
        }
        // Read as text, as messages are: the code that reads outcomes stands in the page once.
        let line = str::from_utf8(line).map_err(|_| NotKept::Damaged)?;
        // Another build may have other kinds of units and outcomes, so what the line is of comes first.
        let Head { key, unit } = json::read(line).map_err(|_| NotKept::OtherSubject)?;
        if key != self.key(&unit) {
            return Err(NotKept::OtherSubject);
        }
        let Body { outcome, model } = json::read(line).map_err(|_| NotKept::Damaged)?;
        Ok(Kept { key, unit, outcome, model })
    }
}

impl Kept {
    /// Whether these bytes are the model that belongs to it, or there is none and none belongs to it.
    pub fn goes_with(&self, model: Option<&[u8]>) -> bool {
        self.model == model.map(sha256_of)
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    json::write(value).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::PortionChoice;
    use crate::matrix::MatrixConfig;
    use crate::seed::Seed;
    use crate::train::{EpochRecord, TrainingState};

    fn subject() -> Subject {
        Subject { build: "a".to_string(), experiment: Experiment::digits(), data_digest: "0123".to_string(), repeat: 0 }
    }

    fn training() -> Outcome {
        let record = EpochRecord { epoch: 0, loss: 0.1, train_accuracy: 0.3, test_accuracy: 0.2, auc: 0.5 };
        Outcome::Training {
            state: TrainingState::Finished,
            curve: vec![record],
            model_digest: "45".to_string(),
            guarantee: None,
        }
    }

    #[test]
    fn a_sealed_unit_opens_again_with_its_model() {
        let line = subject().seal(&Unit::Training, &training(), Some(b"weights"));
        assert!(!line.contains('\n') && serde_json::from_str::<serde_json::Value>(&line).is_ok());
        let kept = subject().open(line.as_bytes()).expect("nothing was changed");
        assert_eq!((&kept.unit, &kept.outcome), (&Unit::Training, &training()));
        assert_eq!(kept.key, subject().key(&Unit::Training));
        assert!(kept.goes_with(Some(b"weights")));
        assert!(!kept.goes_with(Some(b"weight")) && !kept.goes_with(None));
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let line = subject().seal(&Unit::Training, &training(), None).into_bytes();
        for place in 0..line.len() {
            for bit in 0..8 {
                let mut changed = line.clone();
                changed[place] ^= 1 << bit;
                assert_eq!(subject().open(&changed), Err(NotKept::Damaged), "bit {bit} of byte {place}");
            }
            assert_eq!(subject().open(&line[..place]), Err(NotKept::Damaged), "cut at {place}");
        }
        assert_eq!(subject().open(&[&line[..], b" "].concat()), Err(NotKept::Damaged), "longer");
    }

    /// What a unit's outcome depends on, and what not.
    #[test]
    fn a_line_of_something_else_is_told_from_a_damaged_one() {
        let guess = Unit::Completions { block: 2 };
        let record = Unit::Target(Target { taken_from: Side::Members, number: 1 });
        type Change = fn(&mut Subject);
        let changes: [(&str, Change, [bool; 5]); 8] = [
            ("build", |subject| subject.build = "b".to_string(), [true; 5]),
            ("data", |subject| subject.data_digest = "0124".to_string(), [true; 5]),
            ("seed", |subject| subject.experiment.seed = Seed(9), [true; 5]),
            ("repeat", |subject| subject.repeat = 1, [true, true, true, true, false]),
            ("number of repeats", |subject| subject.experiment.repeats = 7, [false; 5]),
            (
                "record",
                |subject| subject.experiment.attribute_inference.target.number = 3,
                [false, false, true, false, false],
            ),
            (
                "portion",
                |subject| subject.experiment.attribute_inference.portion = PortionChoice::Mrmr(2),
                [false, false, true, true, true],
            ),
            (
                "matrix",
                |subject| subject.experiment.matrix = Some(MatrixConfig::default()),
                [false, true, false, false, false],
            ),
        ];
        for (what, change, expected) in changes {
            let mut other = subject();
            change(&mut other);
            let units = [Unit::Training, Unit::Blind, guess.clone(), record.clone(), Unit::Repeat(4)];
            for (unit, is_other) in units.into_iter().zip(expected) {
                // Whose outcome it is doesn't matter here.
                let line = other.seal(&unit, &training(), None);
                let opened = subject().open(line.as_bytes()).map(|kept| kept.unit);
                let wanted = if is_other { Err(NotKept::OtherSubject) } else { Ok(unit.clone()) };
                assert_eq!(opened, wanted, "another {what}, {unit:?}");
                let is_same_start = other.key_start(&unit) == subject().key_start(&unit);
                assert_eq!(is_same_start, !is_other, "another {what}, {unit:?}");
            }
        }
        assert_ne!(subject().key(&Unit::Repeat(1)), subject().key(&Unit::Repeat(2)));
    }
}
