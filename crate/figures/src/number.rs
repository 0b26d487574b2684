//! Numbers as people read them, on charts and in the page's sentences alike. Files have numbers at full precision instead:
//! see [`DataTable`](crate::DataTable).

/// A number with so many decimals, a proper minus and commas between groups of three digits: −0.250, 32,768.
pub fn number(value: f64, n_decimals: usize) -> String {
    let text = format!("{:.n_decimals$}", value.abs());
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    // What is rounded to 0 has no sign.
    let sign = if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    format!("{sign}{}{decimals}", in_groups(whole))
}

/// A count, its digits in groups of three: 32,768.
pub fn whole(count: u64) -> String {
    in_groups(&count.to_string())
}

/// A share as a percentage that doesn't break over lines: whole, or with a decimal where the whole number would say that
/// nothing happened or everything did.
pub fn percent(share: f64) -> String {
    let percents = 100.0 * share;
    let nearest = percents.round();
    let is_near_an_end = !(1.0..=99.0).contains(&percents.abs()) && (percents - nearest).abs() > 1e-9;
    let text = if is_near_an_end { number(percents, 1) } else { number(nearest, 0) };
    format!("{text}\u{a0}%")
}

fn in_groups(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_signs_groups_and_no_negative_zero() {
        let cases = [
            (-0.001, 1, "0.0"),
            (-12.5, 1, "−12.5"),
            (-0.25, 3, "−0.250"),
            (999.0, 0, "999"),
            (1234.0, 0, "1,234"),
            (-32_768.25, 2, "−32,768.25"),
            (1_048_576.0, 0, "1,048,576"),
            (f64::NAN, 2, "NaN"),
            (f64::INFINITY, 1, "inf"),
        ];
        for (value, n_decimals, expected) in cases {
            assert_eq!(number(value, n_decimals), expected);
        }
    }

    #[test]
    fn counts_are_exact_beyond_what_a_float_holds() {
        assert_eq!((whole(0), whole(32_768)), ("0".to_string(), "32,768".to_string()));
        assert_eq!(whole((1 << 53) + 1), "9,007,199,254,740,993");
    }

    #[test]
    fn percentages_near_the_ends_keep_a_decimal() {
        let cases = [
            (0.0, "0"),
            (0.004, "0.4"),
            (0.01, "1"),
            (0.125, "13"),
            (0.5, "50"),
            (0.99, "99"),
            (0.998, "99.8"),
            (1.0, "100"),
            (-0.125, "−13"),
            (-0.004, "−0.4"),
            (12.5, "1,250"),
        ];
        for (share, expected) in cases {
            assert_eq!(percent(share), format!("{expected}\u{a0}%"));
        }
    }
}
