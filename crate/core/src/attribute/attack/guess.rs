//! What was guessed of one record, and how far off it is (Definitions 3 and 4).

/// What one attack, or one way to guess without the model, makes of one record: one completion, or several that share
/// the best score and are guessed with the same weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// Mean Hamming distance of the guessed completions from the truth, in features.
    pub mean_distance: f64,
    /// Share of them within distance alpha of the truth, for alpha from 0 to the number of unknown features.
    pub within: Vec<f64>,
}

impl Guess {
    /// The completions of the best score, of all. `distances` is their Hamming distance from the truth, each at most
    /// `n_unknown`; there must be one.
    pub fn best_of(scores: &[f64], distances: &[usize], n_unknown: usize) -> Guess {
        let best = scores.iter().fold(f64::NEG_INFINITY, |best, score| best.max(*score));
        let mut tied_by_distance = vec![0u64; n_unknown + 1];
        for (score, distance) in scores.iter().zip(distances) {
            tied_by_distance[*distance] += u64::from(*score == best);
        }
        let n_tied: u64 = tied_by_distance.iter().sum();
        let total: u64 = tied_by_distance.iter().enumerate().map(|(distance, n)| distance as u64 * n).sum();
        let mut n_within = 0;
        let within = tied_by_distance.iter().map(|n| {
            n_within += n;
            n_within as f64 / n_tied as f64
        });
        Guess { within: within.collect(), mean_distance: total as f64 / n_tied as f64 }
    }

    /// Share of the guessed completions that are exactly the truth.
    pub fn exact(&self) -> f64 {
        self.within[0]
    }
}

/// What one attack makes of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct AttackGuess {
    /// Registered name.
    pub attack: &'static str,
    /// What it guesses.
    pub guess: Guess,
    /// How sure it is of it ([`super::AttributeAttack::certainty`]).
    pub certainty: f64,
}

/// What was guessed of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Guessed {
    /// Which.
    pub record: usize,
    /// Each attack's.
    pub by_attack: Vec<AttackGuess>,
    /// Without the model, in the order of [`crate::attribute::imputation::Imputation::ALL`].
    pub by_imputation: Vec<Guess>,
    /// The probability that the regressions give to their guess: without the class, and with it.
    pub regression_certainty: [f64; 2],
}
