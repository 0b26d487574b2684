//! What a class has found, in sentences, each computed.

use super::code::ResultCode;
use super::measure::Measure;
use super::pool::{added, pooled};
use nearmiss::source::DataSource;
use nearmiss_figures::number;

/// What differs from seed to seed, and what doesn't.
pub fn what_varies(data: &DataSource) -> &'static str {
    match data.shipped_file() {
        None if !data.is_own() => {
            "From number to number everything random differs: the records, which are drawn anew from the same rules, which of them are members, the first weights, the order of batches, what attacks draw, and the unknown features unless they were marked by hand. Sizes, network and training stay. So the intervals are about data drawn by these rules, not about one data set."
        }
        _ => {
            "The records are the same for everybody. From number to number differ which of them are members, the first weights, the order of batches, what attacks draw, and the unknown features unless they were marked by hand; sizes, network and training stay. So the intervals are about these records, and say nothing of others."
        }
    }
}

/// What the results say together, a sentence each; empty without any.
pub fn findings(codes: &[ResultCode]) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(auc) = pooled(codes, Measure::Auc) {
        said.push(match auc.interval {
            None => "Three results or more have an interval.".to_string(),
            Some(interval) => {
                let verdict = if interval.low > 0.5 {
                    "the attack tells members from others better than a coin"
                } else if interval.high < 0.5 {
                    "the attack is wrong more often than a coin"
                } else {
                    "the attack is no better than a coin, as far as these results show"
                };
                format!(
                    "Over {} results {verdict}: mean AUC {} (95 % interval {} to {}). Single results scatter around it by {} (standard deviation): so much of one student's number is luck.",
                    auc.n,
                    number(auc.mean, 3),
                    number(interval.low, 3),
                    number(interval.high, 3),
                    number(auc.deviation, 3),
                )
            }
        });
    }
    if let Some((more, interval)) = added(codes).and_then(|more| Some((more, more.interval?))) {
        let [mean, low, high] = [more.mean, interval.low, interval.high].map(|share| number(100.0 * share, 1));
        let verdict = if interval.low > 0.0 {
            "Membership itself makes near misses easier to tell"
        } else if interval.high < 0.0 {
            "Near misses of members are harder to tell than those of strangers"
        } else {
            "Nothing shows that membership helps to tell near misses"
        };
        said.push(format!(
            "{verdict}: with members the attacker is right {mean} percentage points more often than with records that the network never saw (95 % interval {low} to {high})."
        ));
    }
    if pooled(codes, Measure::Guessed).is_some() {
        said.push(
            "How often members are guessed says nothing of a leak by itself: station 4 has what is guessed without the model."
                .to_string(),
        );
    }
    said
}
