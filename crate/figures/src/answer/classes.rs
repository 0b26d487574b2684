//! The more classes, the steeper?

use super::{Reading, Step, Word};
use crate::number::number;
use nearmiss::interval::Interval;
use nearmiss::paper::Claim;

/// How much the AUC rises on purchases in so many classes.
pub(crate) type Rise = (usize, f64, Interval);

/// By number of classes, ascending; `what` says from where to where the AUC is taken.
///
/// Yes where it is more with the most classes than with the fewest and from no number of classes to the next one less; no the
/// other way round. All these differences are covered together.
pub(crate) fn reading(claim: &'static Claim, rises: &[Rise], what: &str) -> Reading {
    Reading::new(claim, answer(rises, what))
}

fn answer(rises: &[Rise], what: &str) -> (Word, String) {
    let [(_, first, of_first), .., (_, last, of_last)] = rises else {
        return (Word::NotClearly, "results of fewer than two numbers of classes are here.".to_string());
    };
    // One between neighbours each, and one between the ends unless they are neighbours.
    let n_looks = if rises.len() == 2 { 1 } else { rises.len() };
    let steps: Vec<Step> =
        rises.windows(2).map(|pair| Step::between((pair[0].1, pair[0].2), (pair[1].1, pair[1].2), n_looks)).collect();
    let ends = Step::between((*first, *of_first), (*last, *of_last), n_looks);
    let (rises_once, falls_once) = (steps.contains(&Step::Up), steps.contains(&Step::Down));
    let word = match ends {
        Step::Up if !falls_once => Word::Yes,
        Step::Down if !rises_once => Word::No,
        _ => Word::NotClearly,
    };
    let listed = rises
        .iter()
        .map(|(n, rise, _)| format!("{}{} in {n}", if *rise > 0.0 { "+" } else { "" }, number(*rise, 3)))
        .collect::<Vec<_>>()
        .join(", ");
    let between = |wanted: Step| -> String {
        let found = rises.windows(2).zip(&steps).filter(|(_, step)| **step == wanted);
        found.map(|(pair, _)| format!("{} to {}", pair[0].0, pair[1].0)).collect::<Vec<_>>().join(", ")
    };
    let mixed = match (rises_once, falls_once) {
        (true, true) => {
            format!(
                " The change is greater from {} classes and smaller from {}.",
                between(Step::Up),
                between(Step::Down)
            )
        }
        (true, false) if word == Word::NotClearly => {
            format!(" It is clearly greater from {} classes only.", between(Step::Up))
        }
        (false, true) if word == Word::NotClearly => {
            format!(" It is clearly smaller from {} classes only.", between(Step::Down))
        }
        _ => String::new(),
    };
    let because = format!("{what}, the AUC on synthetic purchases changes by {listed} classes.{mixed}");
    (word, because)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nearmiss::interval::IntervalMethod;
    use nearmiss::seed::{Seed, Stream};
    use rand::RngExt;

    const CLASSES: [usize; 5] = [2, 10, 20, 50, 100];

    fn rise(n: usize, rise: f64, half: f64) -> Rise {
        (n, rise, Interval { low: rise - half, high: rise + half, method: IntervalMethod::Repeats })
    }

    fn word(rises: [f64; 5]) -> Word {
        let rises: Vec<Rise> = CLASSES.into_iter().zip(rises).map(|(n, value)| rise(n, value, 0.02)).collect();
        answer(&rises, "From here to there").0
    }

    #[test]
    fn the_first_word_needs_the_ends_and_no_step_against_it() {
        assert_eq!(word([0.1, 0.2, 0.2, 0.3, 0.31]), Word::Yes);
        assert_eq!(word([0.31, 0.3, 0.2, 0.2, 0.1]), Word::No);
        assert_eq!(word([0.14, 0.24, 0.2, 0.27, 0.275]), Word::NotClearly);
        assert_eq!(word([0.2; 5]), Word::NotClearly);
        assert_eq!(answer(&[rise(2, 0.1, 0.01)], "").0, Word::NotClearly);
        let (_, because) = answer(&[rise(10, 0.3, 0.01), rise(20, 0.2, 0.01), rise(50, 0.4, 0.01)], "From here");
        assert!(
            because.ends_with("The change is greater from 20 to 50 classes and smaller from 10 to 20."),
            "{because}"
        );
    }

    /// Of 400 draws with a probability of 2.5 % more than 28 come with one of 5·10⁻⁷.
    #[test]
    fn steeper_is_seldom_said_where_all_rise_alike() {
        let mut counts = [0, 0];
        for draw in 0..400 {
            let mut rng = Seed(17).rng(Stream::Init, draw);
            // Nearly normal, of standard deviation 1: twelve uniform ones.
            let mut normal = || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
            let rises: Vec<Rise> = CLASSES.into_iter().map(|n| rise(n, 0.2 + 0.01 * normal(), 0.0196)).collect();
            let word = answer(&rises, "").0;
            counts[0] += usize::from(word == Word::Yes);
            counts[1] += usize::from(word == Word::No);
        }
        eprintln!("simulation: the more classes, the steeper: yes in {}, no in {} of 400", counts[0], counts[1]);
        assert!(counts.iter().all(|n| *n <= 28), "{counts:?}");
    }
}
