//! Figure 5: are unknown features guessed better than by chance, yet seldom exactly? And what one unknown bit comes to.

use super::{Reading, Step, Word};
use crate::number::{number, percent, whole};
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeInferenceReport, GuessBy, SideGuesses};
use nearmiss::interval::Interval;
use nearmiss::paper::CLAIMS;

/// Exact guesses are seldom below this share of the records.
const SELDOM: f64 = 0.25;

/// None where chance isn't known, where it alone is often exact, or where no member was guessed.
pub(crate) fn reading(report: &AttributeInferenceReport, by: GuessBy) -> Option<Reading> {
    let attack = report.attack(by);
    let (members, others) = (&attack.members, &attack.non_members);
    let chance = report.baseline(Imputation::Chance)?.members.mean_hamming;
    if members.distances.is_empty() || !chance.is_finite() || report.n_completions as f64 * SELDOM <= 1.0 {
        return None;
    }
    let Interval { low, high, .. } = members.mean_hamming_interval;
    let exact = exact(members);
    let word = Word::of(high < chance && exact.high < SELDOM, low > chance || exact.low > SELDOM);
    let of = |side: &SideGuesses| (side.mean_hamming, side.mean_hamming_interval);
    let seen = match Step::between(of(members), of(others), 1) {
        _ if others.distances.is_empty() => String::new(),
        Step::Up => " Records that the network never saw are guessed worse, so part of it is membership.".to_string(),
        Step::Down => " Records that the network never saw are guessed even better.".to_string(),
        Step::Unclear => " By these means no difference to records that the network never saw is seen.".to_string(),
    };
    let because = format!(
        "on members {} of {} features are wrong (95 % interval {} to {}) where chance has {}, and {} are exactly right (95 % \
         interval {} to {}; seldom is below {}).{seen}",
        number(members.mean_hamming, 2),
        report.unknown.len(),
        number(low, 2),
        number(high, 2),
        number(chance, 2),
        percent(members.exact_rate),
        percent(exact.low),
        percent(exact.high),
        percent(SELDOM),
    );
    Some(Reading::new(&CLAIMS[4], (word, because)))
}

fn exact(side: &SideGuesses) -> Interval {
    Interval::of_rate(side.exact_rate, side.distances.len())
}

/// Where one feature of two values is unknown: x*, b against x*, not b. None of any other question.
///
/// A guess is then right or wrong, so that the share of right ones is 1 less the mean distance, with that one's interval.
pub fn single_bit(report: &AttributeInferenceReport, by: GuessBy, feature: &str) -> Option<String> {
    if report.unknown.len() != 1 || report.n_completions != 2 {
        return None;
    }
    let attack = report.attack(by);
    let right = |side: &SideGuesses| {
        let n = side.distances.len();
        let share = 1.0 - side.mean_hamming;
        let own = side.mean_hamming_interval.scaled(-1.0, 1.0);
        // Turned over by the sign.
        let own = Interval { low: own.high, high: own.low, ..own };
        (n > 0).then(|| (share, n, Interval::or_of_few(share, n, own)))
    };
    let (members, others) = (right(&attack.members)?, right(&attack.non_members));
    let told = |(share, n, interval): (f64, usize, Interval), of: &str| {
        let n_right = share * n as f64;
        let n_decimals = usize::from((n_right - n_right.round()).abs() > 1e-6);
        format!(
            "{} of {} {of} ({}, 95 % interval {} to {})",
            number(n_right, n_decimals),
            whole(n as u64),
            percent(share),
            percent(interval.low),
            percent(interval.high)
        )
    };
    let control = others.map_or(String::new(), |own| {
        let more = match Step::between((own.0, own.2), (members.0, members.2), 1) {
            Step::Up => "So the model tells its members' bit more often than others'.",
            Step::Down => "So the model tells others' bit more often than its members'.",
            Step::Unclear => "That the model tells its members' bit more often isn't seen.",
        };
        format!("; as a control, for {}. {more}", told(own, "records that the network never saw"))
    });
    let end = if control.is_empty() { "." } else { "" };
    Some(format!(
        "One unknown bit, “{feature}”: the record with it as it is against the same record with it turned over. This is \
         Definition 2 at r = 1 on that feature. Whoever takes the surer of the two is right for {}, ties one half{control}{end}",
        told(members, "members"),
    ))
}
