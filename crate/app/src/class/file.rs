//! A result as a small file: the code, and beside it all that a code has no room for.

use super::code::ResultCode;
use super::measure::Measure;
use super::number::Number;
use nearmiss::Seed;

/// What stands before the code, in the page's own spelling of JSON.
const BEFORE: &str = "\"near_miss_result\": \"";

/// The name of a student's file.
pub fn file_name(number: Number) -> String {
    format!("near-miss-result-{}.json", number.get())
}

/// A result as JSON: its code, the student's seed, the four numbers at full precision (null where unknown), the report's
/// fingerprint, and the fragment of the experiment's link, which has nothing that JSON would have to escape.
pub fn to_file(code: &ResultCode, seed: Seed, numbers: [Option<f64>; 4], fingerprint: &str, fragment: &str) -> String {
    let number = |measure: Measure| {
        let value = numbers[measure as usize].map_or("null".to_string(), |value| value.to_string());
        format!("  \"{}\": {value},\n", measure.key())
    };
    format!(
        "{{\n  {BEFORE}{}\",\n  \"number\": {},\n  \"seed\": {},\n{}  \"fingerprint\": \"{fingerprint}\",\n  \"link\": \"{fragment}\"\n}}\n",
        code.text(),
        code.number.get(),
        seed.0,
        Measure::ALL.map(number).concat(),
    )
}

/// The code in a file that [`to_file`] has written; none in any other text. The code has a check of its own, and the
/// other numbers are for other programs.
pub(super) fn code_in(text: &str) -> Option<&str> {
    text.split_once(BEFORE)?.1.split('"').next()
}
