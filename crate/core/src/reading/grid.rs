//! The values that an unknown number is searched over.

use crate::order;

/// A column with more values than this is searched over so many quantiles.
const MAX_GRID: usize = 16;

/// Ascending values of a column, all if they are few, else quantiles; and the lower median. There must be one.
pub(super) fn grid_and_median(values: impl Iterator<Item = f32>) -> (Vec<f32>, f32) {
    let mut sorted: Vec<f64> = values.map(f64::from).collect();
    order::ascending(&mut sorted);
    let sorted: Vec<f32> = sorted.into_iter().map(|value| value as f32).collect();
    let last = sorted.len() - 1;
    let mut grid = sorted.clone();
    grid.dedup();
    if grid.len() > MAX_GRID {
        grid = (0..MAX_GRID).map(|q| sorted[q * last / (MAX_GRID - 1)]).collect();
        grid.dedup();
    }
    (grid, sorted[last / 2])
}
