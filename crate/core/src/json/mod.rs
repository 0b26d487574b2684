//! JSON, always by way of its text: the code that writes and reads a type is a hundred kilobytes for all of them, and
//! stands in the page once for each form that they are written in or read from.

mod reader;
mod writer;

use reader::Reader;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use writer::Writer;

/// Plain data as a text, as the library writes it: without spaces, numbers in the shortest form that reads back the same.
///
/// # Panics
/// What isn't plain data: a key that is neither text nor number.
pub fn write(data: &impl Serialize) -> String {
    let mut writer = Writer::default();
    data.serialize(&mut writer).expect("it is plain data");
    String::from_utf8(writer.text).expect("JSON is text")
}

/// What a text says that was written by this project. In it every struct is an object; keys that aren't its own are passed
/// over, even where the type denies them.
///
/// # Errors
/// What isn't JSON, or not of this type, without its place.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    let mut rest = Reader::new(text);
    let value = T::deserialize(&mut rest)?;
    rest.end()?;
    Ok(value)
}

/// Plain data as a value whose parts can be asked for.
pub(crate) fn value(data: &impl Serialize) -> Value {
    read(&write(data)).expect("JSON was written")
}

/// What a value stands for.
pub(crate) fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    read(&write(value))
}

/// What is wrong with a text, without the place.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_string()
}

/// A text without spaces between its parts as people read it: a line for each, two spaces for each level.
pub(crate) fn indented(text: &str) -> String {
    let mut indented = String::with_capacity(2 * text.len());
    let (mut level, mut is_in_string, mut is_escaped) = (0, false, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_closing = |next: Option<&char>| matches!(next, Some('}' | ']'));
        let new_line = |indented: &mut String, level: usize| {
            indented.push('\n');
            (0..level).for_each(|_| indented.push_str("  "));
        };
        if is_in_string {
            indented.push(character);
            is_in_string = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
            continue;
        }
        match character {
            '{' | '[' => {
                indented.push(character);
                if !is_closing(characters.peek()) {
                    level += 1;
                    new_line(&mut indented, level);
                }
            }
            '}' | ']' => {
                if !indented.ends_with(['{', '[']) {
                    level -= 1;
                    new_line(&mut indented, level);
                }
                indented.push(character);
            }
            ',' => {
                indented.push(',');
                new_line(&mut indented, level);
            }
            ':' => indented.push_str(": "),
            _ => {
                is_in_string = character == '"';
                indented.push(character);
            }
        }
    }
    indented
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sorted_map::SortedMap;
    use serde_json::json;

    #[test]
    fn a_text_is_indented_as_the_library_does_it() {
        for value in [
            json!({}),
            json!([]),
            json!([[], {}, [[]], [1, 2.5, -3e-9], null, true]),
            json!({ "a, {b}": "c: [\"d\\\"]", "e": { "f": [], "g": { "h": "\\" } }, "": ["]", "}", "é\u{1}\n"] }),
            value(&crate::Experiment::location_matrix()),
        ] {
            assert_eq!(indented(&value.to_string()), serde_json::to_string_pretty(&value).unwrap());
        }
    }

    #[test]
    fn what_is_written_reads_as_by_the_library_but_a_struct_is_no_array() {
        #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
        enum Kind {
            Plain,
            Of(Vec<Option<f32>>),
            Pair(u64, (f64, String)),
            Named { part: Part },
        }
        #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
        struct Part {
            number: f64,
            kinds: Vec<Kind>,
            rest: Option<Box<Part>>,
        }
        let inner = Part { number: -1e-300, kinds: vec![Kind::Plain], rest: None };
        let kinds = vec![
            Kind::Of(vec![Some(0.1), None, Some(3.4e38)]),
            Kind::Pair(u64::MAX, (0.1 + 0.2, "ü\n".to_string())),
            Kind::Named { part: inner },
        ];
        let rest = Part { number: 5e-324, kinds: Vec::new(), rest: None };
        let part = Part { number: 1.0 / 3.0, kinds, rest: Some(Box::new(rest)) };
        let text = serde_json::to_string(&part).unwrap();
        assert_eq!(write(&part), text);
        assert_eq!(read::<Part>(&text).unwrap(), part);
        assert_eq!(read::<Part>(&indented(&text)).unwrap(), part);
        assert_eq!(typed::<Part>(&value(&part)).unwrap(), part, "by way of a value, in another order");
        let experiment = crate::Experiment::location_matrix();
        assert_eq!(read::<crate::Experiment>(&serde_json::to_string(&experiment).unwrap()).unwrap(), experiment);
        for wrong in ["[1.5,[],null]", r#"{"number":1.5,"kinds":[{"Named":[[2.5,[],null]]}],"rest":null}"#] {
            assert!(serde_json::from_str::<Part>(wrong).is_ok());
            let error = read::<Part>(wrong).unwrap_err();
            assert_eq!(error.to_string(), "invalid type: a sequence, expected {");
        }
        assert_eq!(read::<Part>(&format!("{text}]")).unwrap_err().to_string(), "trailing characters");
        for cut in 0..text.len() {
            assert!(text.get(..cut).is_none_or(|text| read::<Part>(text).is_err()), "cut at {cut}");
        }
    }

    #[test]
    fn fields_are_found_in_any_order_and_missed_by_name() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Fields {
            a: f32,
            #[serde(default)]
            b: Option<String>,
            c: SortedMap<usize, bool>,
            #[serde(default = "seven")]
            d: u8,
        }
        fn seven() -> u8 {
            7
        }
        let c = || SortedMap::from_iter([(12, true), (3, false)]);
        let all = Fields { a: 16_777_217.0, b: Some("x\"y".to_string()), c: c(), d: 1 };
        let texts = [
            r#"{"a":16777217,"b":"x\"y","c":{"12":true,"3":false},"d":1}"#,
            r#" { "d": 1, "c": { "3": false, "12": true }, "e": [{"}": "\\"}, 5], "b" : "x\u0022y" , "a": 16777217.0 } "#,
        ];
        for text in texts {
            assert_eq!(read::<Fields>(text).unwrap(), all);
        }
        let some = Fields { a: -0.5, b: None, c: c(), d: 7 };
        for text in [r#"{"a":-5e-1,"c":{"12":true,"3":false}}"#, r#"{"c":{"12":true,"3":false},"b":null,"a":-0.5}"#] {
            assert_eq!(read::<Fields>(text).unwrap(), some);
        }
        let error = |text: &str| read::<Fields>(text).unwrap_err().to_string();
        assert_eq!(error(r#"{"a":1,"d":1}"#), "missing field `c`");
        assert_eq!(error(r#"{"c":{}}"#), "missing field `a`");
        assert_eq!(error(r#"{"a":1,"c":{"x":true}}"#), "invalid type: expected a number as key");
        assert_eq!(error(r#"{"a":1,"c":{},"d":256}"#), "invalid value: integer `256`, expected u8");
        assert!(error(r#"{"a":1,"c":{},"d":1.5}"#).starts_with("invalid type: floating point `1.5`"));
        assert!(error(r#"{"a":1,"c":{},"d":1,"e":[1}"#).starts_with("invalid type"), "also what is passed over");
    }

    #[test]
    fn what_is_written_is_what_the_library_writes() {
        let maps =
            SortedMap::from_iter([(u64::MAX, [f64::NAN, -0.0, 1e-7, 5e-324]), (0, [1.0, 1e21, f64::INFINITY, 0.3])]);
        let rest = ('"', "é\u{1}\\\n/", [i64::MIN, -1], (0.1_f32, f32::MAX, 1e-45_f32), (), Some(None::<u8>));
        let by_name = SortedMap::from_iter([("a \"b\"", vec![Ok::<u8, bool>(3), Err(true)]), ("", Vec::new())]);
        let all = (maps, rest, by_name, std::cmp::Reverse((1_u8, [0_u8; 0])));
        assert_eq!(write(&all), serde_json::to_string(&all).unwrap());
    }
}
