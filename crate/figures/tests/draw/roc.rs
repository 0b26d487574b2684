//! ROC curves beside chance and beside a guarantee.

use crate::svg::{draws, labels, words};
use nearmiss::RocCurve;
use nearmiss::privacy::Guarantee;
use nearmiss_figures::{Figure, Roc, RocAxes, Theme, to_svg};

const AXES: [RocAxes; 2] = [RocAxes::Linear, RocAxes::Log];

fn roc(members: &[f64], non_members: &[f64], threshold: f64) -> Roc {
    Roc {
        attack_title: "Test".to_string(),
        curve: RocCurve::new(members, non_members),
        threshold,
        n_non_members: non_members.len(),
        axes: RocAxes::Log,
        guarantee: None,
    }
}

/// Two sides of which one is ahead, and a threshold whose rates take the most room.
fn ordinary() -> Roc {
    let scores: Vec<f64> = (0..800).map(|i| f64::from(i * 37 % 800)).collect();
    let shifted: Vec<f64> = scores.iter().map(|s| s - 120.5).collect();
    let roc = roc(&scores, &shifted, 2.5);
    assert!(words(&roc).contains("calls 99.6 % of the members and 85 %"), "{}", words(&roc));
    roc
}

#[test]
fn a_curve_draws_whatever_its_sides_are() {
    let many: Vec<f64> = (0..800).map(f64::from).collect();
    let few: Vec<f64> = (0..60).map(|i| f64::from(i * 13) - 120.5).collect();
    let sides: [(&[f64], &[f64]); 6] = [
        (&few, &many),
        (&many, &few),
        (&[1.0], &[1.0]),
        (&[f64::INFINITY], &[f64::NEG_INFINITY]),
        (&[0.0; 3], &[1.0; 400]),
        (&[1.0; 400], &[0.0; 3]),
    ];
    for (members, non_members) in sides {
        for axes in AXES {
            draws(&Roc { axes, ..roc(members, non_members, 0.0) });
        }
    }
}

#[test]
fn a_threshold_may_stand_anywhere() {
    for threshold in [f64::NEG_INFINITY, 0.0, 700.0, f64::INFINITY] {
        for axes in AXES {
            draws(&Roc { threshold, axes, ..ordinary() });
        }
    }
}

#[test]
fn any_guarantee_finds_room_for_its_line_and_its_name() {
    for (noise, n_steps, delta) in
        [(1.0, 0, 0.0), (1.5, 2250, 1e-5), (5.0, 300, 0.0123456), (0.2, 2250, 1e-9), (0.01, 2250, 1.0 / 3.0)]
    {
        let guarantee = Guarantee::of(0.04, noise, n_steps, delta);
        assert!(guarantee.is_some());
        for axes in AXES {
            draws(&Roc { axes, guarantee: guarantee.clone(), ..ordinary() });
        }
    }
}

#[test]
fn a_curve_tells_its_area_and_rates() {
    let figure = roc(&[3.0, 2.0, 2.0, 0.0], &[2.0, 1.0], 2.0);
    let summary = words(&figure);
    // 1 + 1 + 1.5 of 2 pairs each: (2 + 1.5 + 1.5 + 0) / 8.
    assert!(summary.contains("0.625"), "{summary}");
    assert!(summary.contains("4 members from 2 non-members"), "{summary}");
    assert!(summary.contains("75 % of the members and 50 %"), "{summary}");
    // Rates 0, 1/2 and 1: the thresholds that reach most there are 3, 2 and 0.
    let table = figure.table();
    let thresholds_and_rates: Vec<[&str; 3]> = table.rows.iter().map(|row| [&row[0][..], &row[1], &row[5]]).collect();
    assert_eq!(thresholds_and_rates, [["0", "3", "0.25"], ["0.5", "2", "0.75"], ["1", "0", "1"]]);
}

#[test]
fn what_is_drawn_has_a_name_and_what_chance_and_the_guarantee_leave_is_told() {
    // Ten of 500 members are above all of 1,000 non-members; the others are among them.
    let members: Vec<f64> = (0..500).map(|i| if i < 10 { 5000.0 } else { f64::from(2 * i) - 0.5 }).collect();
    let non_members: Vec<f64> = (0..1000).map(f64::from).collect();
    let figure = roc(&members, &non_members, 4000.0);
    let texts = |figure: &Roc| -> Vec<String> {
        labels(&to_svg(figure, 900, 420, Theme::light())).into_iter().map(|label| label.text).collect()
    };
    let log = texts(&figure);
    for text in ["chance, 95 %", "chance", "0.001", "0.01", "0.1", "1"] {
        assert!(log.iter().any(|t| t == text), "{text} is not among {log:?}");
    }
    assert!(!log.iter().any(|t| t.contains('ε')));
    // One draw of noise at 2 without sampling: the curve Φ(Φ^-1(FPR) + 1 / 2), whose ε at 1e-5 is 1.993.
    let guarantee = Guarantee::of(1.0, 2.0, 1, 1e-5);
    let guarded = Roc { guarantee, axes: RocAxes::Linear, ..figure };
    let linear = texts(&guarded);
    for text in ["bound at ε = 1.99, δ = 1e-5", "0.2"] {
        assert!(linear.iter().any(|t| t == text), "{text} is not among {linear:?}");
    }

    // One false positive is allowed: chance calls 0 to 4 of 500 (0.8 %), and 0 to 3 where none is. Φ(Φ^-1(0.001) + 1 / 2)
    // is 0.0048.
    let summary = words(&guarded);
    let says = "of 0.1 % it calls 2 % of the members members (95 % interval 0.0 to 4.4 %, exact, threshold and rate)";
    assert!(summary.contains(says), "{summary}");
    let ends = "attacks that know nothing call 0 % to 0.8 %, and the noise in training leaves no attack more than 0.5 % \
                (ε = 1.99, δ = 1e-5).";
    assert!(summary.ends_with(ends), "{summary}");
    let table = guarded.table();
    let (left, right) = table.rows[0].split_at(4);
    assert_eq!(left, ["0", "5000", "0", "0.006"].map(str::to_string));
    assert!(right[0].parse::<f64>().is_ok_and(|bound| bound < 1e-4) && right[1] == "0.02", "{right:?}");
    assert_eq!(table.rows.last().unwrap()[2..6], ["1"; 4].map(str::to_string));
}
