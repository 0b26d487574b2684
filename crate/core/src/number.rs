//! Decimal numbers in texts.
//!
//! They are read by serde_json, which the page carries anyway: the standard library's own parser weighs 12 kB, mostly tables
//! that don't compress. What is a number, and the last bit of it, is as the standard library has it.

use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A float that is read from a text, as its [`FromStr`] would read it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<T>(pub T);

/// The number in a text; none if it is no number.
pub fn parse<T: DeserializeOwned + From<f32>>(text: &str) -> Option<T> {
    text.parse().ok().map(|Number(number)| number)
}

/// A text that is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoNumber;

impl<T: DeserializeOwned + From<f32>> FromStr for Number<T> {
    type Err = NoNumber;

    fn from_str(text: &str) -> Result<Number<T>, NoNumber> {
        let (sign, digits) = match text.as_bytes().first() {
            Some(b'-') => ("-", &text[1..]),
            Some(b'+') => ("", &text[1..]),
            _ => ("", text),
        };
        let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if [whole, part, power].into_iter().all(is_digits) && whole.len() + part.len() > 0 && !power.is_empty() {
            // JSON has digits on both sides of the point, and no zeros before others.
            let whole = whole.trim_start_matches('0');
            let whole = if whole.is_empty() { "0" } else { whole };
            let read = serde_json::from_str(&format!("{sign}{whole}.{part}0e{exponent}"));
            // The only thing that can be wrong with it is its size.
            return Ok(Number(read.unwrap_or(infinity(sign))));
        }
        match () {
            () if digits.eq_ignore_ascii_case("inf") || digits.eq_ignore_ascii_case("infinity") => {
                Ok(Number(infinity(sign)))
            }
            () if digits.eq_ignore_ascii_case("nan") => Ok(Number(T::from(f32::NAN))),
            () => Err(NoNumber),
        }
    }
}

fn infinity<T: From<f32>>(sign: &str) -> T {
    T::from(if sign == "-" { f32::NEG_INFINITY } else { f32::INFINITY })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn both(text: &str) -> [Option<u64>; 2] {
        let f64_bits = |number: f64| if number.is_nan() { 0 } else { number.to_bits() };
        [text.parse::<f64>().ok().map(f64_bits), text.parse::<Number<f64>>().ok().map(|number| f64_bits(number.0))]
    }

    fn both_small(text: &str) -> [Option<u32>; 2] {
        let f32_bits = |number: f32| if number.is_nan() { 0 } else { number.to_bits() };
        [text.parse::<f32>().ok().map(f32_bits), text.parse::<Number<f32>>().ok().map(|number| f32_bits(number.0))]
    }

    fn assert_as_the_standard_library(text: &str) {
        let [wanted, found] = both(text);
        assert_eq!(found, wanted, "“{text}” as f64");
        let [wanted, found] = both_small(text);
        assert_eq!(found, wanted, "“{text}” as f32");
    }

    #[test]
    fn hard_cases_are_read_as_the_standard_library_does() {
        let halfway = "1.00000005960464477539062500000000000000000000000000000000000000000000000001";
        for text in [
            "0",
            "-0",
            "+1",
            "1.",
            ".5",
            "-.5",
            ".",
            "",
            "-",
            "+",
            "e5",
            "1e",
            "1e+",
            "1e5",
            "1E-5",
            "007",
            "00.10",
            "1_0",
            " 1",
            "1 ",
            "inf",
            "-Infinity",
            "NaN",
            "infinit",
            "1e999",
            "-1e999",
            "1e-999",
            "1e39",
            "16777217",
            halfway,
            "2.2250738585072011e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "1.4e-45",
            "7e-46",
            "9007199254740993",
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
            "--1",
            "+-1",
            "1e1e1",
            "1.2.3",
            "0x10",
            "١",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999",
        ] {
            assert_as_the_standard_library(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_the_standard_library_does(text in "[-+]?[0-9]{0,22}\\.?[0-9]{0,22}([eE][-+]?[0-9]{0,3})?|[-+.0-9einfaNI]{0,9}") {
            assert_as_the_standard_library(&text);
        }

        #[test]
        fn any_number_comes_back(bits: u64, small: u32) {
            let (number, small) = (f64::from_bits(bits), f32::from_bits(small));
            assert_as_the_standard_library(&number.to_string());
            assert_as_the_standard_library(&format!("{number:e}"));
            assert_as_the_standard_library(&small.to_string());
        }
    }
}
