//! Figure 4: is a near neighbour's confidence almost as likely higher as lower?

use super::{NEAR, NEAR_CHANCE, Reading, Step, Word};
use crate::number::percent;
use nearmiss::game::strong_membership::GameResult;
use nearmiss::interval::Interval;
use nearmiss::paper::CLAIMS;
use nearmiss::report::StrongMembershipReport;

/// Of one kind of neighbour, distances ascending.
///
/// The share lower less the share higher is twice the paired success less 1, so that it has that one's interval.
pub(crate) fn reading(reports: &[StrongMembershipReport]) -> Reading {
    Reading::new(&CLAIMS[3], answer(reports))
}

fn answer(reports: &[StrongMembershipReport]) -> (Word, String) {
    let near: Vec<&StrongMembershipReport> = reports.iter().filter(|report| report.distance <= NEAR).collect();
    let Some(first) = near.first() else {
        return (Word::NotClearly, format!("no neighbour at distance {NEAR} or less was scored."));
    };
    let Interval { low, high, .. } = first.members.max_confidence.paired_interval.scaled(2.0, -1.0);
    let most = 2.0 * NEAR_CHANCE;
    let word = Word::of(-most <= low && high <= most, low > most || high < -most);
    let listed = near.iter().map(|report| {
        let change = &report.members.confidence_change;
        let [lower, equal, higher] = [change.lower, change.equal, change.higher].map(percent);
        format!("at r = {}: {lower} lower, {equal} the same, {higher} higher", report.distance)
    });
    let listed = listed.collect::<Vec<_>>().join("; ");
    let first_change = &first.members.confidence_change;
    let difference = first_change.lower - first_change.higher;
    let means = match word {
        Word::Yes => "So whoever takes the surer of the two for the member is right about as often as not.",
        Word::No if low > most => "So whoever takes the surer of the two for the member is right more often than not.",
        Word::No => "So whoever takes the surer of the two for the member is wrong more often than not.",
        Word::NotClearly => "Whether that is almost as likely can't be told from so few pairs.",
    };
    let points = |share: f64| crate::number::number(100.0 * share, 0);
    let in_points = |share: f64| match &points(share)[..] {
        "1" => "1 point".to_string(),
        several => format!("{several} points"),
    };
    let lead = |of: &GameResult| {
        (2.0 * of.max_confidence.paired_success - 1.0, of.max_confidence.paired_interval.scaled(2.0, -1.0))
    };
    let control = first.non_members.as_ref().map_or(String::new(), |others| {
        let seen = match Step::between(lead(others), lead(&first.members), 1) {
            Step::Up => "so what members have beyond that is membership",
            Step::Down => "so none of it is membership",
            Step::Unclear => "and no difference is seen, so it may be but the neighbours' oddness",
        };
        format!(" Of records that the network never saw lower is ahead by {}, {seen}.", in_points(lead(others).0))
    });
    let farthest = reports.last().filter(|report| report.distance > NEAR).map_or(String::new(), |report| {
        let change = &report.members.confidence_change;
        let [lower, higher] = [change.lower, change.higher].map(percent);
        format!(" At r = {}: {lower} lower, {higher} higher.", report.distance)
    });
    let because = format!(
        "{listed}. At r = {} lower is ahead of higher by {} (95 % interval {} to {}; up to {} is almost as likely). {means}{control}{farthest}",
        first.distance,
        in_points(difference),
        points(low),
        points(high),
        points(most),
    );
    (word, because)
}
