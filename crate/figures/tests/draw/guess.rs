//! Guesses of one record and of many.

use crate::data::{attribute_report, findings};
use crate::svg::{draws, words};
use nearmiss::Experiment;
use nearmiss::attribute::imputation::{Imputation, Imputed};
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, GuessBy, SideGuesses, Tally};
use nearmiss::report::Findings;
use nearmiss_figures::{AdvantageByAlpha, Figure, GuessDistances, GuessHistogram, TiedDistances};

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
        adds: None,
        gains: vec![],
        surest: vec![],
    };
    let empty = AttributeInferenceReport { log_odds: nothing, ..attribute_report(2, 3, [1.0; 4]) };
    draws_guesses(&empty, GuessBy::LogOdds);
}

fn draws_guesses(report: &AttributeInferenceReport, by: GuessBy) {
    draws(&GuessDistances { report: report.clone(), by });
    draws(&AdvantageByAlpha { attack: report.attack(by).clone(), by });
    for papers_mean in [None, Some(6.5)] {
        let figure = GuessHistogram { report: report.clone(), by, papers_mean, beside: &Imputation::ALL };
        draws(&figure);
        draws(&figure.beside_chance());
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
fn tied_distances_draw_and_tell_their_mean() {
    let imputed_at = |(by, distance)| Imputed { by, guess: None, distance, certainty: None };
    let imputed =
        |distances: [f64; 4]| -> Vec<Imputed> { Imputation::ALL.into_iter().zip(distances).map(imputed_at).collect() };
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
