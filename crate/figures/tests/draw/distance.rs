//! Figures 1 and 2.

use crate::data::{findings, interval};
use crate::svg::{draws, words};
use nearmiss::distance::DistanceGroup;
use nearmiss::report::Findings;
use nearmiss::{Experiment, Metric};
use nearmiss_figures::{DistanceHistogram, Figure, NearnessAuc};

#[test]
fn nearness_auc_draws_with_any_groups() {
    let location = Experiment::location();
    let figure = NearnessAuc::of(&findings(), &location).expect("there are groups");
    draws(&figure);
    let group =
        |from, to, n, auc, mean_ones| DistanceGroup { from, to, n, auc, auc_interval: interval(auc, 0.6), mean_ones };
    let cases = [
        vec![],
        vec![group(0, 0, 1, 0.0, Some(0.0))],
        vec![group(0, 0, 1, 1.0, None), group(1, 1, 100_000, 0.5, None)],
        (0..30).map(|k| group(k, k, 1000 + k, 0.5, Some(k as f64))).collect(),
        vec![group(500, 12_000, 7, 0.5, Some(9999.0))],
    ];
    for groups in cases {
        draws(&NearnessAuc { groups: groups.clone(), ..figure.clone() });
        draws(&NearnessAuc {
            groups,
            metric: Metric::Manhattan,
            ones_correlation: None,
            overall: None,
            papers_auc: None,
        });
    }
    assert_eq!(NearnessAuc::of(&Findings::default(), &location), None);

    let summary = words(&figure);
    assert!(summary.contains("the nearest 8 non-members at distance 0 to 19 with an AUC of 0.415"), "{summary}");
    assert!(
        summary.contains("the paper reports 0.872; chance is 0.5; distance goes with the number of ones"),
        "{summary}"
    );
    assert_eq!(figure.table().rows[0][..5], ["0", "19", "8", "21.2", "0.4154"]);
}

#[test]
fn distance_histogram_counts_every_record() {
    let figure = DistanceHistogram::of(&findings(), &Experiment::location()).expect("there are distances");
    draws(&figure);
    for histogram in [vec![], vec![(0, 1)], vec![(0, 3), (1, 1_000_000)], vec![(2000, 1), (2010, 4)], vec![(7, 1)]] {
        let mean = histogram.first().map_or(f64::NAN, |first: &(usize, usize)| first.0 as f64);
        draws(&DistanceHistogram { histogram, mean, sd: 0.0, metric: Metric::Hamming, n_members: 1, n_non_members: 1 });
    }
    let summary = words(&figure);
    assert!(summary.contains("46.1 features on average"), "{summary}");
    assert!(summary.contains("none is within 3 features"), "{summary}");
    let by_steps = DistanceHistogram { metric: Metric::Manhattan, ..figure };
    draws(&by_steps);
    let summary = words(&by_steps);
    assert!(summary.contains("at a Manhattan distance of 46.1 from the nearest of"), "{summary}");
}
