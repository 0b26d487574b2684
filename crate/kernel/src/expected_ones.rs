//! How many ones are to be expected among independent bits whose odds are products: of a person's, a feature's and their
//! own. Sums add in one order whatever the registers: sixteen of them, each sixteenth term, then one after the other.

use crate::elementwise::run;

/// Sums that a row is added up in.
const LANES: usize = 16;

/// A sum of probabilities, and its derivative by the logarithm of a factor on all their odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Σ p
    pub ones: f32,
    /// Σ p (1 - p)
    pub slope: f32,
}

#[inline(always)]
fn probability(odds: f32) -> f32 {
    odds / (1.0 + odds)
}

/// Of one row: bit `j` has the odds `scale own[j] by_column[j]`.
#[inline(never)]
pub fn of_row(scale: f32, own: &[f32], by_column: &[f32]) -> Expected {
    run(
        #[inline(always)]
        || {
            let (mut ones, mut slopes) = ([0.0; LANES], [0.0; LANES]);
            let (own, own_rest) = own.as_chunks::<LANES>();
            let (by_column, by_column_rest) = by_column.as_chunks::<LANES>();
            for (own, by_column) in own.iter().zip(by_column) {
                for lane in 0..LANES {
                    let p = probability(scale * own[lane] * by_column[lane]);
                    ones[lane] += p;
                    slopes[lane] += p * (1.0 - p);
                }
            }
            for (lane, (own, by_column)) in own_rest.iter().zip(by_column_rest).enumerate() {
                let p = probability(scale * own * by_column);
                ones[lane] += p;
                slopes[lane] += p * (1.0 - p);
            }
            Expected { ones: ones.iter().sum(), slope: slopes.iter().sum() }
        },
    )
}

/// Adds one row to what is expected of each column.
#[inline(never)]
pub fn add_row(scale: f32, own: &[f32], by_column: &[f32], ones: &mut [f32], slopes: &mut [f32]) {
    run(
        #[inline(always)]
        || {
            for (((own, by_column), ones), slope) in own.iter().zip(by_column).zip(ones).zip(slopes) {
                let p = probability(scale * own * by_column);
                *ones += p;
                *slope += p * (1.0 - p);
            }
        },
    );
}

/// The probabilities of one row.
#[inline(never)]
pub fn probabilities(scale: f32, own: &[f32], by_column: &[f32], into: &mut [f32]) {
    run(
        #[inline(always)]
        || {
            for ((own, by_column), into) in own.iter().zip(by_column).zip(into) {
                *into = probability(scale * own * by_column);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_the_difference_of_sums() {
        let own: Vec<f32> = (1..51).map(|i| i as f32 / 9.0).collect();
        let by_column: Vec<f32> = (1..51).map(|i| 3.0 / i as f32).collect();
        let at = |x: f32| of_row(libm::expf(x), &own, &by_column);
        let (before, here, after) = (at(-0.71), at(-0.7), at(-0.69));
        assert!(before.ones < here.ones && here.ones < after.ones);
        assert!((here.slope - (after.ones - before.ones) / 0.02).abs() < 1e-2);
    }

    #[test]
    fn rows_columns_and_probabilities_agree() {
        let own: Vec<f32> = (0..37).map(|i| 0.1 + i as f32).collect();
        let by_column = vec![0.02; 37];
        let mut p = vec![0.0; 37];
        probabilities(2.0, &own, &by_column, &mut p);
        assert_eq!(p[3], 2.0 * 3.1 * 0.02 / (1.0 + 2.0 * 3.1 * 0.02));
        let (mut ones, mut slopes) = (vec![1.0; 37], vec![0.0; 37]);
        add_row(2.0, &own, &by_column, &mut ones, &mut slopes);
        for ((one, slope), p) in ones.iter().zip(&slopes).zip(&p) {
            assert_eq!((*one, *slope), (1.0 + p, p * (1.0 - p)));
        }
        let row = of_row(2.0, &own, &by_column);
        assert!((row.ones - p.iter().sum::<f32>()).abs() < 1e-4);
    }
}
