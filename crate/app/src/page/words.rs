//! Numbers as people read them, and the sentences that say what came out. Every sentence is computed.

pub(crate) use nearmiss_figures::{number, percent, whole};

use nearmiss::interval::Interval;
use nearmiss::privacy::Guarantee;

/// Three decimals.
pub(crate) fn three(value: f64) -> String {
    number(value, 3)
}

/// Two decimals.
pub(crate) fn two(value: f64) -> String {
    number(value, 2)
}

/// Three decimals with a sign.
pub(crate) fn signed(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", three(value))
}

/// A difference of shares, in percentage points.
pub(crate) fn points(difference: f64) -> String {
    let sign = if difference > 0.0 { "+" } else { "" };
    format!("{sign}{} points", number(100.0 * difference, 1))
}

/// An interval.
pub(crate) fn interval(interval: Interval) -> String {
    format!("{} to {}", three(interval.low), three(interval.high))
}

/// An interval of a share.
pub(crate) fn percents(interval: Interval) -> String {
    format!("{} to {}", percent(interval.low), percent(interval.high))
}

/// What a private training promises, and what not.
pub(crate) fn promise(guarantee: &Guarantee) -> String {
    format!(
        "The training spends ε = {} at δ = {:.0e} (by its privacy loss distribution, an upper bound). Whatever an attacker knows, over many trainings with and without the record that leaves him an advantage of at most {} and at 1 % FPR a TPR of at most {}{}. It bounds what a record's presence adds to what the model says; it doesn't promise that the record can't be guessed from what is true of people like it, which imputation knows without the model. The guarantee supposes that the seed is secret, which in this page it isn't: the noise follows from the seed in the link.",
        two(guarantee.epsilon),
        guarantee.delta,
        three(guarantee.advantage),
        percent(guarantee.tpr(0.01)),
        if guarantee.advantage > 0.95 { ", which is next to no promise" } else { "" },
    )
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

/// A confidence in per cent, with as many digits as tell it from 100.
pub(crate) fn sure(value: f64) -> String {
    let rest = 1.0 - value;
    let decimals = match rest {
        r if r >= 0.05 => 0,
        r if r >= 0.005 => 1,
        r if r >= 0.0005 => 2,
        r if r >= 0.000_05 => 3,
        r if r > 0.0 => 5,
        _ => 0,
    };
    format!("{} %", number(100.0 * value, decimals))
}

/// How an AUC is to be called, by itself only where its 95 % interval leaves out what a coin gives.
pub(crate) fn auc_in_words(auc: f64, interval: Interval) -> &'static str {
    match auc {
        _ if interval.low <= 0.5 && interval.high >= 0.5 => "no better than a coin, as far as these records show",
        a if a < 0.5 => "worse than a coin",
        a if a < 0.55 => "barely better than a coin",
        a if a < 0.65 => "a little better than a coin",
        a if a < 0.8 => "clearly better than a coin",
        _ => "far better than a coin",
    }
}

/// The true-positive rate at a false-positive rate of 1 % beside chance's, said to be more or less only where its 95 % interval
/// leaves that out; nothing where there is no interval.
pub(crate) fn tpr_in_words(tpr: f64, interval: Option<Interval>) -> String {
    let Some(interval) = interval else { return String::new() };
    let found = match () {
        () if interval.low > 0.01 => "more than",
        () if interval.high < 0.01 => "less than",
        () => "not seen to be more than",
    };
    format!(
        " Where only 1 in 100 others may be accused, it finds {} of the members ({}), {found} the 1 % of chance.",
        percent(tpr),
        percents(interval)
    )
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
    use nearmiss::roc::RocCurve;
    use nearmiss::seed::{Seed, Stream};
    use rand::RngExt;

    fn words_of(members: &[f64], non_members: &[f64]) -> &'static str {
        let curve = RocCurve::new(members, non_members);
        auc_in_words(curve.auc, curve.auc_interval)
    }

    #[test]
    fn of_a_model_that_leaks_nothing_an_attack_is_seldom_called_better_than_a_coin() {
        let n_trials = 200;
        for n_records in [5, 20, 500] {
            let mut rng = Seed(1).rng(Stream::Init, n_records);
            let mut scores = || (0..n_records).map(|_| rng.random::<f64>()).collect::<Vec<f64>>();
            let n_claims = (0..n_trials).filter(|_| !words_of(&scores(), &scores()).starts_with("no better")).count();
            assert!(n_claims <= 25, "{n_claims} of {n_trials} with {n_records} records a side");
        }
    }

    #[test]
    fn equal_scores_and_single_records_show_nothing_and_a_leak_is_seen() {
        for (members, non_members) in [(&[0.5; 40][..], &[0.5; 40][..]), (&[0.9], &[0.1]), (&[0.1], &[0.9])] {
            assert!(words_of(members, non_members).starts_with("no better"), "{members:?}, {non_members:?}");
        }
        let scores = |from: u32| (from..from + 100).map(f64::from).collect::<Vec<f64>>();
        assert_eq!(words_of(&scores(50), &scores(0)), "far better than a coin");
        assert_eq!(words_of(&scores(0), &scores(50)), "worse than a coin");
    }

    #[test]
    fn counts_have_their_plural() {
        assert_eq!(count(1, "feature"), "1 feature");
        assert_eq!(count(30, "class"), "30 classes");
    }
}
