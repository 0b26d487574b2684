//! How the rates of a ROC curve are spaced.

use crate::frame::Axis;
use crate::score_axis::superscript;
use crate::tick::{Tick, round_ticks};

/// How the rates are spaced on the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RocAxes {
    /// From 0 to 1.
    #[default]
    Linear,
    /// By their logarithms, from a thousandth, or half a record of the greater side where that is less, to 1. What is
    /// below, as a rate of 0, stands at the axis's low end.
    Log,
}

impl RocAxes {
    /// The rate at which an axis begins, for so many members and non-members.
    pub(crate) fn floor(self, n_members: usize, n_non_members: usize) -> f64 {
        match self {
            RocAxes::Linear => 0.0,
            RocAxes::Log => (0.5 / n_members.max(n_non_members).max(1) as f64).min(1e-3),
        }
    }

    /// Where on an axis that begins at `floor` a rate is.
    pub(crate) fn place(self, rate: f64, floor: f64) -> f64 {
        match self {
            RocAxes::Linear => rate,
            RocAxes::Log => libm::log10(rate.max(floor)),
        }
    }

    /// The inverse.
    pub(crate) fn rate(self, place: f64) -> f64 {
        match self {
            RocAxes::Linear => place,
            RocAxes::Log => libm::pow(10.0, place),
        }
    }

    pub(crate) fn axis(self, names: &[&str], floor: f64, n_ticks: f64) -> Axis {
        let names = names.iter().map(|n| (*n).to_string()).collect();
        let low = self.place(floor, floor);
        match self {
            RocAxes::Linear => Axis { names, low, high: 1.0, ticks: round_ticks(0.0, 1.0, n_ticks) },
            RocAxes::Log => {
                let ticks = (low.ceil() as i32..=0).map(|k| Tick { at: f64::from(k), label: power_of_ten(k) });
                Axis { names, low, high: 0.0, ticks: ticks.collect() }
            }
        }
    }
}

/// 10^k for k of 0 or less.
fn power_of_ten(k: i32) -> String {
    match k {
        0.. => "1".to_string(),
        -3..=-1 => format!("0.{}1", "0".repeat(-k as usize - 1)),
        _ => format!("10⁻{}", superscript(-k)),
    }
}
