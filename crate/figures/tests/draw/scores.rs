//! Histograms of scores.

use crate::svg::{draws, words};
use nearmiss_figures::{Figure, ScoreHistogram, ScoreScale};

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
