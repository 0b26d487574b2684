//! Which records an experiment is about.

use super::kind::SourceKind;
use crate::parameter::{Configured, once};
use crate::reading::Decisions;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::{self, Formatter};

/// A registered data set with a value a parameter.
pub type Source = Configured<dyn SourceKind>;

/// Where records come from.
#[derive(Debug, Clone, PartialEq)]
pub enum DataSource {
    /// One of the registry.
    Registered(Source),
    /// A person's own file.
    Own {
        /// SHA-256 of the file's bytes, in hexadecimal digits.
        sha256: String,
        /// How it is read.
        csv: Decisions,
    },
}

impl DataSource {
    /// The name that stands for a person's own file, which no registered data set has.
    pub const OWN: &'static str = "own";

    /// The registered one of this name, with these values for its first parameters.
    ///
    /// # Panics
    /// Where there is none.
    pub fn named(name: &str, values: &[f64]) -> DataSource {
        DataSource::Registered(Source::named(name, values).expect("the data set is registered"))
    }

    /// Synthetic check-ins.
    pub fn check_ins(n_records: usize) -> DataSource {
        DataSource::named("check_ins", &[n_records as f64])
    }

    /// Synthetic purchases.
    pub fn purchases(n_records: usize, n_classes: usize) -> DataSource {
        DataSource::named("purchases", &[n_records as f64, n_classes as f64])
    }

    /// [`super::SourceKind::differs`]; none of a person's own file.
    pub fn differs(&self) -> Option<&'static str> {
        self.registered().and_then(|source| source.kind().differs())
    }

    /// Its registered name, or [`DataSource::OWN`].
    pub fn name(&self) -> &'static str {
        match self {
            DataSource::Registered(source) => source.name(),
            DataSource::Own { .. } => DataSource::OWN,
        }
    }

    /// The registered one, if it is.
    pub fn registered(&self) -> Option<Source> {
        match self {
            DataSource::Registered(source) => Some(*source),
            DataSource::Own { .. } => None,
        }
    }

    /// Whether it is a person's own file.
    pub fn is_own(&self) -> bool {
        matches!(self, DataSource::Own { .. })
    }

    /// The file that ships with the page, by its path there.
    pub fn shipped_file(&self) -> Option<&'static str> {
        self.registered().and_then(|source| source.kind().file())
    }
}

/// {"name": …} and a member a parameter; of an own file, `sha256` and `csv`.
impl Serialize for DataSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            DataSource::Registered(source) => source.serialize_into(&mut map)?,
            DataSource::Own { sha256, csv } => {
                map.serialize_entry("name", DataSource::OWN)?;
                map.serialize_entry("sha256", sha256)?;
                map.serialize_entry("csv", csv)?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for DataSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DataSource, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = DataSource;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a data set: its name and its parameters, or “own” with sha256 and csv")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DataSource, A::Error> {
        let (mut name, mut sha256, mut csv, mut pairs) = (None, None, None, Vec::new());
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "name" => once(&mut name, "name", &mut map)?,
                "sha256" => once(&mut sha256, "sha256", &mut map)?,
                "csv" => once(&mut csv, "csv", &mut map)?,
                _ => pairs.push((key, map.next_value::<f64>()?)),
            }
        }
        let name: String = name.ok_or_else(|| A::Error::missing_field("name"))?;
        if name == DataSource::OWN {
            if let Some((key, _)) = pairs.first() {
                return Err(A::Error::custom(format!("a file of one's own has no “{key}”")));
            }
            let sha256 = sha256.ok_or_else(|| A::Error::missing_field("sha256"))?;
            return Ok(DataSource::Own { sha256, csv: csv.ok_or_else(|| A::Error::missing_field("csv"))? });
        }
        let is_of_own = sha256.is_some() || csv.is_some();
        let source = Configured::from_pairs(&name, &pairs).map_err(A::Error::custom)?;
        match is_of_own {
            true => Err(A::Error::custom(format!("the data set “{name}” has neither “sha256” nor “csv”"))),
            false => Ok(DataSource::Registered(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_reads_back_as_it_was_written() {
        let own = DataSource::Own { sha256: "ab".repeat(32), csv: Decisions::default() };
        for kind in super::super::SOURCES {
            let source = Source::of(*kind);
            assert_eq!(source.out_of_range(), None);
            assert_eq!(Source::parse(&source.text()), Some(source));
            assert_ne!(kind.name(), DataSource::OWN);
        }
        let sources = super::super::SOURCES.iter().map(|kind| DataSource::Registered(Source::of(*kind)));
        for source in sources.chain([own]) {
            let json = serde_json::to_string(&source).expect("it is plain data");
            assert_eq!(serde_json::from_str::<DataSource>(&json).expect("it reads back"), source, "{json}");
        }
        let json = serde_json::to_string(&DataSource::purchases(500, 2)).expect("it is plain data");
        assert_eq!(json, r#"{"name":"purchases","n_records":500,"n_classes":2}"#);
    }

    #[test]
    fn what_is_no_source_is_refused_in_words() {
        let refusal = |json: &str| serde_json::from_str::<DataSource>(json).expect_err("it is none").to_string();
        assert!(refusal(r#"{"name":"mnist"}"#).contains("there is no data set “mnist”; there are check_ins"));
        assert!(refusal(r#"{"name":"digits","n_records":5}"#).contains("the data set “digits” has no “n_records”"));
        assert!(refusal(r#"{"name":"digits","sha256":"12"}"#).contains("neither “sha256” nor “csv”"));
        assert!(refusal(r#"{"name":"own","sha256":"12"}"#).contains("csv"));
        assert!(refusal(r#"{"name":"digits","name":"voters"}"#).contains("duplicate"));
        assert!(refusal("{}").contains("name"));
    }
}
