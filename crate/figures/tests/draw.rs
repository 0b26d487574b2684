//! Every chart, drawn from ordinary, empty and extreme data at the sizes of a phone, a column and a wide page.

mod data;

use data::{attribute_report, findings, interval, played, strong_report};
use nearmiss::attribute::imputation::{Imputation, Imputed};
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, GuessBy, SideGuesses, Tally};
use nearmiss::distance::DistanceGroup;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::report::Findings;
use nearmiss::train::EpochRecord;
use nearmiss::{Experiment, Metric, RocCurve};
use nearmiss_figures::{
    AdvantageByAlpha, ConfidenceChangeChart, DistanceHistogram, Figure, Guarantee, GuessDistances, GuessHistogram,
    LearningCurve, NearnessAuc, Roc, RocAgainstChance, RocAxes, ScoreHistogram, ScoreScale, StrongMembershipChart,
    Theme, TiedDistances, advantages, to_svg,
};

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
        let text = text.replace("&apos;", "'");
        let width = 0.5 * size * text.chars().count() as f64;
        let left = match attribute(element, "text-anchor") {
            "start" => x,
            "middle" => x - width / 2.0,
            _ => x - width,
        };
        Label { text, left, right: left + width, top: y - size / 2.0, bottom: y + size / 2.0 }
    };
    svg.split("<text").skip(1).map(label).collect()
}

/// With ordinary spaces.
fn words(figure: &impl Figure) -> String {
    figure.summary().replace('\u{a0}', " ")
}

/// Draws at every size, in both themes; no text may leave the area or cover another.
fn draws(figure: &impl Figure) {
    for (width, height) in
        [(300, 200), (320, 220), (479, 240), (480, 240), (360, 300), (640, 300), (720, 360), (900, 420)]
    {
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
    assert!(words(figure).ends_with('.'));
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
    assert!(words(&figure).contains("0.790"), "{}", words(&figure));
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
    assert!(words(&figure).contains("80 % of 5 members and 0 % of 2"), "{}", words(&figure));
    assert!(words(&figure).contains("0.900"), "{}", words(&figure));
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
    assert!(words(&figure).contains("0.625"), "{}", words(&figure));
    assert!(words(&figure).contains("75 % of the members and 50 %"), "{}", words(&figure));
    assert_eq!(figure.table().rows[2], ["2", "0.5", "0.75"]);
}

fn against_chance(members: &[f64], non_members: &[f64], threshold: f64) -> RocAgainstChance {
    let curve = RocCurve::new(members, non_members);
    let (n_members, n_non_members) = (members.len(), non_members.len());
    let roc = Roc { attack_title: "Test".to_string(), curve, threshold, n_members, n_non_members };
    RocAgainstChance { roc, axes: RocAxes::Log, guarantee: None }
}

#[test]
fn roc_against_chance_draws_on_both_axes_with_any_guarantee() {
    let scores: Vec<f64> = (0..800).map(|i| f64::from(i * 37 % 800)).collect();
    let shifted: Vec<f64> = scores.iter().map(|s| s - 120.5).collect();
    let sides: [(&[f64], &[f64]); 6] = [
        (&scores, &shifted),
        (&shifted[..60], &scores),
        (&[1.0], &[1.0]),
        (&[f64::INFINITY], &[f64::NEG_INFINITY]),
        (&[0.0; 3], &[1.0; 400]),
        (&[1.0; 400], &[0.0; 3]),
    ];
    let guarantees = [(0.0, 0.0), (7.32911117143, 1e-5), (0.4, 0.0123456), (1234.5, 1e-9), (123_456_789.0, 1.0 / 3.0)];
    let guarantees = guarantees.map(|(epsilon, delta)| Some(Guarantee { epsilon, delta }));
    for (members, non_members) in sides {
        for threshold in [f64::NEG_INFINITY, 0.0, 700.0, f64::INFINITY] {
            for axes in [RocAxes::Linear, RocAxes::Log] {
                for guarantee in [None].into_iter().chain(guarantees) {
                    draws(&RocAgainstChance { axes, guarantee, ..against_chance(members, non_members, threshold) });
                }
            }
        }
    }
}

#[test]
fn roc_against_chance_names_what_it_draws_and_tells_rates() {
    // Ten of 500 members are above all of 1,000 non-members; the others are among them.
    let members: Vec<f64> = (0..500).map(|i| if i < 10 { 5000.0 } else { f64::from(2 * i) - 0.5 }).collect();
    let non_members: Vec<f64> = (0..1000).map(f64::from).collect();
    let figure = against_chance(&members, &non_members, 4000.0);
    let texts = |figure: &RocAgainstChance| -> Vec<String> {
        labels(&to_svg(figure, 900, 420, Theme::light())).into_iter().map(|label| label.text).collect()
    };
    let log = texts(&figure);
    for text in ["chance, 95 %", "chance", "0.001", "0.01", "0.1", "1"] {
        assert!(log.iter().any(|t| t == text), "{text} is not among {log:?}");
    }
    assert!(!log.iter().any(|t| t.contains('ε')));
    let guarantee = Some(Guarantee { epsilon: 2.0, delta: 1e-5 });
    let guarded = RocAgainstChance { guarantee, axes: RocAxes::Linear, ..figure.clone() };
    let linear = texts(&guarded);
    assert!(
        linear.iter().any(|t| t == "bound at ε = 2.00, δ = 1e-5") && linear.iter().any(|t| t == "0.2"),
        "{linear:?}"
    );
    assert_ne!(to_svg(&figure, 640, 300, Theme::light()), to_svg(&figure.roc, 640, 300, Theme::light()));

    // One false positive is allowed: chance calls 0 to 4 of 500 (0.8 %), and 0 to 3 where none is. e^2 · 0.001 + 1e-5 is 0.0074.
    let summary = words(&guarded);
    let says = "of at most 0.1 % it calls 2 % of the members members (95 % interval 1.0 to 3.6 %, Clopper-Pearson)";
    assert!(summary.contains(says), "{summary}");
    let ends = "attacks that know nothing call 0 % to 0.8 %, and the noise in training leaves no attack more than 0.7 % \
                (ε = 2.00, δ = 1e-5).";
    assert!(summary.ends_with(ends), "{summary}");
    let table = guarded.table();
    assert_eq!(table.rows[0][..5], ["0", "0", "0.006", "0.00001", "0.02"].map(str::to_string));
    assert_eq!(table.rows.last().unwrap()[..5], ["1"; 5].map(str::to_string));
}

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
    assert!(summary.contains("in 59 % of 25,000 pairs (95 % interval 56.9 to 60.9 %, t over repeats)"), "{summary}");
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
        draws(&DistanceHistogram { histogram, mean, sd: 0.0, metric: Metric::Hamming, n_members: 1 });
    }
    let summary = words(&figure);
    assert!(summary.contains("46.1 features on average"), "{summary}");
    assert!(summary.contains("none is within 3 features"), "{summary}");
    let by_steps = DistanceHistogram { metric: Metric::Manhattan, ..figure };
    draws(&by_steps);
    let summary = words(&by_steps);
    assert!(summary.contains("at a Manhattan distance of 46.1 from the nearest of"), "{summary}");
}

#[test]
fn guesses_draw_wherever_the_baselines_lie() {
    let cases = [[7.5, 3.68, 3.31, 2.45], [2.0; 4], [0.0, 0.0, 0.01, 0.02], [14.0, 14.5, 15.0, 14.9], [f64::NAN; 4]];
    for means in cases {
        for by in GuessBy::ALL {
            draws_guesses(&attribute_report(15, 250, means), by);
        }
    }
    draws_guesses(&attribute_report(1, 1, [0.5, 0.1, 0.1, 1.0]), GuessBy::MaxConfidence);
    draws_guesses(&attribute_report(3, 60, [1.5, 0.1, 0.1, 1.0]), GuessBy::LogOdds);
    let none = SideGuesses { within: vec![], distances: vec![], ..attribute_report(2, 3, [1.0; 4]).log_odds.members };
    let nothing = AttributeAttackReport {
        members: none.clone(),
        non_members: none,
        advantage: vec![],
        advantage_intervals: vec![],
    };
    let empty = AttributeInferenceReport { log_odds: nothing, ..attribute_report(2, 3, [1.0; 4]) };
    draws_guesses(&empty, GuessBy::LogOdds);
}

fn draws_guesses(report: &AttributeInferenceReport, by: GuessBy) {
    draws(&GuessDistances { report: report.clone(), by });
    draws(&AdvantageByAlpha { attack: report.attack(by).clone(), by });
    for papers_mean in [None, Some(6.5)] {
        draws(&GuessHistogram { report: report.clone(), by, papers_mean });
    }
}

#[test]
fn guesses_tell_means_baselines_and_advantage() {
    let (findings, by) = (findings(), GuessBy::MaxConfidence);
    let distances = GuessDistances::of(&findings, by).expect("records are guessed");
    assert!(words(&distances).contains("(logistic regression) misses 2.45 (95 %"), "{}", words(&distances));
    let report = findings.attribute_inference.as_ref().expect("records are guessed");
    let attack = report.attack(by);
    assert_eq!(distances.table().rows[1][3], attack.advantage[1].to_string());
    assert_eq!(distances.table().rows[16][1..3], [6.27, 6.98].map(|v| v.to_string()));

    let histogram = GuessHistogram::of(&findings, &Experiment::location(), by).expect("records are guessed");
    assert!(words(&histogram).contains("where chance misses 7.50 and the paper reports about 6.5"));
    let counts = histogram.table().rows;
    let n: usize =
        counts.iter().filter(|r| r[1] == "members" && !r[4].is_empty()).map(|r| r[4].parse::<usize>().unwrap()).sum();
    assert_eq!(n, attack.members.distances.len());

    let advantage = AdvantageByAlpha::of(&findings, by).expect("records are guessed");
    assert!(words(&advantage).contains("largest at α = 5, 0.130"), "{}", words(&advantage));
    assert_eq!(AdvantageByAlpha::of(&Findings::default(), by), None);
}

#[test]
fn the_four_games_make_one_table() {
    let findings = findings();
    let table = advantages(&findings);
    let definitions: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(definitions.iter().filter(|d| **d == "2").count(), findings.strong_membership.len());
    assert_eq!((definitions[0], definitions.iter().filter(|d| **d == "4").count()), ("1", 16));
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len() && !row[7].is_empty()));
    assert_eq!(table.rows[1][1..4], ["1", "0.5886", "0.5"].map(str::to_string));
    assert!(advantages(&Findings::default()).rows.is_empty());
    assert_eq!(played(0.6, 0.9).n_pairs, 25_000);
}

#[test]
fn tied_distances_draw_and_tell_their_mean() {
    let imputed = |distances: [f64; 4]| -> Vec<Imputed> {
        Imputation::ALL.into_iter().zip(distances).map(|(by, distance)| Imputed { by, guess: None, distance }).collect()
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
        words(&figure),
        "4 guesses share the best score; on average they miss 2.2 of 3 features, and the truth is among them; \
         majority value without the model misses 1.0.",
    );
    assert_eq!(figure.table().rows[3], ["tied best", "3", "3"]);
}
