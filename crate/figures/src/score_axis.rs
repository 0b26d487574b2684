//! Where scores stand on a histogram's axis: bins, a place for every score, and labels.

use crate::pen::{TICK_SIZE, text_width};
use crate::tick::Tick;

/// Bins of one width from `low` to `high`, and where needed one below and one above for what has no place on the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bins {
    pub low: f64,
    pub high: f64,
    pub n: usize,
    /// Whether there are scores of minus infinity.
    pub below: bool,
    /// Whether there are scores of infinity.
    pub above: bool,
}

impl Bins {
    /// Of the gap between the ordinary bins and those of the infinite scores; these are twice as wide.
    pub fn gap(&self) -> f64 {
        0.025 * (self.high - self.low)
    }

    pub fn below_from(&self) -> f64 {
        self.low - 3.0 * self.gap()
    }

    pub fn above_from(&self) -> f64 {
        self.high + self.gap()
    }

    /// The ends of everything drawn.
    pub fn ends(&self) -> (f64, f64) {
        let low = if self.below { self.below_from() } else { self.low };
        let high = if self.above { self.above_from() + 2.0 * self.gap() } else { self.high };
        (low, high)
    }

    /// From and to, on the axis: the bin below, the ordinary ones, the bin above.
    pub fn edges(&self) -> Vec<(f64, f64)> {
        let width = (self.high - self.low) / self.n as f64;
        let mut edges = vec![(self.below_from(), self.low - self.gap())];
        edges.extend((0..self.n).map(|k| (self.low + k as f64 * width, self.low + (k + 1) as f64 * width)));
        edges.push((self.above_from(), self.above_from() + 2.0 * self.gap()));
        edges
    }

    /// The bin, in the order of [`Bins::edges`], of an unclipped place on the axis.
    pub fn of(&self, place: f64) -> usize {
        if place == f64::NEG_INFINITY {
            0
        } else if place == f64::INFINITY {
            self.n + 1
        } else {
            let share = (place - self.low) / (self.high - self.low);
            1 + ((share * self.n as f64) as usize).min(self.n - 1)
        }
    }
}

/// Where on the axis a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mapping {
    Identity,
    /// ln(p / (1 - p)).
    Logit,
    /// -ln(-s).
    Size,
}

impl Mapping {
    /// Infinite where the axis has no place for the score.
    pub fn place(self, score: f64) -> f64 {
        match self {
            Mapping::Identity => score,
            Mapping::Logit => logit(score),
            Mapping::Size if score >= 0.0 => f64::INFINITY,
            Mapping::Size => -libm::log(-score),
        }
    }

    /// The inverse.
    pub fn score(self, place: f64) -> f64 {
        match self {
            Mapping::Identity => place,
            Mapping::Logit => 1.0 / (1.0 + libm::exp(-place)),
            // Not -0.
            Mapping::Size => 0.0 - libm::exp(-place),
        }
    }

    /// How the scores that have no place are called.
    pub fn ends(self) -> [&'static str; 2] {
        match self {
            Mapping::Identity => ["−∞", "∞"],
            Mapping::Logit => ["0", "1"],
            Mapping::Size => ["−∞", "0"],
        }
    }
}

/// ln(p / (1 - p)).
pub(crate) fn logit(p: f64) -> f64 {
    if p <= 0.0 {
        f64::NEG_INFINITY
    } else if p >= 1.0 {
        f64::INFINITY
    } else {
        libm::log(p) - libm::log1p(-p)
    }
}

/// Labels of the whole k that lie on the axis: of every one, second, third … so that they fit.
pub(crate) fn ticks_of_powers(
    bins: &Bins,
    width: f64,
    place: impl Fn(i32) -> f64,
    label: impl Fn(i32) -> String,
) -> Vec<Tick> {
    let (low, high) = bins.ends();
    let per_unit = width / (high - low);
    let inside: Vec<i32> = (-300..=300).filter(|k| place(*k) >= bins.low && place(*k) <= bins.high).collect();
    let ticks_of = |every: i32| -> Vec<Tick> {
        let ks = inside.iter().filter(|k| *k % every == 0);
        ks.map(|k| Tick { at: place(*k), label: label(*k) }).collect()
    };
    let fits = |ticks: &[Tick]| {
        ticks.windows(2).all(|pair| {
            let reach = pair.iter().map(|t| text_width(&t.label, TICK_SIZE) / 2.0).sum::<f64>();
            (pair[1].at - pair[0].at).abs() * per_unit >= reach + 10.0
        })
    };
    (1..=300).map(ticks_of).find(|ticks| fits(ticks)).unwrap_or_default()
}

/// Log-odds of one half for 0, and of 10^k - 1 to one, which is k nines.
pub(crate) fn place_of_nines(k: i32) -> f64 {
    let log_odds = libm::log(libm::pow(10.0, f64::from(k.abs())) - 1.0);
    if k == 0 { 0.0 } else { f64::from(k.signum()) * log_odds }
}

/// -10^k.
pub(crate) fn power_of_ten(k: i32) -> String {
    match k {
        0..=3 => format!("−1{}", "0".repeat(k as usize)),
        -3..=-1 => format!("−0.{}1", "0".repeat(-k as usize - 1)),
        4.. => format!("−10{}", superscript(k)),
        _ => format!("−10⁻{}", superscript(-k)),
    }
}

/// The digits of a count, raised.
pub(crate) fn superscript(n: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    n.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

/// .5 for 0, .9 for 1, .99 for 2; .1 for -1, .01 for -2.
pub(crate) fn nines(k: i32) -> String {
    match k {
        0 => ".5".to_string(),
        1..=4 => format!(".{}", "9".repeat(k as usize)),
        -4..=-1 => format!(".{}1", "0".repeat(-k as usize - 1)),
        5.. => format!("1−10⁻{}", superscript(k)),
        _ => format!("10⁻{}", superscript(-k)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_count_nines() {
        let cases = [(0, ".5"), (3, ".999"), (12, "1−10⁻¹²"), (-1, ".1"), (-2, ".01"), (-5, "10⁻⁵")];
        for (k, expected) in cases {
            assert_eq!(nines(k), expected);
        }
    }
}
