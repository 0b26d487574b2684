//! Walks away from records, and what is said of them.

use crate::svg::{draws, words};
use nearmiss::hill::{Walk, Walks};
use nearmiss::seed::{Seed, Stream};
use nearmiss::trial::Side;
use nearmiss_figures::{Figure, Hill};
use rand::RngExt;

fn walk(confidence: Vec<f64>) -> Walk {
    let n_flips = confidence.len() - 1;
    let classes = vec![0; n_flips + 1];
    Walk { features: (0..n_flips).collect(), reached: vec![1.0; n_flips], confidence, classes }
}

/// Walks that fall from `top` below .9 after about as many flips as `edges` says of either side.
fn walks(top: f64, edges: [f64; 2], n: usize, seed: u64) -> Walks {
    let mut rng = Seed(seed).rng(Stream::Hill, 0);
    let mut side = |edge: f64| -> Vec<Walk> {
        let mut one = || {
            let edge = edge * 2.0 * rng.random::<f64>();
            walk((0..=40).map(|k| top / (1.0 + libm::exp(0.4 * (f64::from(k) - edge - 6.0)))).collect())
        };
        (0..n).map(|_| one()).collect()
    };
    Walks::new(edges.map(&mut side), None)
}

#[test]
fn hill_draws_with_and_without_walks_and_with_an_own_one() {
    let own = Some(walk(vec![1.0, 1.0, 0.2, 0.0]));
    for own in [None, Some(walk(vec![0.5])), own] {
        draws(&Hill { walks: walks(1.0, [20.0, 8.0], 30, 1), own: own.clone() });
        draws(&Hill { walks: walks(0.7, [2.0, 8.0], 1, 1), own: own.clone() });
        draws(&Hill { walks: Walks::default(), own });
    }
    let beyond = Some(walk(vec![f64::MIN; 61]));
    draws(&Hill { walks: walks(1.0, [20.0, 8.0], 30, 1), own: beyond });
    let figure = Hill { walks: Walks::default(), own: None };
    assert_eq!(words(&figure), "Nobody has walked away from a record yet.");
}

#[test]
fn hill_tells_by_how_many_flips_either_side_is_down() {
    let sides = |members: [f64; 3], others: [f64; 3]| {
        Walks::new([members, others].map(|side| vec![walk(side.to_vec()); 20]), None)
    };
    let (up, down) = ([1.0, 0.9996, 0.95], [1.0, 0.8, 1.0]);
    let figure = Hill { walks: sides(up, down), own: Some(walk(vec![1.0, 0.25])) };
    let text = words(&figure);
    for part in [
        "of half of the members by at most 0.04 percentage points",
        "half of the walks from members or more are never below 90 % within 2 flips;",
        "it takes 1 flip until more than half of the walks from non-members have been below 90 %.",
        "Members stay at 90 % or more for longer",
    ] {
        assert!(text.contains(part), "“{part}” in {text}");
    }
    let low = Hill { walks: sides([0.5, 0.5, 1.0], up), own: None };
    assert!(words(&low).contains("more than half of the walks from members begin below 90 %;"), "{}", words(&low));
    assert!(
        words(&low).contains("by less than 0.01 percentage") && words(&low).contains("Members fall below 90 % sooner")
    );

    let table = figure.table();
    assert_eq!(table.columns[..5], ["flips", "median of members", "median of non-members", "your walk", "members 1"]);
    assert_eq!(table.columns.len(), 4 + 40);
    assert_eq!(table.rows[1][..5], ["1", "0.9996", "0.8", "0.25", "0.9996"]);
    assert_eq!(table.rows[2][3], "", "the own walk has ended");
}

#[test]
fn of_a_model_that_leaks_nothing_members_are_seldom_said_to_stay_up_for_longer() {
    let n_trials = 400;
    for n in [5, 30] {
        let is_claim = |seed: &u64| !Hill::verdict(&walks(1.0, [9.0; 2], n, *seed)).starts_with("So few");
        let n_claims = (0..n_trials).filter(is_claim).count();
        // Said of 1 in 20; more than 40 of 400 with a chance below 1e-4.
        assert!(n_claims <= 40, "{n_claims} of {n_trials} with {n} walks a side");
    }
    let equal = Walks::new([vec![walk(vec![1.0; 41]); 30], vec![walk(vec![1.0; 41]); 30]], None);
    assert!(Hill::verdict(&equal).starts_with("So few"));
    assert!(Hill::verdict(&walks(1.0, [20.0, 4.0], 30, 1)).starts_with("Members stay at"));
    assert_eq!(Hill::until_below(&Walks::default(), Side::Members), "");
}
