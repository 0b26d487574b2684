//! What is decided about a file: what a person said, and once it is read, everything.

use super::column::ColumnKind;
use super::error::ReadError;
use super::row::Separator;
use super::table::Given;
use super::text::Encoding;
use super::version_1;
use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a file is read; what is none or absent is as suggested. Columns are counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// How bytes stand for characters.
    pub encoding: Option<Encoding>,
    /// Between cells.
    pub separator: Option<Separator>,
    /// Whether the first line holds names.
    pub header: Option<bool>,
    /// The label's column.
    pub label: Option<usize>,
    /// Kinds of columns.
    pub kinds: SortedMap<usize, ColumnKind>,
    /// Columns whose holes leave their records out.
    pub drop_holes: Vec<usize>,
    /// Classes that an amount as label is cut into.
    pub cut: Option<usize>,
    /// Whether labels that differ only in case, blanks or a last dot are one.
    pub join_labels: Option<bool>,
    /// Records that take part, drawn at random; 0 for all.
    pub sample: Option<usize>,
    /// The column whose equal values say that records are of one person.
    pub group: Option<usize>,
}

impl Options {
    /// What has to be known before the file is read.
    pub fn given(&self) -> Given {
        Given { encoding: self.encoding, separator: self.separator, has_names: self.header }
    }
}

/// How an experiment's file is read, by the rules of which version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Flat", into = "Flat")]
pub enum Decisions {
    /// Until commit bd541dc.
    Version1(version_1::Options),
    /// Those of [`super`].
    Version2(Options),
}

impl Default for Decisions {
    fn default() -> Decisions {
        Decisions::Version2(Options::default())
    }
}

/// The version of the rules that files are read by today; version 1 had none in its JSON.
const RULES: u32 = 2;

/// As JSON has it: in version 1 `label` and `kinds` alone, columns counted from 0.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rules: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<Encoding>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    separator: Option<Separator>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<bool>,
    #[serde(default)]
    label: Option<usize>,
    #[serde(default)]
    kinds: Kinds,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    drop_holes: Vec<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cut: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    join_labels: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sample: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<usize>,
}

/// Of version 1 by column, of version 2 as [`runs`].
#[derive(Serialize, Deserialize)]
#[serde(untagged, from = "Value")]
enum Kinds {
    Runs(String),
    ByColumn(SortedMap<usize, ColumnKind>),
    Neither,
}

impl From<Value> for Kinds {
    fn from(value: Value) -> Kinds {
        let by_column =
            |(column, kind): (String, Value)| Some((column.parse().ok()?, ColumnKind::named(kind.as_str()?)?));
        match value {
            Value::String(text) => Kinds::Runs(text),
            Value::Object(kinds) => {
                kinds.into_iter().map(by_column).collect::<Option<_>>().map_or(Kinds::Neither, Kinds::ByColumn)
            }
            _ => Kinds::Neither,
        }
    }
}

impl Default for Kinds {
    fn default() -> Kinds {
        Kinds::Runs(String::new())
    }
}

impl TryFrom<Flat> for Decisions {
    type Error = String;

    fn try_from(flat: Flat) -> Result<Decisions, String> {
        let Flat { rules, encoding, separator, header, label, kinds, drop_holes, cut, join_labels, sample, group } =
            flat;
        match (rules, kinds) {
            (None, Kinds::ByColumn(kinds)) => Ok(Decisions::Version1(version_1::Options { label, kinds })),
            (_, Kinds::Neither) => Err("“kinds” is neither a text nor by column".to_string()),
            (None, Kinds::Runs(_)) => Err("“rules” is missing, or “kinds”".to_string()),
            (Some(RULES), kinds) => {
                let kinds = match kinds {
                    Kinds::Runs(text) => runs::read(&text)
                        .ok_or_else(|| format!("“{text}” is no list of kinds; it should be as in n3c2b440"))?,
                    Kinds::ByColumn(kinds) => kinds,
                    Kinds::Neither => SortedMap::new(),
                };
                let options =
                    Options { encoding, separator, header, label, kinds, drop_holes, cut, join_labels, sample, group };
                Ok(Decisions::Version2(options))
            }
            (Some(other), _) => Err(ReadError::Rules(other).to_string()),
        }
    }
}

impl From<Decisions> for Flat {
    fn from(decisions: Decisions) -> Flat {
        let (rules, options, kinds) = match decisions {
            Decisions::Version1(version_1::Options { label, kinds }) => {
                (None, Options { label, ..Options::default() }, Kinds::ByColumn(kinds))
            }
            Decisions::Version2(options) => {
                let kinds = Kinds::Runs(runs::write(&options.kinds));
                (Some(RULES), options, kinds)
            }
        };
        let Options { encoding, separator, header, label, drop_holes, cut, join_labels, sample, group, .. } = options;
        Flat { rules, encoding, separator, header, label, kinds, drop_holes, cut, join_labels, sample, group }
    }
}

/// Kinds as runs from the first column on: `n3.2b440` is three of numbers, two as suggested, 440 of two values.
pub mod runs {
    use super::{ColumnKind, SortedMap};

    const LETTERS: [(char, Option<ColumnKind>); 5] = [
        ('b', Some(ColumnKind::Binary)),
        ('c', Some(ColumnKind::Categorical)),
        ('n', Some(ColumnKind::Numeric)),
        ('x', Some(ColumnKind::LeftOut)),
        ('.', None),
    ];

    /// As a text.
    pub fn write(kinds: &SortedMap<usize, ColumnKind>) -> String {
        let last = kinds.keys().copied().last().unwrap_or(0);
        let letters: Vec<char> = (1..=last)
            .map(|column| {
                let kind = kinds.get(&column).copied();
                LETTERS.iter().find(|(_, own)| *own == kind).map_or('.', |(letter, _)| *letter)
            })
            .collect();
        letters.chunk_by(|a, b| a == b).map(|run| format!("{}{}", run[0], run.len())).collect()
    }

    /// From a text; none if it is no such.
    pub fn read(text: &str) -> Option<SortedMap<usize, ColumnKind>> {
        let mut kinds = SortedMap::new();
        let (mut column, mut rest) = (1_usize, text);
        while let Some(letter) = rest.chars().next() {
            let (_, kind) = LETTERS.iter().find(|(own, _)| *own == letter)?;
            let digits = rest[1..].split(|c: char| !c.is_ascii_digit()).next()?;
            let n: usize = digits.parse().ok().filter(|n| (1..=100_000).contains(n))?;
            for column in column..column + n {
                if let Some(kind) = kind {
                    kinds.insert(column, *kind);
                }
            }
            column += n;
            rest = &rest[1 + digits.len()..];
        }
        Some(kinds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_written_as_runs() {
        let kinds: SortedMap<usize, ColumnKind> =
            [(1, ColumnKind::Numeric), (2, ColumnKind::Numeric), (4, ColumnKind::LeftOut)].into();
        assert_eq!(runs::write(&kinds), "n2.1x1");
        assert_eq!(runs::read("n2.1x1"), Some(kinds));
        for bad in ["n", "n0", "q3", "n3c", "3", "n99999999"] {
            assert_eq!(runs::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn decisions_of_both_versions_read_back() {
        let options =
            Options { label: Some(5), group: Some(2), kinds: [(1, ColumnKind::LeftOut)].into(), ..Options::default() };
        let version_1 = version_1::Options {
            label: Some(2),
            kinds: [(3, ColumnKind::Categorical), (10, ColumnKind::LeftOut)].into(),
        };
        for (decisions, json) in [
            (Decisions::Version2(options), r#"{"rules":2,"label":5,"kinds":"x1","group":2}"#),
            (Decisions::Version1(version_1), r#"{"label":2,"kinds":{"3":"categorical","10":"left_out"}}"#),
        ] {
            assert_eq!(serde_json::to_string(&decisions).expect("plain data"), json);
            assert_eq!(serde_json::from_str::<Decisions>(json).expect("it reads back"), decisions);
        }
        let error = serde_json::from_str::<Decisions>(r#"{"rules":3}"#).expect_err("a later version").to_string();
        assert!(error.contains("rules number 3"), "{error}");
    }
}
