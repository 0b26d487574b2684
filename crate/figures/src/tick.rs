//! Round numbers for an axis.

use crate::number::number;

/// A mark on an axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    /// In the axis's unit.
    pub at: f64,
    pub label: String,
}

/// Multiples of 1, 2 or 5 times a power of ten from `low` to `high`, at most about `n_most`.
pub(crate) fn round_ticks(low: f64, high: f64, n_most: f64) -> Vec<Tick> {
    let (step, n_decimals) = round_step((high - low) / n_most.max(1.0));
    let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
    (first..=last).map(|k| Tick { at: k as f64 * step, label: number(k as f64 * step, n_decimals) }).collect()
}

/// Whole numbers only.
pub(crate) fn whole_ticks(low: f64, high: f64, n_most: f64) -> Vec<Tick> {
    round_ticks(low, high, n_most.min((high - low).max(1.0)))
}

/// The least of 1, 2, 5, 10, … times a power of ten that is `least` or more, and its decimals.
fn round_step(least: f64) -> (f64, usize) {
    let (mut power, mut n_decimals) = (1.0, 0_usize);
    while power > least && n_decimals < 12 {
        power /= 10.0;
        n_decimals += 1;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    // Now power <= least < 10 power.
    for (factor, fewer_decimals) in [(1.0, 0), (2.0, 0), (5.0, 0), (10.0, 1)] {
        if factor * power >= least * (1.0 - 1e-9) {
            return (factor * power, n_decimals.saturating_sub(fewer_decimals));
        }
    }
    (10.0 * power, n_decimals.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(labels(&round_ticks(0.0, 1.0, 5.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&round_ticks(0.4, 1.0, 3.0)), ["0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&round_ticks(-7.3, 3.0, 6.0)), ["−6", "−4", "−2", "0", "2"]);
        assert_eq!(labels(&round_ticks(0.0, 24_000.0, 3.0)), ["0", "10,000", "20,000"]);
    }

    #[test]
    fn whole_ticks_are_whole() {
        assert_eq!(labels(&whole_ticks(0.0, 1.0, 8.0)), ["0", "1"]);
        assert_eq!(labels(&whole_ticks(0.0, 3.0, 8.0)), ["0", "1", "2", "3"]);
    }
}
