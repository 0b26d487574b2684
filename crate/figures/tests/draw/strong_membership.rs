//! Figures 3 and 4.

use crate::data::{findings, strong_report};
use crate::svg::{draws, words};
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::report::Findings;
use nearmiss_figures::{ConfidenceChangeChart, Figure, StrongMembershipChart};

fn chart(findings: &Findings) -> StrongMembershipChart {
    StrongMembershipChart::of(findings, Neighbour::Flip, "max_confidence").expect("it has played")
}

#[test]
fn strong_membership_draws_while_it_fills() {
    let all = findings();
    for n in 1..=all.strong_membership.len() {
        for attack in ["max_confidence", "log_odds"] {
            let reports = all.strong_membership[..n].to_vec();
            draws(&StrongMembershipChart { reports, attack: attack.to_string() });
        }
    }
    let mut alone = strong_report(3, 0.5);
    alone.non_members = None;
    let extremes = [strong_report(1, 0.0), strong_report(400, 1.0)];
    for reports in [vec![], vec![alone], extremes.to_vec()] {
        draws(&StrongMembershipChart { reports: reports.clone(), attack: "max_confidence".to_string() });
        draws(&ConfidenceChangeChart { reports: reports.clone() });
        draws(&StrongMembershipChart { reports, attack: "no such attack".to_string() });
    }
    assert_eq!(StrongMembershipChart::of(&Findings::default(), Neighbour::Flip, "max_confidence"), None);
    assert_eq!(StrongMembershipChart::of(&all, Neighbour::Swap, "max_confidence"), None);

    let figure = chart(&all);
    let summary = words(&figure);
    assert!(
        summary.contains("in 59 % of 25,000 pairs (95 % interval 56.9 to 60.9 %, t over repeats on these data)"),
        "{summary}"
    );
    assert!(
        summary.contains("50 % when the records are non-members, where a rule that never asks the model wins 88 %")
    );
    let table = figure.table();
    assert_eq!(table.rows.len(), 2 * all.strong_membership.len());
    assert_eq!(table.rows[0][..4], ["members", "1", "25000", "0.5297"]);
}

#[test]
fn confidence_change_draws_and_tells_shares() {
    let figure = ConfidenceChangeChart::of(&findings(), Neighbour::Flip).expect("neighbours are scored");
    draws(&figure);
    for n in [1, 2, 6] {
        draws(&ConfidenceChangeChart { reports: figure.reports[..n].to_vec() });
    }
    let mut wild = strong_report(2, 0.5);
    wild.members.confidence_change.quantiles = [-1.0, -1.0, -0.5, 0.2, 0.7, 1.0, 1.0];
    draws(&ConfidenceChangeChart { reports: vec![wild.clone()] });
    wild.members.confidence_change.quantiles = [0.0; 7];
    draws(&ConfidenceChangeChart { reports: vec![wild] });

    let summary = words(&figure);
    assert!(
        summary.starts_with("At distance 1, 38 % of 25,000 neighbours of members have a lower confidence"),
        "{summary}"
    );
    assert_eq!(figure.table().rows[0][3], "-0.00013");
}
