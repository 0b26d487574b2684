//! What the owner of a model does against attacks: while training it, or with what it answers.
//!
//! One defence, one file, one line in [`DEFENCES`].

mod adversarial;
mod dp_sgd;
mod dropout;
mod early_stopping;
mod kind;
mod l2;
mod label_only;
mod label_smoothing;
mod mem_guard;
mod none;
mod rounding;
mod temperature;
mod top_k;

pub use kind::{ActsOn, DefenceKind, MAX_PARAMETERS, Parameter};

use crate::train::Regularization;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::{self, Debug, Formatter};

/// Every defence, none first.
pub const DEFENCES: &[&dyn DefenceKind] = &[
    &none::None,
    &l2::L2,
    &dropout::Dropout,
    &early_stopping::EarlyStopping,
    &label_smoothing::LabelSmoothing,
    &dp_sgd::DpSgd,
    &adversarial::Adversarial,
    &rounding::Rounding,
    &top_k::TopK,
    &temperature::Temperature,
    &label_only::LabelOnly,
    &mem_guard::MemGuard,
];

/// The defence registered under `name`.
pub fn kind(name: &str) -> Option<&'static dyn DefenceKind> {
    DEFENCES.iter().copied().find(|kind| kind.name() == name)
}

/// A defence and its strength.
#[derive(Clone, Copy)]
pub struct Defence {
    kind: &'static dyn DefenceKind,
    values: [f64; MAX_PARAMETERS],
}

impl Default for Defence {
    /// None.
    fn default() -> Defence {
        Defence::of(&none::None)
    }
}

impl PartialEq for Defence {
    fn eq(&self, other: &Defence) -> bool {
        self.name() == other.name() && self.values() == other.values()
    }
}

impl Debug for Defence {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name(), self.values())
    }
}

impl Defence {
    /// A kind at its usual strength.
    pub fn of(kind: &'static dyn DefenceKind) -> Defence {
        let mut values = [0.0; MAX_PARAMETERS];
        for (value, parameter) in values.iter_mut().zip(kind.parameters()) {
            *value = parameter.default;
        }
        Defence { kind, values }
    }

    /// The one registered under `name`, with these values for its first parameters; none if there is none.
    pub fn named(name: &str, values: &[f64]) -> Option<Defence> {
        let mut defence = Defence::of(kind(name)?);
        for (own, value) in defence.values_mut().iter_mut().zip(values) {
            *own = *value;
        }
        Some(defence)
    }

    /// What kind it is.
    pub fn kind(&self) -> &'static dyn DefenceKind {
        self.kind
    }

    /// Its kind's registered name.
    pub fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// A value a parameter.
    pub fn values(&self) -> &[f64] {
        &self.values[..self.kind.parameters().len()]
    }

    /// [`Defence::values`], to be changed.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values[..self.kind.parameters().len()]
    }

    /// Its title with its strength.
    pub fn title(&self) -> String {
        let strength = self.kind.parameters().iter().zip(self.values());
        let strength: Vec<String> = strength.map(|(parameter, value)| format!("{} {value}", parameter.title)).collect();
        match strength.is_empty() {
            true => self.kind.title().to_string(),
            false => format!("{} ({})", self.kind.title(), strength.join(", ")),
        }
    }

    /// What it changes.
    pub fn acts_on(&self) -> ActsOn {
        self.kind.acts_on()
    }

    /// What training has to do.
    pub fn regularization(&self) -> Regularization {
        let mut regularization = Regularization::default();
        self.kind.regularize(self.values(), &mut regularization);
        regularization
    }

    /// Turns one record's logits into the confidences that are released, from 0 to 1 and one a class, in place. Without a
    /// defence that acts on answers, that is their float32 softmax.
    pub fn release(&self, logits: &mut [f32]) {
        self.kind.release(self.values(), logits);
    }

    /// The first parameter outside its range: its title, its value, the range in words.
    pub fn out_of_range(&self) -> Option<(&'static str, f64, &'static Parameter)> {
        let all = self.kind.parameters().iter().zip(self.values());
        let is_bad = |parameter: &Parameter, value: f64| {
            let (least, most) = parameter.range;
            !(least..=most).contains(&value) || (parameter.whole && value.fract() != 0.0)
        };
        all.into_iter().find(|(p, value)| is_bad(p, **value)).map(|(p, value)| (self.kind.title(), *value, p))
    }
}

/// {"name": …} and a member a parameter.
impl Serialize for Defence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.values().len()))?;
        map.serialize_entry("name", self.name())?;
        for (parameter, value) in self.kind.parameters().iter().zip(self.values()) {
            match parameter.whole {
                true => map.serialize_entry(parameter.name, &(*value as u64))?,
                false => map.serialize_entry(parameter.name, value)?,
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Defence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Defence, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Defence;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a defence: its name and its parameters")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Defence, A::Error> {
        let (mut name, mut values) = (None, Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            match key == "name" {
                true => name = Some(map.next_value::<String>()?),
                false if values.len() < 8 => values.push((key, map.next_value::<f64>()?)),
                false => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let name = name.ok_or_else(|| A::Error::missing_field("name"))?;
        let names = || DEFENCES.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
        let kind = kind(&name)
            .ok_or_else(|| A::Error::custom(format!("there is no defence “{name}”; there are {}", names())))?;
        let mut defence = Defence::of(kind);
        for (key, value) in values {
            let place = kind.parameters().iter().position(|parameter| parameter.name == key);
            let place = place.ok_or_else(|| A::Error::custom(format!("the defence “{name}” has no “{key}”")))?;
            defence.values_mut()[place] = value;
        }
        Ok(defence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defence_reads_back_as_it_was_written() {
        for kind in DEFENCES {
            let defence = Defence::of(*kind);
            let json = serde_json::to_string(&defence).expect("it is plain data");
            assert_eq!(serde_json::from_str::<Defence>(&json).expect("it reads"), defence);
            assert_eq!(defence.out_of_range(), None, "{json}");
        }
        let l2 = Defence::named("l2", &[0.001]).expect("it is registered");
        assert_eq!(serde_json::to_string(&l2).expect("it is plain data"), r#"{"name":"l2","lambda":0.001}"#);
    }

    #[test]
    fn what_is_no_defence_is_refused_in_words() {
        let refusal = |json: &str| serde_json::from_str::<Defence>(json).expect_err("it is none").to_string();
        assert!(refusal(r#"{"name":"prayer"}"#).contains("there is no defence “prayer”; there are none, l2"));
        assert!(refusal(r#"{"name":"l2","mu":1}"#).contains("the defence “l2” has no “mu”"));
        assert!(refusal("{}").contains("name"));
    }

    /// Whatever is released is a list of confidences, and all but a rounded or cut one sum to 1.
    #[test]
    fn answers_stay_confidences() {
        for kind in DEFENCES.iter().copied().filter(|kind| kind.acts_on() == ActsOn::Answers) {
            let mut released = [2.0_f32, -1.0, 0.5, 3.0, 0.0, -7.0];
            Defence::of(kind).release(&mut released);
            assert!(released.iter().all(|p| (0.0..=1.0).contains(p)), "{}: {released:?}", kind.name());
            assert_eq!(crate::mlp::argmax(&released), 3, "{} changes the label", kind.name());
            let sum: f32 = released.iter().sum();
            assert!((sum - 1.0).abs() < 0.06, "{}: {sum}", kind.name());
        }
    }
}
