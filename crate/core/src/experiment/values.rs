//! What a setting may be: how it is read and written in a link, and whether it is in its range.

use super::PortionChoice;
use crate::defence::Defence;
use crate::json;
use crate::number;
use crate::reading::{ColumnKind, runs};
use crate::sorted_map::SortedMap;
use crate::source::{DataSource, Source};
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value, json};

/// What a setting may be.
#[derive(Debug, Clone, Copy)]
pub enum Values {
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// An even one.
    Even(u64, u64),
    /// A float32 number that this takes; the words say which.
    Number(fn(f64) -> bool, &'static str),
    /// One of these.
    Choice(&'static [&'static str]),
    /// Whole numbers: at most how many, and from where to where each.
    Wholes(usize, (u64, u64)),
    /// Ascending whole numbers from 1: at most how many.
    Ascending(usize),
    /// Names among these.
    Names(fn() -> Vec<&'static str>),
    /// A data set with its parameters.
    Data,
    /// SHA-256 of a file, as 64 hexadecimal digits.
    Digest,
    /// Kinds of columns: as runs, or by column as version 1 had them.
    Kinds,
    /// Yes or no.
    Switch,
    /// A defence with its parameters.
    Defence,
    /// Defences: at least one, at most how many.
    Defences(usize),
    /// What is unknown of a record.
    Portion,
}

/// Why a value can't be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OutOfRange {
    /// As it is, as in a link.
    pub value: String,
    /// What it may be, in words.
    pub range: String,
}

impl Values {
    /// In words, as in "it has to be …".
    pub fn in_words(self) -> String {
        match self {
            Values::Whole(0, u64::MAX) => "a whole number".to_string(),
            Values::Whole(least, most) => format!("from {} to {}", grouped(least), grouped(most)),
            Values::Even(least, most) => format!("even, and from {} to {}", grouped(least), grouped(most)),
            Values::Number(_, words) => words.to_string(),
            Values::Choice(all) => format!("one of {}", all.join(", ")),
            Values::Wholes(n, (least, most)) => {
                format!("at most {n} numbers from {} to {}", grouped(least), grouped(most))
            }
            Values::Ascending(n) => format!("at most {n} numbers from 1, ascending"),
            Values::Names(all) => format!("names among {}", all().join(", ")),
            Values::Data => "a data set, and behind commas its numbers".to_string(),
            Values::Digest => "64 hexadecimal digits".to_string(),
            Values::Kinds => "runs of b, c, n, x and . with their lengths, as in n3c2b440".to_string(),
            Values::Switch => "true or false".to_string(),
            Values::Defence => "a defence, and behind commas its numbers".to_string(),
            Values::Defences(n) => format!("from 1 to {n} defences"),
            Values::Portion => "mrmr or random with a number behind it, or a list of features".to_string(),
        }
    }

    /// As in a link; none of a value that isn't of this form.
    pub(super) fn text(self, value: &Value) -> Option<String> {
        match self {
            Values::Whole(..) | Values::Even(..) => value.as_u64().map(|n| n.to_string()),
            Values::Number(..) => value.as_f64().map(|n| (n as f32).to_string()),
            Values::Choice(_) | Values::Digest => value.as_str().map(String::from),
            Values::Wholes(..) | Values::Ascending(_) => join(value, ".", |n| n.as_u64().map(|n| n.to_string())),
            Values::Names(_) => join(value, ".", |name| name.as_str().map(String::from)),
            Values::Data => match typed(value)? {
                DataSource::Registered(source) => Some(source.text()),
                DataSource::Own { .. } => Some(DataSource::OWN.to_string()),
            },
            Values::Switch => value.as_bool().map(|is_on| is_on.to_string()),
            Values::Kinds if value.is_string() => value.as_str().map(String::from),
            Values::Kinds => {
                let kinds: SortedMap<usize, Value> = typed(value)?;
                let parts = kinds.iter().map(|(column, kind)| Some(format!("{column}:{}", kind.as_str()?)));
                Some(parts.collect::<Option<Vec<String>>>()?.join("."))
            }
            Values::Defence => typed::<Defence>(value).map(|defence| defence.text()),
            Values::Defences(_) => join(value, ";", |own| typed::<Defence>(own).map(|defence| defence.text())),
            Values::Portion => Some(match typed(value)? {
                PortionChoice::Mrmr(n) => format!("mrmr{n}"),
                PortionChoice::Random(n) => format!("random{n}"),
                PortionChoice::Features(features) => {
                    features.iter().map(usize::to_string).collect::<Vec<_>>().join(".")
                }
            }),
        }
    }

    /// What [`Values::text`] wrote; none of anything else.
    pub(super) fn parse(self, text: &str) -> Option<Value> {
        let number = |text: &str| text.parse::<u64>().ok().map(Value::from);
        match self {
            Values::Whole(..) | Values::Even(..) => number(text),
            Values::Number(..) => Number::from_f64(f64::from(number::parse::<f32>(text)?)).map(Value::Number),
            Values::Choice(all) => all.contains(&text).then(|| text.into()),
            Values::Digest => is_digest(text).then(|| text.into()),
            Values::Wholes(..) | Values::Ascending(_) => split(text, '.', number),
            Values::Names(all) => split(text, '.', |name| all().contains(&name).then(|| name.into())),
            Values::Data if text == DataSource::OWN => Some(json!({
                "name": DataSource::OWN, "sha256": "", "csv": { "label": null, "kinds": {} }
            })),
            Values::Data => Source::parse(text).map(|source| json::value(&source)),
            Values::Switch => text.parse::<bool>().ok().map(Value::from),
            Values::Kinds if !text.is_empty() && !text.contains(':') => runs::read(text).map(|_| text.into()),
            Values::Kinds => {
                let mut kinds = Map::new();
                for part in text.split('.').filter(|part| !part.is_empty()) {
                    let (column, kind) = part.split_once(':')?;
                    let column: usize = column.parse().ok()?;
                    let kind = typed::<ColumnKind>(&kind.into())?;
                    if kinds.insert(column.to_string(), json::value(&kind)).is_some() {
                        return None;
                    }
                }
                Some(Value::Object(kinds))
            }
            Values::Defence => Defence::parse(text).map(|defence| json::value(&defence)),
            Values::Defences(_) => split(text, ';', |text| Defence::parse(text).map(|defence| json::value(&defence))),
            Values::Portion => {
                let choice = |name: &str| Some(json!({ name: number(text.strip_prefix(name)?)? }));
                let features = || split(text, '.', number).map(|features| json!({ "features": features }));
                choice("mrmr").or_else(|| choice("random")).or_else(features)
            }
        }
    }

    /// Whether a value of this form is in its range.
    pub(super) fn check(self, value: &Value) -> Result<(), OutOfRange> {
        let each = || value.as_array().into_iter().flatten();
        let is_in = |n: &Value, least: u64, most: u64| n.as_u64().is_some_and(|n| (least..=most).contains(&n));
        let n = value.as_array().map_or(0, Vec::len);
        let is_fine = match self {
            Values::Whole(least, most) => is_in(value, least, most),
            Values::Even(least, most) => is_in(value, least, most) && value.as_u64().is_some_and(|n| n % 2 == 0),
            Values::Number(takes, _) => value.as_f64().is_some_and(takes),
            Values::Choice(all) => value.as_str().is_some_and(|own| all.contains(&own)),
            Values::Wholes(most, (least, greatest)) => n <= most && each().all(|own| is_in(own, least, greatest)),
            Values::Ascending(most) => {
                let numbers: Vec<u64> = each().filter_map(Value::as_u64).collect();
                n <= most && numbers.first() != Some(&0) && numbers.windows(2).all(|pair| pair[0] < pair[1])
            }
            Values::Names(all) => each().all(|name| name.as_str().is_some_and(|name| all().contains(&name))),
            Values::Digest => value.as_str().is_some_and(is_digest),
            Values::Defences(most) => (1..=most).contains(&n),
            Values::Switch => value.is_boolean(),
            // Their own types see to what is in them.
            Values::Data | Values::Kinds | Values::Defence | Values::Portion => true,
        };
        match is_fine {
            true => Ok(()),
            false => {
                let value = self.text(value).unwrap_or_else(|| value.to_string());
                Err(OutOfRange { value, range: self.in_words() })
            }
        }
    }
}

fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    json::typed(value).ok()
}

fn join(value: &Value, by: &str, text: impl Fn(&Value) -> Option<String>) -> Option<String> {
    Some(value.as_array()?.iter().map(text).collect::<Option<Vec<String>>>()?.join(by))
}

/// Without anything between the separators there is no part.
fn split(text: &str, by: char, parse: impl Fn(&str) -> Option<Value>) -> Option<Value> {
    text.split(by).filter(|_| !text.is_empty()).map(parse).collect::<Option<Vec<Value>>>().map(Value::Array)
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// With its thousands apart.
fn grouped(n: u64) -> String {
    match n {
        1000.. => format!("{},{:03}", grouped(n / 1000), n % 1000),
        _ => n.to_string(),
    }
}
