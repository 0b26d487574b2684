//! How often the figures' first words are wrong where nothing leaks, and that they are said where something does.
//!
//! A wrong "yes" or "no" has a probability of 2.5 % at most. Of 400 draws more than 28 are wrong with a probability of
//! 5·10⁻⁷ then: that often a count here raises a false alarm.

use crate::data::{self, findings};
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeInferenceReport, GuessBy};
use nearmiss::distance::{DistanceReport, LeastDistances};
use nearmiss::game::strong_membership::{Neighbour, PairResult};
use nearmiss::interval::Interval;
use nearmiss::membership::MembershipResult;
use nearmiss::report::{Findings, Pooled, StrongMembershipReport, TrialReport};
use nearmiss::roc::RocCurve;
use nearmiss::seed::{Rng, Seed, Stream};
use nearmiss::{Experiment, Metric};
use nearmiss_figures::{
    ConfidenceChangeChart, DistanceHistogram, Figure, GuessHistogram, NearnessAuc, StrongMembershipChart, Word,
    single_bit,
};
use rand::RngExt;

const N_DRAWS: u64 = 400;
/// Of these, said where it is false.
const MOST_WRONG: usize = 28;
/// Of these, said where it is true.
const FEWEST_RIGHT: usize = 320;

/// How often yes and no were said.
fn said(of: &str, word: impl Fn(&mut Rng) -> Word) -> [usize; 2] {
    let words: Vec<Word> = (0..N_DRAWS).map(|draw| word(&mut Seed(41).rng(Stream::Init, draw))).collect();
    let counts = [Word::Yes, Word::No].map(|wanted| words.iter().filter(|word| **word == wanted).count());
    eprintln!("simulation: {of}: yes in {}, no in {} of {N_DRAWS}", counts[0], counts[1]);
    counts
}

fn uniform(rng: &mut Rng, n: usize, shift: f64) -> Vec<f64> {
    (0..n).map(|_| rng.random::<f64>() + shift).collect()
}

/// Non-members by group of distances, of which the nearest are near and few.
const SIZES: [usize; 6] = [8, 20, 60, 90, 50, 25];

/// Figure 1 of `n_repeats` models that are less sure of non-members by `shift` in each group; `oddness` is how much less sure
/// they are of everybody there, of members too.
fn nearness(rng: &mut Rng, n_repeats: usize, shift: impl Fn(usize) -> f64, oddness: impl Fn(usize) -> f64) -> Word {
    let trial = |repeat: usize| {
        let distances = SIZES.iter().enumerate().flat_map(|(group, n)| vec![10 * group; *n]).collect();
        let least = LeastDistances { distances, n_ones: None };
        let mut of_groups = |less: &dyn Fn(usize) -> f64| -> Vec<f64> {
            SIZES.iter().enumerate().flat_map(|(group, n)| uniform(rng, *n, -less(group))).collect()
        };
        let members = of_groups(&oddness);
        let others = of_groups(&|group| oddness(group) + shift(group));
        let all = MembershipResult::of(&members, &others, None);
        let report = DistanceReport::of(&least, &members, &others, &[5, 15, 25, 35, 45], None);
        TrialReport {
            repeat,
            problem: None,
            model_digest: None,
            curve: Vec::new(),
            guarantee: None,
            findings: Findings {
                membership: [("max_confidence".to_string(), all)].into_iter().collect(),
                non_member_distance: Some(report),
                ..Findings::default()
            },
            guess: None,
            matrix: None,
        }
    };
    let trials: Vec<TrialReport> = (0..n_repeats).map(trial).collect();
    let pooled = Pooled::of(&trials).findings;
    let groups = pooled.non_member_distance.as_ref().map_or(0, |report| report.groups.len());
    assert_eq!(groups, if n_repeats == 1 { 5 } else { 6 }, "the first group alone is below 20");
    let figure = NearnessAuc::of(&pooled, &Experiment::location()).expect("there are groups");
    figure.reading().expect("there are groups").word
}

#[test]
fn that_near_non_members_are_harder_or_easier_to_tell_is_seldom_said_of_a_model_that_leaks_nothing() {
    for n_repeats in [1, 5] {
        let counts = said("figure 1, no leak", |rng| nearness(rng, n_repeats, |_| 0.0, |_| 0.0));
        assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{n_repeats} repeats: {counts:?}");
        // As much at every distance: the AUC is far from .5 and yet doesn't rise.
        let counts = said("figure 1, the same leak everywhere", |rng| nearness(rng, n_repeats, |_| 0.4, |_| 0.0));
        assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{n_repeats} repeats: {counts:?}");
        // Near records are odd, and the model is as sure of those that it never saw: no membership, yet the AUCs differ.
        for odd in [-0.4, 0.4] {
            let oddness = |group: usize| if group < 2 { odd } else { 0.0 };
            let counts = said("figure 1, no leak and odd groups", |rng| nearness(rng, n_repeats, |_| 0.0, oddness));
            assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{n_repeats} repeats: {counts:?}");
        }
    }
    let rising = said("figure 1, rising", |rng| nearness(rng, 3, |group| 0.2 * group as f64, |_| 0.0));
    assert!(rising[0] >= FEWEST_RIGHT && rising[1] == 0, "{rising:?}");
    let falling = said("figure 1, falling", |rng| nearness(rng, 3, |group| 0.7 - 0.2 * group as f64, |_| 0.0));
    assert!(falling[1] >= FEWEST_RIGHT && falling[0] == 0, "{falling:?}");
}

#[test]
fn that_non_members_are_far_or_near_is_seldom_said_where_one_in_twenty_is_near() {
    let word = |rng: &mut Rng, share: f64| {
        let n_near = (0..400).filter(|_| rng.random::<f64>() < share).count();
        let histogram = vec![(2, n_near), (30, 400 - n_near)];
        let (metric, mean, sd) = (Metric::Hamming, 20.0, 1.0);
        let figure = DistanceHistogram { histogram, mean, sd, metric, n_members: 400, n_non_members: 400 };
        figure.reading().expect("there are distances").word
    };
    let counts = said("figure 2, at the bound", |rng| word(rng, 0.05));
    assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{counts:?}");
    assert!(said("figure 2, far", |rng| word(rng, 0.01))[0] >= FEWEST_RIGHT);
    assert!(said("figure 2, near", |rng| word(rng, 0.12))[1] >= FEWEST_RIGHT);
}

const DISTANCES: [usize; 6] = [1, 3, 10, 30, 100, 300];

/// A game of as many pairs as score above a half, of records and neighbours that score lower by `shift`.
fn played(rng: &mut Rng, n: usize, shift: f64) -> PairResult {
    let (own, others) = (uniform(rng, n, 0.0), uniform(rng, n, -shift));
    let curve = RocCurve::new(&own, &others);
    let won = own.iter().zip(&others).filter(|(a, b)| a > b).count() as f64 / n as f64;
    PairResult {
        auc: curve.auc,
        auc_interval: curve.auc_interval,
        paired_success: won,
        paired_interval: Interval::of_rate(won, n),
        tied: 0.0,
    }
}

/// Figures 3 and 4, by how much lower neighbours score: of members, and of records never seen.
fn strong(rng: &mut Rng, shift: impl Fn(usize) -> [f64; 2]) -> (StrongMembershipChart, ConfidenceChangeChart) {
    let reports: Vec<StrongMembershipReport> = DISTANCES
        .iter()
        .enumerate()
        .map(|(place, distance)| {
            let mut report = data::strong_report(*distance, 0.5);
            let [members, others] = shift(place);
            report.members.max_confidence = played(rng, 1000, members);
            report.non_members.as_mut().expect("it is there").max_confidence = played(rng, 1000, others);
            let won = report.members.max_confidence.paired_success;
            let change = &mut report.members.confidence_change;
            (change.lower, change.equal, change.higher) = (won, 0.0, 1.0 - won);
            report
        })
        .collect();
    let of_changes = ConfidenceChangeChart { reports: reports.clone() };
    (StrongMembershipChart { reports, attack: "max_confidence".to_string() }, of_changes)
}

fn answer(figure: &dyn Figure) -> (Word, String) {
    let reading = figure.reading().expect("there is an answer");
    (reading.word, reading.rest())
}

#[test]
fn that_strong_membership_rises_is_seldom_said_of_a_model_that_leaks_nothing() {
    let n_falls = std::cell::Cell::new(0);
    let counts = said("figure 3, no leak", |rng| {
        let (word, rest) = answer(&strong(rng, |_| [0.0; 2]).0);
        n_falls.set(n_falls.get() + usize::from(rest.contains("Beyond r =")));
        word
    });
    assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{counts:?}");
    assert!(n_falls.get() <= MOST_WRONG, "it is said to fall again in {n_falls:?}");
    // Neighbours are odd, whoever they are of: the AUC rises, and nothing is known of members.
    let odd = said("figure 3, odd neighbours alone", |rng| answer(&strong(rng, |place| [0.08 * place as f64; 2]).0).0);
    assert!(odd[0] <= MOST_WRONG, "{odd:?}");
    let rising =
        said("figure 3, rising", |rng| answer(&strong(rng, |place| [0.08 * place as f64, 0.02 * place as f64]).0).0);
    assert!(rising[0] >= FEWEST_RIGHT, "{rising:?}");
    let near = said("figure 3, known near by", |rng| answer(&strong(rng, |_| [0.3, 0.0]).0).0);
    assert!(near[1] >= FEWEST_RIGHT, "{near:?}");
}

#[test]
fn almost_as_likely_is_seldom_said_or_denied_at_the_bound() {
    // The neighbour scores lower in a share of (1 + 2 s - s²) / 2 of the pairs: .55 at s = .0513.
    let counts = said("figure 4, at the bound", |rng| answer(&strong(rng, |_| [0.0513; 2]).1).0);
    assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{counts:?}");
    let equal = said("figure 4, equally likely", |rng| answer(&strong(rng, |_| [0.0; 2]).1).0);
    assert!(equal[0] >= 280 && equal[1] == 0, "{equal:?}");
    let lower = said("figure 4, lower", |rng| answer(&strong(rng, |_| [0.12; 2]).1).0);
    assert!(lower[1] >= FEWEST_RIGHT && lower[0] == 0, "{lower:?}");
}

/// Guesses of 60 records a side, each of `n_unknown` bits wrong with a probability that a side has.
fn guessed(rng: &mut Rng, n_unknown: usize, wrong: [f64; 2]) -> AttributeInferenceReport {
    let mut report = data::attribute_report(n_unknown, 1, [0.5 * n_unknown as f64; 4]);
    let attack = &mut report.max_confidence;
    for (side, wrong) in [&mut attack.members, &mut attack.non_members].into_iter().zip(wrong) {
        let one = |rng: &mut Rng| (0..n_unknown).filter(|_| rng.random::<f64>() < wrong).count() as f64;
        side.distances = (0..60).map(|_| one(rng)).collect();
        side.mean_hamming = side.distances.iter().sum::<f64>() / 60.0;
        side.mean_hamming_interval = Interval::over_records(&side.distances, (0.0, n_unknown as f64));
        side.exact_rate = side.distances.iter().filter(|distance| **distance == 0.0).count() as f64 / 60.0;
    }
    report
}

#[test]
fn guesses_are_seldom_said_to_be_better_where_the_model_tells_nothing() {
    let of = |report: AttributeInferenceReport| {
        let findings = Findings { attribute_inference: Some(report), ..Findings::default() };
        answer(&GuessHistogram::of(&findings, &Experiment::location(), GuessBy::MaxConfidence).expect("it is guessed"))
    };
    let counts = said("figure 5, chance", |rng| of(guessed(rng, 15, [0.5; 2])).0);
    assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{counts:?}");
    let better = said("figure 5, better", |rng| of(guessed(rng, 15, [0.42, 0.46])).0);
    assert!(better[0] >= FEWEST_RIGHT, "{better:?}");
    // Members and others are guessed alike: none of it is membership.
    let part_of_it = said("figure 5, membership", |rng| {
        let is_said = of(guessed(rng, 15, [0.42; 2])).1.contains("part of it is membership");
        if is_said { Word::Yes } else { Word::NotClearly }
    });
    assert!(part_of_it[0] <= MOST_WRONG, "{part_of_it:?}");
}

/// What is said of one unknown bit: yes for "more often", no for "others' more often".
fn bit(rng: &mut Rng, wrong: [f64; 2]) -> Word {
    let report = guessed(rng, 1, wrong);
    let told = single_bit(&report, GuessBy::MaxConfidence, "café").expect("one bit is unknown");
    assert!(told.starts_with("One unknown bit, “café”") && told.ends_with('.'), "{told}");
    match told {
        told if told.contains("tells its members' bit more often than") => Word::Yes,
        told if told.contains("tells others' bit") => Word::No,
        _ => Word::NotClearly,
    }
}

#[test]
fn one_unknown_bit_is_a_game_of_definition_2() {
    let counts = said("one bit, chance", |rng| bit(rng, [0.5; 2]));
    assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{counts:?}");
    let counts = said("one bit, known of people, not of members", |rng| bit(rng, [0.1; 2]));
    assert!(counts.iter().all(|n| *n <= MOST_WRONG), "{counts:?}");
    let known = said("one bit, known of members", |rng| bit(rng, [0.15, 0.5]));
    assert!(known[0] >= FEWEST_RIGHT && known[1] == 0, "{known:?}");

    let report = data::attribute_report(15, 20, [7.5; 4]);
    assert_eq!(single_bit(&report, GuessBy::MaxConfidence, "café"), None, "15 features are unknown");
}

#[test]
fn the_real_file_s_figures_answer_for_themselves() {
    let (experiment, findings) = (Experiment::location(), findings());
    let nearness = NearnessAuc::of(&findings, &experiment).expect("there are groups");
    let strong = StrongMembershipChart::of(&findings, Neighbour::Flip, "max_confidence").expect("it is played");
    let change = ConfidenceChangeChart::of(&findings, Neighbour::Flip).expect("it is played");
    let distances = DistanceHistogram::of(&findings, &experiment).expect("there are distances");
    let guesses = GuessHistogram::of(&findings, &experiment, GuessBy::MaxConfidence).expect("it is guessed");
    let cases: [(&dyn Figure, &str); 5] = [
        (&nearness, "Yes: the AUC rises from 0.415 at distance 0 to 19"),
        (&distances, "Yes: none of them differs from the nearest member in 3 features or fewer"),
        (&strong, "Yes: with any features flipped, at r = 1 the AUC is 0.530"),
        (&change, "No: at r = 1: 38 % lower, 41 % the same, 21 % higher; at r = 2"),
        (&guesses, "Yes: on members 6.27 of 15 features are wrong"),
    ];
    for (figure, start) in cases {
        let reading = figure.reading().expect("there is an answer");
        let text = reading.sentences().replace('\u{a0}', " ");
        assert!(text.starts_with(start), "{text}");
        assert!(reading.claim.question.ends_with('?') && text.ends_with('.'), "{text}");
        assert!(figure.words().starts_with(reading.claim.question), "{}", figure.words());
        eprintln!("{} {text}", reading.claim.question);
    }
    assert_eq!(guesses.report.baseline(Imputation::Chance).map(|chance| chance.members.mean_hamming), Some(7.5));
}
