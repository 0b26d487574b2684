//! Phrases that the sentences of several charts share.

use crate::number::number;
use nearmiss::Metric;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, BaselineReport, GuessBy};
use nearmiss::interval::Interval;

/// An interval in words, to be put in brackets.
pub(crate) fn interval_words(interval: &Interval, n_decimals: usize) -> String {
    let [low, high] = [interval.low, interval.high].map(|end| number(end, n_decimals));
    format!("95 % interval {low} to {high}, {}", interval.method.title())
}

/// The same in brackets behind a blank; nothing where there is none.
pub(crate) fn in_brackets(interval: Option<&Interval>, n_decimals: usize) -> String {
    interval.map_or(String::new(), |interval| format!(" ({})", interval_words(interval, n_decimals)))
}

/// What the model adds on members, as a sentence behind a blank; empty where that isn't known.
pub(crate) fn what_the_model_adds(attack: &AttributeAttackReport) -> String {
    attack.adds.as_ref().map_or(String::new(), |gain| {
        let more = if gain.on_members.mean < 0.0 { "more" } else { "fewer" };
        format!(
            " On members the attack misses {} features {more} than {}, which never asks the model (what the model adds: {}).",
            number(gain.on_members.mean.abs(), 2),
            gain.imputation.title().to_lowercase(),
            interval_words(&gain.on_members.interval, 2),
        )
    })
}

/// The same for a share told in percent.
pub(crate) fn percent_words(interval: &Interval) -> String {
    let [low, high] = [interval.low, interval.high].map(|end| number(100.0 * end, 1));
    format!("95 % interval {low} to {high} %, {}", interval.method.title())
}

/// A score's name within a sentence.
pub(crate) fn score_title(by: GuessBy) -> &'static str {
    match by {
        GuessBy::MaxConfidence => "max-confidence",
        GuessBy::LogOdds => "log-odds",
    }
}

/// How the distance from a member is measured, up to the member itself.
pub(crate) fn measure(metric: Metric) -> &'static str {
    match metric {
        Metric::Hamming => "features that differ from",
        Metric::Manhattan => "steps (Manhattan) to",
        Metric::Euclidean => "Euclidean, in steps, to",
    }
}

/// The best baseline, as the end of a sentence; empty without any.
pub(crate) fn best_baseline(report: &AttributeInferenceReport) -> String {
    let all = Imputation::ALL.into_iter().filter_map(|by| Some((by, report.baseline(by)?)));
    let known = all.filter(|(_, baseline)| baseline.members.mean_hamming.is_finite());
    let mean = |baseline: &BaselineReport| baseline.members.mean_hamming;
    let best = known.reduce(|best, next| if mean(next.1) < mean(best.1) { next } else { best });
    best.map_or(String::new(), |(by, baseline)| {
        format!(
            "; without the model, the best baseline ({}) misses {} ({})",
            by.title().to_lowercase(),
            number(baseline.members.mean_hamming, 2),
            interval_words(&baseline.members.mean_hamming_interval, 2),
        )
    })
}
