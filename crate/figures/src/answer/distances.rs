//! Figure 2: are non-members far from the training set?

use super::{NEAR, Reading, Word};
use crate::number::{number, percent};
use nearmiss::Metric;
use nearmiss::interval::Interval;
use nearmiss::paper::CLAIMS;

/// Of so many non-members fewer may be near a member where they are said to be far.
const SELDOM: f64 = 0.05;

/// `histogram` has distances and numbers of non-members, all repeats together, of which each has `n_non_members`. Repeats
/// split the same records anew, so they count as one.
pub(crate) fn reading(histogram: &[(usize, usize)], n_non_members: usize, metric: Metric) -> Reading {
    let (word, share, interval) = answer(histogram, n_non_members);
    let near = match metric.is_hamming() {
        true if share == 0.0 => format!("differs from the nearest member in {NEAR} features or fewer"),
        true => format!("differ from the nearest member in {NEAR} features or fewer"),
        false => format!("at a {} distance of {NEAR} or less from the nearest member", metric.title()),
    };
    let [low, high, seldom] = [interval.low, interval.high, SELDOM].map(percent);
    let because = format!(
        "{} of them {near} (95 % interval {low} to {high}; fewer than {seldom} is far).",
        if share == 0.0 { "none".to_string() } else { percent(share) },
    );
    Reading::new(&CLAIMS[1], (word, because))
}

/// Of several data sets: name, own answer, mean distance. Yes where it is of all, no where it is of some. None of nothing.
pub(crate) fn of_all(each: &[(&str, Word, f64)]) -> Option<Reading> {
    let has = |wanted: Word| each.iter().any(|(_, word, _)| *word == wanted);
    let word = [Word::No, Word::NotClearly].into_iter().find(|word| has(*word)).unwrap_or(Word::Yes);
    let mut listed: Vec<String> = Vec::new();
    for (name, _, mean) in each {
        let name = if name.starts_with("purchase") { "purchases" } else { name };
        let text = format!("{} on {name}", number(*mean, 1));
        if !listed.contains(&text) {
            listed.push(text);
        }
    }
    let because = format!(
        "the mean distance is {}. These records are synthetic, and the purchases are the same ones whatever their classes.",
        listed.join(", "),
    );
    (!each.is_empty()).then(|| Reading::new(&CLAIMS[1], (word, because)))
}

/// With the share of non-members near a member.
fn answer(histogram: &[(usize, usize)], n_non_members: usize) -> (Word, f64, Interval) {
    let n: usize = histogram.iter().map(|(_, n)| n).sum();
    let n_near: usize = histogram.iter().filter(|(distance, _)| *distance <= NEAR).map(|(_, n)| n).sum();
    let share = n_near as f64 / n.max(1) as f64;
    let n_once = n_non_members.clamp(1, n.max(1));
    let interval = Interval::exact_of_rate(((share * n_once as f64).round() as usize).min(n_once), n_once);
    (Word::of(interval.high < SELDOM, interval.low > SELDOM), share, interval)
}
