//! Numbers as people read them, and the sentences that say what came out. Every sentence is computed.

use nearmiss::interval::Interval;

/// A share as a percentage that doesn't break over lines, without decimals, or with one where it would look like none or all.
pub(crate) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if (percent > 0.0 && percent < 1.0) || (percent > 99.0 && percent < 100.0) {
        format!("{percent:.1}\u{a0}%")
    } else {
        format!("{percent:.0}\u{a0}%")
    }
}

/// Three decimals.
pub(crate) fn three(value: f64) -> String {
    let text = format!("{value:.3}");
    if text == "-0.000" { "0.000".to_string() } else { text.replace('-', "−") }
}

/// Two decimals.
pub(crate) fn two(value: f64) -> String {
    format!("{value:.2}")
}

/// A whole number with its thousands apart.
pub(crate) fn whole(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An interval.
pub(crate) fn interval(interval: Interval) -> String {
    format!("{} to {}", three(interval.low), three(interval.high))
}

/// How many models a number is about.
pub(crate) fn repeats(n: usize) -> String {
    if n == 1 { "for this one model".to_string() } else { format!("over {n} repeats") }
}

/// A time span, roughly.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 100.0 => count(s.ceil() as usize, "second"),
        s if s < 6000.0 => count((s / 60.0).round() as usize, "minute"),
        s => format!("{:.1} hours", s / 3600.0),
    }
}

/// A confidence: enough digits to tell it from 1.
pub(crate) fn confidence(value: f64) -> String {
    if value == 1.0 { "1 (saturated)".to_string() } else { format!("{value:.6}") }
}

/// How an AUC is to be called.
pub(crate) fn auc_in_words(auc: f64) -> &'static str {
    match auc {
        a if a < 0.45 => "worse than a coin",
        a if a < 0.55 => "about a coin toss",
        a if a < 0.65 => "a little better than a coin",
        a if a < 0.8 => "clearly better than a coin",
        _ => "far better than a coin",
    }
}

/// "1 feature", "2 features".
pub(crate) fn count(n: usize, noun: &str) -> String {
    let ending = match noun.ends_with('s') {
        _ if n == 1 => "",
        true => "es",
        false => "s",
    };
    format!("{} {noun}{ending}", whole(n as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(whole(1), "1");
        assert_eq!(whole(32768), "32,768");
        assert_eq!(whole(1_048_576), "1,048,576");
        assert_eq!(percent(0.5), "50\u{a0}%");
        assert_eq!(percent(0.004), "0.4\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!((three(-0.0001), three(-0.25)), ("0.000".to_string(), "−0.250".to_string()));
        assert_eq!(count(1, "feature"), "1 feature");
        assert_eq!(count(30, "class"), "30 classes");
    }
}
