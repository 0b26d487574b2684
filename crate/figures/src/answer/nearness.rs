//! Figure 1: are non-members near the training set harder to tell from members?

use super::{Reading, Step, Word};
use nearmiss::distance::DistanceGroup;
use nearmiss::interval::Interval;
use nearmiss::paper::CLAIMS;

/// Groups have distances ascending, and there is one.
///
/// The nearest group is compared with the middle one, which has the median non-member, and this one with the farthest, of
/// which it is only told: who is compared depends on distances alone, never on AUCs. All are against the same members, so
/// that differences are more certain than their intervals say. Odd records lie far and may have other confidences, whether
/// anybody was a member or not: so where the AUC against all non-members, `overall`, isn't above .5, neither word is said.
pub(crate) fn reading(groups: &[DistanceGroup], overall: Option<(f64, Interval)>) -> Reading {
    Reading::new(&CLAIMS[0], answer(groups, overall))
}

fn answer(groups: &[DistanceGroup], overall: Option<(f64, Interval)>) -> (Word, String) {
    if let Some((auc, Interval { low, high, .. })) = overall.filter(|(_, interval)| interval.low <= 0.5) {
        let because = format!(
            "the attack isn't seen to tell members from non-members at all (AUC {auc:.3}, 95 % interval {low:.3} to {high:.3}); \
             what differs between distances is how odd records are, not membership."
        );
        return (Word::NotClearly, because);
    }
    let stops = stops(groups);
    let [nearest, middle, ref rest @ ..] = stops[..] else {
        return (Word::NotClearly, "all non-members are in one group of distances.".to_string());
    };
    let step = |from: &DistanceGroup, to: &DistanceGroup| {
        Step::between((from.auc, from.auc_interval), (to.auc, to.auc_interval), 1 + rest.len())
    };
    let (near, in_the_middle) = (describe(nearest), describe(middle));
    let (word, because) = match step(nearest, middle) {
        Step::Up => (Word::Yes, format!("the AUC rises from {near} to {in_the_middle}.")),
        Step::Down => (Word::No, format!("the AUC falls from {near} to {in_the_middle}.")),
        Step::Unclear => {
            let n = nearest.n;
            (
                Word::NotClearly,
                format!(
                    "with {n} non-members in the nearest group the AUCs differ by no more than chance may do: {near}, {in_the_middle}."
                ),
            )
        }
    };
    let beyond = rest.first().map_or(String::new(), |farthest| {
        let how = match step(middle, farthest) {
            Step::Up => "rises on",
            Step::Down => "falls",
            Step::Unclear => "doesn't change clearly",
        };
        format!(" Farther off it {how}: {}.", describe(farthest))
    });
    let below = match nearest.auc_interval.high < 0.5 {
        true => " Below .5, where the paper's are near it, the model is surer of these non-members than of members.",
        false => "",
    };
    (word, because + below + &beyond)
}

/// The nearest group, the middle one and the farthest, each once.
fn stops(groups: &[DistanceGroup]) -> Vec<&DistanceGroup> {
    let n: usize = groups.iter().map(|group| group.n).sum();
    let mut n_so_far = 0;
    let middle = groups.iter().position(|group| {
        n_so_far += group.n;
        2 * n_so_far >= n
    });
    let mut places = vec![0, middle.unwrap_or(0), groups.len().saturating_sub(1)];
    places.dedup();
    places.into_iter().filter_map(|place| groups.get(place)).collect()
}

fn describe(group: &DistanceGroup) -> String {
    let to = if group.to > group.from { format!(" to {}", group.to) } else { String::new() };
    let Interval { low, high, .. } = group.auc_interval;
    format!("{:.3} at distance {}{to} ({low:.3} to {high:.3})", group.auc, group.from)
}

/// By how much the AUC is greater in the middle group than in the nearest.
pub(crate) fn rise(groups: &[DistanceGroup]) -> Option<(f64, Interval)> {
    let [nearest, middle, ..] = stops(groups)[..] else { return None };
    let of = |group: &DistanceGroup| (group.auc, group.auc_interval);
    Some((middle.auc - nearest.auc, Interval::difference_of(of(middle), of(nearest), 1)))
}
