//! Every chart, drawn from ordinary, empty and extreme data at the sizes of a phone, a column and a wide page.

use nearmiss::RocCurve;
use nearmiss::attribute::imputation::{Imputation, Imputed};
use nearmiss::attribute::{GuessBy, Tally};
use nearmiss::game::strong_membership::{ModelFree, Neighbour, PairResult, StrongMembership, StrongMembershipResult};
use nearmiss::report::{AttributeAttackReport, AttributeInferenceReport, Mean, SideGuesses};
use nearmiss::roc::Interval;
use nearmiss::train::EpochRecord;
use nearmiss::trial::Side;
use nearmiss_figures::{
    Figure, GuessDistances, LearningCurve, Roc, ScoreHistogram, ScoreScale, StrongMembershipChart, Theme,
    TiedDistances, to_svg,
};
use std::collections::BTreeMap;

/// A text of an SVG file: what it says and its box in CSS pixels, its width estimated for a narrow font.
#[derive(Debug)]
struct Label {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

fn attribute<'a>(element: &'a str, name: &str) -> &'a str {
    let (_, rest) = element.split_once(&format!(" {name}=\"")).expect("the attribute is there");
    rest.split_once('"').expect("attributes end").0
}

fn labels(svg: &str) -> Vec<Label> {
    const FINENESS: f64 = 8.0;
    let label = |element: &str| {
        let number = |name: &str| attribute(element, name).parse::<f64>().expect("a number") / FINENESS;
        let text = element.split_once('>').expect("the tag ends").1.split_once('<').expect("the text ends").0.trim();
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let width = 0.5 * size * text.chars().count() as f64;
        let left = match attribute(element, "text-anchor") {
            "start" => x,
            "middle" => x - width / 2.0,
            _ => x - width,
        };
        Label { text: text.to_string(), left, right: left + width, top: y - size / 2.0, bottom: y + size / 2.0 }
    };
    svg.split("<text").skip(1).map(label).collect()
}

/// Draws at every size, in both themes; no text may leave the area or cover another.
fn draws(figure: &impl Figure) {
    for (width, height) in [(300, 200), (320, 220), (479, 240), (480, 240), (640, 300), (900, 420)] {
        let svg = to_svg(figure, width, height, Theme::light());
        assert!(!svg.contains("NaN") && svg.trim_end().ends_with("</svg>"));
        assert!(svg.contains("font-family=\"sans-serif\""));
        let labels = labels(&svg);
        for (i, a) in labels.iter().enumerate() {
            let inside = a.left >= 0.0 && a.right <= f64::from(width) && a.top >= 0.0 && a.bottom <= f64::from(height);
            assert!(inside, "{} at {width}x{height}: \"{}\" is outside: {a:?}", figure.title(), a.text);
            for b in &labels[..i] {
                let apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
                assert!(apart, "{} at {width}x{height}: \"{}\" covers \"{}\"", figure.title(), a.text, b.text);
            }
        }
        assert_ne!(svg, to_svg(figure, width, height, Theme::dark()));
    }
    let table = figure.table();
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "rows have a cell a column");
    assert!(figure.summary().ends_with('.'));
}

fn curve(n: usize) -> Vec<EpochRecord> {
    let record = |epoch: usize| {
        let t = epoch as f64 / n as f64;
        EpochRecord { epoch, loss: 3.0 - t, train_accuracy: t, test_accuracy: 0.6 * t, auc: 0.5 + 0.3 * t }
    };
    (0..n).map(record).collect()
}

#[test]
fn learning_curve_draws_and_tells_its_last_point() {
    for n in [0, 1, 2, 31] {
        draws(&LearningCurve { curve: curve(n), epochs: 30 });
    }
    draws(&LearningCurve { curve: curve(1), epochs: 0 });
    let mut diverged = curve(5);
    diverged[4] = EpochRecord { loss: f64::NAN, train_accuracy: f64::NAN, auc: f64::NAN, ..diverged[4] };
    draws(&LearningCurve { curve: diverged, epochs: 10_000 });

    let figure = LearningCurve { curve: curve(31), epochs: 30 };
    assert!(figure.summary().contains("0.790"), "{}", figure.summary());
    let table = figure.table();
    assert_eq!(table.rows.len(), 31);
    assert_eq!(table.rows[30][4], figure.curve[30].auc.to_string());
}

fn histogram(members: &[f64], non_members: &[f64], scale: ScoreScale) -> ScoreHistogram {
    let (members, non_members) = (members.to_vec(), non_members.to_vec());
    ScoreHistogram { attack_title: "Test".to_string(), members, non_members, scale, threshold: 0.5 }
}

#[test]
fn score_histogram_draws_whatever_the_scores_are() {
    use ScoreScale::{Logit, Plain, Probability};
    let many: Vec<f64> = (1..1000).map(|i| f64::from(i) / 1000.0).collect();
    let logits: Vec<f64> = (-20..400).map(|i| f64::from(i) / 10.0).collect();
    let losses: Vec<f64> = many.iter().map(|p| -p * p).collect();
    let cases = [
        (many.clone(), vec![0.2, 0.9], Probability),
        (many.clone(), many, Plain),
        (logits.clone(), vec![f64::INFINITY, f64::NEG_INFINITY], Logit),
        (logits, vec![], Logit),
        (losses, vec![0.0, -0.0, f64::NEG_INFINITY, -1e-300], Plain),
        (vec![1.0; 40], vec![1.0; 3], Probability),
        (vec![0.0, 1.0], vec![1.0], Probability),
        (vec![0.0; 4], vec![0.0], Plain),
        (vec![0.3], vec![0.3], Probability),
        (vec![f64::INFINITY], vec![f64::INFINITY], Logit),
        (vec![1e300], vec![-1e300], Plain),
        (vec![], vec![], Probability),
        (vec![], vec![], Logit),
        (vec![], vec![], Plain),
    ];
    for (members, non_members, scale) in cases {
        let mut figure = histogram(&members, &non_members, scale);
        let (low, high) = figure.range();
        assert!(low < high && low.is_finite() && high.is_finite());
        for share in [0.0, 0.4, 1.0] {
            figure.threshold = figure.from_axis(low + share * (high - low));
            draws(&figure);
        }
        for threshold in [f64::NEG_INFINITY, f64::INFINITY] {
            figure.threshold = threshold;
            draws(&figure);
        }
    }
}

#[test]
fn score_histogram_counts_every_record_once() {
    let scores = [0.1, 0.5, 0.97, 1.0, 1.0];
    let figure = histogram(&scores, &[0.2, 0.0], ScoreScale::Probability);
    let table = figure.table();
    let sum = |column: usize| table.rows.iter().map(|r| r[column].parse::<usize>().unwrap()).sum::<usize>();
    assert_eq!((sum(2), sum(3)), (5, 2));
    assert_eq!(table.rows.last().unwrap(), &["1", "1", "2", "0"]);
    assert_eq!(table.rows[0], ["0", "0", "0", "1"]);
    // .5, .97, 1 and 1 of the members, none of the others; 9 of the 10 pairs won is the AUC.
    assert!(figure.summary().contains("80 % of 5 members and 0 % of 2"), "{}", figure.summary());
    assert!(figure.summary().contains("0.900"), "{}", figure.summary());
}

#[test]
fn roc_draws_and_tells_its_area_and_rates() {
    let scores: Vec<f64> = (0..500).map(f64::from).collect();
    let shifted: Vec<f64> = scores.iter().map(|s| s - 120.0).collect();
    let cases = [(scores.clone(), shifted), (vec![1.0], vec![1.0]), (vec![f64::INFINITY], vec![f64::NEG_INFINITY])];
    for (members, non_members) in cases {
        for threshold in [f64::NEG_INFINITY, 0.0, 250.0, f64::INFINITY] {
            draws(&Roc {
                attack_title: "Test".to_string(),
                curve: RocCurve::new(&members, &non_members),
                threshold,
                n_members: members.len(),
                n_non_members: non_members.len(),
            });
        }
    }
    let curve = RocCurve::new(&[3.0, 2.0, 2.0, 0.0], &[2.0, 1.0]);
    let figure = Roc { attack_title: "Test".to_string(), curve, threshold: 2.0, n_members: 4, n_non_members: 2 };
    // 1 + 1 + 1.5 of 2 pairs each: (2 + 1.5 + 1.5 + 0) / 8.
    assert!(figure.summary().contains("0.625"), "{}", figure.summary());
    assert!(figure.summary().contains("75 % of the members and 50 %"), "{}", figure.summary());
    assert_eq!(figure.table().rows[2], ["2", "0.5", "0.75"]);
}

fn strong_result(distance: usize, originals: Side, success: f64) -> StrongMembershipResult {
    let paired_interval = Interval { low: success - 0.03, high: success + 0.03 };
    let result =
        PairResult { auc: success - 0.1, paired_success: success, paired_error: 0.01, paired_interval, tied: 0.0 };
    StrongMembershipResult {
        game: StrongMembership { distance, neighbour: Neighbour::Flip, originals },
        n_pairs: 1500,
        attacks: BTreeMap::from([("max_confidence".to_string(), result)]),
        model_free: ModelFree { fewer_ones: Some(0.9), frequencies: Some(0.95) },
    }
}

#[test]
fn strong_membership_draws_while_it_fills() {
    let mut results = Vec::new();
    for (place, distance) in [1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 30, 50].into_iter().enumerate() {
        results.push(strong_result(distance, Side::Members, 0.6 + 0.03 * place as f64));
        results.push(strong_result(distance, Side::NonMembers, 0.5 + 0.01 * place as f64));
    }
    let chart = |results: &[StrongMembershipResult]| StrongMembershipChart {
        results: results.to_vec(),
        attack: "max_confidence".to_string(),
        attack_title: "Max-confidence".to_string(),
        neighbour: Neighbour::Flip,
        n_features: 446,
    };
    for n in 0..=results.len() {
        draws(&chart(&results[..n]));
    }
    draws(&chart(&[strong_result(1, Side::Members, 0.0), strong_result(400, Side::Members, 1.0)]));
    let categorical = StrongMembershipResult {
        model_free: ModelFree { fewer_ones: None, frequencies: Some(0.5) },
        ..strong_result(3, Side::Members, 0.5)
    };
    draws(&chart(&[categorical]));
    let unplayed =
        StrongMembershipResult { n_pairs: 0, attacks: BTreeMap::new(), ..strong_result(3, Side::Members, 0.5) };
    draws(&chart(&[unplayed]));

    let figure = chart(&results);
    assert!(figure.summary().contains("60 % of 1500 pairs, and 50 % when"), "{}", figure.summary());
    assert_eq!(figure.table().rows.len(), 24);
    assert_eq!(figure.table().rows[0][..4], ["members", "1", "1500", "0.6"]);
}

fn side_guesses(mean: f64, n_unknown: usize) -> SideGuesses {
    SideGuesses {
        mean_hamming: Mean { mean, half_width: 0.2 },
        exact_rate: 0.0,
        rank_of_truth: 0.5,
        within: (0..=n_unknown).map(|alpha| (alpha as f64 / mean / 2.0).min(1.0)).collect(),
    }
}

fn attribute_report(n_unknown: usize, means: [f64; 4]) -> AttributeInferenceReport {
    let (members, non_members) = (side_guesses(1.7, n_unknown), side_guesses(2.2, n_unknown));
    let advantage = members.within.iter().zip(&non_members.within).map(|(m, n)| m - n).collect();
    let attack = AttributeAttackReport { members, non_members, advantage };
    let mean = |mean: f64| [Mean { mean, half_width: 0.1 }; 2];
    let baselines = Imputation::ALL.iter().zip(means).map(|(by, m)| (by.name().to_string(), mean(m)));
    AttributeInferenceReport {
        unknown: (0..n_unknown).collect(),
        n_completions: 1 << n_unknown,
        attacks: BTreeMap::from([("max_confidence".to_string(), attack)]),
        baselines: baselines.collect(),
    }
}

#[test]
fn guess_distances_draw_wherever_the_baselines_lie() {
    for means in [[7.5, 3.0, 2.5, 2.1], [2.0; 4], [0.0, 0.0, 0.01, 0.02], [14.0, 14.5, 15.0, 14.9], [f64::NAN; 4]] {
        draws(&GuessDistances { report: attribute_report(15, means), by: GuessBy::MaxConfidence });
    }
    draws(&GuessDistances { report: attribute_report(1, [0.5, 0.1, 0.1, 1.0]), by: GuessBy::MaxConfidence });
    // The report has no guesses by log-odds.
    draws(&GuessDistances { report: attribute_report(15, [1.0; 4]), by: GuessBy::LogOdds });

    let figure = GuessDistances { report: attribute_report(15, [7.5, 3.0, 2.5, 2.1]), by: GuessBy::MaxConfidence };
    assert!(figure.summary().contains("misses 1.70 on average for members"), "{}", figure.summary());
    assert!(figure.summary().contains("(logistic regression) misses 2.10"), "{}", figure.summary());
    let table = figure.table();
    let attack = &figure.report.attacks["max_confidence"];
    assert_eq!(table.rows[1][3], attack.advantage[1].to_string());
    assert_eq!(table.rows[16][1..3], ["1.7", "2.2"]);
}

#[test]
fn tied_distances_draw_and_tell_their_mean() {
    let imputed = |distances: [f64; 4]| -> Vec<Imputed> {
        Imputation::ALL.iter().zip(distances).map(|(by, distance)| Imputed { by: *by, guess: None, distance }).collect()
    };
    let tally = |counts: &[u64]| {
        let mut tally = Tally::empty(counts.len() - 1);
        tally.n_tried = 1 << (counts.len() - 1);
        tally.by[0].tied_by_distance = counts.to_vec();
        tally
    };
    let cases = [
        (Tally::empty(15), vec![]),
        (tally(&[0, 0, 1]), imputed([1.0, 0.0, 2.0, 1.0])),
        (tally(&[0, 3, 20, 100, 300, 12_000, 800, 20, 1]), imputed([4.0, 2.0, 2.0, 2.0])),
        (tally(&[1; 16]), imputed([7.5, 7.5, 7.5, 7.5])),
        (tally(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), imputed([5.0, 10.0, 10.0, 10.0])),
    ];
    for (tally, baselines) in cases {
        draws(&TiedDistances { tally, by: GuessBy::MaxConfidence, baselines });
    }
    let figure = TiedDistances {
        tally: tally(&[1, 0, 0, 3]),
        by: GuessBy::MaxConfidence,
        baselines: imputed([1.5, 1.0, 2.0, 2.0]),
    };
    assert_eq!(
        figure.summary(),
        "4 guesses share the best score; on average they miss 2.2 of 3 features, and the truth is among them; \
         majority value without the model misses 1.0.",
    );
    assert_eq!(figure.table().rows[3], ["tied best", "3", "3"]);
}
