//! Things that are chosen by a registered name and set by a few numbers: defences, data sets.
//!
//! Files, links, checks and the page's controls all go by what is declared here, so that one more of a kind is its file
//! and its line in the registry.

use crate::number;
use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

/// A number that sets something chosen by its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// As in files.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// The value that it has where none is given.
    pub default: f64,
    /// The least and the greatest value.
    pub range: (f64, f64),
    /// Whether only whole numbers make sense.
    pub whole: bool,
}

impl Parameter {
    /// Whether it may have this value.
    pub fn takes(&self, value: f64) -> bool {
        let (least, most) = self.range;
        (least..=most).contains(&value) && !(self.whole && value.fract() != 0.0)
    }

    /// What it may be, in words.
    pub fn range_in_words(&self) -> String {
        let kind = if self.whole { "a whole number " } else { "" };
        format!("{kind}from {} to {}", self.range.0, self.range.1)
    }
}

/// Parameters of one thing, at most.
pub const MAX_PARAMETERS: usize = 5;

/// A kind of things of which a registry has all.
pub trait Registered: Sync + 'static {
    /// What one of them is called, in a word.
    const NOUN: &'static str;
    /// Every one.
    fn all() -> &'static [&'static Self];
    /// Registered name, in snake case.
    fn name(&self) -> &'static str;
    /// Its name in the page.
    fn title(&self) -> &'static str;
    /// What it takes, at most [`MAX_PARAMETERS`].
    fn parameters(&self) -> &'static [Parameter];
    /// How many of the last of these may be left out of files and links, and are where they have their defaults.
    fn n_optional(&self) -> usize {
        0
    }
}

/// One of a registry, with a value a parameter.
pub struct Configured<K: ?Sized + 'static> {
    kind: &'static K,
    values: [f64; MAX_PARAMETERS],
}

impl<K: ?Sized> Clone for Configured<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: ?Sized> Copy for Configured<K> {}

impl<K: Registered + ?Sized> PartialEq for Configured<K> {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.values() == other.values()
    }
}

impl<K: Registered + ?Sized> Debug for Configured<K> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name(), self.values())
    }
}

impl<K: Registered + ?Sized> Configured<K> {
    /// With every parameter at its default.
    pub fn of(kind: &'static K) -> Self {
        let mut values = [0.0; MAX_PARAMETERS];
        for (value, parameter) in values.iter_mut().zip(kind.parameters()) {
            *value = parameter.default;
        }
        Configured { kind, values }
    }

    /// The one registered under `name`, with these values for its first parameters; none if there is none.
    pub fn named(name: &str, values: &[f64]) -> Option<Self> {
        let mut own = Self::of(K::all().iter().copied().find(|kind| kind.name() == name)?);
        for (own, value) in own.values_mut().iter_mut().zip(values) {
            *own = *value;
        }
        Some(own)
    }

    /// What kind it is.
    pub fn kind(&self) -> &'static K {
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

    /// Each parameter with its value, but for those at the end that are left out.
    pub fn given(&self) -> impl Iterator<Item = (&'static Parameter, f64)> {
        let parameters = self.kind.parameters();
        let n_required = parameters.len() - self.kind.n_optional();
        let is_changed = |place: &usize| self.values[*place] != parameters[*place].default;
        let n = (n_required..parameters.len()).rev().find(is_changed).map_or(n_required, |last| last + 1);
        parameters.iter().zip(self.values).take(n)
    }

    /// [`Configured::values`], to be changed.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values[..self.kind.parameters().len()]
    }

    /// Its title with its values.
    pub fn title(&self) -> String {
        let n_required = self.kind.parameters().len() - self.kind.n_optional();
        let is_told =
            |place: usize, parameter: &Parameter, value: f64| place < n_required || value != parameter.default;
        let told = self.given().enumerate().filter(|(place, (parameter, value))| is_told(*place, parameter, *value));
        let values: Vec<String> = told.map(|(_, (parameter, value))| format!("{} {value}", parameter.title)).collect();
        match values.is_empty() {
            true => self.kind.title().to_string(),
            false => format!("{} ({})", self.kind.title(), values.join(", ")),
        }
    }

    /// The first parameter outside its range, with its value.
    pub fn out_of_range(&self) -> Option<(&'static Parameter, f64)> {
        let mut all = self.kind.parameters().iter().zip(self.values());
        all.find(|(parameter, value)| !parameter.takes(**value)).map(|(parameter, value)| (parameter, *value))
    }

    /// As in a link: the name, and behind commas a number a parameter.
    pub fn text(&self) -> String {
        let parts = [self.name().to_string()].into_iter().chain(self.given().map(|(_, value)| value.to_string()));
        parts.collect::<Vec<String>>().join(",")
    }

    /// What [`Configured::text`] wrote; none where the name is none, or where there isn't a number for each parameter that
    /// can't be left out, or one too many.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(',');
        let name = parts.next()?;
        let values: Vec<f64> = parts.map(number::parse).collect::<Option<_>>()?;
        let own = Self::named(name, &values)?;
        let n = own.kind.parameters().len();
        (n - own.kind.n_optional()..=n).contains(&values.len()).then_some(own)
    }

    /// With the values of the parameters named, the others at their defaults.
    ///
    /// # Errors
    /// A sentence where there is no such name or parameter.
    pub(crate) fn from_pairs(name: &str, pairs: &[(String, f64)]) -> Result<Self, String> {
        let names = || K::all().iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
        let noun = K::NOUN;
        let own = Self::named(name, &[]);
        let mut own = own.ok_or_else(|| format!("there is no {noun} “{name}”; there are {}", names()))?;
        for (key, value) in pairs {
            let place = own.kind.parameters().iter().position(|parameter| parameter.name == key);
            let place = place.ok_or_else(|| format!("the {noun} “{name}” has no “{key}”"))?;
            own.values[place] = *value;
        }
        Ok(own)
    }

    /// Puts name and values into a map.
    pub(crate) fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("name", self.name())?;
        for (parameter, value) in self.given() {
            match parameter.whole {
                true => map.serialize_entry(parameter.name, &(value as u64))?,
                false => map.serialize_entry(parameter.name, &value)?,
            }
        }
        Ok(())
    }
}

/// {"name": …} and a member a parameter.
impl<K: Registered + ?Sized> Serialize for Configured<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.serialize_into(&mut map)?;
        map.end()
    }
}

impl<'de, K: Registered + ?Sized> Deserialize<'de> for Configured<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<K: ?Sized>(PhantomData<fn() -> Box<K>>);

impl<'de, K: Registered + ?Sized> Visitor<'de> for Members<K> {
    type Value = Configured<K>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "a {}: its name and its parameters", K::NOUN)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Configured<K>, A::Error> {
        let (mut name, mut pairs) = (None, Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            match key == "name" {
                true => once(&mut name, "name", &mut map)?,
                false => pairs.push((key, map.next_value::<f64>()?)),
            }
        }
        let name: String = name.ok_or_else(|| A::Error::missing_field("name"))?;
        Configured::from_pairs(&name, &pairs).map_err(A::Error::custom)
    }
}

/// Reads the value of a key that may stand but once.
pub(crate) fn once<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    place: &mut Option<T>,
    key: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    match place.replace(map.next_value()?) {
        None => Ok(()),
        Some(_) => Err(A::Error::duplicate_field(key)),
    }
}
