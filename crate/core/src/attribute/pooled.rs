//! What guesses of many records say, all repeats together.

use super::gain::Gain;
use super::report::{
    AttributeAttackReport, AttributeInferenceReport, BaselineReport, PeopleReport, SideGuesses, SideImputed,
};
use super::surest::Surest;
use crate::interval::{self, DIFFERENCE, DISTANCE, over_repeats};
use crate::sorted_map::SortedMap;

impl AttributeInferenceReport {
    /// The mean over repeats, of which there must be one; distances of all repeats in turn.
    pub(crate) fn pool(all: &[&AttributeInferenceReport]) -> AttributeInferenceReport {
        let attack = |f: fn(&AttributeInferenceReport) -> &AttributeAttackReport| {
            let most = all[0].unknown.len() as f64;
            AttributeAttackReport::pool(&all.iter().map(|r| f(r)).collect::<Vec<_>>(), most)
        };
        let people = |place: usize| {
            let each: Vec<&PeopleReport> = all.iter().map(|r| &r.people[place]).collect();
            let baselines = each.iter().map(|of| &of.baselines).collect::<Vec<_>>();
            PeopleReport { n_people: each[0].n_people, baselines: pool_baselines(&baselines) }
        };
        let n_people = all.iter().map(|r| r.people.len()).min().unwrap_or_default();
        AttributeInferenceReport {
            unknown: all[0].unknown.clone(),
            n_completions: all[0].n_completions,
            max_confidence: attack(|r| &r.max_confidence),
            log_odds: attack(|r| &r.log_odds),
            baselines: pool_baselines(&all.iter().map(|r| &r.baselines).collect::<Vec<_>>()),
            people: (0..n_people).map(people).collect(),
            surest_of_regression: Surest::pool(&all.iter().map(|r| &r.surest_of_regression[..]).collect::<Vec<_>>()),
        }
    }
}

fn pool_baselines(all: &[&SortedMap<String, BaselineReport>]) -> SortedMap<String, BaselineReport> {
    let baseline = |name: &String| {
        let each: Vec<&BaselineReport> = all.iter().filter_map(|baselines| baselines.get(name)).collect();
        let side = |f: fn(&BaselineReport) -> &SideImputed| {
            let values: Vec<_> = each.iter().map(|b| (f(b).mean_hamming, f(b).mean_hamming_interval)).collect();
            let (mean_hamming, mean_hamming_interval) = over_repeats(&values, DISTANCE);
            SideImputed { mean_hamming, mean_hamming_interval }
        };
        (name.clone(), BaselineReport { members: side(|b| &b.members), non_members: side(|b| &b.non_members) })
    };
    all[0].keys().map(baseline).collect()
}

impl AttributeAttackReport {
    fn pool(all: &[&AttributeAttackReport], most: f64) -> AttributeAttackReport {
        let advantage = |alpha: usize| interval::mean(all.iter().map(|r| r.advantage[alpha]));
        let of_advantage = |alpha: usize| {
            let each: Vec<_> = all.iter().map(|r| (r.advantage[alpha], r.advantage_intervals[alpha])).collect();
            over_repeats(&each, DIFFERENCE).1
        };
        let side = |f: fn(&AttributeAttackReport) -> &SideGuesses| {
            SideGuesses::pool(&all.iter().map(|r| f(r)).collect::<Vec<_>>())
        };
        let adds: Vec<&Gain> = all.iter().filter_map(|r| r.adds.as_ref()).collect();
        let gain = |alpha: usize| Gain::pool(&all.iter().map(|r| &r.gains[alpha]).collect::<Vec<_>>(), 1.0);
        AttributeAttackReport {
            members: side(|r| &r.members),
            non_members: side(|r| &r.non_members),
            advantage: (0..all[0].advantage.len()).map(advantage).collect(),
            advantage_intervals: (0..all[0].advantage_intervals.len()).map(of_advantage).collect(),
            adds: (!adds.is_empty()).then(|| Gain::pool(&adds, most)),
            gains: (0..all[0].gains.len()).map(gain).collect(),
            surest: Surest::pool(&all.iter().map(|r| &r.surest[..]).collect::<Vec<_>>()),
        }
    }
}

impl SideGuesses {
    fn pool(all: &[&SideGuesses]) -> SideGuesses {
        let each: Vec<_> = all.iter().map(|s| (s.mean_hamming, s.mean_hamming_interval)).collect();
        let (mean_hamming, mean_hamming_interval) = over_repeats(&each, DISTANCE);
        let mean = |f: &dyn Fn(&SideGuesses) -> f64| interval::mean(all.iter().map(|s| f(s)));
        SideGuesses {
            mean_hamming,
            mean_hamming_interval,
            exact_rate: mean(&|s| s.exact_rate),
            rank_of_truth: mean(&|s| s.rank_of_truth),
            within: (0..all[0].within.len()).map(|alpha| mean(&|s| s.within[alpha])).collect(),
            distances: all.iter().flat_map(|s| s.distances.iter().copied()).collect(),
        }
    }
}
