//! A result as a small file: the code, and beside it all that a code has no room for.

use super::code::ResultCode;
use super::measure::Measure;
use super::number::{Number, with_number};
use nearmiss::Seed;
use serde_json::Value;

/// What tells such a file from others, with its version as the value.
const MARK: &str = "near_miss_result";

/// The name of a student's file.
pub fn file_name(number: Number) -> String {
    format!("near-miss-result-{:02}.json", number.get())
}

/// A result as JSON: its code, the student's number and seed, the four numbers at full precision (null where unknown),
/// the report's fingerprint, and the fragment of the experiment's link.
pub fn to_file(code: &ResultCode, seed: Seed, numbers: [Option<f64>; 4], fingerprint: &str, fragment: &str) -> String {
    let number = code.number;
    let seed = with_number(seed, number).0;
    let mut json = format!(
        "{{\n  \"{MARK}\": 1,\n  \"code\": \"{}\",\n  \"number\": {},\n  \"seed\": {seed},\n",
        code.text(),
        number.get()
    );
    for (measure, value) in Measure::ALL.into_iter().zip(numbers) {
        let value = value.map_or("null".to_string(), |value| value.to_string());
        json += &format!("  \"{}\": {value},\n", measure.key());
    }
    json += &format!("  \"fingerprint\": \"{fingerprint}\",\n  \"link\": {}\n}}\n", Value::from(fragment));
    json
}

/// The code in a file; none if it is no such file, or its numbers aren't the code's.
pub(super) fn code_in(json: &str) -> Option<String> {
    let file: Value = serde_json::from_str(json).ok()?;
    let text = file[MARK].as_u64().and(file["code"].as_str())?;
    let agrees = |code: ResultCode| {
        let mut pairs = Measure::ALL.into_iter().zip(code.numbers());
        pairs.all(|(measure, number)| match (file[measure.key()].as_f64(), number) {
            (Some(full), Some(number)) => (full - number).abs() < 0.000_51,
            (full, number) => full.is_none() && number.is_none(),
        })
    };
    // What is wrong with the code itself is told of the code.
    ResultCode::read(text).map_or(true, agrees).then(|| text.to_string())
}
