//! What the results of a class give together: means over seeds, each with Student's t interval.

use super::code::ResultCode;
use super::measure::Measure;
use nearmiss::interval::Interval;

/// Fewer results than these have no interval: it would be as wide as all that is possible.
const FEWEST: usize = 3;

/// Half of the step in which a code tells a number: by so much the mean can be off, and a hair for what floats round.
const ROUNDED: f64 = 0.000_501;

/// A number over seeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many results have it, at least one.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, over n - 1; 0 of a single one.
    pub deviation: f64,
    /// Of the mean, over seeds: 95 %, Student's t, wider at either end by what a code rounds away. None of fewer than
    /// three.
    pub interval: Option<Interval>,
}

impl Spread {
    /// Of numbers, each from `range` and off by at most `rounded`; none without any.
    fn of(values: &[f64], range: (f64, f64), rounded: f64) -> Option<Spread> {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        let interval = (n >= FEWEST).then(|| {
            let own = Interval::over_records(values, range);
            Interval { low: (own.low - rounded).max(range.0), high: (own.high + rounded).min(range.1), ..own }
        });
        (n > 0).then(|| Spread { n, mean, deviation: (squares / (n.max(2) - 1) as f64).sqrt(), interval })
    }
}

/// The values of a measure, of the results that have it.
fn values(codes: &[ResultCode], measure: Measure) -> Vec<f64> {
    codes.iter().filter_map(|code| code.numbers()[measure as usize]).collect()
}

/// A measure over seeds; none if no result has it.
pub fn pooled(codes: &[ResultCode], measure: Measure) -> Option<Spread> {
    Spread::of(&values(codes, measure), (0.0, 1.0), ROUNDED)
}

/// What membership adds at distance 1: each result's success with members less its success with records that were never
/// seen. None if no result has both.
pub fn added(codes: &[ResultCode]) -> Option<Spread> {
    let differences: Vec<f64> = codes
        .iter()
        .filter_map(|code| {
            let numbers = code.numbers();
            Some(numbers[Measure::OfMembers as usize]? - numbers[Measure::OfOthers as usize]?)
        })
        .collect();
    Spread::of(&differences, (-1.0, 1.0), 2.0 * ROUNDED)
}
