//! The paper's data sets in one chart.

use crate::data::{findings, interval};
use crate::svg::{draws, words};
use nearmiss::Experiment;
use nearmiss::paper::PaperSetting;
use nearmiss::report::Findings;
use nearmiss_figures::{Compared, DataSets, Figure, OfSetting, Word};

/// Findings that differ from set to set, distances of purchases apart.
fn all() -> Vec<(PaperSetting, Experiment, Findings)> {
    let of = |(place, setting): (usize, PaperSetting)| {
        let mut findings = findings();
        for (group, report) in findings.strong_membership.iter_mut().enumerate() {
            let auc = 0.5 + 0.015 * (place * group.min(8)) as f64 / 5.0;
            (report.members.max_confidence.auc, report.members.max_confidence.auc_interval) =
                (auc, interval(auc, 0.005));
        }
        if let Some(report) = findings.non_member_distance.as_mut().filter(|_| place > 0) {
            report.histogram.iter_mut().for_each(|(distance, _)| *distance += 20);
            report.groups.iter_mut().for_each(|group| group.auc -= 0.01 * place as f64);
        }
        (setting, Experiment::location(), findings)
    };
    PaperSetting::ALL.into_iter().enumerate().map(of).collect()
}

fn chart(sets: &[(PaperSetting, Experiment, Findings)], compared: Compared) -> Option<DataSets> {
    let results: Vec<OfSetting<'_>> = sets
        .iter()
        .map(|(setting, experiment, findings)| OfSetting { setting: *setting, experiment, findings })
        .collect();
    DataSets::of(&results, compared)
}

#[test]
fn data_sets_draw_as_they_come() {
    let sets = all();
    for compared in [Compared::Nearness, Compared::Distances, Compared::Strong] {
        assert_eq!(chart(&[], compared), None);
        for n in 1..=sets.len() {
            let figure = chart(&sets[..n], compared).expect("something is there");
            draws(&figure);
            assert!(
                figure.reading().is_some_and(|reading| reading.rest().contains("synthetic") || n < 3),
                "{compared:?}"
            );
        }
        let nothing = [(PaperSetting::Location, Experiment::location(), Findings::default())];
        assert_eq!(chart(&nothing, compared), None);
    }
    let strong = chart(&sets, Compared::Strong).expect("all are there");
    assert_eq!(strong.reading().map(|reading| reading.word), Some(Word::Yes));
    assert_eq!(strong.table().rows.len(), 6 * 18);
    let distances = chart(&sets, Compared::Distances).expect("all are there");
    assert_eq!(distances.reading().map(|reading| reading.word), Some(Word::Yes));
    assert!(words(&distances).contains("purchase-2 to -100 most at 55 to 59"), "{}", words(&distances));
}
