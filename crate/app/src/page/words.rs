//! Numbers as people read them, and the sentences that say what came out. Every sentence is computed.

pub(crate) use nearmiss_figures::{number, percent, whole};

use nearmiss::interval::Interval;

/// Three decimals.
pub(crate) fn three(value: f64) -> String {
    number(value, 3)
}

/// Two decimals.
pub(crate) fn two(value: f64) -> String {
    number(value, 2)
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
    fn counts_have_their_plural() {
        assert_eq!(count(1, "feature"), "1 feature");
        assert_eq!(count(30, "class"), "30 classes");
    }
}
