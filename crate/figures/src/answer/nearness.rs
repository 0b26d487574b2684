//! Figure 1: does the AUC rise with the distance from the training set?

use super::{Reading, Step, Word};
use nearmiss::distance::DistanceGroup;
use nearmiss::interval::Interval;
use nearmiss::paper::CLAIMS;

/// Groups have distances ascending, and there is one.
///
/// The nearest group is compared with the middle one, which has the median non-member, and this one with the farthest: who
/// is compared depends on distances alone, never on AUCs. All are against the same members, so that differences are
/// more certain than their intervals say.
pub(crate) fn reading(groups: &[DistanceGroup]) -> Reading {
    Reading::new(&CLAIMS[0], answer(groups))
}

fn answer(groups: &[DistanceGroup]) -> (Word, String) {
    let stops = stops(groups);
    let n_steps = stops.len().saturating_sub(1);
    if n_steps == 0 {
        return (Word::NotClearly, "all non-members are in one group of distances.".to_string());
    }
    let of = |group: &DistanceGroup| (group.auc, group.auc_interval);
    let steps: Vec<Step> = stops.windows(2).map(|pair| Step::between(of(pair[0]), of(pair[1]), n_steps)).collect();
    let (rises, falls) = (steps.contains(&Step::Up), steps.contains(&Step::Down));
    let trend = match steps[..] {
        [Step::Up, Step::Down] => "it rises and then falls again",
        [Step::Down, Step::Up] => "it falls and then rises again",
        [Step::Up, Step::Unclear] => "it rises up to the middle group and then doesn't change clearly",
        [Step::Unclear, Step::Up] => "it rises from the middle group on",
        [Step::Down, Step::Unclear] => "it falls up to the middle group and then doesn't change clearly",
        [Step::Unclear, Step::Down] => "it falls from the middle group on",
        _ if rises => "it rises",
        _ if falls => "it falls",
        _ => "the differences are within chance",
    };
    let listed: Vec<String> = stops.iter().map(|group| describe(group)).collect();
    (Word::of(rises, falls), format!("{trend}: {}.", listed.join(", ")))
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
